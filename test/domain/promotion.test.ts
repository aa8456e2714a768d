import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Selectable,
  type Selection,
  type Selector,
  foldCode,
  holdsIn,
  isRunning,
  isToCome,
  parsePercent,
  percentBasisPoints,
  selects,
} from '../../src/domain/promotion.ts'
import { isNotOver, isValidAt, validitiesMeet } from '../../src/domain/validity.ts'
import { law } from './law.ts'
import { marketCode } from './make.ts'

test.each([
  ['0', 0],
  ['5', 500],
  ['12.5', 1250],
  ['12.05', 1205],
  ['99.99', 9999],
  ['100', 10_000],
  ['100.00', 10_000],
])('%s %% are %i basis points', (text, points) => {
  const percent = parsePercent(text)
  expect(percent && percentBasisPoints(percent)).toBe(points)
})
test.each(['101', '100.01', '-1', '', '1.', '.5', '1.005', '1e1', ' 5', '5%', '0100', 'NaN'])(
  '%j is no percentage',
  (text) => {
    expect(parsePercent(text)).toBeUndefined()
  },
)

law(
  'every percentage of two decimals is one, and worth what it says',
  fc.property(fc.integer({ min: 0, max: 10_000 }), (points) => {
    const percent = parsePercent((points / 100).toFixed(2))
    expect(percent && percentBasisPoints(percent)).toBe(points)
  }),
)

test('codes that differ by capitals, accents or width alone are one', () => {
  expect(
    new Set(['Spring-20', 'SPRING-20', ' spring-20 ', 'ｓｐｒｉｎｇ-20', 'Sprïng-20'].map(foldCode)).size,
  ).toBe(1)
  expect(foldCode('spring20')).not.toBe(foldCode('spring-20'))
})
law(
  'folding a code twice changes nothing',
  fc.property(fc.string({ maxLength: 64 }), (code) => {
    expect(foldCode(foldCode(code))).toBe(foldCode(code))
  }),
)

const none: Selector = { products: [], variants: [], categories: [], tags: [] }
const kettle: Selectable = {
  productId: 'kettle',
  variantId: 'kettle-1',
  categories: ['kitchen', 'home'],
  tags: ['copper'],
}
test.each<[string, Selection, boolean]>([
  ['everything', { include: none, exclude: none }, true],
  ['the product', { include: { ...none, products: ['kettle'] }, exclude: none }, true],
  ['a category above it', { include: { ...none, categories: ['home'] }, exclude: none }, true],
  [
    'another product, but its tag',
    { include: { ...none, products: ['mug'], tags: ['copper'] }, exclude: none },
    true,
  ],
  ['another product', { include: { ...none, products: ['mug'] }, exclude: none }, false],
  ['all but its variant', { include: none, exclude: { ...none, variants: ['kettle-1'] } }, false],
  [
    'its category without it',
    { include: { ...none, categories: ['kitchen'] }, exclude: { ...none, products: ['kettle'] } },
    false,
  ],
])('a selection of %s', (_what, selection, expected) => {
  expect(selects(selection, kettle)).toBe(expected)
})

test('where and when', () => {
  const de = marketCode('de')
  expect([
    holdsIn({ markets: [] }, 'de'),
    holdsIn({ markets: [de] }, 'de'),
    holdsIn({ markets: [de] }, 'us'),
  ]).toEqual([true, true, false])
  const promotion = { status: 'active' as const, startsAt: 10, endsAt: 20 }
  expect([9, 10, 19, 20].map((at) => isRunning(promotion, at))).toEqual([false, true, true, false])
  expect([9, 10, 19, 20].map((at) => isToCome(promotion, at))).toEqual([true, true, true, false])
  expect(isToCome({ ...promotion, status: 'draft' }, 9)).toBe(false)
})

const validity = fc
  .tuple(fc.nat(9), fc.option(fc.integer({ min: 1, max: 9 })))
  .map(([startsAt, length]) => ({ startsAt, endsAt: length === null ? null : startsAt + length }))
law(
  'two meet exactly when some moment has both; what holds is not over',
  fc.property(validity, validity, fc.nat(40), (one, other, at) => {
    const moments = Array.from({ length: 40 }, (_, moment) => moment)
    expect(validitiesMeet(one, other)).toBe(
      moments.some((moment) => isValidAt(one, moment) && isValidAt(other, moment)),
    )
    if (isValidAt(one, at)) expect(isNotOver(one, at)).toBe(true)
  }),
)
