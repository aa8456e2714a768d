import type { Piece } from '../domain/allocation.ts'
import { appendEvents, type NewEvent } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Statement } from '../platform/d1.ts'
import { takeHeld } from './take-held.ts'

export type Holding = {
  readonly orderId: string
  /** As `allocateStock` has decided. */
  readonly pieces: readonly Piece[]
}

/**
 * Holds pieces for an order until `expiresAt`, all or none. Behind `releaseExpired` in the batch, since the decision
 * counted expired holds as free. Who came in between breaks the batch: by `tellsOfShortage` if there is not enough any
 * more, by the guard if the order holds or has taken already.
 */
export function holdStock(
  ctx: Ctx,
  { orderId, pieces, expiresAt }: Holding & { readonly expiresAt: number },
): Statement[] {
  return [
    ...enterHolds(ctx, { orderId, pieces, expiresAt }),
    ...appendEvents(ctx, pieces.flatMap(toldHeld(orderId)), actorOf(orderId), 'live'),
  ]
}

/**
 * Takes pieces for an order that was paid after its hold had ended, directly from what is free now. Breaks like
 * `holdStock`; the caller looks again and learns of the shortage, or that the order has its stock after all.
 */
export const retakeStock = (ctx: Ctx, holding: Holding): Statement[] => [
  ...enterHolds(ctx, { ...holding, expiresAt: ctx.now }),
  ...takeHeld(ctx, holding.orderId),
]

/**
 * Whether a constraint was broken because stock that was free at the look is not any more: look again, and then name
 * the lines.
 */
export const tellsOfShortage = (constraint: string): boolean => constraint === 'stock_held'

function enterHolds(
  ctx: Ctx,
  { orderId, pieces, expiresAt }: Holding & { readonly expiresAt: number },
): Statement[] {
  const { db, now } = ctx
  const rows = pieces.map((piece) => ({ id: ctx.newId('hold'), ...piece }))
  const there = rows.filter(({ location }) => location !== null)
  return [
    // Also against a second batch of this order that has been allocated elsewhere, where no row would meet another.
    ...guardThat(
      db,
      `SELECT NOT EXISTS (SELECT 1 FROM stock_holds WHERE order_id = value AND state IN ('held', 'taken'))
       FROM json_each(?1)`,
      [orderId],
    ),
    // Of what has no level nothing would count what is held.
    ...guardThat(
      db,
      `SELECT EXISTS (SELECT 1 FROM stock_levels
         WHERE variant_id = value->>'variantId' AND location_id = value->>'location') FROM json_each(?1)`,
      there,
    ),
    ...bulk(
      db,
      `INSERT INTO stock_holds (id, order_id, variant_id, location_id, quantity, state, expires_at, created_at)
       SELECT value->>'id', ?2, value->>'variantId', value->>'location', value->>'quantity', 'held', ?3, ?4
       FROM json_each(?1) ORDER BY key`,
      rows,
      orderId,
      expiresAt,
      now,
    ),
    ...bulk(
      db,
      `UPDATE stock_levels SET held = held + (piece.value->>'quantity'), updated_at = ?2
       FROM json_each(?1) AS piece
       WHERE variant_id = piece.value->>'variantId' AND location_id = piece.value->>'location'`,
      there,
      now,
    ),
  ]
}

const toldHeld =
  (orderId: string) =>
  ({ variantId, location, quantity }: Piece): NewEvent[] =>
    location === null
      ? []
      : [
          {
            type: 'inventory.held',
            subject: `variant:${variantId}`,
            data: { order: orderId, location, quantity },
          },
        ]

const actorOf = (orderId: string): string => `order:${orderId}`
