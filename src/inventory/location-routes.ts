import { z } from '@hono/zod-openapi'
import { jsonBody } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  cursorQuery,
  idParam,
  idSchema,
  instantSchema,
  LIMIT_DEFAULT,
  limitQuery,
  pageSchema,
  requiredTextSchema,
} from '../platform/schema.ts'
import { createLocation } from './create-location.ts'
import { deleteLocation } from './delete-location.ts'
import { locationById, locationsAfter, showLocation } from './location-queries.ts'
import { putLocation, updateLocation } from './update-location.ts'

const READ = 'inventory:read'
const WRITE = 'inventory:write'

const EXAMPLE = {
  id: 'loc_main',
  name: 'Main warehouse',
  country: 'US',
  position: 0,
  revision: 2,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-24T09:30:00.000Z',
}

const locationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    country: z.string().nullable().openapi({ description: 'ISO 3166 alpha-2.' }),
    position: z.number().int().openapi({ description: 'Its place in lists of locations.' }),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('Location')

const name = requiredTextSchema(120)
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'is an ISO 3166 alpha-2 code such as DE')
  .nullable()
const position = z.number().int().min(0).max(1_000_000)

const one = (description: string, example: typeof EXAMPLE = EXAMPLE) => ({
  description,
  content: { 'application/json': { schema: locationSchema, example } },
})
const params = z.object({ id: idParam })
const noQuery = z.strictObject({})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/locations',
  operationId: 'listLocations',
  tags: ['Inventory'],
  summary: 'Where stock lies',
  request: { query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page, by position',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(locationSchema), page: pageSchema }),
          example: { data: [EXAMPLE], page: { nextCursor: null } },
        },
      },
    },
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/locations',
  operationId: 'createLocation',
  tags: ['Inventory'],
  summary: 'Add a location',
  description:
    'It ships to nobody until a market lists it among its locations. Without a position it comes last.',
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        id: idSchema.optional(),
        name,
        country: country.optional(),
        position: position.optional(),
      }),
      { id: 'loc_berlin', name: 'Berlin store', country: 'DE' },
    ),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: {
    201: one('The location; Location is its address', {
      ...EXAMPLE,
      id: 'loc_berlin',
      name: 'Berlin store',
      country: 'DE',
      position: 2,
      revision: 1,
    }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/locations/{id}',
  operationId: 'readLocation',
  tags: ['Inventory'],
  summary: 'One location',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('The location'), 304: { description: 'Not changed' } },
})

const update = defineRoute({
  method: 'patch',
  path: '/v1/admin/locations/{id}',
  operationId: 'updateLocation',
  tags: ['Inventory'],
  summary: 'Change some of a location',
  request: {
    params,
    query: noQuery,
    body: jsonBody(
      z.strictObject({ name: name.optional(), country: country.optional(), position: position.optional() }),
      { name: 'Main warehouse, hall 2' },
    ),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('The location', { ...EXAMPLE, name: 'Main warehouse, hall 2', revision: 3 }) },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/locations/{id}',
  operationId: 'putLocation',
  tags: ['Inventory'],
  summary: 'Add or replace a location by its id',
  description: 'What is left out is emptied, but for the position, which stays.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        id: idSchema.optional().openapi({ description: 'The id of the path, if it is sent.' }),
        name,
        country: country.optional(),
        position: position.optional(),
      }),
      { name: 'Main warehouse', country: 'US', position: 0 },
    ),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'put' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('Replaced'), 201: one('Added', { ...EXAMPLE, revision: 1 }) },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/locations/{id}',
  operationId: 'deleteLocation',
  tags: ['Inventory'],
  summary: 'Delete a location that never had stock',
  description:
    'Refused (409 `in_use`) while a market lists it, while stock lies there, and when it ever had stock: the ledger ' +
    'must go on naming it. Such a location is retired by taking it out of every market.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'in_use', 'unavailable'],
  responses: { 204: { description: 'Deleted' } },
})

export const locationRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const after = placeIn<[number, string]>(ctx, 'locations', cursor)
    const rows = await locationsAfter(ctx.db, after, limit + 1)
    return c.json(
      pageOf(ctx, 'locations', rows, limit, showLocation, (row) => [row.position, row.id]),
      200,
    )
  })
  .openapi(create, (c) => actOnce(c, (call) => createLocation(c.var.ctx, call, c.req.valid('json'))))
  .openapi(read, async (c) => {
    const location = await locationById(c.var.ctx.db, c.req.valid('param').id)
    if (location === undefined) throw notFound()
    const etag = versionTag(location)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showLocation(location), 200, { ETag: etag })
  })
  .openapi(update, (c) =>
    actOnce(c, (call) =>
      updateLocation(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )
  .openapi(put, (c) => {
    const { id } = c.req.valid('param')
    const { id: stated = id, ...stating } = c.req.valid('json')
    if (stated !== id) {
      throw new Problem('validation_failed', undefined, {
        errors: [{ pointer: '/id', code: 'mismatch', message: 'is not the id of the path' }],
      })
    }
    return actOnce(c, (call) => putLocation(c.var.ctx, call, id, preconditionsOf(c), stating))
  })
  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteLocation(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
