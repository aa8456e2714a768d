import type { Lane } from '../events/tables.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'

/** Says that this database holds everything up to that event of the lane. */
export const moveSearchCursor = (ctx: Ctx, lane: Lane, sequence: number): Statement =>
  ctx.search
    .prepare('UPDATE search_cursors SET sequence = ?2, updated_at = ?3 WHERE lane = ?1')
    .bind(lane, sequence, ctx.now)

export async function readSearchCursors(ctx: Ctx): Promise<Record<Lane, number>> {
  const { results } = await ctx.search
    .prepare('SELECT lane, sequence FROM search_cursors')
    .all<{ lane: Lane; sequence: number }>()
  const cursors: Record<Lane, number> = { live: 0, import: 0 }
  for (const { lane, sequence } of results) cursors[lane] = sequence
  return cursors
}
