import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { CheckoutCalls } from '../../src/checkout/checkout-reply.ts'
import { sweepPayments } from '../../src/checkout/sweep-payments.ts'
import type { OrderId } from '../../src/domain/ids.ts'
import { item } from './carts/support.ts'
import {
  bookedFor,
  buyer,
  type Buyer,
  cartsWithout,
  checkoutObject,
  eventually,
  free,
  ordersOf,
  prepared,
  rebind,
  soundShop,
  stocked,
} from './checkouts/support.ts'
import { standing } from './orders/support.ts'
import { context } from './shop.ts'

// The database or the cart away in the middle of a completion (I-13, I-14, I-16): nothing is lost, nothing comes twice.

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }

/** The database, with one of its batches in trouble: not done, done without an answer, or never answered. */
function troubled(at: number, how: 'refused' | 'unheard' | 'stalled'): D1Database {
  let count = 0
  const lost = () => new Error('D1_ERROR: Network connection lost.')
  const batch = async <T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> => {
    count += 1
    if (count !== at) return env.DB.batch<T>(statements)
    if (how === 'refused') throw lost()
    const answer = await env.DB.batch<T>(statements)
    if (how === 'unheard') throw lost()
    return new Promise<typeof answer>(() => {})
  }
  return new Proxy(env.DB, {
    get: (db, name) => (name === 'batch' ? batch : Reflect.get(db, name, db).bind(db)),
  })
}

const alarm = (ada: Buyer): Promise<boolean> => runDurableObjectAlarm(checkoutObject(ada.id))

const isPaid = (orderId: string) =>
  eventually(async () => (await standing(orderId)) === 'placed/paid unfulfilled 0+0')

// What is read; the order with its stock; the outcome of its payment.
const BATCHES = [1, 2, 3]

describe.each(['refused', 'unheard'] as const)('a batch that is %s', (how) => {
  it.each(BATCHES)('number %i of a completion: the same key again comes to one paid order', async (at) => {
    const variant = await stocked(3)
    const ada = await buyer([item(variant, 2)])
    const { total } = (await ada.read()).body
    await rebind(ada.id, { DB: troubled(at, how) })
    const failed = await ada.pay(total, approve, 'k')
    expect([failed.status, failed.body.code, failed.headers.get('Retry-After')]).toEqual([
      503,
      'unavailable',
      '2',
    ])
    await rebind(ada.id, {})
    const done = await ada.pay(total, approve, 'k')
    expect(done.status, done.text).toBe(200)
    const { id } = done.body.order
    await isPaid(id)
    expect(await ordersOf(ada.id)).toEqual([id])
    expect(await bookedFor(id)).toMatchObject([{ amount: total.amount, captured: total.amount }])
    expect([await free(variant), (await ada.cart?.read())?.status]).toEqual([1, 410])
    await soundShop()
  })

  it.each(BATCHES)('number %i, and nobody comes again: the alarm brings it to its end', async (at) => {
    const variant = await stocked(3)
    const ada = await buyer([item(variant, 2)])
    const { total } = (await ada.read()).body
    await rebind(ada.id, { DB: troubled(at, how) })
    expect((await ada.pay(total, approve)).status).toBe(503)
    await rebind(ada.id, {})
    await eventually(async () => {
      await alarm(ada)
      return (await ada.read()).body.status !== 'complete_in_progress'
    })
    const { status, orderId } = (await ada.read()).body
    const orders = await ordersOf(ada.id)
    const isOrdered = at > 2 || (at === 2 && how === 'unheard')
    // Without an order nobody was promised anything.
    expect([status, orders.length]).toEqual(isOrdered ? ['completed', 1] : ['ready_for_complete', 0])
    if (orderId !== undefined) await isPaid(orderId)
    expect(await free(variant)).toBe(isOrdered ? 1 : 3)
    expect((await ada.cart?.read())?.status).toBe(isOrdered ? 410 : 200)
    await soundShop()
  })
})

test('a database that stalls while it orders: 503, then the order it has made after all is paid once', async () => {
  const ada = await buyer()
  const { total } = (await ada.read()).body
  await rebind(ada.id, { DB: troubled(2, 'stalled') })
  const failed = await ada.pay(total, approve, 'k')
  expect([failed.status, failed.body.code]).toEqual([503, 'unavailable'])
  await rebind(ada.id, {})
  const done = await ada.pay(total, approve, 'k')
  expect(done.status, done.text).toBe(200)
  await isPaid(done.body.order.id)
  expect(await bookedFor(done.body.order.id)).toHaveLength(1)
  expect(await ordersOf(ada.id)).toHaveLength(1)
})

test('a database that is away: completions are refused, and the checkout can be read and changed', async () => {
  const ada = await buyer()
  const { total } = (await ada.read()).body
  await rebind(ada.id, { FAULTS: 'DB=fail' })
  expect((await ada.pay(total, approve)).status).toBe(503)
  expect((await ada.read()).body.status).toBe('complete_in_progress')
  expect((await ada.cancel()).status).toBe(503)
  // The alarm does not give up, and does not throw.
  expect(await alarm(ada)).toBe(true)
  expect((await ada.read()).body.status).toBe('complete_in_progress')
  await rebind(ada.id, {})
  await alarm(ada)
  expect((await ada.read()).body.status).toBe('ready_for_complete')
  expect((await ada.change({ note: 'again' })).status).toBe(200)
  expect((await ada.complete()).status).toBe(200)
})

describe('a cart that cannot be reached', () => {
  it('when it is to be frozen: nothing is ordered, and it can be bought later', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    await rebind(ada.id, cartsWithout('freeze'))
    expect((await ada.pay(total, approve)).status).toBe(503)
    await rebind(ada.id, {})
    await alarm(ada)
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.complete()).status).toBe(200)
  })

  it.each([
    ['close', 'approve'],
    ['thaw', 'decline'],
  ])('when it is to %s: the checkout does not rest before it has been told', async (method, script) => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    await rebind(ada.id, cartsWithout(method))
    expect((await ada.pay(total, { provider: 'test', script })).status).toBe(503)
    const [orderId = ''] = await ordersOf(ada.id)
    for (let times = 0; times < 3; times += 1) await alarm(ada)
    await sweepPayments(context(), -60_000)
    expect((await ada.read()).body.status).toBe('complete_in_progress')
    await rebind(ada.id, {})
    await alarm(ada)
    const { status } = (await ada.read()).body
    expect(status).toBe(script === 'approve' ? 'completed' : 'ready_for_complete')
    expect((await ada.cart?.add(item('var-mug')))?.status).toBe(script === 'approve' ? 410 : 200)
    expect(await ordersOf(ada.id)).toEqual([orderId])
    await soundShop()
  })
})

test('an object that has ended is empty again when what it was woken for is done', async () => {
  const { body } = await (await buyer()).complete()
  await isPaid(body.order.id)
  // As that of an order which staff refunds a month later.
  const object = checkoutObject(`chk_${crypto.randomUUID()}`)
  await (object as unknown as Pick<CheckoutCalls, 'advance'>).advance(body.order.id as OrderId)
  await eventually(() =>
    runInDurableObject(
      object,
      (_object, { storage }) =>
        storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'watched'`).toArray().length === 0,
    ),
  )
})
