import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { CURRENCY_DIGITS } from '../../src/domain/currencies.ts'
import { type PriceRow, derivePrice, nextBoundary, parseDerivation, priceAt } from '../../src/domain/price.ts'
import { law } from './law.ts'
import { currency, instant, rate } from './make.ts'

const standing = row(5000, { startsAt: instant('2026-01-01T00:00:00Z') })
const sale = row(4000, {
  compareAt: 5000,
  startsAt: instant('2026-11-27T00:00:00Z'),
  endsAt: instant('2026-12-01T00:00:00Z'),
})
const dozen = row(4500, { minQuantity: 12, startsAt: instant('2026-01-01T00:00:00Z') })
const PRICES = [standing, sale, dozen]

test.each([
  { on: '2025-12-31T23:59:59.999Z', pieces: 1, costs: undefined },
  { on: '2026-01-01T00:00:00.000Z', pieces: 1, costs: 5000 },
  { on: '2026-11-26T23:59:59.999Z', pieces: 1, costs: 5000 },
  { on: '2026-11-27T00:00:00.000Z', pieces: 1, costs: 4000 },
  { on: '2026-11-30T23:59:59.999Z', pieces: 11, costs: 4000 },
  { on: '2026-12-01T00:00:00.000Z', pieces: 1, costs: 5000 },
  { on: '2026-06-01T00:00:00.000Z', pieces: 11, costs: 5000 },
  { on: '2026-06-01T00:00:00.000Z', pieces: 12, costs: 4500 },
  { on: '2026-11-28T00:00:00.000Z', pieces: 12, costs: 4500 },
])('on $on $pieces pieces cost $costs each', ({ on, pieces, costs }) => {
  expect(priceAt(PRICES, instant(on), pieces)?.amount).toBe(costs)
})

test('without a quantity the price is that of one piece', () => {
  expect(priceAt(PRICES, instant('2026-06-01T00:00:00Z'))).toBe(standing)
  expect(priceAt([dozen], instant('2026-06-01T00:00:00Z'))).toBeUndefined()
})

test.each([
  { after: '2025-12-01T00:00:00Z', next: '2026-01-01T00:00:00Z' },
  { after: '2026-01-01T00:00:00Z', next: '2026-11-27T00:00:00Z' },
  { after: '2026-11-27T00:00:00Z', next: '2026-12-01T00:00:00Z' },
])('after $after the next change is at $next', ({ after, next }) => {
  expect(nextBoundary(PRICES, instant(after))).toBe(instant(next))
})

test('after the last change none is left', () => {
  expect(nextBoundary(PRICES, instant('2026-12-01T00:00:00Z'))).toBeUndefined()
  expect(nextBoundary([], 0)).toBeUndefined()
})

// Small numbers, so that rows overlap, tie and end as others start.
const anyRow = fc.record(
  {
    amount: fc.nat(3),
    minQuantity: fc.integer({ min: 1, max: 4 }),
    startsAt: fc.nat(10),
    endsAt: fc.nat(12),
  },
  { requiredKeys: ['amount', 'minQuantity', 'startsAt'] },
)
const anyRows = fc.array(anyRow, { maxLength: 8 })
const anyMoment = fc.integer({ min: -1, max: 13 })
const anyQuantity = fc.integer({ min: 1, max: 5 })

law(
  'the price is the first of the valid rows, sorted',
  fc.property(anyRows, anyMoment, anyQuantity, (rows, now, quantity) => {
    const [first] = rows
      .filter(({ startsAt, endsAt = Infinity }) => startsAt <= now && now < endsAt)
      .filter(({ minQuantity }) => minQuantity <= quantity)
      .toSorted((a, b) => b.minQuantity - a.minQuantity || b.startsAt - a.startsAt || a.amount - b.amount)
    expect(priceAt(rows, now, quantity)?.amount).toBe(first?.amount)
  }),
)

law(
  'the order of rows decides nothing',
  fc.property(anyRows, anyMoment, anyQuantity, (rows, now, quantity) => {
    const amount = priceAt(rows, now, quantity)?.amount
    expect(priceAt(rows.toReversed(), now, quantity)?.amount).toBe(amount)
  }),
)

law(
  'no price changes before the next boundary, which lies ahead',
  fc.property(anyRows, anyMoment, anyQuantity, (rows, now, quantity) => {
    const next = nextBoundary(rows, now) ?? 20
    expect(next).toBeGreaterThan(now)
    for (let moment = now; moment < next; moment++) {
      expect(priceAt(rows, moment, quantity)).toBe(priceAt(rows, now, quantity))
    }
  }),
)

describe('derivePrice', () => {
  it.each([
    { base: 1999, from: 'USD', to: 'EUR', at: '0.92', step: 1, ending: 0, gives: 1839 },
    { base: 1999, from: 'USD', to: 'EUR', at: '1.1', step: 100, ending: 1, gives: 2199 },
    { base: 1999, from: 'USD', to: 'JPY', at: '151.27', step: 100, ending: 0, gives: 3000 },
    { base: 1999, from: 'USD', to: 'JPY', at: '151.27', step: 100, ending: 20, gives: 2980 },
    { base: 1999, from: 'USD', to: 'BHD', at: '0.376', step: 500, ending: 5, gives: 7495 },
    { base: 1050, from: 'EUR', to: 'USD', at: '1', step: 100, ending: 0, gives: 1100 },
    { base: 1049, from: 'EUR', to: 'USD', at: '1', step: 100, ending: 0, gives: 1000 },
    { base: 1496, from: 'EUR', to: 'USD', at: '0.1', step: 100, ending: 0, gives: 100 }, // 149.6, not 150
    { base: 0, from: 'EUR', to: 'USD', at: '1.1', step: 100, ending: 1, gives: 0 },
    { base: 1, from: 'USD', to: 'EUR', at: '0.1', step: 1, ending: 0, gives: 1 },
    { base: 49, from: 'EUR', to: 'USD', at: '1', step: 100, ending: 1, gives: 1 },
    { base: 50, from: 'EUR', to: 'USD', at: '1', step: 100, ending: 1, gives: 99 },
    { base: 50, from: 'EUR', to: 'USD', at: '1', step: 100, ending: 99, gives: 1 },
  ])(
    '$base $from at $at, step $step, ending $ending: $gives $to',
    ({ gives, base, from, to, at, ...rule }) => {
      const derived = derivePrice(row(base), currency(from), currency(to), { rate: rate(at), ...rule })
      expect(derived?.amount).toBe(gives)
    },
  )

  const par = { rate: rate('1'), step: 100, ending: 1 }
  const [usd, eur] = [currency('USD'), currency('EUR')]

  it('keeps quantity and validity, and derives the former price alike', () => {
    expect(derivePrice({ ...sale, minQuantity: 3 }, usd, eur, par)).toEqual({
      amount: 3999,
      compareAt: 4999,
      minQuantity: 3,
      startsAt: sale.startsAt,
      endsAt: sale.endsAt,
    })
  })

  it('drops a former price that is no longer higher', () => {
    expect(derivePrice(row(1960, { compareAt: 2040 }), usd, eur, par)).toEqual(row(1999))
  })

  it('is undefined beyond the safe integers; a former price beyond them is dropped', () => {
    const tenfold = { rate: rate('10'), step: 1, ending: 0 }
    expect(derivePrice(row(Number.MAX_SAFE_INTEGER), usd, eur, tenfold)).toBeUndefined()
    expect(derivePrice(row(5, { compareAt: Number.MAX_SAFE_INTEGER }), usd, eur, tenfold)).toEqual(row(50))
  })
})

test.each([
  { at: '1.1', step: 100, ending: 1, fine: true },
  { at: '0.000000001', step: 1, ending: 0, fine: true },
  { at: '0', step: 1, ending: 0, fine: false },
  { at: '0.000', step: 1, ending: 0, fine: false },
  { at: '-1', step: 1, ending: 0, fine: false },
  { at: '1', step: 0, ending: 0, fine: false },
  { at: '1', step: 1.5, ending: 0, fine: false },
  { at: '1', step: 100, ending: 100, fine: false },
  { at: '1', step: 100, ending: -1, fine: false },
])('rate $at, step $step, ending $ending is a derivation: $fine', ({ at, step, ending, fine }) => {
  expect(parseDerivation(at, step, ending)).toEqual(fine ? { rate: at, step, ending } : undefined)
})

const anyCurrency = fc.constantFrom(...[...CURRENCY_DIGITS.keys()].map(currency))
const anyRule = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.nat(9), fc.integer({ min: 1, max: 10_000 }), fc.nat())
  .map(([digits, decimals, step, ending]) => {
    const text = String(digits).padStart(decimals + 1, '0')
    const whole = text.slice(0, text.length - decimals)
    return {
      rate: rate(decimals === 0 ? whole : `${whole}.${text.slice(-decimals)}`),
      step,
      ending: ending % step,
    }
  })
const anyAmount = fc.oneof(fc.nat(200_000), fc.maxSafeNat())

law(
  'free stays free and nothing else becomes so; an amount stands on its step less the ending, or is 1',
  fc.property(anyAmount, anyCurrency, anyCurrency, anyRule, (base, from, to, rule) => {
    const amount = derivePrice(row(base), from, to, rule)?.amount
    if (amount === undefined) return
    expect(amount === 0).toBe(base === 0)
    if (amount > 1) expect((BigInt(amount) + BigInt(rule.ending)) % BigInt(rule.step)).toBe(0n)
  }),
)

law(
  'a dearer base never gives a cheaper price, and a former price is always above the price',
  fc.property(anyAmount, anyAmount, anyCurrency, anyCurrency, anyRule, (one, other, from, to, rule) => {
    const [low, high] = [Math.min(one, other), Math.max(one, other)]
    const more = derivePrice(row(high), from, to, rule)
    if (more === undefined) return
    const less = derivePrice(row(low, { compareAt: high }), from, to, rule)
    expect(less?.amount).toBeLessThanOrEqual(more.amount)
    expect(less?.compareAt ?? Infinity).toBeGreaterThan(less?.amount ?? NaN)
  }),
)

function row(amount: number, difference: Partial<PriceRow> = {}): PriceRow {
  return { amount, minQuantity: 1, startsAt: 0, ...difference }
}
