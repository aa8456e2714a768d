import { DurableObject } from 'cloudflare:workers'
import {
  applyCommand,
  CART_KEYS_MAX,
  type Cart,
  type CartCommand,
  type CartLine,
  newCart,
} from '../domain/cart.ts'
import type { CartId, CheckoutId, LineId } from '../domain/ids.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import { resolveLocale } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import { matchesVersion } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import { replyOf } from '../platform/objects.ts'
import { CartClaims } from './cart-claims.ts'
import { CartLoans } from './cart-loans.ts'
import {
  type Answered,
  type CartCall,
  type CartCalls,
  type CartReply,
  GONE,
  type LoanReply,
  type Opening,
  type Pour,
  type PourReply,
} from './cart-reply.ts'
import { CartStore } from './cart-store.ts'
import { type CartWorld, covers, type Needs, needsOf, offerOf, readWorld } from './cart-world.ts'
import { priceCart, renderCart } from './price-cart.ts'
import { invalid, refusalProblem } from './refuse.ts'

const DAY_MS = 86_400_000

/**
 * One cart: a mailbox around `domain/cart`. What a command asks of the world is read first; then it is judged, applied,
 * priced and stored in one synchronous step, so that nothing comes between. Nothing in the storage is priced.
 */
export abstract class CartObject<Env> extends DurableObject<Env> implements CartCalls {
  readonly #store: CartStore
  readonly #claims: CartClaims
  readonly #loans: CartLoans

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#store = new CartStore(state.storage.sql)
    this.#loans = new CartLoans(this.#store)
    this.#claims = new CartClaims(state.storage, this.#store, {
      show: (ctx) => this.#settle(ctx, undefined, NO_CALL),
      commit: (ctx, before, after, world, more) =>
        this.#commit(ctx, before, this.#visited(after, ctx), world, NO_CALL, more),
    })
  }

  protected abstract openContext(): Ctx

  /** Opens the cart; one that is open already gets the items, if it is in that market. */
  open(opening: Opening, call: CartCall): Promise<CartReply> {
    return this.#answer(async (ctx) => {
      if (this.#store.cartAt(ctx.now) === undefined) {
        const needs: Needs = {
          market: opening.market,
          variantIds: new Set(opening.items.map(({ variantId }) => variantId)),
          codes: new Set(),
        }
        const world = await readWorld(ctx, needs)
        if (this.#store.cartAt(ctx.now) === undefined) return this.#begin(ctx, opening, world, call)
      }
      const cart = this.#store.cartAt(ctx.now)
      if (cart === undefined) return GONE
      // A retry is answered as it was, wherever the cart has gone meanwhile.
      const known = this.#keptAnswer(ctx, call)
      if (known === 'shown anew') return this.#settle(ctx, undefined, call)
      if (known !== undefined) return known
      if (cart.market !== opening.market) {
        const message = `is not that of the cart, which is in ${cart.market}`
        throw invalid([{ ...opening.place, code: 'other_market', message }])
      }
      const add: CartCommand = { kind: 'add', items: opening.items }
      // The reply that told of a new cart got lost on its way: it is new still.
      const settled = await this.#settle(ctx, opening.items.length === 0 ? undefined : add, call)
      const isNew = this.#store.wasOpenedBy(call.id)
      return settled.kind === 'cart' && isNew ? { ...settled, status: 201 } : settled
    })
  }

  /** The cart as it is and what it costs now; `explain`: and why. */
  read(explain: boolean): Promise<CartReply> {
    return this.#answer(async (ctx) => this.#settle(ctx, undefined, NO_CALL, explain))
  }

  /** Does something to the cart: once per call, and once per Idempotency-Key. */
  act(command: CartCommand, call: CartCall): Promise<CartReply> {
    return this.#answer(async (ctx) => this.#settle(ctx, command, call))
  }

  /** Moves this cart into another one: it ends. */
  claimFor(target: CartId): Promise<CartReply> {
    return this.#answer((ctx) => this.#claims.leaveFor(ctx, target))
  }

  /** Takes in another cart's lines, once per claim. */
  pour(pour: Pour, target: CartId): Promise<PourReply> {
    return this.#answer((ctx) => this.#claims.takeIn(ctx, pour, target))
  }

  /** The cart, if that other one has been poured into it. */
  readPoured(source: CartId): Promise<CartReply> {
    return this.#answer((ctx) => this.#claims.showIfTaken(ctx, source))
  }

  /** For a checkout: this one, or the one that the cart has already. */
  lend(checkout: CheckoutId): Promise<LoanReply> {
    return this.#answer(async (ctx) => this.#loans.lend(ctx, checkout))
  }

  freeze(checkout: CheckoutId): Promise<LoanReply> {
    return this.#answer(async (ctx) => this.#loans.freeze(ctx, checkout))
  }

  thaw(checkout: CheckoutId): Promise<LoanReply> {
    return this.#answer(async (ctx) => this.#loans.thaw(ctx, checkout))
  }

  release(checkout: CheckoutId): Promise<LoanReply> {
    return this.#answer(async (ctx) => this.#loans.release(ctx, checkout))
  }

  /** It has been ordered, all of it, and ends. */
  close(checkout: CheckoutId): Promise<LoanReply> {
    return this.#answer(async (ctx) => {
      if (this.#loans.isOrdered(checkout)) await this.#claims.end(ctx.now)
      return GONE
    })
  }

  /** Its customer is erased: it ends, whatever is in it; but not while it is being paid. */
  forget(): Promise<LoanReply> {
    return this.#answer(async (ctx) => {
      if (this.#store.loan?.frozen === true) throw new Problem('payment_in_progress')
      if (this.#store.cart !== undefined) await this.#claims.end(ctx.now)
      return GONE
    })
  }

  /** Goes on with a claim, or ends the cart. */
  override alarm(): Promise<void> {
    return this.#claims.onAlarm(() => this.openContext())
  }

  /** Reads what is needed, then decides in one step; once more, if the cart has changed meanwhile and needs other things. */
  async #settle(
    ctx: Ctx,
    command: CartCommand | undefined,
    call: CartCall,
    explain = false,
  ): Promise<Answered> {
    for (;;) {
      const before = this.#store.cartAt(ctx.now)
      if (before === undefined) return GONE
      const known = this.#keptAnswer(ctx, call)
      if (known !== undefined && known !== 'shown anew') return known
      const needs = needsOf(before, command)
      // Refused, whatever it is: to read for it would take a second bulk read.
      if (needs.variantIds.size + needs.codes.size > CART_KEYS_MAX)
        throw refusalProblem(command, { why: 'too_many_lines' })
      const world = await readWorld(ctx, needs)
      const cart = this.#store.cartAt(ctx.now)
      if (cart === undefined) return GONE
      if (covers(world, needsOf(cart, command))) return this.#decide(ctx, cart, world, command, call, explain)
    }
  }

  /** From here to the write nothing waits: what was looked at is what is changed. */
  #decide(
    ctx: Ctx,
    cart: Cart,
    world: CartWorld,
    command: CartCommand | undefined,
    call: CartCall,
    explain: boolean,
  ): Promise<Answered> {
    const known = this.#keptAnswer(ctx, call)
    if (known !== undefined && known !== 'shown anew') return Promise.resolve(known)
    if (command === undefined || known === 'shown anew' || this.#store.hasAnswered(call.id)) {
      const replayed = known === 'shown anew'
      return this.#commit(ctx, cart, this.#visited(cart, ctx), world, NO_CALL, { explain, replayed })
    }
    if (this.#store.isLocked) throw new Problem('cart_locked')
    if (call.ifMatch !== undefined && command.kind !== 'add') demandVersion(ctx, cart, world, call.ifMatch)
    const outcome = applyCommand(cart, command, {
      market: world.open,
      offer: (variantId) => offerOf(world, variantId, cart.locale, ctx.now),
      newLineId: () => ctx.newId('line') as LineId,
    })
    if (!outcome.ok) throw refusalProblem(command, outcome.refusal)
    return this.#commit(ctx, cart, this.#visited(outcome.cart, ctx), world, call, {})
  }

  #begin(ctx: Ctx, opening: Opening, world: CartWorld, call: CartCall): Promise<Answered> {
    const { open } = world
    if (open === undefined)
      throw invalid([{ ...opening.place, code: 'unknown', message: 'is not the code of an open market' }])
    const locale = resolveLocale(open, opening.locale)
    if (locale === undefined)
      throw refusalProblem(undefined, { why: 'no_such_locale', locales: open.locales })
    const blank = newCart(opening.id, open, locale, ctx.now, ctx.now + ctx.config.cartLifeMs, opening.lasting)
    const outcome = applyCommand(
      blank,
      { kind: 'add', items: opening.items },
      {
        market: open,
        offer: (variantId) => offerOf(world, variantId, locale, ctx.now),
        newLineId: () => ctx.newId('line') as LineId,
      },
    )
    if (!outcome.ok) throw refusalProblem(undefined, outcome.refusal)
    return this.#commit(ctx, undefined, outcome.cart, world, call, {})
  }

  /** Prices and stores in one step; the reply leaves when it is durable. What changes nothing is not written. */
  async #commit(
    ctx: Ctx,
    before: Cart | undefined,
    after: Cart,
    world: CartWorld,
    call: CartCall,
    more: {
      readonly explain?: boolean
      readonly replayed?: boolean
      readonly moved?: readonly CartLine[]
      readonly also?: () => void
    },
  ): Promise<Answered> {
    // A market may change its currency: the cart is priced, and labelled, by what it is now.
    const currency = world.open?.currency ?? after.currency
    const version = Math.max(1, after.version)
    const isAsGiven = currency === after.currency && version === after.version
    const cart = isAsGiven ? after : { ...after, currency, version }
    const evaluation = priceCart(ctx, cart, world)
    refuseTooLarge([...(before?.lines ?? []), ...(more.moved ?? [])], evaluation)
    const status = before === undefined && more.moved === undefined ? 201 : 200
    const shown = renderCart(ctx, cart, world, evaluation, more.explain)
    if (call.key !== undefined && !this.#store.hasRoomForKey(ctx.now)) throw tooManyKeys()
    const isChanged =
      before === undefined || (before !== cart && JSON.stringify(before) !== JSON.stringify(cart))
    const named = { id: call.id, at: ctx.now, ...(before === undefined && { opened: true as const }) }
    const isRead = !isChanged && more.also === undefined && call.key === undefined
    if (!isRead)
      this.#write(() => {
        if (before === undefined) this.#store.clear()
        if (isChanged) this.#store.save(cart, call === NO_CALL ? undefined : named)
        more.also?.()
        if (call.key !== undefined)
          this.#store.keepAnswer(call.key.id, { ...shown, status, print: call.key.print }, ctx.now)
      })
    if (before?.expiresAt !== cart.expiresAt) await this.ctx.storage.setAlarm(cart.expiresAt)
    const extended = before !== undefined && before.expiresAt !== cart.expiresAt
    return { kind: 'cart', status, ...shown, replayed: more.replayed ?? false, extended }
  }

  /** All of it or nothing. */
  #write(statements: () => void): void {
    try {
      this.ctx.storage.transactionSync(statements)
    } catch (error) {
      this.#store.readAnew()
      throw error
    }
  }

  /** Every visit makes the cart live its whole life again; written at most once a day. A frozen one stays as it is. */
  #visited(cart: Cart, { now, config: { cartLifeMs } }: Ctx): Cart {
    if (this.#store.isLocked) return cart
    const expiresAt = now + cartLifeMs
    return expiresAt - cart.expiresAt > Math.min(DAY_MS, cartLifeMs / 10) ? { ...cart, expiresAt } : cart
  }

  /** The answer to this key; or that it was given, and was too long to be kept. */
  #keptAnswer(ctx: Ctx, call: CartCall): Answered | 'shown anew' | undefined {
    const { key } = call
    const kept = key && this.#store.answerTo(key.id, ctx.now)
    if (kept === undefined) return undefined
    if (kept.print !== key?.print) throw new Problem('idempotency_conflict')
    const { status, text, etag } = kept
    if (text === '') return 'shown anew'
    // Asked again by the Worker alone, whom the reply did not reach: to the client it is the first answer.
    const replayed = !this.#store.hasAnswered(call.id)
    return { kind: 'cart', status, text, etag, replayed, extended: false }
  }

  #answer<Reply>(act: (ctx: Ctx) => Promise<Reply>) {
    return replyOf(this.openContext(), act)
  }
}

const NO_CALL: CartCall = { id: '' }

/** 412 with the present cart, when the one that the client has seen is another (contract.md: the version is compared). */
function demandVersion(ctx: Ctx, cart: Cart, world: CartWorld, ifMatch: string): void {
  if (matchesVersion(ifMatch, cart.version)) return
  const { text, etag } = renderCart(ctx, cart, world, priceCart(ctx, cart, world))
  throw new Problem('version_mismatch', undefined, { headers: { ETag: etag }, current: JSON.parse(text) })
}

/** A line that somebody makes larger must stay reckonable (reliability.md §3.4, row 61). */
function refuseTooLarge(before: readonly CartLine[], { lines }: Evaluation): void {
  const had = new Map(before.map(({ id, quantity }) => [id as string, quantity]))
  const tooLarge = lines.some(
    (line) => !line.sold && line.why === 'amount_too_large' && line.quantity > (had.get(line.id) ?? 0),
  )
  if (tooLarge)
    throw invalid([
      { pointer: '', code: 'amount_too_large', message: 'would cost more than can be reckoned with' },
    ])
}

const tooManyKeys = (): Problem =>
  new Problem('rate_limited', 'This cart remembers too many Idempotency-Keys already.', {
    headers: { 'Retry-After': '3600' },
  })
