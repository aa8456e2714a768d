import { z } from '@hono/zod-openapi'
import type { ShippingOptionId } from '../domain/ids.ts'
import { actOnce } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery, marketQuery } from '../platform/schema.ts'
import {
  createShippingOption,
  deleteShippingOption,
  found,
  patchShippingOption,
  putShippingOption,
} from './save-shipping-option.ts'
import {
  createShippingOptionBody,
  patchShippingOptionBody,
  putShippingOptionBody,
  shownShippingOptionExample,
  shippingOptionExample,
  shippingOptionListSchema,
  shippingOptionSchema,
} from './shipping-option-schemas.ts'
import { showShippingOption, shippingOptionsAfter } from './shipping-options.ts'

const READ = 'markets:read'
const WRITE = 'markets:write'
const params = z.object({ id: idParam })
const noQuery = z.strictObject({})
const shown = (description: string) =>
  jsonAnswer(description, shippingOptionSchema, shownShippingOptionExample)

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/shipping-options',
  operationId: 'listShippingOptions',
  tags: ['Market rules'],
  summary: 'Shipping options by market, in the order of the shop',
  request: {
    query: z.strictObject({
      market: marketQuery,
      active: z.enum(['true', 'false']).optional(),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', shippingOptionListSchema, {
      data: [shownShippingOptionExample],
      page: { nextCursor: null },
    }),
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/shipping-options',
  operationId: 'createShippingOption',
  tags: ['Market rules'],
  summary: 'Offer a way to send goods',
  description:
    'Its price is in the currency of the market. Of the options of a market a cart is offered those that go to its ' +
    'destination and take its weight.',
  request: { query: noQuery, body: jsonBody(createShippingOptionBody, shippingOptionExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 5 } },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 201: shown('The shipping option; Location is where it is') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/shipping-options/{id}',
  operationId: 'readShippingOption',
  tags: ['Market rules'],
  summary: 'One shipping option',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The shipping option'), 304: { description: 'Not changed' } },
})

const patch = defineRoute({
  method: 'patch',
  path: '/v1/admin/shipping-options/{id}',
  operationId: 'patchShippingOption',
  tags: ['Market rules'],
  summary: 'Change some members of a shipping option',
  description: 'Its market stays.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(patchShippingOptionBody, { price: { amount: 590, currency: 'EUR' }, freeFrom: null }),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 5 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The shipping option as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/shipping-options/{id}',
  operationId: 'putShippingOption',
  tags: ['Market rules'],
  summary: 'Set all of a shipping option, or make it under an id of your own',
  request: { params, query: noQuery, body: jsonBody(putShippingOptionBody, shippingOptionExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 5 }, match: 'put' },
  problems: ['invalid_parameter', 'unavailable'],
  responses: { 200: shown('The shipping option as it is now'), 201: shown('The new shipping option') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/shipping-options/{id}',
  operationId: 'deleteShippingOption',
  tags: ['Market rules'],
  summary: 'Delete a shipping option',
  description: 'To offer it no longer and keep it, set active to false.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const shippingOptionRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { market, active, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = `shipping options ${market ?? ''} ${active ?? ''}`
    const place = placeIn<[string, number, string]>(ctx, bind, cursor)
    const rows = await shippingOptionsAfter(
      ctx.db,
      { market, active: active === undefined ? undefined : active === 'true' },
      place,
      limit + 1,
    )
    return c.json(
      pageOf(ctx, bind, rows, limit, showShippingOption, (row) => [row.market, row.position, row.id]),
      200,
    )
  })
  .openapi(create, (c) => actOnce(c, (call) => createShippingOption(c.var.ctx, call, c.req.valid('json'))))
  .openapi(read, async (c) => {
    const row = await found(c.var.ctx, c.req.valid('param').id)
    const tag = versionTag(row)
    if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
    return c.json(showShippingOption(row), 200, { ETag: tag })
  })
  .openapi(patch, (c) =>
    actOnce(c, (call) =>
      patchShippingOption(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )
  .openapi(put, (c) =>
    actOnce(c, (call) => {
      const id = c.req.valid('param').id as ShippingOptionId
      return putShippingOption(c.var.ctx, call, id, preconditionsOf(c), c.req.valid('json'))
    }),
  )
  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteShippingOption(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
