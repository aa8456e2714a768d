import { beforeAll, describe, expect, test } from 'vitest'
import type { Guest } from './carts/support.ts'
import { item, open, pieces, stock } from './carts/support.ts'

// If-Match compares the version of a cart's tag, strongly (contract.md, "Conditional"; reliability.md row 156, I-20).

beforeAll(stock)

const line = (guest: Guest): string => guest.opened.items[0]?.id ?? ''

/** Every command that takes If-Match, and changes the cart each time that it is given. */
const COMMANDS: [string, (guest: Guest, ifMatch: string, turn?: number) => ReturnType<Guest['ask']>][] = [
  [
    'setting',
    (guest, ifMatch, turn = 0) =>
      guest.ask('PATCH', `/items/${line(guest)}`, { quantity: 7 + turn }, { 'If-Match': ifMatch }),
  ],
  [
    'removing by 0',
    (guest, ifMatch) => guest.ask('PATCH', `/items/${line(guest)}`, { quantity: 0 }, { 'If-Match': ifMatch }),
  ],
  [
    'removing',
    (guest, ifMatch) => guest.ask('DELETE', `/items/${line(guest)}`, undefined, { 'If-Match': ifMatch }),
  ],
  [
    'changing',
    (guest, ifMatch, turn = 0) => guest.ask('PATCH', '', { note: `turn ${turn}` }, { 'If-Match': ifMatch }),
  ],
  [
    'codes',
    (guest, ifMatch, turn = 0) =>
      guest.ask('PUT', '/codes', { codes: [`turn-${turn}`] }, { 'If-Match': ifMatch }),
  ],
]

describe.each(COMMANDS)('%s', (_what, act) => {
  test('with a stale tag: 412 with the present cart and its tag, and nothing has changed', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const { etag: stale } = await guest.read()
    await guest.add(item('var-mug'))
    const now = await guest.read()
    const answer = await act(guest, stale)
    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([412, 'version_mismatch', false])
    expect(answer.body.current).toEqual(now.body)
    expect(answer.etag).toBe(now.etag)
    expect((await guest.read()).text).toBe(now.text)
    // Merged by the tag of the refusal, it is taken.
    expect((await act(guest, answer.etag)).body.version).toBe(3)
  })

  test.each(['*', ' * '])('with %j: passes', async (ifMatch) => {
    const guest = await open([item('var-kettle')], 'us')
    expect((await act(guest, ifMatch)).status).toBe(200)
  })

  test('only the version counts: the hash is of prices, which change by themselves', async () => {
    const guest = await open([item('var-kettle')], 'us')
    expect((await act(guest, '"1.another-hash-1234"')).status).toBe(200)
  })

  test('with the tag in a list: passes', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const { etag } = await guest.read()
    expect((await act(guest, `"99.x", ${etag}`)).status).toBe(200)
  })

  test.each([
    'weak',
    '1',
    '"1"',
    '"1."',
    '"1.a b"',
    '"01.x"',
    '"-1.x"',
    '"1.x',
    'W/"1.x"',
    '"1-x"',
    '"2.x"',
    '"1e0.x"',
    '"1.x" "1.x"',
    '**',
  ])('with %j: 412, and nothing has changed', async (ifMatch) => {
    const guest = await open([item('var-kettle')], 'us')
    const { etag } = await guest.read()
    const answer = await act(guest, ifMatch === 'weak' ? `W/${etag}` : ifMatch)
    expect([answer.status, answer.body.code]).toEqual([412, 'version_mismatch'])
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test('of two with one tag, at once, one is taken', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const { etag } = await guest.read()
    const both = await Promise.all([act(guest, etag, 1), act(guest, etag, 2)])
    expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 412])
    const winner = both.find(({ status }) => status === 200)
    expect((await guest.read()).text).toBe(winner?.text)
    expect(both.find(({ status }) => status === 412)?.body.current).toEqual(winner?.body)
  })

  test('a 412 has no token in it, and cannot be kept', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const answer = await act(guest, '"9.x"')
    expect(answer.text).not.toContain('"token"')
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  })
})

test('adds never conflict: If-Match is not looked at', async () => {
  const guest = await open([item('var-kettle')], 'us')
  for (const ifMatch of ['"99.x"', 'rubbish', 'W/"1.x"', ''])
    expect(
      (await guest.ask('POST', '/items', { items: [item('var-mug')] }, { 'If-Match': ifMatch })).status,
    ).toBe(200)
  expect(pieces((await guest.read()).body)).toEqual({ 'var-kettle': 1, 'var-mug': 4 })
})

test('a stale tag and a line that is gone: the version is told first, since the line went with it', async () => {
  const guest = await open([item('var-kettle'), item('var-mug')], 'us')
  const { etag } = await guest.read()
  await guest.ask('DELETE', `/items/${line(guest)}`)
  const stale = await guest.ask('PATCH', `/items/${line(guest)}`, { quantity: 2 }, { 'If-Match': etag })
  expect(stale.status).toBe(412)
  expect((await guest.ask('PATCH', `/items/${line(guest)}`, { quantity: 2 })).status).toBe(404)
})

test('without If-Match the last one wins', async () => {
  const guest = await open([item('var-kettle')], 'us')
  const at = `/items/${line(guest)}`
  await Promise.all([2, 3, 4].map((quantity) => guest.ask('PATCH', at, { quantity })))
  const { body } = await guest.read()
  expect(body.version).toBe(4)
  expect([2, 3, 4]).toContain(body.items[0]?.quantity)
})
