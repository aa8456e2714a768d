import type { Ctx } from '../platform/context.ts'
import { bulk, commit } from '../platform/d1.ts'
import { publicationCursors } from './tables.ts'

type CursorName = (typeof publicationCursors.$inferSelect)['lane']
export type Cursors = Record<CursorName, { sequence: number; place: string }>

const NONE = { sequence: 0, place: '' }

export async function readCursors(ctx: Ctx): Promise<Cursors> {
  const { cursors } = await readCursorRows(ctx)
  return cursors
}

/** The cursors, and when they last moved. */
export async function readCursorRows(ctx: Ctx): Promise<{ cursors: Cursors; movedAt: number }> {
  const rows = await ctx.db.orm.select().from(publicationCursors).all()
  const cursors: Cursors = { live: NONE, import: NONE, boundary: NONE, rebuild: NONE }
  for (const { lane, sequence, place } of rows) cursors[lane] = { sequence, place }
  return { cursors, movedAt: Math.max(0, ...rows.map((row) => row.updatedAt)) }
}

/**
 * Moves the cursors that are not where they were. A rebuild asked for while this run was at work begins anew: its row
 * says (1, '') again, and is left so.
 */
export async function saveCursors(ctx: Ctx, before: Cursors, after: Cursors): Promise<void> {
  const moved = Object.entries(after).flatMap(([lane, { sequence, place }]) => {
    const was = before[lane as CursorName]
    return was.sequence === sequence && was.place === place
      ? []
      : [{ lane, sequence, place, wasSequence: was.sequence, wasPlace: was.place }]
  })
  await commit(
    ctx.db,
    bulk(
      ctx.db,
      `UPDATE publication_cursors SET sequence = moved.value->>'sequence', place = moved.value->>'place', updated_at = ?2
       FROM json_each(?1) AS moved
       WHERE lane = moved.value->>'lane' AND sequence = moved.value->>'wasSequence' AND place = moved.value->>'wasPlace'`,
      moved,
      ctx.now,
    ),
  )
}

/** Sets the rebuild to its beginning. */
export async function startAgain(ctx: Ctx): Promise<void> {
  await commit(ctx.db, [
    ctx.db
      .prepare(
        `UPDATE publication_cursors SET sequence = 1, place = '', updated_at = ?1 WHERE lane = 'rebuild'`,
      )
      .bind(ctx.now),
  ])
}
