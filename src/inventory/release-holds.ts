import { appendEventsFrom } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { commit, type Statement } from '../platform/d1.ts'

type Writing = Pick<Ctx, 'db' | 'now'>

/**
 * Gives back what is held for an order, and tells of it. What was given back or taken before stays as it is: so whoever
 * asks how often, each hold is given back once.
 */
export const releaseHeld = (ctx: Writing, orderId: string, actor = `order:${orderId}`): Statement[] =>
  giveBack(ctx, "state = 'held' AND order_id = ?1", [orderId], 'released', actor)

/**
 * Gives back the expired holds of these variants; first in the batch of whoever takes or counts stock, so that nobody
 * waits for a sweep. An order holds all of its lines or none: with one line that is wanted the others go, too.
 */
export const releaseExpired = (ctx: Writing, variantIds: readonly string[]): Statement[] =>
  giveBack(
    ctx,
    `state = 'held' AND expires_at <= ?2 AND order_id IN (
       SELECT order_id FROM stock_holds
       WHERE state = 'held' AND expires_at <= ?2 AND variant_id IN (SELECT value FROM json_each(?1)))`,
    [JSON.stringify(variantIds), ctx.now],
    'expired',
  )

// Holds that a tick of cron looks at. More of them wait for the next, or for who wants their stock.
const HOLDS_PER_SWEEP = 500

/**
 * Gives back holds that expired and that nobody has asked for, oldest first, so that shoppers are told of the stock.
 * Answers how many orders lost theirs. Safe to run at any time and twice at once.
 */
export async function sweepExpiredHolds(ctx: Ctx, limit = HOLDS_PER_SWEEP): Promise<number> {
  const { results } = await ctx.db
    .prepare(
      `SELECT DISTINCT order_id AS orderId FROM (
         SELECT order_id FROM stock_holds WHERE state = 'held' AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2)`,
    )
    .bind(ctx.now, limit)
    .all<{ orderId: string }>()
  if (results.length === 0) return 0
  const orderIds = JSON.stringify(results.map(({ orderId }) => orderId))
  const expired = `state = 'held' AND expires_at <= ?2 AND order_id IN (SELECT value FROM json_each(?1))`
  await commit(ctx.db, giveBack(ctx, expired, [orderIds, ctx.now], 'expired'))
  ctx.wakeConsumers()
  return results.length
}

/** The holds themselves come last: by them the statements before find what to tell and which levels to lower. */
function giveBack(
  ctx: Writing,
  holds: string,
  values: readonly unknown[],
  reason: 'expired' | 'released',
  actor = 'system',
): Statement[] {
  return [
    appendEventsFrom(
      ctx,
      `SELECT 'evt_' || substr(id, 5) AS id, 'inventory.released' AS type, 'variant:' || variant_id AS subject,
         json_object('order', order_id, 'location', location_id, 'quantity', quantity, 'reason', '${reason}') AS data
       FROM stock_holds WHERE location_id IS NOT NULL AND ${holds}`,
      values,
      actor,
    ),
    ctx.db
      .prepare(
        `UPDATE stock_levels SET held = held - given.pieces, updated_at = ?${values.length + 1}
         FROM (SELECT variant_id AS variant, location_id AS location, sum(quantity) AS pieces FROM stock_holds
               WHERE location_id IS NOT NULL AND ${holds} GROUP BY 1, 2) AS given
         WHERE variant_id = given.variant AND location_id = given.location`,
      )
      .bind(...values, ctx.now),
    ctx.db
      .prepare(`UPDATE stock_holds SET state = 'released', settled_at = ?${values.length + 1} WHERE ${holds}`)
      .bind(...values, ctx.now),
  ]
}
