import type { Ctx } from '../platform/context.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { type Reader, importById } from './queries.ts'
import { steerImport } from './save-import.ts'
import { type Shown, etagOf, showImport } from './show-import.ts'
import type { ImportRow } from './tables.ts'

/** Stops an import behind its present chunk. What it has stored stays. */
export const cancel = (ctx: Ctx, call: AdminCall, id: string, reader: Reader): Promise<Steered> =>
  steer(ctx, call, id, reader, 'import.cancelled', (row) => {
    if (row.status === 'cancelled') return row
    if (!isAlive(row)) throw new Problem('invalid_transition', `The import is ${row.status}.`)
    return { ...row, status: 'cancelled', updatedAt: ctx.now, finishedAt: ctx.now }
  })

/** Goes on with a cancelled or failed import at the chunk where it stood. */
export async function resume(ctx: Ctx, call: AdminCall, id: string, reader: Reader): Promise<Steered> {
  let changed = false
  const outcome = await steer(ctx, call, id, reader, 'import.resumed', (row) => {
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

type Steered = Outcome<Shown, 200>

/**
 * Changes an import's status. The answer is kept in the batch of the change, so it is made from the row before; a chunk
 * that comes in between breaks the batch, and the row is read again.
 */
const steer = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  reader: Reader,
  action: string,
  change: (row: ImportRow) => ImportRow,
): Promise<Steered> =>
  untilUnraced(async () => {
    const row = await found(ctx, id, reader)
    const next = change(row)
    const outcome = { status: 200 as const, headers: { ETag: etagOf(next) }, body: showImport(next) }
    if (next === row) return commitNothing(ctx, call, outcome)
    return commitChange(ctx, call, {
      statements: steerImport(ctx.db, row, next),
      events: [],
      audit: {
        action,
        subject: `import:${id}`,
        changes: [{ member: 'status', from: row.status, to: next.status }],
      },
      outcome,
    })
  })

export async function found(ctx: Ctx, id: string, reader: Reader): Promise<ImportRow> {
  const row = await importById(ctx.db, id, reader)
  if (row === undefined) throw notFound()
  return row
}
