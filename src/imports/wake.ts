import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { objectKey } from './read-piece.ts'

// A chunk takes a fraction of a second: an import that has not moved for this long has lost its worker.
const IDLE_MS = 5_000
// The longest upload, with room.
const UPLOAD_MS = 3_600_000
// So long a cancelled or failed import can be resumed.
const RESUMABLE_MS = 7 * 86_400_000
const CLAIMS_PER_SLICE = 10_000
const IMPORTS_PER_TICK = 20

/** For cron: wakes imports that nobody works on, ends uploads that never ended, and clears up behind finished ones. */
export async function wakeImports(ctx: Ctx): Promise<void> {
  await sendIdle(ctx)
  await failStuckUploads(ctx)
  await cleanFinished(ctx)
}

async function sendIdle(ctx: Ctx): Promise<void> {
  const { results } = await ctx.db
    .prepare(
      `SELECT id FROM imports WHERE status IN ('queued', 'running') AND updated_at <= ?1
       ORDER BY updated_at LIMIT ?2`,
    )
    .bind(ctx.now - IDLE_MS, IMPORTS_PER_TICK)
    .all<{ id: string }>()
  for (const { id } of results) ctx.wakeImport(id)
}

async function failStuckUploads(ctx: Ctx): Promise<void> {
  await commit(ctx.db, [
    ctx.db
      .prepare(
        `UPDATE imports SET status = 'failed', failure = 'upload_aborted', updated_at = ?1, finished_at = ?1
         WHERE status = 'uploading' AND updated_at <= ?2`,
      )
      .bind(ctx.now, ctx.now - UPLOAD_MS),
  ])
}

/** Deletes the claims, some at a time, and then the file, of imports that are over. */
async function cleanFinished(ctx: Ctx): Promise<void> {
  const { results } = await ctx.db
    .prepare(
      `SELECT id FROM imports WHERE cleaned = 0 AND finished_at IS NOT NULL
         AND (status = 'completed' OR failure = 'upload_aborted' OR finished_at <= ?1)
       ORDER BY finished_at LIMIT ?2`,
    )
    .bind(ctx.now - RESUMABLE_MS, IMPORTS_PER_TICK)
    .all<{ id: string }>()
  for (const { id } of results) {
    const slice = ctx.db.prepare(
      `DELETE FROM import_claims WHERE import_id = ?1 AND claim IN
         (SELECT claim FROM import_claims WHERE import_id = ?1 ORDER BY claim LIMIT ?2)`,
    )
    const [deleted] = await commit(ctx.db, [slice.bind(id, CLAIMS_PER_SLICE)])
    if ((deleted?.meta.changes ?? 0) >= CLAIMS_PER_SLICE) continue
    // The file first: should this stop in between, the next tick deletes it again.
    await ctx.uploads.delete(objectKey(id))
    await commit(ctx.db, [ctx.db.prepare('UPDATE imports SET cleaned = 1 WHERE id = ?1').bind(id)])
  }
}
