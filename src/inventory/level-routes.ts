import { z } from '@hono/zod-openapi'
import { jsonAnswer } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import { sha256 } from '../platform/idempotency.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, idParam, idSchema, LIMIT_DEFAULT, limitQuery } from '../platform/schema.ts'
import { adjustStock } from './adjust-stock.ts'
import { levelsAfter, showLevel } from './level-queries.ts'
import {
  adjustedSchema,
  adjustmentsSchema,
  LEDGER_EXAMPLE,
  ledgerListSchema,
  LEVEL_EXAMPLE,
  levelListSchema,
  levelSchema,
  settingSchema,
  SKU_MAX,
  VARIANT_STOCK_EXAMPLE,
  variantStockSchema,
} from './level-schemas.ts'
import { setLevel } from './set-level.ts'
import { ledgerBefore, readVariantStock, showEntry } from './variant-stock.ts'

const READ = 'inventory:read'
const WRITE = 'inventory:write'

const idIn = (name: string, example: string) => idParam.openapi({ param: { name, in: 'path' }, example })
const params = z.object({ variantId: idIn('variantId', 'var-ket-15l') })
const noQuery = z.strictObject({})
const pageQuery = { limit: limitQuery, cursor: cursorQuery }

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/inventory',
  operationId: 'listStockLevels',
  tags: ['Inventory'],
  summary: 'How many of which variant are where',
  description:
    'By variant and location. A variant that never had stock is listed once, without location. Filters add up; ' +
    'lowStock=true keeps tracked variants that have no more left, over all locations, than their threshold.',
  request: {
    query: z.strictObject({
      ...pageQuery,
      variantId: idSchema.optional(),
      sku: z.string().min(1).max(SKU_MAX).optional(),
      productId: idSchema.optional(),
      location: idSchema.optional(),
      lowStock: z.enum(['true', 'false']).optional().openapi({ default: 'false' }),
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', levelListSchema, { data: [LEVEL_EXAMPLE], page: { nextCursor: null } }),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/inventory/{variantId}',
  operationId: 'readVariantStock',
  tags: ['Inventory'],
  summary: 'One variant: its stock by location, and what shoppers are told of it',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('The stock', variantStockSchema, VARIANT_STOCK_EXAMPLE),
    304: { description: 'Not changed' },
  },
})

const listLedger = defineRoute({
  method: 'get',
  path: '/v1/admin/inventory/{variantId}/ledger',
  operationId: 'listStockLedger',
  tags: ['Inventory'],
  summary: 'Every change of what is on hand, newest first',
  description: 'What is on hand at a location is always the sum of its deltas.',
  request: { params, query: z.strictObject({ ...pageQuery, location: idSchema.optional() }) },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', ledgerListSchema, { data: [LEDGER_EXAMPLE], page: { nextCursor: null } }),
  },
})

const adjust = defineRoute({
  method: 'post',
  path: '/v1/admin/inventory/adjustments',
  operationId: 'adjustStock',
  tags: ['Inventory'],
  summary: 'Add to stock, or take from it, with a reason',
  description:
    'All or nothing, in the order of the list. Deltas are relative, so parallel ones add up. What would leave less ' +
    'than nothing, or less than is held for buyers, is refused (409 `out_of_stock`) with each such line. The answer ' +
    'does not say how many are there now: others may be selling meanwhile.',
  request: {
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: adjustmentsSchema,
          example: {
            adjustments: [
              { sku: 'KET-15L', location: 'loc_main', delta: 24, reason: 'received', note: 'PO 4711' },
              { variantId: 'var-ket-15l', location: 'loc_east', delta: -1, reason: 'damaged' },
            ],
          },
        },
      },
    },
  },
  facts: {
    scope: WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 3 },
    key: 'required',
    bodyBytesMax: 262_144,
  },
  problems: ['invalid_parameter', 'out_of_stock', 'unavailable'],
  responses: {
    200: jsonAnswer('What was done', adjustedSchema, {
      adjustments: [
        {
          id: LEDGER_EXAMPLE.id,
          variantId: 'var-ket-15l',
          sku: 'KET-15L',
          location: 'loc_main',
          delta: 24,
          reason: 'received',
          note: 'PO 4711',
        },
        {
          id: 'led_01KAVQ6T4M8Z3W5N7Y9R2C1D0F',
          variantId: 'var-ket-15l',
          sku: 'KET-15L',
          location: 'loc_east',
          delta: -1,
          reason: 'damaged',
          note: '',
        },
      ],
    }),
  },
})

const set = defineRoute({
  method: 'put',
  path: '/v1/admin/inventory/{variantId}/{location}',
  operationId: 'setStockLevel',
  tags: ['Inventory'],
  summary: 'Set what was counted, if nothing happened meanwhile',
  description:
    '`expected` is how many you believe are there: without it 428, and 412 with the present level where there is ' +
    'another number, so that no sale is overwritten.',
  request: {
    params: params.extend({ location: idIn('location', 'loc_main') }),
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: settingSchema,
          example: { onHand: 23, expected: 24, reason: 'counted', note: 'Yearly count' },
        },
      },
    },
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: [
    'invalid_parameter',
    'not_found',
    'out_of_stock',
    'version_required',
    'version_mismatch',
    'unavailable',
  ],
  responses: { 200: jsonAnswer('The level', levelSchema, { ...LEVEL_EXAMPLE, onHand: 23, available: 21 }) },
})

export const levelRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor, lowStock, ...named } = c.req.valid('query')
    const filter = { ...named, lowStock: lowStock === 'true' }
    const { variantId, sku, productId, location } = named
    const bind = `stock levels ${JSON.stringify([variantId, sku, productId, location, filter.lowStock])}`
    const rows = await levelsAfter(ctx, filter, placeIn<[string, string]>(ctx, bind, cursor), limit + 1)
    return c.json(
      pageOf(ctx, bind, rows, limit, showLevel, (row) => [row.variantId, row.location ?? '']),
      200,
    )
  })
  .openapi(read, async (c) => {
    const stock = await readVariantStock(c.var.ctx, c.req.valid('param').variantId)
    if (stock === undefined) throw notFound()
    // Stock has no revision of its own.
    const etag = `"${sha256(JSON.stringify(stock)).slice(0, 24)}"`
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(stock, 200, { ETag: etag })
  })
  .openapi(listLedger, async (c) => {
    const { ctx } = c.var
    const { variantId } = c.req.valid('param')
    const { limit = LIMIT_DEFAULT, cursor, location } = c.req.valid('query')
    const bind = `stock ledger ${JSON.stringify([variantId, location])}`
    const [before] = placeIn<[number]>(ctx, bind, cursor) ?? []
    const rows = await ledgerBefore(ctx.db, variantId, location, before, limit + 1)
    if (rows === undefined) throw notFound()
    return c.json(
      pageOf(ctx, bind, rows, limit, showEntry, (row) => [row.sequence]),
      200,
    )
  })
  .openapi(adjust, (c) => actOnce(c, (call) => adjustStock(c.var.ctx, call, c.req.valid('json').adjustments)))
  .openapi(set, (c) => {
    const { variantId, location } = c.req.valid('param')
    return actOnce(c, (call) => setLevel(c.var.ctx, call, variantId, location, c.req.valid('json')))
  })
