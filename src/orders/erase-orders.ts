import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Statement } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { updated } from '../platform/outcomes.ts'
import type { Preconditions } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import { forgetRedeemers } from '../promotions/redemptions.ts'
import type { OrderStanding } from './order-schemas.ts'
import { committed, foundOrder } from './read-order.ts'
import { orderEvent, type OrderEvent, saveHistory } from './save-order.ts'
import { showStanding } from './show-order.ts'
import type { OrderRow } from './tables.ts'

/** As much of an order as erasing looks at. */
export type Erasable = Pick<OrderRow, 'id' | 'revision' | 'status'>

/** While it is being paid, an order may need what it knows of its buyer. What is on its way back needs nothing of it. */
export function refuseUndecided(found: readonly Erasable[]): void {
  if (found.some(({ status }) => status === 'pending')) throw new Problem('payment_in_progress')
}

/**
 * What takes the people out of orders: contact, customer, redeemers, and where parcels can be followed to a door. What was
 * bought, billed, paid and refunded stays, as the law wants it. Breaks the batch if one of them is not the one that was
 * looked at any more.
 */
export function eraseOrders(
  ctx: Ctx,
  found: readonly Erasable[],
  actor: string,
): { readonly statements: Statement[]; readonly events: OrderEvent[] } {
  const { db, now } = ctx
  const rows = found.map(({ id, revision }) => ({ id, revision }))
  const events = rows.map(({ id }) => orderEvent(ctx, id, 'erased'))
  const those = "IN (SELECT value->>'id' FROM json_each(?1))"
  const statements = [
    ...guardThat(
      db,
      `SELECT count(*) = 0 FROM json_each(?1) JOIN orders ON orders.id = value->>'id'
       WHERE revision <> value->>'revision'`,
      rows,
    ),
    ...forgetRedeemers(db, rows),
    ...bulk(db, `UPDATE fulfillments SET tracking = NULL WHERE order_id ${those}`, rows),
    ...bulk(
      db,
      `UPDATE orders SET contact = NULL, customer_issuer = NULL, customer_subject = NULL, erased_at = ?2,
         updated_at = max(updated_at, ?2), revision = revision + 1
       WHERE id ${those}`,
      rows,
      now,
    ),
    ...saveHistory(ctx, events, actor),
  ]
  return { statements, events }
}

/** Takes the person out of one order: for guests, of whom nothing else is held. Asked again it changes nothing. */
export const eraseOrder = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<OrderStanding, 200>> =>
  untilUnraced(async () => {
    const { order } = await foundOrder(ctx, id, given)
    if (order.erasedAt !== null) return commitNothing(ctx, call, updated(order, showStanding(order)))
    refuseUndecided([order])
    const { statements, events } = eraseOrders(ctx, [order], call.actor)
    const shown = committed(order, { ...order, updatedAt: Math.max(order.updatedAt, ctx.now) })
    return commitChange(ctx, call, {
      statements,
      events,
      audit: {
        action: 'order.erased',
        subject: `order:${order.id}`,
        changes: [{ member: 'contact' }, { member: 'customer' }],
      },
      outcome: updated(shown, showStanding(shown)),
    })
  })
