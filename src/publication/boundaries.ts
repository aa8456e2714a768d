import { nextPriceBoundary, productsWithBoundary } from '../catalog/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { type Cursors, moveCursor } from './cursors.ts'
import { markStale } from './stale-products.ts'

// Cron looks every minute: a boundary is seen by two of its ticks, and by every run of the publisher before it.
const HORIZON_MS = 120_000

/**
 * Marks products whose price began or ended since the last look. It goes by the clock and a stored cursor: however many
 * wakes were lost, the next one finds every boundary that has passed.
 */
export async function markBoundaries(ctx: Ctx, cursors: Cursors): Promise<void> {
  const due = await productsWithBoundary(ctx.db, cursors.boundary, ctx.now)
  if (due.length > 0) await commit(ctx.db, [...markStale(ctx, due), moveCursor(ctx, 'boundary', ctx.now)])
}

/** Has the publisher woken at the second of the next boundary, if that is near; cron looks for later ones. */
export async function wakeAtBoundary(ctx: Ctx): Promise<void> {
  const next = await nextPriceBoundary(ctx.db, ctx.now)
  if (next === undefined || next > ctx.now + HORIZON_MS) return
  const seconds = Math.ceil((next - Date.now()) / 1_000)
  await ctx.publishQueue.send({ kind: 'wake' }, { delaySeconds: Math.max(seconds, 1) })
}
