import { z } from '@hono/zod-openapi'
import { MARKET_CODE_PATTERN, MARKET_STATUSES, type MarketCode, type MarketRecord } from '../domain/market.ts'
import { actOnce } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import type { Ctx } from '../platform/context.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, countryQuery, cursorQuery, limitQuery } from '../platform/schema.ts'
import { deleteMarket } from './delete-market.ts'
import {
  adminMarketSchema,
  createMarketBody,
  marketExample,
  marketListSchema,
  patchMarketBody,
  putMarketBody,
  putMarketExample,
  shownMarketExample,
} from './market-schemas.ts'
import { loadMarkets, marketByCode } from './queries.ts'
import { createMarket, patchMarket, putMarket, type RetirePrices } from './save-market.ts'
import { showMarketRecord } from './show-market.ts'

const READ = 'markets:read'
const WRITE = 'markets:write'
const params = z.object({
  code: z
    .string()
    .regex(MARKET_CODE_PATTERN)
    .openapi({ param: { name: 'code', in: 'path' }, example: 'ch' }),
})
const shown = (description: string) => jsonAnswer(description, adminMarketSchema, shownMarketExample)
const noQuery = z.strictObject({})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/markets',
  operationId: 'listMarketRecords',
  tags: ['Market rules'],
  summary: 'All markets, closed ones too, in the order of the shop',
  request: {
    query: z.strictObject({
      status: z.enum(MARKET_STATUSES).optional(),
      country: countryQuery,
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', marketListSchema, {
      data: [shownMarketExample],
      page: { nextCursor: null },
    }),
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/markets',
  operationId: 'createMarket',
  tags: ['Market rules'],
  summary: 'Make a market',
  description:
    'It is open at once unless status says closed: products that have a price there, or in the market it derives from, ' +
    'are then sold in it.',
  request: { query: noQuery, body: jsonBody(createMarketBody, marketExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'already_exists', 'invalid_transition', 'unavailable'],
  responses: { 201: shown('The market; Location is where it is') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/markets/{code}',
  operationId: 'readMarketRecord',
  tags: ['Market rules'],
  summary: 'One market with everything staff may set',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The market'), 304: { description: 'Not changed' } },
})

const patch = defineRoute({
  method: 'patch',
  path: '/v1/admin/markets/{code}',
  operationId: 'patchMarket',
  tags: ['Market rules'],
  summary: 'Change some members of a market',
  description:
    'Refused is what would break a running shop: another currency while there are prices or shipping options, closing ' +
    'the last open market or one that others derive from, taking away a country that tax rates or shipping options name, ' +
    'and, while it is open, taking away the derivation that goods are sold by, or another taxIncluded under prices. ' +
    'A promotion that has no amount in a new currency does not hold in the market.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(patchMarketBody, { status: 'open', locations: ['loc_main', 'loc_east'] }),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'in_use', 'invalid_transition', 'unavailable'],
  responses: { 200: shown('The market as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/markets/{code}',
  operationId: 'putMarket',
  tags: ['Market rules'],
  summary: 'Set all of a market, or make it',
  description:
    'What is absent gets its default, but status, locations and position of a market that is there: they stay as they ' +
    'are. Refused is what a PATCH would be refused for.',
  request: { params, query: noQuery, body: jsonBody(putMarketBody, putMarketExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'put' },
  problems: ['invalid_parameter', 'in_use', 'invalid_transition', 'unavailable'],
  responses: { 200: shown('The market as it is now'), 201: shown('The new market') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/markets/{code}',
  operationId: 'deleteMarket',
  tags: ['Market rules'],
  summary: 'Delete a market that nothing refers to',
  description: 'One that has or had prices, rules or imports is closed instead: PATCH its status.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'in_use', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const marketAdminRoutes = (retirePrices: RetirePrices) =>
  featureRoutes()
    .openapi(list, async (c) => {
      const { ctx } = c.var
      const { status, country, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
      const bind = `market records ${status ?? ''} ${country ?? ''}`
      const place = placeIn<[number, string]>(ctx, bind, cursor)
      // A shop has few markets: all of them are one read, and the page is cut here.
      const rows = (await loadMarkets(ctx.db)).filter(
        (market) =>
          (status === undefined || market.status === status) &&
          (country === undefined || market.countries.includes(country)) &&
          (place === undefined || comesAfter(market, place)),
      )
      return c.json(
        pageOf(ctx, bind, rows, limit, showMarketRecord, (row) => [row.position, row.code]),
        200,
      )
    })
    .openapi(create, (c) => actOnce(c, (call) => createMarket(c.var.ctx, call, c.req.valid('json'))))
    .openapi(read, async (c) => {
      const market = await found(c.var.ctx, c.req.valid('param').code)
      const tag = versionTag(market)
      if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
      return c.json(showMarketRecord(market), 200, { ETag: tag })
    })
    .openapi(patch, (c) =>
      actOnce(c, (call) =>
        patchMarket(
          c.var.ctx,
          call,
          c.req.valid('param').code,
          preconditionsOf(c),
          c.req.valid('json'),
          retirePrices,
        ),
      ),
    )
    .openapi(put, (c) =>
      actOnce(c, (call) => {
        const code = c.req.valid('param').code as MarketCode
        return putMarket(c.var.ctx, call, code, preconditionsOf(c), c.req.valid('json'), retirePrices)
      }),
    )
    .openapi(remove, (c) =>
      actOnce(c, (call) => deleteMarket(c.var.ctx, call, c.req.valid('param').code, preconditionsOf(c))),
    )

const comesAfter = ({ position, code }: MarketRecord, place: readonly [number, string]): boolean =>
  position === place[0] ? code > place[1] : position > place[0]

async function found(ctx: Ctx, code: string): Promise<MarketRecord> {
  const market = marketByCode(await loadMarkets(ctx.db), code)
  if (market === undefined) throw notFound()
  return market
}
