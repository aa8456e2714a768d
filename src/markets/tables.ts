import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { LocationId, ShippingOptionId, TaxRateId } from '../domain/ids.ts'
import type { Locale, MarketCode, MarketStatus } from '../domain/market.ts'
import type { Currency, Rate } from '../domain/money.ts'
import type { TaxClass } from '../domain/tax.ts'

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
  status: text().$type<MarketStatus>().notNull(),
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

export const taxRates = sqliteTable('tax_rates', {
  id: text().$type<TaxRateId>().primaryKey(),
  market: text().$type<MarketCode>().notNull(),
  country: text().notNull(),
  region: text().notNull(),
  postcodePrefix: text('postcode_prefix').notNull(),
  taxClass: text('tax_class').$type<TaxClass>().notNull(),
  name: text().notNull(),
  rate: text().$type<Rate>().notNull(),
  onShipping: integer('on_shipping', { mode: 'boolean' }).notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at'),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const shippingOptions = sqliteTable('shipping_options', {
  id: text().$type<ShippingOptionId>().primaryKey(),
  market: text().$type<MarketCode>().notNull(),
  position: integer().notNull(),
  name: text().notNull(),
  names: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
  countries: text({ mode: 'json' }).$type<string[]>().notNull(),
  regions: text({ mode: 'json' }).$type<string[]>().notNull(),
  amount: integer().notNull(),
  freeFrom: integer('free_from'),
  weightMin: integer('weight_min'),
  weightMax: integer('weight_max'),
  taxClass: text('tax_class').$type<TaxClass>().notNull(),
  daysMin: integer('days_min'),
  daysMax: integer('days_max'),
  active: integer({ mode: 'boolean' }).notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})
