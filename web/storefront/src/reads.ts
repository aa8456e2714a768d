import type { Category, CategoryTree, Market, Product, ProductPage, ProductQuery } from 'highstreet/client'
import { ask, bodyOf } from './load.ts'
import { shop } from './shop.ts'

/** Where and in which language something is read; no locale = the market's own. */
export type Where = { readonly market: string; readonly locale?: string | undefined }
/** How one thing is asked for: the name it is kept under, and the request. */
export type Read<T> = { readonly key: string; readonly fetch: () => Promise<T> }

const inMarket = shop.v1.markets[':market']
const named = ({ market, locale }: Where, what: string): string => `${market}/${locale ?? ''}/${what}`
// As the Worker preloads them (src/pages): the same parameters in the same order.
const localeOf = ({ locale }: Where) => (locale === undefined ? {} : { locale })

export const readMarkets: Read<{ data: Market[] }> = {
  key: 'markets',
  fetch: () => bodyOf(shop.v1.markets.$get({ query: {} })),
}

export const readCategories = (where: Where): Read<{ data: CategoryTree[] }> => ({
  key: named(where, 'categories'),
  fetch: () => bodyOf(inMarket.categories.$get({ param: { market: where.market }, query: localeOf(where) })),
})

export const readCategory = (where: Where, handle: string): Read<Category> => ({
  key: named(where, `category/${handle}`),
  fetch: () =>
    bodyOf(
      inMarket.categories[':handle'].$get({
        param: { market: where.market, handle },
        query: localeOf(where),
      }),
    ),
})

export const readProduct = (where: Where, handle: string): Read<Product> => ({
  key: named(where, `product/${handle}`),
  fetch: () =>
    bodyOf(
      inMarket.products[':handle'].$get({ param: { market: where.market, handle }, query: localeOf(where) }),
    ),
})

export const readList = (where: Where, query: ProductQuery): Read<ProductPage> => ({
  key: named(where, `list/${JSON.stringify(query)}`),
  fetch: () =>
    bodyOf(
      inMarket.products.$get({ param: { market: where.market }, query: { ...query, ...localeOf(where) } }),
    ),
})

export const prefetch = <T>({ key, fetch }: Read<T>): void => void ask(key, fetch)

export const HOME_LIST: ProductQuery = { limit: '12' }
export const LIST_LIMIT = '24'
