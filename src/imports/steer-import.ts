import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { type Reader, importById } from './queries.ts'
import { cancelImport, resumeImport } from './save-import.ts'
import type { ImportRow } from './tables.ts'

/** Stops an import behind its present chunk. What it has stored stays. */
export async function cancel(ctx: Ctx, id: string, reader: Reader): Promise<ImportRow> {
  const row = await found(ctx, id, reader)
  if (row.status === 'cancelled') return row
  await commit(ctx.db, cancelImport(ctx.db, row.id, ctx.now))
  const now = await found(ctx, id, reader)
  if (now.status !== 'cancelled') throw new Problem('invalid_transition', `The import is ${now.status}.`)
  return now
}

/** Goes on with a cancelled or failed import at the chunk where it stood. */
export async function resume(ctx: Ctx, id: string, reader: Reader): Promise<ImportRow> {
  const row = await found(ctx, id, reader)
  if (row.status === 'queued' || row.status === 'running') return row
  await commit(ctx.db, resumeImport(ctx.db, row.id, ctx.now))
  const now = await found(ctx, id, reader)
  if (now.status !== 'queued' && now.status !== 'running') {
    throw new Problem('invalid_transition', `The import is ${now.status}, or its file has been deleted.`)
  }
  ctx.wakeImport(row.id)
  return now
}

export async function found(ctx: Ctx, id: string, reader: Reader): Promise<ImportRow> {
  const row = await importById(ctx.db, id, reader)
  if (row === undefined) throw notFound()
  return row
}
