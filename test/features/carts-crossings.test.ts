import { beforeAll, describe, expect, test } from 'vitest'
import { ask, cartDoors, forget, type Guest, item, MANY, open, stock } from './carts/support.ts'
import { requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { customerToken, sendRequest } from './shop.ts'

// What an edit of a cart costs in storage crossings, by Server-Timing (design.md §8): one object, and cold one bulk read
// of KV. D1 is asked for nothing that is published.

beforeAll(stock)

type Cost = { readonly do: number; readonly kv: number; readonly d1: number; readonly rows: number }

function costOf(headers: Headers): Cost {
  const timing = headers.get('Server-Timing') ?? ''
  const count = (tier: string) =>
    Number(new RegExp(`\\b${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(timing)?.[1] ?? NaN)
  return { do: count('do'), kv: count('kv'), d1: count('d1'), rows: /\bsql;/.test(timing) ? count('sql') : 0 }
}

describe.each(cartDoors)('$operationId ($method $path)', (door) => {
  // A claim is a call to each of two carts.
  const objects = door.operationId === 'claimCart' ? 2 : 1

  test('cold: its objects, one bulk read, no D1; warm: its objects alone', async () => {
    const run = async (isCold: boolean): Promise<Cost> => {
      const given = await askFor(door)
      if (isCold) forget()
      const key: Record<string, string> =
        door.method === 'GET' ? {} : { 'Idempotency-Key': crypto.randomUUID() }
      const answer = await sendRequest(requestOf(door, given, key))
      expect(answer.status, await answer.clone().text()).toBeLessThan(300)
      return costOf(answer.headers)
    }
    expect(await run(true)).toEqual({ do: objects, kv: 1, d1: 0, rows: 0 })
    expect(await run(false)).toEqual({ do: objects, kv: 0, d1: 0, rows: 0 })
    expect(await run(true)).toEqual({ do: objects, kv: 1, d1: 0, rows: 0 })
  })
})

describe('a full cart: 94 lines and 5 codes', () => {
  const CODES = ['one', 'two', 'three', 'four', 'five']
  const fill = async (): Promise<Guest> => {
    const guest = await open(
      MANY.slice(0, 94).map((id) => item(id)),
      'us',
    )
    expect((await guest.ask('PUT', '/codes', { codes: CODES })).status).toBe(200)
    return guest
  }

  test.each<[string, (guest: Guest) => ReturnType<Guest['ask']>, number]>([
    ['is read', (guest) => guest.read(), 200],
    ['is explained', (guest) => guest.ask('GET', '?explain=true'), 200],
    ['gets more', (guest) => guest.add(...MANY.slice(0, 94).map((id) => item(id))), 200],
    ['gets 99 of one', (guest) => guest.add(...Array.from({ length: 99 }, () => item(MANY[3] ?? ''))), 200],
    ['is set', (guest) => guest.ask('PATCH', `/items/${guest.opened.items[50]?.id}`, { quantity: 7 }), 200],
    ['loses a line', (guest) => guest.ask('DELETE', `/items/${guest.opened.items[50]?.id}`), 200],
    ['moves', (guest) => guest.ask('PATCH', '', { market: 'jp', destination: { country: 'JP' } }), 200],
    [
      'has other codes',
      (guest) => guest.ask('PUT', '/codes', { codes: ['six', 'seven', 'eight', 'nine', 'ten'] }),
      200,
    ],
    ['is stale', (guest) => guest.ask('PUT', '/codes', { codes: [] }, { 'If-Match': '"1.x"' }), 412],
    ['has no such line', (guest) => guest.ask('DELETE', '/items/lin_x'), 404],
    ['has no room for one more', (guest) => guest.add(item(MANY[95] ?? '')), 422],
    [
      'has no room for 99 more',
      (guest) => guest.add(...Array.from({ length: 99 }, (_, at) => item(`var-x-${at}`))),
      422,
    ],
  ])('%s', async (_what, act, status) => {
    const guest = await fill()
    forget()
    const cold = await act(guest)
    expect(cold.status, cold.text.slice(0, 300)).toBe(status)
    const cost = costOf(cold.headers)
    expect(cost).toEqual({ do: 1, kv: cost.kv, d1: 0, rows: 0 })
    expect(cost.kv).toBeLessThanOrEqual(1)
    const warm = costOf((await act(guest)).headers)
    expect(warm).toEqual({ do: 1, kv: 0, d1: 0, rows: 0 })
  })

  test('99 lines are opened and read by one bulk read', async () => {
    await stock()
    forget()
    const items = MANY.slice(0, 99).map((id) => item(id))
    const opened = await ask<{ cart: { id: string }; token: string }>('POST', '/v1/carts', undefined, {
      market: 'us',
      items,
    })
    expect([opened.status, costOf(opened.headers)]).toEqual([201, { do: 1, kv: 1, d1: 0, rows: 0 }])
    forget()
    const read = await ask('GET', `/v1/carts/${opened.body.cart.id}`, opened.body.token)
    expect([read.status, costOf(read.headers)]).toEqual([200, { do: 1, kv: 1, d1: 0, rows: 0 }])
  })
})

test('a customer costs no more than a guest', async () => {
  const token = await customerToken('cheap')
  forget()
  const opened = await ask<{ cart: { id: string } }>('POST', '/v1/carts', token, {
    market: 'us',
    items: [item('var-mug')],
  })
  expect(costOf(opened.headers)).toEqual({ do: 1, kv: 1, d1: 0, rows: 0 })
  for (const path of ['/v1/customers/me/cart', `/v1/carts/${opened.body.cart.id}`])
    expect(costOf((await ask('GET', path, token)).headers)).toEqual({ do: 1, kv: 0, d1: 0, rows: 0 })
})

test('who may not come in costs nothing', async () => {
  const guest = await open([], 'us')
  forget()
  for (const [path, token] of [
    [guest.path, undefined],
    [guest.path, 'aaaa.bbbb.cccc'],
    ['/v1/customers/me/cart', undefined],
  ] as const)
    expect(costOf((await ask('GET', path, token)).headers)).toEqual({ do: 0, kv: 0, d1: 0, rows: 0 })
})

test('an unknown variant is asked of D1 once, and then remembered for a while', async () => {
  const guest = await open([], 'us')
  forget()
  expect(costOf((await guest.add(item('var-nowhere'))).headers)).toMatchObject({ do: 1, kv: 1, d1: 1 })
  expect(costOf((await guest.add(item('var-nowhere'))).headers)).toMatchObject({ do: 1, kv: 0, d1: 0 })
})

test('guessing codes never gets to D1', async () => {
  const guest = await open([], 'us')
  forget()
  const guess = await guest.ask('PUT', '/codes', { codes: ['g1', 'g2', 'g3', 'g4', 'g5'] })
  expect(costOf(guess.headers)).toEqual({ do: 1, kv: 1, d1: 0, rows: 0 })
})
