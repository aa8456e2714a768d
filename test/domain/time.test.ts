import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../src/domain/time.ts'
import { law } from './law.ts'

test.each([
  ['2026-02-28T09:30:00Z', '2026-02-28T09:30:00.000Z'],
  ['2026-02-28T09:30:00.5Z', '2026-02-28T09:30:00.500Z'],
  ['2026-02-28T09:30:00.123999999Z', '2026-02-28T09:30:00.123Z'],
  ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00.000Z'],
  ['2026-02-28T22:30:00-05:30', '2026-03-01T04:00:00.000Z'],
  ['2026-02-28T09:30:00-00:00', '2026-02-28T09:30:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s is %s', (text, utc) => {
  expect(formatInstant(parseInstant(text) ?? NaN)).toBe(utc)
})

test.each([
  ['a day that does not exist', '2026-02-30T00:00:00Z'],
  ['29 February of a common year', '2026-02-29T00:00:00Z'],
  ['a month that does not exist', '2026-13-01T00:00:00Z'],
  ['hour 24', '2026-02-28T24:00:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['no zone', '2026-02-28T09:30:00'],
  ['no time', '2026-02-28'],
  ['no seconds', '2026-02-28T09:30Z'],
  ['a blank for the T', '2026-02-28 09:30:00Z'],
  ['small letters', '2026-02-28t09:30:00z'],
  ['blanks around', ' 2026-02-28T09:30:00Z'],
  ['a line end', '2026-02-28T09:30:00Z\n'],
  ['year 10000', '+010000-01-01T00:00:00Z'],
  ['year 10000 by way of the zone', '9999-12-31T23:59:59-01:00'],
  ['a year before 0 by way of the zone', '0000-01-01T00:00:00+00:01'],
  ['an offset of 24 hours', '2026-02-28T09:30:00+24:00'],
  ['an offset without a colon', '2026-02-28T09:30:00+0200'],
  ['a fraction without digits', '2026-02-28T09:30:00.Z'],
  ['a fraction of 10 digits', '2026-02-28T09:30:00.0123456789Z'],
  ['a number', '1772271000000'],
  ['nothing', ''],
])('%s is refused', (_, text) => {
  expect(parseInstant(text)).toBeUndefined()
})

test('what is no moment is not written', () => {
  expect(() => formatInstant(NaN)).toThrow('moment')
  expect(() => formatInstant(0.5)).toThrow('moment')
  expect(() => formatInstant(253_402_300_800_000)).toThrow('moment')
})

const anyInstant = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 })

law(
  'what is formatted is read back',
  fc.property(anyInstant, (instant) => {
    expect(parseInstant(formatInstant(instant))).toBe(instant)
  }),
)

law(
  'text order is time order',
  fc.property(anyInstant, anyInstant, (one, other) => {
    expect(formatInstant(one) < formatInstant(other)).toBe(one < other)
  }),
)
