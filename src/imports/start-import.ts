import { createHash } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { ImportId } from '../domain/ids.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import { loadMarkets, marketByCode } from '../markets/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, guardOneRow } from '../platform/d1.ts'
import {
  type HeldKey,
  type Outcome,
  type RequestKey,
  holdKey,
  releaseKey,
  settleKey,
} from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { HEAD_BYTES, inspectHead } from './inspect-head.ts'
import { objectKey } from './read-piece.ts'
import { deleteImport, insertImport, queueImport } from './save-import.ts'
import { showImport } from './show-import.ts'
import type { Format, ImportRow } from './tables.ts'

export const FILE_BYTES_MAX = 104_857_600

// A slow line needs this long for the largest file; after it another request may take the key.
const UPLOAD_MS = 180_000

export type Upload = Pick<AdminCall, 'staff' | 'actor' | 'route'> & {
  readonly key: RequestKey
  readonly format: Format
  readonly market: string
  readonly dryRun: boolean
  /** What Content-Length says; the body must be exactly that long. */
  readonly length: number
  readonly body: ReadableStream<Uint8Array>
}

/**
 * Takes a file in: streams it to R2 and queues the work. The row is there before the first byte, so an upload that is
 * killed leaves something for cron to clear; it is queued in the batch that stores the answer, so a retry of the
 * request finds either nothing or the finished upload.
 */
export async function startImport(
  ctx: Ctx,
  upload: Upload,
): Promise<{ outcome: Outcome; replayed: boolean }> {
  const market = marketByCode(await loadMarkets(ctx.db), upload.market)
  if (market === undefined) {
    throw new Problem('validation_failed', undefined, {
      errors: [
        { parameter: 'market', code: 'unknown_market', message: 'There is no market with this code.' },
      ],
    })
  }
  const file = await openFile(upload)
  inspectHead(file.head, file.head.length === upload.length, upload.format)

  const hold = await holdKey(ctx, upload.key, UPLOAD_MS)
  if ('answered' in hold) {
    for await (const _ of file.chunks());
    return { outcome: hold.answered(file.hash()), replayed: true }
  }
  const row = newImport(ctx, upload)
  try {
    await commit(ctx.db, insertImport(ctx.db, row))
    await store(ctx, row.id, file, upload.length)
    const queued: ImportRow = { ...row, status: 'queued' }
    const location = `/v1/admin/imports/${row.id}`
    const outcome: Outcome = { status: 202, headers: { Location: location }, body: showImport(queued) }
    await commit(ctx.db, [
      ...queueImport(ctx.db, row.id, ctx.now),
      ...guardOneRow(ctx.db),
      ...settleKey(ctx.db, hold.held, file.hash(), outcome),
      ...recordAudit(ctx, upload, auditOf(row)),
    ])
    // Whether this arrives or not: cron finds queued imports that nobody works on.
    ctx.wakeImport(row.id)
    return { outcome, replayed: false }
  } catch (error) {
    await withdraw(ctx, row.id, hold.held)
    throw brokenConstraint(error) === undefined
      ? error
      : new Problem('idempotency_in_flight', undefined, RETRY)
  }
}

const auditOf = ({ id, format, market, dryRun, bytes }: ImportRow) => ({
  action: 'import.started',
  subject: `import:${id}`,
  changes: Object.entries({ format, market, dryRun, bytes }).map(([member, to]) => ({ member, to })),
})

const RETRY = { headers: { 'Retry-After': '2' } }

/**
 * Nothing remains of an upload that did not end: no object, no job, and the key is free for another try. The batch that
 * queues it may have been committed all the same, and only its reply lost: then the import goes on, and needs its file.
 * So the object goes only with a row that was really deleted; where nobody knows, cron ends what is stuck.
 */
async function withdraw(ctx: Ctx, id: ImportId, held: HeldKey): Promise<void> {
  try {
    const [deleted] = await commit(ctx.db, [...deleteImport(ctx.db, id), ...releaseKey(ctx.db, held)])
    if (deleted?.meta.changes === 1) await ctx.uploads.delete(objectKey(id))
  } catch {
    // The caller has an error of its own to tell.
  }
}

const newImport = (ctx: Ctx, { actor, format, market, dryRun, length }: Upload): ImportRow => ({
  id: ctx.newId('import') as ImportId,
  status: 'uploading',
  format,
  market: market as ImportRow['market'],
  dryRun,
  bytes: length,
  actor,
  cursor: {},
  chunk: 0,
  rows: 0,
  rowsFailed: 0,
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsFailed: 0,
  categoriesCreated: 0,
  categoriesUpdated: 0,
  variantsUnpriced: 0,
  failure: null,
  attempts: 0,
  cleaned: false,
  createdAt: ctx.now,
  updatedAt: ctx.now,
  finishedAt: null,
})

type IncomingFile = {
  readonly head: Uint8Array
  /** All of it, the head first; once. */
  chunks(): AsyncGenerator<Uint8Array>
  /** SHA-256 of all that has been read. */
  hash(): string
}

/** Reads the beginning of a body, and counts and hashes every byte of it. */
async function openFile({ body, length }: Upload): Promise<IncomingFile> {
  const reader = body.getReader()
  const digest = createHash('sha256')
  let received = 0
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await reader.read().catch(() => {
      throw new Problem('malformed_request', 'The body ended before all of it had arrived.')
    })
    if (done && received < length)
      throw new Problem('malformed_request', 'The body is shorter than Content-Length.')
    if (done) return undefined
    received += value.length
    if (received > length) {
      await reader.cancel().catch(() => undefined)
      throw new Problem('content_too_large', 'The body is longer than Content-Length.')
    }
    digest.update(value)
    return value
  }

  const first: Uint8Array[] = []
  let gathered = 0
  while (gathered < Math.min(HEAD_BYTES, length)) {
    const chunk = await next()
    if (chunk === undefined) break
    first.push(chunk)
    gathered += chunk.length
  }
  return {
    head: new Uint8Array(Buffer.concat(first)),
    async *chunks() {
      yield* first.splice(0)
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk
    },
    hash: () => digest.copy().digest('hex'),
  }
}

async function store(ctx: Ctx, id: ImportId, file: IncomingFile, length: number): Promise<void> {
  const { readable, writable } = new FixedLengthStream(length)
  const writer = writable.getWriter()
  async function pump(): Promise<void> {
    try {
      for await (const chunk of file.chunks()) await writer.write(chunk)
      await writer.close()
    } catch (error) {
      await writer.abort(error).catch(() => undefined)
      throw error
    }
  }
  const pumped = pump()
  const put = ctx.uploads.put(objectKey(id), readable)
  // The pump's own error says what was wrong with the body; what R2 then says is only its echo.
  const [sent, kept] = await Promise.allSettled([pumped, put])
  if (sent.status === 'rejected') throw sent.reason
  if (kept.status === 'rejected') throw kept.reason
}
