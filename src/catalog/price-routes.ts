import { z } from '@hono/zod-openapi'
import { ID_PATTERN } from '../domain/ids.ts'
import { MARKET_CODE_PATTERN } from '../domain/market.ts'
import { actOnce } from '../platform/admin-call.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, limitQuery } from '../platform/schema.ts'
import { showPriceHistory } from './price-history.ts'
import {
  PRICES_BYTES_MAX,
  priceHistorySchema,
  priceListSchema,
  pricesSetSchema,
  setPricesSchema,
} from './price-schemas.ts'
import { LIMIT } from './product-input.ts'
import { CATALOG_READ, CATALOG_WRITE } from './scopes.ts'
import { setPrices } from './set-prices.ts'
import { showPrices } from './show-prices.ts'

const set = defineRoute({
  method: 'post',
  path: '/v1/admin/prices',
  operationId: 'setPrices',
  tags: ['Prices'],
  summary: 'Set prices of one market, up to 10,000 at once',
  description:
    'All or none: one bad entry and nothing is changed. Each entry names a row by variant, `minQuantity` and ' +
    '`startsAt`, and replaces it or, with `price: null`, takes it away; the other rows stay. The last writer wins: no ' +
    'If-Match. A scheduled price takes effect at its second. Markets that derive their prices follow. Up to 500 ' +
    'entries are published before everything else; more of them travel beside imports.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: setPricesSchema,
          example: {
            market: 'de',
            prices: [
              { sku: 'KET-15L', price: { amount: 4590, currency: 'EUR' } },
              {
                variantId: 'var-ket-15l',
                price: { amount: 3990, currency: 'EUR' },
                compareAt: { amount: 4590, currency: 'EUR' },
                startsAt: '2026-11-27T00:00:00Z',
                endsAt: '2026-12-01T00:00:00Z',
              },
            ],
          },
        },
      },
    },
  },
  facts: { scope: CATALOG_WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, bodyBytesMax: PRICES_BYTES_MAX },
  problems: ['unavailable'],
  responses: {
    200: {
      description: 'What has become of the entries; GET /v1/admin/publication tells when it is live',
      content: {
        'application/json': {
          schema: pricesSetSchema,
          example: { market: 'de', set: 2, removed: 0, unchanged: 0, products: 1 },
        },
      },
    },
  },
})

const pageQuery = { limit: limitQuery, cursor: cursorQuery }
const marketQuery = z.string().regex(MARKET_CODE_PATTERN).optional().openapi({ example: 'de' })
const variantQuery = z.string().regex(ID_PATTERN).openapi({ example: 'var-ket-15l' })

const standing = {
  market: 'de',
  minQuantity: 1,
  startsAt: null,
  endsAt: null,
  price: { amount: 4590, currency: 'EUR' },
  compareAt: null,
  setAt: '2026-11-21T08:00:00.000Z',
}

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/prices',
  operationId: 'listPrices',
  tags: ['Prices'],
  summary: 'Price rows, scheduled and derived ones too',
  description:
    'By variant, market, quantity and start. A market without prices of its own shows those it derives. At most one of ' +
    '`variantId`, `sku` and `productId`.',
  request: {
    query: z
      .strictObject({
        market: marketQuery,
        variantId: variantQuery.optional(),
        sku: z.string().min(1).max(LIMIT.sku).optional().openapi({ example: 'KET-15L' }),
        productId: z.string().regex(ID_PATTERN).optional().openapi({ example: 'prd-copper-stovetop-kettle' }),
        ...pageQuery,
      })
      .refine(
        ({ variantId, sku, productId }) =>
          [variantId, sku, productId].filter((name) => name !== undefined).length <= 1,
        { message: 'goes without sku and productId', path: ['variantId'] },
      ),
  },
  facts: { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: priceListSchema,
          example: {
            data: [
              {
                variantId: 'var-ket-15l',
                sku: 'KET-15L',
                productId: 'prd-copper-stovetop-kettle',
                title: 'Copper Stovetop Kettle',
                variantTitle: '1.5 l',
                ...standing,
                effective: true,
                derived: false,
              },
            ],
            page: { nextCursor: null },
          },
        },
      },
    },
  },
})

const history = defineRoute({
  method: 'get',
  path: '/v1/admin/prices/history',
  operationId: 'listPriceHistory',
  tags: ['Prices'],
  summary: 'What a variant cost before, latest first',
  description:
    'Every price that was replaced or taken away, by whatever way, with who did it. In force from `setAt` until ' +
    '`replacedAt`, and shown in that time as far as `startsAt` and `endsAt` allow. Kept 400 days.',
  request: { query: z.strictObject({ variantId: variantQuery, market: marketQuery, ...pageQuery }) },
  facts: { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: priceHistorySchema,
          example: {
            data: [
              {
                variantId: 'var-ket-15l',
                ...standing,
                price: { amount: 4990, currency: 'EUR' },
                setBy: 'staff:https://login.example.com#anna',
                replacedAt: '2026-11-24T09:30:00.000Z',
                replacedBy: 'staff:https://login.example.com#pricing-job',
              },
            ],
            page: { nextCursor: null },
          },
        },
      },
    },
  },
})

export const priceRoutes = featureRoutes()
  .openapi(set, (c) => actOnce(c, (call) => setPrices(c.var.ctx, call, c.req.valid('json'))))

  .openapi(list, async (c) => {
    const { limit = LIMIT_DEFAULT, cursor, ...filter } = c.req.valid('query')
    return c.json(await showPrices(c.var.ctx, filter, limit, cursor), 200)
  })

  .openapi(history, async (c) => {
    const { limit = LIMIT_DEFAULT, cursor, ...asked } = c.req.valid('query')
    return c.json(await showPriceHistory(c.var.ctx, asked, limit, cursor), 200)
  })
