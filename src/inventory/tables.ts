import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Availability } from '../domain/availability.ts'
import type { LocationId, VariantId } from '../domain/ids.ts'

export const locations = sqliteTable('locations', {
  id: text().$type<LocationId>().primaryKey(),
  name: text().notNull(),
  position: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  country: text(),
  revision: integer().notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const stockLevels = sqliteTable(
  'stock_levels',
  {
    variantId: text('variant_id').$type<VariantId>().notNull(),
    locationId: text('location_id').$type<LocationId>().notNull(),
    onHand: integer('on_hand').notNull(),
    held: integer().notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.locationId] })],
)

/** What shoppers were told last of a variant's stock, by market code. */
export type ToldStates = Readonly<Record<string, Availability>>

export const publishedAvailability = sqliteTable('published_availability', {
  variantId: text('variant_id').$type<VariantId>().primaryKey(),
  states: text({ mode: 'json' }).$type<ToldStates>().notNull(),
  publishedAt: integer('published_at').notNull(),
  announced: integer({ mode: 'boolean' }).notNull(),
})
