import type { Hold } from '../inventory/hold-queries.ts'
import type { ReturnedPiece } from '../inventory/return-stock.ts'

/**
 * From where an order had the pieces that come back, last location first: the one that was asked last has least. Pieces
 * that were in no stock (backordered, not tracked) come back to none.
 */
export function piecesBack(
  holds: readonly Hold[],
  coming: readonly { readonly variantId: string; readonly quantity: number }[],
): ReturnedPiece[] {
  const left = new Map<string, number>()
  for (const { variantId, quantity } of coming) left.set(variantId, (left.get(variantId) ?? 0) + quantity)
  return holds.toReversed().flatMap(({ variantId, location, quantity, returned, state }) => {
    if (state !== 'taken' || location === null) return []
    const back = Math.min(left.get(variantId) ?? 0, quantity - returned)
    if (back === 0) return []
    left.set(variantId, (left.get(variantId) ?? 0) - back)
    return [{ variantId, location, quantity: back }]
  })
}
