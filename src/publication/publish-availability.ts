import { projectRows, type ProductProjection } from '../catalog/build-snapshot.ts'
import { loadProductRows, type ProductRows } from '../catalog/queries.ts'
import { productKey, variantKey } from '../catalog/shelves.ts'
import type { LiveProduct } from '../catalog/snapshot.ts'
import { availabilityTag } from '../catalog/tags.ts'
import {
  BETWEEN_TOLD_MS,
  marketsTold,
  rememberTold,
  type Telling,
  findUnannounced,
} from '../inventory/published-availability.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { listingRows } from '../search/listing-rows.ts'
import { replaceListings } from '../search/save-listings.ts'
import { type Crossing, findCrossings, type StockSelector } from './crossings.ts'
import type { Touched } from './publish-products.ts'
import { KV_OPERATIONS_PER_RUN, putAll, type Entry } from './put-snapshots.ts'
import { markStockStale } from './stale-products.ts'

/**
 * Tells shoppers of stock that has crossed from one availability to another, and of nothing else: the product's
 * snapshot, those of the variants that crossed, and the listing rows that differ; of the edge only the availability of
 * the markets in which it crossed. A variant that was told of just now waits, marked. Answers the crossings that this
 * run cannot do any more.
 */
export async function publishAvailability(
  ctx: Ctx,
  selector: StockSelector,
  touched: Touched,
): Promise<readonly Crossing[]> {
  const now = Date.now()
  const crossings = await findCrossings(ctx.db, selector, touched.unannounced)
  const waiting = crossings.filter(({ dueAt }) => dueAt > now)
  const due = crossings.filter(({ dueAt }) => dueAt <= now)
  await postpone(ctx, waiting, touched)
  if (due.length === 0) return []

  const rows = await loadProductRows(ctx.db, { ids: [...new Set(due.map(({ productId }) => productId))] })
  const heldBack = [...rows.told.values()].filter(
    ({ variantId, publishedAt }) =>
      publishedAt + BETWEEN_TOLD_MS > now && !touched.unannounced.has(variantId),
  )
  const projections = projectRows(rows, new Set(heldBack.map(({ variantId }) => variantId)))
  const changes = projections
    .map((projection) => changeOf(projection, rows, touched))
    .filter((one) => one !== undefined)
  const affordable = takeAffordable(ctx, changes)
  await tell(ctx, affordable, rows, touched, now)
  for (const { markets } of affordable)
    for (const market of markets) touched.tags.add(availabilityTag(market))
  const left = new Set<string>(changes.slice(affordable.length).map(({ product }) => product.id))
  return due.filter(({ productId }) => left.has(productId))
}

/** What a product's stock alone changes in what shoppers are told. */
type Change = {
  readonly product: LiveProduct
  readonly tellings: readonly Telling[]
  readonly markets: readonly string[]
  readonly entries: readonly Entry[]
}

function changeOf(
  { live, byVariant }: ProductProjection,
  { told }: ProductRows,
  { unannounced }: Touched,
): Change | undefined {
  if (live === undefined) return undefined
  const variants = live.variants.flatMap(({ id, availability }) => {
    // What was remembered and perhaps never put may be anything to shoppers.
    const before = unannounced.has(id) ? undefined : told.get(id)?.states
    const markets = marketsTold(before, availability)
    return markets.length === 0 ? [] : [{ variantId: id, states: availability, markets }]
  })
  if (variants.length === 0) return undefined
  const entries = variants.map(
    ({ variantId }) => [variantKey(variantId), JSON.stringify(byVariant.get(variantId))] as const,
  )
  return {
    product: live,
    tellings: variants,
    markets: variants.flatMap(({ markets }) => markets),
    entries: [[productKey(live.handle), JSON.stringify(live)], ...entries],
  }
}

/** As many products from the front as can still be put in this run; a run that has put nothing takes at least one. */
function takeAffordable({ meter }: Ctx, changes: readonly Change[]): Change[] {
  let operations = meter.crossings.kv
  const first = operations === 0 ? 1 : 0
  const end = changes.findIndex(({ entries }, at) => {
    operations += entries.length
    return at >= first && operations > KV_OPERATIONS_PER_RUN
  })
  return end < 0 ? [...changes] : changes.slice(0, end)
}

/**
 * Remembers first and puts then. The run ends with `markAnnounced`, after the purges are on their way: the successor of
 * a publisher that was killed before finds what is not announced, and does it again.
 */
async function tell(
  ctx: Ctx,
  changes: readonly Change[],
  { markets }: ProductRows,
  touched: Touched,
  now: number,
): Promise<void> {
  if (changes.length === 0) return
  const tellings = changes.flatMap((change) => change.tellings)
  await commit(ctx.db, rememberTold(ctx.db, tellings, now, false))
  await putAll(
    ctx,
    changes.flatMap(({ entries }) => entries),
  )
  const listed = changes.map(({ product }) => ({
    productId: product.id,
    rows: listingRows(product, markets, ctx.now),
  }))
  await commit(ctx.search, await replaceListings(ctx, listed))
  for (const { variantId } of tellings) {
    touched.told.add(variantId)
    touched.unannounced.delete(variantId)
  }
}

/** What a publisher that was killed has remembered as told and perhaps not told: marked, to be told in this run. */
export async function takeOverUnannounced(ctx: Ctx, touched: Touched): Promise<void> {
  const left = await findUnannounced(ctx.db)
  for (const { variantId } of left) touched.unannounced.add(variantId)
  await commit(
    ctx.db,
    markStockStale(
      ctx,
      left.map(({ productId }) => ({ productId, notBefore: 0 })),
    ),
  )
}

async function postpone(ctx: Ctx, waiting: readonly Crossing[], touched: Touched): Promise<void> {
  const marks = waiting.map(({ productId, dueAt }) => ({ productId, notBefore: dueAt }))
  await commit(ctx.db, markStockStale(ctx, marks))
  touched.lookAgainAt = Math.min(touched.lookAgainAt, ...marks.map(({ notBefore }) => notBefore))
}
