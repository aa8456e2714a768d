import { formatInstant } from '../domain/time.ts'
import { meansType } from '../events/event-types.ts'
import { type EventRow, readLog } from '../events/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, bulk, commit, guardOneRow, type Statement } from '../platform/d1.ts'
import { WAITING } from './deliveries.ts'
import type { Listener } from './listeners.ts'
import { TEST_TYPE } from './test-endpoint.ts'

// Events of one slice for one endpoint: a batch of a few hundred small rows.
const SLICE = 200
// The furthest behind first; the others have their turn at the next look.
const ENDPOINTS_PER_LOOK = 50

/**
 * Makes deliveries of the next events of the log for each endpoint that is behind. Rows and cursor move in one batch
 * that breaks when somebody else has moved the cursor: each event once, whoever else is at it. The types are those of
 * the revision that the batch still finds, so that a change of them holds for every event behind it.
 */
export async function expandLog(ctx: Ctx, listeners: readonly Listener[], head: number): Promise<void> {
  const behind = listeners
    .filter(({ cursor }) => cursor < head)
    .toSorted((a, b) => a.cursor - b.cursor)
    .slice(0, ENDPOINTS_PER_LOOK)
  // Endpoints that stand at the same place, which most do, share one reading.
  for (const [cursor, same] of Map.groupBy(behind, (listener) => listener.cursor)) {
    const { rows, reached } = await readLog(ctx.db, cursor, SLICE)
    const told = same.map((listener) => ({
      listener,
      events: rows.filter((event) => isMeant(listener, event)),
    }))
    await passBy(
      ctx,
      told.filter(({ events }) => events.length === 0).map(({ listener }) => listener),
      cursor,
      reached,
    )
    for (const { listener, events } of told)
      if (events.length > 0) await expandSlice(ctx, listener, events, reached)
  }
}

/** Moves the cursors of endpoints that nothing of a slice is for. */
async function passBy(
  ctx: Ctx,
  listeners: readonly Listener[],
  cursor: number,
  reached: number,
): Promise<void> {
  await commit(
    ctx.db,
    bulk(
      ctx.db,
      `UPDATE webhook_endpoints SET cursor = ?2 WHERE cursor = ?3 AND status = 'enabled' AND EXISTS (
         SELECT 1 FROM json_each(?1) WHERE value->>'id' = webhook_endpoints.id AND value->>'revision' = revision)`,
      listeners.map(({ id, revision }) => ({ id, revision })),
      reached,
      cursor,
    ),
  )
}

async function expandSlice(
  ctx: Ctx,
  { id, cursor, revision }: Listener,
  events: readonly EventRow[],
  reached: number,
): Promise<void> {
  const move = ctx.db.prepare(
    `UPDATE webhook_endpoints SET cursor = ?1 WHERE id = ?2 AND cursor = ?3 AND revision = ?4 AND status = 'enabled'`,
  )
  try {
    await commit(ctx.db, [
      move.bind(reached, id, cursor, revision),
      ...guardOneRow(ctx.db),
      ...insertDeliveries(ctx, id, events),
    ])
  } catch (error) {
    // Another consumer was quicker, or an admin has changed what the endpoint is told of: the next look decides.
    if (brokenConstraint(error) !== 'guard_held') throw error
  }
}

/** Whether an endpoint is told of an event. No types = all; a test is for the one that it names. */
export const isMeant = (
  { id, eventTypes }: Pick<Listener, 'id' | 'eventTypes'>,
  { type, subject }: Pick<EventRow, 'type' | 'subject'>,
): boolean =>
  type === TEST_TYPE
    ? subject === `webhook:${id}`
    : eventTypes.length === 0 || eventTypes.some((pattern) => meansType(pattern, type))

/** The bytes that are sent, put together once. Without the actor: a receiver need not know who works here. */
const bodyOf = ({ id, sequence, type, subject, subjectSequence, data, createdAt }: EventRow): string =>
  JSON.stringify({
    type,
    timestamp: formatInstant(createdAt),
    data: { id, sequence, subject, subjectSequence, data },
  })

/** Only the first pending event of a subject has a time; those behind it wait, and get theirs when it is through. */
const insertDeliveries = (ctx: Ctx, endpointId: string, events: readonly EventRow[]): Statement[] =>
  bulk(
    ctx.db,
    `INSERT INTO webhook_deliveries (id, endpoint_id, event_sequence, event_id, event_type, subject, body, status,
       next_attempt_at, created_at, updated_at)
     SELECT value->>'id', ?2, value->>'sequence', value->>'eventId', value->>'type', value->>'subject',
       value->>'body', 'pending',
       iif(row_number() OVER (PARTITION BY value->>'subject' ORDER BY key) > 1 OR EXISTS (
         SELECT 1 FROM webhook_deliveries AS earlier
         WHERE earlier.endpoint_id = ?2 AND earlier.subject = value->>'subject' AND earlier.status = 'pending'
       ), ?4, ?3), ?3, ?3
     FROM json_each(?1) ORDER BY key`,
    events.map((event) => ({
      id: ctx.newId('webhookDelivery'),
      sequence: event.sequence,
      eventId: event.id,
      type: event.type,
      subject: event.subject,
      body: bodyOf(event),
    })),
    endpointId,
    Date.now(),
    WAITING,
  )
