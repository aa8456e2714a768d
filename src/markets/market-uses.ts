import type { Fault } from '../domain/market-faults.ts'
import type { Db, Statement } from '../platform/d1.ts'
import { guardThat } from '../platform/d1.ts'

// What stands in the way of a change of a market: read for words, and asked again in the batch of the change, where a
// row that was written meanwhile breaks it.

/** What refers to a market, each as a query over rows that name it (`?` in place of the code). */
const USES = {
  prices: `SELECT 1 FROM prices CROSS JOIN variants ON variants.id = variant_id AND withdrawn_at IS NULL WHERE market IN (?)`,
  'prices of withdrawn variants': `SELECT 1 FROM prices CROSS JOIN variants ON variants.id = variant_id AND withdrawn_at IS NOT NULL WHERE market IN (?)`,
  'past prices': 'SELECT 1 FROM price_history WHERE market IN (?)',
  imports: 'SELECT 1 FROM imports WHERE market IN (?)',
  'tax rates': 'SELECT 1 FROM tax_rates WHERE market IN (?)',
  'shipping options': 'SELECT 1 FROM shipping_options WHERE market IN (?)',
  promotions: 'SELECT 1 FROM promotions, json_each(promotions.markets) AS held WHERE held.value IN (?)',
  'derived markets': 'SELECT 1 FROM markets WHERE derived_from IN (?)',
} as const
export type Use = keyof typeof USES
export const ALL_USES = Object.keys(USES) as Use[]

/** Those of these uses that the market has; one statement. */
export async function usesOf(db: Db, code: string, uses: readonly Use[]): Promise<Use[]> {
  const row = await selectUses(db, code, uses).first<Record<Use, number>>()
  return uses.filter((use) => row?.[use] === 1)
}

const selectUses = (db: Db, code: string, uses: readonly Use[]): Statement => {
  const columns = uses.map((use) => `EXISTS (${USES[use].replace('?', '?1')}) AS "${use}"`)
  return db.prepare(`SELECT ${['?1', ...columns].join(', ')}`).bind(code)
}

/** Breaks the batch if the market has one of these uses by then. */
export const guardUnused = (db: Db, code: string, uses: readonly Use[]): Statement[] =>
  uses.flatMap((use) =>
    guardThat(db, `SELECT NOT EXISTS (${USES[use].replace('?', 'SELECT value FROM json_each(?1)')})`, [code]),
  )

// Rows of a market that name one of the countries; regions of shipping options are written 'US-CA'.
const TAXED = `SELECT 'tax rate ' || id AS what FROM tax_rates
  WHERE market IN (SELECT value->>'market' FROM json_each(?1)) AND country IN (SELECT value->>'country' FROM json_each(?1))`
const SHIPPED = `SELECT 'shipping option ' || id AS what FROM shipping_options
  WHERE market IN (SELECT value->>'market' FROM json_each(?1)) AND (
    EXISTS (SELECT 1 FROM json_each(shipping_options.countries) AS own WHERE own.value IN (SELECT value->>'country' FROM json_each(?1)))
    OR EXISTS (SELECT 1 FROM json_each(shipping_options.regions) AS own WHERE substr(own.value, 1, 2) IN (SELECT value->>'country' FROM json_each(?1))))`
const named = (code: string, countries: readonly string[]) =>
  countries.map((country) => ({ market: code, country }))

export const guardCountriesUnused = (db: Db, code: string, countries: readonly string[]): Statement[] =>
  guardThat(db, `SELECT NOT EXISTS (${TAXED}) AND NOT EXISTS (${SHIPPED})`, named(code, countries))

/** Breaks the batch unless each of the locations is there. */
export const guardLocations = (db: Db, locations: readonly string[]): Statement[] =>
  guardThat(
    db,
    'SELECT NOT EXISTS (SELECT 1 FROM json_each(?1) WHERE value NOT IN (SELECT id FROM locations))',
    locations,
  )

const selectUnknownLocations = (db: Db, locations: readonly string[]): Statement =>
  db
    .prepare('SELECT key FROM json_each(?1) WHERE value NOT IN (SELECT id FROM locations)')
    .bind(JSON.stringify(locations))
const locationFaults = (rows: readonly { readonly key: number }[]): Fault[] =>
  rows.map(({ key }) => ({ pointer: `/locations/${key}`, message: 'is not the id of a location' }))

/** The locations that do not exist, as faults of a market's list. */
export async function unknownLocations(db: Db, locations: readonly string[]): Promise<Fault[]> {
  if (locations.length === 0) return []
  const { results } = await selectUnknownLocations(db, locations).all<{ key: number }>()
  return locationFaults(results)
}

/** A member of a market that may not change while goods are sold there at prices derived from `base`, and not from `next`. */
export type DerivedSale = {
  readonly pointer: string
  readonly market: string
  readonly base: string
  readonly next: string | null
  readonly now: number
}

const pricedIn = (market: string): string =>
  `EXISTS (SELECT 1 FROM prices WHERE variant_id = v.id AND market = sale.value->>'${market}'`
const NOT_OVER = "AND (ends_at IS NULL OR ends_at > sale.value->>'now'))"
// As `pricesFor` has it: own rows stand before derived ones even when none of them holds any more.
const SOLD_BY_DERIVATION = `SELECT sale.value->>'pointer' AS pointer FROM json_each(?1) AS sale WHERE EXISTS (
  SELECT 1 FROM variants AS v CROSS JOIN products AS p ON p.id = v.product_id AND p.status = 'active'
  WHERE v.withdrawn_at IS NULL AND ${pricedIn('base')} ${NOT_OVER}
    AND NOT ${pricedIn('market')}) AND NOT ${pricedIn('next')} ${NOT_OVER})`

/** Breaks the batch if goods are sold in one of these ways by then. */
export const guardDerivedSales = (db: Db, sales: readonly DerivedSale[]): Statement[] =>
  guardThat(db, `SELECT NOT EXISTS (${SOLD_BY_DERIVATION})`, sales)

/** What a change of a market may meet. */
export type Asked = {
  readonly locations: readonly string[]
  readonly uses: readonly Use[]
  /** Countries that it takes away. */
  readonly gone: readonly string[]
  readonly sales: readonly DerivedSale[]
}

/** What of it is there, in one crossing. */
export async function readObstacles(db: Db, code: string, { locations, uses, gone, sales }: Asked) {
  const [unknown, used, naming, sold] = await db.batch([
    selectUnknownLocations(db, locations),
    selectUses(db, code, uses),
    db.prepare(`${TAXED} UNION ALL ${SHIPPED} LIMIT 3`).bind(JSON.stringify(named(code, gone))),
    db.prepare(SOLD_BY_DERIVATION).bind(JSON.stringify(sales)),
  ])
  const rowsOf = <Row>(result: D1Result | undefined) => (result?.results ?? []) as Row[]
  const [row] = rowsOf<Record<Use, number>>(used)
  return {
    unknownLocations: locationFaults(rowsOf(unknown)),
    uses: uses.filter((use) => row?.[use] === 1),
    /** Tax rates and shipping options that name one of the countries, some of them. */
    naming: rowsOf<{ what: string }>(naming).map(({ what }) => what),
    sold: rowsOf<{ pointer: string }>(sold).map(({ pointer }) => pointer),
  }
}
export type Obstacles = Awaited<ReturnType<typeof readObstacles>>

/**
 * Behind the rows of a change of markets: breaks the batch unless the shop still sells somewhere, nothing derives from
 * what is derived itself, and nothing open derives from what is closed. Looked at over all rows, so that of two changes
 * that are harmless alone the second breaks.
 */
export const guardShopStands = (db: Db): Statement[] =>
  guardThat(
    db,
    `SELECT EXISTS (SELECT 1 FROM markets WHERE status = 'open')
       AND NOT EXISTS (SELECT 1 FROM markets AS one JOIN markets AS base ON base.code = one.derived_from
                       WHERE base.derived_from IS NOT NULL OR (one.status = 'open' AND base.status = 'closed'))
     FROM json_each(?1)`,
    [1],
  )

/**
 * Breaks the batch when one of these markets is gone or has another currency by then: in front of whatever writes
 * amounts, which mean nothing but in the currency they were read for.
 */
export const guardCurrencies = (
  db: Db,
  markets: readonly { readonly code: string; readonly currency: string }[],
): Statement[] =>
  guardThat(
    db,
    `SELECT NOT EXISTS (SELECT 1 FROM json_each(?1) AS given WHERE NOT EXISTS
       (SELECT 1 FROM markets WHERE code = given.value->>'code' AND currency = given.value->>'currency'))`,
    markets.map(({ code, currency }) => ({ code, currency })),
  )
