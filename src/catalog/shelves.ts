import type { Loader, Shelf } from '../platform/snapshots.ts'
import { buildCategories, projectRows } from './build-snapshot.ts'
import { loadCategoryRows, loadProductRows } from './queries.ts'
import type { CategoriesSnapshot, ProductSnapshot, VariantSnapshot } from './snapshot.ts'

// KV keys (docs/storage.md). Loaders run only when KV has no answer.

const loadByHandle: Loader<ProductSnapshot> = async (ctx, handles) => {
  const found = projectRows(await loadProductRows(ctx.db, { handles }))
  return new Map(found.flatMap((projection) => [...projection.byHandle]))
}

/** Variants as the primary knows them now; completion asks it, carts only where KV has no answer. */
export const loadByVariant: Loader<VariantSnapshot> = async (ctx, variantIds) => {
  const found = projectRows(await loadProductRows(ctx.db, { variantIds }))
  return new Map(found.flatMap((projection) => [...projection.byVariant]))
}

const loadCategories: Loader<CategoriesSnapshot> = async (ctx) =>
  new Map([['categories', buildCategories(await loadCategoryRows(ctx.db))]])

export const productKey = (handle: string): string => `product:${handle}`
export const variantKey = (id: string): string => `variant:${id}`
export const CATEGORIES_KEY = 'categories'

export const productShelf = (handle: string): Shelf<ProductSnapshot> => ({
  key: productKey(handle),
  id: handle,
  load: loadByHandle,
})
export const variantShelf = (id: string): Shelf<VariantSnapshot> => ({
  key: variantKey(id),
  id,
  load: loadByVariant,
})
export const categoriesShelf: Shelf<CategoriesSnapshot> = {
  key: CATEGORIES_KEY,
  id: 'categories',
  load: loadCategories,
}
