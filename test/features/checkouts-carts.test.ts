import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { OpenedCheckout } from '../../src/checkout/checkout-schemas.ts'
import { ask, type Fault, type Guest, item, open, stubOf } from './carts/support.ts'
import {
  addressIn,
  buyer,
  type Buyer,
  Buyer as AnyBuyer,
  checkoutObject,
  checkoutOf,
  eventually,
  ordersOf,
  prepared,
} from './checkouts/support.ts'
import { customerToken } from './shop.ts'

// A cart and its one checkout (I-10, I-19, I-20, I-45): two tabs, changes in between, and the end of either.

beforeAll(prepared)

const ready = { email: 'ada@example.com', shippingAddress: addressIn('us'), shippingOptionId: 'shp-us' }

/** The time of a cart or checkout is over. */
const expire = (object: DurableObjectStub, table: 'cart' | 'checkout', path: string) =>
  runInDurableObject(object, (_held, { storage }) => {
    storage.sql.exec(`UPDATE ${table} SET state = json_set(state, '${path}', 1000)`)
  })

describe('one cart', () => {
  it('has one checkout, whoever opens it, and at once', async () => {
    const cart = await open([item('var-mug')])
    const opened = await Promise.all(Array.from({ length: 20 }, () => checkoutOf(cart)))
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
    const [first] = opened
    const again = await ask<OpenedCheckout>('POST', '/v1/checkouts', cart.token, { cartId: cart.id })
    expect([again.status, again.body.checkout.id]).toEqual([200, first?.id])
    // Every token opens it.
    for (const { token } of opened)
      expect((await ask('GET', `/v1/checkouts/${first?.id}`, token)).status).toBe(200)
  })

  it('has another when the first is canceled, and the first can do nothing any more', async () => {
    const ada = await buyer()
    expect((await ada.cancel()).body.status).toBe('canceled')
    for (const refused of [await ada.complete('approve', 2672), await ada.change({ note: 'x' })])
      expect([refused.status, refused.body.code]).toEqual([409, 'invalid_transition'])
    const next = await checkoutOf(ada.cart as Guest)
    expect(next.id).not.toBe(ada.id)
    // The canceled one does not free the cart of the other.
    expect((await ada.cancel()).body.status).toBe('canceled')
    expect((await checkoutOf(ada.cart as Guest)).id).toBe(next.id)
    await next.change(ready)
    expect((await next.complete()).status).toBe(200)
  })

  it('comes to one order, from both tabs at once', async () => {
    const ada = await buyer()
    const other = await checkoutOf(ada.cart as Guest)
    const { total } = (await ada.read()).body
    const answers = await Promise.all(
      [ada, other].map((tab, at) => tab.pay(total, { provider: 'test', script: 'approve' }, `tab ${at}`)),
    )
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body).toMatchObject({
      code: 'checkout_completed',
      current: { orderId: (await ordersOf(ada.id))[0] },
    })
  })

  it('is closed when it is bought: its token opens no other checkout', async () => {
    const ada = await buyer()
    expect((await ada.complete()).status).toBe(200)
    const gone = await ask<Fault>('POST', '/v1/checkouts', ada.cart?.token, { cartId: ada.cart?.id })
    expect([gone.status, gone.body.code]).toEqual([410, 'cart_expired'])
  })

  it('shows the same checkout while it is paid', async () => {
    const ada = await buyer()
    await ada.complete('require_action')
    const shown = await ask<OpenedCheckout>('POST', '/v1/checkouts', ada.cart?.token, {
      cartId: ada.cart?.id,
    })
    expect([shown.status, shown.body.checkout.id, shown.body.checkout.status]).toEqual([
      200,
      ada.id,
      'complete_in_progress',
    ])
  })
})

describe('a cart that changes after the buyer has looked', () => {
  const changes: [string, (cart: Guest) => Promise<unknown>][] = [
    ['one more', (cart) => cart.add(item('var-kettle'))],
    ['another thing', (cart) => cart.add(item('var-mug'))],
    ['nothing left', async (cart) => cart.ask('DELETE', `/items/${await cart.line('var-kettle')}`)],
    ['another market', (cart) => cart.ask('PATCH', '', { market: 'de' })],
  ]
  it.each(changes)('is not bought as it was: %s', async (_what, change) => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    await change(ada.cart as Guest)
    const refused = await ada.pay(total, { provider: 'test', script: 'approve' })
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    const { body: cart } = await (ada.cart as Guest).read()
    const shown = refused.body.current as OpenedCheckout['checkout']
    expect(shown.items.map(({ id, quantity }) => [id, quantity])).toEqual(
      cart.items.map(({ id, quantity }) => [id, quantity]),
    )
    expect((await ada.read()).body).toMatchObject({ total: shown.total, items: shown.items })
    expect(await ordersOf(ada.id)).toEqual([])
  })

  it('is taken over when the checkout is opened again, with what the buyer has said', async () => {
    const ada = await buyer([item('var-kettle')], 'us', { note: 'ring twice', codes: ['Mine'] })
    await ada.cart?.add(item('var-mug', 3))
    const again = await checkoutOf(ada.cart as Guest)
    expect((await again.read()).body).toMatchObject({
      id: ada.id,
      note: 'ring twice',
      codes: [{ code: 'Mine' }],
      shippingOptionId: 'shp-us',
      items: [{ quantity: 1 }, { quantity: 3 }],
    })
    await ada.cart?.ask('PUT', '/codes', { codes: ['Theirs'] })
    await checkoutOf(ada.cart as Guest)
    expect((await ada.read()).body.codes).toMatchObject([{ code: 'Theirs' }])
  })

  it('is the cart before or after, when that happens at the same moment; and the charge fits it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const ada = await buyer([item('var-mug')])
      const { total } = (await ada.read()).body
      const [paid, added] = await Promise.all([
        ada.pay(total, { provider: 'test', script: 'approve' }),
        ada.cart?.add(item('var-mug')),
      ])
      if (paid.status === 200) {
        expect(paid.body.order).toMatchObject({ total, items: [{ quantity: 1 }] })
        expect([409, 410]).toContain(added?.status)
      } else {
        expect([paid.body.code, added?.status]).toEqual(['price_changed', 200])
        expect(await ordersOf(ada.id)).toEqual([])
      }
    }
  })
})

describe('a checkout of items', () => {
  const openItems = async (items: object[], more: object = {}): Promise<Buyer> => {
    const { body, status, text } = await ask<OpenedCheckout>('POST', '/v1/checkouts', undefined, {
      market: 'us',
      items,
      ...more,
    })
    if (status !== 201) throw new Error(text)
    return new AnyBuyer(body)
  }

  it('is bought without a cart, and adds pieces of the same thing', async () => {
    const ada = await openItems([item('var-mug'), item('var-mug', 2)])
    const { body } = await ada.change(ready)
    expect(body).toMatchObject({ cartId: null, status: 'ready_for_complete', items: [{ quantity: 3 }] })
    const done = await ada.complete()
    expect(done.status, done.text).toBe(200)
    expect(done.body.order.items).toMatchObject([{ variantId: 'var-mug', quantity: 3 }])
  })

  it('is canceled, and declined, as any other', async () => {
    const ada = await openItems([item('var-mug')])
    await ada.change(ready)
    expect((await ada.complete('decline')).status).toBe(402)
    expect((await ada.complete('require_action')).status).toBe(202)
    expect((await ada.cancel()).body.status).toBe('canceled')
  })

  it('is in the market and the language that were asked for', async () => {
    const ada = await openItems([item('var-kettle')], { market: 'de', locale: 'de' })
    expect((await ada.read()).body).toMatchObject({
      market: 'de',
      locale: 'de',
      currency: 'EUR',
      items: [{ title: 'Kessel' }],
    })
  })
})

describe('time', () => {
  it('ends a checkout: its token is told so, and the cart has a new one under the same name', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    await expire(checkoutObject(ada.id), 'checkout', '$.expiresAt')
    await restarted(ada.id)
    for (const gone of [
      await ada.read(),
      await ada.change({ note: 'x' }),
      await ada.pay(total, { provider: 'test', script: 'approve' }),
      await ada.cancel(),
    ])
      expect([gone.status, gone.body.code]).toEqual([410, 'cart_expired'])
    expect(await ordersOf(ada.id)).toEqual([])
    const next = await checkoutOf(ada.cart as Guest)
    const { body } = await next.read()
    expect([next.id, body.status, body.email]).toEqual([ada.id, 'incomplete', null])
    await next.change(ready)
    expect((await next.complete()).status).toBe(200)
  })

  it('does not end one that is being paid', async () => {
    const ada = await buyer()
    const waits = await ada.complete('require_action')
    await expire(checkoutObject(ada.id), 'checkout', '$.expiresAt')
    await restarted(ada.id)
    await runDurableObjectAlarm(checkoutObject(ada.id))
    expect((await ada.read()).body.status).toBe('complete_in_progress')
    await ask('POST', `/v1/test-payments/${waits.body.action?.reference}/approve`)
    await eventually(async () => (await ada.read()).body.orderId)
  })

  it('that is over for the cart: nothing is ordered, and the buyer is told', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    await runInDurableObject(stubOf(ada.cart?.id ?? ''), (_object, { storage }) => {
      storage.sql.exec(`UPDATE cart SET state = json_set(state, '$.cart.expiresAt', 1000)`)
    })
    await restartedCart(ada.cart?.id ?? '')
    const gone = await ada.pay(total, { provider: 'test', script: 'approve' })
    expect([gone.status, gone.body.code]).toEqual([410, 'cart_expired'])
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.read()).body.status).toBe('ready_for_complete')
  })
})

/** What the object remembers of its rows is forgotten, as when it starts anew. */
const forgetting = (object: DurableObjectStub) =>
  runInDurableObject(object, async (_held, state) => {
    state.abort('restarted')
  }).catch(() => undefined)
const restarted = (id: string) => forgetting(checkoutObject(id))
const restartedCart = (id: string) => forgetting(stubOf(id))

test('a customer has the checkout of their cart on every device', async () => {
  const token = await customerToken('carts-alice')
  await ask('POST', '/v1/carts', token, { market: 'us', items: [item('var-mug')] })
  const mine = await ask<{ id: string }>('GET', '/v1/customers/me/cart', token)
  const open = () => ask<OpenedCheckout>('POST', '/v1/checkouts', token, { cartId: mine.body.id })
  const [one, two] = [await open(), await open()]
  expect([one.status, two.status, two.body.checkout.id]).toEqual([201, 200, one.body.checkout.id])
  const path = `/v1/checkouts/${one.body.checkout.id}`
  const { body } = await ask<{ total: object }>('PATCH', path, token, ready)
  const pay = await ask<{ order: { id: string } }>(
    'POST',
    `${path}/complete`,
    token,
    { confirmedTotal: body.total, payment: { provider: 'test', script: 'approve' } },
    { 'Idempotency-Key': 'k' },
  )
  expect(pay.status, pay.text).toBe(200)
  // The next cart is another life of the same object: it has a checkout of its own.
  await ask('POST', '/v1/carts', token, { market: 'us', items: [item('var-kettle')] })
  const next = await open()
  expect([next.status, next.body.checkout.items[0]?.variantId]).toEqual([201, 'var-kettle'])
  expect(next.body.checkout.id).not.toBe(one.body.checkout.id)
})
