import { formatInstant, type Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'
import { notFound } from '../platform/problem.ts'

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** next_attempt_at of a delivery that waits for the event before it of the same subject. */
export const WAITING: Instant = Number.MAX_SAFE_INTEGER

/** What one endpoint is told of one event. */
export type Delivery = {
  readonly id: string
  readonly endpointId: string
  readonly eventId: string
  readonly eventSequence: number
  readonly eventType: string
  readonly subject: string
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly nextAttemptAt: Instant
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly finishedAt: Instant | null
}

const COLUMNS = `id, endpoint_id AS endpointId, event_id AS eventId, event_sequence AS eventSequence,
  event_type AS eventType, subject, status, attempts, next_attempt_at AS nextAttemptAt, last_status AS lastStatus,
  last_error AS lastError, created_at AS createdAt, updated_at AS updatedAt, finished_at AS finishedAt`

/** One page of an endpoint's deliveries, newest event first. */
export async function deliveriesBefore(
  db: Db,
  endpointId: string,
  status: DeliveryStatus | undefined,
  before: readonly [number] | undefined,
  limit: number,
): Promise<Delivery[]> {
  // A status of its own in each SQL: the index over dead ones serves only a query that names it.
  const which = status === undefined ? '' : `AND status = '${status}'`
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM webhook_deliveries WHERE endpoint_id = ?1 AND event_sequence < ?2 ${which}
       ORDER BY event_sequence DESC LIMIT ?3`,
    )
    .bind(endpointId, before?.[0] ?? Number.MAX_SAFE_INTEGER, limit)
    .all<Delivery>()
  return results
}

/** A delivery of an endpoint that is there, with the bytes that are sent. */
export async function deliveryById(
  db: Db,
  endpointId: string,
  id: string,
): Promise<Delivery & { readonly body: string; readonly endpointStatus: string }> {
  const row = await db
    .prepare(
      `SELECT d.*, endpoint.status AS endpointStatus
       FROM (SELECT ${COLUMNS}, body FROM webhook_deliveries WHERE id = ?1 AND endpoint_id = ?2) AS d
       JOIN webhook_endpoints AS endpoint ON endpoint.id = d.endpointId AND endpoint.status <> 'deleted'`,
    )
    .bind(id, endpointId)
    .first<Delivery & { body: string; endpointStatus: string }>()
  if (row === null) throw notFound()
  return row
}

export const showDelivery = (delivery: Delivery) => ({
  id: delivery.id,
  endpointId: delivery.endpointId,
  eventId: delivery.eventId,
  eventSequence: delivery.eventSequence,
  eventType: delivery.eventType,
  subject: delivery.subject,
  status: delivery.status,
  attempts: delivery.attempts,
  nextAttemptAt:
    delivery.status !== 'pending' || delivery.nextAttemptAt === WAITING
      ? null
      : formatInstant(delivery.nextAttemptAt),
  lastStatus: delivery.lastStatus,
  lastError: delivery.lastError,
  createdAt: formatInstant(delivery.createdAt),
  updatedAt: formatInstant(delivery.updatedAt),
  finishedAt: delivery.finishedAt === null ? null : formatInstant(delivery.finishedAt),
})
