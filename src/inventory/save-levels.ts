import type { Ctx } from '../platform/context.ts'
import { bulk, type Statement } from '../platform/d1.ts'
import type { LedgerReason } from './reasons.ts'

export type LevelRow = { readonly variantId: string; readonly locationId: string; readonly onHand: number }

/** Whom the ledger names for a change, and why it was made. */
export type LedgerAuthor = { readonly actor: string; readonly reason: LedgerReason }

/**
 * Sets what is on hand, each level at most once; what is held stays. The ledger's deltas are worked out from the rows as
 * the batch finds them, so that they add up whatever happened since the plan was made; they come first, or the triggers
 * that enter what another release wrote would enter these, too. A hold that was taken in the
 * meantime and no longer fits breaks the table's own check, and with it the whole batch.
 */
export function saveLevels(
  { db, now, newId }: Pick<Ctx, 'db' | 'now' | 'newId'>,
  levels: readonly LevelRow[],
  { actor, reason }: LedgerAuthor,
): Statement[] {
  return [
    ...bulk(
      db,
      `INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
       SELECT value->>'id', value->>'variantId', value->>'locationId',
         (value->>'onHand') - coalesce(s.on_hand, 0), value->>'onHand', ?2, ?3, ?4
       FROM json_each(?1) LEFT JOIN stock_levels s
         ON s.variant_id = value->>'variantId' AND s.location_id = value->>'locationId'
       WHERE value->>'onHand' <> coalesce(s.on_hand, 0) ORDER BY key`,
      levels.map((level) => ({ id: newId('ledger'), ...level })),
      reason,
      actor,
      now,
    ),
    ...bulk(
      db,
      `INSERT INTO stock_levels (variant_id, location_id, on_hand, held, updated_at)
       SELECT value->>'variantId', value->>'locationId', value->>'onHand', 0, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, updated_at = excluded.updated_at`,
      levels,
      now,
    ),
  ]
}
