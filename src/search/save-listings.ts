import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import type { ListingRow } from './listing-rows.ts'

/** All rows a product has now; none when it is gone or sold nowhere. */
export type ProductListings = { readonly productId: string; readonly rows: readonly ListingRow[] }
export type LaneCursor = { readonly lane: 'live' | 'import'; readonly sequence: number }

/**
 * Statements for `commit(ctx.search, …)` that bring these products' listings up to date, with the lane's cursor in the
 * same batch. Reads the present rows first (one crossing); made for one writer at a time.
 */
export async function replaceListings(
  ctx: Ctx,
  products: readonly ProductListings[],
  cursor?: LaneCursor,
): Promise<Statement[]> {
  throw new Error(`not yet: ${ctx.requestId} ${products.length} ${cursor?.lane}`)
}

/** Statements that empty every table but the cursors, before a rebuild. */
export function clearListings(ctx: Ctx): Statement[] {
  throw new Error(`not yet: ${ctx.requestId}`)
}
