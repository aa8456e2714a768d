import { eq } from 'drizzle-orm'
import type { Ctx } from '../platform/context.ts'
import { commit, statement, type Statement } from '../platform/d1.ts'
import { publicationCursors } from './tables.ts'

type CursorName = (typeof publicationCursors.$inferSelect)['lane']
export type Cursors = Record<CursorName, { sequence: number; place: string; updatedAt: number }>

export async function readCursors(ctx: Ctx): Promise<Cursors> {
  const rows = await ctx.db.orm.select().from(publicationCursors).all()
  const none = { sequence: 0, place: '', updatedAt: 0 }
  const cursors: Cursors = { live: none, import: none, boundary: none, rebuild: none }
  for (const row of rows) cursors[row.lane] = row
  return cursors
}

export function moveCursor(ctx: Ctx, lane: CursorName, sequence: number, place = ''): Statement {
  return statement(
    ctx.db,
    ctx.db.orm
      .update(publicationCursors)
      .set({ sequence, place, updatedAt: ctx.now })
      .where(eq(publicationCursors.lane, lane)),
  )
}

export async function saveCursor(ctx: Ctx, lane: CursorName, sequence: number, place = ''): Promise<void> {
  await commit(ctx.db, [moveCursor(ctx, lane, sequence, place)])
}
