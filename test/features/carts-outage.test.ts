import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ShownCart } from '../../src/cart/cart-schemas.ts'
import type { Bindings } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { type Fault, forget, item, MANY, namespace, open, stock, told, type Told } from './carts/support.ts'
import { make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { context, customerToken, publishAll } from './shop.ts'

// D1 or KV failing or stalled, injected as an operator would (FAULTS): carts open, change and price from snapshots
// (design.md §1.4). The objects have the bindings of the Worker, so they are given the faults, too, before each call.

const CODE = 'Outage-10'

beforeAll(async () => {
  await stock()
  await make(
    'POST',
    '/v1/admin/promotions',
    'promotions:write',
    promotionBody({ codes: [CODE], markets: [], status: 'active' }),
  )
  await publishAll()
})

/** The shop with these faults: in the Worker, and in every object for as long as it is called. */
function shopWith(faults: string): Bindings {
  const called = (stub: DurableObjectStub) =>
    new Proxy(stub, {
      get:
        (_stub, method) =>
        async (...asked: unknown[]) => {
          const before = await setEnvironment(stub, bindings)
          const calls = stub as unknown as Record<PropertyKey, (...given: unknown[]) => Promise<unknown>>
          try {
            return await calls[method]?.(...asked)
          } finally {
            await setEnvironment(stub, before)
          }
        },
    })
  const bindings: Bindings = {
    ...(env as unknown as Bindings),
    FAULTS: faults,
    CART: { getByName: (name) => called(namespace.getByName(name)) },
  }
  return bindings
}

/** Gives an object other bindings; answers those that it had. */
const setEnvironment = (stub: DurableObjectStub, bindings: unknown): Promise<unknown> =>
  runInDurableObject(stub, (object) => {
    const { env: before } = object as unknown as { env: unknown }
    Object.assign(object, { env: bindings })
    return before
  })

// A tier that has failed is left alone for two seconds.
beforeEach(forget)

type Timed = Told<ShownCart & Fault & { cart: ShownCart; token: string }> & { readonly milliseconds: number }

/** A shopper during an outage, in an isolate that knows nothing. */
function during(faults: string) {
  const bindings = shopWith(faults)
  return async (method: string, path: string, token?: string, body?: unknown): Promise<Timed> => {
    forget()
    return warm(bindings, method, path, token, body)
  }
}

async function warm(
  bindings: Bindings,
  method: string,
  path: string,
  token?: string,
  body?: unknown,
): Promise<Timed> {
  const headers = {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  }
  const request = new Request(`https://shop.test${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const start = Date.now()
  const answer = await worker.fetch(
    request as never,
    bindings as never,
    { waitUntil: () => undefined } as never,
  )
  const milliseconds = Date.now() - start
  return { ...(await told<Timed['body']>(answer)), milliseconds }
}

const expectServed = (answer: Timed, status = 200) => {
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([status, expect.any(String)])
  expect(answer.milliseconds).toBeLessThan(2_000)
}

test('the objects see the faults: without this the tests below would prove nothing', async () => {
  const guest = await open([], 'us')
  const ask = during('DB=fail,KV=fail')
  const answer = await ask('GET', guest.path, guest.token)
  expect([answer.status, answer.headers.get('Server-Timing')]).toEqual([
    503,
    expect.stringMatching(/kv;dur=\d+;desc="1", d1;dur=\d+;desc="[1-9]/),
  ])
})

describe.each(['DB=fail', 'DB=stall', 'KV=fail', 'KV=stall', 'SEARCH=stall', 'DB=stall,SEARCH=stall'])(
  '%s',
  (faults) => {
    test('a guest opens, adds, sets, moves, enters codes, removes and reads within two seconds, cold each time', async () => {
      const ask = during(faults)
      const opened = await ask('POST', '/v1/carts', undefined, {
        market: 'us',
        items: [item('var-kettle', 2)],
      })
      expectServed(opened, 201)
      const { cart, token } = opened.body
      expect(cart.total).toEqual({ amount: 4000, currency: 'USD' })
      const path = `/v1/carts/${cart.id}`
      const line = `${path}/items/${cart.items[0]?.id}`
      const steps: [string, string, unknown, object][] = [
        [
          'POST',
          `${path}/items`,
          { items: [item('var-mug'), item(MANY[7] ?? '')] },
          { total: { amount: 5300 } },
        ],
        ['PATCH', line, { quantity: 1 }, { total: { amount: 3300 } }],
        [
          'PUT',
          `${path}/codes`,
          { codes: [CODE, 'Nowhere'] },
          { codes: [{ status: 'applied' }, { reason: 'unknown' }], total: { amount: 2970 } },
        ],
        ['PATCH', path, { market: 'de', destination: { country: 'DE' } }, { currency: 'EUR', locale: 'en' }],
        ['DELETE', line, undefined, { version: 6 }],
        ['GET', `${path}?explain=true`, undefined, { version: 6, market: 'de' }],
      ]
      for (const [method, at, body, expected] of steps) {
        const answer = await ask(method, at, token, body)
        expectServed(answer)
        expect(answer.body).toMatchObject(expected)
      }
    })

    test('a full cart is priced, too', async () => {
      const guest = await open(
        MANY.slice(0, 94).map((id) => item(id)),
        'us',
      )
      const answer = await during(faults)('PUT', `${guest.path}/codes`, guest.token, {
        codes: [CODE, 'a', 'b', 'c', 'd'],
      })
      expectServed(answer)
      expect(answer.body.items.every(({ purchasable }) => purchasable)).toBe(true)
      expect(answer.body.codes[0]?.status).toBe('applied')
    })

    test('a customer opens and reads theirs, and claims a guest’s', async () => {
      const ask = during(faults)
      const token = await customerToken(`outage-${faults}`)
      expectServed(await ask('GET', '/v1/customers/me/cart?market=us', token))
      expectServed(await ask('POST', '/v1/carts', token, { market: 'us', items: [item('var-mug')] }))
      const guest = await open([item('var-kettle')], 'us')
      expectServed(await ask('POST', `${guest.path}/claim`, token, { token: guest.token }))
      const mine = await ask('GET', '/v1/customers/me/cart', token)
      expectServed(mine)
      expect(mine.body.items).toHaveLength(2)
    })
  },
)

describe.each(['DB=fail', 'DB=stall'])('%s', (faults) => {
  test('what only D1 could know is 503, and changes nothing: an id that was never published', async () => {
    const guest = await open([item('var-mug')], 'us')
    const answer = await during(faults)('POST', `${guest.path}/items`, guest.token, {
      items: [item('var-nowhere')],
    })
    expect([answer.status, answer.body.code, answer.headers.get('Retry-After')]).toEqual([
      503,
      'unavailable',
      '2',
    ])
    expect(answer.milliseconds).toBeLessThan(2_000)
    forget()
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

describe.each(['DB=fail,KV=fail', 'DB=stall,KV=stall', 'DB=stall,KV=fail'])('%s', (faults) => {
  const everything = (path: string, line: string): [string, string, unknown?][] => [
    ['POST', '/v1/carts', { market: 'us', items: [item('var-mug')] }],
    ['GET', path],
    ['POST', `${path}/items`, { items: [item('var-mug')] }],
    ['PATCH', `${path}/items/${line}`, { quantity: 3 }],
    ['DELETE', `${path}/items/${line}`],
    ['PATCH', path, { market: 'de' }],
    ['PUT', `${path}/codes`, { codes: [CODE] }],
  ]

  test('cold: 503 with Retry-After within two seconds, and nothing has changed', async () => {
    const guest = await open([item('var-mug')], 'us')
    const ask = during(faults)
    for (const [method, path, body] of everything(guest.path, guest.opened.items[0]?.id ?? '')) {
      const answer = await ask(method, path, path === '/v1/carts' ? undefined : guest.token, body)
      expect([method, path, answer.status, answer.body.code, answer.body.retryable]).toEqual([
        method,
        path,
        503,
        'unavailable',
        true,
      ])
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
      expect(answer.milliseconds).toBeLessThan(2_000)
    }
    forget()
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test('an isolate that has served it before goes on with what it knows', async () => {
    const guest = await open([item('var-mug')], 'us')
    for (const market of ['de', 'us']) await guest.ask('PATCH', '', { market })
    await guest.ask('PUT', '/codes', { codes: [CODE] })
    const { items } = (await guest.read()).body
    const bindings = shopWith(faults)
    for (const [method, path, body] of everything(guest.path, items[0]?.id ?? '').filter(
      ([each]) => each !== 'DELETE',
    )) {
      context().memory.expire(0)
      const answer = await warm(bindings, method, path, path === '/v1/carts' ? undefined : guest.token, body)
      expectServed(answer, path === '/v1/carts' ? 201 : 200)
    }
    expect((await guest.read()).body.items).toMatchObject([{ quantity: 3 }])
  })
})

test('an object is as it was when the outage is over', async () => {
  const guest = await open([item('var-mug')], 'us')
  await during('DB=fail,KV=fail')('GET', guest.path, guest.token)
  forget()
  expect((await guest.read()).body).toEqual(guest.opened)
})
