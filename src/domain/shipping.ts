import { type Place, regionOf } from './countries.ts'
import type { ShippingOptionId } from './ids.ts'
import type { MarketCode } from './market.ts'
import type { Currency, Money } from './money.ts'
import type { TaxClass } from './tax.ts'

/** A way to send goods within a market, at a price. */
export type ShippingOption = {
  readonly id: ShippingOptionId
  readonly market: MarketCode
  readonly position: number
  /** The name where there is none in the locale. */
  readonly name: string
  readonly names: Readonly<Record<string, string>>
  /** ISO 3166 codes; [] = every country of the market. */
  readonly countries: readonly string[]
  /** Parts of countries as `US-CA`: a country that has some here is served there alone. */
  readonly regions: readonly string[]
  readonly price: Money
  /** From this value of goods on it costs nothing. */
  readonly freeFrom: Money | null
  /** Grams, both ends included. */
  readonly weightMin: number | null
  readonly weightMax: number | null
  readonly taxClass: TaxClass
  readonly daysMin: number | null
  readonly daysMax: number | null
  readonly active: boolean
}

/** An option that serves a parcel, and what it costs. */
export type QuotedOption = { readonly option: ShippingOption; readonly price: Money }

/** Whether the option goes to this place of its market. */
export function goesTo({ countries, regions }: ShippingOption, place: Place): boolean {
  if (countries.length > 0 && !countries.includes(place.country)) return false
  const narrowed = regions.filter((region) => region.startsWith(`${place.country}-`))
  return narrowed.length === 0 || narrowed.includes(`${place.country}-${regionOf(place)}`)
}

/**
 * The options that take goods of this value and weight (grams) to a place of their market, in the order of the shop,
 * each with its price: none from `freeFrom` on. `goods` is what the items cost after discounts.
 */
export function optionsFor(
  options: readonly ShippingOption[],
  destination: Place,
  goods: Money,
  weight: number,
): QuotedOption[] {
  return options
    .filter(
      (option) =>
        option.active &&
        option.price.currency === goods.currency &&
        goesTo(option, destination) &&
        (option.weightMin === null || option.weightMin <= weight) &&
        (option.weightMax === null || weight <= option.weightMax),
    )
    .toSorted(inOrder)
    .map((option) => ({ option, price: priceOf(option, goods) }))
}

function priceOf({ price, freeFrom }: ShippingOption, goods: Money): Money {
  const free = freeFrom !== null && goods.amount >= freeFrom.amount
  return free ? nothing(price.currency) : price
}

const nothing = (currency: Currency): Money => ({ amount: 0, currency })

const inOrder = (one: ShippingOption, other: ShippingOption): number =>
  one.position - other.position || (one.id < other.id ? -1 : 1)
