import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HANDLE_LENGTH_MAX, HANDLE_PATTERN, type Handle } from '../domain/handle.ts'
import { MARKET_CODE_PATTERN } from '../domain/market.ts'
import { parseInstant } from '../domain/time.ts'
import { FORMATS } from '../imports/tables.ts'
import type { AppEnv } from '../platform/app-env.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { openExport } from './export-catalog.ts'
import type { Kind } from './shopify-rows.ts'
import { streamFile } from './stream-file.ts'

const query = z.strictObject({
  format: z.enum(FORMATS).openapi({ example: 'ndjson' }),
  market: z
    .string()
    .regex(MARKET_CODE_PATTERN, 'is not the code of a market')
    .optional()
    .openapi({
      example: 'us',
      description:
        'Needed for shopify-csv: the market of the prices, whose first location the stock is of. With ndjson it ' +
        'leaves out other markets and their locations.',
    }),
  status: z.enum(['active', 'draft', 'archived']).optional().openapi({ description: 'Absent = all.' }),
  category: z
    .string()
    .max(HANDLE_LENGTH_MAX)
    .regex(HANDLE_PATTERN, 'is not a handle')
    .optional()
    .openapi({ example: 'kitchen', description: 'Products of this category and those below it.' }),
  updatedAfter: z
    .string()
    .refine((text) => parseInstant(text) !== undefined, 'is not a time such as 2026-11-21T08:00:00Z')
    .optional()
    .openapi({
      format: 'date-time',
      example: '2026-11-21T08:00:00Z',
      description: 'Products written after this moment. Movements of stock alone do not count.',
    }),
})

const TELLS =
  'Streams a file that the import of the same format reads (docs/import-format.md): read back, it changes nothing. ' +
  'Rows stand in the order of product ids; deleted products and withdrawn variants are left out, and so are derived ' +
  'prices. The catalog is read a page at a time, so each page is of its own moment, and a large one costs a database ' +
  'statement for each 500 products or 3 MB. A failure in the middle breaks the connection: a file that ended properly ' +
  'is whole. Text that a spreadsheet would take for a formula has an apostrophe before it in CSV.'

const file = z.string().openapi({ format: 'binary' })

const define = <Path extends string>(
  kind: Kind,
  route: { path: Path; operationId: string; summary: string; description: string; scope: string; d1: number },
) =>
  defineRoute({
    method: 'get',
    path: route.path,
    operationId: route.operationId,
    tags: ['Exports'],
    summary: route.summary,
    description: `${route.description} ${TELLS}`,
    request: { query },
    facts: { scope: route.scope, cache: 'private', budget: { kv: 0, d1: route.d1 } },
    problems: ['invalid_parameter', 'unavailable'],
    responses: {
      200: {
        description: `The file: an attachment named ${kind}.ndjson or ${kind}-us.csv, without Content-Length`,
        content: { 'application/x-ndjson': { schema: file }, 'text/csv': { schema: file } },
      },
    },
  })

const products = define('products', {
  path: '/v1/admin/exports/products',
  operationId: 'exportProducts',
  summary: 'All products as a file',
  description:
    'Categories and whole products with prices and stock. The CSV has one market, and no translations, ids, ' +
    'scheduled prices, sizes of pictures or popularity; products without variants are left out of it.',
  scope: 'catalog:read',
  d1: 4,
})

const prices = define('prices', {
  path: '/v1/admin/exports/prices',
  operationId: 'exportPrices',
  summary: 'All prices as a file',
  description:
    'Own prices by variant and market, scheduled ones and quantity breaks included. The CSV has the standing prices of ' +
    'one market.',
  scope: 'catalog:read',
  d1: 3,
})

const stock = define('stock', {
  path: '/v1/admin/exports/stock',
  operationId: 'exportStock',
  summary: 'All stock on hand as a file',
  description: 'Pieces on hand by variant and location, held ones included.',
  scope: 'inventory:read',
  d1: 3,
})

const TYPES = {
  ndjson: { type: 'application/x-ndjson', extension: 'ndjson' },
  'shopify-csv': { type: 'text/csv; charset=utf-8', extension: 'csv' },
} as const

async function answer(c: Context<AppEnv>, kind: Kind, asked: z.output<typeof query>): Promise<Response> {
  const { ctx } = c.var
  const { format, market, category, updatedAfter } = asked
  const texts = await openExport(ctx, {
    kind,
    format,
    market,
    status: asked.status,
    category: category as Handle | undefined,
    updatedAfter: updatedAfter === undefined ? undefined : parseInstant(updatedAfter),
  })
  const { type, extension } = TYPES[format]
  const name = market === undefined ? kind : `${kind}-${market}`
  // Nobody reads the body of a HEAD.
  const body = c.req.method === 'HEAD' ? null : await streamFile(ctx, texts)
  return new Response(body, {
    headers: {
      'Content-Type': type,
      // Fixed words and the code of a market, which is plain: nothing of the catalog names a file.
      'Content-Disposition': `attachment; filename="${name}.${extension}"`,
    },
  })
}

export const exportRoutes = featureRoutes()
  .openapi(products, (c) => answer(c, 'products', c.req.valid('query')) as never)
  .openapi(prices, (c) => answer(c, 'prices', c.req.valid('query')) as never)
  .openapi(stock, (c) => answer(c, 'stock', c.req.valid('query')) as never)
