import { z } from '@hono/zod-openapi'
import { jsonAnswer } from '../platform/content.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery } from '../platform/schema.ts'
import { type Consistency, consistencySchema } from './consistency-schemas.ts'
import { LAWS } from './laws.ts'
import { readConsistency } from './read-consistency.ts'

const EXAMPLE: Consistency = {
  ok: false,
  checkedAt: '2026-11-25T08:00:00.000Z',
  laws: [
    {
      law: 'capturedOnce',
      means: LAWS.capturedOnce.means,
      count: 1,
      violations: ['ord_01KB0Q7X3N5V8W2C4D6F8G0H1J'],
    },
  ],
  late: [],
  page: { nextCursor: null },
}

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/health/consistency',
  operationId: 'readConsistency',
  tags: ['Health'],
  summary: 'Whether the books of the shop add up',
  description:
    'Asks every law of the shop in its database, and names the ids that break it. 200 either way: `ok` tells. A look takes ' +
    'the newest 5,000 orders and 20,000 rows of each other book; `nextCursor` leads to those before. The database does ' +
    'nothing else meanwhile: look when you want to know, not every minute (docs/operations.md).',
  request: { query: z.strictObject({ cursor: cursorQuery }) },
  facts: { scope: 'health:read', cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: { 200: jsonAnswer('What was found', consistencySchema, EXAMPLE) },
})

export const consistencyRoutes = featureRoutes().openapi(read, async (c) =>
  c.json(await readConsistency(c.var.ctx, c.req.valid('query').cursor), 200),
)
