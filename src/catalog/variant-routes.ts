import { z } from '@hono/zod-openapi'
import type { ProductId } from '../domain/ids.ts'
import { ID_PATTERN } from '../domain/ids.ts'
import { loadMarkets } from '../markets/queries.ts'
import { jsonBody } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, revisionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { LIMIT_DEFAULT, cursorQuery, idParam, limitQuery, pageSchema } from '../platform/schema.ts'
import { createVariant, deleteVariant, liveVariant, putVariant, updateVariant } from './change-variant.ts'
import { VARIANT_EXAMPLE, VARIANT_SHOWN_EXAMPLE } from './product-examples.ts'
import { describeIssue } from './product-problems.ts'
import { CATALOG_READ, CATALOG_WRITE } from './scopes.ts'
import { adminVariantSchema, variantCreateSchema, variantPatchSchema } from './product-schemas.ts'
import { showVariant } from './show-product.ts'
import { loadStoredProducts } from './stored-products.ts'

const ofProduct = z.object({ id: idParam })
const ofVariant = z.object({
  id: idParam,
  variantId: z
    .string()
    .regex(ID_PATTERN)
    .openapi({ param: { name: 'variantId', in: 'path' } }),
})
const noQuery = z.strictObject({})
const PATH = '/v1/admin/products/{id}/variants'
const write = { scope: CATALOG_WRITE, cache: 'private', budget: { kv: 0, d1: 4 } } as const
const read = { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 2 } } as const
const one = (description: string) => ({
  description,
  content: { 'application/json': { schema: adminVariantSchema, example: VARIANT_SHOWN_EXAMPLE } },
})

const UNDER_REVISION = "A variant is a part of its product: ETag and If-Match are the product's."

const list = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'listVariants',
  tags: ['Products'],
  summary: 'The variants of a product, in their order',
  request: { params: ofProduct, query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }) },
  facts: read,
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(adminVariantSchema), page: pageSchema }),
          example: { data: [VARIANT_SHOWN_EXAMPLE], page: { nextCursor: null } },
        },
      },
    },
  },
})

const create = defineRoute({
  method: 'post',
  path: PATH,
  operationId: 'createVariant',
  tags: ['Products'],
  summary: 'Add a variant to a product',
  description: `${UNDER_REVISION} If-Match may be left out here: adding overwrites nothing.`,
  request: { params: ofProduct, query: noQuery, body: jsonBody(variantCreateSchema, VARIANT_EXAMPLE) },
  facts: write,
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'version_mismatch', 'unavailable'],
  responses: { 201: one('The variant') },
})

const readOne = defineRoute({
  method: 'get',
  path: `${PATH}/{variantId}`,
  operationId: 'readVariant',
  tags: ['Products'],
  summary: 'One variant',
  description: `${UNDER_REVISION} A withdrawn variant answers 404.`,
  request: { params: ofVariant, query: noQuery },
  facts: read,
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('The variant'), 304: { description: 'Not changed' } },
})

const update = defineRoute({
  method: 'patch',
  path: `${PATH}/{variantId}`,
  operationId: 'updateVariant',
  tags: ['Products'],
  summary: 'Change members of a variant',
  description: UNDER_REVISION,
  request: { params: ofVariant, query: noQuery, body: jsonBody(variantPatchSchema, { weightGrams: 1250 }) },
  facts: { ...write, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The variant as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: `${PATH}/{variantId}`,
  operationId: 'putVariant',
  tags: ['Products'],
  summary: 'Add the variant of this id, or replace it',
  description: `${UNDER_REVISION} What the body leaves out has its default; prices and stock stay.`,
  request: { params: ofVariant, query: noQuery, body: jsonBody(variantCreateSchema, VARIANT_EXAMPLE) },
  facts: { ...write, match: 'put' },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The variant as it is now'), 201: one('The variant; it is new') },
})

const remove = defineRoute({
  method: 'delete',
  path: `${PATH}/{variantId}`,
  operationId: 'deleteVariant',
  tags: ['Products'],
  summary: 'Withdraw a variant',
  description: `${UNDER_REVISION} Its SKU is free; named again, it comes back. The last variant cannot be withdrawn.`,
  request: { params: ofVariant, query: noQuery },
  facts: { ...write, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'in_use', 'unavailable'],
  responses: { 204: { description: "It is withdrawn; ETag is the product's new one" } },
})

/** Variants of a product, one by one. */
export const variantRoutes = featureRoutes(describeIssue)
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const { product, markets } = await productOf(ctx, c.req.valid('param').id)
    const bind = `variants ${product.id}`
    const after = placeIn<readonly [number, string]>(ctx, bind, cursor)
    const rows = product.variants.filter(
      ({ withdrawn, position, id }) =>
        !withdrawn && (!after || position > after[0] || (position === after[0] && id > after[1])),
    )
    const page = pageOf(
      ctx,
      bind,
      rows,
      limit,
      (variant) => showVariant(variant, product.options, markets),
      ({ position, id }) => [position, id],
    )
    return c.json(page, 200, { ETag: revisionTag(product.revision) })
  })

  .openapi(create, (c) =>
    actOnce(c, (call) =>
      createVariant(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(readOne, async (c) => {
    const { id, variantId } = c.req.valid('param')
    const { product, markets } = await productOf(c.var.ctx, id)
    const variant = liveVariant(product, variantId)
    const etag = revisionTag(product.revision)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showVariant(variant, product.options, markets), 200, { ETag: etag })
  })

  .openapi(update, (c) =>
    actOnce(c, (call) => {
      const { id, variantId } = c.req.valid('param')
      return updateVariant(c.var.ctx, call, id, variantId, preconditionsOf(c), c.req.valid('json'))
    }),
  )

  .openapi(put, (c) =>
    actOnce(c, (call) => {
      const { id, variantId } = c.req.valid('param')
      return putVariant(c.var.ctx, call, id, variantId, preconditionsOf(c), c.req.valid('json'))
    }),
  )

  .openapi(remove, (c) =>
    actOnce(c, (call) => {
      const { id, variantId } = c.req.valid('param')
      return deleteVariant(c.var.ctx, call, id, variantId, preconditionsOf(c))
    }),
  )

async function productOf(ctx: Ctx, id: string) {
  const [products, markets] = await Promise.all([
    loadStoredProducts(ctx.db, [id as ProductId]),
    loadMarkets(ctx.db),
  ])
  const product = products.get(id as ProductId)
  if (product === undefined || product.deleted) throw notFound()
  return { product, markets }
}
