import { asc, eq } from 'drizzle-orm'
import type { Market, MarketCode, MarketRecord } from '../domain/market.ts'
import type { Db } from '../platform/d1.ts'
import { marketLocations, markets } from './tables.ts'

/** The two reads that make markets, to be put into a batch together with others. Closed markets are among them. */
export const selectMarkets = (db: Db) =>
  db.orm.select().from(markets).orderBy(asc(markets.position), asc(markets.code))
/** Open markets alone: what shoppers see. */
export const selectOpenMarkets = (db: Db) =>
  db.orm
    .select()
    .from(markets)
    .where(eq(markets.status, 'open'))
    .orderBy(asc(markets.position), asc(markets.code))
export const selectMarketLocations = (db: Db) =>
  db.orm.select().from(marketLocations).orderBy(asc(marketLocations.market), asc(marketLocations.position))

export type MarketRow = typeof markets.$inferSelect
export type MarketLocationRow = typeof marketLocations.$inferSelect

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

/** Markets with what only staff are told of them. */
export const toMarketRecords = (
  rows: readonly MarketRow[],
  places: readonly MarketLocationRow[],
): MarketRecord[] =>
  toMarkets(rows, places).map((market, index) => {
    const { status, position, revision, createdAt, updatedAt } = rows[index] as MarketRow
    return { ...market, status, position, revision, createdAt, updatedAt }
  })

/** Every market of the shop, closed ones too: for those who write. */
export async function loadMarkets(db: Db): Promise<MarketRecord[]> {
  const [rows, places] = await db.orm.batch([selectMarkets(db), selectMarketLocations(db)])
  return toMarketRecords(rows, places)
}

/** The markets that shoppers see. */
export async function loadOpenMarkets(db: Db): Promise<Market[]> {
  const [rows, places] = await db.orm.batch([selectOpenMarkets(db), selectMarketLocations(db)])
  return toMarkets(rows, places)
}

export const marketByCode = <M extends Market>(all: readonly M[], code: string): M | undefined =>
  all.find((market) => market.code === (code as MarketCode))
