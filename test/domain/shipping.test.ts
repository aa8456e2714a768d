import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { type ShippingOption, goesTo, optionsFor } from '../../src/domain/shipping.ts'
import { law } from './law.ts'
import { currency, id, marketCode } from './make.ts'

const dollars = (amount: number) => ({ amount, currency: currency('USD') })

function option(name: string, more: Partial<ShippingOption> = {}): ShippingOption {
  return {
    id: id('shippingOption', name),
    market: marketCode('us'),
    position: 0,
    name,
    names: {},
    countries: [],
    regions: [],
    price: dollars(500),
    freeFrom: null,
    weightMin: null,
    weightMax: null,
    taxClass: 'standard',
    daysMin: null,
    daysMax: null,
    active: true,
    ...more,
  }
}
const here = { country: 'US', region: 'CA' }
const named = (
  options: readonly ShippingOption[],
  place: { country: string; region?: string } = here,
  weight = 1000,
) => optionsFor(options, place, dollars(2000), weight).map((quoted) => quoted.option.name)

test('in the order of the shop, ties by id; what is not active is not offered', () => {
  const all = [option('b'), option('a'), option('first', { position: -1 }), option('off', { active: false })]
  expect(named(all)).toEqual(['first', 'a', 'b'])
})

test('by country and part of it', () => {
  const all = [
    option('everywhere'),
    option('us', { countries: ['US'] }),
    option('ca-only', { countries: ['US'], regions: ['US-CA', 'US-NV'] }),
    option('canada', { countries: ['CA'] }),
    option('west', { countries: ['US', 'CA'], regions: ['US-CA'] }),
  ]
  expect(named(all)).toEqual(['ca-only', 'everywhere', 'us', 'west'])
  expect(named(all, { country: 'US', region: 'us-ny' })).toEqual(['everywhere', 'us'])
  expect(named(all, { country: 'US' })).toEqual(['everywhere', 'us'])
  expect(named(all, { country: 'CA', region: 'BC' })).toEqual(['canada', 'everywhere', 'west'])
})

test('by weight, both ends included', () => {
  const all = [option('light', { weightMax: 1000 }), option('heavy', { weightMin: 1001 })]
  expect(named(all, here, 1000)).toEqual(['light'])
  expect(named(all, here, 1001)).toEqual(['heavy'])
  expect(named(all, here, 0)).toEqual(['light'])
})

test('free from a value of goods on, not in another currency', () => {
  const one = option('post', { freeFrom: dollars(5000) })
  const price = (goods: number) => optionsFor([one], here, dollars(goods), 0)[0]?.price.amount
  expect([price(4999), price(5000), price(5001)]).toEqual([500, 0, 0])
  expect(optionsFor([one], here, { amount: 5000, currency: currency('EUR') }, 0)).toEqual([])
})

law(
  'what is offered goes there, takes the weight, and costs its price or nothing',
  fc.property(
    fc.array(
      fc.record({
        countries: fc.subarray(['US', 'CA']),
        regions: fc.subarray(['US-CA', 'US-NV', 'CA-BC']),
        weightMin: fc.option(fc.integer({ min: 0, max: 9 })),
        weightMax: fc.option(fc.integer({ min: 1, max: 9 })),
        freeFrom: fc.option(fc.integer({ min: 0, max: 9 }).map(dollars)),
      }),
      { maxLength: 6 },
    ),
    fc.record({ country: fc.constantFrom('US', 'CA'), region: fc.constantFrom('', 'CA', 'NV', 'BC') }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 10 }),
    (list, place, goods, weight) => {
      const options = list.map((more, index) => option(`o${index}`, more))
      const quoted = optionsFor(options, place, dollars(goods), weight)
      for (const each of options) {
        const fits =
          goesTo(each, place) && (each.weightMin ?? 0) <= weight && weight <= (each.weightMax ?? Infinity)
        const found = quoted.find((one) => one.option === each)
        expect(found !== undefined).toBe(fits)
        if (found !== undefined)
          expect(found.price.amount).toBe(each.freeFrom && goods >= each.freeFrom.amount ? 0 : 500)
      }
    },
  ),
)
