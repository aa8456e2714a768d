import type { Ctx } from '../platform/context.ts'
import { invalidParameter } from '../platform/problem.ts'
import { entriesBetween } from './queries.ts'
import { SEALED_ENTRIES_MAX } from './seal.ts'
import { readChain, type Head, type Seal } from './seal-queries.ts'
import { BREAKS, firstBroken, NOTHING_BEFORE, type Break } from './verify-seals.ts'

/** One request looks at seals of so many entries together. */
export const VERIFIED_ENTRIES_MAX = 2_000
const SEALS_MAX = 500
// Far more than wait for a seal, unless sealing stands still.
const UNSEALED_MAX = 10_000

/** Recomputes a slice of the chain, and with the last slice looks at the end of the log. */
export async function readVerification(ctx: Ctx, fromSeal: number) {
  const limits = { seals: SEALS_MAX, unsealed: UNSEALED_MAX }
  const { head, seals: read, strays, unsealed } = await readChain(ctx.db, fromSeal, limits)
  if (fromSeal > head.lastNumber + 1) throw invalidParameter('fromSeal', 'there is no such seal')
  const [before, following] = splitAt(read, fromSeal)
  const slice = sliceOf(following)
  const next = following[slice.length]?.number ?? null
  const entries = await entriesOf(ctx, slice)
  const found =
    (strays > 0 && fromSeal === 1 ? ({ seal: 1, why: 'entries_added' } as const) : undefined) ??
    (before === undefined
      ? ({ seal: fromSeal - 1, why: 'seal_missing' } as const)
      : firstBroken(before, slice, entries)) ??
    (next === null ? brokenEnd(head, unsealed) : undefined)
  return {
    intact: found === undefined,
    seals: head.number,
    verified: {
      fromSeal: slice[0]?.number ?? null,
      toSeal: slice.at(-1)?.number ?? null,
      entries: entries.length,
    },
    sealedUpTo: head.sealedUpTo,
    headHash: head.hash,
    ...(found !== undefined && { firstBroken: { ...found, message: BREAKS[found.why] } }),
    unsealed: {
      from: unsealed[0] ?? null,
      to: unsealed.at(-1) ?? null,
      entries: unsealed.length,
    },
    nextSeal: next,
  }
}

function splitAt(seals: readonly Seal[], fromSeal: number) {
  const following = seals.filter(({ number }) => number >= fromSeal)
  const before = fromSeal === 1 ? NOTHING_BEFORE : seals.find(({ number }) => number === fromSeal - 1)
  return [before, following] as const
}

// A changed seal may claim any number.
const weightOf = ({ entries }: Seal): number => Math.min(entries, SEALED_ENTRIES_MAX)

/** As many seals as one request may look at. */
function sliceOf(seals: readonly Seal[]): readonly Seal[] {
  let entries = 0
  const end = seals.findIndex(
    (seal, at) => at === SEALS_MAX || (entries += weightOf(seal)) > VERIFIED_ENTRIES_MAX,
  )
  return end < 0 ? seals : seals.slice(0, end)
}

/** One more than there should be, so that an added entry is met. */
async function entriesOf(ctx: Ctx, seals: readonly Seal[]) {
  const [first, last] = [seals[0], seals.at(-1)]
  if (first === undefined || last === undefined) return []
  const limit = seals.reduce((sum, seal) => sum + weightOf(seal), 0) + 1
  return entriesBetween(ctx.db, first.fromSequence, last.toSequence, limit)
}

/** What was at the end, and is no more: SQLite remembers the last number that it gave. */
function brokenEnd(head: Head, unsealed: readonly number[]): Break | undefined {
  if (head.lastNumber > head.number) return { seal: head.number + 1, why: 'seal_missing' }
  const gap = unsealed.some((sequence, at) => sequence !== head.sealedUpTo + 1 + at)
  const end = Math.max(head.sequence, head.sealedUpTo)
  return gap || head.lastSequence > end ? { seal: null, why: 'unsealed_entries_missing' } : undefined
}
