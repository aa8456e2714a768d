import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { actOnce, performOnce } from '../platform/admin-call.ts'
import type { AppEnv } from '../platform/app-env.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery } from '../platform/schema.ts'
import { createEndpoint } from './create-endpoint.ts'
import { deleteEndpoint } from './delete-endpoint.ts'
import { type ShownEndpoint, endpointById, endpointsAfter, secretOf, showEndpoint } from './endpoints.ts'
import { rotateSecret } from './rotate-secret.ts'
import { TEST_TYPE, testEndpoint } from './test-endpoint.ts'
import { updateEndpoint } from './update-endpoint.ts'
import {
  ENDPOINT_EXAMPLE,
  endpointEditSchema,
  endpointListSchema,
  endpointSchema,
  endpointWithSecretSchema,
  newEndpointSchema,
  testSchema,
} from './webhook-schemas.ts'

const READ = 'webhooks:read'
const WRITE = 'webhooks:write'

const params = z.object({ id: idParam })
const query = z.strictObject({})
// What the example shows in place of a secret.
const SECRET_EXAMPLE = 'whsec_…'

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/webhooks',
  operationId: 'createWebhook',
  tags: ['Webhooks'],
  summary: 'Have events sent to a URL',
  description:
    'From now on events of these types are sent there, signed by the Standard Webhooks scheme; docs/events.md tells a ' +
    'receiver what to do. The answer shows the signing secret: it is shown nowhere else.',
  request: {
    query,
    body: jsonBody(newEndpointSchema, {
      url: ENDPOINT_EXAMPLE.url,
      description: ENDPOINT_EXAMPLE.description,
      eventTypes: ENDPOINT_EXAMPLE.eventTypes,
    }),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'already_exists', 'invalid_transition', 'unavailable'],
  responses: {
    201: jsonAnswer('The endpoint and its secret', endpointWithSecretSchema, {
      ...ENDPOINT_EXAMPLE,
      secret: SECRET_EXAMPLE,
    }),
  },
})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/webhooks',
  operationId: 'listWebhooks',
  tags: ['Webhooks'],
  summary: 'All webhook endpoints, oldest first',
  request: { query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', endpointListSchema, { data: [ENDPOINT_EXAMPLE], page: { nextCursor: null } }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'readWebhook',
  tags: ['Webhooks'],
  summary: 'One webhook endpoint',
  request: { params, query },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The endpoint', endpointSchema, ENDPOINT_EXAMPLE),
    304: { description: 'Not changed' },
  },
})

const update = defineRoute({
  method: 'patch',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'updateWebhook',
  tags: ['Webhooks'],
  summary: 'Change where an endpoint is, what it is told of, or switch it off and on',
  request: { params, query, body: jsonBody(endpointEditSchema, { status: 'disabled' }) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The endpoint', endpointSchema, { ...ENDPOINT_EXAMPLE, status: 'disabled', revision: 2 }),
  },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/webhooks/{id}',
  operationId: 'deleteWebhook',
  tags: ['Webhooks'],
  summary: 'Send nothing there any more',
  description: 'What was still to be delivered is given up.',
  request: { params, query },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 204: { description: 'Gone' } },
})

const rotate = defineRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  tags: ['Webhooks'],
  summary: 'Get a new signing secret',
  description:
    'For 24 hours the old secret signs too (two signatures in webhook-signature, separated by a blank), so that the ' +
    'receiver can be given the new one meanwhile. A second rotation within that time ends the oldest one at once: the ' +
    'key is required so that a retry is none.',
  request: { params, query },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, key: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The endpoint and its new secret', endpointWithSecretSchema, {
      ...ENDPOINT_EXAMPLE,
      previousSecretUntil: '2026-11-25T22:00:00.000Z',
      revision: 2,
      secret: SECRET_EXAMPLE,
    }),
  },
})

const test = defineRoute({
  method: 'post',
  path: '/v1/admin/webhooks/{id}/test',
  operationId: 'testWebhook',
  tags: ['Webhooks'],
  summary: 'Send a test event',
  description:
    'Puts an event of type webhook.test into the log, which this endpoint alone is told of, whatever types it asks for. ' +
    'Follow it among its deliveries.',
  request: { params, query },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: ['invalid_parameter', 'not_found', 'invalid_transition', 'unavailable'],
  responses: {
    202: jsonAnswer('It is on its way', testSchema, {
      eventId: 'evt_01KB0Q7X3N5V8W2C4D6F8G0H1J',
      type: TEST_TYPE,
      subject: `webhook:${ENDPOINT_EXAMPLE.id}`,
    }),
  },
})

/** An answer with the secret: read from the row each time, so that no kept answer ever holds one. */
async function showWithSecret(c: Context<AppEnv>, endpoint: ShownEndpoint) {
  const secret = await secretOf(c.var.ctx.db, endpoint.id)
  return { ...endpoint, ...(secret !== undefined && { secret }) }
}

export const webhookRoutes = featureRoutes()
  .openapi(create, async (c) => {
    const { outcome, headers } = await performOnce(c, (call) =>
      createEndpoint(c.var.ctx, call, c.req.valid('json')),
    )
    return c.json(await showWithSecret(c, outcome.body), 201, headers)
  })

  .openapi(list, async (c) => {
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = 'webhooks'
    const rows = await endpointsAfter(c.var.ctx.db, placeIn(c.var.ctx, bind, cursor), limit + 1)
    return c.json(
      pageOf(c.var.ctx, bind, rows, limit, showEndpoint, (row) => [row.createdAt, row.id]),
      200,
    )
  })

  .openapi(read, async (c) => {
    const endpoint = await endpointById(c.var.ctx.db, c.req.valid('param').id)
    const etag = versionTag(endpoint)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showEndpoint(endpoint), 200, { ETag: etag })
  })

  .openapi(update, (c) =>
    actOnce(c, (call) =>
      updateEndpoint(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteEndpoint(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )

  .openapi(rotate, async (c) => {
    const { outcome, headers } = await performOnce(c, (call) =>
      rotateSecret(c.var.ctx, call, c.req.valid('param').id),
    )
    return c.json(await showWithSecret(c, outcome.body), 200, headers)
  })

  .openapi(test, (c) => actOnce(c, (call) => testEndpoint(c.var.ctx, call, c.req.valid('param').id)))
