import type { Db, Statement } from '../platform/d1.ts'
import { NO_HASH, type SealedRange } from './seal-hash.ts'

export type Seal = SealedRange & {
  readonly entries: number
  readonly hash: string
  readonly createdAt: number
}

/** Where the chain stands. */
export type Head = {
  /** The last seal that is there, and the last that there ever was: they differ when somebody has removed some. */
  readonly number: number
  readonly lastNumber: number
  readonly sealedUpTo: number
  readonly hash: string
  /** Likewise of the entries. */
  readonly sequence: number
  readonly lastSequence: number
  /** When the first entry without a seal was written. */
  readonly unsealedSince: number | null
}

const COLUMNS =
  'number, from_sequence AS fromSequence, to_sequence AS toSequence, entries, previous_hash AS previousHash, hash, created_at AS createdAt'

const HEAD = `WITH last AS (SELECT number, to_sequence, hash FROM audit_seals ORDER BY number DESC LIMIT 1)
  SELECT coalesce((SELECT number FROM last), 0) AS number,
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit_seals'), 0) AS lastNumber,
    coalesce((SELECT to_sequence FROM last), 0) AS sealedUpTo,
    coalesce((SELECT hash FROM last), '${NO_HASH}') AS hash,
    coalesce((SELECT max(sequence) FROM audit_entries), 0) AS sequence,
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit_entries'), 0) AS lastSequence,
    (SELECT created_at FROM audit_entries WHERE sequence > coalesce((SELECT to_sequence FROM last), 0)
     ORDER BY sequence LIMIT 1) AS unsealedSince`

export async function readHead(db: Db): Promise<Head> {
  const head = await db.prepare(HEAD).first<Head>()
  if (head === null) throw new Error('a SELECT without FROM has one row')
  return head
}

export async function sealsFrom(db: Db, number: number, limit: number): Promise<Seal[]> {
  const { results } = await sealsFromStatement(db, number, limit).all<Seal>()
  return results
}

const sealsFromStatement = (db: Db, number: number, limit: number): Statement =>
  db
    .prepare(`SELECT ${COLUMNS} FROM audit_seals WHERE number >= ?1 ORDER BY number LIMIT ?2`)
    .bind(number, limit)

/** What a verification begins with, read in one moment. */
export async function readChain(
  db: Db,
  fromNumber: number,
  limits: { readonly seals: number; readonly unsealed: number },
): Promise<{ head: Head; seals: Seal[]; strays: number; unsealed: number[] }> {
  const [head, seals, strays, unsealed] = await db.batch([
    db.prepare(HEAD),
    // With the one before it, which the first of them names.
    sealsFromStatement(db, fromNumber - 1, limits.seals + 2),
    // No entry of ours has such a number; no seal would cover it.
    db.prepare('SELECT count(*) AS n FROM (SELECT 1 FROM audit_entries WHERE sequence < 1 LIMIT 1)'),
    db
      .prepare(
        `SELECT sequence FROM audit_entries
         WHERE sequence > coalesce((SELECT to_sequence FROM audit_seals ORDER BY number DESC LIMIT 1), 0)
         ORDER BY sequence LIMIT ?1`,
      )
      .bind(limits.unsealed),
  ])
  return {
    head: head?.results[0] as Head,
    seals: (seals?.results ?? []) as Seal[],
    strays: Number(strays?.results[0]?.n),
    unsealed: (unsealed?.results ?? []).map((row) => Number(row.sequence)),
  }
}

/** Breaks its batch on a UNIQUE when somebody else has sealed this range, or part of it. */
export const insertSeal = (db: Db, seal: Seal): Statement[] => [
  db
    .prepare(
      `INSERT INTO audit_seals (number, from_sequence, to_sequence, entries, previous_hash, hash, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
    )
    .bind(
      seal.number,
      seal.fromSequence,
      seal.toSequence,
      seal.entries,
      seal.previousHash,
      seal.hash,
      seal.createdAt,
    ),
]
