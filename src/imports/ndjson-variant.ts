import type { PriceInput, VariantInput } from '../catalog/product-input.ts'
import type { LocationId } from '../domain/ids.ts'
import type { Market, MarketCode } from '../domain/market.ts'
import { parseDecimal } from '../domain/money.ts'
import type { PriceRow } from '../domain/price.ts'
import type { LineReports } from './line-reports.ts'
import type { AmountLine, PriceLine, VariantLine } from './ndjson-schema.ts'
import type { Markets } from './reading.ts'

/** A variant of a line, its prices in minor units and its stock by location. */
export function readVariantLine(
  line: VariantLine,
  at: string,
  reports: LineReports,
  markets: Markets,
): VariantInput {
  return {
    line: reports.line,
    at,
    id: line.id,
    sku: line.sku,
    options:
      line.options && new Map(Object.entries(line.options).map(([name, value]) => [name.trim(), value])),
    barcode: line.barcode,
    weightGrams: line.weightGrams,
    taxClass: line.taxClass,
    imageUrl: line.image,
    tracked: line.tracked,
    backorder: line.backorder,
    lowStockThreshold: line.lowStockThreshold,
    prices: readPrices(line, at, reports, markets),
    stock: readStock(line.stock, at, reports, markets.own),
  }
}

function readPrices(
  line: VariantLine,
  at: string,
  reports: LineReports,
  markets: Markets,
): VariantInput['prices'] {
  if (line.price === undefined && line.prices === undefined) {
    if (line.compareAt != null) reports.add(`${at}compareAt`, 'required')
    return undefined
  }
  const prices = new Map<MarketCode, PriceInput>()
  for (const [code, stated] of Object.entries(line.prices ?? {})) {
    const column = `${at}prices.${code}`
    const market = markets.all.find((one) => one.code === code)
    if (market === undefined) reports.add(column, 'unknown_market')
    else prices.set(market.code, readMarketPrices(stated, market, column, reports))
  }
  if (line.price !== undefined) {
    // Said twice, in two ways: which one counts would be a guess.
    if (prices.has(markets.own.code)) reports.add(`${at}price`, 'invalid_value')
    const { price, compareAt } = line
    const read = price === null ? null : readPrice({ price, compareAt }, markets.own, at, reports)
    if (read !== undefined) prices.set(markets.own.code, read && { one: read })
  }
  return prices
}

function readMarketPrices(
  stated: PriceLine | PriceLine[] | null,
  market: Market,
  column: string,
  reports: LineReports,
): PriceInput {
  if (stated === null) return null
  if (!Array.isArray(stated)) {
    const one = readPrice(stated, market, `${column}.`, reports)
    return one === undefined ? null : { one }
  }
  const rows = stated.map((price, index) => readPrice(price, market, `${column}.${index}.`, reports))
  const all = rows.filter((row) => row !== undefined)
  const places = new Set(all.map((row) => `${row.minQuantity} ${row.startsAt}`))
  if (places.size < all.length) reports.add(column, 'invalid_value')
  return { all }
}

function readPrice(line: PriceLine, market: Market, at: string, reports: LineReports): PriceRow | undefined {
  const amount = readAmount(line.price, market, `${at}price`, reports)
  const compareAt =
    line.compareAt == null ? undefined : readAmount(line.compareAt, market, `${at}compareAt`, reports)
  const startsAt = line.startsAt ?? 0
  const endsAt = line.endsAt ?? undefined
  if (endsAt !== undefined && endsAt <= startsAt) reports.add(`${at}endsAt`, 'invalid_period')
  if (amount === undefined) return undefined
  const above = compareAt !== undefined && compareAt > amount
  if (compareAt !== undefined && !above) reports.add(`${at}compareAt`, 'compare_at_dropped')
  return {
    amount,
    minQuantity: line.minQuantity ?? 1,
    startsAt,
    ...(above && { compareAt }),
    ...(endsAt !== undefined && { endsAt }),
  }
}

function readAmount(
  line: AmountLine,
  market: Market,
  column: string,
  reports: LineReports,
): number | undefined {
  if (typeof line !== 'string') {
    return line.currency === market.currency ? line.amount : reports.add(column, 'wrong_currency')
  }
  const parsed = parseDecimal(line, market.currency)
  return parsed.ok ? parsed.money.amount : reports.add(column, parsed.why)
}

/** A number goes to the first location of the market; the planner knows whether a named location exists. */
function readStock(
  stock: VariantLine['stock'],
  at: string,
  reports: LineReports,
  market: Market,
): VariantInput['stock'] {
  if (stock === undefined) return undefined
  if (typeof stock === 'object') return new Map(Object.entries(stock) as [LocationId, number][])
  const [first] = market.locations
  return first === undefined ? reports.add(`${at}stock`, 'unknown_location') : new Map([[first, stock]])
}
