import { beforeAll, describe, expect, it } from 'vitest'
import { ask, type Fault, item, MANY, open } from './carts/support.ts'
import { addressIn, type Buyer, buyer, checkoutOf, ordersOf, prepared } from './checkouts/support.ts'

// What is sent to checkouts and cannot be meant (reliability.md §3.3 to §3.5): refused, and nothing of it took effect.

beforeAll(prepared)

const good = { provider: 'test', script: 'approve' }

async function untouched(ada: Buyer, act: () => Promise<unknown>): Promise<void> {
  const before = (await ada.read()).text
  await act()
  expect((await ada.read()).text).toBe(before)
  expect(await ordersOf(ada.id)).toEqual([])
}

const BROKEN = [
  '',
  '{',
  '{"email":"a@b.example",}',
  '{"note":"a","note":"b"}',
  '{"note":NaN}',
  '{} x',
  '{"note":"\u0000"}',
]

describe.each(['PATCH', 'POST'])('a body of %s', (method) => {
  const rest = method === 'POST' ? '/complete' : ''
  const key = { 'Idempotency-Key': 'k' }

  it.each(BROKEN)('that is no JSON is 400: %j', async (body) => {
    const ada = await buyer()
    await untouched(ada, async () => {
      const refused = await ada.ask(method, rest, body, key)
      expect([refused.status, refused.body.code]).toEqual([400, 'malformed_json'])
    })
  })

  it.each([null, [], 'x', 5, {}, { total: 1 }, { __proto__x: 1 }, { status: 'completed' }, { id: 'chk_x' }])(
    'that says nothing, or something else, is 422: %j',
    async (body) => {
      const ada = await buyer()
      await untouched(ada, async () => {
        const refused = await ada.ask(method, rest, JSON.stringify(body), key)
        expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed'])
      })
    },
  )

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16'])(
    'that is %s is 415',
    async (type) => {
      const ada = await buyer()
      await untouched(ada, async () => {
        const refused = await ada.ask(method, rest, '{"note":"a"}', { ...key, 'Content-Type': type })
        expect([refused.status, refused.body.code]).toEqual([415, 'unsupported_media_type'])
      })
    },
  )
})

describe('a change', () => {
  it.each([
    ['/email', { email: 'nobody' }],
    ['/email', { email: `${'a'.repeat(400)}@example.com` }],
    ['/phone', { phone: 'call me' }],
    ['/shippingAddress/country', { shippingAddress: { ...addressIn('us'), country: 'us' } }],
    ['/shippingAddress/country', { shippingAddress: { ...addressIn('us'), country: 'ZZ' } }],
    ['/shippingAddress/line1', { shippingAddress: { ...addressIn('us'), line1: 'x'.repeat(10_000) } }],
    ['/shippingAddress/line1', { shippingAddress: { ...addressIn('us'), line1: 'a\u0007b' } }],
    ['/shippingAddress', { shippingAddress: { ...addressIn('us'), vip: true } }],
    ['/shippingOptionId', { shippingOptionId: '../x' }],
    ['/codes', { codes: 'SPRING' }],
    ['/codes', { codes: Array.from({ length: 100 }, (_, at) => `c${at}`) }],
    ['/note', { note: 'x'.repeat(501) }],
    ['/note', { note: 'a\ud800b' }],
    ['', { price: 1 }],
    ['', { items: [item('var-mug')] }],
    ['', { customer: { subject: 'x' } }],
    ['', { expiresAt: '2099-01-01T00:00:00.000Z' }],
  ])('is refused at %s', async (pointer, change) => {
    const ada = await buyer()
    await untouched(ada, async () => {
      const refused = await ada.change(change)
      expect([400, 422]).toContain(refused.status)
      if (refused.status === 422)
        expect(refused.body.errors?.some((error) => error.pointer?.startsWith(pointer))).toBe(true)
    })
  })

  it('takes away with null what it has given, and says what is missing then', async () => {
    const ada = await buyer()
    const { body } = await ada.change({ email: null, shippingAddress: null, shippingOptionId: null })
    expect(body.status).toBe('incomplete')
    const missing = body.messages.filter(({ code }) => code === 'missing').map(({ pointer }) => pointer)
    expect(missing).toEqual(expect.arrayContaining(['/email', '/shippingOptionId']))
    const refused = await ada.complete('approve', body.total.amount)
    expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed'])
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toEqual(missing)
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.cart?.add(item('var-mug')))?.status).toBe(200)
  })
})

describe('a confirmed total', () => {
  it.each([
    { amount: -1, currency: 'USD' },
    { amount: 10.5, currency: 'USD' },
    { amount: '2672', currency: 'USD' },
    { amount: 2 ** 53, currency: 'USD' },
    { amount: null, currency: 'USD' },
    { amount: 2672, currency: 'usd' },
    { amount: 2672, currency: '€' },
    { amount: 2672, currency: 'XXX' },
    { amount: 2672 },
    { amount: 2672, currency: 'USD', tax: 0 },
    2672,
    [2672],
  ])('is refused as %j', async (confirmed) => {
    const ada = await buyer()
    await untouched(ada, async () => {
      const refused = await ada.pay(confirmed as object, good)
      expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed'])
    })
  })

  it('in another currency is another price', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    const refused = await ada.pay({ ...total, currency: 'EUR' }, good)
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(refused.body.current).toMatchObject({ total, status: 'ready_for_complete' })
    expect(await ordersOf(ada.id)).toEqual([])
    expect((await ada.complete()).status).toBe(200)
  })

  it('may be written 2672.0 or 2.672e3', async () => {
    for (const written of ['.0', 'e0']) {
      const ada = await buyer()
      const { total } = (await ada.read()).body
      const body = `{"confirmedTotal":{"amount":${total.amount}${written},"currency":"USD"},"payment":{"provider":"test","script":"approve"}}`
      const done = await ada.ask('POST', '/complete', body, { 'Idempotency-Key': 'k' })
      expect(done.status, done.text).toBe(200)
    }
  })
})

describe('opening', () => {
  it.each([
    [422, { market: 'us', items: [] }],
    [422, { market: 'us' }],
    [422, { items: [item('var-mug')] }],
    [422, { market: 'atlantis', items: [item('var-mug')] }],
    [422, { market: 'us', locale: 'xx', items: [item('var-mug')] }],
    [422, { market: 'us', items: [item('var-nowhere')] }],
    [422, { market: 'us', items: [item('var-mug', 0)] }],
    [422, { market: 'us', items: [item('var-mug', -1)] }],
    [422, { market: 'us', items: [item('var-mug', 1.5)] }],
    [422, { market: 'us', items: [item('var-mug', 1_000)] }],
    [422, { market: 'us', items: [item('var-mug', 600), item('var-mug', 600)] }],
    [422, { market: 'us', items: MANY.map((id) => item(id)) }],
    [422, { market: 'us', items: [{ ...item('var-mug'), price: 1 }] }],
    [422, { cartId: 'x', market: 'us' }],
    [422, { cartId: 7 }],
    [404, { cartId: 'cart_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    [409, { market: 'us', items: [item('var-stein')] }],
    [409, { market: 'us', items: [item('var-draft')] }],
    [409, { market: 'us', items: [item('var-mug'), item('var-deleted')] }],
  ])('is %i for %j', async (status, body) => {
    const refused = await ask<Fault>('POST', '/v1/checkouts', undefined, body)
    expect(refused.status, refused.text).toBe(status)
    expect(refused.headers.get('Content-Type')).toBe('application/problem+json')
  })

  it.each([
    ['/items', { market: 'us', items: Array(101).fill(item('var-mug')) }],
    ['/items', { market: 'us', items: {} }],
    ['/items', { market: 'us' }],
    ['/locale', { market: 'us', locale: 7, items: [item('var-mug')] }],
    ['/market', { cartId: 'x', market: 'us' }],
    ['/cartId', { cartId: 7 }],
  ])('says that %s is wrong, and nothing of what was meant otherwise', async (pointer, body) => {
    const { body: refused } = await ask<Fault>('POST', '/v1/checkouts', undefined, body)
    expect(refused.errors?.map((each) => each.pointer)).toEqual([pointer])
  })

  it('of an empty cart is a checkout with nothing to buy, which cannot be completed', async () => {
    const ada = await checkoutOf(await open())
    const { body } = await ada.change({
      email: 'ada@example.com',
      shippingAddress: addressIn('us'),
      shippingOptionId: 'shp-us',
    })
    expect(body.messages.map(({ code }) => code)).toContain('nothing_to_buy')
    const refused = await ada.pay(body.total, good)
    expect([refused.status, refused.body.errors?.[0]]).toMatchObject([
      422,
      { pointer: '/items', code: 'nothing_to_buy' },
    ])
  })
})
