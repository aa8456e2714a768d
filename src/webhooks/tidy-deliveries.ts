import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'

const DAY_MS = 86_400_000
// Long enough to look into a complaint; dead ones longer, since they can be sent again.
const DELIVERED_MS = 30 * DAY_MS
const DEAD_MS = 90 * DAY_MS
const ROWS_PER_SLICE = 1_000

/** For cron, a slice a tick: gives up what deleted endpoints were still to be told, and forgets what ended long ago. */
export async function tidyDeliveries(ctx: Ctx): Promise<void> {
  const giveUp = ctx.db.prepare(
    `UPDATE webhook_deliveries SET status = 'dead', last_error = 'endpoint_deleted', finished_at = ?1, updated_at = ?1
     WHERE id IN (
       SELECT delivery.id FROM webhook_endpoints AS endpoint
       -- CROSS: from the few deleted endpoints, not from all that is pending.
       CROSS JOIN webhook_deliveries AS delivery ON delivery.endpoint_id = endpoint.id AND delivery.status = 'pending'
       WHERE endpoint.status = 'deleted' LIMIT ?2)`,
  )
  const forgetEndpoints = ctx.db.prepare(
    `DELETE FROM webhook_endpoints WHERE status = 'deleted' AND updated_at <= ?1
       AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = webhook_endpoints.id)`,
  )
  const forget = ctx.db.prepare(
    `DELETE FROM webhook_deliveries WHERE id IN (
       SELECT id FROM webhook_deliveries WHERE status = ?1 AND finished_at <= ?2 ORDER BY finished_at LIMIT ?3)`,
  )
  await commit(ctx.db, [
    giveUp.bind(ctx.now, ROWS_PER_SLICE),
    forget.bind('delivered', ctx.now - DELIVERED_MS, ROWS_PER_SLICE),
    forget.bind('dead', ctx.now - DEAD_MS, ROWS_PER_SLICE),
    forgetEndpoints.bind(ctx.now - DEAD_MS),
  ])
}
