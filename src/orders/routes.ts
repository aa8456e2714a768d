import { z } from '@hono/zod-openapi'
import { isNotModified, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { idParam } from '../platform/schema.ts'
import { ORDER_EXAMPLE } from './order-examples.ts'
import { orderSchema } from './order-schemas.ts'
import { ownOrder, signOrderToken } from './own-order.ts'
import { showOrder } from './show-order.ts'

const read = defineRoute({
  method: 'get',
  path: '/v1/orders/{id}',
  operationId: 'readOrder',
  tags: ['Orders'],
  summary: 'One order, as it was bought, and what has become of it',
  description:
    'For whoever holds its token, and for its customer. Anybody else, and whoever comes with a token whose time is over, is ' +
    'answered like for an order that never was.',
  request: {
    params: z.object({ id: idParam.openapi({ example: ORDER_EXAMPLE.id }) }),
    query: z.strictObject({}),
  },
  facts: { credential: 'order', cache: 'private', budget: { kv: 0, d1: 1 }, limit: 'guess' },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'The order',
      content: { 'application/json': { schema: orderSchema, example: ORDER_EXAMPLE } },
    },
    304: { description: 'Not changed' },
  },
})

export const orderRoutes = featureRoutes().openapi(read, async (c) => {
  const { ctx, order: credential } = c.var
  const file = await ownOrder(ctx, credential)
  const etag = versionTag(file.order)
  const renew = credential.kind === 'holder' && credential.renew
  // Who is due for a new token gets it, changed or not.
  if (!renew && isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
  const token = renew ? { token: await signOrderToken(ctx, file.order.id) } : {}
  return c.json({ ...showOrder(ctx, file), ...token }, 200, { ETag: etag })
})
