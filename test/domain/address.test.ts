import { expect, test } from 'vitest'
import { type Address, missingForShipping, placeOfAddress } from '../../src/domain/address.ts'
import { COUNTRIES } from '../../src/domain/countries.ts'

const BERLIN: Address = {
  firstName: 'Ada',
  lastName: 'Nuñez',
  line1: 'Torstr. 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
}

test.each<[string, Address | undefined, string[]]>([
  ['nothing', undefined, ['lastName', 'line1', 'city', 'country']],
  ['nothing but a country', { country: 'DE' }, ['lastName', 'line1', 'city', 'postalCode']],
  ['all of it', BERLIN, []],
  [
    'a company alone',
    { ...BERLIN, firstName: undefined, lastName: undefined, company: 'Hearth & Flame' },
    [],
  ],
  ['one letter', { ...BERLIN, firstName: undefined, lastName: 'O' }, []],
  ['blanks', { ...BERLIN, firstName: ' ', lastName: '', line1: '  ' }, ['lastName', 'line1']],
  ['Germany without a postal code', { ...BERLIN, postalCode: undefined }, ['postalCode']],
  ['Ireland without one', { ...BERLIN, country: 'IE', postalCode: undefined }, []],
  ['Hong Kong: neither code nor city', { lastName: 'Chan', line1: '1 Queen’s Road', country: 'HK' }, []],
  [
    'Singapore: a code, no city',
    { lastName: 'Tan', line1: '1 Raffles Place', country: 'SG' },
    ['postalCode'],
  ],
  ["another country's form of code", { ...BERLIN, country: 'US', postalCode: 'SW1A 1AA' }, []],
])('%s', (_what, address, missing) => {
  expect(missingForShipping(address)).toEqual(missing)
})

test('every country can be sent to by somebody', () => {
  for (const country of COUNTRIES) {
    expect(missingForShipping({ ...BERLIN, country })).toEqual([])
    expect(missingForShipping({ country })).toEqual(expect.arrayContaining(['lastName', 'line1']))
  }
})

test('what taxes and shipping ask of it', () => {
  expect(placeOfAddress({ ...BERLIN, region: 'BE' })).toEqual({
    country: 'DE',
    region: 'BE',
    postalCode: '10119',
  })
  expect(placeOfAddress({ city: 'Berlin' })).toBeUndefined()
})
