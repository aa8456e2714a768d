import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { CURRENCY_DIGITS } from '../../src/domain/currencies.ts'
import {
  add,
  allocate,
  applyRate,
  convert,
  currencyDigits,
  formatDecimal,
  money,
  multiply,
  parseCurrency,
  parseDecimal,
  parseRate,
  roundHalfUp,
  sum,
} from '../../src/domain/money.ts'
import { law } from './law.ts'
import { currency, rate } from './make.ts'

const MAX = Number.MAX_SAFE_INTEGER
const anyCurrency = fc.constantFrom(...[...CURRENCY_DIGITS.keys()].map(currency))
const anyAmount = fc.maxSafeNat()
const anyRate = fc
  .tuple(fc.nat(999_999_999), fc.option(fc.stringMatching(/^[0-9]{1,9}$/), { nil: undefined }))
  .map(([whole, decimals]) => rate(decimals === undefined ? `${whole}` : `${whole}.${decimals}`))

test.each(['eur', 'EURO', 'XXX', '€', '', 'EUR ', 'EU', '__proto__'])('%j is not a currency', (text) => {
  expect(parseCurrency(text)).toBeUndefined()
})

describe('parseDecimal', () => {
  it.each([
    ['19.99', 'USD', 1999],
    ['20', 'USD', 2000],
    ['20.0', 'USD', 2000],
    ['0', 'USD', 0],
    ['0.05', 'EUR', 5],
    ['007.50', 'EUR', 750],
    ['2400', 'JPY', 2400],
    ['1.234', 'BHD', 1234],
    ['1.2', 'BHD', 1200],
    ['90071992547409.91', 'USD', MAX],
    ['999999999999999', 'JPY', 999_999_999_999_999],
  ])('%s %s is %i minor units', (text, code, amount) => {
    expect(parseDecimal(text, currency(code))).toEqual({ ok: true, money: { amount, currency: code } })
  })

  it.each([
    ['60.740', 'USD', 'too_many_decimals'],
    ['12.00', 'JPY', 'too_many_decimals'],
    ['1.2345', 'BHD', 'too_many_decimals'],
    ['90071992547409.92', 'USD', 'too_large'],
    ['999999999999999', 'USD', 'too_large'],
    ['1,99', 'EUR', 'invalid_amount'],
    ['1.999,00', 'EUR', 'invalid_amount'],
    ['1,999.00', 'USD', 'invalid_amount'],
    ['€5', 'EUR', 'invalid_amount'],
    ['5 EUR', 'EUR', 'invalid_amount'],
    ['1e3', 'USD', 'invalid_amount'],
    ['-1', 'USD', 'invalid_amount'],
    ['+1', 'USD', 'invalid_amount'],
    [' 5 ', 'USD', 'invalid_amount'],
    ['5\n', 'USD', 'invalid_amount'],
    ['', 'USD', 'invalid_amount'],
    ['.5', 'USD', 'invalid_amount'],
    ['5.', 'USD', 'invalid_amount'],
    ['1.2.3', 'USD', 'invalid_amount'],
    ['٥', 'USD', 'invalid_amount'],
    ['５', 'JPY', 'invalid_amount'],
    ['0x10', 'USD', 'invalid_amount'],
    ['Infinity', 'USD', 'invalid_amount'],
    ['1000000000000000', 'JPY', 'invalid_amount'],
  ])('%j in %s is refused: %s', (text, code, why) => {
    expect(parseDecimal(text, currency(code))).toEqual({ ok: false, why })
  })
})

test.each([
  [1999, 'USD', '19.99'],
  [5, 'USD', '0.05'],
  [0, 'USD', '0.00'],
  [-150, 'EUR', '-1.50'],
  [2400, 'JPY', '2400'],
  [0, 'JPY', '0'],
  [1234, 'BHD', '1.234'],
  [1, 'CLF', '0.0001'],
])('%i minor units of %s are written %s', (amount, code, text) => {
  expect(formatDecimal(money(amount, currency(code)))).toBe(text)
})

law(
  'what is formatted is read back, in every currency',
  fc.property(anyCurrency, fc.nat({ max: 99_999_999_999_999 }), (code, amount) => {
    expect(parseDecimal(formatDecimal(money(amount, code)), code)).toEqual({
      ok: true,
      money: { amount, currency: code },
    })
  }),
)

law(
  'text is never guessed at: an amount, formatted, is the text again up to noughts at its ends',
  fc.property(anyCurrency, fc.oneof(fc.string(), fc.stringMatching(/^[\d.,e+-]{1,18}$/)), (code, text) => {
    const parsed = parseDecimal(text, code)
    if (!parsed.ok) return
    expect(bare(formatDecimal(parsed.money))).toBe(bare(text))
  }),
)

describe('sums', () => {
  const eur = currency('EUR')

  it('adds and multiplies exactly', () => {
    expect(add(money(10, eur), money(20, eur))).toEqual({ ok: true, money: { amount: 30, currency: 'EUR' } })
    expect(
      sum(
        [1, 2, -3].map((amount) => money(amount, eur)),
        eur,
      ),
    ).toMatchObject({ money: { amount: 0 } })
    expect(sum([], eur)).toMatchObject({ money: { amount: 0 } })
    expect(multiply(money(1999, eur), 3)).toMatchObject({ money: { amount: 5997 } })
  })

  it('says so when a result is too large, and never wraps', () => {
    expect(add(money(MAX, eur), money(1, eur))).toEqual({ ok: false, why: 'too_large' })
    expect(
      sum(
        [MAX, MAX].map((amount) => money(amount, eur)),
        eur,
      ),
    ).toEqual({ ok: false, why: 'too_large' })
    expect(multiply(money(MAX, eur), 999)).toEqual({ ok: false, why: 'too_large' })
  })

  it('is large only in its result, not on the way', () => {
    expect(
      sum(
        [MAX, 1, -1].map((amount) => money(amount, eur)),
        eur,
      ),
    ).toMatchObject({ money: { amount: MAX } })
  })

  it('does not mix currencies or take half cents', () => {
    expect(() => add(money(1, eur), money(1, currency('USD')))).toThrow('USD is not added to EUR')
    expect(() => money(0.5, eur)).toThrow('safe integer')
    expect(() => money(MAX + 1, eur)).toThrow('safe integer')
  })
})

describe('allocate', () => {
  it.each([
    { amount: 100, over: [1, 1, 1], gives: [34, 33, 33] },
    { amount: -299, over: [2, 1], gives: [-199, -100] },
    { amount: 299, over: [2, 1], gives: [199, 100] },
    { amount: 5, over: [0, 1], gives: [0, 5] },
    { amount: 5, over: [0, 0], gives: [3, 2] },
    { amount: 0, over: [3, 1], gives: [0, 0] },
    { amount: -1, over: [1, 1], gives: [-1, 0] },
    { amount: 2, over: [1, 1, 1], gives: [1, 1, 0] },
    { amount: MAX, over: [MAX, MAX], gives: [(MAX + 1) / 2, (MAX - 1) / 2] },
    { amount: 0, over: [], gives: [] },
  ])('$amount over $over gives $gives', ({ amount, over, gives }) => {
    expect(allocate(amount, over)).toEqual(gives)
  })

  it('refuses what would lose money', () => {
    expect(() => allocate(1, [])).toThrow('someone takes')
    expect(() => allocate(1, [-1, 2])).toThrow('weights')
    expect(() => allocate(1, [0.5])).toThrow('weights')
  })

  const weights = fc.array(fc.oneof(fc.nat(1000), anyAmount), { minLength: 1, maxLength: 40 })

  law(
    'the parts sum to the whole, each within one unit of its exact share and of the same sign',
    fc.property(fc.maxSafeInteger(), weights, (amount, over) => {
      const parts = allocate(amount, over)
      expect(total(parts)).toBe(BigInt(amount))

      const whole = total(over)
      for (const [index, part] of parts.entries()) {
        expect(Math.sign(part) * Math.sign(amount)).toBeGreaterThanOrEqual(0)
        if (whole === 0n) continue
        const gap = BigInt(part) * whole - BigInt(amount) * BigInt(over[index] ?? 0)
        expect(gap < whole && gap > -whole).toBe(true)
      }
    }),
  )

  law(
    'a larger weight never gets a smaller part',
    fc.property(anyAmount, weights, (amount, over) => {
      const byWeight = allocate(amount, over)
        .map((part, index) => ({ part, weight: over[index] ?? 0 }))
        .toSorted((left, right) => left.weight - right.weight || left.part - right.part)
      expect(byWeight.map(({ part }) => part)).toEqual(
        byWeight.map(({ part }) => part).toSorted((left, right) => left - right),
      )
    }),
  )
})

describe('rates', () => {
  it.each([
    [1000, '0.19', 190],
    [999, '0.077', 77],
    [50, '0.01', 1],
    [49, '0.01', 0],
    [-50, '0.01', -1],
    [-49, '0.01', 0],
    [105, '0.1', 11],
    [1999, '0', 0],
    [1999, '1', 1999],
    [1, '0.000000001', 0],
  ])('%i times %s is %i', (amount, factor, result) => {
    expect(applyRate(amount, rate(factor))).toBe(result)
  })

  it('is undefined beyond the safe integers', () => {
    expect(applyRate(MAX, rate('1'))).toBe(MAX)
    expect(applyRate(MAX, rate('1.000000001'))).toBeUndefined()
  })

  it.each(['', '.5', '1.', '-1', '1e3', '1,5', ' 1', '1234567890', '0.1234567890', '١'])(
    '%j is not a rate',
    (text) => {
      expect(parseRate(text)).toBeUndefined()
    },
  )

  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [49n, 100n, 0n],
    [-49n, 100n, 0n],
    [50n, 100n, 1n],
    [7n, 1n, 7n],
  ])('%i / %i rounds to %i', (numerator, denominator, rounded) => {
    expect(roundHalfUp(numerator, denominator)).toBe(rounded)
  })

  law(
    'rounding is at most half a unit off, and a refund rounds as its charge',
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
      const rounded = roundHalfUp(numerator, denominator)
      const gap = 2n * (rounded * denominator - numerator)
      expect(gap <= denominator && gap >= -denominator).toBe(true)
      expect(roundHalfUp(-numerator, denominator)).toBe(-rounded)
    }),
  )
})

describe('convert', () => {
  it.each([
    [1999, 'USD', 'JPY', '151.27', 3024],
    [1999, 'USD', 'BHD', '0.376', 7516],
    [3024, 'JPY', 'USD', '0.00661', 1999],
    [100, 'JPY', 'BHD', '0.0025', 250],
    [1234, 'BHD', 'JPY', '402', 496],
    [1000, 'EUR', 'USD', '1', 1000],
  ])('%i of %s in %s at %s is %i', (amount, from, to, factor, result) => {
    expect(convert(amount, currency(from), currency(to), rate(factor))).toBe(result)
  })

  it('is undefined beyond the safe integers', () => {
    expect(convert(MAX, currency('JPY'), currency('USD'), rate('1'))).toBeUndefined()
  })

  law(
    'more money never converts to less',
    fc.property(anyAmount, anyAmount, anyCurrency, anyCurrency, anyRate, (one, other, from, to, factor) => {
      const less = convert(Math.min(one, other), from, to, factor)
      const more = convert(Math.max(one, other), from, to, factor)
      if (more === undefined) return
      expect(less).toBeLessThanOrEqual(more)
    }),
  )

  law(
    'at a rate of 1, what is worth the same in finer units comes back the same',
    fc.property(fc.nat(99_999_999), anyCurrency, anyCurrency, (amount, from, to) => {
      fc.pre(currencyDigits(from) <= currencyDigits(to))
      const there = convert(amount, from, to, rate('1')) ?? NaN
      expect(convert(there, to, from, rate('1'))).toBe(amount)
    }),
  )
})

function total(parts: readonly number[]): bigint {
  return parts.reduce((rest, part) => rest + BigInt(part), 0n)
}

/** Decimal text without noughts before the first digit and after the last decimal. */
function bare(text: string): string {
  return text
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}
