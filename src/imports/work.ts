import type { CatalogPlan } from '../catalog/plan-products.ts'
import { saveCategories } from '../catalog/save-categories.ts'
import { saveProducts } from '../catalog/save-products.ts'
import type { Market } from '../domain/market.ts'
import { type NewEvent, appendEvents } from '../events/append.ts'
import { marketByCode } from '../markets/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, type Statement } from '../platform/d1.ts'
import { planChunk } from './plan-chunk.ts'
import { loadWork } from './queries.ts'
import { CHUNK, type ChunkSize, readPiece } from './read-piece.ts'
import { moveOn } from './save-chunk.ts'
import type { ImportRow } from './tables.ts'

// A few lines by hand, such as a corrected price, are published before a catalog that is under way.
const URGENT_BYTES = 65_536

/** A chunk that fails this often in a row ends the import; an operator can resume it. */
const ATTEMPTS_MAX = 20

/**
 * Works on one chunk of an import: reads a piece of the file, plans it, and commits everything about it in one batch.
 * A kill at any point loses the piece's work or nothing; a second delivery at the same time stores nothing twice.
 */
export async function workOnImport(
  ctx: Ctx,
  importId: string,
  size: ChunkSize = CHUNK,
): Promise<'more' | 'done'> {
  const work = await loadWork(ctx.db, importId)
  const { job } = work
  if (job === undefined || (job.status !== 'queued' && job.status !== 'running')) return 'done'
  try {
    return await workOnChunk(ctx, { ...work, job }, size)
  } catch (error) {
    return await afterFailure(ctx, job, error)
  }
}

type Work = Awaited<ReturnType<typeof loadWork>> & { readonly job: ImportRow }

async function workOnChunk(
  ctx: Ctx,
  { job, markets, locations }: Work,
  size: ChunkSize,
): Promise<'more' | 'done'> {
  const own = marketByCode(markets, job.market)
  if (own === undefined) return endImport(ctx, job, 'unknown_market')

  const around = { own, all: markets, locations }
  const reading = await readPiece(ctx, job, around, size)
  if ('unreadable' in reading) return endImport(ctx, job, reading.unreadable)

  const plan = reading.items.length === 0 ? NOTHING : await planChunk(ctx, job, reading.items, around)
  await commit(ctx.db, [
    ...moveOn(ctx.db, job, reading, plan, ctx.now),
    ...(job.dryRun ? [] : savePlan(ctx, job, plan, markets)),
  ])
  return reading.cursor.byte < job.bytes ? 'more' : 'done'
}

const NOTHING: CatalogPlan = {
  products: [],
  categories: [],
  categoryRows: [],
  reports: [],
  claims: [],
  freed: [],
  unchanged: 0,
  failed: 0,
  unpriced: 0,
}

function savePlan(ctx: Ctx, job: ImportRow, plan: CatalogPlan, markets: readonly Market[]): Statement[] {
  const events: NewEvent[] = [
    ...plan.categories.map(({ action, changed, category }) => ({
      type: `category.${action}d`,
      subject: `category:${category.id}`,
      data: { changed },
    })),
    ...plan.products.map(({ action, changed, fields }) => ({
      type: `product.${action}d`,
      subject: `product:${fields.id}`,
      data: { changed },
    })),
  ]
  return [
    ...saveCategories(ctx.db, plan.categoryRows, ctx.now),
    ...saveProducts(ctx, plan.products, markets, { actor: job.actor, reason: 'import' }),
    ...appendEvents(ctx, events, job.actor, job.bytes <= URGENT_BYTES ? 'live' : 'import'),
  ]
}

/** The file itself cannot be read on: no use in trying again. */
async function endImport(ctx: Ctx, job: ImportRow, failure: string): Promise<'done'> {
  const end = ctx.db.prepare(
    `UPDATE imports SET status = 'failed', failure = ?1, updated_at = ?2, finished_at = ?2
     WHERE id = ?3 AND chunk = ?4 AND status IN ('queued', 'running')`,
  )
  await commit(ctx.db, [end.bind(failure, ctx.now, job.id, job.chunk)])
  return 'done'
}

/**
 * A broken constraint means that somebody else wrote first: either another delivery did this very chunk, and goes on by
 * itself, or a row has changed, and the chunk is planned again. Anything else is a failure of the platform or of ours:
 * the queue delivers again.
 */
async function afterFailure(ctx: Ctx, job: ImportRow, error: unknown): Promise<'more' | 'done'> {
  const note = ctx.db.prepare(
    `UPDATE imports SET attempts = attempts + 1, updated_at = ?1,
       status = iif(attempts + 1 >= ?2, 'failed', status), failure = iif(attempts + 1 >= ?2, 'internal', failure),
       finished_at = iif(attempts + 1 >= ?2, ?1, finished_at)
     WHERE id = ?3 AND chunk = ?4 AND status IN ('queued', 'running')`,
  )
  const [noted] = await commit(ctx.db, [note.bind(ctx.now, ATTEMPTS_MAX, job.id, job.chunk)])
  if (noted?.meta.changes === 0) return 'done'
  if (brokenConstraint(error) !== undefined) return 'more'
  throw error
}
