import { type Laws, newest } from '../platform/law.ts'

// Clocks of two writers may differ by this much.
const SKEW_MS = 60_000
const HISTORY = newest('price_history', 'sequence DESC')

/** What must hold of prices, of which the tables themselves keep that no two of one key begin together. */
export const PRICE_LAWS = {
  // The next of a price is the next in its history, or the present one; of the release before ours nobody knows when it was set.
  pricesFollowHistory: {
    means: 'Two prices were in force at once: `referencePrice` may be wrong. Set the price anew.',
    sql: `SELECT h.variant_id || ' ' || h.market AS id
      FROM (SELECT *, lead(set_at) OVER (PARTITION BY variant_id, market, min_quantity, starts_at ORDER BY sequence) AS next
            FROM ${HISTORY}) AS h
      WHERE coalesce(nullif(h.next, 0), (SELECT nullif(set_at, 0) FROM prices AS p WHERE p.variant_id = h.variant_id
        AND p.market = h.market AND p.min_quantity = h.min_quantity AND p.starts_at = h.starts_at))
        < h.replaced_at - ${SKEW_MS}`,
  },
  pricesAreInCurrency: {
    means: "A price is older than its market's currency. Set it anew.",
    sql: `SELECT p.variant_id || ' ' || p.market AS id FROM ${HISTORY} AS h
      JOIN markets AS m ON m.code = h.market AND m.currency <> h.currency
      JOIN prices AS p ON p.variant_id = h.variant_id AND p.market = h.market
      WHERE p.set_at < h.replaced_at - ${SKEW_MS}`,
  },
} as const satisfies Laws
