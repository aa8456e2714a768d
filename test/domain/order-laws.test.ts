import * as fc from 'fast-check'
import { assertSums, type Order, orderNumber, paidFor } from '../../src/domain/order.ts'
import { cancel, fulfil, moved, refundable } from '../../src/domain/order-moves.ts'
import { refund, refundDone, refundRefused, type RefundParts } from '../../src/domain/order-refund.ts'
import { leadsTo, ORDER_MOVES, ORDER_STATES, type OrderMove, stateOf } from '../../src/domain/order-states.ts'
import { expect } from 'vitest'
import { law } from './law.ts'
import { orderOf } from './orders.ts'
import { anySession } from './random-sessions.ts'
import { NOW } from './sessions.ts'

// Orders of random carts, through random histories (I-11, I-13, I-32).

const anyOrder = anySession
  .map((session) => orderOf(session))
  .filter((order): order is Order => order !== undefined)

law(
  'the parts of every order sum to the whole',
  fc.property(anyOrder, (order) => {
    assertSums(order)
    const paid = order.lines.reduce((sum, line) => sum + paidFor(order.bill, line), 0)
    const { shipping, taxIncluded, total } = order.bill
    const sent = shipping === null ? 0 : shipping.total + (taxIncluded ? 0 : (shipping.tax?.amount ?? 0))
    expect(paid + sent).toBe(total)
  }),
  2_000,
)

/** One thing that is tried on an order: in whatever state it is, so most of it is refused. */
type Act =
  | { kind: 'move'; move: OrderMove }
  | { kind: 'fulfil' | 'refund_lines'; line: number; quantity: number }
  | { kind: 'fulfil_rest' | 'refund_rest' }
  | { kind: 'refund_amount'; share: number }
  | { kind: 'settle'; at: number; done: boolean }
  | { kind: 'cancel' }

// Refunds and completions move by their own functions, never by themselves.
const OUTER = ['place', 'authorize', 'pay', 'pay_late', 'fail', 'abandon', 'let_go'] as const
const pieces = { line: fc.nat(4), quantity: fc.integer({ min: 1, max: 4 }) }
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('move' as const), move: fc.constantFrom(...OUTER) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('fulfil' as const, 'refund_lines' as const), ...pieces }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refund_amount' as const),
      share: fc.integer({ min: 1, max: 120 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), at: fc.nat(3), done: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Act>({ kind: 'fulfil_rest' }, { kind: 'refund_rest' }, { kind: 'cancel' }),
  },
)

type History = { readonly order: Order; readonly open: readonly RefundParts[] }

function tried({ order, open }: History, act: Act): History {
  const lineAt = (at: number): string => order.lines[at % order.lines.length]?.id ?? ''
  const begun = (wish: Parameters<typeof refund>[1]): History => {
    const next = refund(order, wish, NOW)
    return next.ok ? { order: next.order, open: [...open, next.refund] } : { order, open }
  }
  switch (act.kind) {
    case 'move': {
      const next = moved(order, act.move, NOW)
      return { order: next.ok ? next.order : order, open }
    }
    case 'fulfil':
    case 'fulfil_rest': {
      const wanted =
        act.kind === 'fulfil' ? [{ lineId: lineAt(act.line), quantity: act.quantity }] : undefined
      const next = fulfil(order, wanted, NOW)
      return { order: next.ok ? next.order : order, open }
    }
    case 'refund_lines':
      return begun({
        kind: 'lines',
        lines: [{ lineId: lineAt(act.line), quantity: act.quantity }],
        restock: act.quantity % 2 === 0,
      })
    case 'refund_amount':
      return begun({ kind: 'amount', amount: Math.floor((order.captured / 100) * act.share) })
    case 'refund_rest':
      return begun({ kind: 'rest' })
    case 'cancel': {
      const next = cancel(order, false, NOW)
      if (!next.ok) return { order, open }
      const back =
        next.money.does === 'refund' ? [{ amount: next.money.amount, lines: [], restock: false }] : []
      return { order: next.order, open: [...open, ...back] }
    }
    case 'settle': {
      const parts = open[act.at % Math.max(1, open.length)]
      if (parts === undefined) return { order, open }
      const rest = open.filter((each) => each !== parts)
      if (!act.done) return { order: refundRefused(order, parts, NOW), open: rest }
      const next = refundDone(order, parts, NOW)
      if (!next.ok) throw new Error(`a refund that was begun can be done: ${stateOf(order)}`)
      return { order: next.order, open: rest }
    }
  }
}

/** What must hold of an order at any moment; throws what does not. */
function check({ order, open }: History, before: Order): void {
  expect(ORDER_STATES).toContain(stateOf(order))
  const steps = Object.keys(ORDER_MOVES) as OrderMove[]
  const oneStep = steps.map((move) => leadsTo(move, stateOf(before)))
  const twoSteps = oneStep.map((state) => (state === undefined ? undefined : leadsTo('complete', state)))
  expect([stateOf(before), ...oneStep, ...twoSteps]).toContain(stateOf(order))

  const { captured, refunded, refunding, bill } = order
  for (const number of [captured, refunded, refunding, refundable(order)]) {
    expect(Number.isSafeInteger(number)).toBe(true)
    expect(number).toBeGreaterThanOrEqual(0)
  }
  expect([0, bill.total]).toContain(captured)
  expect(refunding).toBe(open.reduce((sum, { amount }) => sum + amount, 0))
  for (const line of order.lines) {
    const { quantity, fulfilled, comingBack, returned, restocked } = line
    for (const count of [fulfilled, comingBack, returned, restocked, line.refunded, line.refundedTax])
      expect(count).toBeGreaterThanOrEqual(0)
    expect(fulfilled).toBeLessThanOrEqual(quantity)
    expect(comingBack + returned).toBeLessThanOrEqual(quantity)
    expect(restocked).toBeLessThanOrEqual(returned)
    expect(line.refunded).toBeLessThanOrEqual(paidFor(bill, line))
  }
  expect(order.bill).toBe(before.bill)
  expect(
    order.lines.map(({ fulfilled }, at) => fulfilled >= (before.lines[at]?.fulfilled ?? 0)),
  ).not.toContain(false)
}

law(
  'no history leaves the graph, nothing is negative, and no more goes back than came',
  fc.property(anyOrder, fc.array(anyAct, { maxLength: 40 }), (first, acts) => {
    // So that most histories have money in them.
    let history: History = tried({ order: first, open: [] }, { kind: 'move', move: 'pay' })
    if (acts.length % 3 === 0) history = { order: first, open: [] }
    for (const act of acts) {
      const { order } = history
      history = tried(history, act)
      check(history, order)
    }
  }),
  1_000,
)

law(
  'all pieces of a line, in whatever portions, give what was paid for it',
  fc.property(
    anyOrder,
    fc.nat(),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 }),
    (order, at, portions) => {
      const line = order.lines[at % order.lines.length]
      if (line === undefined) throw new Error('an order has lines')
      const shares: number[] = []
      const taxes: number[] = []
      fc.pre(order.bill.total > 0)
      let now = moved(order, 'pay', NOW)
      for (let turn = 0; now.ok; turn += 1) {
        const gone = now.order.lines.find(({ id }) => id === line.id)
        const left = line.quantity - (gone?.returned ?? 0)
        if (left === 0) break
        // After the last portion, the rest at once.
        const quantity = Math.min(left, portions[turn] ?? left)
        const begun = refund(
          now.order,
          { kind: 'lines', lines: [{ lineId: line.id, quantity }], restock: false },
          NOW,
        )
        // Pieces that cost nothing are not refunded.
        if (!begun.ok) {
          expect(begun.refusal.why).toBe('nothing_to_refund')
          return
        }
        const [part] = begun.refund.lines
        shares.push(part?.amount ?? 0)
        taxes.push(part?.tax ?? 0)
        now = refundDone(begun.order, begun.refund, NOW)
      }
      const sum = (list: number[]) => list.reduce((total, each) => total + each, 0)
      expect(sum(shares)).toBe(paidFor(order.bill, line))
      expect(sum(taxes)).toBe(line.bill.tax?.amount ?? 0)
    },
  ),
)

law(
  'an order number tells its bytes apart',
  fc.property(
    fc.uint8Array({ minLength: 5, maxLength: 5 }),
    fc.uint8Array({ minLength: 5, maxLength: 5 }),
    (one, other) => {
      expect(orderNumber(one) === orderNumber(other)).toBe(one.join() === other.join())
      expect(orderNumber(one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    },
  ),
)
