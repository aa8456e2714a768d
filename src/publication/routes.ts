import { z } from '@hono/zod-openapi'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { instantSchema } from '../platform/schema.ts'
import { actOnce } from '../platform/admin-call.ts'
import { readPublication } from './read-publication.ts'
import { rebuild } from './rebuild.ts'

const laneSchema = z.object({
  head: z.number().int(),
  snapshots: z.number().int(),
  search: z.number().int(),
  live: z.boolean(),
})

const publicationSchema = z
  .object({
    live: z
      .boolean()
      .openapi({ description: 'Everything that was committed is in the snapshots and in search.' }),
    head: z.number().int().openapi({ description: 'Sequence of the last event in the log.' }),
    published: z.number().int().openapi({ description: 'Every event up to this sequence is published.' }),
    lanes: z.object({ live: laneSchema, import: laneSchema }),
    staleProducts: z.number().int().openapi({
      description:
        'Products still to be made anew for another reason than an event of their own, such as a rebuild.',
    }),
    publishedAt: instantSchema,
    boundSeconds: z
      .number()
      .int()
      .openapi({ description: 'Edge copies are at most this much older than what is published.' }),
  })
  .openapi('Publication')

const laneExample = { head: 1204, snapshots: 1204, search: 1204, live: true }
const publicationExample = {
  live: true,
  head: 1204,
  published: 1204,
  lanes: { live: laneExample, import: { ...laneExample, head: 871, snapshots: 871, search: 871 } },
  staleProducts: 0,
  publishedAt: '2026-11-21T08:00:00.000Z',
  boundSeconds: 90,
}
// Just begun: every product is to be made anew.
const rebuildExample = { ...publicationExample, live: false, staleProducts: 98 }

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/publication',
  operationId: 'readPublication',
  tags: ['Publication'],
  summary: 'Is it live? Head of the log and how far the projections are',
  request: { query: z.strictObject({}) },
  facts: { scope: 'catalog:read', cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'The state',
      content: { 'application/json': { schema: publicationSchema, example: publicationExample } },
    },
  },
})

const rebuildAll = defineRoute({
  method: 'post',
  path: '/v1/admin/publication/rebuild',
  operationId: 'rebuildPublication',
  tags: ['Publication'],
  summary: 'Rebuild every snapshot and search row from the database',
  description:
    'Runs in the background, behind live changes. Lists and search are emptied and fill up again; product pages stay. ' +
    'Sending it again starts it over.',
  request: { query: z.strictObject({}) },
  facts: { scope: 'catalog:write', cache: 'private', budget: { kv: 0, d1: 9 } },
  problems: [
    'invalid_parameter',
    'idempotency_key_invalid',
    'idempotency_conflict',
    'idempotency_in_flight',
    'unavailable',
  ],
  responses: {
    202: {
      description: 'Begun',
      content: { 'application/json': { schema: publicationSchema, example: rebuildExample } },
    },
  },
})

export const publicationRoutes = featureRoutes()
  .openapi(read, async (c) => c.json(await readPublication(c.var.ctx), 200))
  .openapi(rebuildAll, (c) => actOnce(c, (call) => rebuild(c.var.ctx, call)))
