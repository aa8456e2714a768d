import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit } from '../platform/d1.ts'
import { entriesBetween } from './queries.ts'
import { sealHash } from './seal-hash.ts'
import { insertSeal, readHead, type Head } from './seal-queries.ts'

/** A seal holds at most this many entries: what one verification reads at a time. */
export const SEALED_ENTRIES_MAX = 1_000
// A seal for every change would double what a change writes; a tail that waits longer could be altered unseen.
const UNSEALED_ENTRIES_MAX = 100
const UNSEALED_MS_MAX = 60_000
// The next wake goes on.
const SEALS_PER_RUN = 5

/**
 * Seals what is due, in order. Sealers may race and be killed anywhere: a seal is one row, and its number, range and
 * predecessor are unique, so one of two wins and the other has nothing left to do.
 */
export async function sealAudit(ctx: Ctx): Promise<void> {
  for (let seals = 0; seals < SEALS_PER_RUN; seals += 1) {
    const head = await readHead(ctx.db)
    if (!isDue(head, ctx.now) || !(await sealNext(ctx, head))) return
  }
}

const isDue = ({ sequence, sealedUpTo, unsealedSince }: Head, now: number): boolean =>
  unsealedSince !== null &&
  (sequence - sealedUpTo >= UNSEALED_ENTRIES_MAX || now - unsealedSince >= UNSEALED_MS_MAX)

/** False when another sealer was quicker. */
async function sealNext(ctx: Ctx, head: Head): Promise<boolean> {
  const fromSequence = head.sealedUpTo + 1
  const entries = await entriesBetween(ctx.db, fromSequence, Number.MAX_SAFE_INTEGER, SEALED_ENTRIES_MAX)
  const last = entries.at(-1)
  if (last === undefined) return false
  const range = {
    // Not the number of a seal that was removed: verification shall go on to miss it.
    number: Math.max(head.number, head.lastNumber) + 1,
    fromSequence,
    toSequence: last.sequence,
    previousHash: head.hash,
  }
  const seal = { ...range, entries: entries.length, hash: sealHash(range, entries), createdAt: ctx.now }
  try {
    await commit(ctx.db, insertSeal(ctx.db, seal))
  } catch (error) {
    if (brokenConstraint(error) === undefined) throw error
    return false
  }
  // A witness outside the database: whoever can write there can make a new chain, but not this line unsaid.
  console.warn(
    JSON.stringify({
      level: 'info',
      message: 'audit sealed',
      seal: seal.number,
      from: seal.fromSequence,
      to: seal.toSequence,
      hash: seal.hash,
    }),
  )
  return true
}
