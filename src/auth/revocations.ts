import type { Instant } from '../domain/time.ts'
import type { Ctx, Issuer } from '../platform/context.ts'
import { commit, type Db, guardOneRow, type Statement } from '../platform/d1.ts'
import { unavailable } from '../platform/problem.ts'
import { CLOCK_TOLERANCE_SECONDS, DAY_SECONDS } from './claims.ts'

/** How long an isolate goes on letting in a token after it was revoked elsewhere. The promise that the docs make. */
export const REVOCATION_SEEN_MS = 10_000

/** A token that is refused although it is genuine. */
export type Revocation = {
  readonly issuer: string
  readonly tokenId: string
  readonly reason: string
  readonly actor: string
  readonly createdAt: Instant
  /** When no such token could be good any more, and the row is forgotten. */
  readonly expiresAt: Instant
}

/**
 * Whether a proven token has been revoked: one read by primary key, remembered by the isolate. Only tokens with a good
 * signature get here, so strangers cannot fill the memory. A database that does not answer lets nobody in, and does
 * not call a good token bad either: 503.
 */
export async function isRevoked(ctx: Ctx, issuer: string, tokenId: string): Promise<boolean> {
  const name = nameOf(issuer, tokenId)
  const known = ctx.memory.get<boolean>(name, ctx.now)
  if (known !== undefined) return known.value
  const row = await revocationOf(ctx.db, issuer, tokenId).catch(() => {
    throw unavailable()
  })
  if (row !== undefined) rememberRevoked(ctx, row)
  // A request that read before the revocation may end after it: it must not put the older answer over the newer.
  else if (ctx.memory.get(name, ctx.now) === undefined) {
    const until = ctx.now + REVOCATION_SEEN_MS
    ctx.memory.set(name, false, name.length, until, until)
  }
  return row !== undefined
}

/** A revocation is final, so an isolate that has seen it need not ask again. */
export function rememberRevoked(
  { memory }: Ctx,
  { issuer, tokenId, expiresAt }: Pick<Revocation, 'issuer' | 'tokenId' | 'expiresAt'>,
): void {
  const name = nameOf(issuer, tokenId)
  memory.set(name, true, name.length, expiresAt, expiresAt)
}

const nameOf = (issuer: string, tokenId: string): string => `revoked:${JSON.stringify([issuer, tokenId])}`

/**
 * When the last token that this issuer may have signed by now is refused for its age. At least a day, so that a longer
 * maxTokenAge in a later configuration brings no revoked token back to life.
 */
export const forgottenAt = (issuer: Issuer, now: Instant): Instant =>
  now + (Math.max(DAY_SECONDS, issuer.maxTokenAge) + 2 * CLOCK_TOLERANCE_SECONDS) * 1_000

const COLUMNS = 'issuer, token_id AS tokenId, reason, actor, created_at AS createdAt, expires_at AS expiresAt'

export async function revocationOf(db: Db, issuer: string, tokenId: string): Promise<Revocation | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM revoked_tokens WHERE issuer = ?1 AND token_id = ?2`)
    .bind(issuer, tokenId)
    .first<Revocation>()
  return row ?? undefined
}

/** The place of a revocation in the list. */
export type Place = readonly [createdAt: Instant, issuer: string, tokenId: string]
export const placeOf = ({ createdAt, issuer, tokenId }: Revocation): Place => [createdAt, issuer, tokenId]

/** Newest first. */
export async function revocationsAfter(
  db: Db,
  after: Place | undefined,
  limit: number,
): Promise<Revocation[]> {
  const where = after === undefined ? '' : 'WHERE (created_at, issuer, token_id) < (?2, ?3, ?4)'
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM revoked_tokens ${where}
       ORDER BY created_at DESC, issuer DESC, token_id DESC LIMIT ?1`,
    )
    .bind(limit, ...(after ?? []))
    .all<Revocation>()
  return results
}

/** Breaks the batch when somebody else has revoked the token meanwhile. */
export const insertRevocation = (db: Db, row: Revocation): Statement[] => [
  db
    .prepare(
      `INSERT INTO revoked_tokens (issuer, token_id, reason, actor, created_at, expires_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING`,
    )
    .bind(row.issuer, row.tokenId, row.reason, row.actor, row.createdAt, row.expiresAt),
  ...guardOneRow(db),
]

/** For cron: forgets revocations of tokens that are refused for their age by now, some at a time. */
export async function forgetRevocations(ctx: Ctx): Promise<void> {
  await commit(ctx.db, [
    ctx.db
      .prepare(
        `DELETE FROM revoked_tokens WHERE (issuer, token_id) IN
           (SELECT issuer, token_id FROM revoked_tokens WHERE expires_at <= ?1 ORDER BY expires_at LIMIT 1000)`,
      )
      .bind(ctx.now),
  ])
}
