import { join } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { CURRENCY_DIGITS } from '../../src/domain/currencies.ts'

const GEO = join(import.meta.dirname, '../../../shared/data/geo/')
const missing = !existsSync(GEO)
const note = missing ? ' (SKIPPED: ../shared/data/geo is not at hand)' : ''

test.each([
  ['JPY', 0],
  ['KRW', 0],
  ['USD', 2],
  ['EUR', 2],
  ['BHD', 3],
  ['KWD', 3],
  ['CLF', 4],
])('%s has %i decimals', (code, digits) => {
  expect(CURRENCY_DIGITS.get(code)).toBe(digits)
})

test.each(['XXX', 'XTS', 'XAU', 'DEM', 'HRK', 'BGN', 'eur'])('%s is no currency to sell in', (code) => {
  expect(CURRENCY_DIGITS.has(code)).toBe(false)
})

test.skipIf(missing)(`the table is the active part of ISO 4217${note}`, () => {
  const active = rows('currency-codes.csv').filter(
    ({ AlphabeticCode, MinorUnit, WithdrawalDate }) => AlphabeticCode && !WithdrawalDate && MinorUnit !== '-',
  )
  const digits = new Map(active.map(({ AlphabeticCode, MinorUnit }) => [AlphabeticCode, Number(MinorUnit)]))
  expect(Object.fromEntries(CURRENCY_DIGITS)).toEqual(Object.fromEntries(digits))
})

test.skipIf(missing)(`every country can be sold to in each of its currencies${note}`, () => {
  for (const country of rows('country-currency.csv')) {
    for (const code of (country.all_currencies ?? '').split(' ').filter(Boolean)) {
      expect(CURRENCY_DIGITS.has(code), `${code} of ${country.name}`).toBe(true)
    }
    if (!country.currency) continue
    expect(CURRENCY_DIGITS.get(country.currency), country.name).toBe(Number(country.iso_minor_unit))
  }
})

function rows(file: string): Record<string, string>[] {
  return parse(readFileSync(join(GEO, file), 'utf8'), { columns: true })
}
