import { type Laws, newest } from '../platform/law.ts'

const LEVELS = newest('stock_levels', 'variant_id, location_id')
const LEDGER = newest('stock_ledger', 'sequence DESC')
const HOLDS = newest('stock_holds', 'id DESC')

/** What was on hand of a level after its last entry in the ledger; before an entry where one is named. */
const lastEntry = (level: string, before = ''): string =>
  `coalesce((SELECT e.on_hand FROM stock_ledger AS e WHERE e.variant_id = ${level}.variant_id
    AND e.location_id = ${level}.location_id ${before} ORDER BY e.sequence DESC LIMIT 1), 0)`

/** What must hold in the stock room. */
export const STOCK_LAWS = {
  heldIsSumOfHolds: {
    means: 'More or less is set aside than orders hold. Stop selling the variant.',
    sql: `SELECT variant_id || ' ' || location_id AS id
      FROM (SELECT variant_id, location_id, held AS level, 0 AS pieces FROM stock_levels WHERE held <> 0
            UNION ALL
            SELECT variant_id, location_id, 0, quantity FROM stock_holds WHERE state = 'held' AND location_id IS NOT NULL)
      GROUP BY variant_id, location_id HAVING sum(level) <> sum(pieces)`,
  },
  // Each entry goes on from the one before it, and the level is what the last one says: so it is the sum of them all.
  onHandIsSumOfLedger: {
    means: 'Stock moved past the ledger. Count the shelf, set the level.',
    sql: `SELECT l.variant_id || ' ' || l.location_id AS id FROM ${LEDGER} AS l
      WHERE l.on_hand <> l.delta + ${lastEntry('l', 'AND e.sequence < l.sequence')}
      UNION ALL
      SELECT s.variant_id || ' ' || s.location_id FROM ${LEVELS} AS s WHERE s.on_hand <> ${lastEntry('s')}`,
  },
  heldIsThere: {
    means: 'More is set aside than is there. Stop selling the variant.',
    sql: `SELECT variant_id || ' ' || location_id AS id FROM ${LEVELS}
      WHERE on_hand < 0 OR held NOT BETWEEN 0 AND on_hand`,
  },
  ordersAreWhole: {
    means: 'An order took only some of its stock. Count the shelf before you send it.',
    sql: `SELECT order_id AS id FROM stock_holds
      WHERE state <> 'released' AND order_id IN (SELECT order_id FROM ${HOLDS})
      GROUP BY order_id HAVING min(state) <> max(state)`,
  },
  soldIsInLedger: {
    means: 'A sale is not in the ledger, or no sale is. Count the shelf, set the level.',
    sql: `SELECT h.id FROM ${HOLDS} AS h LEFT JOIN stock_ledger AS l ON l.id = 'led_' || substr(h.id, 5)
      WHERE h.location_id IS NOT NULL AND (h.state = 'taken') <> (l.id IS NOT NULL AND l.delta = -h.quantity
        AND l.variant_id = h.variant_id AND l.location_id = h.location_id AND l.reason = 'sale')
      UNION ALL
      SELECT l.id FROM ${LEDGER} AS l LEFT JOIN stock_holds AS h ON h.id = 'hld_' || substr(l.id, 5)
      WHERE l.reason = 'sale' AND h.state IS NOT 'taken'`,
  },
  holdsAreTold: {
    means: 'A sale or release is not in the log. Rebuild the publication.',
    sql: `SELECT h.id FROM ${HOLDS} AS h LEFT JOIN events AS e ON e.id = 'evt_' || substr(h.id, 5)
      WHERE h.location_id IS NOT NULL AND h.state <> 'held'
        AND e.type IS NOT iif(h.state = 'taken', 'inventory.sold', 'inventory.released')`,
  },
} as const satisfies Laws

/** What is not to wait for long. */
export const STOCK_LATE = {
  expiredHolds: {
    means: 'Holds ended and stock is not free: cron does not run.',
    sql: `SELECT id FROM stock_holds WHERE state = 'held' AND expires_at < ?3`,
  },
} as const satisfies Laws
