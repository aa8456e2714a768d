import type { CategoryId } from '../domain/ids.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { changingTree, commitCategory, planCategoryBody } from './category-changes.ts'
import type { CategoryBody, ShownCategory } from './category-input.ts'

/** A new category, a root unless it names a parent. */
export const createCategory = (
  ctx: Ctx,
  call: AdminCall,
  body: CategoryBody,
): Promise<Outcome<ShownCategory, 201>> =>
  changingTree(ctx, (tree) => {
    const id = (body.id ?? ctx.newId('category')) as CategoryId
    if (tree.get(id) !== undefined)
      throw new Problem('already_exists', undefined, {
        errors: [
          { pointer: '/id', code: 'already_exists', message: 'There is a category with this id already.' },
        ],
      })
    const next = planCategoryBody(ctx, body, id, undefined, tree, true)
    return commitCategory(ctx, call, { before: undefined, next, tree, status: 201 })
  })
