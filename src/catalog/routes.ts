import { z } from '@hono/zod-openapi'
import { localeChain, type Locale, type Market } from '../domain/market.ts'
import { ID_PATTERN } from '../domain/ids.ts'
import { nextBoundary, priceAt } from '../domain/price.ts'
import { localeIn, marketIn, marketsShelf } from '../markets/shelves.ts'
import { invalidParameter, notFound, Problem } from '../platform/problem.ts'
import { answerFacts } from '../platform/app-env.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  availabilitySchema,
  handleParam,
  instantSchema,
  localeQuery,
  marketParam,
  moneySchema,
} from '../platform/schema.ts'
import { freshness, readThrough } from '../platform/snapshots.ts'
import { presentHandle } from './present-handle.ts'
import {
  availabilityExample,
  categoryExample,
  categoryTreeExample,
  productExample,
} from './catalog-examples.ts'
import { categoryText } from './category-text.ts'
import { productBoundary, projectProduct } from './project-product.ts'
import { categoriesShelf, productShelf, variantShelf } from './shelves.ts'
import type { CategoryNode } from './snapshot.ts'
import { availabilityTag, categoryTag, handleTag, productTag } from './tags.ts'

const productSchema = z
  .object({
    id: z.string(),
    handle: z.string(),
    title: z.string(),
    description: z.string().openapi({ description: 'Sanitised HTML, safe to insert as it is.' }),
    vendor: z.string(),
    productType: z.string(),
    tags: z.array(z.string()),
    categories: z.array(z.object({ handle: z.string(), title: z.string() })),
    options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    media: z.array(
      z.object({
        url: z.string(),
        alt: z.string(),
        width: z.number().int().optional(),
        height: z.number().int().optional(),
      }),
    ),
    variants: z.array(
      z.object({
        id: z.string(),
        sku: z.string().nullable(),
        title: z.string(),
        options: z.record(z.string(), z.string()),
        price: moneySchema,
        compareAt: moneySchema.optional(),
        referencePrice: moneySchema.optional().openapi({
          description:
            'Of a price that was reduced: the lowest one of the 30 days before the reduction began, to be shown with it ' +
            'in the EU (Directive 98/6/EC, Art. 6a).',
        }),
        availability: availabilitySchema,
        barcode: z.string().optional(),
        weightGrams: z.number().int().optional(),
        image: z.string().optional(),
      }),
    ),
    availability: availabilitySchema,
    seo: z.object({ title: z.string(), description: z.string() }),
    market: z.string(),
    locale: z.string().openapi({ description: 'The locale whose title was used.' }),
    revision: z.number().int(),
    updatedAt: instantSchema,
  })
  .openapi('Product')

const categorySchema = z
  .object({
    handle: z.string(),
    title: z.string(),
    description: z.string(),
    parent: z.string().nullable(),
  })
  .openapi('Category')

type CategoryTree = { handle: string; title: string; children: CategoryTree[] }
const categoryTreeSchema: z.ZodType<CategoryTree> = z
  .object({
    handle: z.string(),
    title: z.string(),
    children: z
      .array(z.lazy(() => categoryTreeSchema))
      .openapi({ type: 'array', items: { $ref: '#/components/schemas/CategoryTree' } }),
  })
  .openapi('CategoryTree')

const readProduct = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/products/{handle}',
  operationId: 'readProduct',
  tags: ['Catalog'],
  summary: 'One product as it is sold in a market',
  description:
    'A renamed handle answers 308; a withdrawn product, or one without a price in the market, 404.',
  request: {
    params: z.object({ market: marketParam, handle: handleParam }),
    query: z.strictObject({ locale: localeQuery }),
  },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'The product',
      content: { 'application/json': { schema: productSchema, example: productExample } },
    },
    308: { description: 'The product has another handle now; see Location' },
  },
})

const listCategories = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/categories',
  operationId: 'listCategories',
  tags: ['Catalog'],
  summary: 'The category tree',
  request: { params: z.object({ market: marketParam }), query: z.strictObject({ locale: localeQuery }) },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 2 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'Roots with their children',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(categoryTreeSchema) }),
          example: categoryTreeExample,
        },
      },
    },
  },
})

const readCategory = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/categories/{handle}',
  operationId: 'readCategory',
  tags: ['Catalog'],
  summary: 'One category with its path and children',
  description: 'A renamed handle answers 308.',
  request: {
    params: z.object({ market: marketParam, handle: handleParam }),
    query: z.strictObject({ locale: localeQuery }),
  },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 2 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'The category',
      content: {
        'application/json': {
          schema: categorySchema.extend({
            path: z
              .array(z.object({ handle: z.string(), title: z.string() }))
              .openapi({ description: 'From the root to this category.' }),
            children: z.array(z.object({ handle: z.string(), title: z.string() })),
          }),
          example: categoryExample,
        },
      },
    },
    308: { description: 'The category has another handle now; see Location' },
  },
})

const readAvailability = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/availability',
  operationId: 'readAvailability',
  tags: ['Catalog'],
  summary: 'Whether variants can be bought, ten seconds fresh at the edge',
  request: {
    params: z.object({ market: marketParam }),
    query: z.strictObject({
      variants: z.string().openapi({
        description: 'Up to 100 variant ids, comma-separated, sorted and unique.',
        example: 'var-1,var-2',
      }),
    }),
  },
  facts: { cache: 'availability', budget: { kv: 2, d1: 2 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'One entry for each id that is sold in the market',
      content: {
        'application/json': {
          schema: z.object({
            data: z.array(z.object({ variantId: z.string(), availability: availabilitySchema })),
          }),
          example: availabilityExample,
        },
      },
    },
  },
})

export const catalogRoutes = featureRoutes()
  .openapi(readProduct, async (c) => {
    const { ctx } = c.var
    const { market: code, handle } = c.req.valid('param')
    const query = c.req.valid('query')
    const [markets, reading] = await readThrough(ctx, [marketsShelf, productShelf(handle)])
    const market = marketIn(markets, code)
    const locale = localeIn(market, query.locale)
    const product = reading.value
    if (product === null || product.state === 'gone') throw notFound()
    answerFacts(c, freshness(markets, reading))
    if (product.state === 'moved') {
      answerFacts(c, { tags: [handleTag(handle)] })
      const search = query.locale === undefined ? '' : `?locale=${query.locale}`
      return c.body(null, 308, { Location: `/v1/markets/${market.code}/products/${product.to}${search}` })
    }
    const view = projectProduct(product, market, locale, ctx.now, ctx.config.publicUrl)
    if (view === undefined) throw notFound()
    answerFacts(c, {
      tags: [productTag(product.id), handleTag(handle)],
      boundary: productBoundary(product, market, ctx.now),
    })
    return c.json(view, 200)
  })
  .openapi(listCategories, async (c) => {
    const [markets, tree] = await readThrough(c.var.ctx, [marketsShelf, categoriesShelf])
    const market = marketIn(markets, c.req.valid('param').market)
    const locale = localeIn(market, c.req.valid('query').locale)
    answerFacts(c, { tags: ['categories'], ...freshness(markets, tree) })
    return c.json({ data: treeOf(tree.value?.categories ?? [], market, locale) }, 200)
  })
  .openapi(readCategory, async (c) => {
    const { market: code, handle } = c.req.valid('param')
    const [markets, tree] = await readThrough(c.var.ctx, [marketsShelf, categoriesShelf])
    const market = marketIn(markets, code)
    const locale = localeIn(market, c.req.valid('query').locale)
    const nodes = tree.value?.categories ?? []
    const node = nodes.find((each) => each.handle === handle)
    answerFacts(c, { tags: ['categories', categoryTag(handle)], ...freshness(markets, tree) })
    if (node === undefined) {
      const present = presentHandle(tree.value, handle)
      if (present === undefined) throw notFound()
      const { search } = new URL(c.req.url)
      return c.body(null, 308, { Location: `/v1/markets/${market.code}/categories/${present}${search}` })
    }
    const entry = (each: CategoryNode) => ({
      handle: each.handle,
      title: textOf(each, 'title', market, locale),
    })
    const view = {
      ...entry(node),
      description: textOf(node, 'description', market, locale),
      parent: node.parent,
      path: pathOf(node, nodes).map(entry),
      children: nodes.filter((each) => each.parent === node.handle).map(entry),
    }
    return c.json(view, 200)
  })
  .openapi(readAvailability, async (c) => {
    const { ctx } = c.var
    const ids = variantIds(c.req.valid('query').variants)
    const [markets, ...readings] = await readThrough(ctx, [marketsShelf, ...ids.map(variantShelf)])
    const market = marketIn(markets, c.req.valid('param').market)
    const live = readings.flatMap(({ value }) => (value?.state === 'live' ? [value] : []))
    const pricesOf = (variant: (typeof live)[number]) => variant.prices[market.code] ?? []
    answerFacts(c, {
      ...freshness(markets, ...readings),
      tags: [availabilityTag(market.code)],
      boundary: nextBoundary(live.flatMap(pricesOf), ctx.now),
    })
    // What has no price here at this moment is not sold here, as on the product.
    const sold = live.filter((variant) => priceAt(pricesOf(variant), ctx.now) !== undefined)
    const data = sold.map((variant) => ({
      variantId: variant.id,
      availability: variant.availability[market.code] ?? ('out_of_stock' as const),
    }))
    return c.json({ data }, 200)
  })

export const AVAILABILITY_IDS_MAX = 100

/** Sorted and unique, so that one set of ids is one cache entry (contract.md). */
function variantIds(text: string): string[] {
  const ids = text.split(',')
  if (ids.length > AVAILABILITY_IDS_MAX)
    throw invalidParameter('variants', `names at most ${AVAILABILITY_IDS_MAX} ids`)
  const inOrder = ids.every((id, at) => ID_PATTERN.test(id) && (at === 0 || (ids[at - 1] ?? '') < id))
  if (!inOrder) {
    throw new Problem(
      'invalid_parameter',
      'variants is a list of ids, comma-separated, sorted by character code and unique.',
      {
        errors: [
          {
            parameter: 'variants',
            code: 'invalid',
            message: 'is not sorted and unique, or holds what is no id',
          },
        ],
      },
    )
  }
  return ids
}

const textOf = (node: CategoryNode, name: 'title' | 'description', market: Market, locale: Locale): string =>
  categoryText(node, name, localeChain(market, locale))

function treeOf(nodes: readonly CategoryNode[], market: Market, locale: Locale): CategoryTree[] {
  const roots: CategoryTree[] = []
  const byHandle = new Map<string, CategoryTree>()
  // Parents stand before their children in the snapshot.
  for (const node of nodes) {
    const entry: CategoryTree = {
      handle: node.handle,
      title: textOf(node, 'title', market, locale),
      children: [],
    }
    byHandle.set(node.handle, entry)
    const parent = node.parent === null ? undefined : byHandle.get(node.parent)
    ;(parent?.children ?? roots).push(entry)
  }
  return roots
}

function pathOf(node: CategoryNode, nodes: readonly CategoryNode[]): CategoryNode[] {
  const path = [node]
  for (let above = node.parent; above !== null && path.length <= 32;) {
    const parent = nodes.find((each) => each.handle === above)
    if (parent === undefined) break
    path.unshift(parent)
    above = parent.parent
  }
  return path
}
