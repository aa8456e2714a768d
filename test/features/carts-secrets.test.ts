import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { app } from '../../src/app.ts'
import type { Bindings } from '../../src/env.ts'
import { cartDoors, item, namespace, open, shopperDoors, stock, stubOf } from './carts/support.ts'
import { type Ask, type Door, fresh, requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { customerToken } from './shop.ts'

// No token, key or other credential of a shopper's request lands in a log line, in the shop's rows or in the cart, and
// what shoppers write in words of their own lands in their cart alone (I-43): canaries, and then a look everywhere.

let logged: string[]
const writers = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
  vi
    .spyOn(console, name)
    .mockImplementation((...words: unknown[]) => void logged.push(words.map(String).join(' '))),
)
beforeAll(stock)
beforeEach(() => {
  logged = []
})

const bird = () => `canary${crypto.randomUUID().replaceAll('-', '')}`
const foundIn = (text: string, values: readonly string[]) => values.filter((value) => text.includes(value))
const HEADERS = [
  'Cookie',
  'Proxy-Authorization',
  'X-Api-Key',
  'X-Auth-Token',
  'X-Forwarded-For',
  'Referer',
  'User-Agent',
]

/** Headers that nothing else looks like, with this token; and everything in them that must not be seen again. */
function canaries(token: string, more: Record<string, string> = {}) {
  const others = Object.fromEntries([...HEADERS, 'Idempotency-Key'].map((name) => [name, bird()]))
  const headers: Record<string, string> = { ...others, Authorization: `Bearer ${token}`, ...more }
  // The first part of a token says how it is signed, which all of them do.
  return {
    headers,
    values: [...token.split('.').slice(1), ...Object.values(others)].filter((part) => part.length > 8),
  }
}

async function send(door: Door, ask: Ask, headers: Record<string, string>, bindings: unknown = env) {
  const answer = await app.fetch(
    requestOf(door, { ...ask, headers: {} }, headers),
    bindings as Bindings,
    {
      waitUntil: () => undefined,
      props: {},
    } as never,
  )
  const body = await answer.text()
  return { status: answer.status, text: `${JSON.stringify([...answer.headers])}\n${body}` }
}

/** Every row of the shop, and of the cart where there is one. */
async function everyRow(cartId?: string): Promise<string> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const tables = await env.DB.batch(results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`)))
  const rows = JSON.stringify(tables.map((table) => table.results))
  return cartId === undefined ? rows : rows + (await rowsOf(cartId))
}
const rowsOf = (cartId: string): Promise<string> =>
  runInDurableObject(stubOf(cartId), (_cart, { storage }) => {
    const names = storage.sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
      )
      .toArray()
    return JSON.stringify(names.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
  })

const tokenOf = async (door: Door, ask: Ask): Promise<string> =>
  ask.headers?.['Authorization']?.slice(7) ?? (await customerToken(`${door.operationId}-${fresh()}`))
const cartIn = (text: string): string | undefined => /cart_[\w-]{20,}/.exec(text)?.[0]

describe.each(shopperDoors)('$operationId ($method $path)', (door) => {
  test('keeps no credential of a request that it does', async () => {
    const ask = await askFor(door)
    const { headers, values } = canaries(await tokenOf(door, ask))
    const { token: claimed } = (ask.body ?? {}) as { token?: string }
    const all = [...values, ...(claimed?.split('.').slice(1) ?? [])]
    const { status, text } = await send(door, ask, headers)
    expect(status, text).toBeLessThan(300)
    expect(foundIn(text, all)).toEqual([])
    expect(foundIn(await everyRow(cartIn(text)), all)).toEqual([])
    expect(foundIn(logged.join('\n'), all)).toEqual([])
  })

  test('keeps and tells none of a request that it refuses', async () => {
    const ask = await askFor(door)
    const good = await tokenOf(door, ask)
    const secret = bird()
    const refused = [
      canaries(`${secret}.${secret}.${secret}`),
      canaries(secret),
      canaries(good.replace(/.{8}$/, 'AAAAAAAA')),
      canaries(good, { Authorization: `Bearer ${good}, Bearer ${secret}` }),
      canaries(good, { Authorization: `Basic ${secret}` }),
    ]
    for (const { headers, values } of refused) {
      const { status, text } = await send(door, ask, headers)
      expect([401, 404]).toContain(status)
      expect(foundIn(text + logged.join('\n'), [secret, ...values])).toEqual([])
    }
    if (door.method === 'GET') return
    const { headers, values } = canaries(good, { 'Idempotency-Key': `${secret}, ${secret}` })
    const { status, text } = await send(door, ask, headers)
    expect([status, foundIn(text + logged.join('\n'), [secret, ...values])]).toEqual([400, []])
    expect(foundIn(await everyRow(), [secret])).toEqual([])
  })

  test('logs nothing of a request on which it fails', async () => {
    const ask = await askFor(door)
    const { headers, values } = canaries(await tokenOf(door, ask))
    const fail = () =>
      Promise.reject(Object.assign(new Error(`failed with ${values.join(',')}`), { remote: true }))
    const objects = { getByName: () => new Proxy({}, { get: () => fail }) }
    const prepare = () => ({ bind: () => ({ prepare }) })
    // Carts and checkouts are in objects, the rest of what is a shopper's is in D1.
    const inObjects = cartDoors.includes(door) || door.path.startsWith('/v1/checkouts')
    const failing = inObjects ? { CART: objects, CHECKOUT: objects } : { DB: { prepare, batch: fail } }
    const { status, text } = await send(door, ask, headers, { ...env, ...failing })
    expect(status).toBe(500)
    expect(logged.length).toBeGreaterThan(0)
    expect(foundIn(text + logged.join('\n'), values)).toEqual([])
  })
})

describe('words of shoppers', () => {
  const words = (secret: string): [string, string, unknown][] => [
    ['PATCH', '', { note: `ring at ${secret}` }],
    ['PATCH', '', { destination: { country: 'US', postalCode: secret.slice(0, 16) } }],
    ['PUT', '/codes', { codes: [secret] }],
  ]

  test('stand in their cart and its answers, and nowhere else', async () => {
    const guest = await open([item('var-mug')], 'us')
    const secret = bird()
    for (const [method, rest, body] of words(secret))
      expect((await guest.ask(method, rest, body, { 'Idempotency-Key': fresh().toString() })).status).toBe(
        200,
      )
    expect((await guest.read()).text).toContain(secret)
    const inCart = await rowsOf(guest.id)
    expect(inCart).toContain(secret)
    expect(foundIn((await everyRow()) + logged.join('\n'), [secret, secret.slice(0, 16)])).toEqual([])
  })

  test('are not told again, and not logged, where they are refused or something fails', async () => {
    const guest = await open([item('var-mug')], 'us')
    const secret = bird()
    for (const [method, rest, body] of words(secret)) {
      const refused = await guest.ask(method, rest, { ...(body as object), nonsense: secret })
      expect([refused.status, foundIn(refused.text + logged.join('\n'), [secret])]).toEqual([422, []])
      const stale = await guest.ask(method, rest, body, { 'If-Match': '"9.x"' })
      expect([stale.status, foundIn(stale.text + logged.join('\n'), [secret])]).toEqual([412, []])
    }
    await runInDurableObject(namespace.getByName(guest.id), (_cart, { storage }) => {
      storage.sql.exec(`CREATE TRIGGER fails BEFORE UPDATE ON cart BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    })
    for (const [method, rest, body] of words(secret)) {
      const failed = await guest.ask(method, rest, body)
      expect([failed.status, foundIn(failed.text + logged.join('\n'), [secret])]).toEqual([500, []])
    }
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

test('the search finds what is there', async () => {
  const guest = await open([], 'us')
  expect(foundIn(await everyRow(guest.id), [guest.id, bird()])).toEqual([guest.id])
  console.error('canary')
  expect(logged).toEqual(['canary'])
  expect(writers).toHaveLength(5)
})
