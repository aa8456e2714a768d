import type { ProductId } from '../domain/ids.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import { loadMarkets } from '../markets/queries.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Db, type Statement } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { currentOf } from './change-product.ts'
import { type StoredProduct, loadStoredProducts } from './stored-products.ts'

/**
 * Takes a product out of the shop for good. Its row stays, since shoppers hold its id: archived, all variants withdrawn
 * so that their SKUs are free, in no category, and its handles lead to nothing until other products take them.
 */
export const deleteProduct = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<undefined, 204>> =>
  untilUnraced(async () => {
    const [products, markets] = await Promise.all([
      loadStoredProducts(ctx.db, [id as ProductId]),
      loadMarkets(ctx.db),
    ])
    const product = products.get(id as ProductId)
    if (product === undefined || product.deleted) throw notFound()
    demandMatch(given, currentOf(product, markets))
    const subject = `product:${id}`
    return commitChange(ctx, call, {
      statements: deleteProducts(ctx.db, [product], ctx.now),
      events: [{ type: 'product.deleted', subject, data: { changed: [] } }],
      audit: {
        action: 'product.deleted',
        subject,
        changes: [
          { member: 'handle', from: product.handle },
          { member: 'title', from: product.title },
          { member: 'status', from: product.status },
        ],
      },
      outcome: { status: 204, headers: {}, body: undefined },
    })
  })

/** Statements that delete products as they were read; a revision that has moved breaks the batch. */
export function deleteProducts(db: Db, products: readonly StoredProduct[], now: number): Statement[] {
  if (products.length === 0) return []
  const ids = products.map(({ id }) => id)
  return [
    ...guardThat(
      db,
      `SELECT count(*) = count(p.id) FROM json_each(?1)
       LEFT JOIN products p ON p.id = value->>'id' AND p.revision = value->>'revision'`,
      products.map(({ id, revision }) => ({ id, revision })),
    ),
    ...bulk(
      db,
      `INSERT INTO product_redirects (handle, product_id, created_at)
       SELECT handle, id, ?2 FROM products WHERE id IN (SELECT value FROM json_each(?1))
       ON CONFLICT (handle) DO UPDATE SET product_id = excluded.product_id, created_at = excluded.created_at`,
      ids,
      now,
    ),
    ...bulk(
      db,
      `UPDATE products SET handle = 'deleted.' || id, status = 'archived', deleted_at = ?2, updated_at = ?2,
         revision = revision + 1
       WHERE id IN (SELECT value FROM json_each(?1))`,
      ids,
      now,
    ),
    ...bulk(
      db,
      `UPDATE variants SET withdrawn_at = ?2, updated_at = ?2
       WHERE withdrawn_at IS NULL AND product_id IN (SELECT value FROM json_each(?1))`,
      ids,
      now,
    ),
    ...bulk(db, 'DELETE FROM product_categories WHERE product_id IN (SELECT value FROM json_each(?1))', ids),
  ]
}
