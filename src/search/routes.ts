import { z } from '@hono/zod-openapi'
import { listBoundary, publicationShelf } from '../catalog/publication.ts'
import { presentHandle } from '../catalog/present-handle.ts'
import { categoriesShelf } from '../catalog/shelves.ts'
import { categoryTag, listTag } from '../catalog/tags.ts'
import type { CategoriesSnapshot } from '../catalog/snapshot.ts'
import { categoryText } from '../catalog/category-text.ts'
import { localeChain, type Locale, type Market } from '../domain/market.ts'
import type { Instant } from '../domain/time.ts'
import { localeIn, marketIn, marketsShelf } from '../markets/shelves.ts'
import type { Ctx } from '../platform/context.ts'
import { D1_READ_MS, DeadlineExceeded, remaining, within } from '../platform/deadline.ts'
import { Problem, unavailable } from '../platform/problem.ts'
import { answerFacts } from '../platform/app-env.ts'
import { defineRoute, featureRoutes, jsonText } from '../platform/route.ts'
import { availabilitySchema, localeQuery, marketParam, moneySchema, pageSchema } from '../platform/schema.ts'
import { freshness, readThrough, rest, resting, SEARCH_RESTS } from '../platform/snapshots.ts'
import { firstPageOf, firstPageShelf, pageScope } from './first-page.ts'
import { listProducts } from './list-products.ts'
import type { ListPage, ListQuery } from './list-query.ts'
import { listParameters, toListQuery } from './list-parameters.ts'
import { listExample, suggestionsExample } from './search-examples.ts'
import { suggest } from './suggestions.ts'

const cardSchema = z
  .object({
    id: z.string(),
    handle: z.string(),
    title: z.string(),
    vendor: z.string(),
    image: z.object({ url: z.string(), alt: z.string() }).optional(),
    price: z.object({ min: moneySchema, max: moneySchema }),
    compareAt: moneySchema.optional(),
    referencePrice: moneySchema.optional().openapi({
      description: "As on the product: of the variant that has the card's lowest price.",
    }),
    availability: availabilitySchema,
    variantCount: z.number().int(),
  })
  .openapi('ProductCard')

const facetSchema = z.object({ value: z.string(), label: z.string(), count: z.number().int() })

const listSchema = z
  .object({
    data: z.array(cardSchema),
    page: pageSchema,
    facets: z
      .object({
        categories: z.array(facetSchema),
        vendors: z.array(facetSchema),
        tags: z.array(facetSchema),
        options: z.array(z.object({ name: z.string(), label: z.string(), values: z.array(facetSchema) })),
        available: z.number().int(),
        price: z.object({ min: z.number().int(), max: z.number().int() }).nullable(),
        counted: z.number().int(),
        approximate: z.boolean().openapi({ description: 'More products match than were counted.' }),
      })
      .optional(),
    corrected: z
      .string()
      .optional()
      .openapi({ description: 'What was searched instead of a word that matches nothing.' }),
  })
  .openapi('ProductList')

const list = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/products',
  operationId: 'listProducts',
  tags: ['Catalog'],
  summary: 'Browse or search the products of a market',
  description:
    'Filters are repeatable: values of one filter are alternatives, different filters must all hold. ' +
    '`option.{name}=value` filters by an option. A page may be shorter than `limit` and still have a `nextCursor`. ' +
    'A renamed category handle answers 308.',
  request: { params: z.object({ market: marketParam }), query: listParameters },
  // The second look into KV: whether a category that nothing is in has another handle now.
  facts: { cache: 'catalog', budget: { kv: 2, d1: 3 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: { 'application/json': { schema: listSchema, example: listExample } },
    },
    308: { description: 'A category has another handle now; see Location' },
  },
})

const suggestions = defineRoute({
  method: 'get',
  path: '/v1/markets/{market}/search-suggestions',
  operationId: 'suggestSearches',
  tags: ['Catalog'],
  summary: 'What the shopper may be about to type',
  request: {
    params: z.object({ market: marketParam }),
    query: z.strictObject({ q: z.string().openapi({ example: 'ket' }), locale: localeQuery }),
  },
  facts: { cache: 'catalog', budget: { kv: 1, d1: 1 } },
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: {
    200: {
      description: 'Up to ten',
      content: {
        'application/json': {
          schema: z.object({
            data: z.array(
              z.object({
                kind: z.enum(['product', 'category', 'query']),
                title: z.string(),
                handle: z.string().optional(),
              }),
            ),
          }),
          example: suggestionsExample,
        },
      },
    },
  },
})

// Rows may have moved since: a kept listing is a few seconds old at most, younger than a kept snapshot.
const LIST_FRESH_MS = 3_000

export const searchRoutes = featureRoutes()
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const parameters = c.req.valid('query')
    // Only facets need titles: a plain list must neither carry the tree nor fail with it.
    const [markets, publication, tree] = await readThrough(ctx, [
      marketsShelf,
      publicationShelf,
      ...(parameters.facets === 'true' ? [categoriesShelf] : []),
    ])
    const market = marketIn(markets, c.req.valid('param').market)
    const query = toListQuery(parameters, localeIn(market, parameters.locale))
    const { page, stale } = await pageOrFirstPage(ctx, market, query, publication.value?.bookmark)
    const moved = await movedCategories(ctx, query, page)
    if (moved.size > 0) {
      answerFacts(c, {
        ...freshness(markets),
        freshUntil: ctx.now + LIST_FRESH_MS,
        tags: ['categories', ...query.categories.map(categoryTag)],
      })
      return c.body(null, 308, { Location: addressWith(c.req.url, moved) })
    }
    answerFacts(c, {
      ...freshness(markets),
      stale: stale || markets.stale,
      freshUntil: ctx.now + LIST_FRESH_MS,
      boundary: earliest(page.nextBoundary, listBoundary(publication.value, ctx.now)),
      // Every published product purges the lists of its markets, so a list needs no tag per product.
      tags: [listTag(market.code), ...query.categories.map(categoryTag)],
    })
    return jsonText<z.infer<typeof listSchema>>(
      c,
      pageText(
        withTitles(page, tree?.value ?? null, localeChain(market, query.locale)),
        ctx.config.publicUrl,
      ),
    )
  })
  .openapi(suggestions, async (c) => {
    const { ctx } = c.var
    const [markets, publication, categories] = await readThrough(ctx, [
      marketsShelf,
      publicationShelf,
      categoriesShelf,
    ])
    const market = marketIn(markets, c.req.valid('param').market)
    const { q, locale } = c.req.valid('query')
    const tree = categories.value ?? { categories: [] }
    const data = await orUnavailable(ctx, () =>
      suggest(ctx, market, localeIn(market, locale), q, tree, publication.value?.bookmark),
    )
    answerFacts(c, {
      stale: markets.stale || categories.stale,
      freshUntil: ctx.now + LIST_FRESH_MS,
      tags: [listTag(market.code), 'categories'],
    })
    return c.json({ data }, 200)
  })

/**
 * Handles of the query that its categories had, with their present ones. A former handle finds nothing, so one that
 * stands alone is looked for when the page is empty, and no other list needs the tree.
 */
async function movedCategories(
  ctx: Ctx,
  { categories }: ListQuery,
  { cards }: ListPage,
): Promise<ReadonlyMap<string, string>> {
  if (categories.length === 0 || (categories.length === 1 && cards.length > 0)) return new Map()
  // Without the tree the list is as good as it can be.
  const tree = await readThrough(ctx, [categoriesShelf]).then(
    ([reading]) => reading.value,
    () => null,
  )
  return new Map(
    categories.flatMap((handle) => {
      const present = presentHandle(tree, handle)
      return present === undefined ? [] : [[handle, present]]
    }),
  )
}

/** The same list by the present handles. */
function addressWith(url: string, moved: ReadonlyMap<string, string>): string {
  const { pathname, searchParams } = new URL(url)
  const query = [...searchParams].map(([name, value]) => [
    name,
    name === 'category' ? (moved.get(value) ?? value) : value,
  ])
  return `${pathname}?${new URLSearchParams(query).toString()}`
}

const earliest = (...moments: readonly (Instant | undefined)[]): Instant | undefined => {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** The page from SEARCH; while that fails, the plain first page of a category from its snapshot, marked. */
async function pageOrFirstPage(
  ctx: Ctx,
  market: Market,
  query: ListQuery,
  bookmark: string | undefined,
): Promise<{ page: ListPage; stale: boolean }> {
  try {
    return { page: await inTime(ctx, () => listProducts(ctx, market, query, bookmark)), stale: false }
  } catch (error) {
    const refused = error instanceof Problem && error.code !== 'unavailable'
    const category = refused ? undefined : firstPageOf(query)
    if (category === undefined) throw refused ? error : unavailable()
    const [reading] = await readThrough(ctx, [firstPageShelf(category)])
    const page = reading.value?.pages[pageScope(market, query.locale)]
    if (page === undefined) throw unavailable()
    return {
      page: {
        cards: page.cards.slice(0, query.limit),
        nextCursor: null,
        nextBoundary: undefined,
      },
      stale: true,
    }
  }
}

async function orUnavailable<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  try {
    return await inTime(ctx, work)
  } catch (error) {
    throw error instanceof Problem ? error : unavailable()
  }
}

/** A category that products are in only by way of one below it is known to its listing by handle; the tree has its title. */
function withTitles(page: ListPage, tree: CategoriesSnapshot | null, chain: readonly Locale[]): ListPage {
  if (page.facets === undefined || tree === null) return page
  const byHandle = new Map(tree.categories.map((node) => [node.handle as string, node]))
  const categories = page.facets.categories.map((facet) => {
    const node = byHandle.get(facet.value)
    return node === undefined ? facet : { ...facet, label: categoryText(node, 'title', chain) }
  })
  return { ...page, facets: { ...page.facets, categories } }
}

/** Cards are kept as JSON texts, so a page is put together without parsing one. */
function pageText({ cards, nextCursor, facets, corrected }: ListPage, publicUrl: string): string {
  // A quotation mark inside a JSON string is escaped, so this pattern is a member and never a text.
  const data = cards.join(',').replaceAll('"url":"/media/', `"url":"${publicUrl}/media/`)
  const more = JSON.stringify({ page: { nextCursor }, facets, corrected }).slice(1)
  return `{"data":[${data}],${more}`
}

/** The work, if SEARCH answers in time; while it rests after a stall, nobody waits for it. */
async function inTime<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  if (resting(ctx, SEARCH_RESTS)) throw unavailable()
  try {
    return await within(remaining(ctx.now, D1_READ_MS), work())
  } catch (error) {
    if (error instanceof DeadlineExceeded) rest(ctx, SEARCH_RESTS)
    throw error
  }
}
