import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test, vi } from 'vitest'
import { app } from '../../src/app.ts'
import type { Bindings } from '../../src/env.ts'
import { clientKey } from '../../src/platform/limits.ts'
import { stock } from './carts/support.ts'
import { madeOrder } from './orders/support.ts'
import { context, customerToken } from './shop.ts'
import { signOrderToken } from '../../src/orders/own-order.ts'

// Who asks too often is refused, and nobody else (I-41, I-45; reliability.md, rows 127, 205, 206 and 208).

/** What LIMIT_TEST grants by the minute (vitest.config.ts). */
const QUOTA = 20

type Changes = Partial<Bindings>
const counted: Changes = {
  LIMIT_OPEN: env.LIMIT_TEST,
  LIMIT_CODE: env.LIMIT_TEST,
  LIMIT_GUESS: env.LIMIT_TEST,
}
const execution = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }

type Told = { status: number; code: string | undefined; retryAfter: string | null; body: never }
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
  changes: Changes = counted,
): Promise<Told> {
  const answer = await app.fetch(
    new Request(`https://shop.test${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    { ...(env as unknown as Bindings), ...changes },
    execution as never,
  )
  const json = (await answer.json()) as { code?: string }
  return {
    status: answer.status,
    code: json.code,
    retryAfter: answer.headers.get('Retry-After'),
    body: json as never,
  }
}

const from = (address: string) => ({ 'CF-Connecting-IP': address })
const openFrom = (address: string, more: Record<string, string> = {}, changes: Changes = counted) =>
  ask('POST', '/v1/carts', { ...from(address), ...more }, { market: 'us' }, changes)
const refused = (answers: readonly Told[]): Told[] => answers.filter(({ status }) => status === 429)

/** As often as asked, one after the other. */
async function times(count: number, act: (at: number) => Promise<Told>): Promise<Told[]> {
  const answers: Told[] = []
  for (let at = 0; at < count; at += 1) answers.push(await act(at))
  return answers
}

/** For what must lie within one minute of the counters: again where the minute turned meanwhile. */
async function inOneMinute(act: (round: number) => Promise<void>): Promise<void> {
  const minute = () => Math.floor(Date.now() / 60_000)
  for (let round = 0; ; round += 1) {
    const begun = minute()
    try {
      return await act(round)
    } catch (error) {
      if (minute() === begun) throw error
    }
  }
}

beforeAll(stock)

describe('opening carts', () => {
  test('one client at ten times its quota is refused, twenty others are not', async () => {
    await inOneMinute(async (round) => {
      const address = (at: number) => `127.0.${round}.${at}`
      const [flood, ...others] = await Promise.all([
        times(QUOTA * 10, () => openFrom(address(0))),
        ...Array.from({ length: 20 }, (_, at) => times(3, () => openFrom(address(at + 1)))),
      ])
      expect(others.flat().map(({ status }) => status)).toEqual(Array(60).fill(201))
      expect(flood.filter(({ status }) => status === 201)).toHaveLength(QUOTA)
      const refusals = refused(flood)
      expect(refusals).toHaveLength(QUOTA * 9)
      expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['rate_limited']))
      for (const { retryAfter } of refusals) expect(retryAfter).toMatch(/^[1-9]\d?$/)
    })
  })

  it('is counted after who is asking, and before what is asked', async () => {
    await inOneMinute(async (round) => {
      const address = from(`127.1.${round}.1`)
      const forged = await times(QUOTA + 5, () =>
        ask('POST', '/v1/carts', { ...address, Authorization: 'Bearer a.b.c' }, { market: 'us' }),
      )
      expect(refused(forged)).toEqual([])
      const senseless = await times(QUOTA + 1, () => ask('POST', '/v1/carts', address, { market: 7 }))
      expect(senseless.map(({ status }) => status)).toEqual([...Array(QUOTA).fill(422), 429])
    })
  })

  it('knows no client by what a client says', async () => {
    await inOneMinute(async (round) => {
      // Another address each time, as far as headers can tell. The count of everybody outlives a round.
      const answers = await times(QUOTA + 5, (at) =>
        openFrom(`203.0.113.${at}`, {
          'X-Forwarded-For': `127.0.0.${at}`,
          'X-Real-IP': `198.51.100.${at + round}`,
          Forwarded: `for=192.0.2.${at}`,
        }),
      )
      expect(refused(answers).length).toBeGreaterThanOrEqual(5)
    })
  })

  test('a customer is counted like a guest', async () => {
    await inOneMinute(async (round) => {
      const bearer = { Authorization: `Bearer ${await customerToken('hoarder')}` }
      const answers = await times(QUOTA + 1, () => openFrom(`127.2.${round}.1`, bearer))
      expect(answers.map(({ status }) => status >= 400)).toEqual([...Array(QUOTA).fill(false), true])
    })
  })
})

test('codes are tried so often on one cart, whoever tries them', async () => {
  const opened = async () =>
    (await openFrom('127.3.0.1', {}, {})).body as { cart: { id: string }; token: string }
  await inOneMinute(async () => {
    const [guessed, other] = [await opened(), await opened()]
    const guess = ({ cart, token }: typeof guessed, at: number) =>
      ask(
        'PUT',
        `/v1/carts/${cart.id}/codes`,
        { Authorization: `Bearer ${token}`, ...from(`127.3.1.${at}`) },
        { codes: [`GUESS-${at}`] },
      )
    const answers = await times(100, (at) => guess(guessed, at))
    expect(answers.map(({ status }) => status)).toEqual([...Array(QUOTA).fill(200), ...Array(80).fill(429)])
    expect((await guess(other, 1)).status).toBe(200)
    // What is not a guess goes on.
    const read = await ask('GET', `/v1/carts/${guessed.cart.id}`, {
      Authorization: `Bearer ${guessed.token}`,
    })
    expect(read.status).toBe(200)
  })
})

test('codes are tried so often on one checkout; whatever else is said in one is not counted', async () => {
  await inOneMinute(async (round) => {
    const items = [{ variantId: 'var-kettle', quantity: 1 }]
    const answer = await ask('POST', '/v1/checkouts', from(`127.6.${round}.1`), { market: 'us', items })
    const { checkout, token } = answer.body as { checkout: { id: string }; token: string }
    const change = (body: object) =>
      ask('PATCH', `/v1/checkouts/${checkout.id}`, { Authorization: `Bearer ${token}` }, body)
    const emails = await times(QUOTA + 5, (at) => change({ email: `ada-${at}@example.test` }))
    expect(emails.map(({ status }) => status)).toEqual(Array(QUOTA + 5).fill(200))
    const guesses = await times(QUOTA + 5, (at) => change({ codes: [`GUESS-${at}`] }))
    expect(guesses.map(({ status }) => status)).toEqual([...Array(QUOTA).fill(200), ...Array(5).fill(429)])
  })
})

test('of orders only those are counted that are not shown', async () => {
  const { id } = await madeOrder('paid')
  const good = { Authorization: `Bearer ${await signOrderToken(context(), id)}` }
  const stranger = { Authorization: `Bearer ${await customerToken('eve')}` }
  await inOneMinute(async (round) => {
    const address = from(`127.4.${round}.1`)
    const own = await times(QUOTA * 2, () => ask('GET', `/v1/orders/${id}`, { ...address, ...good }))
    expect(new Set(own.map(({ status }) => status))).toEqual(new Set([200]))
    const guesses = await times(100, (at) =>
      ask('GET', `/v1/orders/${at % 2 === 0 ? id : 'ord_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R'}`, {
        ...address,
        ...stranger,
      }),
    )
    expect(guesses.map(({ status }) => status)).toEqual([...Array(QUOTA).fill(404), ...Array(80).fill(429)])
    for (const { code, retryAfter } of refused(guesses))
      expect([code, retryAfter]).toEqual(['rate_limited', '60'])
    expect((await ask('GET', `/v1/orders/${id}`, { ...address, ...good })).status).toBe(200)
    expect((await ask('GET', `/v1/orders/${id}`, from(`127.4.${round}.2`))).status).toBe(404)
  })
})

test('where nobody can count, the shop sells on, and says so once', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const limiters: [string, RateLimit | undefined][] = [
    ['is missing', undefined],
    ['fails', { limit: () => Promise.reject(new Error('out of order')) }],
    ['throws', { limit: () => expect.fail('out of order') }],
    ['never answers', { limit: () => new Promise(() => {}) }],
  ]
  for (const [what, limiter] of limiters) {
    const changes = { LIMIT_OPEN: limiter } as Changes
    expect([what, (await openFrom('127.5.0.1', {}, changes)).status]).toEqual([what, 201])
  }
  expect(logged.mock.calls).toEqual([[expect.stringContaining('requests are not counted')]])
  logged.mockRestore()
})

describe('a client', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:0:2::', '2001:db8:0:2'],
    ['::1', '0:0:0:0'],
    ['1:2:3::5:6:7:8', '1:2:3:0'],
  ])('%s is %s in production', (address, client) => {
    expect(clientKey('production', address)).toBe(client)
  })

  it('without an address is our own Worker in production', () => {
    expect(clientKey('production', '')).toBeUndefined()
  })

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
    ['::1', '::1'],
    ['', 'anybody'],
    ['203.0.113.9', 'anybody'],
    ['127.0.0.1.evil', 'anybody'],
  ])('%j is %j in development', (address, client) => {
    expect(clientKey('development', address)).toBe(client)
  })
})
