import type { MarketRecord } from '../domain/market.ts'
import { currencyDigits } from '../domain/money.ts'
import { formatInstant } from '../domain/time.ts'

/** A market as staff see it. */
export const showMarketRecord = (market: MarketRecord) => ({
  code: market.code as string,
  name: market.name,
  currency: market.currency as string,
  currencyDigits: currencyDigits(market.currency),
  countries: market.countries,
  locales: market.locales as string[],
  defaultLocale: market.defaultLocale as string,
  taxIncluded: market.taxIncluded,
  status: market.status,
  position: market.position,
  locations: market.locations as string[],
  derivedFrom: market.derivedFrom
    ? {
        market: market.derivedFrom.market as string,
        rate: market.derivedFrom.rate as string,
        step: market.derivedFrom.step,
        ending: market.derivedFrom.ending,
      }
    : null,
  revision: market.revision,
  createdAt: formatInstant(market.createdAt),
  updatedAt: formatInstant(market.updatedAt),
})
export type ShownMarket = ReturnType<typeof showMarketRecord>
