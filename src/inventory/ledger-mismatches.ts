import type { Db } from '../platform/d1.ts'

export type LedgerMismatch = {
  readonly variantId: string
  readonly locationId: string
  /** What the level says. */
  readonly onHand: number
  /** What its ledger adds up to. */
  readonly ledger: number
}

/** Levels that are not the sum of their ledger's deltas: there must never be any. The first ones, by variant. */
export async function ledgerMismatches(db: Db, limit = 100): Promise<LedgerMismatch[]> {
  const { results } = await db
    .prepare(
      `SELECT variant_id AS variantId, location_id AS locationId, sum(on_hand) AS onHand, sum(delta) AS ledger
       FROM (SELECT variant_id, location_id, on_hand, 0 AS delta FROM stock_levels
             UNION ALL SELECT variant_id, location_id, 0, delta FROM stock_ledger)
       GROUP BY variant_id, location_id HAVING sum(on_hand) <> sum(delta)
       ORDER BY variant_id, location_id LIMIT ?1`,
    )
    .bind(limit)
    .all<LedgerMismatch>()
  return results
}
