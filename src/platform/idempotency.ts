import { createHash } from 'node:crypto'
import type { Ctx, Customer, Staff } from './context.ts'
import { brokenConstraint, commit, guardOneRow, type Db, type Statement } from './d1.ts'
import { Problem } from './problem.ts'

/** How long an answer is kept for a retry (reliability.md §4); after that the same key is a new request. */
export const KEY_RETENTION_MS = 48 * 3_600_000

/** A key as it was sent, together with whose it is and for what: the same text by another principal is another key. */
export type RequestKey = {
  readonly id: string
  readonly query: string
  /** By what the answers to a customer are found again, to be forgotten with them (`keyOwner`). */
  readonly owner?: string
}

/** An answer that was given, to be given again. Never holds a token: a replay signs a new one. */
export type Outcome<Body = unknown, Status extends number = number> = {
  readonly status: Status
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
}

const BARE = /^[!#-+\--~](?:[ !#-+\--~]{0,253}[!#-+\--~])?$/
const QUOTED = /^"[ !#-[\]-~]{1,255}"$/

/**
 * The Idempotency-Key header: 1 to 255 printable ASCII characters, bare or in double quotes (`"k"` is `k`). Two headers
 * arrive joined by a comma, so a bare key has none. Undefined when there is no header.
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  if (QUOTED.test(header)) return header.slice(1, -1)
  if (BARE.test(header)) return header
  throw new Problem('idempotency_key_invalid')
}

export function requireIdempotencyKey(header: string | undefined): string {
  const key = parseIdempotencyKey(header)
  if (key === undefined) throw new Problem('idempotency_key_required')
  return key
}

/** Who a token speaks for, in keys, in events, and as the owner of what they made. */
export const principalOf = ({ kind, issuer, subject }: Staff | Customer): string =>
  `${kind}:${issuer}#${subject}`

/** Whose kept answers these are, as a hash. */
export const keyOwner = (customer: Customer): string => sha256(principalOf(customer))

/** The scope of a key is principal, method and path; the query belongs to what is compared. */
export function requestKey(principal: string, method: string, url: string, key: string): RequestKey {
  const { pathname, search } = new URL(url)
  return { id: sha256([principal, method, pathname, key].join('\n')), query: search }
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** What a repeated request must equal: its query and its body, byte for byte. */
export const fingerprint = ({ query }: RequestKey, bodyHash: string): string =>
  sha256(`${query}\n${bodyHash}`)

type KeyRow = {
  readonly body_hash: string | null
  readonly status: number | null
  readonly response: string | null
  readonly locked_until: number
}

/** The statements that store an answer; they go into the batch of what they answer for. */
export type Keep = (outcome: Outcome) => Statement[]

/**
 * Runs an act at most once per key. The act commits one batch that holds `keep(outcome)`, so the answer is stored
 * exactly when the effect is. Of two at the same time one breaks on the key's row, and gives the other's answer.
 */
export async function once<O extends Outcome>(
  ctx: Ctx,
  key: RequestKey,
  body: string | Uint8Array,
  act: (keep: Keep) => Promise<O>,
): Promise<{ outcome: O; replayed: boolean }> {
  const print = fingerprint(key, sha256(body))
  const known = await keptOutcome(ctx, key, print)
  // What was stored under the fingerprint of this request is what this act answered.
  if (known !== undefined) return { outcome: known as O, replayed: true }
  try {
    return { outcome: await act((outcome) => keepOutcome(ctx, key, print, outcome)), replayed: false }
  } catch (error) {
    // A request with the same key may have been quicker: then this one broke on the key, or met what the other had
    // changed and was refused for it. Either way the other's answer is the answer.
    const raced = error instanceof Problem || brokenConstraint(error) !== undefined
    const winner = raced ? await keptOutcome(ctx, key, print) : undefined
    if (winner === undefined) throw error
    return { outcome: winner as O, replayed: true }
  }
}

/** An answer's headers; one that was given before says so. */
export const replayHeaders = ({ headers }: Outcome, replayed: boolean): Record<string, string> => ({
  ...headers,
  ...(replayed && { 'Idempotent-Replayed': 'true' }),
})

async function keptOutcome(ctx: Ctx, key: RequestKey, print: string): Promise<Outcome | undefined> {
  const row = await ctx.db
    .prepare(`SELECT ${COLUMNS} FROM idempotency_keys WHERE key = ?1 AND created_at > ?2`)
    .bind(key.id, ctx.now - KEY_RETENTION_MS)
    .first<KeyRow>()
  return row === null ? undefined : replay(ctx, row, print)
}

const COLUMNS = 'body_hash, status, response, locked_until'

function replay(ctx: Ctx, row: KeyRow, print: string): Outcome {
  if (row.status === null || row.response === null) throw inFlight(ctx, row.locked_until)
  if (row.body_hash !== print) throw new Problem('idempotency_conflict')
  return { status: row.status, ...(JSON.parse(row.response) as Pick<Outcome, 'headers' | 'body'>) }
}

// A lock is long for the sake of the slowest request; most are over much sooner.
const RETRY_SECONDS_MAX = 10

function inFlight(ctx: Ctx, lockedUntil: number): Problem {
  const seconds = Math.max(1, Math.min(RETRY_SECONDS_MAX, Math.ceil((lockedUntil - ctx.now) / 1000)))
  return new Problem('idempotency_in_flight', undefined, { headers: { 'Retry-After': String(seconds) } })
}

function keepOutcome(ctx: Ctx, key: RequestKey, print: string, outcome: Outcome): Statement[] {
  const { status, headers, body } = outcome
  return [
    ctx.db
      .prepare('DELETE FROM idempotency_keys WHERE key = ?1 AND created_at <= ?2')
      .bind(key.id, ctx.now - KEY_RETENTION_MS),
    ctx.db
      .prepare(
        `INSERT INTO idempotency_keys (key, body_hash, status, response, locked_until, created_at, owner)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)`,
      )
      .bind(key.id, print, status, JSON.stringify({ headers, body }), ctx.now, key.owner ?? null),
  ]
}

/** Forgets every answer that is kept for a customer. */
export const forgetKeysOf = (db: Db, customer: Customer): Statement[] => [
  db.prepare('DELETE FROM idempotency_keys WHERE owner = ?1').bind(keyOwner(customer)),
]

/** A key that is held while a long request runs, because its body is not known before it has been received. */
export type HeldKey = { readonly key: RequestKey; readonly until: number }

/** The key is ours now; or it has an answer, to be given to whoever sends the same body. */
export type Held = { readonly held: HeldKey } | { readonly answered: (bodyHash: string) => Outcome }

/** Takes a key for as long as a request may run. Throws 409 while another request holds it. */
export async function holdKey(ctx: Ctx, key: RequestKey, milliseconds: number): Promise<Held> {
  const until = ctx.now + milliseconds
  const [taken, found] = await commit(ctx.db, [
    ctx.db
      .prepare(
        `INSERT INTO idempotency_keys (key, locked_until, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET body_hash = NULL, status = NULL, response = NULL,
           locked_until = excluded.locked_until, created_at = excluded.created_at
         WHERE (status IS NULL AND locked_until <= ?3) OR created_at <= ?4
         RETURNING key`,
      )
      .bind(key.id, until, ctx.now, ctx.now - KEY_RETENTION_MS),
    ctx.db.prepare(`SELECT ${COLUMNS} FROM idempotency_keys WHERE key = ?1`).bind(key.id),
  ])
  if ((taken?.results.length ?? 0) > 0) return { held: { key, until } }
  const row = found?.results[0] as KeyRow
  if (row.status === null) throw inFlight(ctx, row.locked_until)
  return { answered: (bodyHash) => replay(ctx, row, fingerprint(key, bodyHash)) }
}

/** Stores the answer under a held key; breaks the batch when the hold has run out and somebody else has it. */
export const settleKey = (
  db: Db,
  { key, until }: HeldKey,
  bodyHash: string,
  outcome: Outcome,
): Statement[] => [
  db
    .prepare(
      `UPDATE idempotency_keys SET body_hash = ?1, status = ?2, response = ?3
       WHERE key = ?4 AND locked_until = ?5 AND status IS NULL`,
    )
    .bind(
      fingerprint(key, bodyHash),
      outcome.status,
      JSON.stringify({ headers: outcome.headers, body: outcome.body }),
      key.id,
      until,
    ),
  ...guardOneRow(db),
]

/** Gives a held key back: nothing happened. */
export const releaseKey = (db: Db, { key, until }: HeldKey): Statement[] => [
  db
    .prepare('DELETE FROM idempotency_keys WHERE key = ?1 AND locked_until = ?2 AND status IS NULL')
    .bind(key.id, until),
]

/** Forgets what has been kept long enough, some at a time; for cron. */
export const forgetOldKeys = (ctx: Ctx): Statement[] => [
  ctx.db
    .prepare(
      `DELETE FROM idempotency_keys WHERE key IN
         (SELECT key FROM idempotency_keys WHERE created_at <= ?1 ORDER BY created_at LIMIT 5000)`,
    )
    .bind(ctx.now - KEY_RETENTION_MS),
]
