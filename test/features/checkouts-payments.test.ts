import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { testBook } from '../../src/payments/test-provider.ts'
import { sweepPayments } from '../../src/checkout/sweep-payments.ts'
import { fileOf, standing } from './orders/support.ts'
import {
  bookedFor,
  buyer,
  checkoutObject,
  type Buyer,
  eventually,
  free,
  item,
  ordersOf,
  prepared,
  soundShop,
  stocked,
} from './checkouts/support.ts'
import { context, send } from './shop.ts'
import { make } from './doors/door.ts'

beforeAll(prepared)

const paid = (orderId: string) =>
  eventually(async () => (await standing(orderId)) === 'placed/paid unfulfilled 0+0')

const completedBy = (ada: Buyer): Promise<string> => eventually(async () => (await ada.read()).body.orderId)

describe('a declined payment', () => {
  it('leaves cart, stock and checkout as they were, and another one can be tried', async () => {
    const variant = await stocked(3)
    const ada = await buyer([item(variant, 2)])
    const declined = await ada.complete('decline', undefined, 'first')
    expect([declined.status, declined.body.code]).toEqual([402, 'payment_declined'])
    expect(declined.body.errors).toMatchObject([{ pointer: '/payment', code: 'declined' }])
    expect(await free(variant)).toBe(3)
    const again = await ada.complete('decline', undefined, 'first')
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([402, 'true'])
    const { body } = await ada.read()
    expect(body.status).toBe('ready_for_complete')
    expect(body.messages).toMatchObject([{ code: 'payment_declined' }])
    expect((await ada.cart?.add(item('var-mug')))?.status).toBe(200)
    // The cart is another one now: the total is to be seen before it is paid.
    const changed = await ada.complete()
    expect([changed.status, changed.body.code]).toEqual([409, 'price_changed'])
    const done = await ada.complete()
    expect(done.status, done.text).toBe(200)
    expect(done.body.order.items).toHaveLength(2)
    await paid(done.body.order.id)
    await soundShop()
  })
})

describe('a payment for which the buyer has to do something', () => {
  it('goes on when they have done it, with the same order, and is authorised once', async () => {
    const ada = await buyer()
    const waits = await ada.complete('require_action')
    expect([waits.status, waits.body.status]).toEqual([202, 'complete_in_progress'])
    const { reference = '' } = waits.body.action ?? {}
    const still = await ada.complete('approve')
    expect([still.status, still.body.action?.reference]).toEqual([202, reference])
    expect((await ada.read()).body.status).toBe('complete_in_progress')
    expect((await ada.cart?.add(item('var-mug')))?.body.code).toBe('cart_locked')
    expect((await ada.change({ phone: '+1 415 555 0100' })).body.code).toBe('payment_in_progress')
    expect((await send(`/v1/test-payments/${reference}/approve`, { method: 'POST' })).status).toBe(204)
    expect((await send(`/v1/test-payments/${reference}/approve`, { method: 'POST' })).status).toBe(404)
    const orderId = await completedBy(ada)
    await paid(orderId)
    expect(await ordersOf(ada.id)).toEqual([orderId])
    expect(await bookedFor(orderId)).toHaveLength(1)
  })

  it('is let go when the buyer cancels, and the cart can be bought by another checkout', async () => {
    const variant = await stocked(1)
    const ada = await buyer([item(variant)])
    const waits = await ada.complete('require_action')
    expect(waits.status).toBe(202)
    const canceled = await ada.cancel()
    expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled'])
    expect((await ada.cancel()).body.status).toBe('canceled')
    expect(await free(variant)).toBe(1)
    const [orderId = ''] = await ordersOf(ada.id)
    expect(await standing(orderId)).toBe('canceled/voided unfulfilled 0+0')
    await eventually(async () => (await bookedFor(orderId))[0]?.status === 'voided')
    expect((await ada.cart?.add(item('var-mug')))?.status).toBe(200)
    await soundShop()
  })

  it('is over when they decline it', async () => {
    const ada = await buyer()
    const { body } = await ada.complete('require_action')
    await testBook(context()).act(body.action?.reference ?? '', 'decline')
    await eventually(async () => (await ada.read()).body.status === 'ready_for_complete')
    expect((await ada.read()).body.messages).toMatchObject([{ code: 'payment_declined' }])
    expect((await ada.complete()).status).toBe(200)
  })
})

describe('a payment whose outcome is not known', () => {
  it.each(['time_out_charged', 'webhook_late'])(
    '%s is found out, and never charged twice',
    async (script) => {
      const ada = await buyer()
      const unknown = await ada.complete(script)
      expect([unknown.status, unknown.body.status]).toEqual([202, 'complete_in_progress'])
      const orderId = await completedBy(ada)
      await paid(orderId)
      expect(await bookedFor(orderId)).toMatchObject([
        { captured: unknown.body.order?.total.amount ?? expect.any(Number) },
      ])
      expect(await ordersOf(ada.id)).toEqual([orderId])
    },
  )

  it('that never arrived is no payment: the checkout opens again', async () => {
    const variant = await stocked(1)
    const ada = await buyer([item(variant)])
    expect((await ada.complete('time_out_not_charged')).status).toBe(202)
    await eventually(async () => (await ada.read()).body.status === 'ready_for_complete')
    expect(await free(variant)).toBe(1)
    expect((await ada.complete()).status).toBe(200)
    await soundShop()
  })

  it.each(['webhook_first', 'webhook_twice', 'webhook_never', 'capture_time_out'])(
    '%s comes to one paid order',
    async (script) => {
      const ada = await buyer()
      const { status, body, text } = await ada.complete(script)
      expect(status, text).toBe(200)
      await paid(body.order.id)
      expect(await bookedFor(body.order.id)).toMatchObject([{ captured: body.order.total.amount }])
      expect(await ordersOf(ada.id)).toHaveLength(1)
    },
  )
})

describe('completing many times at once', () => {
  it('makes one order, whatever the keys', async () => {
    const variant = await stocked(50)
    const ada = await buyer([item(variant)])
    const { total } = (await ada.read()).body
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ada.pay(total, { provider: 'test', script: 'approve' }, `key ${at % 10}`),
      ),
    )
    const orderId = (await ada.read()).body.orderId ?? ''
    const right = answers.filter(({ status }) => status === 200)
    // The key that came first, twice.
    expect(right.map(({ body }) => body.order.id)).toEqual([orderId, orderId])
    expect(answers.filter(({ body }) => body.code === 'checkout_completed')).toHaveLength(18)
    expect((await ordersOf(ada.id)).length).toBe(1)
    expect(await free(variant)).toBe(49)
    await paid(orderId)
  })

  it('asks the provider once, and gives everybody the same order', async () => {
    const ada = await buyer()
    const total = (await ada.read()).body.total
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        ada.pay(total, { provider: 'test', script: 'approve_after_ms:300' }, 'one'),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.order))).size).toBe(1)
    expect(await bookedFor(answers[0]?.body.order.id ?? '')).toHaveLength(1)
  })
})

describe('what a buyer has not confirmed', () => {
  it('is not charged: a total that is one cent off', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    for (const amount of [total.amount - 1, total.amount + 1]) {
      const refused = await ada.complete('approve', amount)
      expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
      expect(refused.body.current).toMatchObject({ total })
    }
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.complete()).status).toBe(200)
  })

  it('is not sold: more than there is', async () => {
    const variant = await stocked(1)
    const ada = await buyer([item('var-mug'), item(variant, 2)])
    const refused = await ada.complete()
    expect([refused.status, refused.body.code]).toEqual([409, 'out_of_stock'])
    expect(refused.body.errors).toMatchObject([{ pointer: '/items/1', code: 'out_of_stock' }])
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.cart?.read())?.status).toBe(200)
  })
})

describe('money that goes back', () => {
  it('is refunded at the provider when staff asks', async () => {
    const ada = await buyer()
    const { body } = await ada.complete()
    await paid(body.order.id)
    await make(
      'POST',
      `/v1/admin/orders/${body.order.id}/refunds`,
      'orders:write',
      {
        amount: { amount: 100, currency: 'USD' },
      },
      { 'Idempotency-Key': 'refund' },
    )
    await eventually(async () => (await bookedFor(body.order.id))[0]?.refunded === 100)
    await eventually(async () => (await fileOf(body.order.id)).order.refunded === 100)
    await soundShop()
  })

  it('goes back by itself when the shop dies while it asks the provider', async () => {
    const ada = await buyer()
    const { body } = await ada.complete()
    await paid(body.order.id)
    // While the provider is asked the object's alarm is set already: it would go on where this one ends.
    const alarms: (number | null)[] = []
    await runInDurableObject(checkoutObject(ada.id), async (object, { storage }) => {
      await storage.deleteAlarm()
      const silent = {
        async ask() {
          alarms.push(await storage.getAlarm())
          Object.assign(object, { env })
          throw new Error('nobody hears of it')
        },
      }
      Object.assign(object, { env: { ...env, TEST_PROVIDER: { getByName: () => silent } } })
    })
    const path = `/v1/admin/orders/${body.order.id}/refunds`
    await make('POST', path, 'orders:write', {}, { 'Idempotency-Key': 'dies' })
    await eventually(async () => (await fileOf(body.order.id)).order.refunded === body.order.total.amount)
    expect(alarms).toEqual([expect.any(Number)])
    await soundShop()
  })
})

describe('the sweeper', () => {
  it('takes up what the alarm of a checkout has missed', async () => {
    const ada = await buyer()
    await ada.complete('time_out_charged')
    await sweepPayments(context(), -60_000)
    const [orderId = ''] = await ordersOf(ada.id)
    await paid(orderId)
    expect((await ada.read()).body.orderId).toBe(orderId)
  })
})

describe('other ways to pay', () => {
  it('takes a promise, which staff captures when the money has come', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    const { body } = await ada.pay(total, { provider: 'manual', method: 'invoice' })
    expect(await standing(body.order.id)).toBe('placed/authorized unfulfilled 0+0')
    await make('POST', `/v1/admin/orders/${body.order.id}/capture`, 'orders:write', {})
    await paid(body.order.id)
  })

  it('refuses one that the shop does not offer', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    const refused = await ada.pay(total, { provider: 'stripe', paymentMethod: 'pm_card_visa' })
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/payment/provider'])
  })
})

it('answers nothing at the hook of a provider that is not signed by it', async () => {
  const answer = await send('/v1/hooks/test', { method: 'POST', body: '{}' })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'invalid_signature' })
})
