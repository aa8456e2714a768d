import { projectRows, type ProductProjection } from '../catalog/build-snapshot.ts'
import { loadProductRows, revisionsOf } from '../catalog/queries.ts'
import { productKey, variantKey } from '../catalog/shelves.ts'
import { handleTag, listTag, availabilityTag, productTag } from '../catalog/tags.ts'
import type { Market } from '../domain/market.ts'
import { nextBoundary } from '../domain/price.ts'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { listingRows } from '../search/listing-rows.ts'
import { replaceListings } from '../search/save-listings.ts'

/** Products whose snapshots are made and put together: about this many KV operations fit one slice. */
export const PRODUCTS_PER_SLICE = 50
// KV puts on their way at once; the platform opens six connections and queues the rest.
const PUTS_AT_ONCE = 24
const REPEATS_MAX = 5

/** What a slice of work touched, gathered for the purge and for the first pages. */
export type Touched = { readonly tags: Set<string>; readonly categories: Set<string>; boundary: number }

export const nothingTouched = (): Touched => ({ tags: new Set(), categories: new Set(), boundary: Infinity })

/**
 * Rewrites the projections of these products from the rows of the D1 primary: KV first, then SEARCH. A product that
 * changed while its snapshot was put is done again, so the last put is never older than the last commit it saw.
 */
export async function publishProducts(ctx: Ctx, ids: readonly string[], touched: Touched): Promise<void> {
  let wanted = [...new Set(ids)]
  for (let round = 0; wanted.length > 0 && round < REPEATS_MAX; round += 1) {
    const rows = await loadProductRows(ctx.db, { ids: wanted })
    const projections = projectRows(rows)
    await putSnapshots(ctx, projections)
    await saveListings(ctx, projections, rows.markets)
    for (const projection of projections) note(touched, projection, rows.markets, ctx.now)
    const revisions = await revisionsOf(ctx.db, wanted)
    wanted = projections
      .filter((each) => revisions.get(each.productId) !== each.revision)
      .map((each) => each.productId)
  }
}

async function putSnapshots(ctx: Ctx, projections: readonly ProductProjection[]): Promise<void> {
  const entries = projections.flatMap(({ byHandle, byVariant }) => [
    ...[...byHandle].map(([handle, snapshot]) => [productKey(handle), JSON.stringify(snapshot)] as const),
    ...[...byVariant].map(([id, snapshot]) => [variantKey(id), JSON.stringify(snapshot)] as const),
  ])
  await putAll(ctx, entries)
}

/** Puts to KV and drops this isolate's own copies; other isolates' are at most ten seconds old. */
export async function putAll(
  ctx: Ctx,
  entries: readonly (readonly [key: string, value: string])[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += PUTS_AT_ONCE) {
    const slice = entries.slice(from, from + PUTS_AT_ONCE)
    await Promise.all(slice.map(([key, value]) => ctx.kv.put(key, value)))
    for (const [key] of slice) ctx.memory.forget(key)
  }
}

async function saveListings(ctx: Ctx, projections: readonly ProductProjection[], markets: readonly Market[]) {
  const products = projections.map(({ productId, live }) => ({
    productId,
    rows: live === undefined ? [] : listingRows(live, markets, ctx.now),
  }))
  await commit(ctx.search, await replaceListings(ctx, products))
}

function note(
  touched: Touched,
  { productId, live, byHandle }: ProductProjection,
  markets: readonly Market[],
  now: Instant,
): void {
  touched.tags.add(productTag(productId))
  for (const handle of byHandle.keys()) touched.tags.add(handleTag(handle))
  for (const market of markets) touched.tags.add(listTag(market.code)).add(availabilityTag(market.code))
  for (const category of live?.categories ?? []) {
    for (const handle of [category.handle, ...category.ancestors]) touched.categories.add(handle)
  }
  const prices = live?.variants.flatMap((variant) => Object.values(variant.prices).flat()) ?? []
  touched.boundary = Math.min(touched.boundary, nextBoundary(prices, now) ?? Infinity)
}
