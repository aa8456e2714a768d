import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AuditId, EventId } from '../domain/ids.ts'

export type Lane = 'live' | 'import'

export const events = sqliteTable('events', {
  sequence: integer().primaryKey({ autoIncrement: true }),
  id: text().$type<EventId>().notNull(),
  type: text().notNull(),
  /** `kind:id`, such as `product:prd_…`. */
  subject: text().notNull(),
  subjectSequence: integer('subject_sequence').notNull(),
  lane: text().$type<Lane>().notNull(),
  actor: text().notNull(),
  data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  createdAt: integer('created_at').notNull(),
  /** The entry of the audit that was written with it. */
  auditId: text('audit_id').$type<AuditId>(),
})
