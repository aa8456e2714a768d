import type { Db } from '../platform/d1.ts'
import type { events, Lane } from './tables.ts'

export type LoggedEvent = {
  readonly sequence: number
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The next events of a lane in log order. */
export async function eventsAfter(
  db: Db,
  lane: Lane,
  sequence: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const { results } = await db
    .prepare(
      'SELECT sequence, type, subject, data FROM events WHERE lane = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3',
    )
    .bind(lane, sequence, limit)
    .all<Omit<LoggedEvent, 'data'> & { data: string }>()
  return results.map(({ data, ...event }) => ({ ...event, data: JSON.parse(data) as LoggedEvent['data'] }))
}

/** The last sequence of each lane; 0 for a lane without events. */
export async function headOfLog(db: Db): Promise<Record<Lane, number>> {
  const { results } = await db
    .prepare(
      `SELECT coalesce((SELECT max(sequence) FROM events WHERE lane = 'live'), 0) AS live,
              coalesce((SELECT max(sequence) FROM events WHERE lane = 'import'), 0) AS import`,
    )
    .all<Record<Lane, number>>()
  return results[0] ?? { live: 0, import: 0 }
}

/** Everything the log says of one event. */
export type EventRow = typeof events.$inferSelect

const COLUMNS = `sequence, id, type, subject, subject_sequence AS subjectSequence, lane, actor, data, created_at AS createdAt, audit_id AS auditId`

type StoredEvent = Omit<EventRow, 'data'> & { readonly data: string }

const parsed = (row: StoredEvent): EventRow => ({
  ...row,
  data: JSON.parse(row.data) as EventRow['data'],
})

/** What of the log is asked for: one type, all of a noun (`product.*`), one subject. */
export type LogFilter = { readonly type?: string | undefined; readonly subject?: string | undefined }

// However rare what a filter asks for is, a page looks at so many events at most.
const WINDOW = 10_000

/**
 * The events of all lanes behind a sequence, in log order; how far this look has come, and the head, all of one moment.
 * D1 commits one batch after the other, so nothing can appear later below a sequence that was seen.
 */
export async function readLog(
  db: Db,
  after: number,
  limit: number,
  { type, subject }: LogFilter = {},
): Promise<{ rows: EventRow[]; reached: number; head: number }> {
  // One subject's events are found by its own index; anything else is looked for in a window of the log.
  const window =
    subject === undefined
      ? `(SELECT max(sequence) FROM (SELECT sequence FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ${WINDOW}))`
      : '(SELECT max(sequence) FROM events)'
  const place = subject === undefined ? '?4 IS NULL' : 'subject = ?4'
  const noun = type?.endsWith('*') ? type.slice(0, -1) : null
  const [found, bounds] = await db.batch<never>([
    db
      .prepare(
        `SELECT ${COLUMNS} FROM events
         WHERE ${place} AND sequence > ?1 AND sequence <= ${window}
           AND (?2 IS NULL OR type = ?2 OR substr(type, 1, length(?3)) = ?3)
         ORDER BY ${subject === undefined ? 'sequence' : 'subject_sequence'} LIMIT ?5`,
      )
      .bind(after, type ?? null, noun, subject ?? null, limit),
    db
      .prepare(`SELECT ${window} AS seen, coalesce(max(sequence), 0) AS head FROM events WHERE ?1 >= 0`)
      .bind(after),
  ])
  const rows = ((found?.results ?? []) as StoredEvent[]).map(parsed)
  const [bound] = (bounds?.results ?? []) as { seen: number | null; head: number }[]
  const { seen, head } = bound ?? { seen: null, head: 0 }
  const reached = rows.length === limit ? (rows.at(-1)?.sequence ?? head) : (seen ?? head)
  return { rows, reached, head }
}

export async function eventById(db: Db, id: string): Promise<EventRow | undefined> {
  const row = await db.prepare(`SELECT ${COLUMNS} FROM events WHERE id = ?1`).bind(id).first<StoredEvent>()
  return row === null ? undefined : parsed(row)
}
