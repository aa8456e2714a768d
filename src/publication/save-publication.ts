import { PUBLICATION_KEY, type Publication } from '../catalog/publication.ts'
import { nextPriceBoundary } from '../catalog/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { putAll } from './put-snapshots.ts'

/** Tells readers how far the projections are, with the bookmark that listings start from. */
export async function savePublication(ctx: Ctx, sequence: number): Promise<void> {
  const session = ctx.search.since(undefined)
  await session.prepare('SELECT 1').run()
  const publication: Publication = {
    sequence,
    bookmark: session.bookmark(),
    publishedAt: Date.now(),
    nextBoundary: await nextPriceBoundary(ctx.db, ctx.now),
  }
  await putAll(ctx, [[PUBLICATION_KEY, JSON.stringify(publication)]])
}
