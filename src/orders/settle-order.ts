import type { Order } from '../domain/order.ts'
import { moved } from '../domain/order-moves.ts'
import { refundDone, refundRefused } from '../domain/order-refund.ts'
import { appendEvents } from '../events/append.ts'
import type { Hold } from '../inventory/hold-queries.ts'
import { returnStock } from '../inventory/return-stock.ts'
import type { OperationRow } from '../payments/tables.ts'
import { assert } from '../domain/assert.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { type OrderFile, refundOfOperation } from './order-queries.ts'
import { piecesBack } from './pieces-back.ts'
import { decideRefund, type OrderEvent, orderEvent, saveHistory, saveOrder, SHOP } from './save-order.ts'

/** What a provider has said for good of something that it was asked to do with an order's money. */
export type Settling = {
  readonly operation: Pick<OperationRow, 'id' | 'kind'>
  readonly outcome: 'approved' | 'declined'
}

/**
 * What it means for the order that a capture, a refund or a void was decided, in the batch of the operation's own
 * statements (`saveTelling`, behind `guardUndecided`). Authorizations are the completion's (`mark-order.ts`). The order
 * must be as it was read: `tellsOfOrderRace` says that it has to be read again. `holds` are asked for when pieces of a
 * refund go back into stock.
 */
export function settleOrder(
  ctx: Ctx,
  file: OrderFile,
  { operation, outcome }: Settling,
  holds: readonly Hold[],
  actor = SHOP,
): Statement[] {
  const { order } = file
  const isDone = outcome === 'approved'
  const data = { operation: operation.id }
  const event = (type: string, more = {}): OrderEvent => orderEvent(ctx, order.id, type, { ...data, ...more })
  switch (operation.kind) {
    case 'authorize':
      throw new Error('authorizations are settled by the completion of their checkout')
    case 'capture': {
      if (!isDone) return saved(ctx, order, order, [event('capture_failed')], actor)
      const move = order.status === 'canceled' || order.status === 'failed' ? 'pay_late' : 'pay'
      const paid = moved(order, move, ctx.now)
      assert(paid.ok, 'what is captured was authorized')
      return saved(ctx, order, paid.order, [event(move === 'pay' ? 'paid' : 'paid_late')], actor)
    }
    case 'void': {
      if (!isDone) return saved(ctx, order, order, [event('void_failed')], actor)
      const letGo = moved(order, 'let_go', ctx.now)
      // The checkout voids what a buyer cancels before the order is placed: that order is canceled by its own move.
      return letGo.ok ? saved(ctx, order, letGo.order, [event('voided')], actor) : []
    }
    case 'refund': {
      const row = refundOfOperation(file, operation.id)
      assert(row !== undefined, 'a refund at the provider is a refund of its order')
      const told = event(isDone ? 'refunded' : 'refund_failed', { refund: row.id })
      const decided = decideRefund(ctx, row, isDone ? 'succeeded' : 'failed')
      if (!isDone)
        return [...saved(ctx, order, refundRefused(order, row, ctx.now), [told], actor), ...decided]
      const back = refundDone(order, row, ctx.now)
      assert(back.ok, 'what is refunded was paid')
      const coming = row.restock
        ? row.lines.map((line) => ({ ...line, variantId: variantOf(order, line) }))
        : []
      const pieces = piecesBack(holds, coming)
      return [
        ...saved(ctx, order, back.order, [told], actor),
        ...decided,
        ...(pieces.length === 0 ? [] : returnStock(ctx, { orderId: order.id, pieces }, actor)),
      ]
    }
  }
}

const variantOf = (order: Order, { lineId }: { readonly lineId: string }): string =>
  order.lines.find(({ id }) => id === lineId)?.variantId ?? ''

function saved(
  ctx: Ctx,
  before: Order,
  after: Order,
  told: readonly OrderEvent[],
  actor: string,
): Statement[] {
  const completes = before.status !== 'completed' && after.status === 'completed'
  const events = [...told, ...(completes ? [orderEvent(ctx, before.id, 'completed')] : [])]
  return [
    ...saveOrder(ctx, before, after),
    ...saveHistory(ctx, events, actor),
    ...appendEvents(ctx, events, actor, 'live'),
  ]
}
