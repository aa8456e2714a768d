import type { ProductId, VariantId } from '../domain/ids.ts'
import { type Market, pricesFor } from '../domain/market.ts'
import { type PriceRow, priceAt } from '../domain/price.ts'
import { VARIANT_NAMES } from '../inventory/level-queries.ts'
import { loadMarkets } from '../markets/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { type Page, pageOf, placeIn } from '../platform/pages.ts'
import { type StoredPrice, toPriceRow } from './price-queries.ts'
import { type PriceListEntry, shownMoment } from './price-schemas.ts'

export type PriceFilter = {
  readonly market?: string | undefined
  readonly variantId?: string | undefined
  readonly sku?: string | undefined
  readonly productId?: string | undefined
}

type Variant = {
  readonly id: VariantId
  readonly sku: string | null
  readonly product_id: ProductId
  readonly title: string
  readonly variantTitle: string
}
type Own = PriceRow & { readonly setAt: number }
type Listed = {
  readonly variant: Variant
  readonly market: Market
  readonly row: Own
  readonly derived: boolean
  readonly effective: boolean
}
type Place = readonly [variantId: string, market: string, minQuantity: number, startsAt: number]

/** A page of price rows by variant, market, quantity and start: those that are set, and those that markets derive. */
export async function showPrices(
  ctx: Ctx,
  filter: PriceFilter,
  limit: number,
  cursor: string | undefined,
): Promise<Page<PriceListEntry>> {
  const bind = `prices ${JSON.stringify([filter.market, filter.variantId, filter.sku, filter.productId])}`
  const place = placeIn<Place>(ctx, bind, cursor)
  const all = await loadMarkets(ctx.db)
  const markets = all.filter(({ code }) => filter.market === undefined || filter.market === code)
  const listed: Listed[] = []
  // A variant gives at least one row, but for one whose prices cannot be derived: then there is more to read.
  for (let from = place?.[0] ?? '', whole = true; whole && listed.length <= limit;) {
    const { variants, prices } = await readVariants(ctx, filter, markets, from, limit + 2)
    for (const variant of variants) {
      if (listed.at(-1)?.variant.id === variant.id) continue
      const rows = listPrices(variant, prices.get(variant.id) ?? [], markets, all, ctx.now)
      listed.push(...rows.filter((one) => place === undefined || comparePlaces(placeOf(one), place) > 0))
    }
    whole = variants.length === limit + 2
    from = variants.at(-1)?.id ?? from
  }
  return pageOf(ctx, bind, listed.slice(0, limit + 1), limit, showPrice, placeOf)
}

/** Variants from one id on that have a price in these markets, or one to derive it from, with all their rows. */
async function readVariants(
  { db }: Ctx,
  { variantId, sku, productId }: PriceFilter,
  markets: readonly Market[],
  from: string,
  limit: number,
): Promise<{ variants: Variant[]; prices: Map<VariantId, StoredPrice[]> }> {
  const codes = markets.flatMap(({ code, derivedFrom }) => [
    code,
    ...(derivedFrom ? [derivedFrom.market] : []),
  ])
  const [condition, name] =
    variantId !== undefined
      ? ['v.id = ?4', variantId]
      : sku !== undefined
        ? ['v.sku IS NOT NULL AND v.sku = ?4', sku]
        : productId !== undefined
          ? ['v.product_id = ?4', productId]
          : ['?4 IS NULL', null]
  const chosen = `SELECT v.id, v.sku, v.product_id, ${VARIANT_NAMES} FROM variants v
    WHERE ${condition} AND v.withdrawn_at IS NULL AND v.id >= ?1
      AND EXISTS (SELECT 1 FROM products d WHERE d.id = v.product_id AND d.deleted_at IS NULL)
      AND EXISTS (SELECT 1 FROM prices p WHERE p.variant_id = v.id AND p.market IN (SELECT value FROM json_each(?2)))
    ORDER BY v.id LIMIT ?3`
  const bound = [from, JSON.stringify(codes), limit, name] as const
  const [variants, prices] = await db.batch([
    db.prepare(chosen).bind(...bound),
    db
      .prepare(
        `SELECT p.* FROM (${chosen}) c CROSS JOIN prices p ON p.variant_id = c.id
         ORDER BY p.variant_id, p.market, p.min_quantity, p.starts_at`,
      )
      .bind(...bound),
  ])
  const rows = (prices?.results ?? []) as StoredPrice[]
  return {
    variants: (variants?.results ?? []) as Variant[],
    prices: Map.groupBy(rows, (row) => row.variant_id),
  }
}

/** The rows of a variant in each of the markets, in order. */
function listPrices(
  variant: Variant,
  stored: readonly StoredPrice[],
  markets: readonly Market[],
  all: readonly Market[],
  now: number,
): Listed[] {
  const byMarket: Record<string, Own[]> = Object.fromEntries(
    [...Map.groupBy(stored, (row) => row.market)].map(([market, rows]) => [
      market,
      rows.map((row) => ({ ...toPriceRow(row), setAt: row.set_at })),
    ]),
  )
  return markets
    .toSorted((left, right) => compare(left.code, right.code))
    .flatMap((market) => {
      const rows = pricesFor(market, byMarket, all)
      const derived = !Object.hasOwn(byMarket, market.code)
      return rows.map((row) => {
        const effective = priceAt(rows, now, row.minQuantity) === row
        return { variant, market, row, derived, effective }
      })
    })
}

const placeOf = ({ variant, market, row }: Listed): Place => [
  variant.id,
  market.code,
  row.minQuantity,
  row.startsAt,
]

function comparePlaces(left: Place, right: Place): number {
  for (const [at, value] of left.entries()) {
    const order = compare(value, right[at] ?? value)
    if (order !== 0) return order
  }
  return 0
}

const compare = (left: string | number, right: string | number): number =>
  left < right ? -1 : left > right ? 1 : 0

function showPrice({ variant, market, row, derived, effective }: Listed): PriceListEntry {
  const money = (amount: number) => ({ amount, currency: market.currency })
  return {
    variantId: variant.id,
    sku: variant.sku,
    productId: variant.product_id,
    title: variant.title,
    variantTitle: variant.variantTitle,
    market: market.code,
    minQuantity: row.minQuantity,
    startsAt: shownMoment(row.startsAt),
    endsAt: shownMoment(row.endsAt),
    price: money(row.amount),
    compareAt: row.compareAt === undefined ? null : money(row.compareAt),
    setAt: shownMoment(row.setAt),
    effective,
    derived,
  }
}
