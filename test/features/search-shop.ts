import { env } from 'cloudflare:workers'
import type { LiveProduct } from '../../src/catalog/snapshot.ts'
import type { Availability } from '../../src/domain/availability.ts'
import type { Handle } from '../../src/domain/handle.ts'
import type { Market } from '../../src/domain/market.ts'
import type { PriceRow } from '../../src/domain/price.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { commit, openDatabase } from '../../src/platform/d1.ts'
import { Meter } from '../../src/platform/meter.ts'
import type { ListPage, ListQuery } from '../../src/search/list-query.ts'
import { listProducts } from '../../src/search/list-products.ts'
import { listingRows } from '../../src/search/listing-rows.ts'
import { replaceListings } from '../../src/search/save-listings.ts'
import { currency, id, locale, market } from '../domain/make.ts'

/** Just after the first of November 2026. */
export const NOW = Date.parse('2026-11-01T12:00:00.000Z')

export const US = market('us', {
  currency: currency('USD'),
  locales: [locale('en')],
  defaultLocale: locale('en'),
})
export const DE = market('de', { locales: [locale('de'), locale('en')] })
export const JP = market('jp', {
  currency: currency('JPY'),
  locales: [locale('ja'), locale('en')],
  defaultLocale: locale('ja'),
})
export const MARKETS: readonly Market[] = [US, DE, JP]

/** Only what search touches; a fresh meter each time, so that a test counts its own crossings. */
export function searchCtx(now = NOW): Ctx {
  const meter = new Meter()
  const config = { stage: 'development', publicUrl: '', corsOrigins: [], issuers: [], tokenSecrets: ['test'] }
  return { requestId: 'test', now, config, meter, search: openDatabase(env.SEARCH, meter) } as unknown as Ctx
}

type Made = {
  description?: string
  vendor?: string
  tags?: string[]
  category?: string
  above?: string[]
  /** Minor units by market; a market left out does not sell it. */
  prices?: Record<string, number | PriceRow[]>
  translations?: LiveProduct['translations']
  availability?: Availability
  popularity?: number
  createdAt?: number
  options?: Record<string, string>
  sku?: string
  productType?: string
}

/** A product with one variant that differs from a plain one in what is given. */
export function product(name: string, title: string, made: Made = {}): LiveProduct {
  const prices = made.prices ?? { us: 1_000, de: 900, jp: 150_000 }
  const { category, above = [] } = made
  return {
    state: 'live',
    id: id('product', name),
    handle: name.toLowerCase() as Handle,
    revision: 1,
    createdAt: made.createdAt ?? NOW,
    updatedAt: NOW,
    vendor: made.vendor ?? '',
    productType: made.productType ?? '',
    tags: made.tags ?? [],
    popularity: made.popularity ?? 0,
    base: { title, description: made.description ?? '', seoTitle: '', seoDescription: '' },
    translations: made.translations ?? {},
    categories:
      category === undefined
        ? []
        : [
            {
              id: id('category', `cat-${category}`),
              handle: category as Handle,
              title: category.toUpperCase(),
              titles: { de: `${category} (de)` },
              ancestors: above as Handle[],
            },
          ],
    options: Object.keys(made.options ?? {}),
    media: [],
    variants: [
      {
        id: id('variant', `${name}-v`),
        sku: made.sku ?? null,
        values: Object.values(made.options ?? {}),
        barcode: '',
        weightGrams: null,
        image: null,
        prices: Object.fromEntries(
          Object.entries(prices).map(([code, price]) => [
            code,
            typeof price === 'number' ? [{ amount: price, minQuantity: 1, startsAt: 0 }] : price,
          ]),
        ),
        availability: Object.fromEntries(MARKETS.map(({ code }) => [code, made.availability ?? 'in_stock'])),
      },
    ],
  }
}

export async function publish(products: readonly LiveProduct[], now = NOW): Promise<void> {
  const ctx = searchCtx(now)
  for (let from = 0; from < products.length; from += 250) {
    const rows = products
      .slice(from, from + 250)
      .map((each) => ({ productId: each.id, rows: listingRows(each, MARKETS, now) }))
    await commit(ctx.search, await replaceListings(ctx, rows))
  }
}

export async function withdraw(...names: string[]): Promise<void> {
  const ctx = searchCtx()
  const gone = names.map((productId) => ({ productId, rows: [] }))
  await commit(ctx.search, await replaceListings(ctx, gone))
}

export const listQuery = (given: Partial<ListQuery> = {}): ListQuery => ({
  locale: locale('en'),
  categories: [],
  vendors: [],
  tags: [],
  options: new Map(),
  sort: 'relevance',
  facets: false,
  limit: 20,
  ...given,
})

export const list = (given: Partial<ListQuery> = {}, where = US, ctx = searchCtx()): Promise<ListPage> =>
  listProducts(ctx, where, listQuery({ locale: where.defaultLocale, ...given }), undefined)

/** Ids of what a page shows, in order. */
export const idsOf = ({ cards }: Pick<ListPage, 'cards'>): string[] =>
  cards.map((card) => (JSON.parse(card) as { id: string }).id)

/** Ids of what a search finds, in order. */
export const found = async (
  q: string,
  given: Partial<ListQuery> = {},
  where = US,
): Promise<readonly string[]> => idsOf(await list({ limit: 100, ...given, q }, where))

/** All ids a walk meets, page by page; between two pages `meanwhile` may change the shop. */
export async function walk(
  given: Partial<ListQuery>,
  where = US,
  meanwhile: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const met: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < 2_000; page++) {
    const shown = await list({ limit: 7, ...given, ...(cursor !== undefined && { cursor }) }, where)
    met.push(...idsOf(shown))
    if (shown.nextCursor === null) return met
    cursor = shown.nextCursor
    await meanwhile(page)
  }
  throw new Error('the walk does not end')
}
