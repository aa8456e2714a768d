import { z } from '@hono/zod-openapi'
import { readBytes } from '../platform/json-body.ts'
import { Problem } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { PROVIDER_NAMES } from '../payments/provider.ts'
import { hearProvider } from './hear-provider.ts'

// The largest events of Stripe are some tens of kilobytes.
const EVENT_BYTES_MAX = 256 * 1024

const hook = defineRoute({
  method: 'post',
  path: '/v1/hooks/{provider}',
  operationId: 'hearProvider',
  tags: ['Payments'],
  summary: 'What a payment provider tells',
  description:
    'Signed by the provider; the bytes decide, whatever their type. Each event takes effect once, in whatever order they ' +
    'come. What concerns no payment of this shop is kept for staff, and touches no order.',
  request: {
    params: z.object({
      provider: z
        .enum(PROVIDER_NAMES)
        .openapi({ param: { name: 'provider', in: 'path' }, example: 'stripe' }),
    }),
    query: z.strictObject({}),
  },
  // The order behind it, the object that settles it; there the order is read, and its batch is written.
  facts: { cache: 'private', budget: { kv: 0, d1: 6, do: 3 } },
  problems: ['invalid_parameter', 'not_found', 'invalid_signature', 'content_too_large', 'unavailable'],
  responses: {
    200: {
      description: 'Taken, now or before',
      content: {
        'application/json': {
          schema: z.object({ received: z.literal(true) }),
          example: { received: true as const },
        },
      },
    },
  },
})

export const hookRoutes = featureRoutes().openapi(hook, async (c) => {
  const { ctx } = c.var
  const body = await readBytes(c.req.raw.body, EVENT_BYTES_MAX)
  if (!(await hearProvider(ctx, c.req.valid('param').provider, body, c.req.raw.headers)))
    throw new Problem('invalid_signature')
  return c.json({ received: true as const }, 200)
})
