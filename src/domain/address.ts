import type { Place } from './countries.ts'

/** An address in plain parts (domain.md §11), all of them optional until they are needed. The country is ISO 3166-1 alpha-2. */
export type Address = {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly company?: string | undefined
  readonly line1?: string | undefined
  readonly line2?: string | undefined
  readonly city?: string | undefined
  readonly region?: string | undefined
  readonly postalCode?: string | undefined
  readonly country?: string | undefined
  readonly phone?: string | undefined
}

export type AddressPart = keyof Address

// Where mail goes without postal codes (UPU, 2025), or with codes that senders may leave out (Eircode, Jamaica, Panama).
const WITHOUT_POSTAL_CODES = new Set(
  `AE AG AN AO AQ AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GN GQ GW GY HK IE JM KI KM KN KP
  KW LY MH ML MO MR MW NA NR NU PA QA RW SB SC SL SO SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW`
    .trim()
    .split(/\s+/),
)
// A city of its own: who writes the country has written the city.
const CITY_STATES = new Set(['GI', 'HK', 'MC', 'MO', 'SG', 'VA'])

/** Whether the country's addresses have a postal code. */
export const hasPostalCodes = (country: string): boolean => !WITHOUT_POSTAL_CODES.has(country)

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === ''

/**
 * What is missing before something can be sent there, in the order in which people write it. A person or a company will
 * do as a name. How a postal code must look is the country's business, and nobody else's: none is refused here.
 */
export function missingForShipping(address: Address | undefined): AddressPart[] {
  const { firstName, lastName, company, line1, city, postalCode, country } = address ?? {}
  const isNameless = [firstName, lastName, company].every(isBlank)
  const needsCity = country === undefined || !CITY_STATES.has(country)
  const needsPostalCode = country !== undefined && hasPostalCodes(country)
  return [
    ...(isNameless ? (['lastName'] as const) : []),
    ...(isBlank(line1) ? (['line1'] as const) : []),
    ...(needsCity && isBlank(city) ? (['city'] as const) : []),
    ...(needsPostalCode && isBlank(postalCode) ? (['postalCode'] as const) : []),
    ...(isBlank(country) ? (['country'] as const) : []),
  ]
}

/** What taxes and shipping ask of an address; undefined without a country. */
export const placeOfAddress = ({ country, region, postalCode }: Address): Place | undefined =>
  country === undefined ? undefined : { country, region, postalCode }
