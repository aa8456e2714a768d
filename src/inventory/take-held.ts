import { appendEventsFrom } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { guardThat, type Statement } from '../platform/d1.ts'

// Pieces that are somewhere: backordered ones are not, and come out of no level.
const TAKEN = `FROM stock_holds h JOIN stock_levels s ON s.variant_id = h.variant_id AND s.location_id = h.location_id
  WHERE h.order_id = ?1 AND h.state = 'held'`

/**
 * Takes what is held for an order that has been paid: out of what is held and out of what is on hand, into the ledger.
 * A hold whose time is over but which nobody has given back is as good as any. Breaks the guard when the stock has been
 * given back or taken already; `holdsOf` tells which. An order that never held any (downloads) takes none.
 */
export function takeHeld(ctx: Pick<Ctx, 'db' | 'now'>, orderId: string): Statement[] {
  const { db, now } = ctx
  const actor = `order:${orderId}`
  return [
    ...guardThat(
      db,
      `SELECT (SELECT count(*) = 0 OR (max(state = 'held') = 1 AND max(state = 'taken') = 0)
               FROM stock_holds WHERE order_id = value) FROM json_each(?1)`,
      [orderId],
    ),
    // Before the level, or the triggers that enter what another release wrote would enter this, too.
    db
      .prepare(
        `INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
         SELECT 'led_' || substr(h.id, 5), h.variant_id, h.location_id, -h.quantity, s.on_hand - h.quantity,
           'sale', ?2, ?3 ${TAKEN} ORDER BY h.id`,
      )
      .bind(orderId, actor, now),
    appendEventsFrom(
      ctx,
      `SELECT 'evt_' || substr(h.id, 5) AS id, 'inventory.sold' AS type, 'variant:' || h.variant_id AS subject,
         json_object('order', h.order_id, 'location', h.location_id, 'quantity', h.quantity) AS data ${TAKEN}`,
      [orderId],
      actor,
    ),
    db
      .prepare(
        `UPDATE stock_levels SET on_hand = on_hand - hold.quantity, held = held - hold.quantity, updated_at = ?2
         FROM stock_holds AS hold
         WHERE hold.order_id = ?1 AND hold.state = 'held'
           AND stock_levels.variant_id = hold.variant_id AND stock_levels.location_id = hold.location_id`,
      )
      .bind(orderId, now),
    db
      .prepare(
        `UPDATE stock_holds SET state = 'taken', settled_at = ?2 WHERE order_id = ?1 AND state = 'held'`,
      )
      .bind(orderId, now),
  ]
}
