import type { Db } from '../platform/d1.ts'
import type { StoredEntry } from './seal-hash.ts'

const COLUMNS =
  'sequence, id, actor, token_id AS tokenId, route, request_id AS requestId, action, subject, changes, created_at AS createdAt'

// Ranges do not overlap: the first seal that ends behind an entry is the only one that may hold it.
const SEAL = `(SELECT CASE WHEN from_sequence <= sequence THEN number END FROM audit_seals
  WHERE to_sequence >= sequence ORDER BY to_sequence LIMIT 1) AS seal`

/** An entry, and the number of the seal that it is under; null while it is not sealed. */
export type EntryRow = StoredEntry & { readonly seal: number | null }

export type Filters = {
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  readonly tokenId?: string | undefined
  /** `product.updated`, or `product.*`. */
  readonly action?: string | undefined
  /** From this moment on, and before that one. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** The place of an entry in the list. */
export type Place = readonly [createdAt: number, sequence: number]
export const placeOf = ({ createdAt, sequence }: EntryRow): Place => [createdAt, sequence]

/** How many entries one page looks at when a filter has no index of its own: D1 is one thread (design.md §2). */
export const SCANNED_MAX = 2_000

type Condition = readonly [sql: string, ...values: (string | number)[]]
const sqlOf = (conditions: readonly Condition[]): string =>
  ['TRUE', ...conditions.map(([sql]) => sql)].join(' AND ')
const valuesOf = (conditions: readonly Condition[]) => conditions.flatMap(([, ...values]) => values)

/**
 * Entries that fit, newest first; and where the search stopped before it had seen all, so that a rare action is found
 * over several pages. Subject, actor and token have an index by time each: the first that is given leads.
 */
export async function entriesAfter(
  db: Db,
  filters: Filters,
  after: Place | undefined,
  limit: number,
): Promise<{ rows: EntryRow[]; stoppedAt: Place | undefined }> {
  const [leading, others] = conditionsOf(filters, after)
  const scanned = `FROM audit_entries WHERE ${sqlOf(leading)} ORDER BY created_at DESC, sequence DESC`
  const [found, last] = await db.batch<EntryRow>([
    db
      .prepare(
        `SELECT ${COLUMNS}, ${SEAL} FROM (SELECT * ${scanned} LIMIT ?) AS scanned
         WHERE ${sqlOf(others)} ORDER BY created_at DESC, sequence DESC LIMIT ?`,
      )
      .bind(...valuesOf(leading), others.length === 0 ? limit : SCANNED_MAX, ...valuesOf(others), limit),
    db
      .prepare(`SELECT created_at AS createdAt, sequence ${scanned} LIMIT ? OFFSET ?`)
      .bind(...valuesOf(leading), others.length === 0 ? 0 : 1, SCANNED_MAX - 1),
  ])
  const [lastSeen] = last?.results ?? []
  return { rows: found?.results ?? [], stoppedAt: lastSeen && placeOf(lastSeen) }
}

/** What an index leads through, and what is left to be looked at in each entry. */
function conditionsOf(filters: Filters, after: Place | undefined): readonly [Condition[], Condition[]] {
  const { subject, actor, tokenId, action, from, to } = filters
  const time: Condition[] = []
  if (from !== undefined) time.push(['created_at >= ?', from])
  if (to !== undefined) time.push(['created_at < ?', to])
  if (after !== undefined) time.push(['(created_at, sequence) < (?, ?)', ...after])
  const exact: Condition[] = []
  if (subject !== undefined) exact.push(['subject = ?', subject])
  if (actor !== undefined) exact.push(['actor = ?', actor])
  if (tokenId !== undefined) exact.push(['token_id = ?', tokenId])
  const [first, ...rest] = exact
  return [
    [...(first === undefined ? [] : [first]), ...time],
    [...rest, ...(action === undefined ? [] : [actionIs(action)])].map(([sql, ...values]) => [
      `scanned.${sql}`,
      ...values,
    ]),
  ]
}

// '/' follows '.': every action of the noun lies between the two.
const actionIs = (action: string): Condition =>
  action.endsWith('.*')
    ? ['action >= ? AND scanned.action < ?', action.slice(0, -1), `${action.slice(0, -2)}/`]
    : ['action = ?', action]

export async function entryById(db: Db, id: string): Promise<EntryRow | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS}, ${SEAL} FROM audit_entries WHERE id = ?1`)
    .bind(id)
    .first<EntryRow>()
  return row ?? undefined
}

/** Entries of a range, in order. */
export async function entriesBetween(
  db: Db,
  from: number,
  to: number,
  limit: number,
): Promise<StoredEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM audit_entries WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence LIMIT ?3`,
    )
    .bind(from, to, limit)
    .all<StoredEntry>()
  return results
}
