import type { Ctx } from './context.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

export type Page<Entry> = { data: Entry[]; page: { nextCursor: string | null } }

/** The place that a list goes on from; undefined on the first page. Throws invalid_cursor for another list's. */
export const placeIn = <Place extends readonly unknown[]>(
  ctx: Ctx,
  bind: string,
  cursor: string | undefined,
): Place | undefined =>
  cursor === undefined ? undefined : (decodeCursor(ctx, bind, cursor) as unknown as Place)

/**
 * A page of rows of which one more was read than is shown. `bind` names the list with its filters and sort, `placeOf`
 * the sort key of a row, with an id behind it so that ties have an order.
 */
export function pageOf<Row, Entry>(
  ctx: Ctx,
  bind: string,
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Entry,
  placeOf: (row: Row) => readonly unknown[],
): Page<Entry> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(ctx, bind, placeOf(last)) : null
  return { data: shown.map(show), page: { nextCursor } }
}
