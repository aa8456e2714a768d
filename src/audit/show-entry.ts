import { formatInstant } from '../domain/time.ts'
import type { EntryRow } from './queries.ts'
import type { AuditChange } from './tables.ts'

/** An entry as the API shows it. */
export const showEntry = (row: EntryRow) => ({
  sequence: row.sequence,
  id: row.id,
  actor: row.actor,
  tokenId: row.tokenId,
  route: row.route,
  requestId: row.requestId,
  action: row.action,
  subject: row.subject,
  changes: JSON.parse(row.changes) as AuditChange[],
  createdAt: formatInstant(row.createdAt),
  seal: row.seal,
})

// An entry never changes, but it comes under a seal.
export const etagOf = ({ sequence, seal }: EntryRow): string => `"${sequence}.${seal ?? 'open'}"`
