import { describe, expect, it, test } from 'vitest'
import {
  newOrder,
  orderNumber,
  type Order,
  paidFor,
  plainOrderNumber,
  promotionsOf,
} from '../../src/domain/order.ts'
import { cancel, fulfil, mayCapture, moved, piecesOut } from '../../src/domain/order-moves.ts'
import { refund, refundDone, refundRefused } from '../../src/domain/order-refund.ts'
import { ORDER_MOVES, ORDER_STATES, leadsTo, type OrderMove } from '../../src/domain/order-states.ts'
import { evaluate } from '../../src/domain/evaluate.ts'
import { id } from './make.ts'
import { after, orderOf } from './orders.ts'
import {
  code,
  DE,
  FREE_SHIPPING,
  fixedOff,
  goods,
  JP,
  NOW,
  percentOff,
  promotion,
  sessionIn,
  US,
} from './sessions.ts'

const present = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('the session of the test sells nothing')
  return value
}
const NEW_YORK = { destination: { country: 'US', region: 'NY', postalCode: '10001' } }
const mug = goods('mug', { price: 1000 })
const tea = goods('tea', { price: 333 })

/** Three mugs and a tea, 8.875 % on top. */
const inUs = (): Order => present(orderOf(sessionIn(US, [mug, tea], { mug: 3, tea: 1 }, NEW_YORK)))
/** Three mugs and a tea, 19 % inside. */
const inDe = (): Order => present(orderOf(sessionIn(DE, [mug, tea], { mug: 3, tea: 1 })))
const paid = (order = inUs()): Order => after(order, 'pay')

const MUGS = 'line-mug'
const TEA = 'line-tea'
const because = (outcome: { ok: boolean; refusal?: { why: string } }) =>
  outcome.ok ? 'done' : outcome.refusal?.why

describe('a new order', () => {
  it('is pending, with the ids of its lines, and sums', () => {
    const order = inUs()
    expect(order).toMatchObject({
      status: 'pending',
      paymentStatus: 'pending',
      fulfillmentStatus: 'unfulfilled',
    })
    expect(order.lines.map((line) => [line.id, line.quantity, line.bill.total])).toEqual([
      [MUGS, 3, 3000],
      [TEA, 1, 333],
    ])
    // 8.875 % of 30.00 = 2.66, of 3.33 = 0.30
    expect(order.lines.map((line) => paidFor(order.bill, line))).toEqual([3266, 363])
    const shipping = order.bill.shipping
    expect(order.bill.total).toBe(3266 + 363 + (shipping?.total ?? 0) + (shipping?.tax?.amount ?? 0))
  })

  it('names the promotions that it redeems, each once', () => {
    const tenth = promotion('tenth', percentOff('10'), { kind: 'code' })
    const freely = promotion('freely', FREE_SHIPPING)
    const unmet = promotion('unmet', fixedOff(500, 'USD'), {
      kind: 'code',
      markets: [],
      conditions: { minimumQuantity: 99 },
    })
    const session = sessionIn(
      US,
      [mug],
      { mug: 2, 'mug/2': 1 },
      {
        ...NEW_YORK,
        promotions: [freely],
        codes: [code('TENTH', tenth), code('UNMET', unmet)],
      },
    )
    const { bill } = present(orderOf(session))
    expect(promotionsOf(bill).toSorted()).toEqual(['freely', 'tenth'])
    expect(bill.codes).toEqual(['TENTH'])
  })

  it('is not made of what is not sold, nor of parts that do not sum', () => {
    const session = sessionIn(DE, [mug], { mug: 1, gone: 1 })
    const { id: orderId, number, checkoutId, cart, locale, customer, contact, provider } = inDe()
    const making = { id: orderId, number, checkoutId, cart, locale, customer, contact, provider, now: NOW }
    const goodsOf = () => ({ productId: id('product', 'p'), seen: inDe().lines[0]?.seen as never })
    const make = (evaluation: ReturnType<typeof evaluate>) => () =>
      newOrder({ ...making, market: DE.market, evaluation, goodsOf, shipping: null })
    expect(make(evaluate(session))).toThrow('only what is sold')
    const good = evaluate(sessionIn(DE, [mug], { mug: 1 }))
    expect(make(good)).not.toThrow()
    expect(make({ ...good, total: good.total + 1 })).toThrow('a bill is the sum')
    const [line] = good.lines
    if (line?.sold !== true) throw new Error('sold')
    const dearer = { ...line, total: 1001, totals: [{ ...line.totals[0], amount: 1001 } as never] }
    expect(make({ ...good, lines: [dearer] })).toThrow('sum to the whole')
  })
})

test.each([
  [[0, 0, 0, 0, 0], '00000000'],
  [[255, 255, 255, 255, 255], 'ZZZZZZZZ'],
  [[0, 0, 0, 0, 1], '00000001'],
  [[8, 0, 0, 0, 0], '10000000'],
  [[0x01, 0x23, 0x45, 0x67, 0x89], '04HMASW9'],
])('the bytes %j are the number %s', (bytes, number) => {
  expect(orderNumber(new Uint8Array(bytes))).toBe(number)
})

test.each([
  ['7k3m-9q2x', '7K3M9Q2X'],
  ['o1il 0000', '01110000'],
  [' 7K3M ', '7K3M'],
])('people write %j for %s', (written, number) => {
  expect(plainOrderNumber(written)).toBe(number)
})

describe('the graph', () => {
  const MOVES = Object.keys(ORDER_MOVES) as OrderMove[]

  test.each(ORDER_STATES.flatMap((state) => MOVES.map((move) => [state, move] as const)))(
    'from %s: %s',
    (state, move) => {
      const [status, paymentStatus] = state.split('/')
      const order = { ...inUs(), status, paymentStatus } as Order
      const to = leadsTo(move, state)
      const outcome = moved(order, move, NOW + 1)
      expect(outcome.ok).toBe(to !== undefined)
      if (!outcome.ok) expect(outcome.refusal).toEqual({ why: 'invalid_transition' })
      else expect(`${outcome.order.status}/${outcome.order.paymentStatus}`).toBe(to)
    },
  )

  it('has an end: nothing leaves a voided, refunded or failed order but late money and refunds', () => {
    const ends = ['canceled/refunded', 'failed/refunded', 'completed/refunded'] as const
    for (const end of ends) expect(MOVES.filter((move) => leadsTo(move, end))).toEqual([])
    expect(MOVES.filter((move) => leadsTo(move, 'canceled/voided'))).toEqual(['pay_late'])
    expect(MOVES.filter((move) => leadsTo(move, 'failed/failed'))).toEqual(['pay_late'])
  })

  it('reaches every state from the first', () => {
    const seen = new Set<string>(['pending/pending'])
    for (const state of seen)
      for (const move of MOVES) {
        const to = leadsTo(move, state as never)
        if (to !== undefined) seen.add(to)
      }
    expect([...seen].toSorted()).toEqual([...ORDER_STATES].toSorted())
  })
})

describe('sending', () => {
  it('goes line by line, and the order is complete when all is sent and paid', () => {
    const first = fulfil(paid(), [{ lineId: MUGS, quantity: 2 }], NOW)
    if (!first.ok) throw new Error('sent')
    expect(first.order).toMatchObject({ status: 'placed', fulfillmentStatus: 'partially_fulfilled' })
    const rest = fulfil(first.order, undefined, NOW)
    if (!rest.ok) throw new Error('sent')
    expect(rest.pieces).toEqual([
      { lineId: MUGS, quantity: 1 },
      { lineId: TEA, quantity: 1 },
    ])
    expect(rest.order).toMatchObject({ status: 'completed', fulfillmentStatus: 'fulfilled' })
    expect(because(fulfil(rest.order, undefined, NOW))).toBe('invalid_transition')
  })

  it('goes ahead of the money where it may, which then completes the order', () => {
    const sent = fulfil(after(inUs(), 'authorize'), undefined, NOW)
    if (!sent.ok) throw new Error('sent')
    expect(sent.order).toMatchObject({ status: 'placed', fulfillmentStatus: 'fulfilled' })
    expect(after(sent.order, 'pay')).toMatchObject({ status: 'completed', paymentStatus: 'paid' })
  })

  test.each([
    ['more than there are', [{ lineId: MUGS, quantity: 4 }], 'too_many_pieces'],
    ['another line', [{ lineId: 'line-cup', quantity: 1 }], 'no_such_line'],
    ['a line twice', [MUGS, MUGS].map((lineId) => ({ lineId, quantity: 1 })), 'named_twice'],
    ['nothing', [], 'nothing_left'],
  ])('not %s', (_what, wanted, why) => {
    expect(because(fulfil(paid(), wanted, NOW))).toBe(why)
  })

  test.each(['pending', 'failed', 'canceled'] as const)('nothing of a %s order', (status) => {
    expect(because(fulfil({ ...inUs(), status }, undefined, NOW))).toBe('invalid_transition')
  })

  it('pieces whose money is back need not be sent', () => {
    const back = refunded(paid(), [{ lineId: TEA, quantity: 1 }])
    const sent = fulfil(back, undefined, NOW)
    if (!sent.ok) throw new Error('sent')
    expect(sent.pieces).toEqual([{ lineId: MUGS, quantity: 3 }])
    expect(sent.order).toMatchObject({ status: 'completed', paymentStatus: 'partially_refunded' })
  })
})

describe('canceling', () => {
  const canceled = (order: Order, moving = false) => {
    const outcome = cancel(order, moving, NOW)
    return outcome.ok ? [outcome.order.paymentStatus, outcome.money] : outcome.refusal.why
  }
  test.each<[string, () => Order, unknown]>([
    ['unpaid', () => after(inUs(), 'place'), ['voided', { does: 'nothing' }]],
    ['authorized', () => after(inUs(), 'authorize'), ['authorized', { does: 'void' }]],
    ['paid', () => paid(inDe()), ['paid', { does: 'refund', amount: inDe().bill.total }]],
    ['refunded', () => refunded(paid(), 'rest'), ['refunded', { does: 'nothing' }]],
    ['being paid', inUs, 'payment_in_progress'],
    ['failed', () => after(inUs(), 'fail'), 'invalid_transition'],
    ['canceled', () => after(inUs(), 'abandon'), 'invalid_transition'],
  ])('%s', (_state, order, expected) => {
    expect(canceled(order())).toEqual(expected)
  })

  it('gives back what is left of the money', () => {
    const partly = refunded(paid(), [{ lineId: TEA, quantity: 1 }])
    const total = partly.bill.total
    expect(canceled(partly)).toEqual(['partially_refunded', { does: 'refund', amount: total - 363 }])
  })

  it('not after something was sent, nor while money moves', () => {
    const sent = fulfil(paid(), [{ lineId: TEA, quantity: 1 }], NOW)
    expect(sent.ok && canceled(sent.order)).toBe('invalid_transition')
    expect(canceled(after(inUs(), 'authorize'), true)).toBe('payment_in_progress')
    const refunding = refund(paid(), { kind: 'amount', amount: 1 }, NOW)
    expect(refunding.ok && canceled(refunding.order)).toBe('payment_in_progress')
  })

  it('puts into stock what is not there yet', () => {
    const back = refunded(paid(), [{ lineId: MUGS, quantity: 2 }], true)
    expect(piecesOut(back)).toEqual([
      { variantId: 'mug', quantity: 1 },
      { variantId: 'tea', quantity: 1 },
    ])
  })
})

test.each<[string, Order, boolean, string | undefined]>([
  ['authorized', after(inUs(), 'authorize'), false, 'done'],
  ['authorized, under way', after(inUs(), 'authorize'), true, 'payment_in_progress'],
  ['paid', paid(), false, 'invalid_transition'],
  ['pending', inUs(), false, 'invalid_transition'],
  ['canceled', after(inUs(), 'authorize', 'cancel'), false, 'invalid_transition'],
])('capturing what is %s', (_what, order, moving, expected) => {
  expect(because(mayCapture(order, moving))).toBe(expected)
})

/** The order after a refund whose money is back. */
function refunded(
  order: Order,
  what: { lineId: string; quantity: number }[] | 'rest' | number,
  restock = false,
) {
  const wish =
    what === 'rest'
      ? ({ kind: 'rest' } as const)
      : typeof what === 'number'
        ? ({ kind: 'amount', amount: what } as const)
        : ({ kind: 'lines', lines: what, restock } as const)
  const begun = refund(order, wish, NOW)
  if (!begun.ok) throw new Error(begun.refusal.why)
  const done = refundDone(begun.order, begun.refund, NOW)
  if (!done.ok) throw new Error(done.refusal.why)
  return done.order
}

describe('refunding', () => {
  const amountsOf = (order: Order, lineId: string, ...pieces: number[]) => {
    let now = order
    return pieces.map((quantity) => {
      const begun = refund(now, { kind: 'lines', lines: [{ lineId, quantity }], restock: false }, NOW)
      if (!begun.ok) return begun.refusal.why
      const done = refundDone(begun.order, begun.refund, NOW)
      if (done.ok) now = done.order
      return begun.refund.lines.map(({ amount, tax }) => [amount, tax]).flat()
    })
  }

  it('piece by piece gives what was paid for the line, tax on top with it', () => {
    // 3 mugs cost 30.00 and 2.66: 0.89, 0.88, 0.89 of tax.
    expect(amountsOf(paid(), MUGS, 1, 1, 1, 1)).toEqual([
      [1089, 89],
      [1088, 88],
      [1089, 89],
      'too_many_pieces',
    ])
    expect(amountsOf(paid(), MUGS, 2, 1)).toEqual([
      [2177, 177],
      [1089, 89],
    ])
  })

  it('tells of tax that is inside', () => {
    // 3 mugs cost 30.00 with 4.79 of VAT inside.
    expect(amountsOf(paid(inDe()), MUGS, 1, 2)).toEqual([
      [1000, 160],
      [2000, 319],
    ])
  })

  it('splits yen by the largest remainder', () => {
    const off = promotion('off', fixedOff(100, 'JPY'))
    const order = present(
      orderOf(sessionIn(JP, [goods('pen', { price: 100 })], { pen: 3 }, { promotions: [off] })),
    )
    const amounts = amountsOf(paid(order), 'line-pen', 1, 1, 1).map((each) => each[0])
    expect(amounts).toEqual([67, 66, 67])
  })

  test.each<[string, Parameters<typeof refund>[1], string]>([
    ['more than was captured', { kind: 'amount', amount: 100_000 }, 'beyond_captured'],
    ['nothing', { kind: 'amount', amount: 0 }, 'nothing_to_refund'],
    [
      'more pieces',
      { kind: 'lines', lines: [{ lineId: MUGS, quantity: 4 }], restock: false },
      'too_many_pieces',
    ],
    [
      'another line',
      { kind: 'lines', lines: [{ lineId: 'x', quantity: 1 }], restock: false },
      'no_such_line',
    ],
    ['no line', { kind: 'lines', lines: [], restock: false }, 'nothing_to_refund'],
  ])('not %s', (_what, wish, why) => {
    expect(because(refund(paid(), wish, NOW))).toBe(why)
  })

  it('not what was not captured, nor what is on its way', () => {
    for (const order of [inUs(), after(inUs(), 'authorize'), after(inUs(), 'fail')])
      expect(because(refund(order, { kind: 'rest' }, NOW))).toBe('beyond_captured')
    const begun = refund(paid(), { kind: 'rest' }, NOW)
    if (!begun.ok) throw new Error('begun')
    expect(begun.refund.amount).toBe(inUs().bill.total)
    expect(because(refund(begun.order, { kind: 'amount', amount: 1 }, NOW))).toBe('beyond_captured')
    const again = refundRefused(begun.order, begun.refund, NOW)
    expect(because(refund(again, { kind: 'amount', amount: 1 }, NOW))).toBe('done')
  })

  it('all of it refunds the order, a part of it partly', () => {
    const partly = refunded(paid(), 1)
    expect(partly).toMatchObject({ paymentStatus: 'partially_refunded', refunded: 1, refunding: 0 })
    expect(refunded(partly, 'rest')).toMatchObject({ paymentStatus: 'refunded', refunded: inUs().bill.total })
  })

  it('what the provider refused can be asked for again, to the minor unit', () => {
    const wish = { kind: 'lines', lines: [{ lineId: MUGS, quantity: 1 }], restock: true } as const
    const first = refund(paid(), wish, NOW)
    if (!first.ok) throw new Error('begun')
    const second = refund(first.order, wish, NOW)
    if (!second.ok) throw new Error('begun')
    const refusedOnce = refundRefused(second.order, first.refund, NOW)
    const done = refundDone(refusedOnce, second.refund, NOW)
    if (!done.ok) throw new Error('done')
    expect(done.order.lines[0]).toMatchObject({ returned: 1, comingBack: 0, restocked: 1, refunded: 1088 })
    expect(amountsOf(done.order, MUGS, 1, 1).map((each) => Number(each[0]))).toEqual([1089, 1089])
  })

  it('a canceled order has its stock back', () => {
    const order = after(paid(), 'cancel')
    const wish = { kind: 'lines', lines: [{ lineId: MUGS, quantity: 1 }], restock: true } as const
    expect(because(refund(order, wish, NOW))).toBe('not_to_be_restocked')
  })

  it('money that came too late goes back', () => {
    const late = after(inUs(), 'fail', 'pay_late')
    expect(refunded(late, 'rest')).toMatchObject({ status: 'failed', paymentStatus: 'refunded' })
  })
})
