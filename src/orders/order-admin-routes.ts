import { z } from '@hono/zod-openapi'
import { ORDER_NUMBER_PATTERN, plainOrderNumber } from '../domain/order.ts'
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/order-states.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  cursorQuery,
  idParam,
  instantQuery,
  LIMIT_DEFAULT,
  limitQuery,
  marketQuery,
} from '../platform/schema.ts'
import { cancelOrder } from './cancel-order.ts'
import { captureOrder } from './capture-order.ts'
import { emailBody } from './contact-schemas.ts'
import { fulfillOrder } from './fulfill-order.ts'
import {
  ADMIN_ORDER_EXAMPLE,
  FULFILLMENT_EXAMPLE,
  ORDER_ENTRY_EXAMPLE,
  REFUND_EXAMPLE,
  STANDING_EXAMPLE,
} from './order-examples.ts'
import { orderById, ordersAfter } from './order-queries.ts'
import {
  adminOrderSchema,
  adminRefundSchema,
  cancelBody,
  fulfillBody,
  fulfillmentSchema,
  orderListSchema,
  orderStandingSchema,
  refundBody,
} from './order-schemas.ts'
import { refundOrder } from './refund-order.ts'
import type { RunOperations } from './run-operations.ts'
import { showAdminOrder, showOrderEntry } from './show-order.ts'

const READ = 'orders:read'
const WRITE = 'orders:write'

const params = z.object({ id: idParam.openapi({ example: ADMIN_ORDER_EXAMPLE.id }) })
const noQuery = z.strictObject({})
const tags = ['Orders']

const number = z.string().transform(plainOrderNumber)

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/orders',
  operationId: 'listOrders',
  tags,
  summary: 'Orders, newest first',
  description:
    'Filters add up. `number` and `q` read what people write: small letters, hyphens, O for 0, I and L for 1. `email` is ' +
    'compared as a whole, without case.',
  request: {
    query: z.strictObject({
      limit: limitQuery,
      cursor: cursorQuery,
      status: z.enum(ORDER_STATUSES).optional(),
      paymentStatus: z.enum(PAYMENT_STATUSES).optional(),
      fulfillmentStatus: z.enum(FULFILLMENT_STATUSES).optional(),
      market: marketQuery,
      number: number
        .pipe(z.string().regex(ORDER_NUMBER_PATTERN, 'is an order number, such as 7K3M9Q2X'))
        .optional()
        .openapi({ type: 'string', example: '7K3M9Q2X' }),
      q: number
        .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{1,8}$/, 'is the beginning of an order number'))
        .optional()
        .openapi({ type: 'string', description: 'The beginning of an order number.', example: '7k3' }),
      email: emailBody.optional(),
      createdFrom: instantQuery.openapi({ description: 'Made then or later.' }),
      createdTo: instantQuery.openapi({ description: 'Made before then.' }),
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', orderListSchema, { data: [ORDER_ENTRY_EXAMPLE], page: { nextCursor: null } }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/orders/{id}',
  operationId: 'readAdminOrder',
  tags,
  summary: 'One order, with its payment operations, refunds, parcels and history',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The order', adminOrderSchema, ADMIN_ORDER_EXAMPLE),
    304: { description: 'Not changed' },
  },
})

const fulfill = defineRoute({
  method: 'post',
  path: '/v1/admin/orders/{id}/fulfillments',
  operationId: 'fulfillOrder',
  tags,
  summary: 'Note that pieces have been sent',
  description:
    'Without `lines`, all that has not been sent. The order is completed when all is sent (or its money given back) and paid. ' +
    'More than there is left: 409 `invalid_transition`.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(fulfillBody, {
      lines: [{ lineId: 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R', quantity: 2 }],
      tracking: { carrier: 'DHL', number: '00340434161094021501' },
    }),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'unavailable'],
  responses: { 201: jsonAnswer('The parcel', fulfillmentSchema, FULFILLMENT_EXAMPLE) },
})

const cancel = defineRoute({
  method: 'post',
  path: '/v1/admin/orders/{id}/cancel',
  operationId: 'cancelOrder',
  tags,
  summary: 'Cancel an order of which nothing was sent',
  description:
    'Stock and discount codes are back at once; what was authorized is let go, what was paid is refunded by the provider ' +
    '(`refunding`). While a payment is under way: 409 `payment_in_progress`.',
  request: { params, query: noQuery, body: jsonBody(cancelBody, { reason: 'customer' }) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4, do: 1 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'payment_in_progress', 'unavailable'],
  responses: { 200: jsonAnswer('How the order stands', orderStandingSchema, STANDING_EXAMPLE) },
})

const refund = defineRoute({
  method: 'post',
  path: '/v1/admin/orders/{id}/refunds',
  operationId: 'refundOrder',
  tags,
  summary: 'Give money back',
  description:
    'An `amount`, or the money of `lines` (their share of what was paid, tax with it: all pieces of a line give what was paid ' +
    'for it, to the minor unit), or, with neither, all that is left. Never more than was captured, less what was refunded and ' +
    'what is on its way (409 `refund_exceeds_payment`). The provider carries it out behind the answer: the order tells.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(refundBody, {
      lines: [{ lineId: 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R', quantity: 1 }],
      reason: 'Dented on arrival',
      restock: false,
    }),
  },
  facts: {
    scope: WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 3, do: 1 },
    key: 'required',
    match: 'optional',
  },
  problems: ['invalid_parameter', 'not_found', 'refund_exceeds_payment', 'unavailable'],
  responses: { 202: jsonAnswer('The refund has begun', adminRefundSchema, REFUND_EXAMPLE) },
})

const capture = defineRoute({
  method: 'post',
  path: '/v1/admin/orders/{id}/capture',
  operationId: 'captureOrder',
  tags,
  summary: 'Take the money that is authorized',
  description:
    'For providers that leave it to staff, such as manual: when the invoice has been paid. The order tells what came of it.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3, do: 1 }, match: 'optional' },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'payment_in_progress', 'unavailable'],
  responses: {
    202: jsonAnswer('The capture has begun', orderStandingSchema, {
      ...STANDING_EXAMPLE,
      status: 'placed',
      paymentStatus: 'authorized',
      captured: { amount: 0, currency: 'EUR' },
      refunding: { amount: 0, currency: 'EUR' },
    }),
  },
})

/** `run` has providers asked for what the routes have written down. */
export const orderAdminRoutes = (run: RunOperations) =>
  featureRoutes()
    .openapi(list, async (c) => {
      const { ctx } = c.var
      const { limit = LIMIT_DEFAULT, cursor, ...filter } = c.req.valid('query')
      const bind = `orders ${JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
      const rows = await ordersAfter(ctx.db, filter, placeIn<[number, string]>(ctx, bind, cursor), limit + 1)
      return c.json(
        pageOf(ctx, bind, rows, limit, showOrderEntry, (row) => [row.createdAt, row.id]),
        200,
      )
    })
    .openapi(read, async (c) => {
      const file = await orderById(c.var.ctx.db, c.req.valid('param').id)
      if (file === undefined) throw notFound()
      const etag = versionTag(file.order)
      if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
      return c.json(showAdminOrder(c.var.ctx, file), 200, { ETag: etag })
    })
    .openapi(fulfill, (c) =>
      actOnce(c, (call) =>
        fulfillOrder(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
      ),
    )
    .openapi(cancel, (c) =>
      actOnce(c, (call) => {
        const { reason } = c.req.valid('json')
        return cancelOrder(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), reason, run)
      }),
    )
    .openapi(refund, (c) =>
      actOnce(c, (call) =>
        refundOrder(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json'), run),
      ),
    )
    .openapi(capture, (c) =>
      actOnce(c, (call) => captureOrder(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), run)),
    )
