import type { CategoryId } from '../domain/ids.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatch, demandMatchToPut } from '../platform/preconditions.ts'
import {
  changingTree,
  commitCategory,
  currentCategory,
  foundInTree,
  planCategoryBody,
} from './category-changes.ts'
import type { CategoryBody, ShownCategory } from './category-input.ts'
import { demandSameId } from './product-body.ts'

/** Changes what the body names. */
export const updateCategory = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  body: CategoryBody,
): Promise<Outcome<ShownCategory, 200>> =>
  changingTree(ctx, (tree) => {
    const before = foundInTree(tree, id)
    demandMatch(given, currentCategory(before, tree))
    const next = planCategoryBody(ctx, body, before.id, before, tree, false)
    return commitCategory(ctx, call, { before, next, tree, status: 200 })
  })

/** The category of this id as the body states it; what the body leaves out has its default. */
export const putCategory = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  body: CategoryBody,
): Promise<Outcome<ShownCategory, 200 | 201>> => {
  demandSameId(body, id, '/id')
  return changingTree(ctx, (tree) => {
    const before = tree.get(id as CategoryId)
    demandMatchToPut(given, before && currentCategory(before, tree))
    const next = planCategoryBody(ctx, body, id as CategoryId, before, tree, true)
    return commitCategory<200 | 201>(ctx, call, {
      before,
      next,
      tree,
      status: before === undefined ? 201 : 200,
    })
  })
}
