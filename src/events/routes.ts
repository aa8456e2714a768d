import { z } from '@hono/zod-openapi'
import { notFound } from '../platform/problem.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, idParam, instantSchema, limitQuery } from '../platform/schema.ts'
import { formatInstant } from '../domain/time.ts'
import { EVENT_TYPE_PATTERN } from './event-types.ts'
import { type EventRow, eventById, readLog } from './queries.ts'

const READ = 'events:read'

const EXAMPLE = {
  sequence: 4711,
  id: 'evt_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  type: 'product.updated',
  subject: 'product:prd-copper-stovetop-kettle',
  subjectSequence: 3,
  actor: 'staff:https://issuer.example#maya',
  data: { changed: ['title'] },
  createdAt: '2026-11-24T21:05:00.000Z',
  auditId: 'aud_01KB0Q7X3M2B6C8D0E2F4G6H8J',
}

const eventSchema = z
  .object({
    sequence: z.number().int().openapi({ description: 'The place in the log of the whole shop.' }),
    id: z.string().openapi({ description: 'Stable: also the webhook-id of its deliveries.' }),
    type: z.string().openapi({ description: 'noun.verbed; docs/events.md lists them.' }),
    subject: z.string().openapi({ description: 'noun:id of what it is about.' }),
    subjectSequence: z.number().int().openapi({ description: '1, 2, 3 … for each subject, without gaps.' }),
    actor: z.string().openapi({ description: 'Who did it.' }),
    data: z.record(z.string(), z.unknown()).openapi({
      description: 'Ids and names of changed members, never personal values.',
    }),
    createdAt: instantSchema,
    auditId: z.string().nullable().openapi({
      description:
        'The entry of the audit that says who changed what: /v1/admin/audit/{auditId}. null: no admin did it, or by a file.',
    }),
  })
  .openapi('Event')

const eventListSchema = z
  .object({
    data: z.array(eventSchema),
    page: z.object({
      nextCursor: z.string().nullable().openapi({
        description:
          'The sequence to send as ?after= for what follows; null = everything up to head was seen.',
      }),
    }),
    head: z.number().int().openapi({ description: 'The last sequence of the log at this moment.' }),
  })
  .openapi('EventList')

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/events',
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'Everything that happened, in order',
  description:
    'The log of the shop. Keep one number: ask with ?after= that number, handle `data` in order, then keep ' +
    '`page.nextCursor ?? head`. When `nextCursor` is null you are up to date: ask again later with what you kept. Nothing ' +
    'ever appears below a number that you have been given. A page looks at a bounded part of the log, so with filters it ' +
    'may be short or empty and have a `nextCursor` all the same: go on with it.',
  request: {
    query: z.strictObject({
      after: z
        .string()
        .regex(/^(?:0|[1-9]\d{0,14})$/, 'is a sequence number of the log')
        .transform(Number)
        .optional()
        .openapi({
          type: 'integer',
          minimum: 0,
          default: 0,
          description: 'Events behind this sequence; 0 = from the beginning.',
        }),
      limit: limitQuery,
      type: z
        .string()
        .regex(EVENT_TYPE_PATTERN, 'is a type such as product.updated or product.*')
        .optional()
        .openapi({
          example: 'product.*',
        }),
      subject: z
        .string()
        .max(128)
        .regex(/^[a-z][a-z_]*:[\x21-\x7e]+$/, 'is a subject such as product:prd-copper-stovetop-kettle')
        .optional()
        .openapi({ example: 'product:prd-copper-stovetop-kettle' }),
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'The next events',
      content: {
        'application/json': {
          schema: eventListSchema,
          example: { data: [EXAMPLE], page: { nextCursor: null }, head: 4711 },
        },
      },
    },
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/events/{id}',
  operationId: 'readEvent',
  tags: ['Events'],
  summary: 'One event',
  request: { params: z.object({ id: idParam }), query: z.strictObject({}) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'The event; it never changes',
      content: { 'application/json': { schema: eventSchema, example: EXAMPLE } },
    },
    304: { description: 'Not changed' },
  },
})

export const eventRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { after = 0, limit = LIMIT_DEFAULT, type, subject } = c.req.valid('query')
    const { rows, reached, head } = await readLog(c.var.ctx.db, after, limit, {
      type: type === '*' ? undefined : type,
      subject,
    })
    const nextCursor = reached < head ? String(reached) : null
    return c.json({ data: rows.map(show), page: { nextCursor }, head }, 200)
  })

  .openapi(read, async (c) => {
    const row = await eventById(c.var.ctx.db, c.req.valid('param').id)
    if (row === undefined) throw notFound()
    const etag = `"${row.sequence}"`
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(show(row), 200, { ETag: etag })
  })

const show = ({ lane: _lane, createdAt, ...event }: EventRow) => ({
  ...event,
  createdAt: formatInstant(createdAt),
})
