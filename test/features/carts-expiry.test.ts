import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Cart } from '../../src/domain/cart.ts'
import { makeCartId, tokenOf } from './auth/capabilities.ts'
import { ask, item, open, pieces, stock, stubOf } from './carts/support.ts'
import { context, customerToken } from './shop.ts'

// A cart lives for a month after its last visit, and then leaves nothing behind (contract.md: 410 `cart_expired`).

beforeAll(stock)

const DAY = 86_400_000
const LIFE = 30 * DAY

/** What an object holds: its tables, its alarm, and how much it stores. */
const inside = (id: string) =>
  runInDurableObject(stubOf(id), async (_cart, { storage }) => ({
    tables: storage.sql
      .exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`)
      .toArray().length,
    alarm: await storage.getAlarm(),
    bytes: storage.sql.databaseSize,
  }))

/** Lets time pass for a cart: what it knows of moments lies that much further back. */
async function pass(id: string, milliseconds: number): Promise<void> {
  await runInDurableObject(stubOf(id), async (_cart, { storage }) => {
    const { state } = storage.sql.exec<{ state: string }>('SELECT state FROM cart').one()
    const kept = JSON.parse(state) as { cart: Cart }
    const { createdAt, expiresAt } = kept.cart
    const cart = { ...kept.cart, createdAt: createdAt - milliseconds, expiresAt: expiresAt - milliseconds }
    storage.sql.exec('UPDATE cart SET state = ?', JSON.stringify({ ...kept, cart }))
    const alarm = await storage.getAlarm()
    // An alarm in the past would come at once; tests let it come when they want it.
    if (alarm !== null) await storage.setAlarm(Math.max(alarm - milliseconds, Date.now() + 60_000))
  })
  // What the object remembers is older than that.
  await evictDurableObject(stubOf(id))
}

const expiry = ({ expiresAt }: { expiresAt: string }) => Date.parse(expiresAt)

describe('a visit makes the cart live its whole life again', () => {
  test('told in expiresAt, from the beginning', async () => {
    const before = Date.now()
    const { opened } = await open([], 'us')
    expect(expiry(opened)).toBeGreaterThanOrEqual(before + LIFE)
    expect(expiry(opened)).toBeLessThanOrEqual(Date.now() + LIFE)
    expect((await inside(opened.id)).alarm).toBe(expiry(opened))
  })

  test('at most once a day: until then neither read nor edit moves it', async () => {
    const guest = await open([], 'us')
    const first = expiry(guest.opened)
    expect(expiry((await guest.read()).body)).toBe(first)
    expect(expiry((await guest.add(item('var-mug'))).body)).toBe(first)
    await pass(guest.id, DAY - 60_000)
    expect(expiry((await guest.read()).body)).toBe(first - DAY + 60_000)
    await pass(guest.id, 120_000)
    const read = await guest.read()
    expect(expiry(read.body)).toBeGreaterThanOrEqual(Date.now() + LIFE - 10_000)
    // Not a change: whoever holds an older reply has missed nothing.
    expect(read.body.version).toBe(2)
    expect((await inside(guest.id)).alarm).toBe(expiry(read.body))
  })

  test('an edit does so, too', async () => {
    const guest = await open([], 'us')
    await pass(guest.id, 10 * DAY)
    const { body } = await guest.add(item('var-mug'))
    expect(expiry(body)).toBeGreaterThanOrEqual(Date.now() + LIFE - 10_000)
    expect((await inside(guest.id)).alarm).toBe(expiry(body))
  })

  test('a refused edit does not', async () => {
    const guest = await open([], 'us')
    await pass(guest.id, 10 * DAY)
    const before = await inside(guest.id)
    expect((await guest.add(item('var-nobody'))).status).toBe(422)
    expect(await inside(guest.id)).toEqual(before)
  })

  test('an alarm that comes early waits for the end', async () => {
    const guest = await open([item('var-mug')], 'us')
    expect(await runDurableObjectAlarm(stubOf(guest.id))).toBe(true)
    expect((await inside(guest.id)).alarm).toBe(expiry(guest.opened))
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

/** Everything that can be asked of a cart that has ended, by its token or as somebody who claims it. */
const CALLS: [string, string, unknown?][] = [
  ['GET', ''],
  ['HEAD', ''],
  ['GET', '?explain=true'],
  ['POST', '/items', { items: [item('var-mug')] }],
  ['PATCH', '/items/lin_x', { quantity: 1 }],
  ['DELETE', '/items/lin_x'],
  ['PATCH', '', { market: 'de' }],
  ['PUT', '/codes', { codes: ['x'] }],
]

async function expectGone(id: string, token: string): Promise<void> {
  for (const [method, rest, body] of CALLS) {
    const headers = method === 'POST' ? { 'Idempotency-Key': 'gone', 'If-Match': '*' } : {}
    const answer = await ask(method, `/v1/carts/${id}${rest}`, token, body, headers as Record<string, string>)
    expect([method, rest, answer.status]).toEqual([method, rest, 410])
    if (method !== 'HEAD') expect(answer.body.code).toBe('cart_expired')
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(answer.text).not.toContain('"token"')
  }
  const claim = await ask('POST', `/v1/carts/${id}/claim`, await customerToken(`late-${id}`), { token })
  expect([claim.status, claim.body.code]).toEqual([410, 'cart_expired'])
}

describe('its alarm ends the cart', () => {
  test('tables 0, alarm none; and whoever asks is told, and makes no storage', async () => {
    const guest = await open([item('var-mug'), item('var-kettle')], 'us')
    await guest.ask('PATCH', '', { note: 'soon over' }, { 'Idempotency-Key': 'kept' })
    const alive = await inside(guest.id)
    expect(alive.tables).toBeGreaterThan(0)
    await pass(guest.id, LIFE)
    expect(await runDurableObjectAlarm(stubOf(guest.id))).toBe(true)
    const ended = await inside(guest.id)
    expect(ended).toEqual({ tables: 0, alarm: null, bytes: ended.bytes })
    expect(ended.bytes).toBeLessThan(alive.bytes)
    await expectGone(guest.id, guest.token)
    await evictDurableObject(stubOf(guest.id))
    await expectGone(guest.id, guest.token)
    expect(await inside(guest.id)).toEqual(ended)
  })

  test('a second alarm of an ended cart does nothing', async () => {
    const guest = await open([], 'us')
    await pass(guest.id, LIFE)
    await runDurableObjectAlarm(stubOf(guest.id))
    const ended = await inside(guest.id)
    await runInDurableObject(stubOf(guest.id), (cart) =>
      (cart as unknown as { alarm(): Promise<void> }).alarm(),
    )
    expect(await inside(guest.id)).toEqual(ended)
  })
})

test('a cart whose time is over before the alarm has come is gone, too, and stores nothing more', async () => {
  const guest = await open([item('var-mug')], 'us')
  await pass(guest.id, LIFE)
  const before = await inside(guest.id)
  await expectGone(guest.id, guest.token)
  expect(await inside(guest.id)).toEqual(before)
})

test('a genuine token of a cart that never was: 410, no table, no alarm', async () => {
  const id = makeCartId()
  const token = await tokenOf(context(), id)
  await expectGone(id, token)
  const fresh = makeCartId()
  const [made, never] = [await inside(id), await inside(fresh)]
  expect(made).toEqual({ tables: 0, alarm: null, bytes: never.bytes })
})

describe("a customer's cart that has ended", () => {
  test.each([
    ['by its alarm', true],
    ['before its alarm has come', false],
  ])('%s begins anew', async (_how, ended) => {
    const token = await customerToken(`returning-${ended}`)
    const opening = (body: object) =>
      ask<never>('POST', '/v1/carts', token, body, { 'Idempotency-Key': 'first' }) as Promise<{
        status: number
        headers: Headers
        body: { cart: { id: string; version: number; items: never[]; note?: string; expiresAt: string } }
      }>
    const first = await opening({ market: 'de', items: [item('var-mug', 3)] })
    const { id } = first.body.cart
    await ask('PATCH', `/v1/carts/${id}`, token, { note: 'old' })
    await pass(id, LIFE)
    if (ended) await runDurableObjectAlarm(stubOf(id))
    expect((await ask('GET', '/v1/customers/me/cart', token)).status).toBe(404)
    expect((await ask('GET', `/v1/carts/${id}`, token)).status).toBe(410)
    // The same key, but what it was kept for has ended.
    const again = await opening({ market: 'us', items: [item('var-kettle')] })
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, null])
    expect(again.body.cart).toMatchObject({ id, market: 'us' })
    // Rising across its lives: an answer of the one before is always older.
    expect(again.body.cart.version).toBeGreaterThan(first.body.cart.version + 1)
    expect(pieces(again.body.cart as never)).toEqual({ 'var-kettle': 1 })
    expect(again.body.cart).not.toHaveProperty('note')
    expect((await inside(id)).alarm).toBe(expiry(again.body.cart))
    expect((await ask('GET', '/v1/customers/me/cart', token)).status).toBe(200)
  })

  test('is opened by reading it with a market', async () => {
    const token = await customerToken('reader-returns')
    const { body } = await ask('GET', '/v1/customers/me/cart?market=de', token)
    await ask('POST', `/v1/carts/${body.id}/items`, token, { items: [item('var-mug')] })
    await pass(body.id, LIFE)
    const anew = await ask('GET', '/v1/customers/me/cart?market=jp', token)
    expect([anew.status, anew.body.market, anew.body.items]).toEqual([200, 'jp', []])
    expect(anew.body.version).toBeGreaterThan(body.version)
  })
})
