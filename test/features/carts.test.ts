import { beforeAll, describe, expect, test } from 'vitest'
import { cartSchema, openedCartSchema } from '../../src/cart/cart-schemas.ts'
import { ask, closedMarket, item, open, pieces, published, stock } from './carts/support.ts'
import { make } from './doors/door.ts'
import { customerToken, send } from './shop.ts'

// Opening and reading carts, as contract.md has it.

beforeAll(stock)

describe('opening a cart', () => {
  test('an empty one: the cart, its only key, and where it is', async () => {
    const answer = await ask<never>('POST', '/v1/carts', undefined, { market: 'us' })
    const { cart, token } = openedCartSchema.parse(answer.body)
    expect(answer.status).toBe(201)
    expect(cart).toMatchObject({ market: 'us', locale: 'en', currency: 'USD', version: 1, items: [] })
    expect(cart.total).toEqual({ amount: 0, currency: 'USD' })
    // At least 128 random bits.
    expect(cart.id).toMatch(/^cart_[\w-]{22,}$/)
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(answer.headers.get('Location')).toBe(`/v1/carts/${cart.id}`)
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(answer.etag).toMatch(/^"1\.[\w-]+"$/)
  })

  test('with items, priced at once', async () => {
    const { opened } = await open([item('var-kettle', 2), item('var-mug'), item('var-kettle')], 'us')
    expect(pieces(opened)).toEqual({ 'var-kettle': 3, 'var-mug': 1 })
    expect(opened.items[0]).toMatchObject({
      handle: 'kettle',
      sku: 'KETTLE',
      title: 'Kettle',
      image: '/media/kettle.svg',
      purchasable: true,
      availability: 'in_stock',
      unitPrice: { amount: 2000, currency: 'USD' },
      compareAt: { amount: 2500, currency: 'USD' },
      subtotal: { amount: 6000, currency: 'USD' },
    })
    expect(opened.totals[0]).toMatchObject({ type: 'items', amount: { amount: 6500, currency: 'USD' } })
    expect(opened.version).toBe(1)
  })

  test('in each market its currency, language and prices', async () => {
    const items = [item('var-kettle'), item('var-mug')]
    const units = async (market: string) => {
      const { opened } = await open(items, market)
      return [opened.currency, opened.locale, ...opened.items.map(({ unitPrice }) => unitPrice?.amount)]
    }
    expect(await units('us')).toEqual(['USD', 'en', 2000, 500])
    expect(await units('de')).toEqual(['EUR', 'de', 2180, 450])
    // No factor of 100: yen have no decimals.
    expect(await units('jp')).toEqual(['JPY', 'ja', 3300, 700])
  })

  test.each([
    // Not translated into English: the market's own language, and then the base text.
    ['de', 'en', 'en', 'Kessel'],
    ['de', undefined, 'de', 'Kessel'],
    ['de', 'de-AT', 'de', 'Kessel'],
    ['jp', 'en-US', 'en', 'Kettle'],
    ['jp', 'ja', 'ja', 'Kettle'],
  ])('in %s in %s it speaks %s', async (market, locale, spoken, title) => {
    const { opened } = await open([item('var-kettle')], market, locale === undefined ? {} : { locale })
    expect([opened.locale, opened.items[0]?.title]).toEqual([spoken, title])
  })

  test('in a language that is not spoken there: refused with those that are', async () => {
    const answer = await ask('POST', '/v1/carts', undefined, { market: 'de', locale: 'fr' })
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed'])
    expect(answer.body.errors).toEqual([
      { pointer: '/locale', code: 'unknown', message: expect.stringContaining('de, en') },
    ])
  })

  test('in no market, or in a closed one', async () => {
    for (const market of ['nowhere', await closedMarket()]) {
      const answer = await ask('POST', '/v1/carts', undefined, { market })
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, '/market'])
    }
  })

  test.each([
    ['var-draft', 409, 'not_purchasable'],
    ['var-nobody', 422, 'validation_failed'],
  ])('with %s in it: %i, and there is no cart', async (variantId, status, code) => {
    const answer = await ask('POST', '/v1/carts', undefined, {
      market: 'us',
      items: [item('var-kettle'), item(variantId)],
    })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.body.errors?.map(({ pointer }) => pointer)).toEqual(['/items/1/variantId'])
    expect(answer.text).not.toContain('cart_')
  })
})

describe('reading a cart', () => {
  test('answers what opening it did, by its schema', async () => {
    const guest = await open([item('var-kettle', 2)], 'de')
    const answer = await guest.read()
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(guest.opened)
    expect(cartSchema.parse(answer.body)).toEqual(answer.body)
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(answer.headers.get('Vary') ?? '').not.toContain('*')
  })

  test('explained: every step, with the ids of lines', async () => {
    const guest = await open([item('var-kettle', 2)], 'us')
    const { body } = await guest.ask('GET', '?explain=true')
    const { explanation, ...cart } = body
    expect(cart).toEqual(guest.opened)
    expect(explanation).toMatchObject({ currency: 'USD' })
    expect(explanation?.steps).toContainEqual(
      expect.objectContaining({
        step: 'price',
        itemId: guest.opened.items[0]?.id,
        unitPrice: 2000,
        amount: 4000,
      }),
    )
    expect((await guest.ask('GET', '?explain=false')).body).toEqual(guest.opened)
  })

  test('the tag is "{version}.{hash}", stays while nothing changes, and is another one for another price', async () => {
    const guest = await open([item('var-mug')], 'us')
    const first = await guest.read()
    expect(first.etag).toMatch(/^"1\.[\w-]{16}"$/)
    expect((await guest.read()).etag).toBe(first.etag)
    await make('POST', '/v1/admin/prices', 'catalog:write', {
      market: 'us',
      prices: [{ variantId: 'var-mug', price: { amount: 600, currency: 'USD' } }],
    })
    await published()
    const repriced = await guest.read()
    expect(repriced.body).toMatchObject({ version: 1, items: [{ unitPrice: { amount: 600 } }] })
    expect(repriced.etag).toMatch(/^"1\./)
    expect(repriced.etag).not.toBe(first.etag)
  })

  test('If-None-Match: 304 for this very cart, in every form that names it', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const { etag } = await guest.read()
    const asked = (ifNoneMatch: string, method = 'GET') =>
      guest.ask(method, '', undefined, { 'If-None-Match': ifNoneMatch })
    for (const method of ['GET', 'HEAD'])
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const answer = await asked(known, method)
        expect([method, known, answer.status, answer.text]).toEqual([method, known, 304, ''])
        expect(answer.etag).toBe(etag)
        expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
      }
    for (const other of ['"1.x"', etag.slice(1, -1), '', 'rubbish', etag.replace('"1', '"2')])
      expect([other, (await asked(other)).status]).toEqual([other, 200])
    await guest.add(item('var-kettle'))
    expect((await asked(etag)).status).toBe(200)
  })

  test('HEAD: what GET says, without a body', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const [get, head] = [await guest.read(), await guest.ask('HEAD')]
    expect([head.status, head.text]).toEqual([200, ''])
    for (const name of ['ETag', 'Content-Type', 'Cache-Control', 'X-Content-Type-Options'])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)])
    expect((await ask('HEAD', guest.path)).status).toBe(404)
    expect((await ask('HEAD', '/v1/customers/me/cart')).status).toBe(401)
  })

  test('a body, ranges and other wishes of a reader change nothing', async () => {
    const guest = await open([item('var-kettle')], 'us')
    for (const headers of [
      { Range: 'bytes=0-0' },
      { Accept: 'text/html' },
      { Accept: 'application/xml' },
      { 'Accept-Language': 'xx' },
      { 'If-Modified-Since': 'Sun, 06 Nov 2044 08:49:37 GMT' },
      { 'If-Match': '"99.x"' },
    ]) {
      const answer = await guest.ask('GET', '', undefined, headers as Record<string, string>)
      expect([headers, answer.status, answer.body]).toEqual([headers, 200, guest.opened])
      expect(answer.headers.get('Content-Type')).toBe('application/json')
    }
  })
})

describe("a customer's cart", () => {
  const mine = (token: string, rest = '', method = 'GET', body?: unknown) =>
    ask(method, `/v1/customers/me/cart${rest}`, token, body)

  test('is opened where there is none, and is one on every device', async () => {
    const phone = await customerToken('carol')
    const laptop = await customerToken('carol')
    expect([(await mine(phone)).status, (await mine(phone)).body.code]).toEqual([404, 'not_found'])
    const made = await mine(phone, '?market=de')
    expect(made).toMatchObject({ status: 200, body: { market: 'de', items: [] } })
    expect(made.text).not.toContain('token')
    const opened = await ask<never>('POST', '/v1/carts', laptop, {
      market: 'de',
      items: [item('var-mug', 2)],
    })
    expect(opened).toMatchObject({
      status: 200,
      body: { cart: { id: made.body.id, version: made.body.version + 1 } },
    })
    expect(opened.body).not.toHaveProperty('token')
    expect((await mine(phone)).body).toMatchObject({ id: made.body.id, items: [{ quantity: 2 }] })
    expect((await ask('GET', `/v1/carts/${made.body.id}`, laptop)).body.version).toBe(made.body.version + 1)
    const tag = (await mine(phone)).etag
    const known = await ask('GET', '/v1/customers/me/cart', phone, undefined, { 'If-None-Match': tag })
    expect(known.status).toBe(304)
  })

  test('is in one market: asked for in another one it is refused, and changed by hand', async () => {
    const token = await customerToken('dora')
    const { body } = await mine(token, '?market=de')
    const refused = await mine(token, '?market=us')
    expect([refused.status, refused.body.errors?.[0]?.parameter]).toEqual([422, 'market'])
    const other = await ask('POST', '/v1/carts', token, { market: 'us', items: [item('var-mug')] })
    expect([other.status, other.body.errors?.[0]?.pointer]).toEqual([422, '/market'])
    expect((await mine(token)).body).toEqual(body)
    await ask('PATCH', `/v1/carts/${body.id}`, token, { market: 'us' })
    expect((await mine(token, '?market=us')).body).toMatchObject({ market: 'us', currency: 'USD' })
  })

  test('is nobody else’s', async () => {
    const { body } = await mine(await customerToken('emma'), '?market=us')
    const other = await ask('GET', `/v1/carts/${body.id}`, await customerToken('fred'))
    expect([other.status, other.body.code]).toEqual([404, 'not_found'])
    const own = await mine(await customerToken('fred'), '?market=us')
    expect(own.body.id).not.toBe(body.id)
  })
})

describe('methods and preflights', () => {
  const cart = '/v1/carts/cart_x'
  test.each([
    ['PUT', '/v1/carts', 'OPTIONS, POST'],
    ['GET', '/v1/carts', 'OPTIONS, POST'],
    ['POST', cart, 'GET, HEAD, OPTIONS, PATCH'],
    ['DELETE', cart, 'GET, HEAD, OPTIONS, PATCH'],
    ['PUT', cart, 'GET, HEAD, OPTIONS, PATCH'],
    ['GET', `${cart}/items`, 'OPTIONS, POST'],
    ['DELETE', `${cart}/items`, 'OPTIONS, POST'],
    ['GET', `${cart}/items/lin_x`, 'DELETE, OPTIONS, PATCH'],
    ['PUT', `${cart}/items/lin_x`, 'DELETE, OPTIONS, PATCH'],
    ['POST', `${cart}/codes`, 'OPTIONS, PUT'],
    ['GET', `${cart}/codes`, 'OPTIONS, PUT'],
    ['GET', `${cart}/claim`, 'OPTIONS, POST'],
    ['POST', '/v1/customers/me/cart', 'GET, HEAD, OPTIONS'],
    ['PURGE', cart, 'GET, HEAD, OPTIONS, PATCH'],
  ])('%s %s: 405, and which there are', async (method, path, allowed) => {
    const answer = await ask(method, path)
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('Allow')).toBe(allowed)
    expect(answer.headers.get('Cache-Control')).toContain('no-store')
  })

  test('a preflight is answered to the configured origins alone, without a token', async () => {
    const preflight = (origin: string) =>
      send(cart, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'PATCH',
          'Access-Control-Request-Headers': 'authorization, if-match, idempotency-key, content-type',
        },
      })
    const good = await preflight('https://console.test')
    expect([good.status, await good.text()]).toEqual([204, ''])
    expect(good.headers.get('Access-Control-Allow-Origin')).toBe('https://console.test')
    expect(good.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    for (const name of ['authorization', 'if-match', 'idempotency-key', 'content-type'])
      expect(good.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain(name)
    for (const origin of [
      'https://evil.test',
      'null',
      'https://console.test.evil.test',
      'http://console.test',
    ])
      expect((await preflight(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull()
  })

  test('what a script in the browser may read of an answer', async () => {
    const guest = await open([], 'us')
    const answer = await guest.ask('GET', '', undefined, { Origin: 'https://console.test' })
    const exposed = answer.headers.get('Access-Control-Expose-Headers') ?? ''
    for (const name of [
      'ETag',
      'X-Request-Id',
      'Server-Timing',
      'Retry-After',
      'Idempotent-Replayed',
      'Location',
    ])
      expect(exposed).toContain(name)
    expect(answer.headers.get('Vary')).toContain('Origin')
  })
})

test('a closed market: the cart stays, marked, with nothing to pay', async () => {
  const code = await closedMarket({ status: 'open' })
  const guest = await open([], code)
  await guest.ask('PATCH', '', { note: 'soon' })
  const { etag } = await make('GET', `/v1/admin/markets/${code}`, 'markets:read')
  await make(
    'PATCH',
    `/v1/admin/markets/${code}`,
    'markets:write',
    { status: 'closed' },
    { 'If-Match': etag },
  )
  await published()
  const { status, body } = await guest.read()
  expect([status, body.market, body.currency, body.note]).toEqual([200, code, 'EUR', 'soon'])
  expect(body.messages).toContainEqual(expect.objectContaining({ type: 'error', code: 'market_closed' }))
  expect((await guest.add(item('var-kettle'))).body.code).toBe('not_purchasable')
  const moved = await guest.ask('PATCH', '', { market: 'us' })
  expect(moved).toMatchObject({ status: 200, body: { market: 'us', currency: 'USD', messages: [] } })
})
