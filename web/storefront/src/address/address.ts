import type { Checkout } from 'highstreet/client'
import { regionName } from './regions.ts'

export type Address = NonNullable<Checkout['shippingAddress']>
/** What a form holds: a text for every part. */
export type AddressDraft = Record<Part, string>
export type Part =
  'firstName' | 'lastName' | 'line1' | 'line2' | 'city' | 'region' | 'postalCode' | 'country' | 'phone'

const PARTS: readonly Part[] = [
  'firstName',
  'lastName',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
  'phone',
]
export const OPTIONAL: readonly Part[] = ['line2', 'phone']

/** In which order people write it there. */
export function orderOf(country: string): readonly Part[] {
  if (country === 'JP')
    return ['lastName', 'firstName', 'postalCode', 'region', 'city', 'line1', 'line2', 'phone']
  if (country === 'US')
    return ['firstName', 'lastName', 'line1', 'line2', 'city', 'region', 'postalCode', 'phone']
  return ['firstName', 'lastName', 'line1', 'line2', 'postalCode', 'city', 'phone']
}

export const draftOf = (address: Address | null | undefined, country: string): AddressDraft =>
  Object.fromEntries(
    PARTS.map((part) => [part, address?.[part] ?? (part === 'country' ? country : '')]),
  ) as AddressDraft

/** The address that a form holds: without blanks around it, and without parts that its country does not have. */
export function addressOf(draft: AddressDraft): Address {
  const parts = [...orderOf(draft.country), 'country' as const]
  const filled = parts.map((part) => [part, draft[part].trim()] as const).filter(([, text]) => text !== '')
  return Object.fromEntries(filled) as Address
}

/** The parts that are still needed. */
export const missingIn = (draft: AddressDraft): Part[] =>
  orderOf(draft.country).filter((part) => !OPTIONAL.includes(part) && draft[part].trim() === '')

/** An address as it stands on a parcel. */
export function linesOf(address: Address): string[] {
  const { firstName, lastName, company, line1, line2, city, region, postalCode, country } = address
  const join = (...parts: (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== '').join(' ')
  const lines =
    country === 'JP'
      ? [
          postalCode === undefined ? '' : `〒${postalCode}`,
          join(regionName(country, region), city, line1),
          join(line2),
          join(company),
          join(lastName, firstName),
        ]
      : country === 'US'
        ? [
            join(firstName, lastName),
            join(company),
            join(line1),
            join(line2),
            join(city && `${city},`, region, postalCode),
          ]
        : [join(firstName, lastName), join(company), join(line1), join(line2), join(postalCode, city)]
  return lines.filter((line) => line !== '')
}
