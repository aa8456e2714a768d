import type { Db } from '../platform/d1.ts'

/** What must never be found, each as a query for the ids that break it. */
const LAWS = {
  /** What is held of a level is the sum of its live holds. */
  heldIsSumOfHolds: `SELECT variant_id || ' ' || location_id AS id
    FROM (SELECT variant_id, location_id, held AS level, 0 AS pieces FROM stock_levels WHERE held <> 0
          UNION ALL
          SELECT variant_id, location_id, 0, quantity FROM stock_holds WHERE state = 'held' AND location_id IS NOT NULL)
    GROUP BY variant_id, location_id HAVING sum(level) <> sum(pieces)`,
  /** What is on hand is the sum of its ledger. */
  onHandIsSumOfLedger: `SELECT variant_id || ' ' || location_id AS id
    FROM (SELECT variant_id, location_id, on_hand, 0 AS delta FROM stock_levels
          UNION ALL SELECT variant_id, location_id, 0, delta FROM stock_ledger)
    GROUP BY variant_id, location_id HAVING sum(on_hand) <> sum(delta)`,
  /** Nothing is negative, nothing held that is not there. */
  heldIsThere: `SELECT variant_id || ' ' || location_id AS id FROM stock_levels
    WHERE on_hand < 0 OR held NOT BETWEEN 0 AND on_hand`,
  /** An order holds all of its stock or has taken all of it. */
  ordersAreWhole: `SELECT order_id AS id FROM stock_holds WHERE state <> 'released'
    GROUP BY order_id HAVING min(state) <> max(state)`,
  /** Every sold piece left the ledger once, by the entry of its hold. */
  soldIsInLedger: `SELECT h.id FROM stock_holds h LEFT JOIN stock_ledger l ON l.id = 'led_' || substr(h.id, 5)
    WHERE h.location_id IS NOT NULL AND (h.state = 'taken') <> (l.id IS NOT NULL AND l.delta = -h.quantity
      AND l.variant_id = h.variant_id AND l.location_id = h.location_id AND l.reason = 'sale')`,
} as const

export type StockLaw = keyof typeof LAWS

/** The first ids that break each law of the stock room; a sound shop has none. One crossing, but it reads everything. */
export async function stockViolations(db: Db, limit = 100): Promise<Record<StockLaw, string[]>> {
  const laws = Object.entries(LAWS)
  const found = await db.batch<{ id: string }>(
    laws.map(([, sql]) => db.prepare(`${sql} ORDER BY 1 LIMIT ?1`).bind(limit)),
  )
  return Object.fromEntries(
    laws.map(([law], at) => [law, (found[at]?.results ?? []).map(({ id }) => id)]),
  ) as Record<StockLaw, string[]>
}
