import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import { ORDER_STATES } from '../../src/domain/order-states.ts'
import { orderRace } from '../../src/orders/save-order.ts'
import { appendEvents } from '../../src/events/append.ts'
import { markFailed, markPaid } from '../../src/orders/mark-order.ts'
import { ORDER_LAWS } from '../../src/orders/order-violations.ts'
import { broken as brokenLaws } from './consistency/broken.ts'
import { startRefund } from '../../src/orders/start-refund.ts'
import {
  orderByCheckout,
  orderById,
  orderOfCart,
  ordersToPayBack,
  undecidedOrders,
} from '../../src/orders/order-queries.ts'
import { brokenConstraint, commit } from '../../src/platform/d1.ts'
import {
  captureAsked,
  decideAll,
  fileOf,
  historyOf,
  insertion,
  loggedOf,
  madeOrder,
  newOrderFor,
  standing,
} from './orders/support.ts'
import { context } from './shop.ts'

// The rows of orders: what is stored, what the database refuses.

const broken = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => brokenConstraint(error) ?? String(error),
  )

it('gives back what was put in', async () => {
  const ctx = context()
  const contact = {
    email: 'ada+shop@example.com',
    phone: '+1 212 555 0100',
    shippingAddress: { firstName: "O'Neil", lastName: 'Nuñez 🙂', line1: '1 Main St', country: 'US' },
    note: 'ring twice',
  }
  const order = newOrderFor(ctx, { customer: { issuer: 'https://customers.test', subject: 'ada' }, contact })
  await commit(ctx.db, insertion(ctx, order))
  const file = await fileOf(order.id)
  expect(file.order).toEqual({ ...order, erasedAt: null })
  expect([await historyOf(order.id), await loggedOf(order.id)]).toEqual([['created'], ['created']])
  expect(file.events[0]?.id).toBe(
    await env.DB.prepare('SELECT id FROM events WHERE subject = ?').bind(`order:${order.id}`).first('id'),
  )
})

describe('one cart, one order', () => {
  it('a second order of a checkout, a cart or a number breaks a constraint that tells which', async () => {
    const first = await madeOrder('pending')
    const ctx = context()
    const races = [
      [{ ...newOrderFor(ctx), cart: first.cart }, 'cart'],
      [{ ...newOrderFor(ctx), checkoutId: first.checkoutId }, 'checkout'],
      [{ ...newOrderFor(ctx), number: first.number }, 'number'],
    ] as const
    for (const [order, race] of races) {
      const constraint = await broken(commit(ctx.db, insertion(ctx, order)))
      expect([orderRace(constraint ?? ''), constraint]).toEqual([race, constraint])
      expect(await orderById(ctx.db, order.id)).toBeUndefined()
    }
    expect(orderRace('order_state')).toBeUndefined()
  })

  it('twenty at once make one', async () => {
    const ctx = context()
    const cart = { id: `cart_${crypto.randomUUID()}`, since: 7 }
    const all = Array.from({ length: 20 }, () => newOrderFor(ctx, { cart }))
    const told = await Promise.all(all.map((order) => broken(commit(ctx.db, insertion(ctx, order)))))
    expect(told.filter((each) => each === undefined)).toHaveLength(1)
    const winner = all[told.indexOf(undefined)]
    expect(await orderOfCart(ctx.db, cart)).toMatchObject({ id: winner?.id, number: winner?.number })
    expect(await orderOfCart(ctx.db, { ...cart, since: 8 })).toBeUndefined()
  })

  it("a customer's cart makes one order each time it is opened", async () => {
    const id = `cart_${crypto.randomUUID()}`
    await madeOrder('paid', { cart: { id, since: 1 } })
    await madeOrder('paid', { cart: { id, since: 2 } })
    await expect(madeOrder('paid', { cart: { id, since: 2 } })).rejects.toThrow('cart_id')
  })

  it('five hundred numbers, none twice', async () => {
    const ctx = context()
    const numbers = Array.from({ length: 500 }, () => newOrderFor(ctx).number)
    expect(new Set(numbers).size).toBe(500)
  })
})

describe('the database keeps', () => {
  const change = (sql: string, ...values: unknown[]) =>
    broken(
      env.DB.prepare(sql)
        .bind(...values)
        .run(),
    )

  it('what was bought', async () => {
    const { id } = await madeOrder('paid')
    const lies = [
      'UPDATE orders SET total = 1 WHERE id = ?',
      "UPDATE orders SET bill = '{}' WHERE id = ?",
      "UPDATE orders SET number = '00000000' WHERE id = ?",
      'DELETE FROM orders WHERE id = ?',
      'UPDATE order_lines SET quantity = 99 WHERE order_id = ?',
      'UPDATE order_lines SET unit_price = 1 WHERE order_id = ?',
      "UPDATE order_events SET type = 'order.refunded' WHERE order_id = ?",
      'DELETE FROM order_events WHERE order_id = ?',
    ]
    for (const lie of lies)
      expect([lie, await change(lie, id)]).toEqual([lie, expect.stringMatching(/not (?:change|delete)/)])
  })

  it('to the states of the graph, all of them and no other', async () => {
    const statuses = ['pending', 'placed', 'completed', 'canceled', 'failed', 'shipped']
    const payments = [
      'pending',
      'authorized',
      'paid',
      'partially_refunded',
      'refunded',
      'voided',
      'failed',
      'free',
    ]
    const { id } = await madeOrder('paid')
    await env.DB.prepare("UPDATE orders SET fulfillment_status = 'fulfilled' WHERE id = ?").bind(id).run()
    const allowed: string[] = []
    for (const status of statuses)
      for (const payment of payments) {
        const sql = 'UPDATE orders SET status = ?2, payment_status = ?3 WHERE id = ?1'
        if ((await change(sql, id, status, payment)) === undefined) allowed.push(`${status}/${payment}`)
      }
    expect(allowed.toSorted()).toEqual([...ORDER_STATES].toSorted())
    const back = "status = 'placed', payment_status = 'paid', fulfillment_status = 'unfulfilled'"
    await env.DB.prepare(`UPDATE orders SET ${back} WHERE id = ?`).bind(id).run()
  })

  test.each([
    ['more captured than it costs', 'captured = total + 1', 'order_captured'],
    ['more refunded than was captured', 'refunded = captured + 1', 'order_refunded'],
    ['more on its way', 'refunded = captured, refunding = 1', 'order_refunded'],
    ['less than nothing', 'refunding = -1', 'order_refunded'],
    ['completed without being sent', "status = 'completed'", 'order_completed'],
    ['erased and still there', 'erased_at = 1', 'order_erased'],
  ])('not %s', async (_what, change_, constraint) => {
    const { id } = await madeOrder('paid')
    expect(await change(`UPDATE orders SET ${change_} WHERE id = ?`, id)).toBe(constraint)
  })

  test.each([
    ['fulfilled = quantity + 1', 'order_line_fulfilled'],
    ['returned = quantity, coming_back = 1', 'order_line_returned'],
    ['restocked = 1', 'order_line_restocked'],
    ['refunded_tax = 1', 'order_line_refunded'],
  ])('no line with %s', async (change_, constraint) => {
    const { id } = await madeOrder('paid')
    expect(await change(`UPDATE order_lines SET ${change_} WHERE order_id = ?`, id)).toBe(constraint)
  })
})

describe('looking for orders', () => {
  it('of a checkout: the one that is not over, else the last', async () => {
    const ctx = context()
    const checkoutId = `chk_${crypto.randomUUID()}`
    expect(await orderByCheckout(ctx.db, checkoutId)).toBeUndefined()
    const first = await madeOrder('pending', { checkoutId })
    await commit(ctx.db, markFailed(ctx, first.id))
    expect((await orderByCheckout(ctx.db, checkoutId))?.order.id).toBe(first.id)
    const second = await madeOrder('pending', { checkoutId })
    expect((await orderByCheckout(ctx.db, checkoutId))?.order.id).toBe(second.id)
  })

  it('that are undecided, longest first', async () => {
    const ctx = context()
    const [one, other] = [await madeOrder('pending'), await madeOrder('pending')]
    await madeOrder('paid')
    await env.DB.prepare('UPDATE orders SET updated_at = 5 WHERE id = ?').bind(other.id).run()
    await env.DB.prepare('UPDATE orders SET updated_at = 6 WHERE id = ?').bind(one.id).run()
    const found = await undecidedOrders(ctx.db, 7, 10)
    expect(found.map(({ id }) => id)).toEqual([other.id, one.id])
    expect(found[0]).toEqual({ id: other.id, checkoutId: other.checkoutId, provider: 'stripe', updatedAt: 5 })
    expect(await undecidedOrders(ctx.db, 6, 10)).toHaveLength(1)
    expect(await undecidedOrders(ctx.db, 7, 1)).toHaveLength(1)
  })
})

it('is marked from states that it can come from, and from no other', async () => {
  const ctx = context()
  const { id } = await madeOrder('paid')
  expect(await broken(commit(ctx.db, markPaid(ctx, id)))).toBe('guard_held')
  expect(await historyOf(id)).toEqual(['created', 'placed', 'paid'])
})

it('that is over and is paid all the same is found, and its money goes back', async () => {
  const ctx = context()
  const supplied = await madeOrder('paid')
  const { id, bill } = await madeOrder('pending')
  await commit(ctx.db, markFailed(ctx, id))
  await captureAsked(id)
  await decideAll(id)
  const found = (await ordersToPayBack(ctx.db, 10)).map((each) => each.id)
  expect(found).toEqual([id])
  expect(found).not.toContain(supplied.id)
  const { statements, events } = startRefund(ctx, await fileOf(id), { kind: 'rest' }, 'not_supplied', 'shop')
  await commit(ctx.db, [...statements, ...appendEvents(ctx, events, 'shop', 'live')])
  expect(await ordersToPayBack(ctx.db, 10)).toEqual([])
  await decideAll(id)
  expect(await standing(id)).toBe(`failed/refunded unfulfilled ${bill.total}+0`)
  expect(await historyOf(id)).toEqual(['created', 'failed', 'paid_late', 'refund_requested', 'refunded'])
  expect(await brokenLaws(ORDER_LAWS)).toEqual({})
})
