import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Currency } from '../../src/domain/money.ts'
import {
  type Decision,
  letGo,
  mayAsk,
  OPERATION_KINDS,
  type OperationKind,
  type OperationStatus,
  type PaymentOperation,
  type PaymentOperationId,
  paymentsOf,
  settle,
} from '../../src/domain/payment.ts'
import { judgeNews, type PaymentNews } from '../../src/domain/payment-news.ts'
import { law } from './law.ts'

const EUR = 'EUR' as Currency
const id = (text: string): PaymentOperationId => text as PaymentOperationId

/** `auth approved 50` in one line: kind, status, amount; all but authorizations act upon `a`. */
function operation(
  name: string,
  kind: OperationKind,
  status: OperationStatus,
  amount = 50,
): PaymentOperation {
  const authorizationId = kind === 'authorize' ? null : id('a')
  return { id: id(name), orderId: 'ord_1', kind, authorizationId, status, amount, currency: EUR }
}
const auth = (status: OperationStatus, name = 'a') => operation(name, 'authorize', status)
const capture = (status: OperationStatus, amount = 50) => operation('c', 'capture', status, amount)
const refund = (status: OperationStatus, amount: number, name = `r${amount}`) =>
  operation(name, 'refund', status, amount)
const ending = (status: OperationStatus) => operation('v', 'void', status)

describe('what may be asked of a provider', () => {
  test.each<[string, PaymentOperation[], OperationKind, number, string]>([
    ['the first authorization', [], 'authorize', 50, 'ok'],
    ['one after a decline', [auth('declined')], 'authorize', 50, 'ok'],
    ['one after it was let go', [auth('voided'), ending('approved')], 'authorize', 50, 'ok'],
    ['a second while one is pending', [auth('pending')], 'authorize', 50, 'authorized_already'],
    ['a second while the buyer acts', [auth('requires_action')], 'authorize', 50, 'authorized_already'],
    ['a second after approval', [auth('approved')], 'authorize', 50, 'authorized_already'],
    ['a second after capture', [auth('approved'), capture('approved')], 'authorize', 5, 'authorized_already'],
    ['nothing', [], 'authorize', 0, 'invalid_amount'],
    ['less than nothing', [], 'authorize', -1, 'invalid_amount'],
    ['half a cent', [], 'authorize', 0.5, 'invalid_amount'],
    ['a capture of what is authorized', [auth('approved')], 'capture', 50, 'ok'],
    ['a capture of less', [auth('approved')], 'capture', 30, 'ok'],
    ['a capture of more', [auth('approved')], 'capture', 51, 'beyond_authorized'],
    ['a capture of nothing authorized', [], 'capture', 50, 'not_authorized'],
    ['a capture while it is not known', [auth('pending')], 'capture', 50, 'not_authorized'],
    ['a capture after a decline', [auth('declined')], 'capture', 50, 'not_authorized'],
    ['a capture twice', [auth('approved'), capture('approved')], 'capture', 1, 'captured_already'],
    [
      'a capture while one is pending',
      [auth('approved'), capture('pending')],
      'capture',
      1,
      'captured_already',
    ],
    ['a capture again after a decline', [auth('approved'), capture('declined')], 'capture', 50, 'ok'],
    ['a capture while it is let go', [auth('approved'), ending('pending')], 'capture', 50, 'voided_already'],
    ['a capture after it was let go', [auth('voided'), ending('approved')], 'capture', 50, 'not_authorized'],
    ['a void', [auth('approved')], 'void', 50, 'ok'],
    ['a void of a part', [auth('approved')], 'void', 20, 'invalid_amount'],
    ['a void while the buyer acts', [auth('requires_action')], 'void', 50, 'ok'],
    ['a void after capture', [auth('approved'), capture('approved')], 'void', 50, 'captured_already'],
    ['a void while capturing', [auth('approved'), capture('pending')], 'void', 50, 'captured_already'],
    ['a refund', [auth('approved'), capture('approved')], 'refund', 50, 'ok'],
    ['a refund of more', [auth('approved'), capture('approved')], 'refund', 51, 'beyond_captured'],
    [
      'a refund of more than a part captured',
      [auth('approved'), capture('approved', 30)],
      'refund',
      31,
      'beyond_captured',
    ],
    [
      'a refund beside a done one',
      [auth('approved'), capture('approved'), refund('approved', 20)],
      'refund',
      30,
      'ok',
    ],
    [
      'a refund beyond a done one',
      [auth('approved'), capture('approved'), refund('approved', 20)],
      'refund',
      31,
      'beyond_captured',
    ],
    [
      'a refund beyond a pending one',
      [auth('approved'), capture('approved'), refund('pending', 20)],
      'refund',
      31,
      'beyond_captured',
    ],
    [
      'a refund after a failed one',
      [auth('approved'), capture('approved'), refund('declined', 20)],
      'refund',
      50,
      'ok',
    ],
    ['a refund before capture', [auth('approved')], 'refund', 1, 'not_captured'],
    ['a refund of a pending capture', [auth('approved'), capture('pending')], 'refund', 1, 'not_captured'],
  ])('%s', (_what, operations, kind, amount, answer) => {
    const asked = mayAsk(operations, { kind, amount, currency: EUR })
    expect(asked.ok ? 'ok' : asked.why).toBe(answer)
  })

  test('an order pays in one currency', () => {
    const wish = { kind: 'authorize', amount: 50, currency: 'USD' as Currency } as const
    expect(mayAsk([auth('declined')], wish)).toEqual({ ok: false, why: 'other_currency' })
  })

  test('what acts upon an authorization acts upon the live one', () => {
    const operations = [auth('declined', 'a0'), auth('approved')]
    expect(mayAsk(operations, { kind: 'capture', amount: 50, currency: EUR })).toEqual({
      ok: true,
      authorizationId: 'a',
    })
  })
})

describe('what a provider tells', () => {
  test.each<[OperationStatus, Decision['status'], OperationStatus | 'contradiction', boolean]>([
    ['pending', 'approved', 'approved', true],
    ['pending', 'declined', 'declined', true],
    ['pending', 'requires_action', 'requires_action', true],
    ['pending', 'pending', 'pending', false],
    ['requires_action', 'pending', 'pending', true],
    ['requires_action', 'approved', 'approved', true],
    ['requires_action', 'declined', 'declined', true],
    ['approved', 'approved', 'approved', false],
    ['approved', 'pending', 'approved', false],
    ['approved', 'requires_action', 'approved', false],
    ['approved', 'declined', 'contradiction', false],
    ['declined', 'declined', 'declined', false],
    ['declined', 'pending', 'declined', false],
    ['declined', 'approved', 'contradiction', false],
    ['voided', 'approved', 'voided', false],
    ['voided', 'declined', 'voided', false],
  ])('%s, then %s', (before, told, after, moved) => {
    const settled = settle(auth(before), { status: told, reason: 'declined' } as Decision)
    expect(settled.ok ? settled.operation.status : settled.why).toBe(after)
    expect(settled.ok && settled.moved).toBe(moved)
  })

  test('a void lets go what was open or authorized, not what was declined', () => {
    expect(letGo(auth('approved')).status).toBe('voided')
    expect(letGo(auth('requires_action')).status).toBe('voided')
    expect(letGo(auth('declined')).status).toBe('declined')
  })
})

test.each<[string, PaymentOperation[], ReturnType<typeof paymentsOf>]>([
  ['nothing yet', [], sums('unpaid', 0, 0, 0, 0)],
  ['declined', [auth('declined')], sums('unpaid', 0, 0, 0, 0)],
  ['not known', [auth('pending')], sums('pending', 0, 0, 0, 0)],
  ['the buyer acts', [auth('requires_action')], sums('pending', 0, 0, 0, 0)],
  ['declined, then authorized', [auth('declined', 'a0'), auth('approved')], sums('authorized', 50, 0, 0, 0)],
  ['being captured', [auth('approved'), capture('pending')], sums('authorized', 50, 0, 0, 0)],
  ['paid', [auth('approved'), capture('approved')], sums('paid', 0, 50, 0, 0)],
  [
    'being refunded',
    [auth('approved'), capture('approved'), refund('pending', 20)],
    sums('paid', 0, 50, 0, 20),
  ],
  [
    'partly refunded',
    [auth('approved'), capture('approved'), refund('approved', 20), refund('declined', 30)],
    sums('partially_refunded', 0, 50, 20, 0),
  ],
  [
    'refunded',
    [auth('approved'), capture('approved'), refund('approved', 20), refund('approved', 30)],
    sums('refunded', 0, 50, 50, 0),
  ],
  ['let go', [auth('voided'), ending('approved')], sums('voided', 0, 0, 0, 0)],
])('%s', (_what, operations, payments) => {
  expect(paymentsOf(operations)).toEqual(payments)
})

function sums(
  status: ReturnType<typeof paymentsOf>['status'],
  authorized: number,
  captured: number,
  refunded: number,
  refunding: number,
) {
  return { status, authorized, captured, refunded, refunding, refundable: captured - refunded - refunding }
}

// A random life: whatever is wished is asked of mayAsk, and whatever is open is answered in any way.
const step = fc.oneof(
  fc.record({ wish: fc.constantFrom(...OPERATION_KINDS), amount: fc.integer({ min: -1, max: 70 }) }),
  fc.record({
    answer: fc.constantFrom<Decision['status']>('approved', 'declined', 'pending', 'requires_action'),
    at: fc.nat(20),
  }),
)
type Step = { wish: OperationKind; amount: number } | { answer: Decision['status']; at: number }

function live(steps: readonly Step[], watch: (operations: readonly PaymentOperation[]) => void): void {
  let operations: PaymentOperation[] = []
  for (const each of steps) {
    if ('wish' in each) {
      const asked = mayAsk(operations, { kind: each.wish, amount: each.amount, currency: EUR })
      if (!asked.ok) continue
      const { authorizationId } = asked
      const made = operation(`o${operations.length}`, each.wish, 'pending', each.amount)
      operations = [...operations, { ...made, authorizationId }]
    } else {
      const told = operations[each.at % Math.max(1, operations.length)]
      if (told === undefined || (each.answer === 'requires_action' && told.kind !== 'authorize')) continue
      const settled = settle(told, { status: each.answer, reason: 'declined' } as Decision)
      if (!settled.ok) continue
      const { operation: after } = settled
      operations = operations.map((one) => {
        if (one.id === after.id) return after
        return after.kind === 'void' && after.status === 'approved' && one.id === after.authorizationId
          ? letGo(one)
          : one
      })
    }
    watch(operations)
  }
}
const steps = fc.array(step, { maxLength: 60 })

law(
  'no order is authorized twice, captured twice or refunded beyond what was captured, pending ones counted as done',
  fc.property(steps, (life) =>
    live(life, (operations) => {
      const alive = operations.filter(({ status }) => status !== 'declined' && status !== 'voided')
      expect(alive.filter(({ kind }) => kind === 'authorize').length).toBeLessThanOrEqual(1)
      for (const { id: authorizationId, amount } of operations.filter(({ kind }) => kind === 'authorize')) {
        const acting = alive.filter((each) => each.authorizationId === authorizationId)
        expect(acting.filter(({ kind }) => kind === 'capture' || kind === 'void').length).toBeLessThanOrEqual(
          1,
        )
        const took = acting.find(({ kind }) => kind === 'capture')?.amount ?? 0
        const gave = acting
          .filter(({ kind }) => kind === 'refund')
          .reduce((all, each) => all + each.amount, 0)
        expect(took).toBeLessThanOrEqual(amount)
        expect(gave).toBeLessThanOrEqual(took)
      }
    }),
  ),
)

law(
  'sums are never negative, and what may be refunded may be asked for, and a cent more may not',
  fc.property(steps, (life) =>
    live(life, (operations) => {
      const { authorized, captured, refunded, refunding, refundable, status } = paymentsOf(operations)
      for (const amount of [authorized, captured, refunded, refunding, refundable])
        expect(amount).toBeGreaterThanOrEqual(0)
      expect(refunded + refunding + refundable).toBe(captured)
      expect(['paid', 'partially_refunded', 'refunded'].includes(status)).toBe(captured > 0)
      const asks = (amount: number) => mayAsk(operations, { kind: 'refund', amount, currency: EUR }).ok
      if (refundable > 0) expect(asks(refundable)).toBe(true)
      expect(asks(refundable + 1)).toBe(false)
    }),
  ),
)

law(
  'what was decided stays: told again in any order, an operation ends where its first decision put it',
  fc.property(
    fc.array(fc.constantFrom<Decision['status']>('approved', 'declined', 'pending', 'requires_action'), {
      minLength: 1,
      maxLength: 12,
    }),
    (told) => {
      let now = auth('pending')
      for (const status of told) {
        const settled = settle(now, { status, reason: 'declined' } as Decision)
        if (settled.ok) now = settled.operation
      }
      const first = told.find((status) => status === 'approved' || status === 'declined')
      expect(now.status).toBe(first ?? told.at(-1))
    },
  ),
)

describe('news', () => {
  const news = (kind: PaymentNews['kind'], more: Partial<PaymentNews> = {}): PaymentNews => ({
    kind,
    operationId: 'a',
    outcome: 'approved',
    amount: 50,
    currency: EUR,
    ...more,
  })
  const captured = [auth('approved'), capture('pending')]
  const dollars = 'USD' as Currency

  test.each<[string, PaymentOperation[], PaymentNews, string]>([
    ['an approval that was waited for', [auth('pending')], news('authorize'), 'settle a approved'],
    ['an approval after the answer', [auth('approved')], news('authorize'), 'nothing'],
    ['an approval after a decline', [auth('declined')], news('authorize'), 'show_staff contradiction'],
    [
      'an approval told late, after the void',
      [auth('voided'), ending('approved')],
      news('authorize'),
      'nothing',
    ],
    ['a failed attempt', [auth('requires_action')], news('authorize', { outcome: 'unclear' }), 'look_up a'],
    [
      'a failed attempt that is known',
      [auth('declined')],
      news('authorize', { outcome: 'unclear' }),
      'nothing',
    ],
    ['a capture that was waited for', captured, news('capture'), 'settle c approved'],
    ['a capture told twice', [auth('approved'), capture('approved')], news('capture'), 'nothing'],
    ['a capture by somebody else', [auth('approved')], news('capture'), 'show_staff done_elsewhere'],
    [
      'a capture after the void',
      [auth('voided'), ending('approved')],
      news('capture'),
      'show_staff contradiction',
    ],
    ['a capture of another amount', captured, news('capture', { amount: 49 }), 'show_staff other_amount'],
    [
      'a capture in another currency',
      captured,
      news('capture', { currency: dollars }),
      'show_staff other_currency',
    ],
    ['the end that we asked for', [auth('approved'), ending('pending')], news('void'), 'settle v approved'],
    ['the end told twice', [auth('voided'), ending('approved')], news('void'), 'nothing'],
    ['an authorization that lapsed', [auth('approved')], news('void'), 'let_go a'],
    ['one that ended while the buyer acted', [auth('requires_action')], news('void'), 'look_up a'],
    ['one that ended after its decline', [auth('declined')], news('void'), 'nothing'],
    ['one that ended while being captured', captured, news('void'), 'look_up c'],
    [
      'one that ended after its capture',
      [auth('approved'), capture('approved')],
      news('void'),
      'show_staff contradiction',
    ],
    [
      'our refund',
      [auth('approved'), capture('approved'), refund('pending', 20)],
      news('refund', { operationId: 'r20', amount: 20 }),
      'settle r20 approved',
    ],
    [
      'our refund, failed',
      [auth('approved'), capture('approved'), refund('pending', 20)],
      news('refund', { operationId: 'r20', amount: 20, outcome: 'declined' }),
      'settle r20 declined',
    ],
    [
      'our refund, returned by the bank',
      [auth('approved'), capture('approved'), refund('approved', 20)],
      news('refund', { operationId: 'r20', amount: 20, outcome: 'declined' }),
      'show_staff contradiction',
    ],
    [
      'a refund by somebody else',
      [auth('approved'), capture('approved')],
      news('refund'),
      'show_staff done_elsewhere',
    ],
    [
      'a payment that is not ours',
      [auth('approved')],
      news('capture', { operationId: 'x' }),
      'show_staff unknown_payment',
    ],
    [
      'a payment without a name',
      [auth('approved')],
      news('capture', { operationId: null }),
      'show_staff unknown_payment',
    ],
    ['a dispute', [auth('approved'), capture('approved')], news('dispute'), 'show_staff dispute'],
  ])('%s', (_what, operations, told, does) => {
    const judged = judgeNews(operations, told)
    const words = [
      judged.does,
      'operation' in judged && judged.operation.id,
      'decision' in judged && judged.decision.status,
      'why' in judged && judged.why,
    ]
    expect(words.filter(Boolean).join(' ')).toBe(does)
  })

  const life = [
    news('authorize'),
    news('capture'),
    news('refund', { operationId: 'r20', amount: 20 }),
    news('dispute'),
    news('authorize', { outcome: 'unclear' }),
  ]
  law(
    'news of one order end in the same state, in any order and however often each is told',
    fc.property(fc.shuffledSubarray([...life, ...life, ...life], { minLength: life.length * 3 }), (told) => {
      // As the shop has it when all of it is under way: nothing that could not have been asked for.
      let operations = [auth('approved'), capture('approved'), refund('pending', 20)]
      for (const each of told) {
        const judged = judgeNews(operations, each)
        if (judged.does !== 'settle') continue
        const settled = settle(judged.operation, judged.decision)
        if (settled.ok)
          operations = operations.map((one) => (one.id === settled.operation.id ? settled.operation : one))
      }
      expect(paymentsOf(operations)).toEqual(sums('partially_refunded', 0, 50, 20, 0))
    }),
  )
})
