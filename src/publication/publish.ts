import { buildCategories } from '../catalog/build-snapshot.ts'
import {
  loadCategoryRows,
  productIdsAfter,
  productsInCategories,
  productsWithBoundary,
} from '../catalog/queries.ts'
import { CATEGORIES_KEY } from '../catalog/shelves.ts'
import { CATALOG_TAG } from '../catalog/tags.ts'
import { eventsAfter, type LoggedEvent } from '../events/queries.ts'
import type { Lane } from '../events/tables.ts'
import { loadMarkets } from '../markets/queries.ts'
import { MARKETS_KEY } from '../markets/shelves.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { moveSearchCursor } from '../search/published-cursors.ts'
import { type Cursors, readCursors, saveCursors, startAgain } from './cursors.ts'
import { rewriteFirstPages, staleFirstPages } from './first-pages.ts'
import { holdLease, releaseLease } from './lease.ts'
import { savePublication } from './save-publication.ts'
import {
  nothingTouched,
  PRODUCTS_PER_SLICE,
  publishProducts,
  putAll,
  type Touched,
} from './publish-products.ts'
import { purgeTwice } from './purge.ts'

// One run ends well inside the platform's limits (1,000 KV operations an invocation, 15 min); the next message goes on.
const KV_OPERATIONS_PER_RUN = 500
const RUN_MS = 20_000
const EVENTS_PER_READ = 50
// A queue message waits at most twelve hours.
const DELAY_SECONDS_MAX = 12 * 60 * 60

/**
 * Carries the log into KV and SEARCH: urgent events first, imports behind them, a rebuild last. Safe to run twice and
 * to be killed anywhere: snapshots are built from present rows, and the cursors move at the very end, after the purges
 * are on their way, so that a killed run is done again whole.
 */
export async function publish(ctx: Ctx): Promise<'done' | 'more' | 'busy'> {
  if (!(await holdLease(ctx, ctx.requestId))) return 'busy'
  try {
    return await run(ctx, Date.now() + RUN_MS)
  } finally {
    await releaseLease(ctx, ctx.requestId)
  }
}

async function run(ctx: Ctx, end: number): Promise<'done' | 'more' | 'busy'> {
  const before = await readCursors(ctx)
  const cursors = { ...before }
  const touched = nothingTouched()
  await publishBoundaries(ctx, cursors, touched)
  let more = true
  while (more && Date.now() < end && ctx.meter.crossings.kv < KV_OPERATIONS_PER_RUN) {
    more =
      (await publishLane(ctx, 'live', cursors, touched)) ||
      (await publishLane(ctx, 'import', cursors, touched)) ||
      (await rebuildSlice(ctx, cursors, touched)) ||
      (await rewriteFirstPages(ctx))
    // Whoever took the lease over begins at the saved cursors: what we did since is only done twice.
    if (more && !(await holdLease(ctx, ctx.requestId))) return 'busy'
  }
  await announce(ctx, cursors, touched)
  await commit(ctx.search, [
    moveSearchCursor(ctx, 'live', cursors.live.sequence),
    moveSearchCursor(ctx, 'import', cursors.import.sequence),
  ])
  await saveCursors(ctx, before, cursors)
  return more ? 'more' : 'done'
}

/** One slice of a lane; false when the lane is at its end. */
async function publishLane(ctx: Ctx, lane: Lane, cursors: Cursors, touched: Touched): Promise<boolean> {
  const events = await eventsAfter(ctx.db, lane, cursors[lane].sequence, EVENTS_PER_READ)
  const last = events.at(-1)
  if (last === undefined) return false
  await publishSubjects(ctx, events, cursors, touched)
  cursors[lane] = { sequence: last.sequence, place: '' }
  return true
}

async function publishSubjects(
  ctx: Ctx,
  events: readonly LoggedEvent[],
  cursors: Cursors,
  touched: Touched,
): Promise<void> {
  const ids = (kind: string, type?: string) =>
    events
      .filter((event) => event.subject.startsWith(`${kind}:`) && (type === undefined || event.type === type))
      .map((event) => event.subject.slice(kind.length + 1))
  if (ids('market').length > 0) await publishMarkets(ctx, touched)
  if (ids('category').length > 0) await publishCategories(ctx, touched)
  const moved = ids('category', 'category.updated')
  const products = [...ids('product'), ...(moved.length > 0 ? await productsInCategories(ctx.db, moved) : [])]
  await publishInSlices(ctx, products, touched)
  // A market's rates and locations are in every product's snapshot.
  if (ids('market', 'market.updated').length > 0) cursors.rebuild = { sequence: 1, place: '' }
}

async function publishInSlices(ctx: Ctx, ids: readonly string[], touched: Touched): Promise<void> {
  const unique = [...new Set(ids)]
  for (let from = 0; from < unique.length; from += PRODUCTS_PER_SLICE) {
    await publishProducts(ctx, unique.slice(from, from + PRODUCTS_PER_SLICE), touched)
  }
  await commit(ctx.db, staleFirstPages(ctx, touched.categories))
}

async function publishMarkets(ctx: Ctx, touched: Touched): Promise<void> {
  await putAll(ctx, [[MARKETS_KEY, JSON.stringify({ markets: await loadMarkets(ctx.db) })]])
  touched.tags.add(CATALOG_TAG)
}

async function publishCategories(ctx: Ctx, touched: Touched): Promise<void> {
  await putAll(ctx, [[CATEGORIES_KEY, JSON.stringify(buildCategories(await loadCategoryRows(ctx.db)))]])
  touched.tags.add('categories')
}

/** List rows and edge copies of products whose price began or ended since the last look. */
async function publishBoundaries(ctx: Ctx, cursors: Cursors, touched: Touched): Promise<void> {
  const due = await productsWithBoundary(ctx.db, cursors.boundary.sequence, ctx.now)
  if (due.length === 0) return
  await publishInSlices(ctx, due, touched)
  cursors.boundary = { sequence: ctx.now, place: '' }
}

/** Marks every projection for a rebuild from DB, from the beginning; the publisher does it in slices behind the log. */
export async function startRebuild(ctx: Ctx): Promise<void> {
  await startAgain(ctx)
}

async function rebuildSlice(ctx: Ctx, cursors: Cursors, touched: Touched): Promise<boolean> {
  const { rebuild } = cursors
  if (rebuild.sequence === 0) return false
  if (rebuild.place === '') {
    await publishMarkets(ctx, touched)
    await publishCategories(ctx, touched)
  }
  const ids = await productIdsAfter(ctx.db, rebuild.place, PRODUCTS_PER_SLICE)
  const last = ids.at(-1)
  await publishInSlices(ctx, ids, touched)
  touched.tags.add(CATALOG_TAG)
  cursors.rebuild = last === undefined ? { sequence: 0, place: '' } : { sequence: 1, place: last }
  return last !== undefined
}

/** Everything that follows from a run: first pages, the published sequence, purges, the wake at the next boundary. */
async function announce(ctx: Ctx, cursors: Cursors, touched: Touched): Promise<void> {
  if (touched.tags.size === 0) return
  await savePublication(ctx, Math.max(cursors.live.sequence, cursors.import.sequence))
  // This isolate's own answers are old now; others' are at most ten seconds old.
  ctx.answers.expire(Date.now())
  await purgeTwice(ctx, touched.tags)
  if (touched.boundary !== Infinity) {
    const seconds = Math.ceil((touched.boundary - Date.now()) / 1_000)
    await ctx.publishQueue.send(
      { kind: 'wake' },
      { delaySeconds: Math.min(Math.max(seconds, 1), DELAY_SECONDS_MAX) },
    )
  }
}
