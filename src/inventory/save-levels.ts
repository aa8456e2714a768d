import { bulk, type Db, type Statement } from '../platform/d1.ts'

export type LevelRow = { readonly variantId: string; readonly locationId: string; readonly onHand: number }

/**
 * Sets what is on hand; what is held stays. A hold that was taken in the meantime and no longer fits breaks the
 * table's own check, and with it the whole batch.
 */
export const saveLevels = (db: Db, levels: readonly LevelRow[], now: number): Statement[] =>
  bulk(
    db,
    `INSERT INTO stock_levels (variant_id, location_id, on_hand, held, updated_at)
     SELECT value->>'variantId', value->>'locationId', value->>'onHand', 0, ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, updated_at = excluded.updated_at`,
    levels,
    now,
  )
