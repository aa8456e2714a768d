import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import type { AuditChange } from './tables.ts'

/** What somebody did: one entry per admin change, however many rows it wrote. */
export type AuditEntry = {
  /** `product.updated`: the noun and what became of it. */
  readonly action: string
  /** `kind:id`, as in events. */
  readonly subject: string
  readonly changes: readonly AuditChange[]
}

/**
 * The statement that writes an entry, for the batch of the change. Unchained: entries are sealed in ranges later
 * (domain.md §16). For customers and orders `changes` names members and never holds their values.
 */
export const recordAudit = (
  ctx: Ctx,
  { staff, actor, route }: Pick<AdminCall, 'staff' | 'actor' | 'route'>,
  { action, subject, changes }: AuditEntry,
  id: string = ctx.newId('audit'),
): Statement[] => [
  ctx.db
    .prepare(
      `INSERT INTO audit_entries (id, actor, token_id, route, request_id, action, subject, changes, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    )
    .bind(id, actor, staff.tokenId, route, ctx.requestId, action, subject, boundedText(changes), ctx.now),
]

// An entry says what happened; a bulk change of thousands is told by its events.
const CHANGES_MAX = 200
const VALUE_CHARACTERS_MAX = 200
// Sealing and verification read a thousand entries at a time.
const TEXT_CHARACTERS_MAX = 8_000

/** The changes as they are stored: all of them; of many, values as far as they leave room for the names of the others. */
function boundedText(given: readonly AuditChange[]): string {
  const changes = given.slice(0, CHANGES_MAX)
  const whole = JSON.stringify(changes)
  if (whole.length <= TEXT_CHARACTERS_MAX) return whole
  const all = changes.map((change) => ({
    full: JSON.stringify(change),
    name: JSON.stringify({ member: change.member }),
  }))
  let room = TEXT_CHARACTERS_MAX - 2
  const named = all.filter(({ name }) => {
    if (name.length + 1 > room) return false
    room -= name.length + 1
    return true
  })
  const texts = named.map(({ full, name }) => {
    if (full.length - name.length > room) return name
    room -= full.length - name.length
    return full
  })
  return `[${texts.join(',')}]`
}

/** The members that differ. Values that are long or deep are left out: the entry names the member alone. */
export function changesBetween(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>,
): AuditChange[] {
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])]
  return members.flatMap((member) => {
    const from = before?.[member]
    const to = after[member]
    const [fromText, toText] = [JSON.stringify(from) ?? '', JSON.stringify(to) ?? '']
    if (fromText === toText) return []
    if (Math.max(fromText.length, toText.length) > VALUE_CHARACTERS_MAX) return [{ member }]
    return [{ member, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
  })
}
