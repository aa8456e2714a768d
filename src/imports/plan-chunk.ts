import { handlesOf } from '../catalog/plan-target.ts'
import { type CatalogPlan, planItems } from '../catalog/plan-products.ts'
import { namesOf } from '../catalog/plan-state.ts'
import type { CatalogItem } from '../catalog/product-input.ts'
import {
  loadStoredCategories,
  loadStoredProducts,
  selectOwners,
  toOwners,
} from '../catalog/stored-products.ts'
import type { LocationId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'
import { loadClaims } from './queries.ts'
import type { Markets } from './reading.ts'
import type { ImportRow } from './tables.ts'

/** Reads what the items name, and decides what becomes of it. */
export async function planChunk(
  ctx: Ctx,
  job: ImportRow,
  items: readonly CatalogItem[],
  { own, locations }: Markets & { locations: ReadonlySet<LocationId> },
): Promise<CatalogPlan> {
  const products = items.flatMap((item) => (item.kind === 'product' ? [item.product] : []))
  const lines = items.flatMap((item) => (item.kind === 'category' ? [item.category] : []))
  const names = namesOf(products, handlesOf)
  const needsTree = lines.length > 0 || products.some(({ categories }) => (categories ?? []).length > 0)

  const owners = toOwners(await ctx.db.batch(selectOwners(ctx.db, names)))
  const claimable = [
    ...[...names.productIds, ...owners.products].map((id) => `id:${id}`),
    ...names.handles.flatMap((handle) => [`handle:${handle}`, `free-handle:${handle}`]),
    ...names.skus.flatMap((sku) => [`sku:${sku}`, `free-sku:${sku}`]),
    ...names.variantIds.map((id) => `variant:${id}`),
    ...lines.map(({ handle }) => `category:${handle}`),
  ]
  const [stored, categories, { claims, madeCategories }] = await Promise.all([
    loadStoredProducts(ctx.db, [...owners.products]),
    needsTree ? loadStoredCategories(ctx.db) : [],
    loadClaims(ctx.db, job, claimable),
  ])
  const tree = new Map([...categories, ...madeCategories].map((category) => [category.id, category]))
  return planItems(
    items,
    { market: own, locations, products: stored, owners, categories: [...tree.values()], claims },
    { newId: (kind) => ctx.newId(kind) },
  )
}
