import type { OrderId } from '../domain/ids.ts'
import { isUndecided, liveAuthorization, mayAsk } from '../domain/payment.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { appendEvents } from '../events/append.ts'
import { orderById, type OrderFile, REFUND_AGAIN_MS } from '../orders/order-queries.ts'
import { tellsOfOrderRace } from '../orders/read-order.ts'
import { settleOperation } from '../orders/settle-operation.ts'
import { startRefund } from '../orders/start-refund.ts'
import { SHOP } from '../orders/save-order.ts'
import type { Asked, AuthorizeOutcome, PaymentProvider } from '../payments/provider.ts'
import { paymentProvider } from '../payments/providers.ts'
import type { Telling } from '../payments/save-operation.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { Ctx } from '../platform/context.ts'
import { commit, type Statement } from '../platform/d1.ts'
import { openActing } from './settle-authorization.ts'

/** Operations that have been asked for in the life of this object: of others nobody knows whether they arrived. */
export type AskedBefore = Set<string>

/**
 * Has the provider do what stands in the rows of an order that is not being paid any more: captures, refunds and voids,
 * one after the other, each settled before the next. Answers whether nothing is left to be heard. What money is left of
 * an order that is over goes on its way back first.
 */
export async function runOperations(ctx: Ctx, orderId: OrderId, before: AskedBefore): Promise<boolean> {
  const file = await orderToRun(ctx, orderId)
  if (file === undefined) return true
  const provider = paymentProvider(ctx, file.order.provider)
  // Its keys are gone from the configuration: the rows wait for them.
  if (provider === undefined) return false
  let isDone = true
  for (const operation of file.operations) {
    if (operation.kind === 'authorize' || !isUndecided(operation)) continue
    await ctx.step('operation.opened')
    const telling = tellingOf(await ask(provider, operation, before))
    await ctx.step('operation.asked')
    const moved = await settleOperation(ctx, orderId, operation.id, telling)
    await ctx.step('operation.settled')
    isDone &&= moved || (telling.status !== 'pending' && telling.status !== 'requires_action')
  }
  return isDone
}

/** The order with rows for everything that has to be done about its money; undefined: there is no such order. */
async function orderToRun(ctx: Ctx, orderId: OrderId): Promise<OrderFile | undefined> {
  const file = await untilUnraced(async () => {
    const found = await orderById(ctx.db, orderId)
    const due = found === undefined ? [] : whatIsDue(ctx, found)
    if (due.length === 0) return { found }
    await commit(ctx.db, due)
    ctx.wakeConsumers()
    return undefined
  }, tellsOfOrderRace)
  return file === undefined ? orderById(ctx.db, orderId) : file.found
}

/** Money of an order that is over: what is authorized is let go, what was captured is refunded. */
function whatIsDue(ctx: Ctx, file: OrderFile): Statement[] {
  const { order, operations } = file
  if (order.status !== 'canceled' && order.status !== 'failed') return []
  if (order.refunded + order.refunding < order.captured) {
    const isRefusedOfLate = operations.some(
      ({ kind, status, updatedAt }) =>
        kind === 'refund' && status === 'declined' && updatedAt > ctx.now - REFUND_AGAIN_MS,
    )
    if (isRefusedOfLate) return []
    const { statements, events } = startRefund(ctx, file, { kind: 'rest' }, 'the order is over', SHOP)
    return [...statements, ...appendEvents(ctx, events, SHOP, 'live')]
  }
  const authorization = operations.find(({ id }) => id === liveAuthorization(operations)?.id)
  // Only what has a name at the provider can be let go there: until then it is asked what became of it.
  if (authorization === undefined || authorization.providerReference === null) return []
  const { amount, currency } = authorization
  return mayAsk(operations, { kind: 'void', amount, currency }).ok
    ? openActing(ctx, authorization, 'void')
    : []
}

function ask(
  provider: PaymentProvider,
  operation: OperationRow,
  before: AskedBefore,
): Promise<AuthorizeOutcome> {
  const asked = askedOf(operation)
  if (before.has(operation.id) || operation.updatedAt > operation.createdAt) return provider.lookUp(asked)
  before.add(operation.id)
  switch (operation.kind) {
    case 'capture':
      return provider.capture(asked)
    case 'refund':
      return provider.refund(asked)
    case 'authorize':
    case 'void':
      return provider.void(asked)
  }
}

export const askedOf = (operation: OperationRow): Asked => ({
  id: operation.id,
  orderId: operation.orderId,
  kind: operation.kind,
  amount: operation.amount,
  currency: operation.currency,
  providerReference: operation.providerReference,
  createdAt: operation.createdAt,
})

/** What is kept of an outcome. What a buyer has to do is answered, and never written down. */
export const tellingOf = (outcome: AuthorizeOutcome): Telling => {
  const { reference, attempt } = outcome
  const told = { reference, ...(attempt !== undefined && { attempt }) }
  return outcome.status === 'declined'
    ? { status: 'declined', reason: outcome.reason, ...told }
    : { status: outcome.status, ...told }
}
