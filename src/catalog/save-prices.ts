import type { MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import type { VariantId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Db, type Statement } from '../platform/d1.ts'
import { LIMIT } from './product-input.ts'

/** All prices of a variant in a market, as they will be. */
export type MarketPrices = {
  readonly id: VariantId
  readonly market: MarketCode
  /** Whether there are any now: only then something has to go. */
  readonly isStored: boolean
  readonly rows: readonly PriceRow[]
}

const HISTORY = `INSERT INTO price_history
  (variant_id, market, min_quantity, starts_at, ends_at, currency, amount, compare_at, set_at, replaced_at)
  SELECT p.variant_id, p.market, p.min_quantity, p.starts_at, p.ends_at,
    (SELECT currency FROM markets WHERE code = p.market), p.amount, p.compare_at, p.set_at, max(?2, p.set_at)`

// The rows of a market that will not be there, or not as they are.
const LEAVING = `FROM json_each(?1) t
  CROSS JOIN prices p ON p.variant_id = t.value->>'id' AND p.market = t.value->>'market'
  WHERE NOT EXISTS (SELECT 1 FROM json_each(t.value->'rows') r
    WHERE r.value->>'minQuantity' = p.min_quantity AND r.value->>'startsAt' = p.starts_at
      AND r.value->>'amount' = p.amount AND r.value->>'endsAt' IS p.ends_at
      AND r.value->>'compareAt' IS p.compare_at)`

/**
 * Writes the prices of a variant in a market together. What is replaced or taken away goes into the history; a row that
 * stays as it is keeps the time at which it was set.
 */
export function replacePrices(db: Db, prices: readonly MarketPrices[], now: number): Statement[] {
  const stored = prices.filter(({ isStored }) => isStored)
  return [
    ...bulk(db, `${HISTORY} ${LEAVING}`, stored, now),
    ...bulk(
      db,
      `DELETE FROM prices WHERE (variant_id, market, min_quantity, starts_at) IN
         (SELECT p.variant_id, p.market, p.min_quantity, p.starts_at ${LEAVING})`,
      stored,
    ),
    ...bulk(
      db,
      `INSERT INTO prices (variant_id, market, min_quantity, starts_at, ends_at, amount, compare_at, set_at)
       SELECT t.value->>'id', t.value->>'market', r.value->>'minQuantity', r.value->>'startsAt',
         r.value->>'endsAt', r.value->>'amount', r.value->>'compareAt', ?2
       FROM json_each(?1) t, json_each(t.value->'rows') r WHERE true
       ON CONFLICT (variant_id, market, min_quantity, starts_at) DO NOTHING`,
      prices.filter(({ rows }) => rows.length > 0),
      now,
    ),
  ]
}

/** One row of one market: as it will be, or (null) to be taken away. */
export type PriceChange = {
  readonly variantId: VariantId
  readonly minQuantity: number
  readonly startsAt: number
  readonly set: Pick<PriceRow, 'amount' | 'compareAt' | 'endsAt'> | null
}

/**
 * Sets and takes away single rows of one market, whatever stands there when the batch runs: the last writer wins. The
 * history takes what is then replaced, and only that.
 */
export function putPrices(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  market: MarketCode,
  changes: readonly PriceChange[],
): Statement[] {
  const rows = changes.map(({ variantId, minQuantity, startsAt, set }) => ({
    id: variantId,
    q: minQuantity,
    s: startsAt,
    ...set,
  }))
  const removed = rows.filter(({ amount }) => amount === undefined)
  const present = rows.filter(({ amount }) => amount !== undefined)
  // An upsert takes a later time only: two writers' clocks may differ by a moment, their order in the log does not.
  return [
    ...bulk(
      db,
      `${HISTORY} FROM json_each(?1) c
       CROSS JOIN prices p ON p.variant_id = c.value->>'id' AND p.market = ?3 AND p.min_quantity = c.value->>'q'
         AND p.starts_at = c.value->>'s'
       WHERE p.amount IS NOT c.value->>'amount' OR p.compare_at IS NOT c.value->>'compareAt'
         OR p.ends_at IS NOT c.value->>'endsAt'`,
      rows,
      now,
      market,
    ),
    ...bulk(
      db,
      `DELETE FROM prices WHERE (variant_id, market, min_quantity, starts_at) IN
         (SELECT value->>'id', ?2, value->>'q', value->>'s' FROM json_each(?1))`,
      removed,
      market,
    ),
    ...bulk(
      db,
      `INSERT INTO prices (variant_id, market, min_quantity, starts_at, ends_at, amount, compare_at, set_at)
       SELECT value->>'id', ?3, value->>'q', value->>'s', value->>'endsAt', value->>'amount', value->>'compareAt', ?2
       FROM json_each(?1) WHERE true
       ON CONFLICT (variant_id, market, min_quantity, starts_at) DO UPDATE SET ends_at = excluded.ends_at,
         amount = excluded.amount, compare_at = excluded.compare_at, set_at = max(set_at, excluded.set_at)
       WHERE amount IS NOT excluded.amount OR compare_at IS NOT excluded.compare_at
         OR ends_at IS NOT excluded.ends_at`,
      present,
      now,
      market,
    ),
  ]
}

/**
 * Moves every price of a market into the history, in front of a change after which its amounts would mean something
 * else. Only withdrawn variants have any left by then (market-uses.ts).
 */
export const retirePrices = ({ db, now }: Pick<Ctx, 'db' | 'now'>, market: MarketCode): Statement[] => [
  db.prepare(`${HISTORY} FROM prices p WHERE p.market = ?1`).bind(market, now),
  db.prepare('DELETE FROM prices WHERE market = ?1').bind(market),
]

/** Behind new rows: breaks the batch when another writer has filled up one of these variants in the meantime. */
export const guardRoom = (db: Db, market: MarketCode, growing: readonly VariantId[]): Statement[] =>
  guardThat(
    db,
    `SELECT coalesce(max(n), 0) <= ${LIMIT.pricesPerMarket} FROM (
       SELECT count(*) AS n FROM json_each(?1) c
       CROSS JOIN prices p ON p.variant_id = c.value->>0 AND p.market = c.value->>1
       GROUP BY p.variant_id)`,
    [...new Set(growing)].map((id) => [id, market]),
  )

/** In front of what is set: breaks the batch when one of these variants has been withdrawn in the meantime. */
export const guardLive = (db: Db, variants: readonly VariantId[]): Statement[] =>
  guardThat(
    db,
    `SELECT NOT EXISTS (SELECT 1 FROM json_each(?1) JOIN variants v ON v.id = value WHERE v.withdrawn_at IS NOT NULL)`,
    [...new Set(variants)],
  )

/**
 * Raises the revision of products whose prices another statement of the batch has set, so that whoever plans from what
 * they were notices.
 */
export const touchProducts = (
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  productIds: readonly string[],
): Statement[] =>
  bulk(
    db,
    `UPDATE products SET revision = revision + 1, updated_at = max(updated_at, ?2)
     WHERE id IN (SELECT value FROM json_each(?1))`,
    productIds,
    now,
  )

/** Longer than any rule asks for (30 days), and than a sale that is prolonged all year. */
export const HISTORY_MS = 400 * 86_400_000
const ROWS_PER_SLICE = 5_000

/** Forgets prices that were replaced long ago, some at a time; for cron. */
export const forgetOldPrices = ({ db, now }: Pick<Ctx, 'db' | 'now'>): Statement[] => [
  db
    .prepare(
      `DELETE FROM price_history WHERE sequence IN
         (SELECT sequence FROM price_history WHERE replaced_at <= ?1 ORDER BY replaced_at LIMIT ?2)`,
    )
    .bind(now - HISTORY_MS, ROWS_PER_SLICE),
]
