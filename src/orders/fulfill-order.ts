import type { FulfillmentId } from '../domain/ids.ts'
import { fulfil, type Piece } from '../domain/order-moves.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import type { Preconditions } from '../platform/preconditions.ts'
import type { ShownFulfillment } from './order-schemas.ts'
import { foundOrder, problemOf, tellsOfOrderRace } from './read-order.ts'
import { insertFulfillment, orderEvent, saveHistory, saveOrder } from './save-order.ts'
import { showFulfillment } from './show-order.ts'
import type { Tracking } from './tables.ts'

export type Fulfilling = {
  /** Absent: all that has not been sent. */
  readonly lines?: readonly Piece[] | undefined
  readonly tracking?: Tracking | undefined
}

/** Notes that pieces have been sent. No piece is sent twice, whoever packs at the same moment. */
export const fulfillOrder = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  { lines, tracking }: Fulfilling,
): Promise<Outcome<ShownFulfillment, 201>> =>
  untilUnraced(async () => {
    const { order } = await foundOrder(ctx, id, given)
    const sent = fulfil(order, lines, ctx.now)
    if (!sent.ok) throw problemOf(order, sent.refusal, 'invalid_transition')
    const row = {
      id: ctx.newId('fulfillment') as FulfillmentId,
      orderId: order.id,
      lines: sent.pieces,
      tracking: tracking ?? null,
      createdAt: ctx.now,
    }
    const events = [
      orderEvent(ctx, order.id, 'fulfilled', { fulfillment: row.id }),
      ...(sent.order.status === 'completed' ? [orderEvent(ctx, order.id, 'completed')] : []),
    ]
    return commitChange(ctx, call, {
      statements: [
        ...saveOrder(ctx, order, sent.order),
        ...insertFulfillment(ctx, row),
        ...saveHistory(ctx, events, call.actor),
      ],
      events,
      audit: {
        action: 'order.fulfilled',
        subject: `order:${order.id}`,
        changes: [{ member: 'fulfillments', to: row.id }],
      },
      outcome: { status: 201, headers: {}, body: showFulfillment(row) },
    })
  }, tellsOfOrderRace)
