import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createCheckout,
  createClient,
  type CartKeeper,
  type CheckoutKeeper,
  type CheckoutOptions,
  type CompletionOutcome,
} from '../../src/client.ts'
import { Clock } from './clock.ts'
import { FakeNetwork, type Fate } from './fake-network.ts'
import { FakeTill } from './fake-till.ts'

const MINUTE = 60_000
let clock: Clock
let till: FakeTill
let stored: Map<string, string>
beforeEach(() => {
  clock = new Clock()
  clock.install()
  begin()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
function begin(): void {
  till = new FakeTill()
  stored = new Map()
}

/** A page of the storefront; all of them share one storage. */
class Page {
  readonly network: FakeNetwork
  readonly checkout: CheckoutKeeper
  #gone = false

  constructor(fates: readonly Fate[] = [], options: CheckoutOptions = {}) {
    this.network = new FakeNetwork(till, clock, fates)
    const fetch = (url: unknown, init?: RequestInit): Promise<Response> =>
      this.#gone ? new Promise(() => undefined) : this.network.fetch(url, init)
    const write = (act: () => void) => {
      if (!this.#gone) act()
    }
    this.checkout = createCheckout(
      createClient('https://shop.test', { fetch: fetch as typeof globalThis.fetch }),
      {
        storage: {
          getItem: (key) => stored.get(key) ?? null,
          setItem: (key, value) => write(() => stored.set(key, value)),
          removeItem: (key) => write(() => stored.delete(key)),
        },
        ...options,
      },
    )
  }

  get sent(): string[] {
    return this.network.sent.map(({ method, path }) => `${method} ${path.replace('/v1/checkouts', '')}`)
  }

  pay(script: string, amount = till.total): Promise<CompletionOutcome> {
    return this.checkout.complete({ amount, currency: 'EUR' }, { provider: 'test', script })
  }

  /** The page is gone: nothing of it goes out, comes in or is written any more. */
  leave(): void {
    this.#gone = true
  }
}

const cart = {
  getSnapshot: () => ({ cart: { id: 'cart-1' } }),
  authorization: () => Promise.resolve('Bearer guest.cart-1'),
} as unknown as CartKeeper

async function opened(options?: CheckoutOptions): Promise<Page> {
  const page = new Page([], options)
  void page.checkout.open(cart)
  await clock.passAll()
  page.network.sent.length = 0
  return page
}

async function outcome<T>(asked: Promise<T>): Promise<T> {
  await clock.passAll()
  return asked
}

const COMPLETE = 'POST /chk-1/complete'
const READ = 'GET /chk-1'
const kept = (): { attempt?: object; token?: string } =>
  JSON.parse(stored.get('highstreet.checkout') ?? '{}') as { attempt?: object }

describe('from cart to order', () => {
  test('it is opened with the credential of its cart, and shows no token', async () => {
    const page = new Page()
    expect(await outcome(page.checkout.open(cart))).toMatchObject({ ok: true, checkout: { id: 'chk-1' } })
    expect(page.sent).toEqual(['POST '])
    expect(JSON.stringify(page.checkout.getSnapshot())).not.toContain('checkout.chk-1')
    expect(page.checkout.authorization()).toBe('Bearer checkout.chk-1.0')
  })

  test('items need no cart; without either there is none', async () => {
    const page = new Page()
    const items = [{ variantId: 'var-a', quantity: 1 }]
    expect(await outcome(page.checkout.open({ market: 'de', items }))).toMatchObject({ ok: true })
    page.checkout.forget()
    expect(await outcome(page.checkout.refresh())).toMatchObject({ ok: false, code: 'no_checkout' })
    expect(await outcome(page.pay('approve'))).toMatchObject({ ok: false, code: 'no_checkout' })
    expect(till.charged).toEqual([])
  })

  test('changed, then paid: the order, and its token where it belongs', async () => {
    const page = await opened()
    expect(await outcome(page.checkout.change({ email: 'ada@example.com' }))).toMatchObject({ ok: true })
    expect(till.email).toEqual(['ada@example.com'])
    expect(await outcome(page.pay('approve'))).toEqual({ ok: true, order: { id: 'ord-1' } })
    expect(page.checkout.getSnapshot()).toMatchObject({
      order: { id: 'ord-1' },
      checkout: { status: 'completed' },
      paying: false,
    })
    expect(page.checkout.authorization()).toBe('Bearer order.token')
    expect(kept().attempt).toBeUndefined()
  })

  test('a fresh token is kept', async () => {
    const page = await opened()
    till.tokenAge = 1
    await outcome(page.checkout.refresh())
    expect(kept().token).toBe('checkout.chk-1.1')
  })

  test('a later visit shows what it came to', async () => {
    const page = await opened()
    await outcome(page.pay('approve'))
    page.leave()
    const next = new Page()
    await clock.passAll()
    expect(next.checkout.getSnapshot()).toMatchObject({ order: { id: 'ord-1' } })
    expect(next.sent).toEqual([READ])
  })

  test('canceled it is forgotten, and its cart can have another', async () => {
    const page = await opened()
    expect(await outcome(page.checkout.cancel())).toMatchObject({ checkout: { status: 'canceled' } })
    expect(stored.size).toBe(0)
    expect(await outcome(page.checkout.open(cart))).toMatchObject({ checkout: { status: 'open' } })
  })

  test('one whose time is over is forgotten', async () => {
    const page = await opened()
    till.ended = true
    expect(await outcome(page.pay('approve'))).toMatchObject({ ok: false, code: 'cart_expired' })
    expect(stored.size).toBe(0)
  })
})

describe('paying', () => {
  test.each<Fate>([
    'request lost',
    'reply lost',
    'reply hangs',
    'twice',
    'slow',
    'busy',
    'busy, but done',
    'too many',
    'in flight',
    'half an answer',
  ])('%s: one key, one charge, and the buyer knows', async (fate) => {
    const page = await opened()
    page.network.script(fate, fate)
    expect(await outcome(page.pay('approve'))).toEqual({ ok: true, order: { id: 'ord-1' } })
    expect(till.charged).toEqual(['ord-1'])
    expect(till.keys.size).toBe(1)
    expect(kept().attempt).toBeUndefined()
  })

  test('pressed twice is one press', async () => {
    const page = await opened()
    const first = page.pay('approve')
    expect(page.checkout.getSnapshot().paying).toBe(true)
    expect(page.pay('approve')).toBe(first)
    await outcome(first)
    expect(page.sent).toEqual([COMPLETE])
  })

  test('two tabs come to one order', async () => {
    const page = await opened()
    const other = new Page()
    const [one, two] = [page.pay('approve'), other.pay('approve')]
    await clock.passAll()
    expect([await one, await two]).toEqual([
      { ok: true, order: { id: 'ord-1' } },
      { ok: true, order: { id: 'ord-1' } },
    ])
    expect(till.charged).toEqual(['ord-1'])
  })

  test('declined: nothing is charged, and the next press has a key of its own', async () => {
    const page = await opened()
    page.network.script('reply lost')
    expect(await outcome(page.pay('decline'))).toMatchObject({ ok: false, code: 'payment_declined' })
    expect(page.checkout.getSnapshot().checkout).toMatchObject({
      status: 'open',
      messages: [{ code: 'payment_declined' }],
    })
    expect(till.charged).toEqual([])
    expect(await outcome(page.pay('approve'))).toMatchObject({ ok: true })
    expect(till.keys.size).toBe(2)
  })

  test('another price: what the buyer has to agree to is shown, and nothing is charged', async () => {
    const page = await opened()
    till.total = 2_500
    const refused = await outcome(page.pay('approve', 2_000))
    expect(refused).toMatchObject({ code: 'price_changed', checkout: { total: { amount: 2_500 } } })
    expect(page.sent).toEqual([COMPLETE])
    expect(await outcome(page.pay('approve', 2_500))).toMatchObject({ ok: true })
  })

  test('the bank asks back: the buyer acts, and it goes on with the same key', async () => {
    const page = await opened()
    const action = { type: 'test_confirm', reference: 'tst_1' }
    expect(await outcome(page.pay('ask'))).toEqual({ ok: false, code: 'action_required', action })
    await outcome(page.checkout.refresh())
    expect(page.checkout.getSnapshot()).toMatchObject({
      action,
      checkout: { status: 'complete_in_progress' },
    })
    till.verdict = 'approve'
    expect(await outcome(page.checkout.resume())).toEqual({ ok: true, order: { id: 'ord-1' } })
    expect(page.checkout.getSnapshot().action).toBeUndefined()
    expect(till.charged).toEqual(['ord-1'])
    expect(till.keys.size).toBe(1)
  })

  test('the bank says no after it has asked', async () => {
    const page = await opened()
    await outcome(page.pay('ask'))
    till.verdict = 'decline'
    expect(await outcome(page.checkout.resume())).toMatchObject({ ok: false, code: 'payment_declined' })
    expect(page.sent).toEqual([COMPLETE, READ])
    expect(kept().attempt).toBeUndefined()
  })

  test('an unknown outcome is looked after, ever more rarely; then the buyer is told that it is not known', async () => {
    const page = await opened({ patienceMs: MINUTE })
    expect(await outcome(page.pay('wait'))).toMatchObject({ ok: false, code: 'in_progress' })
    const times = page.network.sent.map(({ at }) => at)
    const rests = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(rests.length).toBeGreaterThan(5)
    expect(rests.length).toBeLessThan(40)
    expect(Math.min(...rests.slice(3))).toBeGreaterThan(Math.max(...rests.slice(0, 1)))
    expect(till.keys.size).toBe(1)
    till.verdict = 'approve'
    expect(await outcome(page.checkout.resume())).toEqual({ ok: true, order: { id: 'ord-1' } })
    expect(till.charged).toEqual(['ord-1'])
  })

  test('no network: it may have been done, and later it is looked at', async () => {
    const page = await opened()
    page.network.script('reply lost')
    const paid = page.pay('approve')
    await clock.pass(100)
    page.network.offline = true
    expect(await outcome(paid)).toMatchObject({ ok: false, code: 'unreachable' })
    expect(page.checkout.getSnapshot().offline).toBe(true)
    page.network.offline = false
    expect(await outcome(page.checkout.resume())).toEqual({ ok: true, order: { id: 'ord-1' } })
    expect(page.checkout.getSnapshot().offline).toBe(false)
    expect(till.charged).toEqual(['ord-1'])
  })
})

describe('after a reload', () => {
  test('what never arrived is not paid by itself', async () => {
    const page = await opened()
    page.network.offline = true
    void page.pay('approve')
    await clock.pass(100)
    page.leave()
    expect(kept().attempt).toBeDefined()
    const next = new Page()
    await clock.passAll()
    expect(next.sent).toEqual([READ])
    expect(till.charged).toEqual([])
    expect(kept().attempt).toBeUndefined()
  })

  test('what is under way is gone on with, with the key it was begun with', async () => {
    const page = await opened()
    void page.pay('wait')
    await clock.pass(100)
    page.leave()
    till.verdict = undefined
    const next = new Page()
    await clock.pass(100)
    expect(next.checkout.getSnapshot().paying).toBe(true)
    till.verdict = 'approve'
    await clock.passAll()
    expect(next.checkout.getSnapshot()).toMatchObject({ order: { id: 'ord-1' }, paying: false })
    expect(till.keys.size).toBe(1)
  })

  test('what the buyer has to do is told again', async () => {
    const page = await opened()
    await outcome(page.pay('ask'))
    page.leave()
    const next = new Page()
    await clock.passAll()
    expect(next.checkout.getSnapshot().action).toEqual({ type: 'test_confirm', reference: 'tst_1' })
  })

  test('rubbish in the storage is no checkout', async () => {
    for (const text of ['{', '[]', 'null', '{"id":"../carts","token":"x"}', '{"id":"chk-1"}']) {
      stored.set('highstreet.checkout', text)
      const page = new Page()
      await clock.passAll()
      expect(page.sent).toEqual([])
    }
  })
})

// Random buyers on random networks: they press, reload and look again. Whatever they were told is so in the end.
const fate = fc.constantFrom<Fate>(
  'well',
  'well',
  'request lost',
  'reply lost',
  'reply hangs',
  'twice',
  'slow',
  'busy',
  'busy, but done',
  'too many',
  'in flight',
  'half an answer',
)
const step = fc.record({
  act: fc.constantFrom('approve', 'decline', 'ask', 'wait', 'resume', 'reload', 'verdict', 'price'),
  after: fc.constantFrom(0, 60, 400, 3_000, 40_000),
})

test('law: whatever happens on the way, nothing is charged twice, and what the buyer is told is so', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fate, { maxLength: 25 }),
      fc.array(step, { maxLength: 12 }),
      async (fates, steps) => {
        begin()
        let page = await opened()
        page.network.script(...fates)
        const told: CompletionOutcome[] = []
        const hear = (asked: Promise<CompletionOutcome>) => void asked.then((each) => told.push(each))
        for (const { act, after } of steps) {
          if (act === 'reload') {
            page.leave()
            page = new Page(fates)
          } else if (act === 'verdict') till.verdict = 'approve'
          else if (act === 'price') till.total += 100
          else if (act === 'resume') hear(page.checkout.resume())
          else hear(page.pay(act))
          await clock.pass(after)
        }
        await clock.passAll()
        till.verdict = 'approve'
        const end = new Page()
        const last = await outcome(end.checkout.resume())
        expect(till.charged.length).toBeLessThanOrEqual(1)
        expect(last.ok).toBe(till.charged.length === 1)
        for (const each of told) if (each.ok) expect([each.order.id]).toEqual(till.charged)
      },
    ),
    { seed: Number(process.env.SEED ?? 2026), numRuns: Number(process.env.RUNS ?? 150) },
  ))
