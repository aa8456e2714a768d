import type { Market, Money } from 'highstreet/client'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Where } from './reads.ts'
import { textsOf, type Lang, type Texts } from './texts/texts.ts'

/** Where the shopper is, and how they are spoken to. */
export type Place = {
  readonly market: Market
  readonly markets: readonly Market[]
  readonly lang: Lang
  readonly t: Texts
  /** For what is read of the catalog. */
  readonly where: Where
  readonly money: (money: Money) => string
  readonly day: (instant: string) => string
  /** The address of a page of this market, in this language: `href('/p/kettle')`. */
  readonly href: (path: string, query?: Readonly<Record<string, string>>) => string
}

/** The language of a path's query, if the market speaks it. */
export const localeIn = (market: Market, lang: string | null): string | undefined =>
  lang !== null && market.locales.includes(lang) ? lang : undefined

export function placeOf(markets: readonly Market[], market: Market, asked: string | null): Place {
  const locale = localeIn(market, asked)
  const spoken = locale ?? market.defaultLocale
  const lang = langOf(spoken)
  const intl = `${lang}-${market.countries[0] ?? 'US'}`
  const { currencyDigits: digits } = market
  const format = new Intl.NumberFormat(intl, {
    style: 'currency',
    currency: market.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const dates = new Intl.DateTimeFormat(intl, { dateStyle: 'long' })
  return {
    market,
    markets,
    lang,
    t: textsOf(lang),
    where: { market: market.code, locale },
    money: (money) =>
      money.currency === market.currency
        ? format.format(money.amount / 10 ** digits)
        : foreign(money, markets, intl),
    day: (instant) => dates.format(new Date(instant)),
    href: (path, query = {}) => {
      const search = new URLSearchParams(query)
      if (locale !== undefined) search.set('lang', locale)
      return `/${market.code}${path}${search.size > 0 ? `?${search}` : ''}`
    },
  }
}

/** An order or a cart of another market than the page. */
function foreign({ amount, currency }: Money, markets: readonly Market[], intl: string): string {
  const digits = markets.find((each) => each.currency === currency)?.currencyDigits ?? 2
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return new Intl.NumberFormat(intl, { style: 'currency', currency, ...fixed }).format(amount / 10 ** digits)
}

const langOf = (locale: string): Lang => {
  const [language] = locale.split('-')
  return language === 'de' || language === 'ja' ? language : 'en'
}

const PlaceContext = createContext<Place | undefined>(undefined)
export const PlaceProvider = PlaceContext.Provider
export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (place === undefined) throw new Error('this is shown within a place')
  return place
}
