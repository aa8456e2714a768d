import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Currency } from '../domain/money.ts'
import type { Mismatch } from '../domain/payment-news.ts'
import type { DeclineReason, OperationKind, OperationStatus, PaymentOperationId } from '../domain/payment.ts'
import type { Attempt, ProviderName } from './provider.ts'

export const paymentOperations = sqliteTable('payment_operations', {
  id: text().$type<PaymentOperationId>().primaryKey(),
  orderId: text('order_id').notNull(),
  kind: text().$type<OperationKind>().notNull(),
  authorizationId: text('authorization_id').$type<PaymentOperationId>(),
  provider: text().$type<ProviderName>().notNull(),
  amount: integer().notNull(),
  currency: text().$type<Currency>().notNull(),
  status: text().$type<OperationStatus>().notNull(),
  reason: text().$type<DeclineReason>(),
  providerReference: text('provider_reference'),
  attempt: text({ mode: 'json' }).$type<Attempt>().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/** One operation as it is stored. */
export type OperationRow = typeof paymentOperations.$inferSelect

/** What became of a provider's event. All but the first three are for staff to look at. */
export type EventOutcome = 'applied' | 'nothing' | 'ignored' | Mismatch

export const providerEvents = sqliteTable(
  'provider_events',
  {
    provider: text().$type<ProviderName>().notNull(),
    eventId: text('event_id').notNull(),
    type: text().notNull(),
    reference: text(),
    operationId: text('operation_id'),
    bodyHash: text('body_hash').notNull(),
    outcome: text().$type<EventOutcome>().notNull(),
    conflicts: integer().notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.eventId] })],
)

export type ProviderEventRow = typeof providerEvents.$inferSelect
