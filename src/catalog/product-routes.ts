import { z } from '@hono/zod-openapi'
import { HANDLE_LENGTH_MAX, HANDLE_PATTERN } from '../domain/handle.ts'
import { type ProductId } from '../domain/ids.ts'
import { type Instant, parseInstant } from '../domain/time.ts'
import { loadMarkets } from '../markets/queries.ts'
import { actOnce } from '../platform/admin-call.ts'
import { encodeCursor } from '../platform/cursor.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, revisionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  LIMIT_DEFAULT,
  cursorQuery,
  idParam,
  limitQuery,
  pageSchema,
  requiredTextSchema,
} from '../platform/schema.ts'
import { createProduct } from './create-product.ts'
import { deleteProduct } from './delete-product.ts'
import { PRODUCT_SORTS, type ProductPlace, placeOf, productsAfter, showCard } from './list-products.ts'
import { CARD_EXAMPLE, PRODUCT_EXAMPLE, PRODUCT_SHOWN_EXAMPLE } from './product-examples.ts'
import { LIMIT } from './product-input.ts'
import { describeIssue } from './product-problems.ts'
import {
  adminProductSchema,
  productCardSchema,
  productCreateSchema,
  productPatchSchema,
} from './product-schemas.ts'
import { putProduct } from './put-product.ts'
import { CATALOG_READ, CATALOG_WRITE, PRODUCT_BYTES_MAX } from './scopes.ts'
import { showProduct } from './show-product.ts'
import { loadStoredProducts } from './stored-products.ts'
import { updateProduct } from './update-product.ts'

const params = z.object({ id: idParam })
const noQuery = z.strictObject({})
const one = (description: string) => ({
  description,
  content: { 'application/json': { schema: adminProductSchema, example: PRODUCT_SHOWN_EXAMPLE } },
})

/** A moment in a query. */
const instantQuery = z.string().transform((text, context): Instant => {
  const instant = parseInstant(text)
  if (instant !== undefined) return instant
  context.addIssue({ code: 'custom', message: 'is RFC 3339 with a zone, such as 2026-11-21T08:00:00Z' })
  return z.NEVER
})

const Q_CHARACTERS_MAX = 100

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/products',
  operationId: 'listAdminProducts',
  tags: ['Products'],
  summary: 'Products of every status, the last changed first',
  description:
    'Light entries; read a product for all of it. Deleted products are not listed. A page looks at a bounded number of ' +
    'products: with a filter by status, vendor, type, tag or time it may hold fewer than `limit`, even none, while ' +
    '`nextCursor` says that there is more.',
  request: {
    query: z.strictObject({
      status: z.enum(['active', 'draft', 'archived']).optional(),
      q: requiredTextSchema(Q_CHARACTERS_MAX)
        .optional()
        .openapi({ description: 'How the title, the handle or a SKU begins.', example: 'KET' }),
      vendor: requiredTextSchema(LIMIT.vendor).optional(),
      productType: requiredTextSchema(LIMIT.productType).optional(),
      tag: requiredTextSchema(LIMIT.tag).optional(),
      category: z
        .string()
        .max(HANDLE_LENGTH_MAX)
        .regex(HANDLE_PATTERN)
        .optional()
        .openapi({ description: 'Handle of a category that the product itself is in.' }),
      sku: requiredTextSchema(LIMIT.sku).optional().openapi({ description: 'Exactly this SKU.' }),
      updatedAfter: instantQuery
        .optional()
        .openapi({ type: 'string', format: 'date-time', example: '2026-11-21T08:00:00Z' }),
      sort: z.enum(PRODUCT_SORTS).optional().openapi({ default: '-updated' }),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(productCardSchema), page: pageSchema }),
          example: { data: [CARD_EXAMPLE], page: { nextCursor: null } },
        },
      },
    },
  },
})

const create = defineRoute({
  method: 'post',
  path: '/v1/admin/products',
  operationId: 'createProduct',
  tags: ['Products'],
  summary: 'Make a product',
  description:
    'The id may be your own. A product has at least one variant: without `variants` it gets a plain one. Stock is set ' +
    'through the inventory routes.',
  request: {
    query: noQuery,
    body: {
      required: true,
      content: { 'application/json': { schema: productCreateSchema, example: PRODUCT_EXAMPLE } },
    },
  },
  facts: {
    scope: CATALOG_WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    bodyBytesMax: PRODUCT_BYTES_MAX,
  },
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 201: one('The product') },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/admin/products/{id}',
  operationId: 'readAdminProduct',
  tags: ['Products'],
  summary: 'One product with everything about it',
  description: 'All locales, and the own prices of all markets. A deleted product answers 404.',
  request: { params, query: noQuery },
  facts: { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('The product'), 304: { description: 'Not changed' } },
})

const update = defineRoute({
  method: 'patch',
  path: '/v1/admin/products/{id}',
  operationId: 'updateProduct',
  tags: ['Products'],
  summary: 'Change members of a product',
  description:
    'Members that are absent stay. Lists are whole: with `variants`, those that are not named are withdrawn. A handle ' +
    'that is changed leaves a redirect (308), until a product has it again. Archive with `status`.',
  request: {
    params,
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: productPatchSchema,
          example: { title: 'Copper Stovetop Kettle', tags: ['copper', 'gift'] },
        },
      },
    },
  },
  facts: {
    scope: CATALOG_WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    match: 'required',
    bodyBytesMax: PRODUCT_BYTES_MAX,
  },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The product as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: '/v1/admin/products/{id}',
  operationId: 'putProduct',
  tags: ['Products'],
  summary: 'Make the product of this id, or replace it',
  description:
    'What the body leaves out has its default; variants that are not named are withdrawn. Prices and stock belong to ' +
    'the variants and stay. A product that was deleted is made anew under its id.',
  request: {
    params,
    query: noQuery,
    body: {
      required: true,
      content: { 'application/json': { schema: productCreateSchema, example: PRODUCT_EXAMPLE } },
    },
  },
  facts: {
    scope: CATALOG_WRITE,
    cache: 'private',
    budget: { kv: 0, d1: 4 },
    match: 'put',
    bodyBytesMax: PRODUCT_BYTES_MAX,
  },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The product as it is now'), 201: one('The product; it is new') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/v1/admin/products/{id}',
  operationId: 'deleteProduct',
  tags: ['Products'],
  summary: 'Delete a product for good',
  description:
    'Its id stays reserved; its SKUs and handles are free. Its public address answers 404, until another product takes ' +
    'the handle: then that one is shown. To take a product off the shop and keep it, set its status to `archived`.',
  request: { params, query: noQuery },
  facts: { scope: CATALOG_WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

export const productRoutes = featureRoutes(describeIssue)
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor, sort = '-updated', ...filters } = c.req.valid('query')
    const bind = `products ${JSON.stringify([sort, filters])}`
    const after = placeIn<ProductPlace>(ctx, bind, cursor)
    const { rows, stoppedAt } = await productsAfter(ctx.db, filters, sort, after, limit + 1)
    const found = pageOf(ctx, bind, rows, limit, showCard, placeOf(sort))
    if (found.page.nextCursor === null && stoppedAt !== undefined)
      found.page.nextCursor = encodeCursor(ctx, bind, stoppedAt)
    return c.json(found, 200)
  })

  .openapi(create, (c) => actOnce(c, (call) => createProduct(c.var.ctx, call, c.req.valid('json'))))

  .openapi(read, async (c) => {
    const { db } = c.var.ctx
    const id = c.req.valid('param').id as ProductId
    const [products, markets] = await Promise.all([loadStoredProducts(db, [id]), loadMarkets(db)])
    const product = products.get(id)
    if (product === undefined || product.deleted) throw notFound()
    const etag = revisionTag(product.revision)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showProduct(product, markets), 200, { ETag: etag })
  })

  .openapi(update, (c) =>
    actOnce(c, (call) =>
      updateProduct(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(put, (c) =>
    actOnce(c, (call) =>
      putProduct(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteProduct(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )
