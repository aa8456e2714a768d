import type { Availability } from './availability.ts'
import type { Place } from './countries.ts'
import type { Market } from './market.ts'
import type { PriceRow } from './price.ts'
import type { Promotion, Selectable } from './promotion.ts'
import type { ShippingOption } from './shipping.ts'
import type { TaxClass, TaxRate } from './tax.ts'
import type { Instant } from './time.ts'

/** A line as the shopper put it: so many pieces of a variant. Its id outlives changes, and goes on into the order. */
export type SessionLine = { readonly id: string; readonly variantId: string; readonly quantity: number }

/** What pricing asks of a variant in one market. */
export type Goods = Selectable & {
  /** Rows of the market, with their validity; none = it is not sold there. */
  readonly prices: readonly PriceRow[]
  readonly taxClass: TaxClass
  readonly weightGrams: number | null
  readonly availability: Availability
}

/** The rules of a market that hold or will hold; `evaluate` chooses by `now`. */
export type MarketRules = {
  readonly taxRates: readonly TaxRate[]
  readonly shippingOptions: readonly ShippingOption[]
  /** Automatic promotions. */
  readonly promotions: readonly Promotion[]
}

/** A code as the shopper typed it, and what it opens; undefined: nothing. */
export type EnteredCode = {
  readonly code: string
  readonly promotion: Promotion | undefined
  /** How often its promotion has been redeemed, as far as is known here. */
  readonly redeemed: number
}

/** Everything that decides what a cart or a checkout costs. The order of lines, codes and rules decides nothing. */
export type Session = {
  readonly market: Pick<Market, 'code' | 'currency' | 'taxIncluded' | 'countries'>
  readonly lines: readonly SessionLine[]
  /** By variant id. A variant that is missing is not sold any more. */
  readonly goods: ReadonlyMap<string, Goods>
  readonly rules: MarketRules
  readonly codes: readonly EnteredCode[]
  /** Where it shall go, as far as it is known. */
  readonly destination: Place | undefined
  /** The way of sending that was chosen; carts choose none. */
  readonly shippingOptionId: string | undefined
  readonly now: Instant
}
