import type { Locale, Market } from '../domain/market.ts'
import { LIMIT_DEFAULT } from '../platform/schema.ts'
import type { Loader, Shelf } from '../platform/snapshots.ts'
import type { ListQuery } from './list-query.ts'

/**
 * The first page of a category (or of the whole shop), plain, in every market and locale: what a listing falls back to
 * while SEARCH fails (design.md §1.4). Written by the publisher alone.
 */
export type FirstPages = { readonly pages: Readonly<Record<string, FirstPage>> }
export type FirstPage = { readonly cards: readonly string[] }

export const WHOLE_SHOP = ''

export const firstPageKey = (category: string): string => `listing:${category}`

// It cannot be made from DB: it exists for the time when the database does not answer.
const load: Loader<FirstPages> = () => Promise.resolve(new Map())

export const firstPageShelf = (category: string): Shelf<FirstPages> => ({
  key: firstPageKey(category),
  id: category,
  load,
})

export const pageScope = (market: Market, locale: Locale): string => `${market.code}/${locale}`

/** The query that a first page answers: nothing but, perhaps, one category. */
export const firstPageQuery = (category: string, locale: Locale): ListQuery => ({
  locale,
  categories: category === WHOLE_SHOP ? [] : [category],
  vendors: [],
  tags: [],
  options: new Map(),
  sort: 'relevance',
  facets: false,
  limit: LIMIT_DEFAULT,
})

/** The category whose first page answers this query too; undefined when none does. */
export function firstPageOf(query: ListQuery): string | undefined {
  const plain =
    query.q === undefined &&
    query.categories.length <= 1 &&
    query.vendors.length === 0 &&
    query.tags.length === 0 &&
    query.options.size === 0 &&
    query.priceMin === undefined &&
    query.priceMax === undefined &&
    query.available === undefined &&
    query.sort === 'relevance' &&
    !query.facets &&
    query.limit <= LIMIT_DEFAULT &&
    query.cursor === undefined
  return plain ? (query.categories[0] ?? WHOLE_SHOP) : undefined
}
