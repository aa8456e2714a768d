import { asc } from 'drizzle-orm'
import type { Market, MarketCode } from '../domain/market.ts'
import type { Db } from '../platform/d1.ts'
import { marketLocations, markets } from './tables.ts'

/** The two reads that make markets, to be put into a batch together with others. */
export const selectMarkets = (db: Db) => db.orm.select().from(markets).orderBy(asc(markets.position))
export const selectMarketLocations = (db: Db) =>
  db.orm.select().from(marketLocations).orderBy(asc(marketLocations.market), asc(marketLocations.position))

type MarketRow = typeof markets.$inferSelect
type MarketLocationRow = typeof marketLocations.$inferSelect

/** Markets as the domain knows them, in their order. */
export function toMarkets(rows: readonly MarketRow[], places: readonly MarketLocationRow[]): Market[] {
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    currency: row.currency,
    countries: row.countries,
    locales: row.locales,
    defaultLocale: row.defaultLocale,
    taxIncluded: row.taxIncluded,
    ...derivationOf(row),
    locations: places.filter((place) => place.market === row.code).map((place) => place.locationId),
  }))
}

function derivationOf(row: MarketRow): Pick<Market, 'derivedFrom'> {
  const { derivedFrom: market, rate, step, ending } = row
  if (market === null || rate === null || step === null || ending === null) return {}
  return { derivedFrom: { market, rate, step, ending } }
}

export async function loadMarkets(db: Db): Promise<Market[]> {
  const [rows, places] = await db.orm.batch([selectMarkets(db), selectMarketLocations(db)])
  return toMarkets(rows, places)
}

export const marketByCode = (all: readonly Market[], code: string): Market | undefined =>
  all.find((market) => market.code === (code as MarketCode))
