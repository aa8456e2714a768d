import { type Place, plainPostalCode, regionOf } from './countries.ts'
import type { TaxRateId } from './ids.ts'
import type { MarketCode } from './market.ts'
import { type Rate, parseRate } from './money.ts'
import { type Validity, isValidAt, validitiesMeet } from './validity.ts'

/** What kind of goods it is for the tax: every variant and shipping option has one. */
export const TAX_CLASSES = ['standard', 'reduced', 'zero'] as const
export type TaxClass = (typeof TAX_CLASSES)[number]

/** Where a rate holds, and for which goods. '' = everywhere in the country, or in the region. */
export type TaxPlace = {
  readonly market: MarketCode
  readonly country: string
  /** The part of the country as in ISO 3166-2 behind the hyphen: `CA` of `US-CA`. */
  readonly region: string
  /** What the postal codes begin with, as `plainPostalCode` writes them. */
  readonly postcodePrefix: string
  readonly taxClass: TaxClass
}

export type TaxRate = TaxPlace &
  Validity & {
    readonly id: TaxRateId
    readonly name: string
    /** A fraction: `0.19` are 19 %. */
    readonly rate: Rate
    /** Whether shipping is taxed by it. */
    readonly onShipping: boolean
  }

/** A rate of tax: a fraction from 0 to 1, or undefined. `19` is no rate: it would be 1,900 %. */
export function parseTaxRate(text: string): Rate | undefined {
  const rate = parseRate(text)
  if (rate === undefined) return undefined
  return /^0*(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(rate) ? rate : undefined
}

/** Whether two rates would both hold for the same goods, in the same place, at some moment. */
export const taxRatesOverlap = (one: TaxPlace & Validity, other: TaxPlace & Validity): boolean =>
  one.market === other.market &&
  one.country === other.country &&
  one.region === other.region &&
  one.postcodePrefix === other.postcodePrefix &&
  one.taxClass === other.taxClass &&
  validitiesMeet(one, other)

/**
 * The rate that holds for a class of goods in a place at a moment: of those that are valid and whose area the place is
 * in, the one with the longest postcode prefix, then one of the region over one of the country. Undefined when nothing
 * is stated there: such goods are not taxed. Rates do not overlap, so the order of the list never decides.
 */
export function rateFor(
  rates: readonly TaxRate[],
  place: Place,
  taxClass: TaxClass,
  at: number,
): TaxRate | undefined {
  const region = regionOf(place)
  const postalCode = plainPostalCode(place.postalCode ?? '')
  let best: TaxRate | undefined
  for (const rate of rates) {
    if (rate.taxClass !== taxClass || rate.country !== place.country || !isValidAt(rate, at)) continue
    if (rate.region !== '' && rate.region !== region) continue
    if (!postalCode.startsWith(rate.postcodePrefix)) continue
    if (best === undefined || isMoreSpecific(rate, best)) best = rate
  }
  return best
}

function isMoreSpecific(rate: TaxRate, other: TaxRate): boolean {
  if (rate.postcodePrefix.length !== other.postcodePrefix.length)
    return rate.postcodePrefix.length > other.postcodePrefix.length
  return rate.region !== '' && other.region === ''
}
