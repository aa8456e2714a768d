import { createHash } from 'node:crypto'

/** An entry as it is stored; `changes` is the JSON text. */
export type StoredEntry = {
  readonly sequence: number
  readonly id: string
  readonly actor: string
  readonly tokenId: string | null
  readonly route: string
  readonly requestId: string
  readonly action: string
  readonly subject: string
  readonly changes: string
  readonly createdAt: number
}

export type SealedRange = {
  readonly number: number
  readonly fromSequence: number
  readonly toSequence: number
  readonly previousHash: string
}

/** What the first seal names as the one before it. */
export const NO_HASH = '0'.repeat(64)

/**
 * The SHA-256 of a seal, over lines of JSON: one that names the seal, then one for each entry (docs/audit.md, which an
 * outsider verifies by). JSON text holds no line end, and a list of fixed length is read in one way only: no two
 * different ranges have the same bytes.
 */
export function sealHash(
  { number, fromSequence, toSequence, previousHash }: SealedRange,
  entries: readonly StoredEntry[],
): string {
  const hash = createHash('sha256')
  const line = (members: readonly (string | number | null)[]) => hash.update(`${JSON.stringify(members)}\n`)
  line(['highstreet audit 1', number, fromSequence, toSequence, entries.length, previousHash])
  for (const e of entries) {
    line([
      e.sequence,
      e.id,
      e.actor,
      e.tokenId,
      e.route,
      e.requestId,
      e.action,
      e.subject,
      e.changes,
      e.createdAt,
    ])
  }
  return hash.digest('hex')
}
