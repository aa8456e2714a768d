import type { LocationId, VariantId } from '../domain/ids.ts'
import type { Db, Statement } from '../platform/d1.ts'

/** Held for an order until its end; taken, when it was paid; or given back. */
export type HoldState = 'held' | 'taken' | 'released'

export type Hold = {
  readonly id: string
  readonly variantId: VariantId
  /** null: backordered pieces, which hold no stock. */
  readonly location: LocationId | null
  readonly quantity: number
  /** Of them, how many have come back. */
  readonly returned: number
  readonly state: HoldState
  readonly expiresAt: number
}

/**
 * What is held of a level, as SQL, without what is held no longer: expired holds count as free, and the next batch that
 * touches the stock gives them back. `level` is a row of `stock_levels`, `now` a bound parameter.
 */
export const heldOf = (level: string, now: string): string =>
  `(${level}.held - coalesce((SELECT sum(quantity) FROM stock_holds WHERE state = 'held' AND expires_at <= ${now}
     AND variant_id = ${level}.variant_id AND location_id = ${level}.location_id), 0))`

/** All holds of an order, also those of before it was held for again; for a batch with other reads. */
export const selectHolds = (db: Db, orderId: string): Statement =>
  db
    .prepare(
      `SELECT id, variant_id AS variantId, location_id AS location, quantity, returned, state,
         expires_at AS expiresAt
       FROM stock_holds WHERE order_id = ?1 ORDER BY created_at, variant_id, location_id`,
    )
    .bind(orderId)

export async function holdsOf(db: Db, orderId: string): Promise<Hold[]> {
  return (await selectHolds(db, orderId).all<Hold>()).results
}

/** How an order stands to its stock: an order holds, has taken, or has lost all of it. Undefined: it never held any. */
export const stateOfHolds = (holds: readonly Hold[]): HoldState | undefined =>
  (['held', 'taken', 'released'] as const).find((state) => holds.some((hold) => hold.state === state))
