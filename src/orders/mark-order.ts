import type { OrderId } from '../domain/ids.ts'
import { ORDER_MOVES, type OrderMove, partsOf, type OrderState } from '../domain/order-states.ts'
import { appendEventsFrom } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow, type Statement } from '../platform/d1.ts'
import { giveBackRedemptions } from '../promotions/redemptions.ts'
import { BUYER, SHOP } from './save-order.ts'

// Moves of an order that nobody has read before: for the steps of a completion, and for what providers tell. Each is
// guarded by the states that it may come from, as the published graph has them; from another the batch breaks.

/** Authorized, and so placed: the money is promised. */
export const markAuthorized = (ctx: Ctx, id: OrderId, actor = SHOP): Statement[] =>
  marked(ctx, id, 'authorize', 'authorized', actor)

/** Paid in full, and so placed; completed if all of it has been sent by then. */
export const markPaid = (ctx: Ctx, id: OrderId, actor = SHOP): Statement[] => [
  ...marked(ctx, id, 'pay', 'paid', actor),
  // Tells before it moves, by what the row then is.
  ...told(ctx, id, 'completed', actor, `fulfillment_status = 'fulfilled' AND ${isIn('complete')}`),
  ctx.db
    .prepare(
      `UPDATE orders SET status = 'completed' WHERE id = ?1 AND fulfillment_status = 'fulfilled' AND ${isIn('complete')}`,
    )
    .bind(id),
]

/** Declined for good: what it redeemed is given back. Its stock is for the caller to release. */
export const markFailed = (ctx: Ctx, id: OrderId, actor = SHOP): Statement[] => [
  ...marked(ctx, id, 'fail', 'failed', actor),
  ...giveBackRedemptions(ctx, id),
]

/** Canceled by its buyer, before money moved: what it redeemed is given back. Stock is for the caller to release. */
export const markCanceled = (ctx: Ctx, id: OrderId, actor = BUYER): Statement[] => [
  ...marked(ctx, id, 'abandon', 'canceled', actor),
  ...giveBackRedemptions(ctx, id),
]

const STATE = "(status || '/' || payment_status)"
const textOf = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ')
const statesOf = (move: OrderMove): string[] => Object.keys(ORDER_MOVES[move])
const isIn = (move: OrderMove): string => `${STATE} IN (${textOf(statesOf(move))})`

/** A column after a move, by the state before it. */
const becomes = (move: OrderMove, part: 'status' | 'paymentStatus'): string =>
  `CASE ${STATE} ${Object.entries(ORDER_MOVES[move])
    .map(([from, to]: [string, OrderState]) => `WHEN '${from}' THEN '${partsOf(to)[part]}'`)
    .join(' ')} END`

function marked(ctx: Ctx, id: OrderId, move: OrderMove, event: string, actor: string): Statement[] {
  const { db, now } = ctx
  const setsPlaced = Object.values(ORDER_MOVES[move]).some((to) => to.startsWith('placed/'))
  return [
    ...(setsPlaced ? told(ctx, id, 'placed', actor, `placed_at IS NULL AND ${isIn(move)}`) : []),
    db
      .prepare(
        `UPDATE orders SET status = ${becomes(move, 'status')}, payment_status = ${becomes(move, 'paymentStatus')},
           ${move === 'pay' ? 'captured = total, ' : ''}${setsPlaced ? 'placed_at = coalesce(placed_at, ?2), ' : ''}
           updated_at = max(updated_at, ?2), revision = revision + 1
         WHERE id = ?1 AND ${isIn(move)}`,
      )
      .bind(id, now),
    ...guardOneRow(db),
    ...told(ctx, id, event, actor, 'true'),
  ]
}

/** Tells history and log of an event, if the row is so when the batch comes there. */
function told(ctx: Ctx, id: OrderId, event: string, actor: string, condition: string): Statement[] {
  const { db, now } = ctx
  const eventId = ctx.newId('event')
  const type = `order.${event}`
  return [
    db
      .prepare(
        `INSERT INTO order_events (id, order_id, type, data, actor, created_at)
         SELECT ?2, id, ?3, '{}', ?4, ?5 FROM orders WHERE id = ?1 AND ${condition}`,
      )
      .bind(id, eventId, type, actor, now),
    appendEventsFrom(
      ctx,
      `SELECT ?2 AS id, ?3 AS type, 'order:' || orders.id AS subject, '{}' AS data
       FROM orders WHERE orders.id = ?1 AND ${condition}`,
      [id, eventId, type],
      actor,
    ),
  ]
}
