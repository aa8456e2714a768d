import type { LocationId } from './ids.ts'
import type { Currency } from './money.ts'
import { type Derivation, type PriceRow, derivePrice } from './price.ts'
import type { Instant } from './time.ts'

/** The short name of a market in its URLs, such as `de` or `us-west`; only `parseMarketCode` makes one. */
export type MarketCode = string & { readonly kind: 'market' }

/** A language tag in its usual spelling, such as `de`, `pt-BR` or `zh-Hant-TW`; only `parseLocale` makes one. */
export type Locale = string & { readonly kind: 'locale' }

/**
 * Where the shop sells: one currency, some countries (ISO 3166 alpha-2), the languages it speaks there, and the
 * locations that ship there in order of preference. A market with `derivedFrom` reckons the prices it does not have.
 */
export type Market = {
  code: MarketCode
  name: string
  currency: Currency
  countries: string[]
  locales: Locale[]
  defaultLocale: Locale
  taxIncluded: boolean
  derivedFrom?: { market: MarketCode } & Derivation
  locations: LocationId[]
}

/** A closed market is shown to nobody and sells nothing; staff see it and may prepare it. */
export const MARKET_STATUSES = ['open', 'closed'] as const
export type MarketStatus = (typeof MARKET_STATUSES)[number]

/** A market with what only staff are told of it. */
export type MarketRecord = Market & {
  status: MarketStatus
  /** Its place in the order of the shop; the first that sells to a country is the one suggested there. */
  position: number
  revision: number
  createdAt: Instant
  updatedAt: Instant
}

/** Price rows by market code; a market that has none of its own may be absent. */
export type PricesByMarket<Row extends PriceRow = PriceRow> = Readonly<
  Record<string, readonly Row[] | undefined>
>

/** A text and the locale it stands in; undefined: the base text, in whatever language the merchant wrote it. */
export type PickedText<T> = { text: T; locale: Locale | undefined }

/** Published pattern of a market's code. */
export const MARKET_CODE_PATTERN = /^[a-z][a-z0-9-]{1,15}$/

/** Published pattern of a locale: language, perhaps a script, perhaps a region (BCP 47), each in its usual case. */
export const LOCALE_PATTERN = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/

/** The text as a market's code, or undefined. */
export function parseMarketCode(text: string): MarketCode | undefined {
  return MARKET_CODE_PATTERN.test(text) ? (text as MarketCode) : undefined
}

/** The text as a locale, or undefined. */
export function parseLocale(text: string): Locale | undefined {
  return LOCALE_PATTERN.test(text) ? (text as Locale) : undefined
}

/**
 * The market's locale that serves a requested one: its default when none is asked for; the same tag, whatever the
 * case; a shorter form of it (`de` for `de-AT`: the lookup of RFC 4647 §3.4); else the first of that language
 * (`pt-BR` for `pt`). Undefined: the market does not speak it.
 */
export function resolveLocale(market: Market, requested?: string): Locale | undefined {
  if (requested === undefined) return market.defaultLocale

  const subtags = requested.toLowerCase().split('-')
  for (let length = subtags.length; length > 0; length--) {
    const tag = subtags.slice(0, length).join('-')
    const same = market.locales.find((locale) => locale.toLowerCase() === tag)
    if (same !== undefined) return same
  }
  return market.locales.find((locale) => locale.split('-')[0] === subtags[0])
}

/** The locales in which to look for a text, best first. Past its end stands the base text, which has no locale. */
export function localeChain(market: Market, locale: Locale): Locale[] {
  return locale === market.defaultLocale ? [locale] : [locale, market.defaultLocale]
}

/** The first text along the chain, else the base text. */
export function pickText<T>(
  texts: Readonly<Partial<Record<string, T>>>,
  base: T,
  chain: readonly Locale[],
): PickedText<T> {
  for (const locale of chain) {
    const text = texts[locale]
    if (text !== undefined) return { text, locale }
  }
  return { text: base, locale: undefined }
}

/** The first market that sells to the country (alpha-2, capitals), else the first market; undefined without markets. */
export function suggestMarket(markets: readonly Market[], country: string | undefined): Market | undefined {
  return markets.find(({ countries }) => country !== undefined && countries.includes(country)) ?? markets[0]
}

/**
 * A variant's price rows in a market: its own if there are any, even if none is valid now; else those of the market
 * it derives from; else none, and the variant is not sold there. Only the base's own rows are derived, never derived
 * ones, so there are no chains and no circles. One row that cannot be derived leaves the market without any: a
 * missing quantity break or sale would otherwise sell at the wrong price.
 */
export function pricesFor<Row extends PriceRow>(
  market: Market,
  prices: PricesByMarket<Row>,
  markets: readonly Market[],
): readonly Row[] {
  const own = ownPrices(market.code, prices)
  if (own.length > 0) return own

  const derived = derivedPrices(market, prices, markets)
  return derived.every((row) => row !== undefined) ? derived : []
}

/** The base's rows as the market derives them, whether or not it has its own; undefined for one that cannot be. */
export function derivedPrices<Row extends PriceRow>(
  market: Market,
  prices: PricesByMarket<Row>,
  markets: readonly Market[],
): (Row | undefined)[] {
  const rule = market.derivedFrom
  const base = rule && markets.find(({ code }) => code === rule.market)
  if (!rule || !base) return []
  return ownPrices(base.code, prices).map((row) => derivePrice(row, base.currency, market.currency, rule))
}

// A market may be called `constructor`, and every object has something of that name.
const ownPrices = <Row extends PriceRow>(code: MarketCode, prices: PricesByMarket<Row>): readonly Row[] =>
  (Object.hasOwn(prices, code) ? prices[code] : undefined) ?? []
