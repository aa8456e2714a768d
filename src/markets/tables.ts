import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { LocationId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { Currency, Rate } from '../domain/money.ts'

export const markets = sqliteTable('markets', {
  code: text().$type<MarketCode>().primaryKey(),
  position: integer().notNull(),
  name: text().notNull(),
  currency: text().$type<Currency>().notNull(),
  countries: text({ mode: 'json' }).$type<string[]>().notNull(),
  locales: text({ mode: 'json' }).$type<Locale[]>().notNull(),
  defaultLocale: text('default_locale').$type<Locale>().notNull(),
  taxIncluded: integer('tax_included', { mode: 'boolean' }).notNull(),
  derivedFrom: text('derived_from').$type<MarketCode>(),
  rate: text().$type<Rate>(),
  step: integer(),
  ending: integer(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  status: text().$type<'open' | 'closed'>().notNull(),
})

export const marketLocations = sqliteTable(
  'market_locations',
  {
    market: text().$type<MarketCode>().notNull(),
    locationId: text('location_id').$type<LocationId>().notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.locationId] })],
)
