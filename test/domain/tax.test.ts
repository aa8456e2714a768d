import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TaxClass, type TaxRate, parseTaxRate, rateFor, taxRatesOverlap } from '../../src/domain/tax.ts'
import { law } from './law.ts'
import { id, instant, marketCode, rate } from './make.ts'

const data = join(import.meta.dirname, '../../../shared/data/tax')
const hasData = existsSync(data)
const read = (file: string): unknown => JSON.parse(readFileSync(join(data, file), 'utf8'))

let made = 0
function taxRate(of: string, country: string, more: Partial<TaxRate> = {}): TaxRate {
  return {
    id: id('taxRate', `tax-${(made += 1)}`),
    market: marketCode('de'),
    country,
    region: '',
    postcodePrefix: '',
    taxClass: 'standard',
    name: country,
    rate: rate(of),
    onShipping: true,
    startsAt: 0,
    endsAt: null,
    ...more,
  }
}

// Germany cut its rates for the second half of 2020; Heligoland and Büsingen levy none.
const CUT = instant('2020-07-01T00:00:00+02:00')
const CUT_ENDS = instant('2021-01-01T00:00:00+01:00')
const GERMANY: readonly TaxRate[] = [
  taxRate('0.19', 'DE', { endsAt: CUT }),
  taxRate('0.16', 'DE', { startsAt: CUT, endsAt: CUT_ENDS }),
  taxRate('0.19', 'DE', { startsAt: CUT_ENDS }),
  taxRate('0.07', 'DE', { taxClass: 'reduced', endsAt: CUT }),
  taxRate('0.05', 'DE', { taxClass: 'reduced', startsAt: CUT, endsAt: CUT_ENDS }),
  taxRate('0.07', 'DE', { taxClass: 'reduced', startsAt: CUT_ENDS }),
  taxRate('0', 'DE', { postcodePrefix: '27498' }),
  taxRate('0', 'DE', { postcodePrefix: '78266' }),
]

test.each([
  ['2020-06-30T21:59:59.999Z', 'standard', '10115', '0.19'],
  ['2020-06-30T22:00:00.000Z', 'standard', '10115', '0.16'],
  ['2020-06-30T22:00:00.000Z', 'reduced', '10115', '0.05'],
  ['2020-12-31T22:59:59.999Z', 'standard', '10115', '0.16'],
  ['2020-12-31T23:00:00.000Z', 'standard', '10115', '0.19'],
  ['2026-11-24T00:00:00.000Z', 'reduced', '', '0.07'],
  ['2026-11-24T00:00:00.000Z', 'standard', ' 27 498 ', '0'],
  ['2020-08-01T00:00:00.000Z', 'standard', '78266', '0'],
  ['2026-11-24T00:00:00.000Z', 'standard', '27499', '0.19'],
  ['2026-11-24T00:00:00.000Z', 'zero', '10115', undefined],
] as const)('in Germany on %s, %s goods to %j: %s', (at, taxClass, postalCode, expected) => {
  expect(rateFor(GERMANY, { country: 'DE', postalCode }, taxClass, instant(at))?.rate).toBe(expected)
})

const JAPAN = [taxRate('0.10', 'JP'), taxRate('0.08', 'JP', { taxClass: 'reduced' })]
test.each([
  ['standard', '0.10'],
  ['reduced', '0.08'],
] as const)('in Japan %s goods: %s', (taxClass, expected) => {
  expect(rateFor(JAPAN, { country: 'JP', region: '13', postalCode: '150-0001' }, taxClass, 0)?.rate).toBe(
    expected,
  )
})

test('the longest postcode prefix, then the region, then the country', () => {
  const [country, region, prefix, both, longer] = [
    taxRate('0.01', 'US'),
    taxRate('0.02', 'US', { region: 'CA' }),
    taxRate('0.03', 'US', { postcodePrefix: '90' }),
    taxRate('0.04', 'US', { region: 'CA', postcodePrefix: '90' }),
    taxRate('0.05', 'US', { postcodePrefix: '902' }),
  ] as const
  const all = [country, region, prefix, both, longer]
  const at = (place: { region?: string; postalCode?: string }, rates = all) =>
    rateFor(rates, { country: 'US', ...place }, 'standard', 0)
  expect(at({})).toBe(country)
  expect(at({ region: 'us-ca' })).toBe(region)
  expect(at({ region: 'NV', postalCode: '90123' })).toBe(prefix)
  expect(at({ region: 'CA', postalCode: '90123' })).toBe(both)
  expect(at({ region: 'CA', postalCode: '90210' })).toBe(longer)
  expect(rateFor(all, { country: 'CA', region: 'CA' }, 'standard', 0)).toBeUndefined()
})

type States = Record<string, { rate: number }>
describe.skipIf(!hasData)('the tax data (left out where it is not at hand)', () => {
  test('every state of the US', () => {
    const { US } = read('sales-tax-world.json') as { US: { states: States } }
    const states = Object.entries(US.states)
    expect(states.length).toBeGreaterThan(40)
    const rates = states.map(([region, state]) => taxRate(String(state.rate), 'US', { region }))
    for (const [region, state] of states)
      expect(Number(rateFor(rates, { country: 'US', region }, 'standard', 0)?.rate)).toBe(state.rate)
    expect(rateFor(rates, { country: 'US', region: 'OR' }, 'standard', 0)).toBeUndefined()
  })

  test("every change of Germany's rates, against both sources", () => {
    type Period = { effective_from: string; rates: { standard: number; reduced: number } }
    const { items } = read('vat-eu.json') as { items: { DE: Period[] } }
    for (const { effective_from: from, rates } of items.DE) {
      const at = from.startsWith('0000') ? instant('2020-01-01T00:00:00Z') : instant(`${from}T12:00:00Z`)
      for (const taxClass of ['standard', 'reduced'] as const)
        expect(Number(rateFor(GERMANY, { country: 'DE' }, taxClass, at)?.rate)).toBe(rates[taxClass] / 100)
    }
    const history = readFileSync(join(data, 'vat-history.csv'), 'utf8')
    for (const [, start, of] of history.matchAll(
      /^(20(?:07|2\d)-\d\d-\d\d),[^,]*,DE,EUR,([\d.]+),standard/gm,
    ))
      expect(rateFor(GERMANY, { country: 'DE' }, 'standard', instant(`${start}T12:00:00Z`))?.rate).toBe(of)
  })

  test('every rate of the world is one', () => {
    const world = read('sales-tax-world.json') as Record<string, { rate: number; states?: States }>
    for (const country of Object.values(world))
      for (const each of [country.rate, ...Object.values(country.states ?? {}).map((state) => state.rate)])
        // The Canaries and their like stand there as minus what the country levies.
        expect([each, parseTaxRate(String(each))]).toEqual([each, each < 0 ? undefined : String(each)])
  })
})

test.each(['0', '0.0', '1', '1.000', '0.19', '0.000000001', '00.5'])('%s is a rate', (text) => {
  expect(parseTaxRate(text)).toBe(text)
})
test.each(['1.01', '2', '10', '19', '-0.1', '', '.5', '0.', '1e-1', '0,19', ' 0.19', '0.0000000001', 'NaN'])(
  '%j is no rate of a tax',
  (text) => {
    expect(parseTaxRate(text)).toBeUndefined()
  },
)

const anyRate = fc
  .record({
    country: fc.constantFrom('US', 'DE'),
    region: fc.constantFrom('', 'CA', 'NV'),
    postcodePrefix: fc.constantFrom('', '9', '90', '902'),
    taxClass: fc.constantFrom<TaxClass>('standard', 'reduced'),
    startsAt: fc.integer({ min: 0, max: 9 }),
    length: fc.option(fc.integer({ min: 1, max: 9 })),
  })
  .map(({ length, country, ...of }) =>
    taxRate('0.1', country, { ...of, endsAt: length === null ? null : of.startsAt + length }),
  )
/** A list as the shop would take it: whatever meets an earlier one is refused. */
const anyList = fc
  .array(anyRate, { maxLength: 12 })
  .map((rates) =>
    rates.reduce<TaxRate[]>(
      (kept, each) => (kept.some((other) => taxRatesOverlap(other, each)) ? kept : [...kept, each]),
      [],
    ),
  )
const anyPlace = fc.record({
  country: fc.constantFrom('US', 'DE', 'JP'),
  region: fc.constantFrom('', 'CA', 'NV', 'TX'),
  postalCode: fc.constantFrom('', '90210', '90-999', '10115'),
})

law(
  'the order of rates never decides',
  fc.property(
    anyList.chain((rates) =>
      fc.tuple(fc.constant(rates), fc.shuffledSubarray(rates, { minLength: rates.length })),
    ),
    anyPlace,
    fc.integer({ min: 0, max: 20 }),
    ([rates, shuffled], place, at) => {
      expect(rateFor(shuffled, place, 'standard', at)).toBe(rateFor(rates, place, 'standard', at))
    },
  ),
)

law(
  'the rate that holds is valid, of the class, and its area has the place in it',
  fc.property(anyList, anyPlace, fc.integer({ min: 0, max: 20 }), (rates, place, at) => {
    const found = rateFor(rates, place, 'reduced', at)
    if (found === undefined) return
    expect(found.taxClass).toBe('reduced')
    expect(found.country).toBe(place.country)
    expect(found.startsAt <= at && (found.endsAt === null || at < found.endsAt)).toBe(true)
    expect(['', place.region]).toContain(found.region)
    expect(place.postalCode.replace('-', '').startsWith(found.postcodePrefix)).toBe(true)
  }),
)

law(
  'rates overlap exactly when some moment has both, and it does not matter which is asked',
  fc.property(anyRate, anyRate, (one, other) => {
    const holds = (each: TaxRate, at: number) =>
      each.startsAt <= at && (each.endsAt === null || at < each.endsAt)
    const moments = Array.from({ length: 40 }, (_, at) => at)
    const sameOf = ['country', 'region', 'postcodePrefix', 'taxClass'] as const
    const both =
      sameOf.every((of) => one[of] === other[of]) && moments.some((at) => holds(one, at) && holds(other, at))
    expect(taxRatesOverlap(one, other)).toBe(both)
    expect(taxRatesOverlap(other, one)).toBe(both)
  }),
)
