import { and, asc, eq, gt, inArray, lt, notInArray, or } from 'drizzle-orm'
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
    .where(and(inArray(operations.status, ['pending', 'requires_action']), lt(operations.updatedAt, before)))
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

/** Events that staff should look at, oldest first: payments that are not ours, contradictions, disputes, other bodies. */
export const oddEvents = (db: Db, limit: number): Promise<ProviderEventRow[]> =>
  db.orm
    .select()
    .from(events)
    .where(or(gt(events.conflicts, 0), notInArray(events.outcome, ['applied', 'nothing', 'ignored'])))
    .orderBy(asc(events.receivedAt))
    .limit(limit)
    .all()
