import { type AuditEntry, changesBetween } from '../audit/record.ts'
import type { NewEvent } from './append.ts'

type Shown = Readonly<Record<string, unknown>>

/**
 * What the log and the audit are told of a resource that was made (no `before`), changed, or deleted (no `after`), from
 * how staff see it: `noun.created` with the members that are new, and so on. `data` is what readers of the log need
 * beside, such as the market it belongs to.
 */
export function toldAs(
  noun: string,
  id: string,
  before: Shown | undefined,
  after: Shown | undefined,
  data: Shown = {},
): { events: NewEvent[]; audit: AuditEntry } {
  const became = before === undefined ? 'created' : after === undefined ? 'deleted' : 'updated'
  const type = `${noun}.${became}`
  const subject = `${noun}:${id}`
  const changes = changesBetween(before && told(before), told(after ?? {}))
  const changed = changes.map(({ member }) => member)
  return {
    events: [{ type, subject, data: { ...(after !== undefined && { changed }), ...data } }],
    audit: { action: type, subject, changes },
  }
}

/** Whether staff would see a difference. */
export const isChanged = (before: Shown, after: Shown): boolean =>
  changesBetween(told(before), told(after)).length > 0

// These move with every change, and say nothing of what it was.
const told = ({ revision: _revision, createdAt: _created, updatedAt: _updated, ...members }: Shown): Shown =>
  members
