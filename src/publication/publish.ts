import { buildCategories } from '../catalog/build-snapshot.ts'
import { loadCategoryRows, productsInCategories } from '../catalog/queries.ts'
import { CATEGORIES_KEY } from '../catalog/shelves.ts'
import { CATALOG_TAG } from '../catalog/tags.ts'
import { eventsAfter, type LoggedEvent } from '../events/queries.ts'
import type { Lane } from '../events/tables.ts'
import { markAnnounced } from '../inventory/published-availability.ts'
import { loadOpenMarkets } from '../markets/queries.ts'
import { MARKETS_KEY } from '../markets/shelves.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { moveSearchCursor } from '../search/published-cursors.ts'
import { type Cursors, moveCursor, readCursors } from './cursors.ts'
import { markBoundaries, wakeAtBoundary } from './boundaries.ts'
import { rewriteFirstPages } from './first-pages.ts'
import { holdLease, releaseLease } from './lease.ts'
import { publishAvailability, takeOverUnannounced } from './publish-availability.ts'
import { nothingTouched, PRODUCTS_PER_SLICE, publishProducts, type Touched } from './publish-products.ts'
import { markRules, publishRules } from './publish-rules.ts'
import { purgeTwice } from './purge.ts'
import { KV_OPERATIONS_PER_RUN, putAll, type Entry } from './put-snapshots.ts'
import { savePublication } from './save-publication.ts'
import { forgetStale, markAllStale, markStale, readStale, type StaleProduct } from './stale-products.ts'

// One run ends well inside the platform's limits (1,000 KV operations and 1,000 D1 queries an invocation, 15 minutes);
// the next message goes on.
const STATEMENTS_PER_RUN = 600
const RUN_MS = 20_000

/** What a step of a run found: nothing to do; work, done; or more work than this run may still do. */
type Step = 'idle' | 'worked' | 'spent'

/**
 * Carries the log into KV and SEARCH: urgent events first, imports behind them, then products that are old for other
 * reasons, first pages last. Safe to run twice and to be killed anywhere: snapshots are built from present rows; marks
 * go and cursors move at the very end, after the purges are on their way, so that a killed run is done again whole.
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
  await markBoundaries(ctx, cursors)
  await takeOverUnannounced(ctx, touched)
  let step: Step = 'worked'
  while (step === 'worked' && Date.now() < end && isAffordable(ctx)) {
    step = await firstThatWorks([
      () => publishLane(ctx, 'live', cursors, touched),
      () => publishRules(ctx),
      () => publishLane(ctx, 'import', cursors, touched),
      () => publishStale(ctx, touched),
      () => rewriteFirstPages(ctx),
    ])
    // Whoever took the lease over begins at the saved cursors: what we did since is only done twice.
    if (!(await holdLease(ctx, ctx.requestId))) return 'busy'
  }
  await announce(ctx, cursors, touched)
  await commit(ctx.db, markAnnounced(ctx.db, [...touched.told]))
  await forgetStale(ctx, touched.remade)
  if (cursors.live > before.live || cursors.import > before.import) {
    await commit(ctx.search, [
      moveSearchCursor(ctx, 'live', cursors.live),
      moveSearchCursor(ctx, 'import', cursors.import),
    ])
    await commit(ctx.db, [moveCursor(ctx, 'live', cursors.live), moveCursor(ctx, 'import', cursors.import)])
  }
  return step === 'idle' ? 'done' : 'more'
}

const isAffordable = ({ meter }: Ctx): boolean =>
  meter.crossings.kv < KV_OPERATIONS_PER_RUN && meter.statements < STATEMENTS_PER_RUN

async function firstThatWorks(steps: readonly (() => Promise<Step>)[]): Promise<Step> {
  for (const step of steps) {
    const outcome = await step()
    if (outcome !== 'idle') return outcome
  }
  return 'idle'
}

/** One slice of a lane. The cursor stops before the first event that this run could not do any more. */
async function publishLane(ctx: Ctx, lane: Lane, cursors: Cursors, touched: Touched): Promise<Step> {
  const events = await eventsAfter(ctx.db, lane, cursors[lane], PRODUCTS_PER_SLICE)
  if (events.length === 0) return 'idle'
  await markDependants(ctx, events, touched)
  await markRules(ctx, events)
  const done = await publishProducts(ctx, [...new Set(idsOf(events, 'product'))], touched)
  // Whatever the log says of a variant it says of its stock: adjusted, held, released, sold, returned.
  const stocked = [...new Set(idsOf(events, 'variant'))]
  const left = stocked.length === 0 ? [] : await publishAvailability(ctx, { variantIds: stocked }, touched)
  const undone = new Set(left.map(({ variantId }) => `variant:${variantId}`))
  const stop = events.findIndex(
    ({ subject }) => undone.has(subject) || (subject.startsWith('product:') && !done.has(idIn(subject))),
  )
  cursors[lane] = (stop < 0 ? events.at(-1) : events[stop - 1])?.sequence ?? cursors[lane]
  return stop < 0 ? 'worked' : 'spent'
}

/** Changes that other products' snapshots carry: those products are marked, and done in slices of their own. */
async function markDependants(ctx: Ctx, events: readonly LoggedEvent[], touched: Touched): Promise<void> {
  const everything = idsOf(events, 'shop').length > 0
  if (everything || idsOf(events, 'market').length > 0) touched.markets = true
  if (everything || idsOf(events, 'category').length > 0) touched.categories = true
  const moved = idsOf(events, 'category', 'category.updated')
  if (moved.length > 0) await commit(ctx.db, markStale(ctx, await productsInCategories(ctx.db, moved)))
  if (events.some(movesProducts)) await commit(ctx.db, [markAllStale(ctx)])
}

// What of a market is in every product's snapshot and listings; the rest is read from the markets snapshot.
const IN_PRODUCTS = ['currency', 'locales', 'defaultLocale', 'status', 'locations', 'derivedFrom']

const movesProducts = ({ type, subject, data }: LoggedEvent): boolean =>
  type === 'market.deleted' ||
  (subject.startsWith('market:') &&
    Array.isArray(data.changed) &&
    data.changed.some((member) => IN_PRODUCTS.includes(String(member))))

const idsOf = (events: readonly LoggedEvent[], kind: string, type?: string): string[] =>
  events
    .filter((event) => event.subject.startsWith(`${kind}:`) && (type === undefined || event.type === type))
    .map((event) => idIn(event.subject))

const idIn = (subject: string): string => subject.slice(subject.indexOf(':') + 1)

async function publishStale(ctx: Ctx, touched: Touched): Promise<Step> {
  const stale = await readStale(ctx, PRODUCTS_PER_SLICE, touched.remade)
  if (stale.length === 0) return 'idle'
  const [forStock, forAll] = [stale.filter((each) => each.stockOnly), stale.filter((each) => !each.stockOnly)]
  const idsIn = (some: readonly StaleProduct[]) => some.map(({ productId }) => productId)
  const done = await publishProducts(ctx, idsIn(forAll), touched)
  if (forStock.length > 0) {
    const left = await publishAvailability(ctx, { productIds: idsIn(forStock) }, touched)
    const undone = new Set(left.map(({ productId }) => productId))
    for (const id of idsIn(forStock)) if (!undone.has(id)) done.add(id)
  }
  touched.remade.push(...stale.filter(({ productId }) => done.has(productId)))
  return done.size === stale.length ? 'worked' : 'spent'
}

/** Everything that follows from a run: small snapshots, the published sequence, purges, the wake at the next boundary. */
async function announce(ctx: Ctx, cursors: Cursors, touched: Touched): Promise<void> {
  const small: Entry[] = []
  if (touched.markets) small.push([MARKETS_KEY, JSON.stringify({ markets: await loadOpenMarkets(ctx.db) })])
  if (touched.categories)
    small.push([CATEGORIES_KEY, JSON.stringify(buildCategories(await loadCategoryRows(ctx.db)))])
  await putAll(ctx, small)
  if (touched.markets) touched.tags.add(CATALOG_TAG)
  if (touched.categories) touched.tags.add('categories')
  await wakeToLookAgain(ctx, touched)
  if (touched.tags.size === 0) return
  await savePublication(ctx, Math.max(cursors.live, cursors.import))
  // This isolate's own answers are old now; others' are at most ten seconds old.
  ctx.answers.expire(Date.now())
  await purgeTwice(ctx, touched.tags)
  await wakeAtBoundary(ctx)
}

/** Has the publisher woken when stock that had to wait may be told of. */
async function wakeToLookAgain(ctx: Ctx, { lookAgainAt }: Touched): Promise<void> {
  if (lookAgainAt === Infinity) return
  const seconds = Math.ceil((lookAgainAt - Date.now()) / 1_000)
  await ctx.publishQueue.send({ kind: 'wake' }, { delaySeconds: Math.max(seconds, 1) })
}
