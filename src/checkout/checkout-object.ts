import { DurableObject } from 'cloudflare:workers'
import { type CartWorld, covers, type Needs, needsOf, offerOf, readWorld } from '../cart/cart-world.ts'
import { refusalProblem } from '../cart/refuse.ts'
import { applyCommand, CART_KEYS_MAX, distinctCodes, newCart } from '../domain/cart.ts'
import { changeCheckout, type CheckoutChange, type FromCart, takenOver } from '../domain/checkout.ts'
import type { CartId, LineId, OrderId } from '../domain/ids.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import { resolveLocale } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import { matchesVersion } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import { replyOf } from '../platform/objects.ts'
import { CheckoutPayments } from './checkout-payments.ts'
import { complain } from './complain.ts'
import { refuseOver } from './payment-refusals.ts'
import {
  type AdvanceReply,
  type Answered,
  type CheckoutCall,
  type CheckoutCalls,
  type CheckoutOpening,
  type CheckoutReply,
  type CheckoutSource,
  type Completion,
  GONE,
  type Hearing,
} from './checkout-reply.ts'
import { CheckoutStore, type StoredCheckout } from './checkout-store.ts'
import { fromCart } from './from-cart.ts'
import { priceCheckout } from './price-checkout.ts'
import { renderCheckout } from './show-checkout.ts'

const RETRY_MS_MAX = 60_000

type Edit = (checkout: StoredCheckout | undefined) => StoredCheckout | undefined

/**
 * One checkout: what a buyer is about to order, and how far paying has come. As with carts, what a request asks of the
 * world is read first, then judged and stored in one synchronous step; nothing priced is kept. Paying is in
 * checkout-payments.ts.
 */
export abstract class CheckoutObject<Env> extends DurableObject<Env> implements CheckoutCalls {
  readonly #store: CheckoutStore
  readonly #payments: CheckoutPayments
  /** What the buyer was shown last: to tell them what has changed. */
  #seen: Evaluation | undefined

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#store = new CheckoutStore(state.storage.sql)
    const seen = () => this.#seen
    this.#payments = new CheckoutPayments(state.storage, this.#store, {
      show: async (ctx, checkout, world) => JSON.parse((await this.#show(ctx, checkout, world)).text),
      get seen() {
        return seen()
      },
      later: (work) => this.ctx.waitUntil(work.catch(complain)),
      openContext: () => this.openContext(),
    })
  }

  protected abstract openContext(): Ctx

  /** Makes it; one that is open already takes over what its cart holds by now. */
  open(opening: CheckoutOpening, call: CheckoutCall): Promise<CheckoutReply> {
    return this.#answer(async (ctx) => {
      const known = this.#keptAnswer(ctx, call)
      if (known !== undefined) return known
      // Paid or being paid: it is shown as it is, to whoever holds its cart.
      const present = this.#store.checkoutAt(ctx.now)
      if (present !== undefined && present.progress.state !== 'open')
        return this.#settle(ctx, unchanged, NO_CALL)
      const { source } = opening
      const from = source.kind === 'cart' ? fromCart(source.cart) : await this.#fromItems(ctx, source)
      const made = newCheckout(ctx, opening, from)
      return this.#settle(
        ctx,
        (before) =>
          before?.progress.state === 'open'
            ? changeCheckout(before, takenOver(before, from))
            : (before ?? made),
        call,
      )
    })
  }

  read(call: CheckoutCall): Promise<CheckoutReply> {
    return this.#answer((ctx) => this.#settle(ctx, unchanged, { ...NO_CALL, customer: call.customer }))
  }

  change(change: CheckoutChange, call: CheckoutCall): Promise<CheckoutReply> {
    return this.#answer((ctx) => this.#settle(ctx, (checkout) => checkout && changed(checkout, change), call))
  }

  complete(completion: Completion, call: CheckoutCall): Promise<CheckoutReply> {
    return this.#answer(async (ctx) =>
      this.#isTheirs(ctx, call) ? this.#payments.complete(ctx, completion, call) : GONE,
    )
  }

  cancel(call: CheckoutCall): Promise<CheckoutReply> {
    return this.#answer(async (ctx) => {
      if (!this.#isTheirs(ctx, call)) return GONE
      await this.#payments.cancel(ctx)
      return this.#settle(ctx, unchanged, NO_CALL)
    })
  }

  advance(orderId: OrderId): Promise<AdvanceReply> {
    return this.#answer(async (ctx) => {
      await this.#payments.advance(ctx, orderId)
      return { kind: 'done' } as const
    })
  }

  hear(hearing: Hearing): Promise<AdvanceReply> {
    return this.#answer(async (ctx) => {
      await this.#payments.hear(ctx, hearing)
      return { kind: 'done' } as const
    })
  }

  /** Goes on with what is undecided, or ends the checkout when its time is over. Never throws: the platform would give up. */
  override async alarm(): Promise<void> {
    try {
      const ctx = this.openContext()
      if (this.#store.watched.length > 0) return await this.#payments.onAlarm(ctx)
      const { checkout } = this.#store
      if (checkout !== undefined && checkout.expiresAt > ctx.now)
        return await this.ctx.storage.setAlarm(checkout.expiresAt)
      // Nothing may come between the two: what is remembered here would outlive its tables.
      const emptied = this.ctx.storage.deleteAll()
      this.#store.forget()
      return await emptied
    } catch (error) {
      complain(error)
      return this.ctx.storage.setAlarm(Date.now() + RETRY_MS_MAX)
    }
  }

  /** Reads what is needed, then decides in one step; once more, if the checkout has changed meanwhile and needs more. */
  async #settle(ctx: Ctx, edit: Edit, call: CheckoutCall): Promise<Answered> {
    for (;;) {
      const known = this.#keptAnswer(ctx, call)
      if (known !== undefined) return known
      if (!this.#isTheirs(ctx, call)) return GONE
      const wanted = edit(this.#store.checkoutAt(ctx.now))
      if (wanted === undefined) return GONE
      const needs = needsOfCheckout(wanted)
      if (needs.variantIds.size + needs.codes.size > CART_KEYS_MAX)
        throw refusalProblem({ kind: 'codes', codes: wanted.codes }, { why: 'too_many_lines' })
      const world = await readWorld(ctx, needs)
      const before = this.#store.checkoutAt(ctx.now)
      const after = edit(before)
      if (after === undefined) return GONE
      if (covers(world, needsOfCheckout(after))) return this.#commit(ctx, before, after, world, call)
    }
  }

  /** From here to the write nothing waits: what was looked at is what is changed. */
  async #commit(
    ctx: Ctx,
    before: StoredCheckout | undefined,
    after: StoredCheckout,
    world: CartWorld,
    call: CheckoutCall,
  ): Promise<Answered> {
    const known = this.#keptAnswer(ctx, call)
    if (known !== undefined) return known
    const isChange = before?.version !== after.version
    if (before !== undefined && isChange) {
      if (before.progress.state === 'in_progress') throw new Problem('payment_in_progress')
      if (before.progress.state !== 'open') refuseOver(before)
      if (call.ifMatch !== undefined && !matchesVersion(call.ifMatch, before.version))
        return this.#refuseStale(ctx, before, world)
    }
    // Every change makes it live its whole life again; written when a tenth of it is over.
    const { checkoutLifeMs } = ctx.config
    const expiresAt = ctx.now + checkoutLifeMs
    const extended = isChange && expiresAt - after.expiresAt > checkoutLifeMs / 10
    const checkout = extended ? { ...after, expiresAt } : after
    const shown = this.#render(ctx, checkout, world)
    const status = before === undefined ? 201 : 200
    const { key } = call
    if (key !== undefined && this.#store.answers?.hasRoom(ctx.now) === false)
      throw new Problem('rate_limited', undefined, { headers: { 'Retry-After': '3600' } })
    if (isChange || key !== undefined)
      this.#write(() => {
        if (before === undefined) this.#store.clear()
        if (isChange) this.#store.save(checkout)
        if (key !== undefined)
          this.#store.answers?.keep(key.id, { ...shown, status, print: key.print }, ctx.now)
      })
    // Where orders of an earlier one are watched, the alarm comes sooner, and looks to this when they are done.
    if (before === undefined && this.#store.watched.length === 0)
      await this.ctx.storage.setAlarm(checkout.expiresAt)
    return { kind: 'checkout', status, ...shown, replayed: false, extended, ...orderOf(checkout) }
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

  /** Its text and tag, in the world of now or in one that was read for it. */
  async #show(
    ctx: Ctx,
    checkout: StoredCheckout,
    known?: CartWorld,
  ): Promise<{ text: string; etag: string }> {
    return this.#render(ctx, checkout, known ?? (await readWorld(ctx, needsOfCheckout(checkout))))
  }

  /** Remembered as what the buyer sees now. */
  #render(ctx: Ctx, checkout: StoredCheckout, world: CartWorld): { text: string; etag: string } {
    const evaluation = priceCheckout(ctx, checkout, world)
    this.#seen = evaluation
    return renderCheckout(ctx, checkout, world, evaluation)
  }

  /** Items without a cart are judged as if they were added to one. */
  async #fromItems(ctx: Ctx, source: CheckoutSource & { kind: 'items' }): Promise<FromCart> {
    const variantIds = new Set(source.items.map(({ variantId }) => variantId))
    const world = await readWorld(ctx, { market: source.market, variantIds, codes: new Set() })
    const { open } = world
    if (open === undefined) throw refusalProblem(undefined, { why: 'no_such_market' })
    const locale = resolveLocale(open, source.locale)
    if (locale === undefined)
      throw refusalProblem(undefined, { why: 'no_such_locale', locales: open.locales })
    const outcome = applyCommand(
      newCart('' as CartId, open, locale, ctx.now, ctx.now, false),
      { kind: 'add', items: source.items },
      {
        market: open,
        offer: (variantId) => offerOf(world, variantId, locale, ctx.now),
        newLineId: () => ctx.newId('line') as LineId,
      },
    )
    if (!outcome.ok) throw refusalProblem(undefined, outcome.refusal)
    return { ...fromCart(outcome.cart), cart: null }
  }

  async #refuseStale(ctx: Ctx, checkout: StoredCheckout, world: CartWorld): Promise<never> {
    const known = covers(world, needsOfCheckout(checkout)) ? world : undefined
    const { text, etag } = await this.#show(ctx, checkout, known)
    throw new Problem('version_mismatch', undefined, { headers: { ETag: etag }, current: JSON.parse(text) })
  }

  /** Whether whoever asks may: the holder of its token, or the customer whose it is. */
  #isTheirs(ctx: Ctx, { customer }: CheckoutCall): boolean {
    if (customer === undefined) return true
    const theirs = this.#store.checkoutAt(ctx.now)?.customer
    return theirs?.issuer === customer.issuer && theirs.subject === customer.subject
  }

  #keptAnswer(ctx: Ctx, { key, customer }: CheckoutCall): Answered | Promise<Answered> | undefined {
    const kept = key && this.#store.answers?.to(key.id, ctx.now)
    const checkout = this.#store.checkoutAt(ctx.now)
    if (kept === undefined || checkout === undefined) return undefined
    if (kept.print !== key?.print) throw new Problem('idempotency_conflict')
    const { status, text, etag } = kept
    // It was too long to be kept: the checkout is shown as it is by now.
    if (text === '')
      return this.#settle(ctx, unchanged, { ...NO_CALL, customer }).then((shown) =>
        shown.kind === 'checkout' ? { ...shown, status, replayed: true } : shown,
      )
    return { kind: 'checkout', status, text, etag, replayed: true, extended: false, ...orderOf(checkout) }
  }

  #answer<Reply>(act: (ctx: Ctx) => Promise<Reply>) {
    return replyOf(this.openContext(), act)
  }
}

const NO_CALL: CheckoutCall = { id: '' }
const unchanged: Edit = (checkout) => checkout

/**
 * Whom a promotion counts by may be the e-mail: what one has used up, another may not have. And whoever enters codes again
 * asks again: what was used up may have been given back.
 */
const changed = (checkout: StoredCheckout, change: CheckoutChange): StoredCheckout => {
  const isOther =
    change.codes !== undefined || (change.email !== undefined && change.email !== checkout.email)
  return changeCheckout<StoredCheckout>(checkout, {
    ...change,
    ...(change.codes !== undefined && { codes: distinctCodes(change.codes) }),
    ...(isOther && { usedUp: [] }),
  })
}

const needsOfCheckout = (checkout: StoredCheckout): Needs => needsOf(checkout)

const orderOf = ({ progress }: StoredCheckout) =>
  progress.state === 'completed' ? { orderId: progress.orderId } : {}

/** A new checkout. Its id may have named another one before: its versions count on from the clock. */
const newCheckout = (ctx: Ctx, { id, source, customer }: CheckoutOpening, from: FromCart): StoredCheckout => {
  const destination = source.kind === 'cart' ? source.cart.destination : null
  return {
    id,
    version: ctx.now,
    ...from,
    customer: customer === undefined ? null : { issuer: customer.issuer, subject: customer.subject },
    email: null,
    phone: null,
    shippingAddress: destination === null ? null : { ...destination },
    billingAddress: null,
    shippingOptionId: null,
    usedUp: [],
    progress: { state: 'open' },
    declined: null,
    createdAt: ctx.now,
    expiresAt: ctx.now + ctx.config.checkoutLifeMs,
  }
}
