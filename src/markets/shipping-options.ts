import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { ShippingOptionId } from '../domain/ids.ts'
import type { Currency, Money } from '../domain/money.ts'
import type { ShippingOption } from '../domain/shipping.ts'
import { formatInstant } from '../domain/time.ts'
import { type Db, type Statement, guardOneRow, guardThat, statement } from '../platform/d1.ts'
import { markets, shippingOptions } from './tables.ts'

type Columns = typeof shippingOptions.$inferSelect
/** An option with the currency of its market, which its amounts are in. */
export type ShippingOptionRow = Columns & { readonly currency: Currency }

const selectOptions = (db: Db) =>
  db.orm
    .select({ ...getTableColumns(shippingOptions), currency: markets.currency })
    .from(shippingOptions)
    .innerJoin(markets, eq(markets.code, shippingOptions.market))

export const shippingOptionById = (db: Db, id: string): Promise<ShippingOptionRow | undefined> =>
  selectOptions(db)
    .where(eq(shippingOptions.id, id as ShippingOptionId))
    .get()

/** The next options of the list, by market and in the order of the shop. */
export const shippingOptionsAfter = (
  db: Db,
  filter: { readonly market?: string | undefined; readonly active?: boolean | undefined },
  place: readonly [string, number, string] | undefined,
  limit: number,
): Promise<ShippingOptionRow[]> =>
  selectOptions(db)
    .where(
      and(
        filter.market === undefined ? undefined : sql`${shippingOptions.market} = ${filter.market}`,
        filter.active === undefined ? undefined : eq(shippingOptions.active, filter.active),
        place &&
          sql`(${shippingOptions.market}, ${shippingOptions.position}, ${shippingOptions.id}) > (${place[0]}, ${place[1]}, ${place[2]})`,
      ),
    )
    .orderBy(asc(shippingOptions.market), asc(shippingOptions.position), asc(shippingOptions.id))
    .limit(limit)
    .all()

/** The options that these markets offer; to be read in a batch with others. */
export const selectActiveOptions = (db: Db, codes: readonly string[]) =>
  selectOptions(db)
    .where(
      sql`${shippingOptions.market} IN (SELECT value FROM json_each(${JSON.stringify(codes)})) AND ${shippingOptions.active} = 1`,
    )
    .orderBy(asc(shippingOptions.position), asc(shippingOptions.id))

const moneyOf = (amount: number, { currency }: ShippingOptionRow): Money => ({ amount, currency })

export const toShippingOption = (row: ShippingOptionRow): ShippingOption => ({
  id: row.id,
  market: row.market,
  position: row.position,
  name: row.name,
  names: row.names,
  countries: row.countries,
  regions: row.regions,
  price: moneyOf(row.amount, row),
  freeFrom: row.freeFrom === null ? null : moneyOf(row.freeFrom, row),
  weightMin: row.weightMin,
  weightMax: row.weightMax,
  taxClass: row.taxClass,
  daysMin: row.daysMin,
  daysMax: row.daysMax,
  active: row.active,
})

/** An option as staff see it. */
export function showShippingOption(row: ShippingOptionRow) {
  const { id, market, position, countries, regions, ...option } = toShippingOption(row)
  return {
    id: id as string,
    market: market as string,
    ...option,
    countries: [...countries],
    regions: [...regions],
    position,
    revision: row.revision,
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
  }
}
export type ShownShippingOption = ReturnType<typeof showShippingOption>

/** The countries that an option names, by themselves or through their parts. */
export const countriesNamed = ({ countries, regions }: Pick<Columns, 'countries' | 'regions'>): string[] => [
  ...new Set([...countries, ...regions.map((region) => region.slice(0, 2))]),
]

/** In front of the row: breaks the batch unless its market has its currency and sells to its countries by then. */
export const guardShippingOption = (db: Db, row: ShippingOptionRow): Statement[] =>
  guardThat(
    db,
    `SELECT NOT EXISTS (SELECT 1 FROM json_each(?1) AS given WHERE NOT EXISTS
       (SELECT 1 FROM markets WHERE code = given.value->>'market' AND currency = given.value->>'currency'
        AND NOT EXISTS (SELECT 1 FROM json_each(given.value, '$.named') AS named
                        WHERE named.value NOT IN (SELECT value FROM json_each(markets.countries)))))`,
    [{ market: row.market, currency: row.currency, named: countriesNamed(row) }],
  )

const columnsOf = ({ currency: _currency, ...columns }: ShippingOptionRow): Columns => columns

export const insertShippingOption = (db: Db, row: ShippingOptionRow): Statement[] => [
  ...guardThat(
    db,
    'SELECT NOT EXISTS (SELECT 1 FROM shipping_options WHERE id IN (SELECT value FROM json_each(?1)))',
    [row.id],
  ),
  statement(db, db.orm.insert(shippingOptions).values(columnsOf(row))),
]

export const updateShippingOption = (db: Db, row: ShippingOptionRow): Statement[] => [
  statement(
    db,
    db.orm
      .update(shippingOptions)
      .set(columnsOf(row))
      .where(and(eq(shippingOptions.id, row.id), eq(shippingOptions.revision, row.revision - 1))),
  ),
  ...guardOneRow(db),
]

export const removeShippingOption = (db: Db, { id, revision }: ShippingOptionRow): Statement[] => [
  statement(
    db,
    db.orm
      .delete(shippingOptions)
      .where(and(eq(shippingOptions.id, id), eq(shippingOptions.revision, revision))),
  ),
  ...guardOneRow(db),
]
