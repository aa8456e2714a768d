import type { AdminCall } from '../platform/admin-call.ts'
import { commitChange } from '../events/commit-change.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import { changingTree, currentCategory, foundInTree } from './category-changes.ts'

/** Takes an empty category away. Foreign keys refuse it, should a product or a child come in at the same moment. */
export const deleteCategory = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<undefined, 204>> =>
  changingTree(ctx, async (tree, all) => {
    const category = foundInTree(tree, id)
    demandMatch(given, currentCategory(category, tree))
    const children = all.filter(({ parentId }) => parentId === category.id).length
    const held = await ctx.db
      .prepare('SELECT count(*) AS products FROM product_categories WHERE category_id = ?1')
      .bind(id)
      .first<{ products: number }>()
    const products = held?.products ?? 0
    if (children > 0 || products > 0)
      throw new Problem(
        'in_use',
        `The category still has ${children} categories below it and ${products} products.`,
      )
    const subject = `category:${id}`
    return commitChange(ctx, call, {
      statements: [
        ctx.db.prepare('DELETE FROM category_redirects WHERE category_id = ?1').bind(id),
        ctx.db.prepare('DELETE FROM category_translations WHERE category_id = ?1').bind(id),
        ctx.db.prepare('DELETE FROM categories WHERE id = ?1 AND revision = ?2').bind(id, category.revision),
        ...guardOneRow(ctx.db),
      ],
      events: [{ type: 'category.deleted', subject, data: { changed: [] } }],
      audit: {
        action: 'category.deleted',
        subject,
        changes: [
          { member: 'handle', from: category.handle },
          { member: 'title', from: category.title },
        ],
      },
      outcome: { status: 204, headers: {}, body: undefined },
    })
  })
