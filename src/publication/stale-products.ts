import type { Ctx } from '../platform/context.ts'
import { bulk, commit, type Statement } from '../platform/d1.ts'

export type StaleProduct = {
  readonly productId: string
  readonly mark: number
  /** Nothing but what shoppers are told of its stock may be old. */
  readonly stockOnly: boolean
}

// Whatever it was marked for before: all of it is to be made anew, and now.
const AGAIN = 'ON CONFLICT (product_id) DO UPDATE SET mark = mark + 1, not_before = 0, stock_only = 0'

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

/** A product whose stock is to be looked at again. One that is marked for more, or for earlier, stays so. */
export type StockMark = { readonly productId: string; readonly notBefore: number }

export const markStockStale = (ctx: Ctx, marks: readonly StockMark[]): Statement[] =>
  bulk(
    ctx.db,
    `INSERT INTO stale_products (product_id, not_before, stock_only)
     SELECT value->>'productId', min(value->>'notBefore'), 1 FROM json_each(?1) GROUP BY 1
     ON CONFLICT (product_id) DO UPDATE SET mark = mark + 1,
       not_before = iif(stock_only = 1 AND not_before <= ?2, excluded.not_before, min(not_before, excluded.not_before))`,
    marks,
    Date.now(),
  )

/** The marks that are due, but for those of this run whose products it has made anew. */
export async function readStale(
  ctx: Ctx,
  limit: number,
  remade: readonly StaleProduct[],
): Promise<StaleProduct[]> {
  const { results } = await ctx.db
    .prepare(
      `SELECT product_id AS productId, mark, stock_only AS stockOnly FROM stale_products WHERE not_before <= ?1
         AND (product_id, mark) NOT IN (SELECT value->>'productId', value->>'mark' FROM json_each(?3))
       ORDER BY product_id LIMIT ?2`,
    )
    .bind(Date.now(), limit, JSON.stringify(remade))
    .all<Omit<StaleProduct, 'stockOnly'> & { stockOnly: number }>()
  return results.map((row) => ({ ...row, stockOnly: row.stockOnly === 1 }))
}

/** How many products, rules and codes are marked. */
export async function countStale(ctx: Ctx): Promise<{ products: number; rules: number }> {
  const counted = await ctx.db
    .prepare(
      `SELECT (SELECT count(*) FROM stale_products) AS products, (SELECT count(*) FROM stale_rules) AS rules`,
    )
    .first<{ products: number; rules: number }>()
  return counted ?? { products: 0, rules: 0 }
}

/** Takes the marks away, but not from a product that was marked again meanwhile. */
export async function forgetStale(ctx: Ctx, done: readonly StaleProduct[]): Promise<void> {
  await commit(
    ctx.db,
    bulk(
      ctx.db,
      `DELETE FROM stale_products WHERE (product_id, mark) IN
         (SELECT value->>'productId', value->>'mark' FROM json_each(?1))`,
      done,
    ),
  )
}
