import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COUNTRIES, parseCountry, plainPostalCode, regionOf } from '../../src/domain/countries.ts'

const source = join(import.meta.dirname, '../../../shared/data/geo/country-codes.csv')

test.skipIf(!existsSync(source))(
  'has every code that the source has (left out where it is not at hand)',
  () => {
    const [header = '', ...rows] = readFileSync(source, 'utf8').split(/\r?\n/)
    expect(header).toContain('ISO3166-1-Alpha-2')
    // A code stands alone in its cell, among cells of other widths: three capitals right behind it.
    const codes = new Set(
      rows.flatMap((row) => [...row.matchAll(/(?<=,)[A-Z]{2}(?=,)/g)].map(([code]) => code)),
    )
    expect([...COUNTRIES].filter((code) => !codes.has(code))).toEqual([])
  },
)

test('249 countries, exact codes alone', () => {
  expect(COUNTRIES.size).toBe(249)
  for (const code of ['DE', 'US', 'JP', 'GB', 'AX']) expect(parseCountry(code)).toBe(code)
  for (const code of ['UK', 'XX', 'de', 'DEU', 'EU', 'XK', '']) expect(parseCountry(code)).toBeUndefined()
})

test.each([
  [{ country: 'US', region: 'CA' }, 'CA'],
  [{ country: 'US', region: ' us-ca ' }, 'CA'],
  [{ country: 'JP', region: '13' }, '13'],
  [{ country: 'US' }, ''],
])('%j is in region %j', (place, region) => {
  expect(regionOf(place)).toBe(region)
})

test('a postal code is compared without blanks and hyphens', () => {
  expect(plainPostalCode('sw1a 1aa')).toBe('SW1A1AA')
  expect(plainPostalCode('150-0001')).toBe('1500001')
})
