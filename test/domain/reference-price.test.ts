import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type PriceRow, derivePrice, parseDerivation } from '../../src/domain/price.ts'
import {
  type PriceRecord,
  type RecordedPrice,
  lowestPriceBefore,
  recordOf,
  referencePrice,
  shownAt,
} from '../../src/domain/reference-price.ts'
import { law } from './law.ts'
import { currency, market } from './make.ts'

const DAY = 86_400_000

/** Days instead of moments: `set` and `gone` are when it was written and replaced, `from` and `to` its validity. */
type Days = { set?: number; gone?: number; from?: number; to?: number; was?: number; quantity?: number }
function row(amount: number, { set = 0, gone, from = 0, to, was, quantity = 1 }: Days = {}): RecordedPrice {
  return {
    amount,
    minQuantity: quantity,
    startsAt: from * DAY,
    setAt: set * DAY,
    ...(gone !== undefined && { replacedAt: gone * DAY }),
    ...(to !== undefined && { endsAt: to * DAY }),
    ...(was !== undefined && { compareAt: was }),
  }
}
const own = (...rows: RecordedPrice[]): PriceRecord => ({ own: rows, derived: [] })

const permanent = row(80, { set: 40 })
const sale = row(80, { set: 35, from: 40, to: 50, was: 100 })
const flash = row(60, { set: 41, from: 42, to: 43, was: 100 })
const reduced = row(90, { set: 60 })
const announced = row(80, { set: 60, was: 100 })
const prolonged = row(80, { set: 48, from: 40, to: 70, was: 100 })
const followed = row(80, { set: 45, from: 50, to: 60, was: 100 })

describe('a table a shopkeeper could check: the reference price is', () => {
  it.each<[string, RecordedPrice, RecordedPrice[], number | undefined]>([
    ['none without any history', row(100, { set: 40 }), [], undefined],
    ['none for a new product with a struck-through price', row(80, { set: 40, was: 100 }), [], undefined],
    ['the old price of a permanent reduction', permanent, [row(100, { gone: 40 })], 100],
    ['none after a rise', row(120, { set: 40 }), [row(100, { gone: 40 })], undefined],
    ['the standing price under a sale with an end', sale, [row(100)], 100],
    ['the lowest of 30 days, not the last one', sale, [row(90, { gone: 20 }), row(100, { set: 20 })], 90],
    [
      'not what was lower more than 30 days before',
      sale,
      [row(70, { gone: 10 }), row(100, { set: 10 })],
      100,
    ],
    [
      'what was lower until 30 days before and a moment',
      sale,
      [row(70, { gone: 10.5 }), row(100, { set: 10.5 })],
      70,
    ],
    ['of a sale in a sale, the outer price', flash, [row(100), sale], 80],
    ['of the outer sale, still the price before it', sale, [row(100), flash], 100],
    [
      'of a price raised and then reduced, what it was before the rise',
      reduced,
      [row(80, { gone: 50 }), row(110, { set: 50, gone: 60 })],
      80,
    ],
    ['the price itself, when it is only now struck through', announced, [row(80, { gone: 60 })], 80],
    [
      'unmoved when the end of a sale is',
      prolonged,
      [row(100), row(80, { set: 35, gone: 48, from: 40, to: 50, was: 100 })],
      100,
    ],
    [
      'that of the sale before, when one follows on another at the same price',
      followed,
      [row(100), sale],
      100,
    ],
    ['none for a break by quantity', row(50, { set: 40, quantity: 10, was: 100 }), [row(100)], undefined],
    ['not that of a quantity break', sale, [row(100), row(10, { quantity: 2 })], 100],
    [
      'none for a row that is never shown',
      row(80, { set: 41, from: 10, was: 100 }),
      [row(100, { from: 20 })],
      undefined,
    ],
  ])('%s', (_what, present, others, expected) => {
    expect(referencePrice(own(present, ...others), present)).toBe(expected)
  })

  it('that of a sale to come, before it begins', () => {
    const coming = row(80, { set: 1, from: 100, to: 110, was: 100 })
    expect(referencePrice(own(row(100), row(95, { set: 1, from: 90, to: 95 }), coming), coming)).toBe(95)
  })
})

describe('in a market that derives its prices', () => {
  const us = market('us', { currency: currency('USD') })
  const derived = (code: string, rate: string) =>
    market(code === 'JPY' ? 'jp' : 'bh', {
      currency: currency(code),
      derivedFrom: { market: us.code, ...(parseDerivation(rate, 1, 0) ?? fail()) },
    })
  const fail = (): never => {
    throw new Error('no derivation')
  }
  const rows = { us: [permanent, row(100, { gone: 40 })] }

  it.each([
    ['JPY', '150', 150],
    ['BHD', '0.376', 376],
  ])('it is derived like the price (%s)', (code, rate, expected) => {
    const there = derived(code, rate)
    const record = recordOf(there, rows, [us, there])
    const [present] = record.derived
    expect(present && referencePrice(record, present)).toBe(expected)
  })

  it('an own price that takes the place of a derived one is measured by it', () => {
    const jp = derived('JPY', '150')
    const own = row(120, { set: 40, was: 150 })
    const record = recordOf(jp, { us: [row(100)], jp: [own] }, [us, jp])
    expect(referencePrice(record, own)).toBe(150)
  })

  law(
    'deriving the reference price gives the reference price of what is derived',
    fc.property(anyRecord(), fc.integer({ min: 1, max: 500 }), (all, rate) => {
      const jp = derived('JPY', String(rate))
      const present = all.find(({ replacedAt }) => replacedAt === undefined)
      if (present === undefined) return
      const record = recordOf(jp, { us: all }, [us, jp])
      const there = record.derived[all.indexOf(present)]
      const base = lowestPriceBefore(own(...all), present.startsAt)
      const expected =
        base === undefined || jp.derivedFrom === undefined
          ? undefined
          : derivePrice({ ...present, amount: base }, us.currency, jp.currency, jp.derivedFrom)?.amount
      expect(there && lowestPriceBefore(record, present.startsAt)).toBe(expected)
    }),
  )
})

/** Rows that overlap, replace each other, and come and go around a window of 30 days. */
function anyRecord() {
  return fc
    .array(
      fc.record({
        amount: fc.integer({ min: 1, max: 9 }),
        set: fc.nat(70),
        lasts: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
        from: fc.nat(80),
        valid: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        quantity: fc.constantFrom(1, 1, 1, 5),
        was: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      }),
      { maxLength: 8 },
    )
    .map((all) => {
      // Of present rows each quantity and start is there once.
      const places = new Set<string>()
      return all.flatMap(({ amount, set, lasts, from, valid, quantity, was }) => {
        const place = `${quantity} ${from}`
        if (lasts === undefined && places.has(place)) return []
        if (lasts === undefined) places.add(place)
        return [
          row(amount, {
            set,
            from,
            quantity,
            ...(lasts !== undefined && { gone: set + lasts }),
            ...(valid !== undefined && { to: from + valid }),
            ...(was !== undefined && { was }),
          }),
        ]
      })
    })
}

/** What a shopper saw on a day, worked out the long way. */
function seenOn(day: number, { own: ownRows, derived }: PriceRecord): PriceRow | undefined {
  const there = (one: RecordedPrice) => one.setAt <= day * DAY && day * DAY < (one.replacedAt ?? Infinity)
  const rows = ownRows.some(there) ? ownRows : derived
  return rows
    .filter(there)
    .filter(({ startsAt, endsAt = Infinity }) => startsAt <= day * DAY && day * DAY < endsAt)
    .filter(({ minQuantity }) => minQuantity === 1)
    .toSorted((a, b) => b.startsAt - a.startsAt || a.amount - b.amount)[0]
}

const bothKinds = fc.record({ own: anyRecord(), derived: anyRecord() })

law(
  'the lowest price is the lowest of the days, looked at one by one',
  fc.property(bothKinds, fc.nat(100), (record, day) => {
    const days = Array.from({ length: 30 }, (_, n) => seenOn(day - 30 + n, record)?.amount)
    const seen = days.filter((amount) => amount !== undefined)
    expect(lowestPriceBefore(record, day * DAY)).toBe(seen.length === 0 ? undefined : Math.min(...seen))
  }),
)

law(
  'a reference price is one that was shown within 30 days before the row or its beginning, and never after',
  fc.property(bothKinds, (record) => {
    for (const present of record.own.filter(({ replacedAt }) => replacedAt === undefined)) {
      const reference = referencePrice(record, present)
      if (reference === undefined) continue
      const days = Array.from({ length: 220 }, (_, n) => n - 40)
      const first = days.find(
        (day) =>
          day * DAY >= Math.max(present.setAt, present.startsAt) &&
          seenOn(day, record)?.amount === present.amount,
      )
      expect(days.some((day) => day < (first ?? 0) && seenOn(day, record)?.amount === reference)).toBe(true)
    }
  }),
)

test('the order of rows decides nothing', () => {
  const rows = [row(100), sale, flash, row(95, { set: 12, gone: 13 })]
  expect(lowestPriceBefore(own(...rows), 40 * DAY)).toBe(
    lowestPriceBefore(own(...rows.toReversed()), 40 * DAY),
  )
  expect(shownAt(own(...rows), 42 * DAY)?.amount).toBe(60)
})
