import { z } from '@hono/zod-openapi'
import type { TaxRateId } from '../domain/ids.ts'
import { actOnce } from '../platform/admin-call.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  LIMIT_DEFAULT,
  countryQuery,
  cursorQuery,
  idParam,
  limitQuery,
  marketQuery,
} from '../platform/schema.ts'
import { createTaxRate, deleteTaxRate, found, patchTaxRate, putTaxRate } from './save-tax-rate.ts'
import {
  createTaxRateBody,
  patchTaxRateBody,
  putTaxRateBody,
  shownTaxRateExample,
  taxRateExample,
  taxRateListSchema,
  taxRateSchema,
} from './tax-rate-schemas.ts'
import { placeOfTaxRate, showTaxRate, taxRatesAfter } from './tax-rates.ts'

const READ = 'markets:read'
const WRITE = 'markets:write'
const params = z.object({ id: idParam })
const noQuery = z.strictObject({})
const shown = (description: string) => jsonAnswer(description, taxRateSchema, shownTaxRateExample)

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/tax-rates',
  operationId: 'listTaxRates',
  tags: ['Market rules'],
  summary: 'Tax rates by market and place',
  request: {
    query: z.strictObject({
      market: marketQuery,
      country: countryQuery,
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', taxRateListSchema, {
      data: [shownTaxRateExample],
      page: { nextCursor: null },
    }),
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/tax-rates',
  operationId: 'createTaxRate',
  tags: ['Market rules'],
  summary: 'State a tax rate',
  description:
    'For goods of a class, the most specific rate of a place holds: postcode prefix over region over country. Two rates ' +
    'for the same place and class may not hold at one moment: end the old one where the new one starts.',
  request: { query: noQuery, body: jsonBody(createTaxRateBody, taxRateExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 } },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 201: shown('The tax rate; Location is where it is') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/tax-rates/{id}',
  operationId: 'readTaxRate',
  tags: ['Market rules'],
  summary: 'One tax rate',
  request: { params, query: noQuery },
  facts: { scope: READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: shown('The tax rate'), 304: { description: 'Not changed' } },
})

const patch = defineRoute({
  method: 'patch',
  path: '/v1/admin/tax-rates/{id}',
  operationId: 'patchTaxRate',
  tags: ['Market rules'],
  summary: 'Change some members of a tax rate',
  description:
    'Its market stays. A new percentage is better a new rate, so that past moments can be reckoned again.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(patchTaxRateBody, { endsAt: '2027-01-01T00:00:00+01:00' }),
  },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: shown('The tax rate as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/tax-rates/{id}',
  operationId: 'putTaxRate',
  tags: ['Market rules'],
  summary: 'Set all of a tax rate, or make it under an id of your own',
  request: { params, query: noQuery, body: jsonBody(putTaxRateBody, taxRateExample) },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'put' },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 200: shown('The tax rate as it is now'), 201: shown('The new tax rate') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/tax-rates/{id}',
  operationId: 'deleteTaxRate',
  tags: ['Market rules'],
  summary: 'Delete a tax rate',
  description: 'To end one, set endsAt: past moments can then be reckoned again.',
  request: { params, query: noQuery },
  facts: { scope: WRITE, cache: 'private', budget: { kv: 0, d1: 3 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const taxRateRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { market, country, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = `tax rates ${market ?? ''} ${country ?? ''}`
    const place = placeIn<ReturnType<typeof placeOfTaxRate>>(ctx, bind, cursor)
    const rows = await taxRatesAfter(ctx.db, { market, country }, place, limit + 1)
    return c.json(pageOf(ctx, bind, rows, limit, showTaxRate, placeOfTaxRate), 200)
  })
  .openapi(create, (c) => actOnce(c, (call) => createTaxRate(c.var.ctx, call, c.req.valid('json'))))
  .openapi(read, async (c) => {
    const row = await found(c.var.ctx, c.req.valid('param').id)
    const tag = versionTag(row)
    if (isNotModified(c, tag)) return c.body(null, 304, { ETag: tag })
    return c.json(showTaxRate(row), 200, { ETag: tag })
  })
  .openapi(patch, (c) =>
    actOnce(c, (call) =>
      patchTaxRate(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )
  .openapi(put, (c) =>
    actOnce(c, (call) => {
      const id = c.req.valid('param').id as TaxRateId
      return putTaxRate(c.var.ctx, call, id, preconditionsOf(c), c.req.valid('json'))
    }),
  )
  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteTaxRate(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
