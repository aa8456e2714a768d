import type { RefundId } from '../domain/ids.ts'
import type { Order } from '../domain/order.ts'
import { refund, type RefundParts, type RefundWish } from '../domain/order-refund.ts'
import { mayAsk, type PaymentOperationId } from '../domain/payment.ts'
import { openOperation } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { Problem } from '../platform/problem.ts'
import type { OrderFile } from './order-queries.ts'
import { problemOf } from './read-order.ts'
import { insertRefund, type OrderEvent, orderEvent, saveHistory, saveOrder } from './save-order.ts'
import type { RefundRow } from './tables.ts'

/** A refund that has been begun, for one batch: rows first, the provider is asked when they are there. */
export type StartedRefund = {
  readonly order: Order
  readonly row: RefundRow
  readonly statements: readonly Statement[]
  /** For the log. The history of the order is among the statements. */
  readonly events: readonly OrderEvent[]
}

/**
 * Begins a refund of an order: by staff, or by the shop of money that came for what is not sold any more. Throws 409
 * when that is more than there is to give back. Another change of the order breaks the batch (`tellsOfOrderRace`).
 */
export function startRefund(
  ctx: Ctx,
  file: OrderFile,
  wish: RefundWish,
  reason: string,
  actor: string,
): StartedRefund {
  const begun = refund(file.order, wish, ctx.now)
  if (!begun.ok) throw problemOf(file.order, begun.refusal, 'refund_exceeds_payment')
  const { row, statements } = openRefund(ctx, file, begun.refund, reason)
  const events = [orderEvent(ctx, file.order.id, 'refund_requested', { refund: row.id })]
  return {
    order: begun.order,
    row,
    statements: [
      ...saveOrder(ctx, file.order, begun.order),
      ...statements,
      ...saveHistory(ctx, events, actor),
    ],
    events,
  }
}

/** The rows of a refund and of its operation at the provider; behind what makes room for it in the order. */
export function openRefund(
  ctx: Ctx,
  { order, operations }: OrderFile,
  { amount, lines, restock }: RefundParts,
  reason: string,
): { readonly row: RefundRow; readonly statements: readonly Statement[] } {
  const asked = mayAsk(operations, { kind: 'refund', amount, currency: order.currency })
  if (!asked.ok) throw new Problem('refund_exceeds_payment')
  const operationId = ctx.newId('paymentOperation') as PaymentOperationId
  const row: RefundRow = {
    id: ctx.newId('refund') as RefundId,
    orderId: order.id,
    operationId,
    status: 'pending',
    amount,
    reason,
    lines,
    restock,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  return {
    row,
    statements: [
      ...insertRefund(ctx, row),
      ...openOperation(ctx, {
        id: operationId,
        orderId: order.id,
        kind: 'refund',
        authorizationId: asked.authorizationId,
        provider: order.provider,
        amount,
        currency: order.currency,
      }),
    ],
  }
}
