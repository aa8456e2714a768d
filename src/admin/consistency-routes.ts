import { z } from '@hono/zod-openapi'
import { jsonAnswer } from '../platform/content.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { type Consistency, consistencySchema } from './consistency-schemas.ts'
import { readConsistency } from './read-consistency.ts'

const EXAMPLE: Consistency = {
  ok: true,
  checkedAt: '2026-11-25T08:00:00.000Z',
  laws: [
    { law: 'onHandIsSumOfLedger', violations: [] },
    { law: 'capturedIsPaid', violations: [] },
  ],
  late: { orders: [], operations: [], payingBack: [] },
}

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/health/consistency',
  operationId: 'readConsistency',
  tags: ['Health'],
  summary: 'Whether the books of stock, orders and payments add up',
  description:
    'Runs every law of the shop in its database and names the ids that break it. 200 either way: `ok` tells. It reads all of ' +
    'the books, so ask when you want to know, not every minute.',
  request: { query: z.strictObject({}) },
  // Three books of laws, and three looks at what is late.
  facts: { scope: 'health:read', cache: 'private', budget: { kv: 0, d1: 6 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: { 200: jsonAnswer('What was found', consistencySchema, EXAMPLE) },
})

export const consistencyRoutes = featureRoutes().openapi(read, async (c) =>
  c.json(await readConsistency(c.var.ctx), 200),
)
