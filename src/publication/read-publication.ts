import { headOfLog } from '../events/queries.ts'
import { formatInstant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { readSearchCursors } from '../search/published-cursors.ts'
import { readCursorRows } from './cursors.ts'
import { countStale } from './stale-products.ts'

/** "Is it live?": the head of the log and how far each projection has come, by lane. */
export async function readPublication(ctx: Ctx) {
  const [head, { cursors: kv, movedAt }, search, stale] = await Promise.all([
    headOfLog(ctx.db),
    readCursorRows(ctx),
    readSearchCursors(ctx),
    countStale(ctx),
  ])
  const lane = (name: 'live' | 'import') => ({
    head: head[name],
    snapshots: kv[name],
    search: search[name],
    live: kv[name] >= head[name] && search[name] >= head[name],
  })
  const lanes = { live: lane('live'), import: lane('import') }
  return {
    live: lanes.live.live && lanes.import.live && stale.products === 0 && stale.rules === 0,
    head: Math.max(head.live, head.import),
    published: Math.min(publishedOf(lanes.live), publishedOf(lanes.import), Math.max(head.live, head.import)),
    lanes,
    staleProducts: stale.products,
    publishedAt: formatInstant(movedAt),
    // Seconds until every edge copy of what is published now is gone, if nothing fails (design.md §1.2).
    boundSeconds: 90,
  }
}

/** A lane that is at its head is no hindrance: everything of it is out. */
const publishedOf = (lane: { head: number; snapshots: number; search: number; live: boolean }): number =>
  lane.live ? Infinity : Math.min(lane.snapshots, lane.search)
