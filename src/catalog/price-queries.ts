import type { ProductId, VariantId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'
import type { Currency } from '../domain/money.ts'
import type { PriceRow } from '../domain/price.ts'
import { bulk, type Db } from '../platform/d1.ts'

/** Whose prices are to be set: variants by id or by SKU. */
export type NamedVariants = { readonly ids: readonly string[]; readonly skus: readonly string[] }

export type VariantPlace = { readonly id: VariantId; readonly productId: ProductId }

/** What a bulk set is judged against: the market, the variants it names, and the rows they have there. */
export type PriceGround = {
  readonly market: { readonly code: MarketCode; readonly currency: Currency } | undefined
  readonly byId: ReadonlyMap<string, VariantPlace>
  readonly bySku: ReadonlyMap<string, VariantPlace>
  readonly rows: ReadonlyMap<VariantId, readonly PriceRow[]>
}

/** A row of `prices`, as plain SQL gives it. */
export type StoredPrice = {
  readonly variant_id: VariantId
  readonly market: MarketCode
  readonly min_quantity: number
  readonly starts_at: number
  readonly ends_at: number | null
  readonly amount: number
  readonly compare_at: number | null
  readonly set_at: number
}

export const toPriceRow = (row: StoredPrice): PriceRow => ({
  amount: row.amount,
  minQuantity: row.min_quantity,
  startsAt: row.starts_at,
  ...(row.compare_at !== null && { compareAt: row.compare_at }),
  ...(row.ends_at !== null && { endsAt: row.ends_at }),
})

// Withdrawn variants and deleted products are not there for who sets prices.
const named = (match: string): string =>
  `SELECT n.value AS name, v.id AS id, v.product_id AS productId FROM json_each(?1) n
   CROSS JOIN variants v ON ${match} AND v.withdrawn_at IS NULL
   CROSS JOIN products d ON d.id = v.product_id AND d.deleted_at IS NULL`
const BY_ID = named('v.id = n.value')
// Spelt like the partial index, so that SQLite takes it.
const BY_SKU = named('v.sku IS NOT NULL AND v.sku = n.value')
const pricesOf = (variants: string): string =>
  `SELECT p.* FROM (${variants}) named CROSS JOIN prices p ON p.variant_id = named.id AND p.market = ?2`

/** Everything a bulk set needs to know, in one crossing. */
export async function loadPriceGround(
  db: Db,
  market: string,
  { ids, skus }: NamedVariants,
): Promise<PriceGround> {
  const asked = [
    [db.prepare('SELECT code, currency FROM markets WHERE code = ?1').bind(market)],
    bulk(db, BY_ID, ids),
    bulk(db, BY_SKU, skus),
    [...bulk(db, pricesOf(BY_ID), ids, market), ...bulk(db, pricesOf(BY_SKU), skus, market)],
  ]
  const results = await db.batch(asked.flat())
  let at = 0
  const rowsOf = <Row>(statements: readonly unknown[] | undefined): Row[] => {
    const from = at
    at += statements?.length ?? 0
    return results.slice(from, at).flatMap((result) => result.results as Row[])
  }
  type Named = VariantPlace & { readonly name: string }
  const byName = (places: Named[]) => new Map(places.map((place) => [place.name, place]))
  const [found] = rowsOf<NonNullable<PriceGround['market']>>(asked[0])
  const byId = byName(rowsOf<Named>(asked[1]))
  const bySku = byName(rowsOf<Named>(asked[2]))
  // A variant that is named by id and by SKU has its rows read twice.
  const stored = new Map(
    rowsOf<StoredPrice>(asked[3]).map((row) => [
      JSON.stringify([row.variant_id, row.min_quantity, row.starts_at]),
      row,
    ]),
  )
  const rows = Map.groupBy(stored.values(), (row) => row.variant_id)
  return {
    market: found,
    byId,
    bySku,
    rows: new Map([...rows].map(([id, list]) => [id, list.map(toPriceRow)])),
  }
}
