import { projectRows, type ProductProjection } from '../catalog/build-snapshot.ts'
import { loadProductRows, revisionsOf, type ProductRows } from '../catalog/queries.ts'
import { productKey, variantKey } from '../catalog/shelves.ts'
import { availabilityTag, handleTag, listTag, productTag } from '../catalog/tags.ts'
import type { Market } from '../domain/market.ts'
import { marketsTold, rememberTold, type Telling } from '../inventory/published-availability.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { listingRows } from '../search/listing-rows.ts'
import { categoriesListed } from '../search/categories-listed.ts'
import { replaceListings } from '../search/save-listings.ts'
import { staleFirstPages } from './first-pages.ts'
import type { StaleProduct } from './stale-products.ts'
import { KV_OPERATIONS_PER_RUN, putAll, type Entry } from './put-snapshots.ts'

/** Products whose rows are read together. */
export const PRODUCTS_PER_SLICE = 50
const REPEATS_MAX = 5

/** What a run touched, gathered for its end. */
export type Touched = {
  readonly tags: Set<string>
  /** When stock that has to wait may be told of. */
  lookAgainAt: number
  /** Variants that a killed run may not have told of; and those that this one has, to be marked so at its end. */
  readonly unannounced: Set<string>
  readonly told: Set<string>
  /** Marked products that are made anew: their marks go when everything of the run is announced. */
  readonly remade: StaleProduct[]
  markets: boolean
  categories: boolean
}

export const nothingTouched = (): Touched => ({
  tags: new Set(),
  lookAgainAt: Infinity,
  unannounced: new Set(),
  told: new Set(),
  remade: [],
  markets: false,
  categories: false,
})

/**
 * Rewrites the projections of these products from the rows of the D1 primary: KV first, then SEARCH. A product that
 * changed while its snapshot was put is done again, so the last put is never older than the last commit it saw.
 * Answers the ids that are done: from the front of the list, as many as the run's KV operations allow.
 */
export async function publishProducts(
  ctx: Ctx,
  ids: readonly string[],
  touched: Touched,
): Promise<Set<string>> {
  const done = new Set<string>()
  let wanted = ids
  for (let round = 0; wanted.length > 0 && round < REPEATS_MAX; round += 1) {
    const rows = await loadProductRows(ctx.db, { ids: wanted })
    const byId = new Map(projectRows(rows).map((projection) => [projection.productId as string, projection]))
    const affordable = takeAffordable(ctx, wanted, byId)
    const projections = affordable.map((id) => byId.get(id)).filter((projection) => projection !== undefined)
    await putAll(ctx, projections.flatMap(entriesOf))
    await saveListings(ctx, projections, rows)
    for (const projection of projections) note(touched, projection, rows.markets)
    const revisions = await revisionsOf(ctx.db, affordable)
    // An id without rows never was a product: nothing to do about it.
    for (const id of affordable) if (revisions.get(id) === byId.get(id)?.revision) done.add(id)
    wanted = affordable.filter((id) => !done.has(id))
  }
  return done
}

/** As many products from the front as can still be put in this run; a run that has put nothing takes at least one. */
function takeAffordable(
  ctx: Ctx,
  ids: readonly string[],
  byId: ReadonlyMap<string, ProductProjection>,
): string[] {
  let operations = ctx.meter.crossings.kv
  const taken: string[] = []
  for (const id of ids) {
    const projection = byId.get(id)
    operations += projection === undefined ? 0 : projection.byHandle.size + projection.byVariant.size
    if (operations > KV_OPERATIONS_PER_RUN && (taken.length > 0 || ctx.meter.crossings.kv > 0)) break
    taken.push(id)
  }
  return taken
}

const entriesOf = ({ byHandle, byVariant }: ProductProjection): Entry[] => [
  ...Array.from(byHandle, ([handle, snapshot]) => [productKey(handle), JSON.stringify(snapshot)] as const),
  ...Array.from(byVariant, ([id, snapshot]) => [variantKey(id), JSON.stringify(snapshot)] as const),
]

async function saveListings(ctx: Ctx, projections: readonly ProductProjection[], rows: ProductRows) {
  const products = projections.map(({ productId, live }) => ({
    productId,
    rows: live === undefined ? [] : listingRows(live, rows.markets, ctx.now),
  }))
  // The categories a product is leaving show it on their first page just as those that it is in now.
  const categories = new Set(
    await categoriesListed(
      ctx,
      products.map(({ productId }) => productId),
    ),
  )
  for (const { live } of projections) {
    for (const { handle, ancestors } of live?.categories ?? [])
      for (const each of [handle, ...ancestors]) categories.add(each)
  }
  await commit(ctx.db, [
    ...staleFirstPages(ctx, categories),
    ...rememberTold(ctx.db, toldBy(projections, rows), Date.now(), true),
  ])
  await commit(ctx.search, await replaceListings(ctx, products))
}

/** What these snapshots tell of stock that is not remembered as told. */
const toldBy = (projections: readonly ProductProjection[], { told }: ProductRows): Telling[] =>
  projections
    .flatMap(({ live }) => live?.variants ?? [])
    .map(({ id, availability }) => ({ variantId: id, states: availability }))
    .filter(({ variantId, states }) => {
      const before = told.get(variantId)
      return before?.announced !== true || marketsTold(before.states, states).length > 0
    })

function note(
  touched: Touched,
  { productId, byHandle }: ProductProjection,
  markets: readonly Market[],
): void {
  touched.tags.add(productTag(productId))
  for (const handle of byHandle.keys()) touched.tags.add(handleTag(handle))
  for (const market of markets) touched.tags.add(listTag(market.code)).add(availabilityTag(market.code))
}
