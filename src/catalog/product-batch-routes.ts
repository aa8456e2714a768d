import { z } from '@hono/zod-openapi'
import { actOnce } from '../platform/admin-call.ts'
import { defineRoute, featureRoutes, problemSchema } from '../platform/route.ts'
import { changeProducts } from './change-products.ts'
import { CATALOG_WRITE } from './scopes.ts'

export const OPERATIONS_MAX = 100
const BATCH_BYTES_MAX = 4_000_000

const operationSchema = z
  .strictObject({
    op: z.enum(['create', 'update', 'put', 'delete']),
    id: z.string().optional().openapi({ example: 'prd-copper-stovetop-kettle' }),
    ifMatch: z.string().optional().openapi({
      example: '"7"',
      description: 'The ETag of what you have read; required where If-Match is.',
    }),
    product: z.unknown().optional().openapi({
      type: 'object',
      description: 'The body of createProduct, updateProduct or putProduct; none with delete.',
    }),
  })
  .openapi('ProductOperation')

const resultSchema = z
  .object({
    index: z.number().int(),
    status: z.number().int().openapi({ description: 'What the single request would have answered.' }),
    id: z.string().optional(),
    etag: z.string().optional().openapi({ description: 'The new tag; with 412 and 428 the present one.' }),
    problem: problemSchema.optional(),
  })
  .openapi('ProductOperationResult')

const EXAMPLE = {
  operations: [
    { op: 'update', id: 'prd-copper-stovetop-kettle', ifMatch: '"7"', product: { tags: ['copper', 'gift'] } },
    { op: 'create', product: { title: 'Cast Iron Trivet' } },
    { op: 'delete', id: 'prd-old-kettle', ifMatch: '"3"' },
  ],
}

const batch = defineRoute({
  method: 'post',
  path: '/v1/admin/products:batch',
  operationId: 'changeProducts',
  tags: ['Products'],
  summary: 'Change up to 100 products in one request',
  description:
    'Each operation is done or refused by itself, in the order given, and the results say which; pointers lead into ' +
    'this body; of one operation they name ten mistakes at most. A product is named once. All that is done is committed together; one Idempotency-Key covers it.',
  request: {
    query: z.strictObject({}),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({ operations: z.array(operationSchema).min(1).max(OPERATIONS_MAX) })
            .openapi('ProductBatch', { example: EXAMPLE }),
          example: EXAMPLE,
        },
      },
    },
  },
  facts: {
    scope: CATALOG_WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    bodyBytesMax: BATCH_BYTES_MAX,
  },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'One result per operation, in their order',
      content: {
        'application/json': {
          schema: z.object({ results: z.array(resultSchema) }),
          example: {
            results: [
              { index: 0, status: 200, id: 'prd-copper-stovetop-kettle', etag: '"8"' },
              { index: 1, status: 201, id: 'prd_01KAQ4T5V8D3ZJ6W9X2Y7B1C0E', etag: '"1"' },
              { index: 2, status: 204, id: 'prd-old-kettle' },
            ],
          },
        },
      },
    },
  },
})

/** Many products at once. */
export const productBatchRoutes = featureRoutes().openapi(batch, (c) =>
  actOnce(c, (call) => changeProducts(c.var.ctx, call, c.req.valid('json').operations)),
)
