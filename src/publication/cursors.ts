import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { publicationCursors } from './tables.ts'

type CursorName = (typeof publicationCursors.$inferSelect)['lane']
export type Cursors = Record<CursorName, number>

export async function readCursors(ctx: Ctx): Promise<Cursors> {
  const { cursors } = await readCursorRows(ctx)
  return cursors
}

/** The cursors, and when one last moved. */
export async function readCursorRows(ctx: Ctx): Promise<{ cursors: Cursors; movedAt: number }> {
  const rows = await ctx.db.orm.select().from(publicationCursors).all()
  const cursors: Cursors = { live: 0, import: 0, boundary: 0 }
  for (const { lane, sequence } of rows) cursors[lane] = sequence
  return { cursors, movedAt: Math.max(0, ...rows.map((row) => row.updatedAt)) }
}

/** A cursor only moves forward: a run that lost its lease must not take back what its successor has done. */
export const moveCursor = (ctx: Ctx, lane: CursorName, sequence: number): Statement =>
  ctx.db
    .prepare(
      'UPDATE publication_cursors SET sequence = ?2, updated_at = ?3 WHERE lane = ?1 AND sequence < ?2',
    )
    .bind(lane, sequence, ctx.now)
