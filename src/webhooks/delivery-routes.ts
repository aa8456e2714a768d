import { z } from '@hono/zod-openapi'
import { jsonAnswer } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery } from '../platform/schema.ts'
import { DELIVERY_STATUSES, deliveriesBefore, deliveryById, showDelivery } from './deliveries.ts'
import { endpointById } from './endpoints.ts'
import { redeliver, redeliverDead } from './redeliver.ts'
import {
  DELIVERY_EXAMPLE,
  deliveryListSchema,
  deliverySchema,
  deliveryWithBodySchema,
  retriedSchema,
} from './webhook-schemas.ts'

const READ = 'webhooks:read'
const WRITE = 'webhooks:write'

const query = z.strictObject({})
const params = z.object({
  id: idParam,
  deliveryId: idParam.openapi({ param: { name: 'deliveryId', in: 'path' } }),
})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  tags: ['Webhooks'],
  summary: 'What an endpoint was told, or is still to be told, newest event first',
  description: 'Delivered ones are kept for 30 days, dead ones for 90.',
  request: {
    params: z.object({ id: idParam }),
    query: z.strictObject({
      status: z.enum(DELIVERY_STATUSES).optional(),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', deliveryListSchema, { data: [DELIVERY_EXAMPLE], page: { nextCursor: null } }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}/deliveries/{deliveryId}',
  operationId: 'readWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'One delivery, with the bytes that are sent',
  request: { params, query },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The delivery', deliveryWithBodySchema, {
      ...DELIVERY_EXAMPLE,
      body: '{"type":"product.updated","timestamp":"2026-11-24T21:05:00.000Z","data":{"id":"evt_01KB0Q7X3N5V8W2C4D6F8G0H1J","sequence":4711,"subject":"product:prd-copper-stovetop-kettle","subjectSequence":3,"data":{"changed":["title"]}}}',
    }),
    304: { description: 'Not changed' },
  },
})

const retry = defineRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/deliveries/{deliveryId}/retry',
  operationId: 'retryWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'Send a delivery again, the same bytes under the same id',
  description:
    'A dead or delivered one begins its attempts anew, and later events of its subject wait for it; a pending one is ' +
    'tried now.',
  request: { params, query },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'unavailable'],
  responses: {
    200: jsonAnswer('The delivery', deliverySchema, {
      ...DELIVERY_EXAMPLE,
      status: 'pending',
      attempts: 0,
      nextAttemptAt: '2026-11-27T08:00:00.000Z',
      finishedAt: null,
    }),
  },
})

const retryDead = defineRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/retry-dead',
  operationId: 'retryDeadWebhookDeliveries',
  tags: ['Webhooks'],
  summary: 'Send all dead deliveries of an endpoint again, oldest first, 500 a call',
  request: { params: z.object({ id: idParam }), query },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'unavailable'],
  responses: { 200: jsonAnswer('How many', retriedSchema, { retried: 42, more: false }) },
})

export const deliveryRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { id } = await endpointById(ctx.db, c.req.valid('param').id)
    const { status, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = `webhook deliveries ${id} ${status ?? ''}`
    const rows = await deliveriesBefore(ctx.db, id, status, placeIn(ctx, bind, cursor), limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showDelivery, (row) => [row.eventSequence]),
      200,
    )
  })

  .openapi(read, async (c) => {
    const { id, deliveryId } = c.req.valid('param')
    const { body, ...delivery } = await deliveryById(c.var.ctx.db, id, deliveryId)
    const etag = `"${delivery.status}.${delivery.attempts}.${delivery.updatedAt}"`
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json({ ...showDelivery(delivery), body }, 200, { ETag: etag })
  })

  .openapi(retry, (c) => {
    const { id, deliveryId } = c.req.valid('param')
    return actOnce(c, (call) => redeliver(c.var.ctx, call, id, deliveryId))
  })

  .openapi(retryDead, (c) => actOnce(c, (call) => redeliverDead(c.var.ctx, call, c.req.valid('param').id)))
