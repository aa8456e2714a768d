import { type Laws, newest } from '../platform/law.ts'

/** What must hold of the log. */
export const LOG_LAWS = {
  // The counter of an AUTOINCREMENT tells whether there was a row behind the last one.
  logHasNoGaps: {
    means: 'The log lacks what came before these (`end`: what came last). Rebuild the publication.',
    sql: `SELECT e.id FROM ${newest('events', 'sequence DESC')} AS e
      WHERE (e.sequence > 1 AND NOT EXISTS (SELECT 1 FROM events WHERE sequence = e.sequence - 1))
        OR (e.subject_sequence > 1 AND NOT EXISTS (SELECT 1 FROM events
          WHERE subject = e.subject AND subject_sequence = e.subject_sequence - 1))
      UNION ALL
      SELECT 'end' FROM sqlite_sequence WHERE name = 'events' AND seq > (SELECT coalesce(max(sequence), 0) FROM events)`,
  },
} as const satisfies Laws
