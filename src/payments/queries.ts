import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { PaymentOperationId } from '../domain/payment.ts'
import type { Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'
import type { ProviderName } from './provider.ts'
import {
  type OperationRow,
  paymentOperations as operations,
  type ProviderEventRow,
  providerEvents as events,
} from './tables.ts'

/** Everything that was asked for an order, in order. */
export const operationsOf = (db: Db, orderId: string): Promise<OperationRow[]> =>
  db.orm
    .select()
    .from(operations)
    .where(eq(operations.orderId, orderId))
    .orderBy(asc(operations.createdAt), asc(operations.id))
    .all()

export const operationById = (db: Db, id: PaymentOperationId): Promise<OperationRow | undefined> =>
  db.orm.select().from(operations).where(eq(operations.id, id)).get()

/** What was done with one payment of a provider, the authorization first. */
export const operationsByReference = (
  db: Db,
  provider: ProviderName,
  reference: string,
): Promise<OperationRow[]> =>
  db.orm
    .select()
    .from(operations)
    .where(and(eq(operations.providerReference, reference), eq(operations.provider, provider)))
    .orderBy(asc(operations.createdAt), asc(operations.id))
    .all()

/** All operations of the order that one of them belongs to: the one of this id, or one with this payment. */
export const operationsBehind = (
  db: Db,
  provider: ProviderName,
  id: string | null,
  reference: string,
): Promise<OperationRow[]> => {
  const order = db.orm
    .select({ orderId: operations.orderId })
    .from(operations)
    .where(
      and(
        eq(operations.provider, provider),
        id === null
          ? eq(operations.providerReference, reference)
          : eq(operations.id, id as PaymentOperationId),
      ),
    )
    .limit(1)
  return db.orm
    .select()
    .from(operations)
    .where(and(inArray(operations.orderId, order), eq(operations.provider, provider)))
    .orderBy(asc(operations.createdAt), asc(operations.id))
    .all()
}

/** Operations of which nothing was heard since, longest first: for the sweeper. */
export const undecidedOperations = (db: Db, before: Instant, limit: number): Promise<OperationRow[]> =>
  db.orm
    .select()
    .from(operations)
    // Spelt like the partial index, so that SQLite takes it.
    .where(and(sql`status IN ('pending', 'requires_action')`, lt(operations.updatedAt, before)))
    .orderBy(asc(operations.updatedAt), asc(operations.id))
    .limit(limit)
    .all()

export const providerEvent = (
  db: Db,
  provider: ProviderName,
  eventId: string,
): Promise<ProviderEventRow | undefined> =>
  db.orm
    .select()
    .from(events)
    .where(and(eq(events.provider, provider), eq(events.eventId, eventId)))
    .get()

/** An event with the order that it is about, if it is one of ours. */
export type ListedEvent = Omit<ProviderEventRow, 'bodyHash'> & { readonly orderId: string | null }

/** The place of an event in the list. */
export type EventPlace = readonly [receivedAt: number, provider: string, eventId: string]

// Spelt like the partial index, so that SQLite takes it.
const ODD = `(conflicts > 0 OR outcome NOT IN ('applied', 'nothing', 'ignored'))`

/** What providers told, newest first; `odd`: only what staff should look at. */
export async function eventsBefore(
  db: Db,
  odd: boolean,
  [receivedAt, provider, eventId]: EventPlace = [Number.MAX_SAFE_INTEGER, '', ''],
  limit: number,
): Promise<ListedEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT provider, event_id AS eventId, type, reference, operation_id AS operationId, outcome, conflicts,
         received_at AS receivedAt,
         coalesce((SELECT order_id FROM payment_operations WHERE id = e.operation_id),
           (SELECT order_id FROM payment_operations AS p
            WHERE p.provider_reference = e.reference AND p.provider = e.provider LIMIT 1)) AS orderId
       FROM provider_events AS e
       WHERE ${odd ? ODD : 'true'} AND (received_at, provider, event_id) < (?1, ?2, ?3)
       ORDER BY received_at DESC, provider DESC, event_id DESC LIMIT ?4`,
    )
    .bind(receivedAt, provider, eventId, limit)
    .all<ListedEvent>()
  return results
}
