import type { Db } from '../platform/d1.ts'
import type { Lane } from './tables.ts'

export type LoggedEvent = { readonly sequence: number; readonly type: string; readonly subject: string }

/** The next events of a lane in log order. */
export async function eventsAfter(
  db: Db,
  lane: Lane,
  sequence: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const { results } = await db
    .prepare(
      'SELECT sequence, type, subject FROM events WHERE lane = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3',
    )
    .bind(lane, sequence, limit)
    .all<LoggedEvent>()
  return results
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
