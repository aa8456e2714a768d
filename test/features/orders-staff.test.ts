import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import { askAdmin } from './admin-ask.ts'
import { fresh } from './doors/door.ts'
import { onHand, stocked } from './inventory/support.ts'
import { decideAll, fileOf, historyOf, loggedOf, madeOrder, standing, type Wanted } from './orders/support.ts'
import type { OrderId } from '../../src/domain/ids.ts'
import type { PaymentOperationId } from '../../src/domain/payment.ts'
import { saveLapse } from '../../src/payments/save-operation.ts'
import { commit } from '../../src/platform/d1.ts'
import { context } from './shop.ts'
import type {
  OrderStanding,
  ShownAdminOrder,
  ShownAdminRefund,
  ShownFulfillment,
} from '../../src/orders/order-schemas.ts'

// What staff does with orders: sending, canceling, refunding, capturing.

const MUGS = 'line-mug'
const TEA = 'line-tea'
const usd = (amount: number) => ({ amount, currency: 'USD' })

const post = <Body>(id: string, rest: string, body?: unknown, headers: Record<string, string> = {}) =>
  askAdmin<Body>('orders:write', 'POST', `/orders/${id}${rest}`, body, {
    'Idempotency-Key': `orders-${fresh()}`,
    ...headers,
  })
const read = (id: string) => askAdmin<ShownAdminOrder>('orders:read', 'GET', `/orders/${id}`)
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code]

describe('sending', () => {
  it('line by line, with tracking, until the order is completed', async () => {
    const { id } = await madeOrder('paid')
    const tracking = { carrier: 'UPS', number: '1Z 999', url: 'https://ups.example/1Z999' }
    const first = await post<ShownFulfillment>(id, '/fulfillments', {
      lines: [{ lineId: MUGS, quantity: 2 }],
      tracking,
    })
    expect(first).toMatchObject({
      status: 201,
      body: { id: expect.stringMatching(/^ful_/), lines: [{ lineId: MUGS, quantity: 2 }], tracking },
    })
    expect(await standing(id)).toBe('placed/paid partially_fulfilled 0+0')
    const rest = await post<ShownFulfillment>(id, '/fulfillments', {})
    expect(rest.body.lines).toEqual([
      { lineId: MUGS, quantity: 1 },
      { lineId: TEA, quantity: 1 },
    ])
    expect(await standing(id)).toBe('completed/paid fulfilled 0+0')
    expect(await historyOf(id)).toEqual(['created', 'placed', 'paid', 'fulfilled', 'fulfilled', 'completed'])
    expect(await loggedOf(id)).toEqual(await historyOf(id))
    expect((await read(id)).body.fulfillments.map((each) => each.id)).toEqual([first.body.id, rest.body.id])
    expect(codeOf(await post(id, '/fulfillments', {}))).toEqual([409, 'invalid_transition'])
  })

  test.each<[string, unknown, [number, string], string | undefined]>([
    [
      'more than there are',
      { lines: [{ lineId: MUGS, quantity: 4 }] },
      [409, 'invalid_transition'],
      '/lines/0/quantity',
    ],
    [
      'a line of nobody',
      { lines: [{ lineId: 'x', quantity: 1 }] },
      [422, 'validation_failed'],
      '/lines/0/lineId',
    ],
    [
      'a line twice',
      {
        lines: [
          { lineId: TEA, quantity: 1 },
          { lineId: TEA, quantity: 1 },
        ],
      },
      [422, 'validation_failed'],
      '/lines/1/lineId',
    ],
    ['none', { lines: [] }, [422, 'validation_failed'], '/lines'],
    ['no piece', { lines: [{ lineId: TEA, quantity: 0 }] }, [422, 'validation_failed'], '/lines/0/quantity'],
    [
      'half a piece',
      { lines: [{ lineId: TEA, quantity: 0.5 }] },
      [422, 'validation_failed'],
      '/lines/0/quantity',
    ],
    [
      'a script as link',
      { tracking: { url: 'javascript:alert(1)' } },
      [422, 'validation_failed'],
      '/tracking/url',
    ],
    [
      'a plain link',
      { tracking: { url: 'http://ups.example' } },
      [422, 'validation_failed'],
      '/tracking/url',
    ],
    ['tracking of nothing', { tracking: {} }, [422, 'validation_failed'], '/tracking'],
    ['a member too many', { total: 1 }, [422, 'validation_failed'], '/total'],
  ])('not %s', async (_what, body, refusal, pointer) => {
    const { id } = await madeOrder('paid')
    const answer = await post(id, '/fulfillments', body)
    expect([codeOf(answer), answer.body.errors?.[0]?.pointer]).toEqual([refusal, pointer])
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+0')
  })

  it('not what is being paid', async () => {
    const { id } = await madeOrder('pending')
    expect(codeOf(await post(id, '/fulfillments', {}))).toEqual([409, 'invalid_transition'])
  })
})

describe('refunding', () => {
  it('pieces: begun with the answer, done when the provider says so', async () => {
    const { id } = await madeOrder('paid')
    const begun = await post<ShownAdminRefund>(id, '/refunds', {
      lines: [{ lineId: MUGS, quantity: 1 }],
      reason: 'Dented',
    })
    expect(begun).toMatchObject({
      status: 202,
      body: {
        status: 'pending',
        amount: usd(1089),
        lines: [{ lineId: MUGS, quantity: 1, amount: usd(1089), tax: usd(89) }],
        reason: 'Dented',
        restock: false,
      },
    })
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+1089')
    expect((await read(id)).body.operations.at(-1)).toMatchObject({
      id: begun.body.operationId,
      kind: 'refund',
      status: 'pending',
      amount: usd(1089),
    })
    expect(await decideAll(id)).toBe(1)
    expect(await standing(id)).toBe('placed/partially_refunded unfulfilled 1089+0')
    expect((await read(id)).body.refunds).toMatchObject([{ id: begun.body.id, status: 'succeeded' }])
    expect(await historyOf(id)).toEqual(['created', 'placed', 'paid', 'refund_requested', 'refunded'])
    expect(await loggedOf(id)).toEqual(await historyOf(id))
  })

  it('piece by piece, then the rest: the order is refunded to the cent', async () => {
    const { id, bill } = await madeOrder('paid')
    const amounts: number[] = []
    for (const lineId of [MUGS, MUGS, MUGS, TEA]) {
      const { body } = await post<ShownAdminRefund>(id, '/refunds', { lines: [{ lineId, quantity: 1 }] })
      amounts.push(body.amount.amount)
      await decideAll(id)
    }
    expect(amounts).toEqual([1089, 1088, 1089, 363])
    expect(codeOf(await post(id, '/refunds', { lines: [{ lineId: TEA, quantity: 1 }] }))).toEqual([
      409,
      'refund_exceeds_payment',
    ])
    const rest = await post<ShownAdminRefund>(id, '/refunds', {})
    expect(rest.body.amount.amount).toBe(bill.total - 3629)
    await decideAll(id)
    expect(await standing(id)).toBe(`placed/refunded unfulfilled ${bill.total}+0`)
    expect(codeOf(await post(id, '/refunds', {}))).toEqual([409, 'refund_exceeds_payment'])
  })

  it('that the provider refuses changes nothing, and can be asked for again', async () => {
    const { id } = await madeOrder('paid')
    await post(id, '/refunds', { lines: [{ lineId: MUGS, quantity: 3 }] })
    await decideAll(id, 'declined')
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+0')
    expect((await read(id)).body.refunds).toMatchObject([{ status: 'failed' }])
    const again = await post<ShownAdminRefund>(id, '/refunds', { lines: [{ lineId: MUGS, quantity: 3 }] })
    expect(again.body.amount).toEqual(usd(3266))
    await decideAll(id)
    expect(await standing(id)).toBe('placed/partially_refunded unfulfilled 3266+0')
  })

  test.each<[string, unknown, [number, string]]>([
    ['nothing', { amount: usd(0) }, [422, 'validation_failed']],
    ['less than nothing', { amount: usd(-1) }, [422, 'validation_failed']],
    ['half a cent', { amount: usd(0.5) }, [422, 'validation_failed']],
    ['another currency', { amount: { amount: 1, currency: 'EUR' } }, [422, 'validation_failed']],
    ['more than was captured', { amount: usd(100_000) }, [409, 'refund_exceeds_payment']],
    [
      'more pieces than there are',
      { lines: [{ lineId: TEA, quantity: 2 }] },
      [409, 'refund_exceeds_payment'],
    ],
    ['a line of nobody', { lines: [{ lineId: 'x', quantity: 1 }] }, [422, 'validation_failed']],
    [
      'an amount and lines',
      { amount: usd(1), lines: [{ lineId: TEA, quantity: 1 }] },
      [422, 'validation_failed'],
    ],
    ['nothing to put back', { restock: true }, [422, 'validation_failed']],
    ['a total', { total: 1 }, [422, 'validation_failed']],
    ["a card's number", { reason: 'to 4242 4242 4242 4242' }, [422, 'validation_failed']],
  ])('not %s', async (_what, body, refusal) => {
    const { id } = await madeOrder('paid')
    expect(codeOf(await post(id, '/refunds', body))).toEqual(refusal)
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+0')
    expect((await fileOf(id)).operations).toHaveLength(2)
  })

  it('needs a key', async () => {
    const { id } = await madeOrder('paid')
    const answer = await askAdmin('orders:write', 'POST', `/orders/${id}/refunds`, {})
    expect(codeOf(answer)).toEqual([400, 'idempotency_key_required'])
  })

  it('not before the money is there', async () => {
    const { id } = await madeOrder('authorized')
    expect(codeOf(await post(id, '/refunds', {}))).toEqual([409, 'refund_exceeds_payment'])
  })

  it('puts pieces back into stock once the money is back, and only then', async () => {
    const variant = await stocked(10)
    const { id } = await madeOrder('paid', { pieces: { [variant]: 4 } }, true)
    expect(await onHand(variant)).toBe(6)
    const lines = [{ lineId: `line-${variant}`, quantity: 3 }]
    await post(id, '/refunds', { lines, restock: true })
    expect(await onHand(variant)).toBe(6)
    await decideAll(id, 'declined')
    expect(await onHand(variant)).toBe(6)
    await post(id, '/refunds', { lines, restock: true })
    await decideAll(id)
    expect(await onHand(variant)).toBe(9)
    await decideAll(id)
    expect(await onHand(variant)).toBe(9)
  })

  it('pieces that were not sent need not be: the rest completes the order', async () => {
    const { id } = await madeOrder('paid')
    await post(id, '/fulfillments', { lines: [{ lineId: MUGS, quantity: 3 }] })
    await post(id, '/refunds', { lines: [{ lineId: TEA, quantity: 1 }] })
    expect(await standing(id)).toBe('placed/paid partially_fulfilled 0+363')
    await decideAll(id)
    expect(await standing(id)).toBe('completed/partially_refunded fulfilled 363+0')
    expect((await historyOf(id)).slice(-2)).toEqual(['refunded', 'completed'])
  })
})

describe('canceling', () => {
  it('what is paid: stock is back at once, the money when the provider says so', async () => {
    const variant = await stocked(5)
    const { id, bill } = await madeOrder('paid', { pieces: { [variant]: 2 } }, true)
    expect(await onHand(variant)).toBe(3)
    const canceled = await post<OrderStanding>(id, '/cancel', { reason: 'customer' })
    expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled', paymentStatus: 'paid' } })
    expect(canceled.body.refunding).toEqual(usd(bill.total))
    expect(await onHand(variant)).toBe(5)
    await decideAll(id)
    expect(await standing(id)).toBe(`canceled/refunded unfulfilled ${bill.total}+0`)
    expect(await onHand(variant)).toBe(5)
    expect(await historyOf(id)).toEqual(['created', 'placed', 'paid', 'canceled', 'refunded'])
    expect((await read(id)).body.events.at(-2)?.data).toEqual({ reason: 'customer' })
    expect(codeOf(await post(id, '/cancel', {}))).toEqual([409, 'invalid_transition'])
  })

  it('after some of it came back: only what is still out', async () => {
    const variant = await stocked(5)
    const { id } = await madeOrder('paid', { pieces: { [variant]: 3 } }, true)
    await post(id, '/refunds', { lines: [{ lineId: `line-${variant}`, quantity: 1 }], restock: true })
    expect(codeOf(await post(id, '/cancel', {}))).toEqual([409, 'payment_in_progress'])
    await decideAll(id)
    expect(await onHand(variant)).toBe(3)
    expect((await post(id, '/cancel', {})).status).toBe(200)
    await decideAll(id)
    expect(await onHand(variant)).toBe(5)
    const { order } = await fileOf(id)
    expect([order.refunded, order.paymentStatus]).toEqual([order.captured, 'refunded'])
  })

  it('what is authorized lets the money go', async () => {
    const { id } = await madeOrder('authorized')
    expect((await post(id, '/cancel', {})).status).toBe(200)
    expect(await standing(id)).toBe('canceled/authorized unfulfilled 0+0')
    expect((await fileOf(id)).operations.at(-1)).toMatchObject({ kind: 'void', status: 'pending' })
    await decideAll(id)
    expect(await standing(id)).toBe('canceled/voided unfulfilled 0+0')
    expect((await historyOf(id)).slice(-2)).toEqual(['canceled', 'voided'])
  })

  it('whose authorization has lapsed: there is nothing to let go', async () => {
    const { id } = await madeOrder('authorized')
    const ctx = context()
    const [authorization] = (await fileOf(id)).operations
    await commit(ctx.db, saveLapse(ctx, authorization?.id as PaymentOperationId))
    expect(codeOf(await post(id, '/capture'))).toEqual([409, 'invalid_transition'])
    expect((await post(id, '/cancel', {})).status).toBe(200)
    expect(await standing(id)).toBe('canceled/voided unfulfilled 0+0')
    expect((await fileOf(id)).operations).toHaveLength(1)
  })

  test.each<[string, (id: OrderId) => Promise<unknown>, string]>([
    [
      'sent',
      (id) => post(id, '/fulfillments', { lines: [{ lineId: TEA, quantity: 1 }] }),
      'invalid_transition',
    ],
    ['being refunded', (id) => post(id, '/refunds', { amount: usd(1) }), 'payment_in_progress'],
  ])('not what is %s', async (_what, before, code) => {
    const { id } = await madeOrder('paid')
    await before(id)
    expect(codeOf(await post(id, '/cancel', {}))).toEqual([409, code])
  })

  it('not what is being paid: that is the buyer’s', async () => {
    const { id } = await madeOrder('pending')
    expect(codeOf(await post(id, '/cancel', {}))).toEqual([409, 'payment_in_progress'])
    expect(codeOf(await post(id, '/cancel', { reason: 'because' }))).toEqual([422, 'validation_failed'])
  })
})

describe('capturing', () => {
  it('takes what is authorized, once', async () => {
    const { id, bill } = await madeOrder('authorized')
    const begun = await post<OrderStanding>(id, '/capture')
    expect(begun).toMatchObject({ status: 202, body: { paymentStatus: 'authorized', captured: usd(0) } })
    expect(codeOf(await post(id, '/capture'))).toEqual([409, 'payment_in_progress'])
    await decideAll(id)
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+0')
    expect((await fileOf(id)).order.captured).toBe(bill.total)
    expect(codeOf(await post(id, '/capture'))).toEqual([409, 'invalid_transition'])
    expect(await historyOf(id)).toEqual(['created', 'placed', 'authorized', 'capture_requested', 'paid'])
  })

  it('that fails leaves the order as it was, to be tried again', async () => {
    const { id } = await madeOrder('authorized')
    await post(id, '/capture')
    await decideAll(id, 'declined')
    expect(await standing(id)).toBe('placed/authorized unfulfilled 0+0')
    expect((await post(id, '/capture')).status).toBe(202)
    await decideAll(id)
    expect(await standing(id)).toBe('placed/paid unfulfilled 0+0')
  })

  it('completes what was sent before', async () => {
    const { id } = await madeOrder('authorized')
    await post(id, '/fulfillments', {})
    expect(await standing(id)).toBe('placed/authorized fulfilled 0+0')
    await post(id, '/capture')
    await decideAll(id)
    expect(await standing(id)).toBe('completed/paid fulfilled 0+0')
  })
})

describe('under If-Match', () => {
  test.each([
    ['/fulfillments', {}],
    ['/cancel', {}],
    ['/refunds', {}],
  ])('%s is refused when the order has moved', async (rest, body) => {
    const { id } = await madeOrder('paid')
    const { etag } = await read(id)
    await post(id, '/refunds', { amount: usd(1) })
    await decideAll(id)
    const stale = await post<{ current: OrderStanding }>(id, rest, body, { 'If-Match': etag })
    expect([...codeOf(stale), stale.body.current.revision]).toEqual([412, 'version_mismatch', 4])
    // What is shown with a refusal is nobody's name or address.
    expect(JSON.stringify(stale.body)).not.toContain('example.com')
    const again = await post(id, rest, body, { 'If-Match': stale.etag })
    expect(again.status).toBeLessThan(300)
  })
})

it('leaves no personal data in log, audit or kept answers', async () => {
  const contact: NonNullable<Wanted['contact']> = {
    email: 'canary-mail@example.com',
    phone: '+1 212 555 0199',
    shippingAddress: {
      firstName: 'Canaryfirst',
      lastName: 'Canarylast',
      line1: '1 Canary Row',
      country: 'US',
    },
    billingAddress: { company: 'Canary Ltd' },
    note: 'canary note',
  }
  const { id } = await madeOrder('paid', {
    contact,
    customer: { issuer: 'https://x.test', subject: 'canary-subject' },
  })
  await post(id, '/fulfillments', { lines: [{ lineId: MUGS, quantity: 1 }] })
  await post(id, '/refunds', { amount: usd(1), reason: 'canary reason' })
  await decideAll(id)
  const other = await madeOrder('authorized', { contact })
  await post(other.id, '/capture')
  const third = await madeOrder('authorized', { contact })
  await post(third.id, '/cancel', {})
  const tables = ['events', 'audit_entries', 'order_events', 'promotion_redemptions']
  for (const table of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all()
    expect([table, JSON.stringify(results).match(/canary\w*/i)?.[0]]).toEqual([table, undefined])
  }
  const { results } = await env.DB.prepare('SELECT * FROM idempotency_keys').all()
  // The reason is staff's own word, and is kept with the answer for two days.
  expect(JSON.stringify(results).replaceAll('canary reason', '')).not.toMatch(/canary/i)
})

it('knows no order that is not there', async () => {
  for (const rest of ['/fulfillments', '/cancel', '/refunds'])
    expect(codeOf(await post('ord_nowhere', rest, {}))).toEqual([404, 'not_found'])
  expect(codeOf(await post('ord_nowhere', '/capture'))).toEqual([404, 'not_found'])
  expect(codeOf(await read('ord_nowhere'))).toEqual([404, 'not_found'])
})
