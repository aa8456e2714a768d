import type { CheckoutId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { GONE, type LoanReply, type WithoutCost } from './cart-reply.ts'
import type { CartStore } from './cart-store.ts'

type Answered = WithoutCost<LoanReply>

/**
 * What a cart does for the checkout that is made from it. It has one at a time; while that is paid the cart is frozen, so
 * that what is charged is what was in it. Each step names its checkout and can be done again.
 */
export class CartLoans {
  readonly #store: CartStore

  constructor(store: CartStore) {
    this.#store = store
  }

  /** The cart, for the checkout that it has already, or else for this one. */
  lend(ctx: Ctx, checkout: CheckoutId): Answered {
    const cart = this.#store.cartAt(ctx.now)
    if (cart === undefined) return GONE
    if (this.#store.leaving !== undefined) throw new Problem('cart_locked')
    const { loan } = this.#store
    if (loan !== undefined) return { kind: 'lent', cart, checkout: loan.checkout }
    this.#store.lend({ checkout, frozen: false })
    return { kind: 'lent', cart, checkout }
  }

  /** From now on it changes no more, until its checkout is decided. */
  freeze(ctx: Ctx, checkout: CheckoutId): Answered {
    const { loan, leaving, cart: frozen } = this.#store
    // A frozen cart outlives its time: it is being paid.
    const cart = loan?.frozen === true ? frozen : this.#store.cartAt(ctx.now)
    if (cart === undefined) return GONE
    if (leaving !== undefined || loan?.checkout !== checkout) throw new Problem('cart_locked')
    if (!loan.frozen) this.#store.lend({ checkout, frozen: true })
    return { kind: 'lent', cart, checkout }
  }

  /** No order came of it yet: the cart can be changed again, and is still this checkout's. */
  thaw(_ctx: Ctx, checkout: CheckoutId): Answered {
    const { cart, loan } = this.#store
    if (cart === undefined) return GONE
    if (loan?.checkout === checkout && loan.frozen) this.#store.lend({ checkout, frozen: false })
    return { kind: 'lent', cart, checkout }
  }

  /** The checkout is over, and no order came of it: the cart is free for another. */
  release(_ctx: Ctx, checkout: CheckoutId): Answered {
    const { cart, loan } = this.#store
    if (cart === undefined) return GONE
    if (loan?.checkout === checkout) this.#store.endLoan()
    return { kind: 'lent', cart, checkout }
  }

  /** Whether it is to end, since all of it was ordered: false when that is done, or it is somebody else's by now. */
  isOrdered(checkout: CheckoutId): boolean {
    const { cart, loan } = this.#store
    return cart !== undefined && loan?.checkout === checkout && loan.frozen
  }
}
