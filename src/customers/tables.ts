import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { z } from 'zod'
import type { AddressId } from '../domain/ids.ts'
import type { addressBody } from '../orders/contact-schemas.ts'

export const customerAddresses = sqliteTable('customer_addresses', {
  id: text().$type<AddressId>().primaryKey(),
  issuer: text().notNull(),
  subject: text().notNull(),
  place: integer().notNull(),
  label: text(),
  address: text({ mode: 'json' }).$type<z.output<typeof addressBody>>().notNull(),
  defaultShipping: integer('default_shipping', { mode: 'boolean' }).notNull(),
  defaultBilling: integer('default_billing', { mode: 'boolean' }).notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export type AddressRow = typeof customerAddresses.$inferSelect
