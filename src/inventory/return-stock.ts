import type { NewEvent } from '../events/append.ts'
import { appendEvents } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Statement } from '../platform/d1.ts'
import { changeStock } from './change-stock.ts'

/** Pieces that come back to where an order had them from. */
export type ReturnedPiece = {
  readonly variantId: string
  readonly location: string
  readonly quantity: number
}

/**
 * Puts pieces of a paid order back into stock. More than it took from a level, over all returns, breaks the check
 * `hold_returned`; what it never took there the guard. Whether the same return comes twice is for the caller's rows to
 * decide: two of one piece each are no mistake here.
 */
export function returnStock(
  ctx: Ctx,
  { orderId, pieces }: { readonly orderId: string; readonly pieces: readonly ReturnedPiece[] },
  actor: string,
): Statement[] {
  const changes = pieces.map(({ variantId, location, quantity }) => ({
    id: ctx.newId('ledger'),
    variantId,
    location,
    delta: quantity,
    reason: 'return' as const,
    note: orderId,
  }))
  return [
    ...guardThat(
      ctx.db,
      `SELECT EXISTS (SELECT 1 FROM stock_holds WHERE order_id = value->>'orderId' AND state = 'taken'
         AND variant_id = value->>'variantId' AND location_id = value->>'location'
         AND value->>'quantity' > 0) FROM json_each(?1)`,
      pieces.map((piece) => ({ orderId, ...piece })),
    ),
    ...bulk(
      ctx.db,
      `UPDATE stock_holds SET returned = returned + back.quantity
       FROM (SELECT value->>'variantId' AS variant, value->>'location' AS location, sum(value->>'quantity') AS quantity
             FROM json_each(?1) GROUP BY 1, 2) AS back
       WHERE order_id = ?2 AND state = 'taken' AND variant_id = back.variant AND location_id = back.location`,
      pieces,
      orderId,
    ),
    ...changeStock(ctx, changes, actor),
    ...appendEvents(ctx, pieces.map(toldReturned(orderId)), actor, 'live'),
  ]
}

const toldReturned =
  (orderId: string) =>
  ({ variantId, location, quantity }: ReturnedPiece): NewEvent => ({
    type: 'inventory.returned',
    subject: `variant:${variantId}`,
    data: { order: orderId, location, quantity },
  })
