import { actOnce } from '../platform/admin-call.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { PRICES_BYTES_MAX, pricesSetSchema, setPricesSchema } from './price-schemas.ts'
import { setPrices } from './set-prices.ts'

const WRITE = 'prices:write'

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
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, bodyBytesMax: PRICES_BYTES_MAX },
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

export const priceRoutes = featureRoutes().openapi(set, (c) =>
  actOnce(c, (call) => setPrices(c.var.ctx, call, c.req.valid('json'))),
)
