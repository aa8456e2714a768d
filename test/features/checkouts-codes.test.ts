import { beforeAll, describe, expect, it, test } from 'vitest'
import { item, published } from './carts/support.ts'
import {
  addressIn,
  buyer,
  type Buyer,
  eventually,
  ordersOf,
  prepared,
  soundShop,
} from './checkouts/support.ts'
import { fresh, make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { standing } from './orders/support.ts'
import { env } from 'cloudflare:workers'

// Codes and automatic discounts at completion (I-30, row 213): a limit holds whoever comes at once, and is given back once.

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }

/** A promotion in the us, published; answers its id and code. */
async function promotion(more: object = {}) {
  const code = `Code-${fresh()}`
  const { body } = await make<{ id: string }>(
    'POST',
    '/v1/admin/promotions',
    'promotions:write',
    promotionBody({ codes: [code], markets: ['us'], status: 'active', ...more }),
  )
  await published()
  return { id: body.id, code }
}

const withdraw = async (id: string) => {
  const path = `/v1/admin/promotions/${id}`
  const { etag } = await make('GET', path, 'promotions:read')
  await make('PATCH', path, 'promotions:write', { status: 'archived' }, { 'If-Match': etag })
}

const redeemed = async (id: string): Promise<number> =>
  (
    await env.DB.prepare('SELECT redeemed FROM promotions WHERE id = ?')
      .bind(id)
      .first<{ redeemed: number }>()
  )?.redeemed ?? NaN

const mug = (more: object = {}) => buyer([item('var-mug', 4)], 'us', more)

/** The refusal of a discount that does not hold any more, and the total without it; which is then paid. */
async function losesAndPays(ada: Buyer, total: object, pointer: string): Promise<void> {
  const refused = await ada.pay(total, approve)
  expect([refused.status, refused.body.code]).toEqual([409, 'discount_not_applicable'])
  expect(refused.body.errors?.map((error) => error.pointer)).toEqual([pointer])
  const current = refused.body.current as { total: { amount: number } }
  expect((await ada.read()).body.total).toEqual(current.total)
  const done = await ada.pay(current.total, approve)
  expect(done.status, done.text).toBe(200)
  expect(done.body.order.total).toEqual(current.total)
}

describe('a code that is used up', () => {
  it('between the look and the payment is refused by name, and the rest can be paid', async () => {
    const { id, code } = await promotion({ usageLimit: 1 })
    const [ada, bob] = [await mug({ codes: [code] }), await mug({ codes: ['Nothing', code] })]
    const [{ total }, { total: his }] = [(await ada.read()).body, (await bob.read()).body]
    expect((await ada.pay(total, approve)).status).toBe(200)
    await losesAndPays(bob, his, '/codes/1')
    expect(await redeemed(id)).toBe(1)
  })

  it('at the same moment by twenty is redeemed as often as its limit says', async () => {
    const { id, code } = await promotion({ usageLimit: 5 })
    const buyers = await Promise.all(Array.from({ length: 20 }, () => mug({ codes: [code] })))
    const { total } = (await buyers[0]?.read())?.body ?? {}
    const answers = await Promise.all(buyers.map((each) => each.pay(total as object, approve)))
    const codes = answers.map(({ status, body }) => (status === 200 ? 'ordered' : body.code))
    // 503: asked of too many at once, and asked again by the client.
    for (const each of codes) expect(['ordered', 'discount_not_applicable', 'unavailable']).toContain(each)
    for (const [at, each] of buyers.entries())
      if (codes[at] === 'unavailable') await each.pay(total as object, approve)
    expect(await redeemed(id)).toBe(5)
    await soundShop()
  })

  it.each(['decline', 'require_action'])(
    'is given back once when its payment comes to nothing: %s',
    async (script) => {
      const { id, code } = await promotion({ usageLimit: 1 })
      const [ada, bob] = [await mug({ codes: [code] }), await mug({ codes: [code] })]
      const { total } = (await ada.read()).body
      await ada.pay(total, { provider: 'test', script })
      if (script === 'require_action') {
        expect(await redeemed(id)).toBe(1)
        await Promise.all([ada.cancel(), ada.cancel(), ada.cancel()])
      }
      expect(await redeemed(id)).toBe(0)
      expect((await bob.pay(total, approve)).status).toBe(200)
      expect(await redeemed(id)).toBe(1)
      await soundShop()
    },
  )

  it('is given back once when staff cancels the order', async () => {
    const { id, code } = await promotion({ usageLimit: 1 })
    const ada = await mug({ codes: [code] })
    const { body } = await ada.complete()
    await eventually(async () => (await standing(body.order.id)) === 'placed/paid unfulfilled 0+0')
    await make('POST', `/v1/admin/orders/${body.order.id}/cancel`, 'orders:write', {})
    expect(await redeemed(id)).toBe(0)
    await eventually(async () => (await standing(body.order.id)).startsWith('canceled/refunded'))
    expect(await redeemed(id)).toBe(0)
    await soundShop()
  })
})

describe('a limit per customer', () => {
  it('counts a guest by their e-mail, however it is written; another may have it', async () => {
    const { id, code } = await promotion({ customerLimit: 1 })
    const email = `Once-${fresh()}@Example.com`
    const ada = await mug({ codes: [code], email })
    expect((await ada.complete()).status).toBe(200)
    const again = await mug({ codes: [code], email: email.toLowerCase() })
    const { total } = (await again.read()).body
    const refused = await again.pay(total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'discount_not_applicable'])
    // Somebody else at the same device.
    await again.change({ email: `other-${fresh()}@example.com` })
    expect((await again.read()).body.total).toEqual(total)
    expect((await again.pay(total, approve)).status).toBe(200)
    expect(await redeemed(id)).toBe(2)
  })
})

describe('a limit that was reached', () => {
  it('holds no more when it is given back and the code entered again', async () => {
    const { code } = await promotion({ customerLimit: 1 })
    const email = `twice-${fresh()}@example.com`
    const [ada, again] = [await mug({ codes: [code], email }), await mug({ codes: [code], email })]
    const { total } = (await ada.read()).body
    expect((await ada.pay(total, { provider: 'test', script: 'require_action' })).status).toBe(202)
    expect((await again.pay(total, approve)).body.code).toBe('discount_not_applicable')
    await ada.cancel()
    expect((await again.read()).body.total).not.toEqual(total)
    expect((await again.change({ codes: [code] })).body.total).toEqual(total)
    expect((await again.pay(total, approve)).status).toBe(200)
    await soundShop()
  })
})

describe('an automatic discount with a limit', () => {
  it('that is used up is refused once, and the price without it is paid', async () => {
    const { id } = await promotion({ kind: 'automatic', codes: undefined, usageLimit: 1 })
    const [ada, bob] = [await mug(), await mug()]
    const [{ total }, { total: his }] = [(await ada.read()).body, (await bob.read()).body]
    expect((await ada.pay(total, approve)).status).toBe(200)
    const refused = await bob.pay(his, approve)
    expect(refused.status).toBe(409)
    expect(['discount_not_applicable', 'price_changed']).toContain(refused.body.code)
    const { total: without } = refused.body.current as { total: { amount: number } }
    expect(without.amount).toBeGreaterThan(his.amount)
    const done = await bob.pay(without, approve)
    expect(done.status, done.text).toBe(200)
    expect(await redeemed(id)).toBe(1)
    await withdraw(id)
    await published()
  })

  it('per customer, too: a second completion at the new total passes', async () => {
    const { id } = await promotion({ kind: 'automatic', codes: undefined, customerLimit: 1 })
    const email = `auto-${fresh()}@example.com`
    expect((await (await mug({ email })).complete()).status).toBe(200)
    const again = await mug({ email })
    await losesAndPays(again, (await again.read()).body.total, '/discounts')
    expect(await redeemed(id)).toBe(1)
    await withdraw(id)
    await published()
  })
})

test('a code that staff withdraw, published or not, is refused by name', async () => {
  const { id, code } = await promotion()
  const ada = await mug({ codes: [code] })
  const { total } = (await ada.read()).body
  await withdraw(id)
  const refused = await ada.pay(total, approve)
  expect([refused.status, refused.body.code]).toEqual([409, 'discount_not_applicable'])
  expect(await ordersOf(ada.id)).toEqual([])
  expect((await ada.pay((refused.body.current as { total: object }).total, approve)).status).toBe(200)
})

test('a code that was entered twice counts once; one that is taken out while it is paid changes nothing', async () => {
  const { id, code } = await promotion()
  const ada = await mug({ codes: [code, code.toUpperCase()] })
  const { body } = await ada.read()
  expect(body.codes).toMatchObject([{ code, status: 'applied' }])
  await ada.complete('require_action')
  expect((await ada.change({ codes: [] })).body.code).toBe('payment_in_progress')
  expect(await redeemed(id)).toBe(1)
  await ada.cancel()
  expect(await redeemed(id)).toBe(0)
})

describe('an order that costs nothing', () => {
  it('asks no provider: it is paid with its order, once, and cannot be refunded', async () => {
    const { id, code } = await promotion({
      rule: { effect: { kind: 'percent', percent: '100' } },
      usageLimit: 1,
    })
    await make('POST', '/v1/admin/shipping-options', 'markets:write', {
      id: `shp-free-${fresh()}`,
      market: 'us',
      name: 'Free',
      price: { amount: 0, currency: 'USD' },
    })
    await published()
    const freeWay = `shp-free-${fresh() - 1}`
    const ada = await mug({ codes: [code], shippingOptionId: freeWay, shippingAddress: addressIn('us') })
    expect((await ada.read()).body.total.amount).toBe(0)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        ada.pay({ amount: 0, currency: 'USD' }, { provider: 'test', script: 'decline' }, 'k'),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const [orderId = ''] = await ordersOf(ada.id)
    expect(await standing(orderId)).toBe('placed/paid unfulfilled 0+0')
    expect(await redeemed(id)).toBe(1)
    const { body: canceled } = await make<{ status: string }>(
      'POST',
      `/v1/admin/orders/${orderId}/cancel`,
      'orders:write',
      {},
    )
    expect(canceled.status).toBe('canceled')
    expect(await redeemed(id)).toBe(0)
    await soundShop()
  })
})
