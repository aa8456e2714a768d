import { NO_HASH, sealHash, type StoredEntry } from './seal-hash.ts'
import type { Seal } from './seal-queries.ts'

/** What is wrong, in words for whoever asks. */
export const BREAKS = {
  seal_missing: 'A seal of this number was made, and is not there.',
  range_differs: 'The seal does not begin behind the one before it.',
  previous_hash_differs: 'The seal does not name the hash of the one before it: one of the two was changed.',
  entries_missing: 'Entries of the range are not there.',
  entries_added: 'The range holds more entries than were sealed.',
  hash_differs: 'An entry of the range, or the seal itself, was changed.',
  unsealed_entries_missing: 'Entries behind the last seal are not there.',
} as const

export type Break = { readonly seal: number | null; readonly why: keyof typeof BREAKS }

/** What a seal stands on: the one before it, or nothing. */
export type Before = Pick<Seal, 'number' | 'toSequence' | 'hash'>
export const NOTHING_BEFORE: Before = { number: 0, toSequence: 0, hash: NO_HASH }

/**
 * The first seal that does not hold; `entries` are those of their ranges, in order. Sequences have no gaps (a batch
 * that fails gives its number back), so a range has as many entries as it is long: one that was removed before it was
 * sealed is missed, too.
 */
export function firstBroken(
  before: Before,
  seals: readonly Seal[],
  entries: readonly StoredEntry[],
): Break | undefined {
  let previous = before
  for (const seal of seals) {
    if (seal.number !== previous.number + 1) return { seal: previous.number + 1, why: 'seal_missing' }
    const why = breakOf(
      seal,
      previous,
      entries.filter(({ sequence }) => seal.fromSequence <= sequence && sequence <= seal.toSequence),
    )
    if (why !== undefined) return { seal: seal.number, why }
    previous = seal
  }
  return undefined
}

function breakOf(seal: Seal, previous: Before, entries: readonly StoredEntry[]): Break['why'] | undefined {
  if (seal.fromSequence !== previous.toSequence + 1) return 'range_differs'
  if (seal.previousHash !== previous.hash) return 'previous_hash_differs'
  const length = seal.toSequence - seal.fromSequence + 1
  if (entries.length < Math.max(seal.entries, length)) return 'entries_missing'
  if (entries.length > seal.entries) return 'entries_added'
  return sealHash(seal, entries) === seal.hash ? undefined : 'hash_differs'
}
