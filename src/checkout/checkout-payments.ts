import { cartStub } from '../cart/cart-stub.ts'
import { changeCheckout, sameGoods, takenOver, missingIn } from '../domain/checkout.ts'
import type { OrderId, PaymentOperationId } from '../domain/ids.ts'
import type { Order } from '../domain/order.ts'
import { isUndecided } from '../domain/payment.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { releaseHeld } from '../inventory/release-holds.ts'
import { markCanceled } from '../orders/mark-order.ts'
import { orderById, type OrderFile } from '../orders/order-queries.ts'
import { settleOperation } from '../orders/settle-operation.ts'
import { showOrder } from '../orders/show-order.ts'
import type { BuyerAction } from '../payments/provider.ts'
import { isOffered, paymentProvider } from '../payments/providers.ts'
import { onceByEvent } from '../payments/save-event.ts'
import { saveLapse, type Telling } from '../payments/save-operation.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { Ctx } from '../platform/context.ts'
import { commit, type Statement } from '../platform/d1.ts'
import { KEY_RETENTION_MS } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, problemData, type ProblemData } from '../platform/problem.ts'
import { type Answered, type CheckoutCall, type Completion, GONE, type Hearing } from './checkout-reply.ts'
import type { CheckoutStore, StoredAttempt, StoredCheckout } from './checkout-store.ts'
import { fromCart } from './from-cart.ts'
import { type Placed, placeOrder, toError } from './place-order.ts'
import { askedOf, type AskedBefore, runOperations, tellingOf } from './run-operations.ts'
import { type Authorized, settleAuthorization, standingOf } from './settle-authorization.ts'

// How soon the alarm goes on with what was interrupted, and then ever later; it never gives up.
const RETRY_MS = 2_000
const RETRY_MS_MAX = 60_000
// A buyer who has something to do and does not has this many lives of a hold.
const LIVES_TO_ACT = 2

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
  readonly #asked: AskedBefore = new Set()
  #last: Promise<unknown> = Promise.resolve()
  #running = 0
  #retries = 0
  /** What the buyer has to do. It opens the payment, and is never written down: the provider tells it again. */
  #action: BuyerAction | undefined

  constructor(storage: DurableObjectStorage, store: CheckoutStore, desk: Desk) {
    this.#storage = storage
    this.#store = store
    this.#desk = desk
  }

  /** Pays the checkout, or goes on with paying it. */
  complete(ctx: Ctx, completion: Completion, call: CheckoutCall): Promise<Answered> {
    // Whoever comes while it runs wants to know what comes of it, and not that the provider is asked once more.
    const joins = this.#running > 0
    return this.#serially(async () => {
      const known = this.#keptAnswer(ctx, call)
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
    return this.#serially(async () => {
      const checkout = this.#store.checkoutAt(ctx.now)
      if (checkout === undefined || checkout.progress.state === 'canceled') return checkout
      if (checkout.progress.state === 'in_progress')
        await this.#cancelOrder(ctx, checkout, checkout.progress.attempt)
      const present = this.#store.checkoutAt(ctx.now)
      if (present === undefined) return undefined
      if (present.progress.state === 'completed') refuseOver(present)
      await this.#tellCart(ctx, present, 'release')
      await ctx.step('cancel.told')
      const canceled = changeCheckout(present, { progress: { state: 'canceled' }, declined: null })
      this.#store.save(canceled)
      this.#watchOn(ctx)
      return canceled
    })
  }

  /** Goes on with whatever is undecided of an order. */
  advance(ctx: Ctx, orderId: OrderId): Promise<void> {
    this.#retries = 0
    return this.#serially(() => this.#advance(ctx, orderId))
  }

  /**
   * Takes in what a provider told unasked. It does not wait for its turn: a provider may tell before it answers, and the
   * guards of the database let each word take effect once, whoever brings it.
   */
  async hear(ctx: Ctx, { orderId, operationId, event, news }: Hearing): Promise<void> {
    await onceByEvent(ctx, event, async (note) => {
      if (news.status === 'look_up') return commit(ctx.db, [...note])
      if (news.status === 'let_go') return commit(ctx.db, [...note, ...saveLapse(ctx, operationId)])
      return settle(ctx, orderId, operationId, { ...news, reference: event.reference }, note)
    })
    const goOn = () => this.advance(this.#desk.openContext(), orderId)
    if (this.#running > 0) this.#desk.later(goOn())
    else await goOn()
  }

  /** Goes on with what was interrupted. Sets itself again before it tries: it may fail, or die. */
  async onAlarm(ctx: Ctx): Promise<void> {
    await this.#storage.setAlarm(ctx.now + this.#wait)
    this.#retries += 1
    for (const orderId of this.#store.watched)
      await this.#serially(() => this.#advance(ctx, orderId)).catch(complain)
  }

  async #begin(
    ctx: Ctx,
    checkout: StoredCheckout,
    { confirmed, payment }: Completion,
    { key }: CheckoutCall,
  ): Promise<StoredCheckout> {
    if (key === undefined) throw new Problem('idempotency_key_required')
    if (!isOffered(ctx, payment.provider)) {
      const message = `is none of ${ctx.config.payments.offered.join(', ')}`
      throw invalid([{ pointer: '/payment/provider', code: 'not_offered', message }])
    }
    const missing = missingIn(checkout)
    if (missing.length > 0) throw invalid(missing.map(toError))
    if (this.#store.answers?.hasRoom(ctx.now) === false) throw tooManyKeys()
    const attempt: StoredAttempt = {
      orderId: ctx.newId('order') as OrderId,
      operationId: ctx.newId('paymentOperation') as PaymentOperationId,
      confirmed,
      payment,
      key,
      ordered: false,
      heard: false,
      begunAt: ctx.now,
    }
    this.#action = undefined
    this.#retries = 0
    const begun = this.#saveAttempt(checkout, attempt)
    this.#store.watch(attempt.orderId)
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
        this.#reopen(ctx, checkout)
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
        this.#reopen(ctx, checkout)
      }
      throw error
    })
    if (placed.kind === 'refused') return this.#refuse(ctx, placed.checkout, placed.refusal, placed.world)
    this.#saveAttempt(checkout, { ...attempt, ordered: true })
    await ctx.step('complete.ordered')
    const { order } = placed
    // What costs nothing has been paid in the same batch.
    return order === undefined || order.bill.total === 0
      ? orderById(ctx.db, attempt.orderId)
      : freshFile(order, attempt)
  }

  /** Nothing was ordered, and nothing charged: the checkout is open again, and shown as it is by now. */
  async #refuse(
    ctx: Ctx,
    checkout: StoredCheckout,
    { code, errors }: (Placed & { kind: 'refused' })['refusal'],
    world?: (Placed & { kind: 'refused' })['world'],
  ): Promise<never> {
    await this.#tellCart(ctx, checkout, 'thaw')
    const open = this.#reopen(ctx, checkout)
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
    if (isWaiting && !attempt.heard) this.#saveAttempt(checkout, { ...attempt, heard: true })
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
        this.#keep(ctx, checkout, call, 200, text)
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
    const problem = refusalOf(checkout, standing)
    const declined = standing.file.operations.find(({ kind }) => kind === 'authorize')?.reason ?? null
    this.#storage.transactionSync(() => {
      if (problem.code === 'payment_declined')
        this.#keep(ctx, checkout, call, 402, JSON.stringify(problemData(problem)))
      this.#reopen(ctx, { ...checkout, declined }, order.id)
    })
    await ctx.step('complete.decided')
    this.#watchOn(ctx)
    throw problem
  }

  async #cancelOrder(ctx: Ctx, checkout: StoredCheckout, attempt: StoredAttempt): Promise<void> {
    const file = await orderById(ctx.db, attempt.orderId)
    // Should its batch still be on its way, the sweeper finds the order, and nobody pays it.
    if (file === undefined) return void this.#reopen(ctx, checkout)
    const standing = await cancelPending(ctx, file)
    if (standing.kind === 'failed') {
      await ctx.step('cancel.decided')
      this.#reopen(ctx, checkout, attempt.orderId)
      return
    }
    await this.#conclude(ctx, checkout, standing, undefined)
  }

  /** The buyer has not done what they had to: nothing is bought, and what waits at the provider is let go. */
  async #forsake(ctx: Ctx, checkout: StoredCheckout, attempt: StoredAttempt): Promise<Answered> {
    const file = await orderById(ctx.db, attempt.orderId)
    if (file === undefined) return this.#inProgress()
    const standing = await cancelPending(ctx, file)
    if (standing.kind === 'placed') return this.#conclude(ctx, checkout, standing, undefined)
    await this.#tellCart(ctx, checkout, 'thaw')
    this.#reopen(ctx, { ...checkout, declined: 'expired' }, attempt.orderId)
    return this.#inProgress()
  }

  async #advance(ctx: Ctx, orderId: OrderId): Promise<void> {
    this.#store.watch(orderId)
    const checkout = this.#store.checkout
    const attempt = checkout?.progress.state === 'in_progress' ? checkout.progress.attempt : undefined
    let file = await orderById(ctx.db, orderId)
    if (checkout !== undefined && attempt?.orderId === orderId) {
      if (file === undefined) {
        // Interrupted before there was an order. Nobody was promised anything.
        await this.#tellCart(ctx, checkout, 'thaw')
        this.#reopen(ctx, checkout)
        return
      }
      const known = attempt.ordered ? checkout : this.#saveAttempt(checkout, { ...attempt, ordered: true })
      await this.#pay(ctx, known, file, undefined).catch(unlessForeseen)
      file = undefined
    }
    file ??= await orderById(ctx.db, orderId)
    if (file === undefined) return this.#store.unwatch(orderId)
    const isHeard = await this.#hearOfAuthorization(ctx, file)
    const isDone = file.order.status !== 'pending' && (await runOperations(ctx, orderId, this.#asked))
    if (isHeard && isDone) this.#store.unwatch(orderId)
    else await this.#wakeIn(ctx, this.#wait)
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
    const operation = file.operations.find((each) => each.kind === 'authorize' && isUndecided(each))
    if (operation === undefined) return true
    const { checkout } = this.#store
    const isPaying =
      checkout?.progress.state === 'in_progress' && checkout.progress.attempt.orderId === file.order.id
    const provider = paymentProvider(ctx, file.order.provider)
    if (isPaying || provider === undefined) return false
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

  #saveAttempt(checkout: StoredCheckout, attempt: StoredAttempt): StoredCheckout {
    const next: StoredCheckout = changeCheckout(checkout, { progress: { state: 'in_progress', attempt } })
    // How far it has come is nothing that anybody has changed, but that it has begun is.
    const version = checkout.progress.state === 'in_progress' ? checkout.version : next.version
    const saved = { ...next, version }
    this.#store.save(saved)
    return saved
  }

  /** Open again. `orderId` is an order of which something may be left to do at its provider. */
  #reopen(ctx: Ctx, checkout: StoredCheckout, orderId?: OrderId): StoredCheckout {
    if (checkout.progress.state === 'in_progress' && orderId === undefined)
      this.#store.unwatch(checkout.progress.attempt.orderId)
    const open = changeCheckout(checkout, {
      progress: { state: 'open' },
      expiresAt: Math.max(checkout.expiresAt, ctx.now + ctx.config.checkoutLifeMs),
    })
    this.#store.save(open)
    return open
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

  /** The answer is kept under the key that began the attempt, and under the one that brought it to its end. */
  #keep(
    ctx: Ctx,
    checkout: StoredCheckout,
    call: CheckoutCall | undefined,
    status: number,
    text: string,
  ): void {
    const begun = checkout.progress.state === 'in_progress' ? checkout.progress.attempt.key : undefined
    const keys = [begun, call?.key].flatMap((key) => key ?? [])
    const answers = this.#store.answers
    for (const key of new Map(keys.map((each) => [each.id, each])).values())
      if (answers?.to(key.id, ctx.now) === undefined)
        answers?.keep(key.id, { print: key.print, status, text, etag: '' }, ctx.now)
  }

  #keptAnswer(ctx: Ctx, { key }: CheckoutCall): Answered | undefined {
    const kept = key && this.#store.answers?.to(key.id, ctx.now)
    if (kept === undefined) return undefined
    if (kept.print !== key?.print) throw new Problem('idempotency_conflict')
    if (kept.status === 402)
      return { kind: 'refused', problem: JSON.parse(kept.text) as ProblemData, replayed: true }
    const { checkout } = this.#store
    if (checkout?.progress.state !== 'completed') return undefined
    return { kind: 'completed', orderId: checkout.progress.orderId, text: kept.text, replayed: true }
  }

  /** One after the other, whatever comes of each. */
  async #serially<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act)
    this.#running += 1
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await turn
    } finally {
      this.#running -= 1
    }
  }
}

/** What was told of any operation of an order. */
async function settle(
  ctx: Ctx,
  orderId: OrderId,
  operationId: PaymentOperationId,
  telling: Telling,
  note: readonly Statement[],
): Promise<void> {
  const file = await orderById(ctx.db, orderId)
  const operation = file?.operations.find(({ id }) => id === operationId)
  if (operation?.kind === 'authorize') await settleAuthorization(ctx, orderId, telling, undefined, note)
  else await settleOperation(ctx, orderId, operationId, telling, note)
}

/** Cancels an order that nobody has paid, if it is one still. */
const cancelPending = (ctx: Ctx, known: OrderFile): Promise<Authorized> => {
  let first: OrderFile | undefined = known
  return untilUnraced(async () => {
    const file = first ?? (await orderById(ctx.db, known.order.id)) ?? known
    first = undefined
    const standing = standingOf(file)
    if (standing.kind !== 'undecided') return standing
    await commit(ctx.db, [...markCanceled(ctx, file.order.id), ...releaseHeld(ctx, file.order.id)])
    ctx.wakeConsumers()
    return { kind: 'failed', file, why: 'declined' }
  })
}

/** A new order as its rows are, spared a read. */
const freshFile = (order: Order, { operationId, payment }: StoredAttempt): OrderFile => {
  const { id: orderId, createdAt, currency, bill } = order
  const operation: OperationRow = {
    id: operationId,
    orderId,
    kind: 'authorize',
    authorizationId: null,
    provider: payment.provider,
    amount: bill.total,
    currency,
    status: 'pending',
    reason: null,
    providerReference: null,
    attempt: {},
    createdAt,
    updatedAt: createdAt,
  }
  const created = { sequence: 0, id: '', orderId, type: 'order.created', data: {}, actor: '', createdAt }
  return {
    order: { ...order, provider: payment.provider, erasedAt: null },
    events: [created],
    fulfillments: [],
    refunds: [],
    operations: [operation],
  }
}

function refusalOf({ lines }: StoredCheckout, standing: Authorized): Problem {
  const { operations } = standing.file
  const reason = operations.find(({ kind }) => kind === 'authorize')?.reason ?? 'declined'
  if (standing.kind === 'failed' && standing.why === 'out_of_stock')
    return new Problem('out_of_stock', undefined, {
      errors: lines.map((_, at) => ({
        pointer: `/items/${at}`,
        code: 'out_of_stock',
        message: 'was sold while the payment was under way; what was authorized is let go',
      })),
    })
  return new Problem('payment_declined', undefined, {
    errors: [{ pointer: '/payment', code: reason, message: 'The provider declined the payment.' }],
  })
}

/** Nothing can be changed or paid any more; whoever holds its token is told what it came to. */
export function refuseOver({ id, progress }: StoredCheckout): never {
  if (progress.state === 'completed')
    throw new Problem('checkout_completed', undefined, {
      current: { id, status: progress.state, orderId: progress.orderId },
    })
  throw new Problem('invalid_transition', 'This checkout has been canceled.')
}

/** What the buyer would be told: with nobody to hear it, it is stored, and that is all. */
function unlessForeseen(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}

export const complain = (error: unknown): void =>
  console.error(
    JSON.stringify({
      level: 'error',
      message: "a checkout's payment, to be taken up again",
      error: error instanceof Error ? error.name : typeof error,
    }),
  )

const invalid = (errors: Problem['errors']): Problem =>
  new Problem('validation_failed', undefined, { errors })
const tooManyKeys = (): Problem =>
  new Problem('rate_limited', 'This checkout remembers too many Idempotency-Keys already.', {
    headers: { 'Retry-After': '3600' },
  })
