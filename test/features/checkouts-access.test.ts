import { beforeAll, describe, expect, it, test } from 'vitest'
import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { signCapability } from '../../src/auth/capability.ts'
import type { OpenedCheckout } from '../../src/checkout/checkout-schemas.ts'
import { ask, type Fault, item, open } from './carts/support.ts'
import { addressIn, buyer, type Buyer, checkoutOf, ordersOf, prepared } from './checkouts/support.ts'
import { context, customerToken, send } from './shop.ts'

// Whose a checkout is (reliability.md §3.6, rows 80 to 88; I-09, I-21, I-22): to everybody else it does not exist.

beforeAll(prepared)

const namespace = (env as unknown as { CHECKOUT: DurableObjectNamespace }).CHECKOUT
const objects = async () => (await listDurableObjectIds(namespace)).length

/** What can be asked of a checkout, as somebody with this token. */
async function everything(ada: Buyer, token: string | undefined, id = ada.id) {
  const path = `/v1/checkouts/${id}`
  const key = { 'Idempotency-Key': 'k' }
  const payment = { provider: 'test', script: 'approve' }
  const confirmedTotal = { amount: 2672, currency: 'USD' }
  return Promise.all([
    ask('GET', path, token),
    ask('HEAD', path, token).catch(() => ask('GET', path, token)),
    ask('PATCH', path, token, { note: 'mine' }),
    ask('POST', `${path}/complete`, token, { confirmedTotal, payment }, key),
    ask('POST', `${path}/cancel`, token),
  ])
}

const withoutId = (text: string) => text.replace(/"requestId":"[^"]*"/, '')

describe('a checkout of somebody else', () => {
  it.each([
    ['no token', async () => undefined],
    ['a word', async () => 'token'],
    ['the token of another checkout', async () => (await buyer()).token],
    ['the token of its own cart', async (ada: Buyer) => ada.cart?.token],
    ['the token of an order', async () => (await (await buyer()).complete()).body.token],
    ['a customer', async () => customerToken('mallory')],
    [
      'its token with another signature',
      async ({ token }: Buyer) => `${token.slice(0, -4)}${token.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'}`,
    ],
  ])('does not exist for %s', async (_who, tokenFor) => {
    const ada = await buyer()
    const { text, body } = await ada.read()
    const token = await tokenFor(ada)
    const [missing] = await everything(ada, token, `chk_${'A'.repeat(32)}`)
    const answers = await everything(ada, token)
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    const bodies = answers.filter((answer) => answer.text !== '').map((answer) => withoutId(answer.text))
    expect(new Set(bodies)).toEqual(new Set([withoutId(missing?.text ?? '')]))
    expect(answers.map(({ headers }) => headers.get('Cache-Control'))).toEqual(
      answers.map(() => 'private, no-store'),
    )
    expect((await ada.read()).text).toBe(text)
    expect(await ordersOf(body.id)).toEqual([])
  })

  it('does not exist under 1,000 near misses of its id, and none of them makes an object', async () => {
    const ada = await buyer()
    const before = await objects()
    const near = Array.from({ length: 1_000 }, (_, round) => {
      const at = 4 + (round % (ada.id.length - 4))
      const other = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'[round % 64] ?? ''
      const id = `${ada.id.slice(0, at)}${other}${ada.id.slice(at + 1)}`
      return id === ada.id ? ada.id.toLowerCase() : id
    })
    const statuses = new Set<number>()
    for (let from = 0; from < near.length; from += 50)
      for (const { status } of await Promise.all(
        near.slice(from, from + 50).map((id) => ask('GET', `/v1/checkouts/${id}`, ada.token)),
      ))
        statuses.add(status)
    expect(statuses).toEqual(new Set([404]))
    expect(await objects()).toBe(before)
  })

  it.each([
    '0',
    '-1',
    "1'%20OR%201=1",
    'null',
    '%00',
    'x'.repeat(10_000),
    '%F0%9F%98%80',
    'cart_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('does not exist as %s', async (id) => {
    const ada = await buyer()
    const before = await objects()
    for (const token of [ada.token, await customerToken('mallory')])
      expect([404, 414]).toContain((await ask('GET', `/v1/checkouts/${id}`, token)).status)
    expect(await objects()).toBe(before)
  })
})

describe('a token whose time is over', () => {
  it('is told so, and makes nothing', async () => {
    const ada = await buyer()
    const ctx = context()
    const old = Object.create(ctx, { now: { value: ctx.now - 3_600_000 } }) as typeof ctx
    const expired = await signCapability(old, 'checkout', ada.id, 60)
    const before = await objects()
    const answers = await everything(ada, expired)
    expect(answers.map(({ status }) => status)).toEqual([410, 410, 410, 410, 410])
    expect(answers[0]?.body.code).toBe('cart_expired')
    expect(await objects()).toBe(before)
    expect((await ada.read()).status).toBe(200)
  })

  it('of a checkout that never was: 410, and no storage is made by asking', async () => {
    const id = `chk_${'B'.repeat(32)}`
    const token = await signCapability(context(), 'checkout', id, 60)
    const ada = await buyer()
    expect((await everything(ada, token, id)).map(({ status }) => status)).toEqual([410, 410, 410, 410, 410])
  })
})

describe('opening the checkout of a cart', () => {
  it.each([
    ['nobody', async () => undefined],
    ['the token of another cart', async () => (await open()).token],
    ['a customer', async () => customerToken('mallory')],
    ['the token of a checkout', async () => (await buyer()).token],
  ])('is refused to %s', async (_who, tokenFor) => {
    const cart = await open([item('var-mug')])
    const refused = await ask<Fault>('POST', '/v1/checkouts', await tokenFor(), { cartId: cart.id })
    expect([401, 404]).toContain(refused.status)
    expect((await ask('POST', '/v1/checkouts', cart.token, { cartId: cart.id })).status).toBe(201)
  })

  it('of items has nothing to do with the cart whose token comes along', async () => {
    const cart = await open([item('var-kettle')])
    const body = { market: 'us', items: [item('var-mug')] }
    const opened = await ask<OpenedCheckout>('POST', '/v1/checkouts', cart.token, body)
    expect(opened.body.checkout).toMatchObject({ cartId: null, items: [{ variantId: 'var-mug' }] })
    expect((await checkoutOf(cart)).id).not.toBe(opened.body.checkout.id)
  })
})

describe("a customer's checkout", () => {
  it('is theirs on any device, by token or as themselves, and nobody else’s; so is its order', async () => {
    const alice = await customerToken('access-alice')
    const opened = await ask<OpenedCheckout>('POST', '/v1/checkouts', alice, {
      market: 'us',
      items: [item('var-mug')],
    })
    const { id } = opened.body.checkout
    const path = `/v1/checkouts/${id}`
    const changed = await ask<{ total: object; status: string }>('PATCH', path, alice, {
      email: 'alice@example.com',
      shippingAddress: addressIn('us'),
      shippingOptionId: 'shp-us',
    })
    expect(changed.body.status).toBe('ready_for_complete')
    const bob = await customerToken('access-bob')
    expect((await ask('GET', path, bob)).status).toBe(404)
    expect((await ask('GET', path, opened.body.token)).status).toBe(200)
    const payment = { provider: 'test', script: 'approve' }
    const pay = (token: string, key: string) =>
      ask<{ order: { id: string }; code: string }>(
        'POST',
        `${path}/complete`,
        token,
        { confirmedTotal: changed.body.total, payment },
        { 'Idempotency-Key': key },
      )
    expect((await pay(bob, 'k')).status).toBe(404)
    const done = await pay(alice, 'k')
    expect(done.status, done.text).toBe(200)
    // The same key of the token's holder is another key.
    expect((await pay(opened.body.token, 'k')).body.code).toBe('checkout_completed')
    const order = `/v1/orders/${done.body.order.id}`
    expect((await ask('GET', order, alice)).status).toBe(200)
    expect((await ask('GET', order, bob)).status).toBe(404)
    expect((await ask('GET', path, bob)).status).toBe(404)
  })
})

test('the number of a card is refused wherever it is written, and not said back', async () => {
  const ada = await buyer()
  const canary = '4242424242424242'
  for (const body of [
    { note: canary },
    { email: `${canary}@example.com` },
    { phone: '4242 4242 4242 4242' },
    { shippingAddress: { ...addressIn('us'), line2: canary } },
  ]) {
    const refused = await ada.change(body)
    expect([refused.status, refused.text.includes(canary)]).toEqual([422, false])
  }
  const { total } = (await ada.read()).body
  for (const payment of [
    { provider: 'stripe', paymentMethod: `pm_${canary}` },
    { provider: 'test', script: canary },
    { provider: 'test', script: 'approve', card: canary },
  ]) {
    const refused = await ada.pay(total, payment)
    expect([refused.status, refused.text.includes(canary)]).toEqual([422, false])
  }
  expect((await send(`/v1/checkouts/${ada.id}?token=${ada.token}`)).status).toBe(404)
})
