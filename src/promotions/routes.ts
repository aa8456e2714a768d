import { z } from '@hono/zod-openapi'
import { PROMOTION_KINDS, PROMOTION_STATUSES } from '../domain/promotion.ts'
import type { PromotionId } from '../domain/ids.ts'
import { actOnce } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery, marketQuery } from '../platform/schema.ts'
import { createPromotion, deletePromotion, found, patchPromotion, putPromotion } from './save-promotion.ts'
import {
  createPromotionBody,
  patchPromotionBody,
  putPromotionBody,
  shownPromotionExample,
  promotionExample,
  promotionListSchema,
  promotionSchema,
} from './promotion-schemas.ts'
import { promotionsAfter, showPromotion } from './queries.ts'

const READ = 'promotions:read'
const WRITE = 'promotions:write'
// A thousand codes, and rules that name goods one by one.
const BODY_BYTES_MAX = 262_144
const params = z.object({ id: idParam })
const noQuery = z.strictObject({})
const shown = (description: string) => jsonAnswer(description, promotionSchema, shownPromotionExample)

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/promotions',
  operationId: 'listPromotions',
  tags: ['Promotions'],
  summary: 'Promotions, newest first',
  request: {
    query: z.strictObject({
      status: z.enum(PROMOTION_STATUSES).optional(),
      kind: z.enum(PROMOTION_KINDS).optional(),
      market: marketQuery.openapi({ example: 'de', description: 'Those that hold in it.' }),
      code: z
        .string()
        .min(1)
        .max(128)
        .optional()
        .openapi({ example: 'spring-20', description: 'Those that have this code, whatever its capitals.' }),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', promotionListSchema, {
      data: [shownPromotionExample],
      page: { nextCursor: null },
    }),
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/promotions',
  operationId: 'createPromotion',
  tags: ['Promotions'],
  summary: 'Make a promotion',
  description:
    'A draft unless status says active. What is refused says why: a code that opens another promotion, a fixed amount ' +
    'that is missing in the currency of a market it holds in, goods that do not exist.',
  request: { query: noQuery, body: jsonBody(createPromotionBody, promotionExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, bodyBytesMax: BODY_BYTES_MAX },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 201: shown('The promotion; Location is where it is') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/promotions/{id}',
  operationId: 'readPromotion',
  tags: ['Promotions'],
  summary: 'One promotion',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The promotion'), 304: { description: 'Not changed' } },
})

const patch = defineRoute({
  method: 'patch',
  path: '/v1/admin/promotions/{id}',
  operationId: 'patchPromotion',
  tags: ['Promotions'],
  summary: 'Change some members of a promotion',
  description:
    'Of an archived promotion nothing but the status can be changed; its codes may be taken by then.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(patchPromotionBody, { status: 'archived' }),
  },
  facts: {
    scope: WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    bodyBytesMax: BODY_BYTES_MAX,
    match: 'required',
  },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'invalid_transition', 'unavailable'],
  responses: { 200: shown('The promotion as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/promotions/{id}',
  operationId: 'putPromotion',
  tags: ['Promotions'],
  summary: 'Set all of a promotion, or make it under an id of your own',
  request: { params, query: noQuery, body: jsonBody(putPromotionBody, promotionExample) },
  facts: {
    scope: WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    bodyBytesMax: BODY_BYTES_MAX,
    match: 'put',
  },
  problems: ['invalid_parameter', 'already_exists', 'invalid_transition', 'unavailable'],
  responses: { 200: shown('The promotion as it is now'), 201: shown('The new promotion') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/promotions/{id}',
  operationId: 'deletePromotion',
  tags: ['Promotions'],
  summary: 'Delete a promotion',
  description: 'An active one is archived first.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const promotionRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { status, kind, market, code, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = `promotions ${JSON.stringify([status, kind, market, code])}`
    const place = placeIn<[number, string]>(ctx, bind, cursor)
    const rows = await promotionsAfter(ctx.db, { status, kind, market, code }, place, limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showPromotion, (row) => [row.createdAt, row.id]),
      200,
    )
  })
  .openapi(create, (c) => actOnce(c, (call) => createPromotion(c.var.ctx, call, c.req.valid('json'))))
  .openapi(read, async (c) => {
    const row = await found(c.var.ctx, c.req.valid('param').id)
    const tag = versionTag(row)
    if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
    return c.json(showPromotion(row), 200, { ETag: tag })
  })
  .openapi(patch, (c) =>
    actOnce(c, (call) =>
      patchPromotion(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )
  .openapi(put, (c) =>
    actOnce(c, (call) => {
      const id = c.req.valid('param').id as PromotionId
      return putPromotion(c.var.ctx, call, id, preconditionsOf(c), c.req.valid('json'))
    }),
  )
  .openapi(remove, (c) =>
    actOnce(c, (call) => deletePromotion(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
