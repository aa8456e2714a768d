import { beforeAll, describe, expect, it, test } from 'vitest'
import { item, open, published } from './carts/support.ts'
import { addressIn, buyer, checkoutOf, ordersOf, prepared, stocked } from './checkouts/support.ts'
import { make } from './doors/door.ts'
import { makeMarket } from './doors/market-samples.ts'

// What staff change between the look and the payment (I-12, I-26; reliability.md rows 66, 67, 211): the primary decides,
// published or not, and nothing is charged that was not confirmed.

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }

/** A product of its own with its route. */
async function own(price = '20.00', more: object = {}) {
  const variantId = await stocked(50, price, more)
  const { body } = await make<{ variants: object[] }>(
    'GET',
    `/v1/admin/products/prd-${variantId.slice(4)}`,
    'catalog:read',
  )
  return { variantId, productId: `prd-${variantId.slice(4)}`, variants: body.variants }
}

const change = async (path: string, scope: string, body: object): Promise<void> => {
  const area = scope.split(':')[0]
  const { etag } = await make('GET', path, `${area}:read`)
  await make('PATCH', path, scope, body, { 'If-Match': etag })
}

const priced = (variantId: string, amount: number) =>
  make('POST', '/v1/admin/prices', 'catalog:write', {
    market: 'us',
    prices: [{ variantId, price: { amount, currency: 'USD' } }],
  })

describe.each([
  ['at once', async () => undefined],
  ['when it is published', published],
])('a price that changes is seen %s', (_when, publish) => {
  it('and refused until the buyer has confirmed it, line by line', async () => {
    const { variantId } = await own()
    const ada = await buyer([item('var-mug'), item(variantId, 2)])
    const { total } = (await ada.read()).body
    await priced(variantId, 2100)
    await publish()
    const refused = await ada.pay(total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toEqual(['/items/1', '/total'])
    const { total: now } = refused.body.current as { total: typeof total }
    expect(now.amount).toBeGreaterThan(total.amount)
    expect(await ordersOf(ada.id)).toEqual([])
    const done = await ada.pay(now, approve)
    expect(done.status, done.text).toBe(200)
    expect(done.body.order.total).toEqual(now)
  })

  it('also where it is lower: charged is what was confirmed, or nothing', async () => {
    const { variantId } = await own()
    const ada = await buyer([item(variantId)])
    const { total } = (await ada.read()).body
    await priced(variantId, 1)
    await publish()
    expect((await ada.pay(total, approve)).body.code).toBe('price_changed')
  })
})

test('a tax that changes is refused until it is confirmed', async () => {
  const { body } = await make<{ id: string }>('POST', '/v1/admin/tax-rates', 'markets:write', {
    market: 'us',
    country: 'US',
    region: 'NV',
    name: 'Sales tax',
    rate: '0.05',
  })
  await published()
  const place = { ...addressIn('us'), region: 'NV', postalCode: '89101', city: 'Las Vegas' }
  const ada = await buyer([item('var-kettle')], 'us', { shippingAddress: place })
  const { total } = (await ada.read()).body
  await change(`/v1/admin/tax-rates/${body.id}`, 'markets:write', { rate: '0.08' })
  const refused = await ada.pay(total, approve)
  expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
  expect((await ada.pay((refused.body.current as { total: object }).total, approve)).status).toBe(200)
})

describe('a way of sending', () => {
  const option = async (more: object = {}) => {
    const { body } = await make<{ id: string }>('POST', '/v1/admin/shipping-options', 'markets:write', {
      market: 'us',
      name: 'Courier',
      price: { amount: 900, currency: 'USD' },
      ...more,
    })
    await published()
    return body.id
  }

  it('that costs more by now is refused until it is confirmed', async () => {
    const id = await option()
    const ada = await buyer([item('var-mug')], 'us', { shippingOptionId: id })
    const { total } = (await ada.read()).body
    await change(`/v1/admin/shipping-options/${id}`, 'markets:write', {
      price: { amount: 901, currency: 'USD' },
    })
    const refused = await ada.pay(total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toContain('/shippingOptions')
    expect((await ada.complete('approve', total.amount + 1)).status).toBe(200)
  })

  it('that is gone is refused, also at a total that would be right without it', async () => {
    const id = await option({ price: { amount: 0, currency: 'USD' } })
    const ada = await buyer([item('var-mug')], 'us', { shippingOptionId: id })
    const { total } = (await ada.read()).body
    const { etag } = await make('GET', `/v1/admin/shipping-options/${id}`, 'markets:read')
    await make('DELETE', `/v1/admin/shipping-options/${id}`, 'markets:write', undefined, { 'If-Match': etag })
    const refused = await ada.pay(total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toContain('/shippingOptionId')
    expect(await ordersOf(ada.id)).toEqual([])
    await ada.change({ shippingOptionId: 'shp-us' })
    expect((await ada.complete()).status).toBe(200)
  })

  it.each(['shp-de', 'shp-nowhere'])('of another market, or none, cannot be completed: %s', async (id) => {
    const ada = await buyer()
    const { body } = await ada.change({ shippingOptionId: id })
    expect(body.status).toBe('incomplete')
    expect(body.messages.map(({ code }) => code)).toContain('shipping_option_not_available')
    const refused = await ada.complete()
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(await ordersOf(ada.id)).toEqual([])
  })

  it('to a country that the market does not serve cannot be completed', async () => {
    const ada = await buyer()
    const { body } = await ada.change({ shippingAddress: { ...addressIn('de') } })
    expect(body.status).toBe('incomplete')
    const refused = await ada.complete()
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    expect(await ordersOf(ada.id)).toEqual([])
  })
})

describe('goods that are not sold any more', () => {
  it.each([
    ['a draft', (id: string) => change(`/v1/admin/products/${id}`, 'catalog:write', { status: 'draft' })],
    [
      'deleted',
      async (id: string) => {
        const { etag } = await make('GET', `/v1/admin/products/${id}`, 'catalog:read')
        await make('DELETE', `/v1/admin/products/${id}`, 'catalog:write', undefined, { 'If-Match': etag })
      },
    ],
  ])('are not ordered, nor is anything beside them: %s', async (_what, withdraw) => {
    const { variantId, productId } = await own()
    const ada = await buyer([item('var-mug'), item(variantId)])
    const { total } = (await ada.read()).body
    await withdraw(productId)
    const refused = await ada.pay(total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'not_purchasable'])
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toEqual(['/items/1'])
    expect(await ordersOf(ada.id)).toEqual([])
    // The buyer takes it out, and buys the rest.
    const cart = ada.cart ?? (await open())
    await cart.ask('DELETE', `/items/${await cart.line(variantId)}`)
    await checkoutOf(cart)
    expect((await ada.complete()).status).toBe(200)
  })

  it('in a market that has closed: nothing is bought until it opens again', async () => {
    await make('POST', '/v1/admin/markets', 'markets:write', {
      code: 'fi',
      name: 'Suomi',
      currency: 'USD',
      countries: ['FI'],
      locales: ['fi'],
      taxIncluded: true,
      locations: ['loc_main'],
    })
    await make('POST', '/v1/admin/shipping-options', 'markets:write', {
      id: 'shp-fi',
      market: 'fi',
      name: 'Posti',
      price: { amount: 500, currency: 'USD' },
    })
    const variantId = await stocked(5, '20.00', { prices: { fi: { price: '20.00' } } })
    await published()
    const ada = await checkoutOf(await open([item(variantId)], 'fi'))
    const { body } = await ada.change({
      email: 'fi@example.com',
      shippingAddress: { ...addressIn('de'), country: 'FI', postalCode: '00100', city: 'Helsinki' },
      shippingOptionId: 'shp-fi',
    })
    expect(body.status).toBe('ready_for_complete')
    await change('/v1/admin/markets/fi', 'markets:write', { status: 'closed' })
    const refused = await ada.pay(body.total, approve)
    expect([refused.status, refused.body.code]).toEqual([409, 'not_purchasable'])
    await published()
    expect((await ada.read()).body).toMatchObject({ status: 'incomplete' })
    expect((await ada.change({ note: 'still here' })).status).toBe(200)
    expect((await ada.complete('approve', body.total.amount)).body.code).toBe('not_purchasable')
    await change('/v1/admin/markets/fi', 'markets:write', { status: 'open' })
    await published()
    expect((await ada.complete()).status).toBe(200)
  })
})

test('a market that changes its currency: what was confirmed in the old one is not charged in the new one', async () => {
  const derived = { derivedFrom: { market: 'us', rate: '1' } }
  const { code, path, etag } = await makeMarket(derived)
  const way = { id: `shp-${code}`, market: code, name: 'Posti' }
  const offer = (currency: string) =>
    make('POST', '/v1/admin/shipping-options', 'markets:write', {
      ...way,
      price: { amount: 500, currency },
    })
  const first = await offer('EUR')
  await published()
  const ada = await checkoutOf(await open([item('var-kettle')], code))
  const { body } = await ada.change({
    email: 'ada@example.com',
    shippingAddress: { ...addressIn('de'), country: 'FI', postalCode: '00100', city: 'Helsinki' },
    shippingOptionId: way.id,
  })
  expect(body).toMatchObject({ status: 'ready_for_complete', total: { currency: 'EUR' } })
  await make('DELETE', `/v1/admin/shipping-options/${way.id}`, 'markets:write', undefined, {
    'If-Match': first.etag,
  })
  await make('PATCH', path, 'markets:write', { currency: 'GBP', ...derived }, { 'If-Match': etag })
  await offer('GBP')
  const refused = await ada.pay(body.total, approve)
  expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
  const { total } = refused.body.current as typeof body
  expect(total).toEqual({ ...body.total, currency: 'GBP' })
  const done = await ada.pay(total, approve)
  expect(done.status, done.text).toBe(200)
  expect(done.body.order).toMatchObject({ total, currency: 'GBP' })
})
