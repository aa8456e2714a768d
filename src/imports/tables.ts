import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Severity } from '../catalog/plan-reports.ts'
import type { ImportId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'

export const FORMATS = ['shopify-csv', 'ndjson'] as const
export type Format = (typeof FORMATS)[number]

export const STATUSES = ['uploading', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const
export type Status = (typeof STATUSES)[number]

export const imports = sqliteTable('imports', {
  id: text().$type<ImportId>().primaryKey(),
  status: text().$type<Status>().notNull(),
  format: text().$type<Format>().notNull(),
  market: text().$type<MarketCode>().notNull(),
  dryRun: integer('dry_run', { mode: 'boolean' }).notNull(),
  bytes: integer().notNull(),
  /** Whose import it is: `staff:{issuer}#{subject}`. Nobody else sees it. */
  actor: text().notNull(),
  cursor: text({ mode: 'json' }).$type<unknown>().notNull(),
  chunk: integer().notNull(),
  rows: integer().notNull(),
  rowsFailed: integer('rows_failed').notNull(),
  productsCreated: integer('products_created').notNull(),
  productsUpdated: integer('products_updated').notNull(),
  productsUnchanged: integer('products_unchanged').notNull(),
  productsFailed: integer('products_failed').notNull(),
  categoriesCreated: integer('categories_created').notNull(),
  categoriesUpdated: integer('categories_updated').notNull(),
  variantsUnpriced: integer('variants_unpriced').notNull(),
  failure: text(),
  attempts: integer().notNull(),
  cleaned: integer({ mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  finishedAt: integer('finished_at'),
})

export const importReports = sqliteTable(
  'import_reports',
  {
    importId: text('import_id').$type<ImportId>().notNull(),
    line: integer().notNull(),
    column: text('column_name').notNull(),
    code: text().notNull(),
    severity: text().$type<Severity>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line, table.column, table.code] })],
)

export const importChanges = sqliteTable(
  'import_changes',
  {
    importId: text('import_id').$type<ImportId>().notNull(),
    line: integer().notNull(),
    action: text().$type<'create' | 'update'>().notNull(),
    kind: text().$type<'product' | 'category'>().notNull(),
    handle: text().notNull(),
    members: text({ mode: 'json' }).$type<string[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line, table.kind, table.handle] })],
)

export type ImportRow = typeof imports.$inferSelect
