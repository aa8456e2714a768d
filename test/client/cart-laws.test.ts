import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CartCommand } from '../../src/domain/cart.ts'
import type { CartOutcome } from '../../src/client.ts'
import { Clock } from './clock.ts'
import { Device, type Tab } from './device.ts'
import type { Fate } from './fake-network.ts'
import { FakeShop, ownId } from './fake-shop.ts'

// Random shoppers on random networks. What the shop holds in the end is what they were told, and what they see.
const SEED = Number(process.env.SEED ?? 2026)
const RUNS = Number(process.env.RUNS ?? 150)

let clock: Clock
beforeEach(() => {
  clock = new Clock()
  clock.install()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const law = <Case>(name: string, cases: fc.Arbitrary<Case>, holds: (each: Case) => Promise<void>): void => {
  test(`law: ${name}`, () => fc.assert(fc.asyncProperty(cases, holds), { seed: SEED, numRuns: RUNS }))
}

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
const fates = fc.array(fate, { maxLength: 25 })
const variantId = fc.constantFrom('var-a', 'var-b', 'var-c')
const pieces = fc.integer({ min: 1, max: 9 })
const wait = fc.constantFrom(0, 0, 20, 80, 500, 15_000)

type Act =
  | { readonly kind: 'add' | 'set'; readonly variantId: string; readonly quantity: number }
  | { readonly kind: 'codes' | 'market' | 'refresh' }
  | { readonly kind: 'offline'; readonly ms: number }
const add = fc.record({ kind: fc.constant('add' as const), variantId, quantity: pieces })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: add },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set' as const), variantId, quantity: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('codes' as const, 'market', 'refresh') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('offline' as const), ms: fc.integer({ min: 1, max: 60_000 }) }),
  },
)
const paced = <T>(what: fc.Arbitrary<T>) =>
  fc.array(fc.record({ what, after: wait }), { minLength: 1, maxLength: 14 })

function perform({ cart, network, events }: Tab, what: Act): Promise<CartOutcome> | undefined {
  switch (what.kind) {
    case 'add':
      return cart.add(what)
    case 'set':
      return cart.set(what.variantId, what.quantity)
    case 'codes':
      return cart.codes(['SPRING'])
    case 'market':
      return cart.change({ market: 'us' })
    case 'refresh':
      return cart.refresh()
    case 'offline':
      network.offline = true
      setTimeout(() => {
        network.offline = false
        events.dispatchEvent(new Event('online'))
      }, what.ms)
      return undefined
  }
}

/** What is kept in the end, in the storage of the tab. */
const keptId = (device: Device): string =>
  (JSON.parse(device.stored.get('highstreet.cart') ?? '{}') as { id?: string }).id ?? ''

type Wanted = { readonly variantId: string; readonly quantity: number }
const sums = (adds: readonly Wanted[]): Record<string, number> => {
  const all: Record<string, number> = {}
  for (const { variantId: id, quantity } of adds) all[id] = (all[id] ?? 0) + quantity
  return all
}

law(
  'the cart is what its commands come to, one after the other, whatever is lost',
  fc.record({ acts: paced(act), script: fates }),
  async ({ acts, script }) => {
    const shop = new FakeShop()
    const device = new Device(shop, clock)
    const tab = device.open({ patienceMs: 1e12 }, script)
    const expected = new Map<string, number>()
    for (const { what, after } of acts) {
      void perform(tab, what)
      if (what.kind === 'add')
        expected.set(what.variantId, (expected.get(what.variantId) ?? 0) + what.quantity)
      if (what.kind === 'set' && expected.has(what.variantId)) expected.set(what.variantId, what.quantity)
      for (const [id, quantity] of expected) if (quantity === 0) expected.delete(id)
      await clock.pass(after)
    }
    await clock.passAll()
    const { cart, lines, pending, offline } = tab.cart.getSnapshot()
    const id = keptId(device)
    expect(shop.quantities(id)).toEqual(Object.fromEntries(expected))
    expect(tab.quantities).toEqual(Object.fromEntries(expected))
    expect([pending, offline]).toEqual([0, false])
    expect(lines.some((line) => line.pending)).toBe(false)
    const held = shop.carts.get(id)?.cart
    expect(cart?.version).toBe(held?.version)
    expect(cart?.market).toBe(held?.market)
    expect(cart?.codes.map(({ code }) => code)).toEqual(held?.codes)
    expect(tab.wentBack).toEqual([])
  },
)

law(
  'two tabs fill one cart, and each add counts once',
  fc.record({
    acts: fc.array(fc.record({ what: add, tab: fc.nat(1), after: wait }), { minLength: 1, maxLength: 14 }),
    scripts: fc.tuple(fates, fates),
  }),
  async ({ acts, scripts }) => {
    const shop = new FakeShop()
    const device = new Device(shop, clock)
    const tabs = scripts.map((script) => device.open({ patienceMs: 1e12 }, script))
    const outcomes: Promise<CartOutcome>[] = []
    for (const { what, tab, after } of acts) {
      const { cart } = tabs[tab] ?? (tabs[0] as Tab)
      outcomes.push(cart.add(what))
      await clock.pass(after)
    }
    await clock.passAll()
    expect((await Promise.all(outcomes)).every(({ ok }) => ok)).toBe(true)
    expect(shop.quantities(keptId(device))).toEqual(sums(acts.map(({ what }) => what)))
    for (const tab of tabs) {
      expect(tab.quantities).toEqual(shop.quantities(keptId(device)))
      expect(tab.wentBack).toEqual([])
    }
  },
)

type Turn =
  | { readonly what: 'login' | 'reload' | 'token runs out' | 'elsewhere' }
  | { readonly what: Act & { kind: 'add' } }
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: add }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('login' as const, 'reload', 'token runs out', 'elsewhere'),
    }),
  },
)

law(
  'a login moves each piece once into the customer’s cart, over two tabs, reloads and tokens that run out',
  fc.record({
    turns: fc.array(fc.record({ turn, tab: fc.nat(1), after: wait }), { minLength: 1, maxLength: 14 }),
    scripts: fc.tuple(fates, fates),
  }),
  async ({ turns, scripts }) => {
    const shop = new FakeShop()
    const device = new Device(shop, clock)
    let session = 0
    let isLoggedIn = false
    const good = () => `customer.${session}`
    shop.customers.set(good(), 'ada')
    const customerToken = (refused?: string) => (isLoggedIn && refused !== good() ? good() : undefined)
    const tabs = scripts.map((script) => device.open({ patienceMs: 1e12, customerToken }, script))
    const elsewhere: Wanted[] = []
    const adds: { readonly of: Wanted; readonly by: Tab; outcome?: CartOutcome; torn?: boolean }[] = []
    for (const {
      turn: { what },
      tab: at,
      after,
    } of turns) {
      const tab = tabs[at] as Tab
      if (typeof what === 'object') {
        const each: (typeof adds)[number] = { of: what, by: tab }
        adds.push(each)
        void tab.cart.add(what).then((outcome) => {
          if (each.torn !== true) each.outcome = outcome
        })
      } else if (what === 'login') {
        isLoggedIn = true
        void tab.cart.claim()
      } else if (what === 'reload') {
        for (const each of adds) if (each.by === tab && each.outcome === undefined) each.torn = true
        tabs[at] = device.reload(tab)
      } else if (what === 'token runs out') {
        shop.customers.clear()
        session += 1
        shop.customers.set(good(), 'ada')
      } else {
        const item = { variantId: 'var-a', quantity: 1 }
        if (!shop.carts.has(ownId('ada'))) shop.open(ownId('ada'))
        shop.act(ownId('ada'), { kind: 'add', items: [item] } as unknown as CartCommand)
        elsewhere.push(item)
      }
      await clock.pass(after)
    }
    isLoggedIn = true
    await clock.passAll()
    for (const { cart } of tabs) void cart.claim()
    await clock.passAll()

    const counted = adds.filter(({ outcome }) => outcome?.ok === true)
    // A reload, or a cart that another tab has left: of these adds nobody can say whether they were done.
    const unsure = adds.filter(
      ({ outcome, torn }) => torn === true || (outcome?.ok === false && outcome.code === 'moved'),
    )
    expect(counted.length + unsure.length).toBe(adds.length)
    const least = sums([...elsewhere, ...counted.map(({ of }) => of)])
    const most = sums([...elsewhere, ...counted.map(({ of }) => of), ...unsure.map(({ of }) => of)])
    const held = shop.quantities(ownId('ada'))
    for (const id of ['var-a', 'var-b', 'var-c']) {
      expect(held[id] ?? 0).toBeGreaterThanOrEqual(least[id] ?? 0)
      expect(held[id] ?? 0).toBeLessThanOrEqual(most[id] ?? 0)
    }
    for (const tab of tabs) {
      expect(tab.quantities).toEqual(held)
      expect(tab.wentBack).toEqual([])
    }
    if (Object.keys(held).length > 0) expect(keptId(device)).toBe(ownId('ada'))
  },
)
