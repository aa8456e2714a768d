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
): Statement[] => [
  ctx.db
    .prepare(
      `INSERT INTO audit_entries (id, actor, token_id, route, request_id, action, subject, changes, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    )
    .bind(
      ctx.newId('audit'),
      actor,
      staff.tokenId,
      route,
      ctx.requestId,
      action,
      subject,
      boundedText(changes),
      ctx.now,
    ),
]

// An entry says what happened; a bulk change of thousands is told by its events.
const CHANGES_MAX = 200
const VALUE_CHARACTERS_MAX = 200
// Sealing and verification read a thousand entries at a time.
const TEXT_CHARACTERS_MAX = 8_000

/** The changes as they are stored: all of them, or of many the names alone, as far as there is room. */
function boundedText(all: readonly AuditChange[]): string {
  const changes = all.slice(0, CHANGES_MAX)
  const whole = JSON.stringify(changes)
  if (whole.length <= TEXT_CHARACTERS_MAX) return whole
  let room = TEXT_CHARACTERS_MAX - 2
  const names: string[] = []
  for (const { member } of changes) {
    const name = JSON.stringify({ member })
    if (name.length + 1 > room) continue
    names.push(name)
    room -= name.length + 1
  }
  return `[${names.join(',')}]`
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
