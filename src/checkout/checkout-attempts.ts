import { changeCheckout, missingIn } from '../domain/checkout.ts'
import type { OrderId, PaymentOperationId } from '../domain/ids.ts'
import { isOffered } from '../payments/providers.ts'
import type { Ctx } from '../platform/context.ts'
import { Problem, problemData, type ProblemData } from '../platform/problem.ts'
import type { Answered, CheckoutCall, Completion } from './checkout-reply.ts'
import type { CheckoutStore, StoredAttempt, StoredCheckout } from './checkout-store.ts'
import { declinedFor } from './payment-refusals.ts'
import { toError } from './place-order.ts'

/** What a checkout notes of the attempts to pay it: how far one has come, and what was answered of it. */
export class CheckoutAttempts {
  readonly #store: CheckoutStore

  constructor(store: CheckoutStore) {
    this.#store = store
  }

  /** Begins an attempt, if the checkout has everything that it takes: it names its order and its payment from now on. */
  begin(
    ctx: Ctx,
    checkout: StoredCheckout,
    { confirmed, payment }: Completion,
    { key }: CheckoutCall,
  ): StoredCheckout {
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
    const begun = this.save(checkout, attempt)
    this.#store.watch(attempt.orderId)
    return begun
  }

  /** Whether the checkout is being paid by this order. */
  pays(orderId: OrderId): boolean {
    const progress = this.#store.checkout?.progress
    return progress?.state === 'in_progress' && progress.attempt.orderId === orderId
  }

  /** Notes how far an attempt has come. */
  save(checkout: StoredCheckout, attempt: StoredAttempt): StoredCheckout {
    const next: StoredCheckout = changeCheckout(checkout, { progress: { state: 'in_progress', attempt } })
    // How far it has come is nothing that anybody has changed, but that it has begun is.
    const version = checkout.progress.state === 'in_progress' ? checkout.version : next.version
    const saved = { ...next, version }
    this.#store.save(saved)
    return saved
  }

  /** Open again. `orderId` is an order of which something may be left to do at its provider. */
  reopen(ctx: Ctx, checkout: StoredCheckout, orderId?: OrderId): StoredCheckout {
    if (checkout.progress.state === 'in_progress' && orderId === undefined)
      this.#store.unwatch(checkout.progress.attempt.orderId)
    const open = changeCheckout(checkout, {
      progress: { state: 'open' },
      expiresAt: Math.max(checkout.expiresAt, ctx.now + ctx.config.checkoutLifeMs),
    })
    this.#store.save(open)
    return open
  }

  /** Keeps the answer under the key that began the attempt, and under the one that brought it to its end. */
  keep(
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

  keptAnswer(ctx: Ctx, { key }: CheckoutCall): Answered | undefined {
    const kept = key && this.#store.answers?.to(key.id, ctx.now)
    if (kept === undefined) return undefined
    if (kept.print !== key?.print) throw new Problem('idempotency_conflict')
    if (kept.status === 402) {
      // It was too long to be kept, beside all the others: why it was declined, the checkout tells.
      const problem = kept.text === '' ? problemData(declinedFor()) : (JSON.parse(kept.text) as ProblemData)
      return { kind: 'refused', problem, replayed: true }
    }
    const { checkout } = this.#store
    if (checkout?.progress.state !== 'completed') return undefined
    return { kind: 'completed', orderId: checkout.progress.orderId, text: kept.text, replayed: true }
  }
}

const invalid = (errors: Problem['errors']): Problem =>
  new Problem('validation_failed', undefined, { errors })
const tooManyKeys = (): Problem =>
  new Problem('rate_limited', 'This checkout remembers too many Idempotency-Keys already.', {
    headers: { 'Retry-After': '3600' },
  })
