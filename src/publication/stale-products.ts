import type { Ctx } from '../platform/context.ts'
import { bulk, commit, type Statement } from '../platform/d1.ts'

export type StaleProduct = { readonly productId: string; readonly mark: number }

const AGAIN = 'ON CONFLICT (product_id) DO UPDATE SET mark = mark + 1'

/** Marks products whose projections must be made again. Cheap however many: the work is done in slices. */
export const markStale = (ctx: Ctx, productIds: readonly string[]): Statement[] =>
  bulk(
    ctx.db,
    `INSERT INTO stale_products (product_id) SELECT value FROM json_each(?1) WHERE true ${AGAIN}`,
    productIds,
  )

/** Marks every product of the shop. */
export const markAllStale = (ctx: Ctx): Statement =>
  ctx.db.prepare(`INSERT INTO stale_products (product_id) SELECT id FROM products WHERE true ${AGAIN}`)

export async function readStale(ctx: Ctx, limit: number): Promise<StaleProduct[]> {
  const { results } = await ctx.db
    .prepare('SELECT product_id AS productId, mark FROM stale_products ORDER BY product_id LIMIT ?1')
    .bind(limit)
    .all<StaleProduct>()
  return results
}

export async function countStale(ctx: Ctx): Promise<number> {
  const { results } = await ctx.db
    .prepare('SELECT count(*) AS count FROM stale_products')
    .all<{ count: number }>()
  return results[0]?.count ?? 0
}

/** Takes the marks away, but not from a product that was marked again meanwhile. */
export async function forgetStale(ctx: Ctx, done: readonly StaleProduct[]): Promise<void> {
  await commit(
    ctx.db,
    bulk(
      ctx.db,
      `DELETE FROM stale_products WHERE EXISTS (
         SELECT 1 FROM json_each(?1) WHERE value->>'productId' = product_id AND value->>'mark' = mark)`,
      done,
    ),
  )
}
