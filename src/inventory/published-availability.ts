import type { VariantId } from '../domain/ids.ts'
import { bulk, type Db, type Statement } from '../platform/d1.ts'
import type { ToldStates } from './tables.ts'

/** A variant is told of at most once in this time: KV takes one write a second for a key, and edges are purged. */
export const BETWEEN_TOLD_MS = 10_000

export type Telling = { readonly variantId: VariantId; readonly states: ToldStates }

/**
 * Remembers what shoppers are told of these variants, for hysteresis and for the time between two changes. Not
 * `announced` yet: written before the snapshots are put, so that whoever goes on after a kill puts them again.
 */
export const rememberTold = (
  db: Db,
  tellings: readonly Telling[],
  now: number,
  announced: boolean,
): Statement[] =>
  bulk(
    db,
    `INSERT INTO published_availability (variant_id, states, published_at, announced)
     SELECT value->>'variantId', value->'states', ?2, ?3 FROM json_each(?1) WHERE true
     ON CONFLICT (variant_id) DO UPDATE SET
       published_at = iif(states = excluded.states, published_at, excluded.published_at),
       states = excluded.states, announced = excluded.announced`,
    tellings.map(({ variantId, states }) => ({ variantId, states })),
    now,
    announced ? 1 : 0,
  )

/** The snapshots that say so have been put. */
export const markAnnounced = (db: Db, variantIds: readonly string[]): Statement[] =>
  bulk(
    db,
    'UPDATE published_availability SET announced = 1 WHERE variant_id IN (SELECT value FROM json_each(?1))',
    variantIds,
  )

/** The markets in which shoppers are told something else than before. */
export const marketsTold = (before: ToldStates | undefined, after: ToldStates): string[] =>
  Object.keys(after).filter(
    (market) => before === undefined || !Object.hasOwn(before, market) || before[market] !== after[market],
  )
