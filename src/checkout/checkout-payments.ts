import { cartStub } from '../cart/cart-stub.ts'
import { changeCheckout, sameGoods, takenOver } from '../domain/checkout.ts'
import type { OrderId } from '../domain/ids.ts'
import { isUndecided } from '../domain/payment.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { orderById, type OrderFile } from '../orders/order-queries.ts'
import { showOrder } from '../orders/show-order.ts'
import type { BuyerAction } from '../payments/provider.ts'
import { paymentProvider } from '../payments/providers.ts'
import { onceByEvent } from '../payments/save-event.ts'
import { saveLapse } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { KEY_RETENTION_MS } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, problemData } from '../platform/problem.ts'
import { Turns } from '../platform/turns.ts'
import { type Answered, type CheckoutCall, type Completion, GONE, type Hearing } from './checkout-reply.ts'
import { cancelPending, notPaidAnyMore } from './cancel-pending.ts'
import { CheckoutAttempts } from './checkout-attempts.ts'
import { complain, unlessForeseen } from './complain.ts'
import type { CheckoutStore, StoredAttempt, StoredCheckout } from './checkout-store.ts'
import { freshOrderFile } from './fresh-order-file.ts'
import { fromCart } from './from-cart.ts'
import { type Placed, placeOrder } from './place-order.ts'
import { problemOfFailure, refuseOver } from './payment-refusals.ts'
import { settleNews } from './settle-news.ts'
import { askedOf, type AskedBefore, runOperations, tellingOf } from './run-operations.ts'
import { type Authorized, settleAuthorization, standingOf } from './settle-authorization.ts'

// How soon the alarm goes on with what was interrupted, and then ever later; it never gives up.
const RETRY_MS = 2_000
const RETRY_MS_MAX = 60_000
// A buyer who has something to do and does not has this many lives of a hold.
export const LIVES_TO_ACT = 2

/** What the checkout's object does for its payments. */
export type Desk = {
  /** The checkout as it is shown with a refusal; from then on that is what the buyer has seen. */
  show(ctx: Ctx, checkout: StoredCheckout, world?: (Placed & { kind: 'refused' })['world']): Promise<unknown>
  /** What the buyer was shown last. */
  readonly seen: Parameters<typeof placeOrder>[3]
  /** Goes on with it behind the answer. */
  later(work: Promise<unknown>): void
  openContext(): Ctx
}

/**
 * How a checkout becomes a paid order, and how it does not. One thing at a time: to begin, to go on, to cancel, to look
 * again. An attempt names its order and its payment before the first step, and each step asks what is there before it
 * does anything: so it can be interrupted anywhere, and taken up by the buyer, the alarm, a webhook or the sweeper. What
 * has become of the order, the database decides.
 */
export class CheckoutPayments {
  readonly #storage: DurableObjectStorage
  readonly #store: CheckoutStore
  readonly #desk: Desk
  readonly #attempts: CheckoutAttempts
  readonly #asked: AskedBefore = new Set()
  readonly #turns = new Turns()
  #retries = 0
  /** What the buyer has to do. It opens the payment, and is never written down: the provider tells it again. */
  #action: BuyerAction | undefined

  constructor(storage: DurableObjectStorage, store: CheckoutStore, desk: Desk) {
    this.#storage = storage
    this.#store = store
    this.#desk = desk
    this.#attempts = new CheckoutAttempts(store)
  }

  /** Pays the checkout, or goes on with paying it. */
  complete(ctx: Ctx, completion: Completion, call: CheckoutCall): Promise<Answered> {
    // Whoever comes while it runs wants to know what comes of it, and not that the provider is asked once more.
    const joins = this.#turns.isBusy
    return this.#turns.take(async () => {
      const known = this.#attempts.keptAnswer(ctx, call)
      if (known !== undefined) return known
      const checkout = this.#store.checkoutAt(ctx.now)
      if (checkout === undefined) return GONE
      switch (checkout.progress.state) {
        case 'open':
          return this.#goOn(ctx, await this.#begin(ctx, checkout, completion, call), call)
        case 'in_progress': {
          const { attempt } = checkout.progress
          if (call.key?.id === attempt.key.id && call.key.print !== attempt.key.print)
            throw new Problem('idempotency_conflict')
          const { amount, currency } = attempt.confirmed
          if (completion.confirmed.amount !== amount || completion.confirmed.currency !== currency)
            throw new Problem('payment_in_progress')
          return joins && attempt.heard ? this.#inProgress() : this.#goOn(ctx, checkout, call)
        }
        case 'completed':
        case 'canceled':
          return refuseOver(checkout)
      }
    })
  }

  /** Ends the checkout without an order. While it is paid the order is canceled first, so that nothing comes of it. */
  cancel(ctx: Ctx): Promise<StoredCheckout | undefined> {
    return this.#turns.take(async () => {
      const checkout = this.#store.checkoutAt(ctx.now)
      if (checkout === undefined || checkout.progress.state === 'canceled') return checkout
      if (checkout.progress.state === 'in_progress')
        await this.#cancelOrder(ctx, checkout, checkout.progress.attempt)
      const present = this.#store.checkoutAt(ctx.now)
      if (present === undefined) return undefined
      if (present.progress.state === 'completed') refuseOver(present)
      await this.#tellCart(ctx, present, 'release')
      await ctx.step('cancel.told')
      // As it is by now: it could be changed while the cart was told.
      const canceled = changeCheckout(this.#store.checkout ?? present, {
        progress: { state: 'canceled' },
        declined: null,
        expiresAt: Math.max(present.expiresAt, ctx.now + ctx.config.checkoutLifeMs),
      })
      this.#store.save(canceled)
      this.#watchOn(ctx)
      return canceled
    })
  }

  /** Goes on with whatever is undecided of an order. */
  advance(ctx: Ctx, orderId: OrderId): Promise<void> {
    this.#retries = 0
    return this.#turns.take(() => this.#advance(ctx, orderId))
  }

  /**
   * Takes in what a provider told unasked. It does not wait for its turn: a provider may tell before it answers, and the
   * guards of the database let each word take effect once, whoever brings it.
   */
  async hear(ctx: Ctx, { orderId, operationId, event, news }: Hearing): Promise<void> {
    await onceByEvent(ctx, event, async (note) => {
      if (news.status === 'look_up') return commit(ctx.db, [...note])
      // Breaks when staff has begun to capture it since it was judged: told again, it is judged anew.
      if (news.status === 'let_go')
        return untilUnraced(() => commit(ctx.db, [...note, ...saveLapse(ctx, operationId)]))
      return settleNews(ctx, orderId, operationId, { ...news, reference: event.reference }, note)
    })
    const goOn = () => this.advance(this.#desk.openContext(), orderId)
    if (this.#turns.isBusy) this.#desk.later(goOn())
    else await goOn()
  }

  /** Goes on with what was interrupted. Sets itself again before it tries: it may fail, or die. */
  async onAlarm(ctx: Ctx): Promise<void> {
    await this.#storage.setAlarm(ctx.now + this.#wait)
    this.#retries += 1
    for (const orderId of this.#store.watched)
      await this.#turns.take(() => this.#advance(ctx, orderId)).catch(complain)
  }

  async #begin(
    ctx: Ctx,
    checkout: StoredCheckout,
    completion: Completion,
    call: CheckoutCall,
  ): Promise<StoredCheckout> {
    const begun = this.#attempts.begin(ctx, checkout, completion, call)
    this.#action = undefined
    this.#retries = 0
    await this.#storage.setAlarm(ctx.now + RETRY_MS)
    await ctx.step('complete.begun')
    return begun
  }

  /** The steps after the first, from wherever it was interrupted. */
  async #goOn(ctx: Ctx, checkout: StoredCheckout, call?: CheckoutCall): Promise<Answered> {
    if (checkout.progress.state !== 'in_progress') return this.#inProgress()
    const { attempt } = checkout.progress
    const file = attempt.ordered
      ? await orderById(ctx.db, attempt.orderId)
      : await this.#order(ctx, checkout, attempt)
    if (file === undefined) throw new Error('what was ordered is there')
    return this.#pay(ctx, checkout, file, call)
  }

  /** Freezes the cart, and orders what is in it; throws what the buyer has to know when that cannot be. */
  async #order(ctx: Ctx, checkout: StoredCheckout, attempt: StoredAttempt): Promise<OrderFile | undefined> {
    if (checkout.cart !== null) {
      const { id } = checkout.cart
      const lent = await callObject(ctx, () => cartStub(ctx, id).freeze(checkout.id))
      await ctx.step('complete.frozen')
      if (lent.kind !== 'lent') {
        this.#attempts.reopen(ctx, checkout)
        throw lent.kind === 'gone' ? new Problem('cart_expired') : new Problem(lent.problem.code)
      }
      const from = fromCart(lent.cart)
      // What the buyer has confirmed is not what would be bought.
      if (!sameGoods(from, checkout))
        return this.#refuse(ctx, changeCheckout(checkout, takenOver(checkout, from)), {
          code: 'price_changed',
          errors: [{ pointer: '/items', code: 'price_changed', message: 'are not what was confirmed' }],
        })
    }
    const placed = await placeOrder(ctx, checkout, attempt, this.#desk.seen).catch(async (error: unknown) => {
      // It is sure that nothing was ordered: the buyer may change what is wrong.
      if (error instanceof Problem && error.code === 'cart_completed') {
        await this.#tellCart(ctx, checkout, 'thaw')
        this.#attempts.reopen(ctx, checkout)
      }
      throw error
    })
    if (placed.kind === 'refused') return this.#refuse(ctx, placed.checkout, placed.refusal, placed.world)
    this.#attempts.save(checkout, { ...attempt, ordered: true })
    await ctx.step('complete.ordered')
    const { order } = placed
    // What costs nothing has been paid in the same batch.
    return order === undefined || order.bill.total === 0
      ? orderById(ctx.db, attempt.orderId)
      : freshOrderFile(order, attempt)
  }

  /** Nothing was ordered, and nothing charged: the checkout is open again, and shown as it is by now. */
  async #refuse(
    ctx: Ctx,
    checkout: StoredCheckout,
    { code, errors }: (Placed & { kind: 'refused' })['refusal'],
    world?: (Placed & { kind: 'refused' })['world'],
  ): Promise<never> {
    await this.#tellCart(ctx, checkout, 'thaw')
    const open = this.#attempts.reopen(ctx, checkout)
    const current = await this.#desk.show(ctx, open, world)
    throw new Problem(code, undefined, { errors, current })
  }

  /** Asks the provider, unless it has told already, and takes in what it says. */
  async #pay(
    ctx: Ctx,
    checkout: StoredCheckout,
    file: OrderFile,
    call: CheckoutCall | undefined,
  ): Promise<Answered> {
    const standing = standingOf(file)
    if (standing.kind !== 'undecided') return this.#conclude(ctx, checkout, standing, call)
    const { progress } = this.#store.checkout ?? checkout
    if (progress.state !== 'in_progress') return this.#inProgress()
    const { attempt } = progress
    const provider = paymentProvider(ctx, file.order.provider)
    const operation = file.operations.find((each) => each.kind === 'authorize' && isUndecided(each))
    if (provider === undefined || operation === undefined) return this.#inProgress()
    const outcome = attempt.heard
      ? await provider.lookUp(askedOf(operation))
      : await provider.authorize(askedOf(operation), attempt.payment)
    await ctx.step('complete.asked')
    this.#action = outcome.status === 'requires_action' ? outcome.action : undefined
    const isWaiting = outcome.status === 'requires_action' || outcome.status === 'pending'
    if (isWaiting && !attempt.heard) this.#attempts.save(checkout, { ...attempt, heard: true })
    const settled = await settleAuthorization(ctx, file.order.id, tellingOf(outcome), file)
    if (settled.kind !== 'undecided') {
      await ctx.step('complete.settled')
      return this.#conclude(ctx, checkout, settled, call)
    }
    // Nobody acts any more: the stock has been somebody else's for long.
    const isForsaken =
      call === undefined &&
      outcome.status === 'requires_action' &&
      ctx.now > attempt.begunAt + LIVES_TO_ACT * ctx.config.holdMs
    return isForsaken ? this.#forsake(ctx, checkout, attempt) : this.#inProgress()
  }

  /** The order is decided: the cart hears of it, then the checkout knows. */
  async #conclude(
    ctx: Ctx,
    checkout: StoredCheckout,
    standing: Authorized,
    call: CheckoutCall | undefined,
  ): Promise<Answered> {
    const { order } = standing.file
    if (standing.kind === 'placed') {
      await this.#tellCart(ctx, checkout, 'close')
      await ctx.step('complete.told')
      const text = JSON.stringify(showOrder(ctx, standing.file))
      this.#storage.transactionSync(() => {
        this.#attempts.keep(ctx, checkout, call, 200, text)
        this.#store.save(
          changeCheckout(checkout, {
            progress: { state: 'completed', orderId: order.id },
            declined: null,
            expiresAt: ctx.now + KEY_RETENTION_MS,
          }),
        )
      })
      await ctx.step('complete.decided')
      const next = this.#desk.openContext()
      this.#desk.later(this.advance(next, order.id).catch(complain))
      return { kind: 'completed', orderId: order.id, text, replayed: false }
    }
    await this.#tellCart(ctx, checkout, 'thaw')
    await ctx.step('complete.told')
    const problem = problemOfFailure(checkout, standing)
    // Approved all the same, and let go: who looks at the checkout later has to see that nothing was bought.
    const declined = standing.file.operations.find(({ kind }) => kind === 'authorize')?.reason ?? 'expired'
    this.#storage.transactionSync(() => {
      if (problem.code === 'payment_declined')
        this.#attempts.keep(ctx, checkout, call, 402, JSON.stringify(problemData(problem)))
      this.#attempts.reopen(ctx, { ...checkout, declined }, order.id)
    })
    await ctx.step('complete.decided')
    this.#watchOn(ctx)
    throw problem
  }

  /** Cancels the order of an attempt. Until the cart has been told it is an attempt still: the alarm goes on with it. */
  async #cancelOrder(ctx: Ctx, checkout: StoredCheckout, attempt: StoredAttempt): Promise<void> {
    const file = await orderById(ctx.db, attempt.orderId)
    // Should its batch still be on its way, alarm or sweeper find the order, and nobody pays it.
    if (file === undefined) return
    const standing = await cancelPending(ctx, file)
    if (standing.kind === 'failed') await ctx.step('cancel.decided')
    else await this.#conclude(ctx, checkout, standing, undefined)
  }

  /** The buyer has not done what they had to: nothing is bought, and what waits at the provider is let go. */
  async #forsake(ctx: Ctx, checkout: StoredCheckout, attempt: StoredAttempt): Promise<Answered> {
    const file = await orderById(ctx.db, attempt.orderId)
    if (file === undefined) return this.#inProgress()
    const standing = await cancelPending(ctx, file)
    if (standing.kind === 'placed') return this.#conclude(ctx, checkout, standing, undefined)
    await this.#tellCart(ctx, checkout, 'thaw')
    this.#attempts.reopen(ctx, { ...checkout, declined: 'expired' }, attempt.orderId)
    return this.#inProgress()
  }

  async #advance(ctx: Ctx, orderId: OrderId): Promise<void> {
    this.#store.watch(orderId)
    // Whoever asked for it may never come again, and the provider has perhaps been asked by then.
    await this.#wakeIn(ctx, this.#wait)
    const checkout = this.#store.checkout
    const attempt = checkout?.progress.state === 'in_progress' ? checkout.progress.attempt : undefined
    let file = await orderById(ctx.db, orderId)
    if (checkout !== undefined && attempt?.orderId === orderId) {
      if (file === undefined) {
        // Interrupted before there was an order. Nobody was promised anything; the next alarm looks whether it came late.
        await this.#tellCart(ctx, checkout, 'thaw')
        this.#attempts.reopen(ctx, checkout, orderId)
        return
      }
      const known = attempt.ordered ? checkout : this.#attempts.save(checkout, { ...attempt, ordered: true })
      await this.#pay(ctx, known, file, undefined).catch(unlessForeseen)
      file = undefined
    }
    file ??= await orderById(ctx.db, orderId)
    if (file === undefined) return this.#unwatch(ctx, orderId)
    if (!this.#attempts.pays(orderId)) file = await notPaidAnyMore(ctx, file)
    const isHeard = await this.#hearOfAuthorization(ctx, file)
    const isDone = file.order.status !== 'pending' && (await runOperations(ctx, orderId, this.#asked))
    if (isHeard && isDone) await this.#unwatch(ctx, orderId)
    else await this.#wakeIn(ctx, this.#wait)
  }

  /** There is nothing more to hear of it. Without a checkout the object was there for this alone: its alarm empties it. */
  async #unwatch(ctx: Ctx, orderId: OrderId): Promise<void> {
    this.#store.unwatch(orderId)
    if (this.#store.checkout === undefined) await this.#storage.setAlarm(ctx.now)
  }

  get #wait(): number {
    return Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** this.#retries)
  }

  /** Wakes this object in so long, or sooner where it wakes anyway. */
  async #wakeIn(ctx: Ctx, milliseconds: number): Promise<void> {
    const set = (await this.#storage.getAlarm()) ?? Infinity
    if (set > ctx.now + milliseconds) await this.#storage.setAlarm(ctx.now + milliseconds)
  }

  /** Of an order that this checkout does not pay any more: what has become of its authorization. */
  async #hearOfAuthorization(ctx: Ctx, file: OrderFile): Promise<boolean> {
    // Decided perhaps, but the checkout or its cart could not be told yet.
    if (this.#attempts.pays(file.order.id)) return false
    const operation = file.operations.find((each) => each.kind === 'authorize' && isUndecided(each))
    if (operation === undefined) return true
    const provider = paymentProvider(ctx, file.order.provider)
    if (provider === undefined) return false
    const outcome = await provider.lookUp(askedOf(operation))
    await settleAuthorization(ctx, file.order.id, tellingOf(outcome))
    return outcome.status === 'approved' || outcome.status === 'declined'
  }

  /** What the cart has to know. One that is gone has nothing to hear. */
  async #tellCart(ctx: Ctx, checkout: StoredCheckout, what: 'thaw' | 'release' | 'close'): Promise<void> {
    const { cart } = checkout
    if (cart === null) return
    await callObject(ctx, () => cartStub(ctx, cart.id)[what](checkout.id))
  }

  /** What is left to do of orders that are over is done behind the answer. */
  #watchOn(ctx: Ctx): void {
    for (const orderId of this.#store.watched)
      this.#desk.later(this.advance(this.#desk.openContext(), orderId).catch(complain))
    if (this.#store.watched.length > 0) this.#desk.later(this.#wakeIn(ctx, RETRY_MS))
  }

  #inProgress(): Answered {
    return { kind: 'in_progress', ...(this.#action !== undefined && { action: this.#action }) }
  }
}
