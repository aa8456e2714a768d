import { z } from '@hono/zod-openapi'
import { REPORTS, type ReportCode } from '../catalog/plan-reports.ts'
import { MARKET_CODE_PATTERN } from '../domain/market.ts'
import { jsonAnswer } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import type { Staff } from '../platform/context.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { principalOf, replayHeaders, requestKey, requireIdempotencyKey } from '../platform/idempotency.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery } from '../platform/schema.ts'
import { importExamples } from './import-examples.ts'
import { changeListSchema, importListSchema, importSchema, reportListSchema } from './import-schemas.ts'
import { type Reader, changesAfter, importsAfter, reportsAfter } from './queries.ts'
import { type Shown, etagOf, showImport } from './show-import.ts'
import { startImport } from './start-import.ts'
import { cancel, found, resume } from './steer-import.ts'
import { FORMATS } from './tables.ts'
import { readUploadHeaders } from './upload-headers.ts'

const READ = 'imports:read'
const WRITE = 'imports:write'
/** Sees and steers the imports of every admin. */
const SCOPE_ALL = 'imports:admin'

const params = z.object({ id: idParam })
const pageQuery = { limit: limitQuery, cursor: cursorQuery }
const file = z.string().openapi({ format: 'binary' })

const start = defineRoute({
  method: 'post',
  path: '/v1/admin/imports',
  operationId: 'startImport',
  tags: ['Imports'],
  summary: 'Send a catalog file',
  description:
    'Streams a Shopify product CSV or NDJSON (docs/import-format.md) of up to 100 MB and answers with the job that ' +
    'works on it. Good rows go through; bad ones are listed by the job. With dryRun the job says what would change.',
  request: {
    query: z.strictObject({
      format: z.enum(FORMATS),
      market: z.string().regex(MARKET_CODE_PATTERN).openapi({
        example: 'us',
        description: 'The market that prices without one are for, and whose first location takes the stock.',
      }),
      dryRun: z.enum(['true', 'false']).optional().openapi({ default: 'false' }),
    }),
    body: {
      required: true,
      content: {
        'text/csv': { schema: file },
        'application/x-ndjson': { schema: file },
        'application/octet-stream': { schema: file },
      },
    },
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 5 }, key: 'required' },
  problems: [
    'invalid_parameter',
    'malformed_request',
    'idempotency_key_required',
    'idempotency_key_invalid',
    'idempotency_in_flight',
    'length_required',
    'content_too_large',
    'unsupported_media_type',
    'validation_failed',
    'idempotency_conflict',
    'unavailable',
  ],
  responses: {
    202: jsonAnswer('The job; Location is where to follow it', importSchema, importExamples.queued),
  },
})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/imports',
  operationId: 'listImports',
  tags: ['Imports'],
  summary: 'Your imports, newest first',
  request: { query: z.strictObject(pageQuery) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: { 200: jsonAnswer('One page', importListSchema, importExamples.list) },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/imports/{id}',
  operationId: 'readImport',
  tags: ['Imports'],
  summary: 'One import: progress and counts',
  request: { params, query: z.strictObject({}) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The import', importSchema, importExamples.running),
    304: { description: 'Not changed' },
  },
})

const listErrors = defineRoute({
  method: 'get',
  path: '/v1/admin/imports/{id}/errors',
  operationId: 'listImportErrors',
  tags: ['Imports'],
  summary: 'What is wrong, or worth a remark, in which line and column',
  request: {
    params,
    query: z.strictObject({ ...pageQuery, severity: z.enum(['error', 'note']).optional() }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('One page, in the order of the file', reportListSchema, importExamples.reports),
  },
})

const listChanges = defineRoute({
  method: 'get',
  path: '/v1/admin/imports/{id}/changes',
  operationId: 'listImportChanges',
  tags: ['Imports'],
  summary: 'What the import changed, or in a dry run would change',
  request: { params, query: z.strictObject(pageQuery) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('One page, in the order of the file', changeListSchema, importExamples.changes),
  },
})

const cancelRoute = defineRoute({
  method: 'post',
  path: '/v1/admin/imports/{id}/cancel',
  operationId: 'cancelImport',
  tags: ['Imports'],
  summary: 'Stop an import; what it has stored stays',
  request: { params, query: z.strictObject({}) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: [
    'invalid_parameter',
    'idempotency_key_invalid',
    'not_found',
    'invalid_transition',
    'unavailable',
  ],
  responses: { 200: jsonAnswer('The import', importSchema, importExamples.cancelled) },
})

const resumeRoute = defineRoute({
  method: 'post',
  path: '/v1/admin/imports/{id}/resume',
  operationId: 'resumeImport',
  tags: ['Imports'],
  summary: 'Go on with a cancelled or failed import where it stood',
  request: { params, query: z.strictObject({}) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: [
    'invalid_parameter',
    'idempotency_key_invalid',
    'not_found',
    'invalid_transition',
    'unavailable',
  ],
  responses: { 200: jsonAnswer('The import', importSchema, importExamples.queued) },
})

export const importRoutes = featureRoutes()
  .openapi(start, async (c) => {
    const { ctx, staff, route } = c.var
    const { format, market, dryRun } = c.req.valid('query')
    const length = readUploadHeaders((name) => c.req.header(name), format)
    const key = requireIdempotencyKey(c.req.header('Idempotency-Key'))
    const actor = principalOf(staff)
    const { outcome, replayed } = await startImport(ctx, {
      actor,
      staff,
      route,
      key: requestKey(actor, 'POST', c.req.url, key),
      format,
      market,
      dryRun: dryRun === 'true',
      length,
      body: c.req.raw.body ?? new Blob().stream(),
    })
    return c.json(outcome.body as Shown, 202, replayHeaders(outcome, replayed))
  })

  .openapi(list, async (c) => {
    const { ctx, staff } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const reader = readerOf(staff)
    const bind = `imports ${reader.actor ?? 'all'}`
    const after = placeIn<[number, string]>(ctx, bind, cursor)
    const position = after && { createdAt: after[0], id: after[1] }
    const rows = await importsAfter(ctx.db, reader, position, limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showImport, (row) => [row.createdAt, row.id]),
      200,
    )
  })

  .openapi(read, async (c) => {
    const row = await found(c.var.ctx, c.req.valid('param').id, readerOf(c.var.staff))
    const etag = etagOf(row)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showImport(row), 200, { ETag: etag })
  })

  .openapi(listErrors, async (c) => {
    const { ctx, staff } = c.var
    const { limit = LIMIT_DEFAULT, cursor, severity } = c.req.valid('query')
    const row = await found(ctx, c.req.valid('param').id, readerOf(staff))
    const bind = `import errors ${row.id} ${severity ?? ''}`
    const rows = await reportsAfter(ctx.db, row.id, placeIn<Position>(ctx, bind, cursor), severity, limit + 1)
    const show = (report: (typeof rows)[number]) => ({
      ...report,
      message: REPORTS[report.code as ReportCode][1],
    })
    return c.json(
      pageOf(ctx, bind, rows, limit, show, (last) => [last.line, last.column, last.code]),
      200,
    )
  })

  .openapi(listChanges, async (c) => {
    const { ctx, staff } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const row = await found(ctx, c.req.valid('param').id, readerOf(staff))
    const bind = `import changes ${row.id}`
    const rows = await changesAfter(ctx.db, row.id, placeIn<Position>(ctx, bind, cursor), limit + 1)
    return c.json(
      pageOf(
        ctx,
        bind,
        rows,
        limit,
        (change) => change,
        (last) => [last.line, last.kind, last.handle],
      ),
      200,
    )
  })

  .openapi(cancelRoute, async (c) => {
    const { ctx, staff } = c.var
    return actOnce(c, (call) => cancel(ctx, call, c.req.valid('param').id, readerOf(staff)))
  })

  .openapi(resumeRoute, async (c) => {
    const { ctx, staff } = c.var
    return actOnce(c, (call) => resume(ctx, call, c.req.valid('param').id, readerOf(staff)))
  })

type Position = readonly [number, string, string]

const readerOf = (staff: Staff): Reader => ({
  actor: staff.scopes.has(SCOPE_ALL) ? undefined : principalOf(staff),
})
