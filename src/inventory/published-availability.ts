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

/** Everything that says so has been put, and the edge has been told. */
export const markAnnounced = (db: Db, variantIds: readonly string[]): Statement[] =>
  bulk(
    db,
    'UPDATE published_availability SET announced = 1 WHERE variant_id IN (SELECT value FROM json_each(?1))',
    variantIds,
  )

// More than a run tells of.
const UNANNOUNCED_MAX = 1_000

/**
 * What is remembered as told, by a publisher that did not come to the end of it. What is not for sale any more is told
 * of whole when it is again.
 */
export async function findUnannounced(db: Db): Promise<{ variantId: VariantId; productId: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT t.variant_id AS variantId, v.product_id AS productId
       FROM published_availability t JOIN variants v ON v.id = t.variant_id AND v.withdrawn_at IS NULL
       JOIN products p ON p.id = v.product_id AND p.status = 'active'
       WHERE t.announced = 0 LIMIT ?1`,
    )
    .bind(UNANNOUNCED_MAX)
    .all<{ variantId: VariantId; productId: string }>()
  return results
}

/** The markets in which shoppers are told something else than before. */
export const marketsTold = (before: ToldStates | undefined, after: ToldStates): string[] =>
  Object.keys(after).filter(
    (market) => before === undefined || !Object.hasOwn(before, market) || before[market] !== after[market],
  )
