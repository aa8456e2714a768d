import type { Ctx } from '../platform/context.ts'
import { bulk, type Statement } from '../platform/d1.ts'
import type { Lane } from './tables.ts'

/** What happened to one subject. Data carries ids and names of changed members, never personal values (domain.md §16). */
export type NewEvent = {
  /** Where the answer names the event; absent = a new one. */
  readonly id?: string
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * The statements that write events to the log, for the batch of the change they tell of: announced exactly when
 * committed. `auditId` is the entry that says who asked for it, and what changed. The sequence of a subject is counted inside the statement, so racing writers cannot take the same one.
 */
export function appendEvents(
  ctx: Ctx,
  events: readonly NewEvent[],
  actor: string,
  lane: Lane,
  auditId: string | null = null,
): Statement[] {
  const rows = events.map((event) => ({ id: ctx.newId('event'), ...event }))
  return bulk(
    ctx.db,
    `INSERT INTO events (id, type, subject, subject_sequence, lane, actor, data, created_at,
       audit_id)
     SELECT value->>'id', value->>'type', value->>'subject',
            coalesce((SELECT max(subject_sequence) FROM events WHERE subject = value->>'subject'), 0)
              + row_number() OVER (PARTITION BY value->>'subject' ORDER BY key),
            ?2, ?3, value->'data', ?4, ?5
     FROM json_each(?1) ORDER BY key`,
    rows,
    lane,
    actor,
    ctx.now,
    auditId,
  )
}

/**
 * The same for events that only the batch can know: one for each row of a query over what the batch finds, which gives
 * `id`, `type`, `subject` and `data` (JSON). Its parameters are `values`.
 */
export function appendEventsFrom(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  query: string,
  values: readonly unknown[],
  actor: string,
  lane: Lane = 'live',
): Statement {
  const own = (at: number): string => `?${values.length + at}`
  return db
    .prepare(
      `INSERT INTO events (id, type, subject, subject_sequence, lane, actor, data, created_at)
       SELECT told.id, told.type, told.subject,
              coalesce((SELECT max(subject_sequence) FROM events WHERE subject = told.subject), 0)
                + row_number() OVER (PARTITION BY told.subject ORDER BY told.id),
              ${own(1)}, ${own(2)}, told.data, ${own(3)}
       FROM (${query}) AS told ORDER BY told.id`,
    )
    .bind(...values, lane, actor, now)
}
