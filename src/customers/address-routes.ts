import { z } from '@hono/zod-openapi'
import { actOnceAsCustomer } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, idParam, LIMIT_DEFAULT, limitQuery } from '../platform/schema.ts'
import { addressesAfter, showAddress } from './addresses.ts'
import {
  changeAddressBody,
  KEEP_ADDRESS_EXAMPLE,
  keepAddressBody,
  KEPT_ADDRESS_EXAMPLE,
  keptAddressListSchema,
  keptAddressSchema,
} from './customer-schemas.ts'
import { customerId } from './customer-id.ts'
import { changeAddress, deleteAddress, foundAddress, keepAddress } from './save-address.ts'

const credential = 'customer'
const cache = 'private'
const tags = ['Customers']
const noQuery = z.strictObject({})
const params = z.object({ id: idParam.openapi({ example: KEPT_ADDRESS_EXAMPLE.id }) })
const shown = (description: string) => jsonAnswer(description, keptAddressSchema, KEPT_ADDRESS_EXAMPLE)

const list = defineRoute({
  method: 'get',
  path: '/v1/customers/me/addresses',
  operationId: 'listAddresses',
  tags,
  summary: 'The addresses that the customer keeps',
  request: { query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }) },
  facts: { credential, cache, budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page, in the order in which they were kept', keptAddressListSchema, {
      data: [KEPT_ADDRESS_EXAMPLE],
      page: { nextCursor: null },
    }),
  },
})

const keep = defineRoute({
  method: 'post',
  path: '/v1/customers/me/addresses',
  operationId: 'keepAddress',
  tags,
  summary: 'Keep an address',
  description: 'At most 50 are kept (409 `invalid_transition`).',
  request: { query: noQuery, body: jsonBody(keepAddressBody, KEEP_ADDRESS_EXAMPLE) },
  facts: { credential, cache, budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_transition', 'unavailable'],
  responses: { 201: shown('The address; Location is where it is') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/customers/me/addresses/{id}',
  operationId: 'readAddress',
  tags,
  summary: 'One address',
  request: { params, query: noQuery },
  facts: { credential, cache, budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The address'), 304: { description: 'Not changed' } },
})

const change = defineRoute({
  method: 'patch',
  path: '/v1/customers/me/addresses/{id}',
  operationId: 'changeAddress',
  tags,
  summary: 'Change an address',
  request: { params, query: noQuery, body: jsonBody(changeAddressBody, { defaultBilling: true }) },
  facts: { credential, cache, budget: { kv: 0, d1: 3 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The address as it is now') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/customers/me/addresses/{id}',
  operationId: 'deleteAddress',
  tags,
  summary: 'Delete an address',
  description: 'Orders that went there keep it as it was.',
  request: { params, query: noQuery },
  facts: { credential, cache, budget: { kv: 0, d1: 3 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const addressRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx, customer } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = `addresses ${customerId(customer)}`
    const [after] = placeIn<[string]>(ctx, bind, cursor) ?? []
    const rows = await addressesAfter(ctx.db, customer, after, limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showAddress, (row) => [row.id]),
      200,
    )
  })
  .openapi(keep, (c) =>
    actOnceAsCustomer(c, (kept) => keepAddress(c.var.ctx, c.var.customer, kept, c.req.valid('json'))),
  )
  .openapi(read, async (c) => {
    const row = await foundAddress(c.var.ctx, c.var.customer, c.req.valid('param').id)
    const tag = versionTag(row)
    if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
    return c.json(showAddress(row), 200, { ETag: tag })
  })
  .openapi(change, (c) =>
    actOnceAsCustomer(c, (kept) => {
      const { ctx, customer } = c.var
      const { id } = c.req.valid('param')
      return changeAddress(ctx, customer, kept, id, preconditionsOf(c), c.req.valid('json'))
    }),
  )
  .openapi(remove, (c) =>
    actOnceAsCustomer(c, (kept) => {
      const { ctx, customer } = c.var
      return deleteAddress(ctx, customer, kept, c.req.valid('param').id, preconditionsOf(c))
    }),
  )
