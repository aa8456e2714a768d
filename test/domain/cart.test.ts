import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyCommand,
  type Cart,
  CART_KEYS_MAX,
  type CartCommand,
  type CartOutcome,
  type CartRefusal,
  type CartWorld,
  CODES_MAX,
  codesAfter,
  LINE_QUANTITY_MAX,
  marketAfter,
  newCart,
  type Offer,
  pourInto,
  variantsOf,
} from '../../src/domain/cart.ts'
import type { LineId, VariantId } from '../../src/domain/ids.ts'
import type { Market } from '../../src/domain/market.ts'
import { law } from './law.ts'
import { currency, id, locale, market } from './make.ts'

const de = market('de', { locales: [locale('de'), locale('en')] })
const us = market('us', {
  currency: currency('USD'),
  locales: [locale('en')],
  defaultLocale: locale('en'),
})
const variant = (text: string): VariantId => id('variant', text)
const seen = { handle: 'kettle', sku: 'KET', title: 'Kettle', variantTitle: '', image: null }
const SOLD: Offer = { state: 'purchasable', seen }

/** Where everything is sold but what is named. */
function world(offers: Readonly<Record<string, Offer>> = {}): CartWorld {
  let made = 0
  return {
    market: de,
    offer: (variantId) => offers[variantId] ?? SOLD,
    newLineId: () => `lin_${(made += 1)}` as LineId,
  }
}
const UNSOLD = world({ gone: { state: 'not_purchasable' }, nobody: { state: 'unknown' } })

/** A cart in de at version 7 with these lines: `{ kettle: 2 }` is two kettles on the line `lin-kettle`. */
const cartOf = (pieces: Readonly<Record<string, number>> = {}, more: Partial<Cart> = {}): Cart => ({
  ...newCart(id('cart', 'cart_x'), de, de.defaultLocale, 1_000, 2_000, false),
  version: 7,
  lines: Object.entries(pieces).map(([name, quantity]) => ({
    id: `lin-${name}` as LineId,
    variantId: variant(name),
    quantity,
    seen,
  })),
  ...more,
})

const add = (...items: [string, number][]): CartCommand => ({
  kind: 'add',
  items: items.map(([name, quantity]) => ({ variantId: variant(name), quantity })),
})
const pieces = ({ lines }: Pick<Cart, 'lines'>): Record<string, number> =>
  Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId, quantity]))
const sorted = (record: Record<string, number>) =>
  Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1))

function done(outcome: CartOutcome): Cart {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.why}`)
  return outcome.cart
}
const why = (outcome: CartOutcome): CartRefusal =>
  outcome.ok ? expect.fail('was not refused') : outcome.refusal

const many = (count: number, quantity = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, quantity]))

describe('what a command does to { kettle: 2, mug: 5 }', () => {
  const cart = cartOf({ kettle: 2, mug: 5 })

  test.each<[string, CartCommand, Record<string, number>, number]>([
    ['adds another variant', add(['tea', 1]), { kettle: 2, mug: 5, tea: 1 }, 8],
    ['adds more of one', add(['kettle', 3]), { kettle: 5, mug: 5 }, 8],
    ['adds one variant twice in a list', add(['tea', 1], ['tea', 2]), { kettle: 2, mug: 5, tea: 3 }, 8],
    ['fills a line to its limit', add(['mug', 994]), { kettle: 2, mug: 999 }, 8],
    ['sets', { kind: 'set', lineId: 'lin-mug', quantity: 1 }, { kettle: 2, mug: 1 }, 8],
    ['sets to what it is', { kind: 'set', lineId: 'lin-mug', quantity: 5 }, { kettle: 2, mug: 5 }, 7],
    ['sets to 0, which removes', { kind: 'set', lineId: 'lin-mug', quantity: 0 }, { kettle: 2 }, 8],
    ['removes', { kind: 'remove', lineId: 'lin-kettle' }, { mug: 5 }, 8],
    ['adds nothing', add(), { kettle: 2, mug: 5 }, 7],
  ])('%s', (_what, command, after, version) => {
    const next = done(applyCommand(cart, command, world()))
    expect([pieces(next), next.version]).toEqual([after, version])
  })

  test.each<[string, CartCommand, CartRefusal]>([
    ['an unknown variant', add(['kettle', 1], ['nobody', 1]), { why: 'unknown_variant', at: [1] }],
    ['one not sold here', add(['gone', 1], ['tea', 1], ['gone', 1]), { why: 'not_purchasable', at: [0, 2] }],
    [
      'unknown ones before those not sold',
      add(['gone', 1], ['nobody', 1]),
      { why: 'unknown_variant', at: [1] },
    ],
    ['too many pieces', add(['mug', 995]), { why: 'too_many_pieces', at: [0] }],
    [
      'too many pieces by two entries of one list',
      add(['tea', 500], ['mug', 1], ['tea', 500]),
      { why: 'too_many_pieces', at: [2] },
    ],
    ['a line that is not there', { kind: 'set', lineId: 'lin-x', quantity: 1 }, { why: 'no_such_line' }],
    [
      'a line that is not there, by 0',
      { kind: 'set', lineId: 'lin-x', quantity: 0 },
      { why: 'no_such_line' },
    ],
    ['removing what is not there', { kind: 'remove', lineId: 'lin-x' }, { why: 'no_such_line' }],
    [
      'a quantity beyond the limit',
      { kind: 'set', lineId: 'lin-mug', quantity: 1_000 },
      { why: 'too_many_pieces', at: [] },
    ],
    ['six codes', { kind: 'codes', codes: ['a', 'b', 'c', 'd', 'e', 'f'] }, { why: 'too_many_codes' }],
  ])('refuses %s', (_what, command, refusal) => {
    expect(why(applyCommand(cart, command, UNSOLD))).toEqual(refusal)
  })
})

test('a line keeps its id and its place whatever happens to others', () => {
  const cart = cartOf({ a: 1, b: 2, c: 3 })
  const next = done(applyCommand(cart, add(['b', 1], ['d', 1]), world()))
  expect(next.lines.slice(0, 3).map((each) => each.id)).toEqual(['lin-a', 'lin-b', 'lin-c'])
  expect(next.lines[3]?.id).toMatch(/^lin_1$/)
})

test('of a line that is not sold any more there can be fewer, and no more', () => {
  const cart = cartOf({ gone: 5, nobody: 5 })
  for (const name of ['gone', 'nobody']) {
    const set = (quantity: number): CartCommand => ({ kind: 'set', lineId: `lin-${name}`, quantity })
    expect(pieces(done(applyCommand(cart, set(4), UNSOLD)))).toMatchObject({ [name]: 4 })
    expect(done(applyCommand(cart, set(5), UNSOLD))).toBe(cart)
    expect(why(applyCommand(cart, set(6), UNSOLD))).toEqual({ why: 'not_purchasable', at: [] })
    expect(pieces(done(applyCommand(cart, set(0), UNSOLD)))).not.toHaveProperty(name)
  }
})

describe('limits', () => {
  test('99 lines, not 100', () => {
    const cart = cartOf(many(98))
    const full = done(applyCommand(cart, add(['last', 1]), world()))
    expect(full.lines).toHaveLength(CART_KEYS_MAX)
    expect(why(applyCommand(full, add(['more', 1]), world()))).toEqual({ why: 'too_many_lines' })
    expect(why(applyCommand(cart, add(['y', 1], ['z', 1]), world()))).toEqual({ why: 'too_many_lines' })
    expect(pieces(done(applyCommand(full, add(['last', 1]), world())))).toMatchObject({ last: 2 })
  })

  test('lines and codes together: 94 and 5', () => {
    const codes: CartCommand = { kind: 'codes', codes: ['a', 'b', 'c', 'd', 'e'] }
    const full = done(applyCommand(cartOf(many(94)), codes, world()))
    expect(why(applyCommand(full, add(['more', 1]), world()))).toEqual({ why: 'too_many_lines' })
    expect(why(applyCommand(cartOf(many(95)), codes, world()))).toEqual({ why: 'too_many_lines' })
    expect(done(applyCommand(full, { kind: 'codes', codes: [] }, world())).codes).toEqual([])
  })
})

describe('a change of market, language, destination, note', () => {
  const change = (
    wanted: (CartCommand & { kind: 'change' })['change'],
    at: Market | undefined,
    cart = cartOf(),
  ) => applyCommand(cart, { kind: 'change', change: wanted }, { ...world(), market: at })

  test.each<[string, string, Market, string]>([
    ['de', 'de', de, 'de'],
    ['en', 'en', us, 'en'],
    ['de', 'no such language there: its default', us, 'en'],
    ['en', 'which the other market speaks', de, 'en'],
  ])('%s goes along: %s', (before, _what, at, after) => {
    const cart = cartOf({ kettle: 1 }, { locale: locale(before) })
    const next = done(change({ market: at.code }, at, cart))
    expect([next.market, next.currency, next.locale]).toEqual([at.code, at.currency, after])
    expect(next.lines).toEqual(cart.lines)
  })

  test.each([
    [{ locale: locale('en-GB') }, 'en'],
    [{ locale: locale('de-AT') }, 'de'],
  ])('%j is spoken as %s', (wanted, spoken) => {
    expect(done(change(wanted, de)).locale).toBe(spoken)
  })

  test('a language that is not spoken there is refused with those that are', () => {
    expect(why(change({ locale: locale('fr') }, de))).toEqual({
      why: 'no_such_locale',
      locales: ['de', 'en'],
    })
    expect(why(change({ market: us.code, locale: locale('de') }, us))).toMatchObject({ locales: ['en'] })
  })

  test('no market, or a closed one', () => {
    expect(why(change({ market: us.code }, undefined))).toEqual({ why: 'no_such_market' })
    expect(why(change({ locale: locale('en') }, undefined))).toEqual({ why: 'no_such_market' })
    const next = done(change({ note: 'ring twice', destination: { country: 'DE' } }, undefined))
    expect(next).toMatchObject({ market: 'de', note: 'ring twice', destination: { country: 'DE' } })
  })

  test('null takes away, what is not named stays', () => {
    const cart = cartOf({}, { note: 'ring twice', destination: { country: 'DE' } })
    expect(done(change({ note: null }, de, cart))).toMatchObject({
      note: null,
      destination: { country: 'DE' },
    })
    expect(done(change({ destination: null }, de, cart))).toMatchObject({
      note: 'ring twice',
      destination: null,
    })
    expect(done(change({ note: 'ring twice' }, de, cart))).toBe(cart)
    expect(done(change({}, de, cart))).toBe(cart)
  })
})

test.each<[string[], string[]]>([
  [['Spring-20'], ['Spring-20']],
  [
    ['Spring-20', 'SPRING-20', 'other', ' spring-20 '],
    ['Spring-20', 'other'],
  ],
  [['Été', 'ete', 'ETÉ'], ['Été']],
  [['ＡＢＣ', 'abc'], ['ＡＢＣ']],
  [
    ['a', 'A', 'b', 'c', 'd', 'e'],
    ['a', 'b', 'c', 'd', 'e'],
  ],
])('codes %j are %j', (codes, kept) => {
  expect(done(applyCommand(cartOf(), { kind: 'codes', codes }, world())).codes).toEqual(kept)
})

test('what a command will need is known before it is applied', () => {
  const cart = cartOf({ kettle: 1 }, { codes: ['a'] })
  expect(variantsOf(add(['x', 1], ['y', 1]))).toEqual(['x', 'y'])
  expect(variantsOf({ kind: 'remove', lineId: 'l' })).toEqual([])
  expect(variantsOf(undefined)).toEqual([])
  expect(marketAfter(cart, { kind: 'change', change: { market: us.code } })).toBe('us')
  expect(marketAfter(cart, { kind: 'change', change: { note: null } })).toBe('de')
  expect(marketAfter(cart, undefined)).toBe('de')
  expect(codesAfter(cart, { kind: 'codes', codes: ['b'] })).toEqual(['b'])
  expect(codesAfter(cart, undefined)).toEqual(['a'])
})

// Laws. Few names, so that commands meet the same lines.

const NAMES = ['a', 'b', 'c', 'd', 'e', 'gone', 'nobody']
const name = fc.constantFrom(...NAMES)
const quantity = fc.integer({ min: 1, max: LINE_QUANTITY_MAX })
const items = fc.array(fc.tuple(name, quantity), { maxLength: 6 })
const lineId = fc.constantFrom(...NAMES, 'x').map((each) => `lin-${each}`)
const code = fc.constantFrom('Spring-20', 'SPRING-20', 'one', 'two', 'three', 'four', 'five')
const command: fc.Arbitrary<CartCommand> = fc.oneof(
  items.map((list) => add(...list)),
  fc.record({ kind: fc.constant('set' as const), lineId, quantity: fc.nat({ max: 1_100 }) }),
  fc.record({ kind: fc.constant('remove' as const), lineId }),
  fc.record({ kind: fc.constant('codes' as const), codes: fc.array(code, { maxLength: 8 }) }),
  fc.record({
    kind: fc.constant('change' as const),
    change: fc.record(
      {
        market: fc.constantFrom(de.code, us.code),
        locale: fc.constantFrom(locale('de'), locale('en'), locale('fr')),
        destination: fc.constantFrom(null, { country: 'DE' }, { country: 'US', region: 'CA' }),
        note: fc.constantFrom(null, 'ring twice', 'leave it'),
      },
      { requiredKeys: [] },
    ),
  }),
)
const anyCart = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'gone'), { maxLength: 4 }),
    fc.array(quantity, { minLength: 4, maxLength: 4 }),
  )
  .map(([names, counts]) => cartOf(Object.fromEntries(names.map((each, at) => [each, counts[at] ?? 1]))))

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

/** The world that a command to this cart meets: it leads to the market that the command names. */
const met = (cart: Cart, asked: CartCommand): CartWorld => ({
  ...UNSOLD,
  market: marketAfter(cart, asked) === 'us' ? us : de,
})

law(
  'the version rises by one with a change, and with nothing else',
  fc.property(anyCart, fc.array(command, { maxLength: 12 }), (start, commands) => {
    let cart = deepFreeze(start)
    for (const each of commands) {
      const outcome = applyCommand(cart, deepFreeze(each), met(cart, each))
      if (!outcome.ok) continue
      const { version, ...rest } = outcome.cart
      const { version: before, ...restBefore } = cart
      const same = JSON.stringify(rest) === JSON.stringify(restBefore)
      expect(version).toBe(before + (same ? 0 : 1))
      cart = deepFreeze(outcome.cart)
    }
  }),
)

law(
  'whatever was done, no limit is passed, no line stands twice, and market and currency agree',
  fc.property(anyCart, fc.array(command, { maxLength: 12 }), (start, commands) => {
    let cart = start
    for (const each of commands) {
      const outcome = applyCommand(cart, each, met(cart, each))
      if (outcome.ok) ({ cart } = outcome)
    }
    expect(cart.lines.length + cart.codes.length).toBeLessThanOrEqual(CART_KEYS_MAX)
    expect(cart.codes.length).toBeLessThanOrEqual(CODES_MAX)
    for (const each of cart.lines) {
      expect(each.quantity).toBeGreaterThanOrEqual(1)
      expect(each.quantity).toBeLessThanOrEqual(LINE_QUANTITY_MAX)
    }
    expect(new Set(cart.lines.map((each) => each.id)).size).toBe(cart.lines.length)
    expect(new Set(cart.lines.map(({ variantId }) => variantId)).size).toBe(cart.lines.length)
    expect(cart.currency).toBe(cart.market === 'us' ? 'USD' : 'EUR')
    expect((cart.market === 'us' ? us : de).locales).toContain(cart.locale)
  }),
)

const small = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 4,
})
law(
  'adds commute: in any order, one by one or at once, they give the same pieces',
  fc.property(
    fc
      .array(small, { minLength: 1, maxLength: 10 })
      .chain((adds) => fc.tuple(fc.constant(adds), fc.shuffledSubarray(adds, { minLength: adds.length }))),
    ([adds, shuffled]) => {
      const apply = (lists: readonly [string, number][][]) => {
        const from = world()
        return lists.reduce((cart, list) => done(applyCommand(cart, add(...list), from)), cartOf({ a: 1 }))
      }
      const inOrder = apply(adds)
      const reordered = apply(shuffled)
      expect(sorted(pieces(reordered))).toEqual(sorted(pieces(inOrder)))
      expect(sorted(pieces(apply([adds.flat()])))).toEqual(sorted(pieces(inOrder)))
      expect([reordered.version, inOrder.version]).toEqual([7 + adds.length, 7 + adds.length])
    },
  ),
)

law(
  'all of an add or none of it',
  fc.property(anyCart, items, (cart, list) => {
    const outcome = applyCommand(deepFreeze(cart), add(...list), UNSOLD)
    if (!outcome.ok) {
      const { why: reason } = outcome.refusal
      if (reason === 'unknown_variant') expect(list.some(([each]) => each === 'nobody')).toBe(true)
      if (reason === 'not_purchasable') expect(list.some(([each]) => each === 'gone')).toBe(true)
      return
    }
    const sum = pieces(cart)
    for (const [each, count] of list) sum[each] = (sum[each] ?? 0) + count
    expect(sorted(pieces(outcome.cart))).toEqual(sorted(sum))
  }),
)

describe('pouring one cart into another', () => {
  const pour = (target: Cart, from: Cart) => done(pourInto(target, from))

  test('pieces add up, lines keep their ids, what is new stands behind', () => {
    const from = { ...cartOf({ mug: 3, tea: 1 }), market: us.code, currency: us.currency }
    const next = pour(cartOf({ kettle: 2, mug: 5 }, { note: 'mine' }), { ...from, note: 'theirs' })
    expect(next.lines.map((each) => [each.id, each.quantity])).toEqual([
      ['lin-kettle', 2],
      ['lin-mug', 8],
      ['lin-tea', 1],
    ])
    expect(next).toMatchObject({ market: 'de', currency: 'EUR', version: 8, note: 'mine' })
  })

  test('a cart that does not know where it goes learns it from one of its own market', () => {
    const berlin = { country: 'DE', postalCode: '10115' }
    const from = cartOf({ tea: 1 }, { destination: berlin })
    expect(pour(cartOf({ kettle: 1 }), from)).toMatchObject({ destination: berlin })
    const vienna = { country: 'AT' }
    expect(pour(cartOf({ kettle: 1 }, { destination: vienna }), from)).toMatchObject({ destination: vienna })
    const abroad = { ...from, market: us.code, destination: { country: 'US' } }
    expect(pour(cartOf({ kettle: 1 }), abroad)).toMatchObject({ destination: null })
  })

  test('an empty cart takes over market, language, destination and note', () => {
    const from = cartOf(
      { tea: 1 },
      {
        market: us.code,
        currency: us.currency,
        locale: locale('en'),
        destination: { country: 'US' },
        note: 'n',
      },
    )
    expect(pour(cartOf({}, { destination: { country: 'DE' } }), from)).toMatchObject({
      market: 'us',
      currency: 'USD',
      locale: 'en',
      destination: { country: 'US' },
      note: 'n',
    })
    expect(pour(cartOf({}, { destination: { country: 'DE' } }), cartOf({ tea: 1 }))).toMatchObject({
      destination: { country: 'DE' },
    })
  })

  test('codes stand side by side, the first five of them', () => {
    const target = cartOf({ a: 1 }, { codes: ['One', 'two', 'three'] })
    expect(pour(target, cartOf({}, { codes: ['ONE', 'four', 'five', 'six'] })).codes).toEqual([
      'One',
      'two',
      'three',
      'four',
      'five',
    ])
  })

  test('what is too much is refused as a whole', () => {
    expect(why(pourInto(cartOf({ mug: 500 }), cartOf({ mug: 500 })))).toEqual({
      why: 'too_many_pieces',
      at: [],
    })
    expect(
      why(
        pourInto(
          cartOf(many(60)),
          cartOf({
            ...many(30),
            ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`w${at}`, 1])),
          }),
        ),
      ),
    ).toEqual({ why: 'too_many_lines' })
    expect(pour(cartOf(many(60)), cartOf(many(60))).lines).toHaveLength(60)
  })

  law(
    'every piece is kept, or nothing is poured',
    fc.property(anyCart, anyCart, (target, from) => {
      const outcome = pourInto(deepFreeze(target), deepFreeze(from))
      const sum = pieces(target)
      for (const [each, count] of Object.entries(pieces(from))) sum[each] = (sum[each] ?? 0) + count
      if (!outcome.ok) {
        expect(Object.values(sum).some((count) => count > LINE_QUANTITY_MAX)).toBe(true)
        return
      }
      expect(sorted(pieces(outcome.cart))).toEqual(sorted(sum))
      expect(outcome.cart.id).toBe(target.id)
      expect(outcome.cart.lines.slice(0, target.lines.length).map((each) => each.id)).toEqual(
        target.lines.map((each) => each.id),
      )
      expect(outcome.cart.version).toBeLessThanOrEqual(target.version + 1)
    }),
  )
})
