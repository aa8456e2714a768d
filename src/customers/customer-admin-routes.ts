import { z } from '@hono/zod-openapi'
import { eraseOrder } from '../orders/erase-orders.ts'
import { STANDING_EXAMPLE } from '../orders/order-examples.ts'
import { orderStandingSchema } from '../orders/order-schemas.ts'
import { actOnce } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { parseIdempotencyKey, principalOf } from '../platform/idempotency.ts'
import { preconditionsOf } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { idParam } from '../platform/schema.ts'
import {
  customerExportSchema,
  EXPORT_EXAMPLE,
  exportCustomerBody,
  NAMED_EXAMPLE,
  namedCustomerBody,
} from './customer-schemas.ts'
import { asCustomer } from './customer-id.ts'
import { eraseCustomer, noteExport } from './erase-customer.ts'
import { exportCustomer } from './read-customer.ts'

const WRITE = 'customers:write'
const tags = ['Customers']
const noQuery = z.strictObject({})

const exportOne = defineRoute({
  method: 'post',
  path: '/v1/admin/customers/export',
  operationId: 'exportCustomer',
  tags,
  summary: 'Everything that is held of a customer',
  description:
    'As the customer may do; the audit notes it. Nobody is named in a URL, and the answer is not kept.',
  request: { query: noQuery, body: jsonBody(exportCustomerBody, NAMED_EXAMPLE) },
  facts: { scope: 'customers:read', cache: 'private', budget: { kv: 0, d1: 3 }, key: 'needless' },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: { 200: jsonAnswer('All of it, or a page of 25 orders', customerExportSchema, EXPORT_EXAMPLE) },
})

const erase = defineRoute({
  method: 'post',
  path: '/v1/admin/customers/erase',
  operationId: 'eraseCustomer',
  tags,
  summary: 'Erase a customer',
  description:
    'As `DELETE /v1/customers/me` does. Send what is to be sent before: where it goes is erased, too.',
  request: { query: noQuery, body: jsonBody(namedCustomerBody, NAMED_EXAMPLE) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3, do: 1 } },
  problems: ['invalid_parameter', 'payment_in_progress', 'unavailable'],
  responses: { 204: { description: 'Nothing is held of them' } },
})

const eraseOne = defineRoute({
  method: 'post',
  path: '/v1/admin/orders/{id}/erase',
  operationId: 'eraseOrder',
  tags,
  summary: 'Erase the person from an order',
  description:
    'For guests. What was bought, billed and refunded stays; whom it was for and where it went does not. Again: the same answer.',
  request: { params: z.object({ id: idParam.openapi({ example: STANDING_EXAMPLE.id }) }), query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'payment_in_progress', 'unavailable'],
  responses: { 200: jsonAnswer('How the order stands', orderStandingSchema, STANDING_EXAMPLE) },
})

export const customerAdminRoutes = featureRoutes()
  .openapi(exportOne, async (c) => {
    const { ctx, staff, route } = c.var
    // Looked at, not needed: nothing is changed.
    parseIdempotencyKey(c.req.header('Idempotency-Key'))
    const { cursor, ...named } = c.req.valid('json')
    const customer = asCustomer(named)
    const shown = await exportCustomer(ctx, customer, cursor)
    // Nobody is shown what the audit has not noted.
    await noteExport(ctx, { staff, route, actor: principalOf(staff) }, customer)
    return c.json(shown, 200)
  })
  .openapi(erase, (c) =>
    actOnce(c, (call) => eraseCustomer(c.var.ctx, call, asCustomer(c.req.valid('json')))),
  )
  .openapi(eraseOne, (c) =>
    actOnce(c, (call) => eraseOrder(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
