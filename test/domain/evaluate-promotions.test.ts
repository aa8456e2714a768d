import { describe, expect, it, test } from 'vitest'
import { evaluate } from '../../src/domain/evaluate.ts'
import type { Evaluation } from '../../src/domain/evaluation.ts'
import type { Promotion } from '../../src/domain/promotion.ts'
import type { Goods, Session } from '../../src/domain/session.ts'
import { currency, instant, marketCode } from './make.ts'
import {
  BH,
  DE,
  FREE_SHIPPING,
  JP,
  NOW,
  US,
  buyGet,
  code,
  fixedOff,
  goods,
  percentOff,
  pick,
  promotion,
  receipt,
  sessionIn,
} from './sessions.ts'

const bill = (session: Session) => receipt(evaluate(session), session.market.currency)
/** What each line costs less, by its name. */
const off = ({ lines }: Evaluation) =>
  Object.fromEntries(
    lines.map((line) => [
      line.id.slice('line-'.length),
      line.sold ? line.discounts.map(({ amount }) => amount) : [],
    ]),
  )
const costs = (...prices: number[]): Goods[] =>
  prices.map((amount, at) => goods(String.fromCodePoint(97 + at), { price: amount, tags: [`t${at}`] }))
const oregon = { destination: { country: 'US', region: 'OR' } }

describe('percent', () => {
  it.each([
    { prices: [1000], off: '20', gives: { a: [200] } },
    // 3 x 33.33 = 99.99; x 10 % = 9.999, so 10.00, of which the first takes the odd cent
    { prices: [3333, 3333, 3333], off: '10', gives: { a: [334], b: [333], c: [333] } },
    // 0.03 x 50 % = 0.015, so 0.02
    { prices: [1, 1, 1], off: '50', gives: { a: [1], b: [1], c: [] } },
    { prices: [999, 1], off: '12.5', gives: { a: [125], b: [] } },
    { prices: [1999, 501, 0], off: '100', gives: { a: [1999], b: [501], c: [] } },
    { prices: [4], off: '12.49', gives: { a: [] } },
    { prices: [4], off: '12.5', gives: { a: [1] } },
  ])('$off % of $prices', ({ prices, off: text, gives }) => {
    const wanted = Object.fromEntries(costs(...prices).map(({ variantId }) => [variantId, 1]))
    const session = sessionIn(US, costs(...prices), wanted, {
      promotions: [promotion('sale', percentOff(text))],
    })
    expect(off(evaluate(session))).toEqual(gives)
  })

  it('of selected goods only', () => {
    const shelf = [
      goods('scarf', { price: 1000, categories: ['wool', 'clothes'] }),
      goods('hat', { price: 1000, categories: ['felt', 'clothes'], tags: ['new'] }),
      goods('pot', { price: 1000 }),
    ]
    const conditions = pick({ categories: ['clothes'] }, { tags: ['new'] })
    const promotions = [promotion('sale', percentOff('10'), { conditions })]
    const evaluation = evaluate(sessionIn(US, shelf, { scarf: 2, hat: 1, pot: 1 }, { promotions }))
    expect(off(evaluation)).toEqual({ scarf: [200], hat: [], pot: [] })
    expect(evaluation.discounts).toEqual([
      {
        promotionId: 'sale',
        label: 'sale',
        amount: 200,
        allocations: [{ lineId: 'line-scarf', amount: 200 }],
      },
    ])
  })
})

describe('fixed', () => {
  it.each([
    { prices: [3000, 1000], less: 1000, gives: { a: [750], b: [250] } },
    { prices: [1, 1, 1], less: 2, gives: { a: [1], b: [1], c: [] } },
    // Never more than the goods cost.
    { prices: [300, 200], less: 1000, gives: { a: [300], b: [200] } },
  ])('$less off $prices', ({ prices, less, gives }) => {
    const wanted = Object.fromEntries(costs(...prices).map(({ variantId }) => [variantId, 1]))
    const session = sessionIn(US, costs(...prices), wanted, {
      promotions: [promotion('voucher', fixedOff(less, 'USD'))],
    })
    expect(off(evaluate(session))).toEqual(gives)
  })

  it('means no market whose currency has no amount', () => {
    const voucher = promotion('voucher', fixedOff(500, 'USD'))
    const codes = [code('FIVE', voucher)]
    expect(evaluate(sessionIn(US, costs(1000), { a: 1 }, { codes })).codes).toEqual([
      { code: 'FIVE', status: 'applied' },
    ])
    expect(evaluate(sessionIn(DE, costs(1000), { a: 1 }, { codes })).codes).toEqual([
      { code: 'FIVE', status: 'refused', reason: 'other_market' },
    ])
  })
})

describe('buy X get Y', () => {
  const tea = pick({ tags: ['tea'] })
  const tin = pick({ tags: ['tin'] })
  const shelf = [
    goods('assam', { price: 900, tags: ['tea'] }),
    goods('chai', { price: 700, tags: ['tea'] }),
    goods('caddy', { price: 1500, tags: ['tin'] }),
    // A gift tin is tea as well as a tin.
    goods('gift', { price: 1200, tags: ['tea', 'tin'] }),
  ]
  it.each([
    { wanted: { assam: 2 }, rule: buyGet(2, 1), gives: { assam: [] } },
    { wanted: { assam: 3 }, rule: buyGet(2, 1), gives: { assam: [900] } },
    { wanted: { assam: 5 }, rule: buyGet(2, 1), gives: { assam: [900] } },
    { wanted: { assam: 6 }, rule: buyGet(2, 1), gives: { assam: [1800] } },
    { wanted: { assam: 6 }, rule: buyGet(2, 1, { times: 1 }), gives: { assam: [900] } },
    // The cheapest is free.
    { wanted: { assam: 2, chai: 1 }, rule: buyGet(2, 1), gives: { assam: [], chai: [700] } },
    { wanted: { assam: 2, chai: 4 }, rule: buyGet(2, 1), gives: { assam: [], chai: [1400] } },
    { wanted: { chai: 1, assam: 5 }, rule: buyGet(2, 1), gives: { chai: [700], assam: [900] } },
    // 1 + 1 at half price; 7.00 x 50 %
    {
      wanted: { assam: 1, chai: 1 },
      rule: buyGet(1, 1, { percent: '50' }),
      gives: { assam: [], chai: [350] },
    },
    // 2 x 7.00 + 1 x 9.00 at 33.33 %: 4.6662 and 2.9997
    {
      wanted: { assam: 4, chai: 2 },
      rule: buyGet(1, 1, { percent: '33.33' }),
      gives: { assam: [300], chai: [467] },
    },
    // Tea buys a tin.
    {
      wanted: { assam: 2, caddy: 1 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], caddy: [1500] },
    },
    {
      wanted: { assam: 1, caddy: 1 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], caddy: [] },
    },
    {
      wanted: { assam: 4, caddy: 1 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], caddy: [1500] },
    },
    // The gift tin serves once: here it is needed as tea, so the dearer caddy is free.
    {
      wanted: { assam: 1, gift: 1, caddy: 1 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], gift: [], caddy: [1500] },
    },
    // Here it is not, and it is the cheapest tin.
    {
      wanted: { assam: 2, gift: 1, caddy: 1 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], gift: [1200], caddy: [] },
    },
    // One of two gift tins is tea, the other is free.
    {
      wanted: { assam: 1, gift: 2 },
      rule: buyGet(2, 1, { from: tea, getFrom: tin }),
      gives: { assam: [], gift: [1200] },
    },
    { wanted: { gift: 2 }, rule: buyGet(2, 1, { from: tea, getFrom: tin }), gives: { gift: [] } },
    // Four times: bought are 3 assam and a gift tin; cheaper are the other one and 7 caddies.
    {
      wanted: { assam: 3, gift: 2, caddy: 9 },
      rule: buyGet(1, 2, { from: tea, getFrom: tin }),
      gives: { assam: [], gift: [1200], caddy: [10_500] },
    },
  ])('$wanted', ({ wanted, rule, gives }) => {
    const promotions = [promotion('offer', rule)]
    expect(off(evaluate(sessionIn(US, shelf, wanted, { promotions })))).toEqual(gives)
  })

  it('looks at what is left of a piece, compared exactly', () => {
    // Of a 10.00 and of b 10.01; 0.02 off b leave 9.99 there.
    const promotions = [
      promotion('voucher', fixedOff(2, 'USD'), { conditions: pick({ tags: ['t1'] }), priority: 1 }),
      promotion('offer', buyGet(1, 1)),
    ]
    expect(off(evaluate(sessionIn(US, costs(1000, 1001), { a: 1, b: 1 }, { promotions })))).toEqual({
      a: [],
      b: [2, 999],
    })
    // 10.00 for 3 pieces is less than 3.34 for one.
    const thirds = [
      promotion('voucher', fixedOff(2, 'USD'), { conditions: pick({ tags: ['t0'] }), priority: 1 }),
      promotion('offer', buyGet(3, 1)),
    ]
    expect(off(evaluate(sessionIn(US, costs(334, 334), { a: 3, b: 1 }, { promotions: thirds })))).toEqual({
      a: [2, 333],
      b: [],
    })
  })

  it('among equals takes what could not have been bought, then the first by id', () => {
    const [a, b, c] = costs(500, 500, 500) as [Goods, Goods, Goods]
    const rule = (getFrom: string[]) =>
      buyGet(1, 1, { from: pick({ tags: ['t0', 't1'] }), getFrom: pick({ tags: getFrom }), times: 1 })
    const less = (getFrom: string[]) =>
      off(
        evaluate(
          sessionIn(US, [a, b, c], { c: 1, b: 1, a: 1 }, { promotions: [promotion('offer', rule(getFrom))] }),
        ),
      )
    expect(less(['t0', 't1', 't2'])).toEqual({ a: [], b: [], c: [500] })
    expect(less(['t0', 't1'])).toEqual({ a: [500], b: [], c: [] })
  })
})

describe('shipping', () => {
  const quoted = (session: Session) =>
    evaluate(session).shippingOptions.map(({ id, price, total }) => [id, price, total])

  it.each([
    { effect: FREE_SHIPPING, ground: 0, express: 0 },
    // 5.99 x 50 % = 2.995
    { effect: percentOff('50'), ground: 299, express: 999 },
    { effect: fixedOff(1000, 'USD'), ground: 0, express: 999 },
  ])('$effect.kind', ({ effect, ground, express }) => {
    const promotions = [promotion('sent', effect, { target: 'shipping' })]
    const session = sessionIn(US, costs(1000), { a: 1 }, { ...oregon, promotions })
    expect(quoted(session)).toEqual([
      ['ground', 599, ground],
      ['express', 1999, express],
    ])
    expect(evaluate(session).discounts).toEqual([])
  })

  it('is charged with its discounts when it is chosen, and taxed on what is left', () => {
    const promotions = [promotion('half', percentOff('50'), { target: 'shipping' })]
    const session = sessionIn(
      US,
      costs(1000),
      { a: 1 },
      {
        destination: { country: 'US', region: 'NY' },
        option: 'express',
        promotions,
      },
    )
    // 19.99 - 10.00 = 9.99; x 8.875 % = 0.8866; 10.00 x 8.875 % = 0.8875
    expect(bill(session)).toEqual([
      'Items 10.00',
      'Express 19.99',
      'half -10.00',
      'New York tax 1.78',
      'Total 21.77',
    ])
  })

  it('is free from a value of goods after discounts', () => {
    const tenth = [promotion('tenth', percentOff('10'))]
    const at = (amount: number, promotions: Promotion[]) =>
      quoted(sessionIn(DE, costs(amount), { a: 1 }, { promotions }))
    expect(at(5000, [])).toEqual([['paket', 0, 0]])
    expect(at(5000, tenth)).toEqual([['paket', 490, 490]])
    // 55.55 - 5.56 = 49.99
    expect(at(5555, tenth)).toEqual([['paket', 490, 490]])
    expect(at(5556, tenth)).toEqual([['paket', 0, 0]])
  })
})

describe('tax after discounts', () => {
  it('is reckoned on what is left, on top', () => {
    const promotions = [promotion('tenth', percentOff('10'))]
    const session = sessionIn(
      US,
      costs(3333, 1000),
      { a: 1, b: 1 },
      { destination: { country: 'US', region: 'NY' }, promotions },
    )
    // 43.33 x 10 % = 4.333, 3.33 and 1.00 of it; 30.00 x 8.875 % = 2.6625, 9.00 x 8.875 % = 0.79875
    expect(bill(session)).toEqual(['Items 43.33', 'tenth -4.33', 'New York tax 3.46', 'Total 42.46'])
  })

  it('is inside goods and discounts, which together contain the tax of what is left', () => {
    const shelf = [
      goods('mug', { price: 1250 }),
      goods('tea', { price: 899, taxClass: 'reduced', tags: ['tea'] }),
    ]
    const promotions = [
      promotion('tenth', percentOff('10'), { priority: 2 }),
      promotion('tea-euro', fixedOff(100, 'EUR'), { conditions: pick({ tags: ['tea'] }), priority: 1 }),
    ]
    const session = sessionIn(DE, shelf, { mug: 1, tea: 1 }, { promotions })
    // 21.49 x 10 % = 2.149, so 2.15: 1.25 and 0.90. The mug: 11.25 x 19 / 119 = 1.7962, before 1.9958.
    // Tea: 8.99, 8.09, 7.09 contain 0.5881, 0.5293, 0.4638.
    expect(bill(session)).toEqual([
      'Items 21.49 (MwSt. 2.00, MwSt. ermäßigt 0.59)',
      'tenth -2.15 (MwSt. -0.20, MwSt. ermäßigt -0.06)',
      'tea-euro -1.00 (MwSt. ermäßigt -0.07)',
      'Total 18.34',
    ])
    const { lines, taxes } = evaluate(session)
    expect(lines.map((line) => line.sold && receipt(line, currency('EUR')))).toEqual([
      ['Items 12.50 (MwSt. 2.00)', 'tenth -1.25 (MwSt. -0.20)', 'Total 11.25'],
      [
        'Items 8.99 (MwSt. ermäßigt 0.59)',
        'tenth -0.90 (MwSt. ermäßigt -0.06)',
        'tea-euro -1.00 (MwSt. ermäßigt -0.07)',
        'Total 7.09',
      ],
    ])
    expect(taxes).toEqual([
      { label: 'MwSt.', rate: '0.19', amount: 180 },
      { label: 'MwSt. ermäßigt', rate: '0.07', amount: 46 },
    ])
  })

  it('in yen', () => {
    const promotions = [promotion('third', percentOff('33.33'))]
    // 1,980 x 33.33 % = 659.934; 1,320 x 10 / 110 = 120
    expect(bill(sessionIn(JP, [goods('cup', { price: 1980 })], { cup: 1 }, { promotions }))).toEqual([
      'Items 1980 (consumption tax 180)',
      'third -660 (consumption tax -60)',
      'Total 1320',
    ])
  })

  it('in dinars', () => {
    const promotions = [promotion('quarter', percentOff('25'))]
    const session = sessionIn(
      BH,
      [goods('oud', { price: 12_345 })],
      { oud: 1 },
      { destination: { country: 'BH' }, promotions },
    )
    // 12.345 x 25 % = 3.08625; 9.259 x 10 % = 0.9259
    expect(bill(session)).toEqual(['Items 12.345', 'quarter -3.086', 'VAT 0.926', 'Total 10.185'])
  })
})

describe('order and stacking', () => {
  const names = (session: Session) => {
    const evaluation = evaluate(session)
    return [
      ...evaluation.discounts.map(({ label, amount }) => `${label} ${amount}`),
      ...evaluation.shippingOptions.flatMap(({ discounts }) =>
        discounts.map(({ label, amount }) => `${label} ${amount}`),
      ),
    ]
  }
  const ofTen = (...promotions: Promotion[]) =>
    sessionIn(US, costs(1000), { a: 1 }, { ...oregon, promotions })
  const half = percentOff('50')
  const three = fixedOff(300, 'USD')

  it('goes on with what is left, the higher priority first', () => {
    expect(names(ofTen(promotion('half', half, { priority: 2 }), promotion('three', three)))).toEqual([
      'half 500',
      'three 300',
    ])
    expect(names(ofTen(promotion('half', half), promotion('three', three, { priority: 2 })))).toEqual([
      'three 300',
      'half 350',
    ])
  })

  it('at equal priority goes by id, after what a code brought', () => {
    expect(names(ofTen(promotion('b', half), promotion('a', three)))).toEqual(['a 300', 'b 350'])
    const brought = { codes: [code('B', promotion('b', half))], promotions: [promotion('a', three)] }
    expect(names({ ...sessionIn(US, costs(1000), { a: 1 }, { ...oregon, ...brought }) })).toEqual([
      'b 500',
      'a 300',
    ])
  })

  it.each([
    {
      case: 'an exclusive one lets nothing follow',
      list: [promotion('alone', half, { exclusive: true, priority: 2 }), promotion('three', three)],
      gives: ['alone 500'],
    },
    {
      case: 'an exclusive one follows nothing',
      list: [promotion('alone', half, { exclusive: true }), promotion('three', three, { priority: 2 })],
      gives: ['three 300'],
    },
    {
      case: 'one without effect does not count',
      list: [
        promotion('alone', percentOff('0'), { exclusive: true, priority: 2 }),
        promotion('three', three, { priority: 1 }),
      ],
      gives: ['three 300'],
    },
    {
      case: 'nor one whose conditions are not met',
      list: [
        promotion('alone', half, { exclusive: true, priority: 2, conditions: { minimumQuantity: 2 } }),
        promotion('three', three, { priority: 1 }),
      ],
      gives: ['three 300'],
    },
    {
      case: 'an exclusive one on goods lets none on shipping follow',
      list: [promotion('alone', half, { exclusive: true, priority: 2 }), promotion('sent', FREE_SHIPPING)],
      gives: ['alone 500'],
    },
    {
      case: 'an exclusive one on shipping lets none on goods follow',
      list: [promotion('three', three), promotion('sent', FREE_SHIPPING, { exclusive: true, priority: 2 })],
      gives: ['sent 599', 'sent 1999'],
    },
    {
      case: 'an exclusive one does not follow one on shipping',
      list: [
        promotion('alone', half, { exclusive: true }),
        promotion('sent', FREE_SHIPPING, { priority: 2 }),
      ],
      gives: ['sent 599', 'sent 1999'],
    },
    {
      case: 'others stand side by side',
      list: [promotion('half', half), promotion('three', three), promotion('sent', FREE_SHIPPING)],
      gives: ['half 500', 'three 300', 'sent 599', 'sent 1999'],
    },
    {
      case: 'on shipping too, each on what is left',
      list: [
        promotion('a', half, { target: 'shipping' }),
        promotion('b', fixedOff(500, 'USD'), { target: 'shipping' }),
      ],
      gives: ['a 300', 'b 299', 'a 1000', 'b 500'],
    },
  ])('$case', ({ list, gives }) => {
    expect(names(ofTen(...list))).toEqual(gives)
  })

  // 55.00 are sent free of charge, 49.50 are not.
  const parcel = (...promotions: Promotion[]) => sessionIn(DE, costs(5500), { a: 1 }, { promotions })
  const tenth = percentOff('10')

  it('waits with free shipping for later discounts that make shipping cost something', () => {
    const session = parcel(
      promotion('sent', FREE_SHIPPING, { priority: 2 }),
      promotion('tenth', tenth, { priority: 1 }),
    )
    expect(names(session)).toEqual(['tenth 550', 'sent 490'])
  })

  it('does not wait beside an exclusive one', () => {
    const alone = promotion('alone', tenth, { exclusive: true, priority: 1 })
    const session = parcel(promotion('sent', FREE_SHIPPING, { priority: 2 }), alone)
    expect(names(session)).toEqual(['alone 550'])
    // What is exclusive itself and has no effect at its turn is no hindrance.
    const idle = promotion('sent', FREE_SHIPPING, { exclusive: true, priority: 2 })
    expect(names(parcel(idle, alone))).toEqual(['alone 550'])
    // Nor does it come back when others have made shipping cost something.
    expect(names(parcel(idle, promotion('tenth', tenth)))).toEqual(['tenth 550'])
  })
})

describe('codes', () => {
  const half = (more: Parameters<typeof promotion>[2] = {}) =>
    promotion('half', percentOff('50'), { kind: 'code', ...more })
  const judged = (opens: Promotion | undefined, redeemed = 0, more: Partial<Session> = {}) => {
    const session = sessionIn(
      US,
      costs(1000),
      { a: 1 },
      { ...oregon, codes: [code('HALF', opens, redeemed)] },
    )
    const [first] = evaluate({ ...session, ...more }).codes
    return first?.status === 'refused' ? first.reason : first?.status
  }
  const later = instant('2026-11-25T12:00:00.001Z')

  it.each([
    { case: 'fits', opens: half(), gives: 'applied' },
    { case: 'opens nothing', opens: undefined, gives: 'unknown' },
    { case: 'of a draft', opens: half({ status: 'draft' }), gives: 'unknown' },
    { case: 'of an archived one', opens: half({ status: 'archived' }), gives: 'unknown' },
    { case: 'too early', opens: half({ startsAt: later }), gives: 'not_started' },
    { case: 'starts now', opens: half({ startsAt: NOW }), gives: 'applied' },
    { case: 'too late', opens: half({ endsAt: NOW }), gives: 'ended' },
    { case: 'ends in a moment', opens: half({ endsAt: later }), gives: 'applied' },
    { case: 'used up', opens: half({ usageLimit: 5 }), redeemed: 5, gives: 'used_up' },
    { case: 'not used up', opens: half({ usageLimit: 5 }), redeemed: 4, gives: 'applied' },
    { case: 'without a limit', opens: half(), redeemed: 9999, gives: 'applied' },
    { case: 'of another market', opens: half({ markets: [marketCode('de')] }), gives: 'other_market' },
    { case: 'of this market', opens: half({ markets: [marketCode('us')] }), gives: 'applied' },
    {
      case: 'with a minimum in another currency only',
      opens: half({ conditions: { minimumSubtotal: [{ amount: 1, currency: currency('EUR') }] } }),
      gives: 'other_market',
    },
    {
      case: 'below the minimum',
      opens: half({ conditions: { minimumSubtotal: [{ amount: 1001, currency: currency('USD') }] } }),
      gives: 'conditions_not_met',
    },
    {
      case: 'at the minimum',
      opens: half({ conditions: { minimumSubtotal: [{ amount: 1000, currency: currency('USD') }] } }),
      gives: 'applied',
    },
    {
      case: 'too few pieces',
      opens: half({ conditions: { minimumQuantity: 2 } }),
      gives: 'conditions_not_met',
    },
    {
      case: 'of goods that are not here',
      opens: half({ conditions: pick({ tags: ['other'] }) }),
      gives: 'no_effect',
    },
    {
      case: 'free shipping for goods that are not here',
      opens: promotion('sent', FREE_SHIPPING, { conditions: pick({ tags: ['other'] }) }),
      gives: 'no_effect',
    },
    { case: 'takes nothing off', opens: promotion('nil', percentOff('0')), gives: 'no_effect' },
    { case: 'too few to get one free', opens: promotion('two', buyGet(2, 1)), gives: 'no_effect' },
    { case: 'free shipping', opens: promotion('sent', FREE_SHIPPING), gives: 'applied' },
  ])('$case: $gives', ({ opens, redeemed, gives }) => {
    expect(judged(opens, redeemed)).toBe(gives)
  })

  it('on shipping have no effect where nothing is sent or it costs nothing', () => {
    const sent = promotion('sent', FREE_SHIPPING)
    expect(judged(sent, 0, { lines: [] })).toBe('no_effect')
    expect(judged(sent, 0, { destination: { country: 'DE' } })).toBe('no_effect')
    expect(judged(sent, 0, { destination: { country: 'PR' } })).toBe('no_effect')
    const free = sessionIn(DE, costs(5000), { a: 1 }, { codes: [code('SENT', sent)] })
    expect(evaluate(free).codes).toMatchObject([{ reason: 'no_effect' }])
  })

  it('count what is sold, at prices before discounts', () => {
    const minimum = (amount: number) => ({ minimumSubtotal: [{ amount, currency: currency('USD') }] })
    const first = promotion('first', percentOff('90'), { priority: 9 })
    const opens = half({ conditions: { ...pick({ tags: ['t0'] }), ...minimum(2000), minimumQuantity: 2 } })
    const more = { promotions: [first], codes: [code('HALF', opens)] }
    const status = (wanted: Record<string, number>) =>
      evaluate(sessionIn(US, costs(1000, 1000), wanted, more)).codes[0]?.status
    expect(status({ a: 2 })).toBe('applied')
    expect(status({ a: 1, b: 1 })).toBe('refused')
    expect(status({ a: 1, gone: 9 })).toBe('refused')
  })

  it('are told apart where they cannot be combined', () => {
    const session = sessionIn(
      US,
      costs(1000),
      { a: 1 },
      {
        codes: [
          code('Three', promotion('three', fixedOff(300, 'USD'))),
          code('Alone', promotion('alone', percentOff('50'), { exclusive: true, priority: 1 })),
          code('Sent', promotion('sent', FREE_SHIPPING)),
        ],
      },
    )
    expect(evaluate(session).codes).toEqual([
      { code: 'Three', status: 'refused', reason: 'not_combinable' },
      { code: 'Alone', status: 'applied' },
      { code: 'Sent', status: 'refused', reason: 'not_combinable' },
    ])
    expect(evaluate(session).discounts).toMatchObject([{ promotionId: 'alone', code: 'Alone', amount: 500 }])
  })

  it('of one promotion let it take effect once', () => {
    const codes = [code('B', half()), code('A', half()), code('C', half())]
    const session = sessionIn(US, costs(1000), { a: 1 }, { codes, promotions: [half()] })
    const { discounts, codes: all } = evaluate(session)
    expect(discounts).toMatchObject([{ promotionId: 'half', code: 'A', amount: 500 }])
    expect(all).toEqual(['B', 'A', 'C'].map((text) => ({ code: text, status: 'applied' })))
  })

  it('of one promotion are used up together', () => {
    const limited = half({ usageLimit: 3 })
    const codes = [code('A', limited, 3), code('B', limited, 2)]
    expect(evaluate(sessionIn(US, costs(1000), { a: 1 }, { codes })).codes).toMatchObject([
      { reason: 'used_up' },
      { reason: 'used_up' },
    ])
  })

  it('tell nobody the name of what was never published', () => {
    const session = sessionIn(
      US,
      costs(1000),
      { a: 1 },
      { codes: [code('X', promotion('secret', percentOff('5'), { status: 'draft' }))] },
    )
    expect(JSON.stringify(evaluate(session))).not.toContain('secret')
  })
})

test('an automatic promotion that does not hold says why in the steps', () => {
  const promotions = [
    promotion('early', percentOff('5'), { startsAt: NOW + 1 }),
    promotion('big', percentOff('5'), { conditions: { minimumQuantity: 10 } }),
  ]
  const { steps } = evaluate(sessionIn(US, costs(1000), { a: 1 }, { promotions }))
  expect(steps.filter(({ step }) => step === 'passed_over')).toEqual([
    {
      step: 'passed_over',
      promotionId: 'big',
      label: 'big',
      reason: 'conditions_not_met',
      counted: { subtotal: 1000, quantity: 1, minimumQuantity: 10 },
    },
    { step: 'passed_over', promotionId: 'early', label: 'early', reason: 'not_started' },
  ])
})
