import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit } from '../platform/d1.ts'
import type { Keep, Outcome } from '../platform/idempotency.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { type Reader, importById } from './queries.ts'
import { steerImport } from './save-import.ts'
import { etagOf, showImport } from './show-import.ts'
import type { ImportRow } from './tables.ts'

/** Stops an import behind its present chunk. What it has stored stays. */
export const cancel = (ctx: Ctx, id: string, reader: Reader, keep: Keep): Promise<Outcome> =>
  steer(ctx, id, reader, keep, (row) => {
    if (row.status === 'cancelled') return row
    if (!isAlive(row)) throw new Problem('invalid_transition', `The import is ${row.status}.`)
    return { ...row, status: 'cancelled', updatedAt: ctx.now, finishedAt: ctx.now }
  })

/** Goes on with a cancelled or failed import at the chunk where it stood. */
export async function resume(ctx: Ctx, id: string, reader: Reader, keep: Keep): Promise<Outcome> {
  let changed = false
  const outcome = await steer(ctx, id, reader, keep, (row) => {
    changed = !isAlive(row)
    if (!changed) return row
    // Once its file has been deleted there is nothing to go on with.
    if ((row.status !== 'cancelled' && row.status !== 'failed') || row.cleaned) {
      throw new Problem('invalid_transition', `The import is ${row.status}, or its file has been deleted.`)
    }
    return { ...row, status: 'queued', failure: null, attempts: 0, updatedAt: ctx.now, finishedAt: null }
  })
  if (changed) ctx.wakeImport(id)
  return outcome
}

const isAlive = ({ status }: ImportRow): boolean => status === 'queued' || status === 'running'

// A chunk takes far longer than a read and a write: more than one in between is rare.
const TRIES = 5

/**
 * Changes an import's status. The answer is kept in the batch of the change, so it is made from the row before; a chunk
 * that comes in between breaks the batch, and the row is read again.
 */
async function steer(
  ctx: Ctx,
  id: string,
  reader: Reader,
  keep: Keep,
  change: (row: ImportRow) => ImportRow,
): Promise<Outcome> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const row = await found(ctx, id, reader)
    const next = change(row)
    const outcome: Outcome = { status: 200, headers: { ETag: etagOf(next) }, body: showImport(next) }
    try {
      await commit(ctx.db, [...(next === row ? [] : steerImport(ctx.db, row, next)), ...keep(outcome)])
      return outcome
    } catch (error) {
      if (brokenConstraint(error) !== 'guard_held') throw error
    }
  }
  throw new Problem('unavailable')
}

export async function found(ctx: Ctx, id: string, reader: Reader): Promise<ImportRow> {
  const row = await importById(ctx.db, id, reader)
  if (row === undefined) throw notFound()
  return row
}
