import type { LocationId, ProductId, VariantId } from '../domain/ids.ts'
import { formatInstant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { heldOf } from './hold-queries.ts'

/** What of a variant inventory needs to know. */
export type StockedVariant = {
  readonly variantId: VariantId
  readonly sku: string | null
  readonly productId: ProductId
  readonly lowStockThreshold: number
}

/** A variant at one location; without one where it never had stock. */
export type LevelRecord = StockedVariant & {
  readonly title: string
  readonly variantTitle: string
  readonly location: LocationId | null
  readonly onHand: number
  /** Without what is held no longer, though nobody has given it back yet. */
  readonly held: number
  readonly updatedAt: number | null
}

const VARIANT =
  'v.id AS variantId, v.sku, v.product_id AS productId, v.low_stock_threshold AS lowStockThreshold'
/** What staff calls a variant `v`: its product's title, and the values of its options. */
export const VARIANT_NAMES = `(SELECT p.title FROM products p WHERE p.id = v.product_id) AS title,
  coalesce((SELECT group_concat(value, ' / ') FROM json_each(v.option_values)), '') AS variantTitle`
const LEVEL = (now: string): string =>
  `${VARIANT_NAMES}, coalesce(s.on_hand, 0) AS onHand, coalesce(${heldOf('s', now)}, 0) AS held, s.updated_at AS updatedAt`

type Looking = Pick<Ctx, 'db' | 'now'>

export type LevelFilter = {
  readonly variantId?: string | undefined
  readonly sku?: string | undefined
  readonly productId?: string | undefined
  readonly location?: string | undefined
  readonly lowStock?: boolean
}

/** All levels by variant and location. Withdrawn variants are left out unless some of them are still there. */
export async function levelsAfter(
  { db, now }: Looking,
  { variantId, sku, productId, location, lowStock = false }: LevelFilter,
  after: readonly [variantId: string, location: string] | undefined,
  limit: number,
): Promise<LevelRecord[]> {
  const conditions: string[] = []
  const values: unknown[] = [after?.[0] ?? '', after?.[1] ?? '', limit, now]
  const where = (column: string, value: string | undefined) => {
    if (value !== undefined) conditions.push(`AND ${column} = ?${values.push(value)}`)
  }
  where('v.id', variantId)
  where('v.sku', sku)
  // Spelt like the partial index, so that SQLite takes it.
  if (sku !== undefined) conditions.push('AND v.sku IS NOT NULL AND v.withdrawn_at IS NULL')
  where('v.product_id', productId)
  where('s.location_id', location)
  if (lowStock) conditions.push(LOW('?4'))
  const { results } = await db
    .prepare(
      `SELECT ${VARIANT}, s.location_id AS location, ${LEVEL('?4')} FROM variants v LEFT JOIN stock_levels s ON s.variant_id = v.id
       WHERE v.id >= ?1 AND (v.id, coalesce(s.location_id, '')) > (?1, ?2)
         AND (v.withdrawn_at IS NULL OR s.on_hand > 0) ${conditions.join(' ')}
       ORDER BY v.id, s.location_id LIMIT ?3`,
    )
    .bind(...values)
    .all<LevelRecord>()
  return results
}

// What is left over all locations, as `marketAvailable` counts it.
const LOW = (
  now: string,
): string => `AND v.tracked = 1 AND v.withdrawn_at IS NULL AND v.low_stock_threshold >=
  (SELECT coalesce(sum(max(0, l.on_hand - ${heldOf('l', now)})), 0) FROM stock_levels l WHERE l.variant_id = v.id)`

/** One variant at one location, and whether there is such a location; undefined without such a variant. */
export async function levelAt(
  { db, now }: Looking,
  variantId: string,
  location: string,
): Promise<LevelRecord | undefined> {
  const row = await db
    .prepare(
      `SELECT ${VARIANT}, l.id AS location, ${LEVEL('?3')}
       FROM variants v JOIN locations l ON l.id = ?2
       LEFT JOIN stock_levels s ON s.variant_id = v.id AND s.location_id = l.id WHERE v.id = ?1`,
    )
    .bind(variantId, location, now)
    .first<LevelRecord>()
  return row ?? undefined
}

export const showLevel = ({ updatedAt, ...level }: LevelRecord) => ({
  ...level,
  available: level.onHand - level.held,
  updatedAt: updatedAt === null ? null : formatInstant(updatedAt),
})

export type ShownLevel = ReturnType<typeof showLevel>

/** What is there of the variants and locations that adjustments name. */
export type StockNamed = {
  readonly variants: readonly StockedVariant[]
  readonly locations: ReadonlySet<string>
  readonly levels: readonly { variantId: string; location: string; onHand: number; held: number }[]
}

/** One crossing, whatever their number. A SKU is that of a variant that is not withdrawn. */
export async function stockNamed(
  { db, now }: Looking,
  names: { variantIds: readonly string[]; skus: readonly string[]; locations: readonly string[] },
): Promise<StockNamed> {
  const ask = (sql: string, ...lists: (readonly string[])[]): Statement =>
    db.prepare(sql).bind(...lists.map((list) => JSON.stringify(list)))
  // Spelt like the partial index, so that SQLite takes it.
  const bySku = 'v.sku IS NOT NULL AND v.withdrawn_at IS NULL AND v.sku IN'
  const [byId, found, locations, levels] = await db.batch([
    ask(
      `SELECT ${VARIANT} FROM variants v WHERE v.id IN (SELECT value FROM json_each(?1))`,
      names.variantIds,
    ),
    ask(`SELECT ${VARIANT} FROM variants v WHERE ${bySku} (SELECT value FROM json_each(?1))`, names.skus),
    ask('SELECT id FROM locations WHERE id IN (SELECT value FROM json_each(?1))', names.locations),
    db
      .prepare(
        `SELECT s.variant_id AS variantId, s.location_id AS location, s.on_hand AS onHand, ${heldOf('s', '?3')} AS held
         FROM stock_levels s WHERE s.variant_id IN (SELECT value FROM json_each(?1)
           UNION SELECT v.id FROM variants v WHERE ${bySku} (SELECT value FROM json_each(?2)))`,
      )
      .bind(JSON.stringify(names.variantIds), JSON.stringify(names.skus), now),
  ])
  return {
    variants: [...(byId?.results ?? []), ...(found?.results ?? [])] as StockedVariant[],
    locations: new Set((locations?.results ?? []).map((row) => row.id as string)),
    levels: (levels?.results ?? []) as unknown as StockNamed['levels'],
  }
}
