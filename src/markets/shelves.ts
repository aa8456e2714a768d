import type { Locale, Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import type { Loader, Reading, Shelf } from '../platform/snapshots.ts'
import { loadOpenMarkets, marketByCode } from './queries.ts'

/** The open markets in their order. Small, read by every catalog answer, so it is one key that sits in memory. */
export type MarketsSnapshot = { readonly markets: readonly Market[] }

export const MARKETS_KEY = 'markets'

const load: Loader<MarketsSnapshot> = async (ctx: Ctx) =>
  new Map([[MARKETS_KEY, { markets: await loadOpenMarkets(ctx.db) }]])

export const marketsShelf: Shelf<MarketsSnapshot> = { key: MARKETS_KEY, id: MARKETS_KEY, load }

/** The market of a path; throws not_found. Invented codes cost nothing: they are looked up in the one snapshot. */
export function marketIn(reading: Reading<MarketsSnapshot>, code: string): Market {
  const market = marketByCode(reading.value?.markets ?? [], code)
  if (market === undefined) throw notFound()
  return market
}

/** The locale of a request: one of the market's own, exactly (other spellings would only spray the cache), or its default. */
export function localeIn(market: Market, requested: string | undefined): Locale {
  if (requested === undefined) return market.defaultLocale
  const locale = market.locales.find((each) => each === requested)
  if (locale === undefined)
    throw invalidParameter('locale', `is one of ${market.locales.join(', ')} in this market`)
  return locale
}
