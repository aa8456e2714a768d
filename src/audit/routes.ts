import { z } from '@hono/zod-openapi'
import { formatInstant } from '../domain/time.ts'
import { jsonAnswer } from '../platform/content.ts'
import { encodeCursor } from '../platform/cursor.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, idParam, instantQuery, LIMIT_DEFAULT, limitQuery } from '../platform/schema.ts'
import {
  entryExample,
  entryListSchema,
  entrySchema,
  sealExample,
  sealListSchema,
  verificationExample,
  verificationSchema,
} from './audit-schemas.ts'
import { entriesAfter, entryById, type Place, placeOf } from './queries.ts'
import { readVerification } from './read-verification.ts'
import { sealsFrom } from './seal-queries.ts'
import { etagOf, showEntry } from './show-entry.ts'

const SCOPE = 'audit:read'
const page = { limit: limitQuery, cursor: cursorQuery }
const text = (max: number) => z.string().min(1).max(max).optional()

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/audit',
  operationId: 'listAuditEntries',
  tags: ['Audit'],
  summary: 'Who changed what, newest first',
  description:
    'One entry per change that an admin made, written together with it; an import is one change. A page looks at a ' +
    'bounded number of entries: with several filters it may hold fewer than `limit`, even none, while `nextCursor` says ' +
    'that there is more. Whoever asks what happened to one product, also in a batch or in bulk prices, asks ' +
    '/v1/admin/events?subject=product:… and follows `auditId`.',
  request: {
    query: z.strictObject({
      ...page,
      actor: text(600).openapi({ example: 'staff:https://id.hearth-and-hollow.example#ada' }),
      subject: text(300).openapi({ example: 'product:prd-copper-stovetop-kettle' }),
      action: z
        .string()
        .max(100)
        .regex(/^[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*(?:\.\*)?$/, 'is such as product.updated or product.*')
        .optional()
        .openapi({ example: 'product.*', description: 'One action, or all of a noun: `product.*`.' }),
      tokenId: text(255).openapi({ description: 'What was done with this token (its `jti`).' }),
      from: instantQuery.openapi({ description: 'From this moment on.' }),
      to: instantQuery.openapi({ description: 'Before this moment.' }),
    }),
  },
  facts: { scope: SCOPE, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', entryListSchema, { data: [entryExample], page: { nextCursor: null } }),
  },
})

const verification = defineRoute({
  method: 'get',
  path: '/v1/admin/audit/verification',
  operationId: 'verifyAudit',
  tags: ['Audit'],
  summary: 'Is the audit log as it was written?',
  description:
    'Works out every seal anew, up to 2,000 entries a request, and names the first that does not hold: an entry was ' +
    'altered, removed, added or swapped, or a seal was. Behind the last seal it finds what was removed. A log that was ' +
    'rewritten whole, seals included, is found by comparing `headHash` with one that was kept elsewhere, such as in the ' +
    "operator's logs. docs/audit.md says how to verify it without us.",
  request: {
    query: z.strictObject({
      fromSeal: z
        .string()
        .regex(/^[1-9]\d{0,11}$/, 'is the number of a seal')
        .transform(Number)
        .optional()
        .openapi({ type: 'integer', minimum: 1, default: 1, description: 'nextSeal of the answer before.' }),
    }),
  },
  facts: { scope: SCOPE, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: { 200: jsonAnswer('What was found', verificationSchema, verificationExample) },
})

const listSeals = defineRoute({
  method: 'get',
  path: '/v1/admin/audit/seals',
  operationId: 'listAuditSeals',
  tags: ['Audit'],
  summary: 'The seals of the audit log, first to last',
  description: 'Each names a range of entries and the hash of the seal before it (docs/audit.md).',
  request: { query: z.strictObject(page) },
  facts: { scope: SCOPE, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', sealListSchema, { data: [sealExample], page: { nextCursor: null } }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/audit/{id}',
  operationId: 'readAuditEntry',
  tags: ['Audit'],
  summary: 'One entry of the audit log',
  request: { params: z.object({ id: idParam }), query: z.strictObject({}) },
  facts: { scope: SCOPE, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: jsonAnswer('The entry', entrySchema, entryExample), 304: { description: 'Not changed' } },
})

export const auditRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor, ...filters } = c.req.valid('query')
    const { from = -Infinity, to = Infinity } = filters
    if (from >= to) throw invalidParameter('to', 'must be later than from')
    const bind = `audit ${JSON.stringify(filters, Object.keys(filters).toSorted())}`
    const after = placeIn<Place>(ctx, bind, cursor)
    const { rows, stoppedAt } = await entriesAfter(ctx.db, filters, after, limit + 1)
    const found = pageOf(ctx, bind, rows, limit, showEntry, placeOf)
    if (found.page.nextCursor === null && stoppedAt !== undefined)
      found.page.nextCursor = encodeCursor(ctx, bind, stoppedAt)
    return c.json(found, 200)
  })

  .openapi(verification, async (c) => {
    const { fromSeal = 1 } = c.req.valid('query')
    return c.json(await readVerification(c.var.ctx, fromSeal), 200)
  })

  .openapi(listSeals, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = 'audit seals'
    const [after = 0] = placeIn<[number]>(ctx, bind, cursor) ?? []
    const rows = await sealsFrom(ctx.db, after + 1, limit + 1)
    return c.json(
      pageOf(
        ctx,
        bind,
        rows,
        limit,
        (seal) => ({ ...seal, createdAt: formatInstant(seal.createdAt) }),
        ({ number }) => [number],
      ),
      200,
    )
  })

  .openapi(read, async (c) => {
    const row = await entryById(c.var.ctx.db, c.req.valid('param').id)
    if (row === undefined) throw notFound()
    const etag = etagOf(row)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showEntry(row), 200, { ETag: etag })
  })
