import { z } from '@hono/zod-openapi'
import { ORDER_STATUSES } from '../domain/order-states.ts'
import { OWN_ORDER_ENTRY_EXAMPLE } from '../orders/order-examples.ts'
import { ordersAfter } from '../orders/order-queries.ts'
import { ownOrderListSchema } from '../orders/order-schemas.ts'
import { showOwnOrderEntry } from '../orders/show-order.ts'
import { jsonAnswer } from '../platform/content.ts'
import { parseIdempotencyKey, sha256 } from '../platform/idempotency.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, LIMIT_DEFAULT, limitQuery } from '../platform/schema.ts'
import { CUSTOMER_EXAMPLE, customerExportSchema, customerSchema, EXPORT_EXAMPLE } from './customer-schemas.ts'
import { customerId } from './customer-id.ts'
import { eraseSelf } from './erase-customer.ts'
import { exportCustomer, readCustomer } from './read-customer.ts'

const tags = ['Customers']
const noQuery = z.strictObject({})

const read = defineRoute({
  method: 'get',
  path: '/v1/customers/me',
  operationId: 'readCustomer',
  tags,
  summary: 'What the shop knows of the customer',
  description: 'A customer is issuer and subject of a token; names and e-mail stay with the issuer.',
  request: { query: noQuery },
  facts: { credential: 'customer', cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: jsonAnswer('The customer', customerSchema, CUSTOMER_EXAMPLE),
    304: { description: 'Not changed' },
  },
})

const listOrders = defineRoute({
  method: 'get',
  path: '/v1/customers/me/orders',
  operationId: 'listOwnOrders',
  tags,
  summary: "The customer's orders, newest first",
  description:
    '`GET /v1/orders/{id}` has each in full, for the same token. Orders of a guest are not among them.',
  request: {
    query: z.strictObject({
      limit: limitQuery,
      cursor: cursorQuery,
      status: z.enum(ORDER_STATUSES).optional(),
    }),
  },
  facts: { credential: 'customer', cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', ownOrderListSchema, {
      data: [OWN_ORDER_ENTRY_EXAMPLE],
      page: { nextCursor: null },
    }),
  },
})

const exportSelf = defineRoute({
  method: 'get',
  path: '/v1/customers/me/export',
  operationId: 'exportOwnData',
  tags,
  summary: 'Everything that is held of the customer',
  description: 'Orders in full, 25 on a page: follow `page.nextCursor` for all of them.',
  request: { query: z.strictObject({ cursor: cursorQuery }) },
  facts: { credential: 'customer', cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: { 200: jsonAnswer('All of it, or a page', customerExportSchema, EXPORT_EXAMPLE) },
})

const erase = defineRoute({
  method: 'delete',
  path: '/v1/customers/me',
  operationId: 'eraseOwnData',
  tags,
  summary: 'Erase the customer',
  description:
    'Cart and addresses are deleted; orders stay as the law wants it, without whom they were for. While something is being ' +
    'paid: 409 `payment_in_progress`, and nothing is erased. Again: 204 again.',
  request: { query: noQuery },
  facts: { credential: 'customer', cache: 'private', budget: { kv: 0, d1: 2, do: 1 }, key: 'needless' },
  problems: ['invalid_parameter', 'payment_in_progress', 'unavailable'],
  responses: { 204: { description: 'Nothing is held of them' } },
})

export const customerRoutes = featureRoutes()
  .openapi(read, async (c) => {
    const shown = await readCustomer(c.var.ctx, c.var.customer)
    const tag = `"${sha256(JSON.stringify(shown)).slice(0, 22)}"`
    if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
    return c.json(shown, 200, { ETag: tag })
  })
  .openapi(listOrders, async (c) => {
    const { ctx, customer } = c.var
    const { limit = LIMIT_DEFAULT, cursor, status } = c.req.valid('query')
    const bind = `own orders ${customerId(customer)} ${status ?? ''}`
    const place = placeIn<[number, string]>(ctx, bind, cursor)
    const rows = await ordersAfter(ctx.db, { customer, status }, place, limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showOwnOrderEntry, (row) => [row.createdAt, row.id]),
      200,
    )
  })
  .openapi(exportSelf, async (c) => {
    const { ctx, customer } = c.var
    return c.json(await exportCustomer(ctx, customer, c.req.valid('query').cursor), 200)
  })
  .openapi(erase, async (c) => {
    // Looked at, not needed: what is erased stays erased.
    parseIdempotencyKey(c.req.header('Idempotency-Key'))
    await eraseSelf(c.var.ctx, c.var.customer)
    return c.body(null, 204)
  })
