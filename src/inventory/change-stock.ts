import type { Ctx } from '../platform/context.ts'
import { bulk, type Statement } from '../platform/d1.ts'
import type { NewEvent } from '../events/append.ts'
import type { LedgerReason } from './reasons.ts'

/** One relative change of a level, with the id of its ledger entry. */
export type StockChange = {
  readonly id: string
  readonly variantId: string
  readonly location: string
  readonly delta: number
  readonly reason: LedgerReason
  readonly note: string
}

/**
 * The statements that add deltas to levels and write them into the ledger, in their order. Relative, so that parallel
 * ones add up and none is lost; what would go below zero, or below what is held, breaks a check and with it the batch.
 */
export function changeStock(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  changes: readonly StockChange[],
  actor: string,
): Statement[] {
  return [
    // SQLite judges the row of an upsert by the table's checks before it finds the conflict: so the rows come first.
    ...bulk(
      db,
      `INSERT INTO stock_levels (variant_id, location_id, on_hand, held, updated_at)
       SELECT value->>'variantId', value->>'location', 0, 0, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (variant_id, location_id) DO NOTHING`,
      changes,
      now,
    ),
    ...bulk(
      db,
      `INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, note, actor, created_at)
       SELECT value->>'id', s.variant_id, s.location_id, value->>'delta',
         s.on_hand + sum(value->>'delta') OVER (PARTITION BY s.variant_id, s.location_id ORDER BY key),
         value->>'reason', value->>'note', ?2, ?3
       FROM json_each(?1) JOIN stock_levels s
         ON s.variant_id = value->>'variantId' AND s.location_id = value->>'location' ORDER BY key`,
      changes,
      actor,
      now,
    ),
    ...bulk(
      db,
      `UPDATE stock_levels SET on_hand = on_hand + change.delta, updated_at = ?2
       FROM (SELECT value->>'variantId' AS variant, value->>'location' AS location, sum(value->>'delta') AS delta
             FROM json_each(?1) GROUP BY 1, 2) AS change
       WHERE variant_id = change.variant AND location_id = change.location`,
      changes,
      now,
    ),
  ]
}

/**
 * Whether a constraint was broken by whoever came between the look at the stock and the batch: levels and ledger refuse
 * what is no longer there, foreign keys a location that has been deleted.
 */
export const tellsOfStockRace = (constraint: string): boolean =>
  constraint.startsWith('stock_') || constraint.startsWith('ledger_') || constraint.startsWith('SQLITE_')

/** Stock has no revision: an editor's ETag of the product stays good. Readers ask for the level if they need it. */
export const stockEvent = ({ variantId, location, delta, reason }: StockChange): NewEvent => ({
  type: 'inventory.adjusted',
  subject: `variant:${variantId}`,
  data: { location, delta, reason },
})
