import { app } from './app.ts'
import { forgetRevocations } from './auth/revocations.ts'
import { sealAudit } from './audit/seal.ts'
import { CartObject } from './cart/cart-object.ts'
import { forgetOldPrices } from './catalog/save-prices.ts'
import { CheckoutObject } from './checkout/checkout-object.ts'
import { sweepPayments } from './checkout/sweep-payments.ts'
import { checkEnvironment, keptAnswer, makeContext, type Bindings } from './env.ts'
import type { Ctx, ImportMessage, PublishMessage, WebhookMessage } from './platform/context.ts'
import { commit } from './platform/d1.ts'
import { forgetOldKeys } from './platform/idempotency.ts'
import { TestBookObject } from './payments/test-book.ts'
import { consumeImports } from './imports/consume.ts'
import { wakeImports } from './imports/wake.ts'
import { sweepExpiredHolds } from './inventory/release-holds.ts'
import { wakeAtBoundary } from './publication/boundaries.ts'
import { consumePublish } from './publication/consume.ts'
import { consumeWebhooks } from './webhooks/consume.ts'
import { tidyDeliveries } from './webhooks/tidy-deliveries.ts'

function contextOf(env: Bindings, state: DurableObjectState, patienceMs?: number): Ctx {
  const checked = checkEnvironment(env)
  if (!checked.ok) throw new Error(checked.why)
  return makeContext(env, checked, state, patienceMs)
}

/** One cart, near its shopper (cart/cart-object.ts). */
export class Cart extends CartObject<Bindings> {
  protected override openContext(): Ctx {
    return contextOf(this.env, this.ctx)
  }
}

// A buyer would rather hear 503 than wait: what was begun goes on by itself.
const CHECKOUT_PATIENCE_MS = 5_000

/** One checkout, on its way from a cart to a paid order (checkout/checkout-object.ts). */
export class Checkout extends CheckoutObject<Bindings> {
  protected override openContext(): Ctx {
    return contextOf(this.env, this.ctx, CHECKOUT_PATIENCE_MS)
  }
}

/** The book of the test provider: development only (payments/test-book.ts). */
export class TestProvider extends TestBookObject<Bindings> {
  protected override openContext(): Ctx {
    return contextOf(this.env, this.ctx)
  }

  protected override deliver(request: Request): Promise<Response> {
    return this.ctx.exports.default.fetch(request)
  }
}

/** The doors: requests, queue messages, the clock, and the Durable Objects. */
export default {
  fetch: (request, env, execution) => keptAnswer(request) ?? app.fetch(request, env, execution),

  async queue(batch, env, execution) {
    const checked = checkEnvironment(env)
    if (!checked.ok) throw new Error(checked.why)
    const ctx = makeContext(env, checked, execution)
    if (batch.queue.endsWith('-publish')) {
      await consumePublish(ctx, batch as MessageBatch<PublishMessage>)
      // Every commit and every tick of cron wakes this consumer: it seals the audit on the way.
      await sealAudit(ctx)
    } else if (batch.queue.endsWith('-imports'))
      await consumeImports(ctx, batch as MessageBatch<ImportMessage>)
    else if (batch.queue.endsWith('-webhooks'))
      await consumeWebhooks(ctx, batch as MessageBatch<WebhookMessage>)
    // What failed ten times. Cron wakes the work again; the operator sees here what it was (ids and tags only).
    else {
      const bodies = batch.messages.map((message) => message.body)
      console.error(JSON.stringify({ level: 'error', message: 'dead letters', queue: batch.queue, bodies }))
    }
  },

  // Wakes whatever a lost message, a killed consumer or a missed alarm left lying: the work is done by the one consumer or
  // object that may do it. What many may do at once, such as giving back what has expired, it does itself.
  async scheduled(_controller, env, execution) {
    const checked = checkEnvironment(env)
    if (!checked.ok) throw new Error(checked.why)
    const ctx = makeContext(env, checked, execution)
    ctx.wakeConsumers()
    const works: (() => Promise<unknown>)[] = [
      () => wakeAtBoundary(ctx),
      () => wakeImports(ctx),
      () => sweepExpiredHolds(ctx),
      () => tidyDeliveries(ctx),
      () => forgetRevocations(ctx),
      () => commit(ctx.db, [...forgetOldKeys(ctx), ...forgetOldPrices(ctx)]),
      // Last: it waits for providers.
      () => sweepPayments(ctx),
    ]
    // What is broken for one, such as a queue, keeps neither stock nor money of others waiting.
    let failed: unknown
    for (const work of works)
      await work().catch((error: unknown) => {
        failed ??= error
      })
    if (failed !== undefined) throw failed
  },
} satisfies ExportedHandler<Bindings, PublishMessage | ImportMessage | WebhookMessage>
