import { and, asc, eq, sql } from 'drizzle-orm'
import type { TaxRateId } from '../domain/ids.ts'
import type { TaxRate } from '../domain/tax.ts'
import { formatInstant } from '../domain/time.ts'
import { type Db, type Statement, guardOneRow, guardThat, overRows, statement } from '../platform/d1.ts'
import { marketByCode, selectMarketLocations, selectMarkets, toMarketRecords } from './queries.ts'
import { taxRates } from './tables.ts'

export type TaxRateRow = typeof taxRates.$inferSelect

export const taxRateById = (db: Db, id: string): Promise<TaxRateRow | undefined> =>
  db.orm
    .select()
    .from(taxRates)
    .where(eq(taxRates.id, id as TaxRateId))
    .get()

/** The sort key of the list: of no two rates the same. */
export const placeOfTaxRate = (row: TaxRateRow) =>
  [row.market, row.country, row.region, row.postcodePrefix, row.taxClass, row.startsAt] as const
type Place = ReturnType<typeof placeOfTaxRate>

/** The next rates of the list, by market and place. */
export async function taxRatesAfter(
  db: Db,
  filter: { readonly market?: string | undefined; readonly country?: string | undefined },
  place: Place | undefined,
  limit: number,
): Promise<TaxRateRow[]> {
  const columns = sql`(${taxRates.market}, ${taxRates.country}, ${taxRates.region}, ${taxRates.postcodePrefix}, ${taxRates.taxClass}, ${taxRates.startsAt})`
  return db.orm
    .select()
    .from(taxRates)
    .where(
      and(
        filter.market === undefined ? undefined : sql`${taxRates.market} = ${filter.market}`,
        filter.country === undefined ? undefined : eq(taxRates.country, filter.country),
        place &&
          sql`${columns} > (${place[0]}, ${place[1]}, ${place[2]}, ${place[3]}, ${place[4]}, ${place[5]})`,
      ),
    )
    .orderBy(
      asc(taxRates.market),
      asc(taxRates.country),
      asc(taxRates.region),
      asc(taxRates.postcodePrefix),
      asc(taxRates.taxClass),
      asc(taxRates.startsAt),
    )
    .limit(limit)
    .all()
}

/** The rates of these markets that hold or will hold; to be read in a batch with others. */
export const selectTaxRates = (db: Db, markets: readonly string[], now: number) =>
  db.orm
    .select()
    .from(taxRates)
    .where(
      sql`${taxRates.market} IN (SELECT value FROM json_each(${JSON.stringify(markets)})) AND (${taxRates.endsAt} IS NULL OR ${taxRates.endsAt} > ${now})`,
    )
    .orderBy(asc(taxRates.id))

export const toTaxRate = (row: TaxRateRow): TaxRate => {
  const { revision: _revision, createdAt: _created, updatedAt: _updated, ...rate } = row
  return rate
}

/** A rate as staff see it. */
export const showTaxRate = (row: TaxRateRow) => ({
  id: row.id as string,
  market: row.market as string,
  country: row.country,
  region: row.region,
  postcodePrefix: row.postcodePrefix,
  taxClass: row.taxClass,
  name: row.name,
  rate: row.rate as string,
  onShipping: row.onShipping,
  startsAt: row.startsAt === 0 ? null : formatInstant(row.startsAt),
  endsAt: row.endsAt === null ? null : formatInstant(row.endsAt),
  revision: row.revision,
  createdAt: formatInstant(row.createdAt),
  updatedAt: formatInstant(row.updatedAt),
})
export type ShownTaxRate = ReturnType<typeof showTaxRate>

// Same market, place and class, at some moment together (domain/tax.ts has the same as a function).
const OVERLAPPING = `tax_rates AS other JOIN json_each(?1) AS given
  ON other.market = given.value->>'market' AND other.country = given.value->>'country'
  AND other.region = given.value->>'region' AND other.postcode_prefix = given.value->>'postcodePrefix'
  AND other.tax_class = given.value->>'taxClass' AND other.id <> given.value->>'id'
  AND (other.ends_at IS NULL OR given.value->>'startsAt' < other.ends_at)
  AND (given.value->>'endsAt' IS NULL OR other.starts_at < given.value->>'endsAt')`

/** What a rate is judged against, in one crossing: its market, and a rate that would hold together with it. */
export async function readTaxGround(db: Db, row: TaxRateRow) {
  const [markets, places, others] = await db.orm.batch([
    selectMarkets(db),
    selectMarketLocations(db),
    db.orm
      .select({ id: sql<string>`other.id` })
      .from(overRows(OVERLAPPING, [row]))
      .limit(1),
  ])
  return { market: marketByCode(toMarketRecords(markets, places), row.market), overlapping: others[0]?.id }
}

/** In front of the row: breaks the batch if a rate overlaps it by then, or the market does not sell to its country. */
export const guardTaxRate = (db: Db, row: TaxRateRow): Statement[] => [
  ...guardThat(db, `SELECT NOT EXISTS (SELECT 1 FROM ${OVERLAPPING})`, [row]),
  ...guardThat(
    db,
    `SELECT NOT EXISTS (SELECT 1 FROM json_each(?1) AS given WHERE NOT EXISTS
       (SELECT 1 FROM markets, json_each(markets.countries) AS own
        WHERE markets.code = given.value->>'market' AND own.value = given.value->>'country'))`,
    [row],
  ),
]

export const insertTaxRate = (db: Db, row: TaxRateRow): Statement[] => [
  ...guardThat(
    db,
    'SELECT NOT EXISTS (SELECT 1 FROM tax_rates WHERE id IN (SELECT value FROM json_each(?1)))',
    [row.id],
  ),
  statement(db, db.orm.insert(taxRates).values(row)),
]

export const updateTaxRate = (db: Db, { id, ...row }: TaxRateRow): Statement[] => [
  statement(
    db,
    db.orm
      .update(taxRates)
      .set(row)
      .where(and(eq(taxRates.id, id), eq(taxRates.revision, row.revision - 1))),
  ),
  ...guardOneRow(db),
]

export const removeTaxRate = (db: Db, { id, revision }: TaxRateRow): Statement[] => [
  statement(db, db.orm.delete(taxRates).where(and(eq(taxRates.id, id), eq(taxRates.revision, revision)))),
  ...guardOneRow(db),
]
