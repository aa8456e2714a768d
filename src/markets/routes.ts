import { z } from '@hono/zod-openapi'
import type { Market } from '../domain/market.ts'
import { currencyDigits } from '../domain/money.ts'
import { answerFacts } from '../platform/app-env.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { marketParam } from '../platform/schema.ts'
import { freshness, readThrough } from '../platform/snapshots.ts'
import { marketIn, marketsShelf } from './shelves.ts'
import { visitorCountry, visitorsMarket } from './visitors-market.ts'

const marketSchema = z
  .object({
    code: z.string().openapi({ example: 'de' }),
    name: z.string(),
    currency: z.string().openapi({ example: 'EUR' }),
    currencyDigits: z
      .number()
      .int()
      .openapi({ description: 'Decimals of the currency by ISO 4217: 2 for EUR, 0 for JPY.' }),
    countries: z.array(z.string()),
    locales: z.array(z.string()),
    defaultLocale: z.string(),
    taxIncluded: z.boolean().openapi({ description: 'Whether shown prices contain the tax.' }),
  })
  .openapi('Market')

const marketExample = {
  code: 'de',
  name: 'Deutschland',
  currency: 'EUR',
  currencyDigits: 2,
  countries: ['DE', 'AT'],
  locales: ['de', 'en'],
  defaultLocale: 'de',
  taxIncluded: true,
}

const listMarkets = defineRoute({
  method: 'get',
  path: '/v1/markets',
  operationId: 'listMarkets',
  tags: ['Markets'],
  summary: 'All markets, in the order of the shop',
  request: { query: z.strictObject({}) },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 1 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'The markets',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(marketSchema) }),
          example: { data: [marketExample] },
        },
      },
    },
  },
})

const readMarket = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}',
  operationId: 'readMarket',
  tags: ['Markets'],
  summary: 'One market: currency, languages, tax',
  request: { params: z.object({ market: marketParam }), query: z.strictObject({}) },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'The market',
      content: { 'application/json': { schema: marketSchema, example: marketExample } },
    },
  },
})

const suggest = defineRoute({
  method: 'get',
  path: '/v1/market-suggestion',
  operationId: 'suggestMarket',
  tags: ['Markets'],
  summary: 'The market for where the visitor seems to be',
  description:
    'A suggestion only, from the country that Cloudflare sees. Every priced answer names its market in the path.',
  request: { query: z.strictObject({}) },
  facts: { cache: 'private', budget: { kv: 1, d1: 1 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'Market and country; country is null when it is not known',
      content: {
        'application/json': {
          schema: z.object({ market: z.string(), country: z.string().nullable() }),
          example: { market: 'de', country: 'AT' },
        },
      },
    },
  },
})

export const marketRoutes = featureRoutes()
  .openapi(listMarkets, async (c) => {
    const [reading] = await readThrough(c.var.ctx, [marketsShelf])
    answerFacts(c, { tags: ['markets'], ...freshness(reading) })
    return c.json({ data: (reading.value?.markets ?? []).map(showMarket) }, 200)
  })
  .openapi(readMarket, async (c) => {
    const [reading] = await readThrough(c.var.ctx, [marketsShelf])
    const market = marketIn(reading, c.req.valid('param').market)
    answerFacts(c, { tags: ['markets'], ...freshness(reading) })
    return c.json(showMarket(market), 200)
  })
  .openapi(suggest, async (c) => {
    const market = await visitorsMarket(c.var.ctx, c.req.raw)
    return c.json({ market: market?.code ?? '', country: visitorCountry(c.req.raw) ?? null }, 200)
  })

const showMarket = (market: Market) => ({
  code: market.code,
  name: market.name,
  currency: market.currency,
  currencyDigits: currencyDigits(market.currency),
  countries: market.countries,
  locales: market.locales,
  defaultLocale: market.defaultLocale,
  taxIncluded: market.taxIncluded,
})
