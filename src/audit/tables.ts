import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AuditId } from '../domain/ids.ts'

/** What of a subject changed: small values as they were and are, of larger ones the name alone. */
export type AuditChange = { readonly member: string; readonly from?: unknown; readonly to?: unknown }

export const auditEntries = sqliteTable('audit_entries', {
  sequence: integer().primaryKey({ autoIncrement: true }),
  id: text().$type<AuditId>().notNull(),
  actor: text().notNull(),
  tokenId: text('token_id'),
  route: text().notNull(),
  requestId: text('request_id').notNull(),
  action: text().notNull(),
  subject: text().notNull(),
  changes: text({ mode: 'json' }).$type<AuditChange[]>().notNull(),
  createdAt: integer('created_at').notNull(),
})

export const auditSeals = sqliteTable('audit_seals', {
  number: integer().primaryKey({ autoIncrement: true }),
  fromSequence: integer('from_sequence').notNull(),
  toSequence: integer('to_sequence').notNull(),
  entries: integer().notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text().notNull(),
  createdAt: integer('created_at').notNull(),
})
