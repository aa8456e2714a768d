import type { CatalogItem, StoredCategory } from './product-input.ts'
import { type CategoryPlan, planCategory } from './plan-categories.ts'
import { type ProductPlan, planProduct } from './plan-product.ts'
import type { Report } from './plan-reports.ts'
import { type CategoryTree, type Claim, type PlanStart, type PlanTools, PlanState } from './plan-state.ts'

/** A category to be written, and how many changes of it that is: its revision rises by as many. */
export type CategoryRow = StoredCategory & { readonly steps: number }

/** What is to be stored of some items of a file, and what is to be told of them. */
export type CatalogPlan = {
  readonly products: readonly ProductPlan[]
  readonly categories: readonly CategoryPlan[]
  /** The categories of those plans, each once and as it is in the end, parents before children. */
  readonly categoryRows: readonly CategoryRow[]
  readonly reports: readonly Report[]
  readonly claims: readonly Claim[]
  /** What a dry run has to remember in place of the shop: names that came free, and categories that were made. */
  readonly freed: readonly Claim[]
  readonly unchanged: number
  readonly failed: number
  readonly unpriced: number
}

/** Decides, item by item, what becomes of the shop. Pure: the same start and items give the same plan. */
export function planItems(items: readonly CatalogItem[], start: PlanStart, tools: PlanTools): CatalogPlan {
  const state = new PlanState(start, tools)
  const products: ProductPlan[] = []
  const categories: CategoryPlan[] = []
  const reports: Report[] = []
  let unchanged = 0
  let failed = 0
  let unpriced = 0
  for (const item of items) {
    if (item.kind === 'category') {
      const outcome = planCategory(item.category, state)
      if (!outcome.ok) reports.push(...outcome.reports)
      else if (outcome.plan !== undefined) categories.push(outcome.plan)
      continue
    }
    const outcome = planProduct(item.product, state)
    reports.push(...outcome.reports)
    if (outcome.kind === 'failed') {
      failed += 1
      continue
    }
    unpriced += outcome.unpriced
    categories.push(...outcome.categories)
    if (outcome.kind === 'unchanged') unchanged += 1
    else products.push(outcome.plan)
  }
  const freed = state.freed
  const categoryRows = lastStates(categories, state.categories)
  return {
    products,
    categories,
    categoryRows,
    reports,
    claims: state.newClaims,
    freed,
    unchanged,
    failed,
    unpriced,
  }
}

/** Each category once, as it is in the end; what others stand under comes first. */
function lastStates(plans: readonly CategoryPlan[], tree: CategoryTree): CategoryRow[] {
  const byId = Map.groupBy(plans, ({ category }) => category.id)
  const last = [...byId.values()].flatMap((steps) =>
    steps.slice(-1).map(({ category }): CategoryRow => ({ ...category, steps: steps.length })),
  )
  return last.toSorted((left, right) => tree.depth(left.id) - tree.depth(right.id))
}
