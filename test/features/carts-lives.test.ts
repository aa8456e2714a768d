import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { customerToken } from './shop.ts'
import { ask, forget, MANY, open, published, stock } from './carts/support.ts'
import { fresh, make } from './doors/door.ts'
import { makeMarket } from './doors/market-samples.ts'

// What a cart is told of its own life, and how much of it is kept.

beforeAll(stock)

const DAY_MS = 86_400_000
const kettle = { items: [{ variantId: 'var-kettle', quantity: 1 }] }
const objectOf = (id: string) => (env as unknown as { CART: DurableObjectNamespace }).CART.getByName(id)

type State = { cart: { expiresAt: number; createdAt: number }; calls: unknown[] }
/** Makes a cart older than it is. */
const age = (id: string, milliseconds: number) =>
  runInDurableObject(objectOf(id), (_instance, { storage }) => {
    const state = JSON.parse(
      storage.sql.exec<{ state: string }>('SELECT state FROM cart').one().state,
    ) as State
    state.cart.expiresAt -= milliseconds
    storage.sql.exec('UPDATE cart SET state = ?', JSON.stringify(state))
  })

const countOf = (header: Headers, tier: string) =>
  Number(new RegExp(`${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(header.get('Server-Timing') ?? '')?.[1])

test('a customer who has a cart is not told that it is new, and a retry says the same', async () => {
  const customer = await customerToken(`lives-${fresh()}`)
  const opened = await ask('POST', '/v1/carts', customer, { market: 'us', ...kettle })
  expect(opened.status).toBe(201)
  const again = await ask(
    'POST',
    '/v1/carts',
    customer,
    { market: 'us', ...kettle },
    { 'Idempotency-Key': 'k' },
  )
  expect(again.status).toBe(200)
  const retried = await ask(
    'POST',
    '/v1/carts',
    customer,
    { market: 'us', ...kettle },
    { 'Idempotency-Key': 'k' },
  )
  expect([retried.status, retried.text]).toEqual([again.status, again.text])
  expect(retried.headers.get('Idempotent-Replayed')).toBe('true')
})

test("a customer's filled cart costs one read of KV in a cold isolate, however it is asked for", async () => {
  const customer = await customerToken(`lives-${fresh()}`)
  await ask('POST', '/v1/carts', customer, { market: 'us', ...kettle })
  for (const [method, path, body] of [
    ['GET', '/v1/customers/me/cart?market=us', undefined],
    ['GET', '/v1/customers/me/cart', undefined],
    ['POST', '/v1/carts', { market: 'us', items: [{ variantId: 'var-mug', quantity: 1 }] }],
  ] as const) {
    forget()
    const answer = await ask(method, path, customer, body)
    expect([path, answer.status, countOf(answer.headers, 'kv'), countOf(answer.headers, 'd1')]).toEqual([
      path,
      200,
      1,
      0,
    ])
  }
})

test('what would not fit is refused before it is read', async () => {
  const items = MANY.slice(0, 90).map((variantId) => ({ variantId, quantity: 1 }))
  const opened = await ask<{ cart: { id: string }; token: string }>('POST', '/v1/carts', undefined, {
    market: 'us',
    items,
  })
  forget()
  const more = MANY.slice(60, 100).map((variantId) => ({ variantId, quantity: 1 }))
  const { cart, token } = opened.body
  const answer = await ask('POST', `/v1/carts/${cart.id}/items`, token, { items: more })
  expect([answer.status, answer.body.errors?.[0]?.code]).toEqual([422, 'too_many_lines'])
  expect(countOf(answer.headers, 'kv')).toBe(0)
})

test("versions of a customer's cart go on rising when it has ended and is opened again", async () => {
  const customer = await customerToken(`lives-${fresh()}`)
  const opened = await ask<{ cart: { id: string; version: number } }>('POST', '/v1/carts', customer, {
    market: 'us',
    ...kettle,
  })
  const { id } = opened.body.cart
  const changed = await ask('PATCH', `/v1/carts/${id}`, customer, { note: 'Ring twice' })
  await runInDurableObject(objectOf(id), async (_instance, { storage }) => storage.deleteAll())
  // The instance that lives on has no tables (platform.md §5).
  await evictDurableObject(objectOf(id))
  const anew = await ask<{ cart: { id: string; version: number } }>('POST', '/v1/carts', customer, {
    market: 'us',
    ...kettle,
  })
  expect(anew.status).toBe(201)
  expect(anew.body.cart.id).toBe(id)
  expect(anew.body.cart.version).toBeGreaterThan(changed.body.version)
  const late = await ask('PATCH', `/v1/carts/${id}`, customer, { note: 'Late' }, { 'If-Match': changed.etag })
  expect(late.status).toBe(412)
})

test('an answer that is too long to keep is not kept, and the retry does nothing twice', async () => {
  // Every promotion stands on every line: some sixty of them make the answer of 94 lines larger than a row may be.
  for (let at = 0; at < 12; at += 1)
    await make('POST', '/v1/admin/promotions', 'promotions:write', {
      name: `Long ${'x'.repeat(190)}`,
      status: 'active',
      kind: 'automatic',
      markets: ['us'],
      rule: { effect: { kind: 'percent', percent: '1' } },
    })
  await published()
  const items = MANY.slice(0, 94).map((variantId) => ({ variantId, quantity: 1 }))
  const opened = await ask<{ cart: { id: string }; token: string }>('POST', '/v1/carts', undefined, {
    market: 'us',
    items,
  })
  const { cart, token } = opened.body
  const key = { 'Idempotency-Key': 'long' }
  const more = { items: [{ variantId: MANY[0], quantity: 1 }] }
  const first = await ask('POST', `/v1/carts/${cart.id}/items`, token, more, key)
  expect(first.text.length).toBeGreaterThan(250_000)
  const second = await ask('POST', `/v1/carts/${cart.id}/items`, token, more, key)
  expect([second.status, second.body.version]).toEqual([200, first.body.version])
  expect(second.headers.get('Idempotent-Replayed')).toBe('true')
  const other = await ask(
    'POST',
    `/v1/carts/${cart.id}/items`,
    token,
    { items: [{ variantId: MANY[1], quantity: 1 }] },
    key,
  )
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
  await runInDurableObject(objectOf(cart.id), (_instance, { storage }) => {
    const kept = storage.sql.exec<{ n: number }>('SELECT max(length(text)) AS n FROM answers').one()
    expect(kept.n).toBeLessThanOrEqual(250_000)
  })
})

test('whoever is told that the cart lives longer is given a token that does', async () => {
  const opened = await ask<{ cart: { id: string; expiresAt: string }; token: string }>(
    'POST',
    '/v1/carts',
    undefined,
    {
      market: 'us',
      ...kettle,
    },
  )
  const { cart, token } = opened.body
  await age(cart.id, 3 * DAY_MS)
  await evictDurableObject(objectOf(cart.id))
  const read = await ask<{ expiresAt: string; token?: string }>('GET', `/v1/carts/${cart.id}`, token)
  const claims = JSON.parse(
    Buffer.from(read.body.token?.split('.')[1] ?? '', 'base64url').toString() || '{}',
  ) as { exp?: number }
  expect(claims.exp ?? 0).toBeGreaterThanOrEqual(Math.floor(Date.parse(read.body.expiresAt) / 1_000))
  const again = await ask<{ token?: string }>('GET', `/v1/carts/${cart.id}`, token)
  expect(again.body.token).toBeUndefined()
})

test('a market changes its currency: its carts are priced and labelled in the new one', async () => {
  const { code, path, etag } = await makeMarket({ derivedFrom: { market: 'us', rate: '0.9' } })
  await published()
  const customer = await customerToken(`lives-${fresh()}`)
  const guest = await open([{ variantId: 'var-kettle', quantity: 1 }], code)
  expect(guest.opened.total).toEqual({ amount: 1800, currency: 'EUR' })
  const change = { currency: 'JPY', derivedFrom: { market: 'us', rate: '150' } }
  await make('PATCH', path, 'markets:write', change, { 'If-Match': etag })
  await published()
  for (const { text, body } of [
    await guest.read(),
    // Not only shown: should the market close, this is all that the cart knows.
    await runInDurableObject(objectOf(guest.id), (_instance, { storage }) => {
      const { state } = storage.sql.exec<{ state: string }>('SELECT state FROM cart').one()
      expect(state).toContain('"currency":"JPY"')
      return guest.read()
    }),
    await guest.add({ variantId: 'var-mug', quantity: 1 }),
    await ask('POST', `${guest.path}/claim`, customer, { token: guest.token }),
  ]) {
    expect(text).not.toContain('EUR')
    expect(body.currency).toBe('JPY')
    expect(body.items[0]?.unitPrice).toEqual({ amount: 3000, currency: 'JPY' })
  }
})
