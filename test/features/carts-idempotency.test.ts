import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import type { ShownCart } from '../../src/cart/cart-schemas.ts'
import { KEYS_MAX } from '../../src/platform/object-answers.ts'
import type { Bindings } from '../../src/env.ts'
import { KEY_RETENTION_MS } from '../../src/platform/idempotency.ts'
import { later, tokenOf } from './auth/capabilities.ts'
import {
  ask,
  type Fault,
  item,
  namespace,
  open,
  pieces,
  stock,
  stubOf,
  told,
  type Told,
  unsafeCartDoors,
} from './carts/support.ts'
import { type Ask, type Door, fresh, requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { context, customerToken, sendRequest } from './shop.ts'

// One key, one effect, on every unsafe door of carts (I-06 to I-09; reliability.md rows 91 to 98): generated from the
// OpenAPI document. A claim needs no key: it can be repeated by its nature (carts-claims).

beforeAll(stock)

const keyed = unsafeCartDoors.filter(({ operationId }) => operationId !== 'claimCart')

type Given = Ask & { readonly token: string; readonly cartPath: string }

/** A good request to the door with a cart of its own. A guest's opening has no key to keep: there it is a customer's. */
async function givenFor(door: Door): Promise<Given> {
  const sample = await askFor(door)
  if (door.credential !== 'opening') {
    const [, cartPath = ''] = /^(\/v1\/carts\/[^/]+)/.exec(sample.path) ?? []
    // Who claims a cart holds its token, in the body.
    const { token = sample.headers?.['Authorization']?.slice(7) ?? '' } = (sample.body ?? {}) as {
      token?: string
    }
    return { ...sample, token, cartPath }
  }
  const token = await customerToken(`keys-${fresh()}`)
  const otherBody = { market: 'de', items: [item('var-mug')] }
  const headers = { Authorization: `Bearer ${token}` }
  return { ...sample, headers, otherBody, token, cartPath: '/v1/customers/me/cart' }
}

type Answered = Told<(ShownCart | { cart: ShownCart }) & Fault>
const send = async (door: Door, given: Given, key: string, body = given.body): Promise<Answered> =>
  told(await sendRequest(requestOf(door, given, { 'Idempotency-Key': key }, body)))

const replayed = ({ headers }: Answered) => headers.get('Idempotent-Replayed')
const essence = ({ status, text, etag, headers }: Answered) => ({
  status,
  text,
  etag,
  location: headers.get('Location'),
})
const now = async ({ token, cartPath }: Given): Promise<string> => {
  const { status, text } = await ask('GET', cartPath, token)
  return status === 200 ? text : String(status)
}

/** How often a cart was changed. Of one that was not there: how often the one item came in that opens it. */
function changesBetween(before: string, after: string): number {
  const number = (name: string, text: string) => Number(new RegExp(`"${name}":(\\d+)`).exec(text)?.[1] ?? 0)
  const from = number('version', before)
  return from === 0 ? number('quantity', after) : number('version', after) - from
}

describe.each(keyed)('$operationId ($method $path)', (door) => {
  test('a retry has the first answer again, bare or quoted, and no second effect', async () => {
    const given = await givenFor(door)
    const key = `retry ${fresh()}`
    const first = await send(door, given, key)
    expect(first.status, first.text).toBeLessThan(300)
    expect(replayed(first)).toBeNull()
    const state = await now(given)
    for (const spelling of [`"${key}"`, key]) {
      const again = await send(door, given, spelling)
      expect(replayed(again)).toBe('true')
      expect(essence(again)).toEqual(essence(first))
    }
    expect(await now(given)).toBe(state)
  })

  test('five at once: one effect, and the same answer for all', async () => {
    const given = await givenFor(door)
    const key = `at once ${fresh()}`
    const before = await now(given)
    const all = await Promise.all(Array.from({ length: 5 }, () => send(door, given, key)))
    expect(all.filter((each) => replayed(each) === null)).toHaveLength(1)
    expect(new Set(all.map((each) => JSON.stringify(essence(each)))).size).toBe(1)
    expect(all[0]?.status, all[0]?.text).toBeLessThan(300)
    expect(changesBetween(before, await now(given))).toBe(1)
  })

  test('another body under the same key is refused and changes nothing', async () => {
    const given = await givenFor(door)
    const key = `other ${fresh()}`
    expect((await send(door, given, key)).status).toBeLessThan(300)
    const state = await now(given)
    const other = await send(door, given, key, given.otherBody ?? { another: 1 })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
    // Bytes are compared: the same in other words is another body.
    const spaced = { ...given, raw: new TextEncoder().encode(`${JSON.stringify(given.body ?? {})} `) }
    const type = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
    const same = await told<Fault>(await sendRequest(requestOf(door, spaced, type)))
    expect([same.status, same.body.code]).toEqual([422, 'idempotency_conflict'])
    expect(await now(given)).toBe(state)
  })

  test('the same key at another cart is another key (I-09)', async () => {
    const [given, other] = [await givenFor(door), await givenFor(door)]
    const key = `principal ${fresh()}`
    const first = await send(door, given, key)
    const second = await send(door, other, key)
    expect([second.status, replayed(second)]).toEqual([first.status, null])
    expect(second.text).not.toBe(first.text)
    expect(replayed(await send(door, given, key))).toBe('true')
  })

  test('is kept in the storage: replays after the object was evicted', async () => {
    const given = await givenFor(door)
    const key = `evicted ${fresh()}`
    const first = await send(door, given, key)
    const id = 'cart' in first.body ? first.body.cart.id : first.body.id
    await evictDurableObject(stubOf(id))
    const again = await send(door, given, key)
    expect([replayed(again), essence(again)]).toEqual(['true', essence(first)])
  })

  test('after 48 hours the key is a new one', async () => {
    const given = await givenFor(door)
    const key = `old ${fresh()}`
    const first = await send(door, given, key)
    const id = 'cart' in first.body ? first.body.cart.id : first.body.id
    await runInDurableObject(stubOf(id), (_cart, { storage }) => {
      storage.sql.exec('UPDATE answers SET kept_at = kept_at - ?', KEY_RETENTION_MS)
    })
    const again = await send(door, given, key)
    expect(replayed(again)).toBeNull()
  })

  test('a reply that is lost between the object and the Worker is asked for again, and counts once', async () => {
    const given = await givenFor(door)
    const key = `lost ${fresh()}`
    for (const headers of [{ 'Idempotency-Key': key }, {}]) {
      const before = await now(given)
      const answer = await told<Answered['body']>(
        await app.fetch(requestOf(door, given, headers), losingReplies(1), execution),
      )
      // Without a key the second removal finds nothing; all others do something again.
      if (answer.status === 404 && door.operationId === 'removeCartItem') continue
      expect(answer.status, answer.text).toBeLessThan(300)
      // To the client this is the first answer.
      expect(replayed(answer)).toBeNull()
      expect(changesBetween(before, await now(given))).toBe(
        headers['Idempotency-Key'] === undefined && isSetting(door) ? 0 : 1,
      )
    }
    const again = await send(door, given, key)
    expect(replayed(again)).toBe('true')
  })

  test('an object that answers nobody: 503, and the retry is given what was done', async () => {
    const given = await givenFor(door)
    const key = { 'Idempotency-Key': `silent ${fresh()}` }
    const lost = await told<Fault>(await app.fetch(requestOf(door, given, key), losingReplies(9), execution))
    expect([lost.status, lost.body.code, lost.headers.get('Retry-After')]).toEqual([503, 'unavailable', '2'])
    const state = await now(given)
    const again = await send(door, given, key['Idempotency-Key'])
    expect([again.status < 300, replayed(again)]).toEqual([true, 'true'])
    expect(await now(given)).toBe(state)
  })

  test('a failure in the middle changes nothing and keeps nothing', async () => {
    const given = await givenFor(door)
    // There has to be a cart whose storage can fail.
    if (door.credential === 'opening') await send(door, given, `first ${fresh()}`)
    const before = await now(given)
    const { id } = JSON.parse(before) as ShownCart
    const onStorage = (sql: string) =>
      runInDurableObject(stubOf(id), (_cart, { storage }) => void storage.sql.exec(sql))
    await onStorage(`CREATE TRIGGER fails BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    const key = `failing ${fresh()}`
    const failed = await send(door, given, key)
    expect([failed.status, failed.body.code]).toEqual([500, 'internal'])
    expect(failed.text).not.toContain('no room')
    expect(await now(given)).toBe(before)
    await onStorage('DROP TRIGGER fails')
    const again = await send(door, given, key)
    expect([again.status < 300, replayed(again)]).toEqual([true, null])
    expect(await now(given)).not.toBe(before)
  })
})

/** Setting something to what it is changes nothing. */
const isSetting = ({ method }: Door): boolean => method === 'PATCH' || method === 'PUT'

const execution = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} } as never

/** Objects that do what they are asked, and whose replies get lost: the first ones of each request. */
function losingReplies(times: number): Bindings {
  let left = times
  const losing = (stub: DurableObjectStub) =>
    new Proxy(stub, {
      get:
        (target, name) =>
        async (...asked: unknown[]) => {
          const calls = target as unknown as Record<PropertyKey, (...given: unknown[]) => Promise<unknown>>
          const reply = await calls[name]?.(...asked)
          if ((left -= 1) < 0) return reply
          throw Object.assign(new Error('Network connection lost.'), { retryable: true })
        },
    })
  return { ...(env as unknown as Bindings), CART: { getByName: (name) => losing(namespace.getByName(name)) } }
}

describe.each(unsafeCartDoors)('$operationId ($method $path)', (door) => {
  test.each(['', '"', 'a, b', '"a" b', '"a', 'a"', 'x'.repeat(256), `"${'x'.repeat(256)}"`])(
    'the key %j is none',
    async (key) => {
      const given = await givenFor(door)
      const before = await now(given)
      const { status, body } = await send(door, given, key)
      expect([status, body.code]).toEqual([400, 'idempotency_key_invalid'])
      expect(await now(given)).toBe(before)
    },
  )
})

test.each([
  "'; DROP TABLE answers; --",
  '../../etc/passwd',
  '{{7*7}}',
  '${x}',
  '*',
  '__proto__',
  'k'.repeat(255),
])('the key %j is text like any other', async (key) => {
  const guest = await open([], 'us')
  const add = () => guest.ask('POST', '/items', { items: [item('var-mug')] }, { 'Idempotency-Key': key })
  const [first, again] = [await add(), await add()]
  expect([first.status, again.text, pieces((await guest.read()).body)]).toEqual([
    200,
    first.text,
    { 'var-mug': 1 },
  ])
})

test('a key belongs to its method and path', async () => {
  const guest = await open([item('var-mug')], 'us')
  const key = { 'Idempotency-Key': 'everywhere' }
  const at = `/items/${await guest.line('var-mug')}`
  const answers = [
    await guest.ask('POST', '/items', { items: [item('var-mug')] }, key),
    await guest.ask('PATCH', at, { quantity: 5 }, key),
    await guest.ask('PATCH', '', { note: 'x' }, key),
    await guest.ask('PUT', '/codes', { codes: ['x'] }, key),
    await guest.ask('DELETE', at, undefined, key),
  ]
  expect(answers.map(({ body }) => body.version)).toEqual([2, 3, 4, 5, 6])
})

test('refusals are not kept: the same key is judged anew, with another body too', async () => {
  const guest = await open([], 'us')
  const key = { 'Idempotency-Key': 'again' }
  for (const body of [{ items: [item('var-nobody')] }, { items: [item('var-draft')] }, { nonsense: 1 }, '{'])
    expect((await guest.ask('POST', '/items', body, key)).status).toBeGreaterThanOrEqual(400)
  expect((await guest.ask('POST', '/items', { items: [item('var-mug')] }, key)).status).toBe(200)
})

test('a retry of a set that came through is not stale: the answer comes before If-Match', async () => {
  const guest = await open([item('var-mug')], 'us')
  const { etag } = await guest.read()
  const headers = { 'Idempotency-Key': 'set', 'If-Match': etag }
  const at = `/items/${await guest.line('var-mug')}`
  const first = await guest.ask('PATCH', at, { quantity: 5 }, headers)
  await guest.add(item('var-kettle'))
  const again = await guest.ask('PATCH', at, { quantity: 5 }, headers)
  expect([again.status, again.text]).toEqual([200, first.text])
})

test('what a stored answer never holds is a token; a reply may carry a fresh one all the same', async () => {
  const guest = await open([item('var-mug')], 'us')
  // Two thirds of its life are over.
  const old = await tokenOf(later(context(), -20 * 86_400_000), guest.id)
  const add = () =>
    ask('POST', `${guest.path}/items`, old, { items: [item('var-mug')] }, { 'Idempotency-Key': 'renew' })
  const [first, again] = [await add(), await add()]
  for (const { body } of [first, again]) {
    expect(body.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect((await ask('GET', guest.path, body.token)).status).toBe(200)
  }
  expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  expect({ ...again.body, token: '' }).toEqual({ ...first.body, token: '' })
  const stored = await runInDurableObject(stubOf(guest.id), (_cart, { storage }) =>
    JSON.stringify([
      storage.sql.exec('SELECT * FROM answers').toArray(),
      storage.sql.exec('SELECT * FROM cart').toArray(),
    ]),
  )
  expect(stored).toContain('var-mug')
  for (const secret of [old, first.body.token ?? '', guest.token])
    for (const part of secret.split('.').slice(1)) expect(stored.includes(part)).toBe(false)
  expect(stored).not.toContain('"token')
})

test("a customer's opening is replayed, wherever the cart has gone since", async () => {
  const token = await customerToken(`mover-${fresh()}`)
  const opening = (body: object) =>
    ask<{ cart: ShownCart } & Fault>('POST', '/v1/carts', token, body, { 'Idempotency-Key': 'opening' })
  const first = await opening({ market: 'de', items: [item('var-mug')] })
  await ask('PATCH', `/v1/carts/${first.body.cart.id}`, token, { market: 'us' })
  const again = await opening({ market: 'de', items: [item('var-mug')] })
  expect([again.status, again.text]).toEqual([201, first.text])
  expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  expect((await opening({ market: 'de' })).body.code).toBe('idempotency_conflict')
})

test("a guest's opening has no key: each is a cart of its own, and an opening that is asked again is a new cart", async () => {
  const opening = (bindings: Bindings) =>
    app.fetch(
      new Request('https://shop.test/v1/carts', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'guest' },
        body: JSON.stringify({ market: 'us', items: [item('var-mug')] }),
      }),
      bindings,
      execution,
    )
  const answers = await Promise.all(
    [0, 0, 1].map(async (lost) => told<{ cart: ShownCart }>(await opening(losingReplies(lost)))),
  )
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(answers.map(({ body }) => body.cart.id)).size).toBe(3)
  for (const { body } of answers)
    expect([body.cart.version, pieces(body.cart)]).toEqual([1, { 'var-mug': 1 }])
})

test('a cart remembers a thousand keys; then it asks to wait, and goes on without', async () => {
  const guest = await open([], 'us')
  const add = (key?: string) =>
    guest.ask(
      'POST',
      '/items',
      { items: [item('var-mug')] },
      key === undefined ? {} : { 'Idempotency-Key': key },
    )
  const first = await add('first')
  await runInDurableObject(stubOf(guest.id), (_cart, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO answers SELECT 'key ' || i, 'p', 200, '{}', '"1.x"', kept_at FROM n, answers`,
      KEYS_MAX,
    )
  })
  // The rows came in behind its back: awake again it counts them.
  await evictDurableObject(stubOf(guest.id))
  const refused = await add('one too many')
  expect([refused.status, refused.body.code, refused.headers.get('Retry-After')]).toEqual([
    429,
    'rate_limited',
    '3600',
  ])
  expect((await add('first')).text).toBe(first.text)
  expect((await add()).body.version).toBe(3)
  await runInDurableObject(stubOf(guest.id), (_cart, { storage }) => {
    storage.sql.exec('UPDATE answers SET kept_at = kept_at - ?', KEY_RETENTION_MS)
  })
  expect((await add('one too many')).status).toBe(200)
  const kept = await runInDurableObject(stubOf(guest.id), (_cart, { storage }) =>
    storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM answers').one(),
  )
  expect(kept.n, 'what is over is forgotten').toBe(1)
})
