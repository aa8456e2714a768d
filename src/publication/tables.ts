import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Lane } from '../events/tables.ts'

export const publicationCursors = sqliteTable('publication_cursors', {
  lane: text().$type<Lane | 'boundary'>().primaryKey(),
  sequence: integer().notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const staleProducts = sqliteTable('stale_products', {
  productId: text('product_id').primaryKey(),
  mark: integer().notNull(),
  notBefore: integer('not_before').notNull(),
  stockOnly: integer('stock_only', { mode: 'boolean' }).notNull(),
})

export const staleFirstPages = sqliteTable('stale_first_pages', { category: text().primaryKey() })

export const staleRules = sqliteTable('stale_rules', { key: text().primaryKey() })

export const leases = sqliteTable('leases', {
  name: text().primaryKey(),
  holder: text().notNull(),
  expiresAt: integer('expires_at').notNull(),
})
