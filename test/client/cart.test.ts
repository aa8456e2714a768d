import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CartCommand } from '../../src/domain/cart.ts'
import type { CartOptions, CartStorage } from '../../src/client.ts'
import { Clock } from './clock.ts'
import { Device, type Tab } from './device.ts'
import type { Fate } from './fake-network.ts'
import { FakeShop, ownId, problem } from './fake-shop.ts'

const A = { variantId: 'var-a', quantity: 1 }
const B = { variantId: 'var-b', quantity: 2 }
const MINUTE = 60_000

let clock: Clock
let shop: FakeShop
let device: Device
beforeEach(() => {
  clock = new Clock()
  clock.install()
  shop = new FakeShop()
  device = new Device(shop, clock)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const sent = ({ network }: Tab): string[] => network.sent.map(({ method, path }) => `${method} ${path}`)
const keys = ({ network }: Tab): (string | null)[] =>
  network.sent.map(({ headers }) => headers.get('Idempotency-Key'))
const elsewhere = (id: string, items: readonly object[]): void =>
  shop.act(id, { kind: 'add', items } as unknown as CartCommand)

async function withItems(options: Partial<CartOptions> = {}): Promise<Tab> {
  const tab = device.open(options)
  void tab.cart.add([A, B])
  await clock.passAll()
  tab.network.sent.length = 0
  return tab
}

describe('opening', () => {
  test('nothing is asked before the first add; then one request opens the cart with the items', async () => {
    const tab = device.open({ locale: 'de' })
    await clock.passAll()
    expect(sent(tab)).toEqual([])
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(sent(tab)).toEqual(['POST /v1/carts'])
    expect(await added).toMatchObject({ ok: true, cart: { id: 'cart-1', items: [A] } })
    void tab.cart.add(B)
    await clock.passAll()
    expect(sent(tab)).toEqual(['POST /v1/carts', 'POST /v1/carts/cart-1/items'])
  })

  test('a later visit reads the kept cart', async () => {
    const tab = device.reload(await withItems())
    expect(tab.cart.getSnapshot()).toMatchObject({ cart: undefined, count: 0, pending: 0 })
    await clock.passAll()
    expect(sent(tab)).toEqual(['GET /v1/carts/cart-1'])
    expect(tab.quantities).toEqual({ 'var-a': 1, 'var-b': 2 })
  })

  test('market and language chosen before the first add are those it is opened with', async () => {
    const tab = device.open()
    void tab.cart.change({ market: 'us' })
    void tab.cart.add(A)
    await clock.passAll()
    expect(sent(tab)).toEqual(['POST /v1/carts'])
    expect(tab.cart.getSnapshot().cart?.market).toBe('us')
  })

  test('a market that is refused is not where the next cart is opened', async () => {
    const tab = await withItems()
    const refused = tab.cart.change({ market: 'mars' })
    await clock.passAll()
    expect(await refused).toMatchObject({ ok: false, code: 'validation_failed' })
    shop.end('cart-1')
    void tab.cart.add(A)
    await clock.passAll()
    expect(tab.cart.getSnapshot().cart).toMatchObject({ id: 'cart-2', market: 'de' })
  })

  test('codes open a cart, too; a quantity of nothing is refused', async () => {
    const tab = device.open()
    const set = tab.cart.set('var-a', 2)
    const removed = tab.cart.remove('var-a')
    void tab.cart.codes(['SPRING'])
    await clock.passAll()
    expect(await set).toMatchObject({ ok: false, code: 'not_found' })
    expect(await removed).toEqual({ ok: true, cart: undefined })
    expect(sent(tab)).toEqual(['POST /v1/carts', 'PUT /v1/carts/cart-1/codes'])
  })
})

describe('what the shopper sees', () => {
  test('the expected cart at once, then the server’s', async () => {
    const tab = device.open()
    void tab.cart.add(A)
    expect(tab.cart.getSnapshot()).toMatchObject({
      cart: undefined,
      lines: [{ ...A, item: undefined, pending: true }],
      count: 1,
      pending: 1,
    })
    await clock.passAll()
    void tab.cart.add({ ...A, quantity: 4 })
    void tab.cart.add(B)
    void tab.cart.set('var-b', 9)
    expect(tab.quantities).toEqual({ 'var-a': 5, 'var-b': 9 })
    expect(tab.cart.getSnapshot().lines[0]?.item?.title).toBe('var-a')
    await clock.passAll()
    expect(tab.cart.getSnapshot()).toMatchObject({
      count: 14,
      pending: 0,
      cart: { items: [{ quantity: 5 }, { quantity: 9 }] },
    })
  })

  test('a refused command is rolled back, told, and those after it go on', async () => {
    const tab = await withItems()
    const refused = tab.cart.add({ variantId: 'var-sold-out', quantity: 1 })
    void tab.cart.add(A)
    expect(tab.cart.getSnapshot().count).toBe(5)
    await clock.passAll()
    expect(await refused).toMatchObject({ ok: false, code: 'not_purchasable', problem: { status: 409 } })
    expect(tab.notices).toEqual([expect.objectContaining({ kind: 'refused', code: 'not_purchasable' })])
    expect(tab.quantities).toEqual({ 'var-a': 2, 'var-b': 2 })
    expect(sent(tab).length).toBe(2)
  })

  test('the snapshot is the same object until something changes; listeners can leave', async () => {
    const tab = await withItems()
    const before = tab.cart.getSnapshot()
    expect(tab.cart.getSnapshot()).toBe(before)
    const heard = vi.fn<() => void>()
    const end = tab.cart.subscribe(heard)
    void tab.cart.add(A)
    expect(tab.cart.getSnapshot()).not.toBe(before)
    expect(heard).toHaveBeenCalledTimes(1)
    end()
    await clock.passAll()
    expect(heard).toHaveBeenCalledTimes(1)
  })

  test('a stored answer that is told again does not replace the newer cart', async () => {
    const tab = await withItems()
    tab.network.script('busy, but done')
    const added = tab.cart.add(A)
    await clock.pass(500)
    // Meanwhile the shopper adds on another tab, which this one hears of.
    const other = device.open()
    void other.cart.add(B)
    await clock.passAll()
    expect(await added).toMatchObject({ ok: true, cart: { version: 2 } })
    expect(tab.cart.getSnapshot().cart?.version).toBe(3)
    expect(tab.quantities).toEqual({ 'var-a': 2, 'var-b': 4 })
    expect(tab.wentBack).toEqual([])
  })
})

test('a reply with an older version is dropped, whoever kept it so long', async () => {
  const tab = await withItems()
  const older = structuredClone(tab.cart.getSnapshot().cart)
  void tab.cart.add(A)
  await clock.passAll()
  tab.network.instead.push({ status: 200, body: older })
  void tab.cart.refresh()
  await clock.passAll()
  expect(tab.cart.getSnapshot().cart?.version).toBe(2)
  expect(tab.wentBack).toEqual([])
})

describe('retries', () => {
  test.each<Fate>([
    'request lost',
    'reply lost',
    'reply hangs',
    'busy',
    'busy, but done',
    'too many',
    'in flight',
    'half an answer',
  ])('%s: sent again under the same key, and done once', async (fate) => {
    const tab = await withItems()
    tab.network.script(fate, fate)
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(await added).toMatchObject({ ok: true })
    expect(shop.quantities('cart-1')).toEqual({ 'var-a': 2, 'var-b': 2 })
    expect(keys(tab).length).toBe(3)
    expect(new Set(keys(tab)).size).toBe(1)
  })

  test('each command has a key of its own, which nobody can guess', async () => {
    const tab = await withItems()
    void tab.cart.add(A)
    void tab.cart.add(A)
    await clock.passAll()
    expect(new Set(keys(tab)).size).toBe(2)
    expect(keys(tab)[0]).toMatch(/^[0-9a-z]{28,}$/)
  })

  test('rests grow, and none is shorter than the shop asks for', async () => {
    const tab = await withItems()
    tab.network.script(...Array.from({ length: 6 }, () => 'request lost' as const), 'too many')
    void tab.cart.add(A)
    await clock.passAll()
    const at = tab.network.sent.map((each) => each.at)
    const rests = at.slice(1).map((each, index) => each - (at[index] ?? 0))
    const bounds = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 35_000]
    rests.forEach((each, index) => {
      const longest = bounds[index] ?? 0
      expect(each).toBeGreaterThanOrEqual(longest / 2)
      expect(each).toBeLessThanOrEqual(longest + 100)
    })
    expect(rests.at(-1)).toBeGreaterThanOrEqual(5_000 + 15_000)
  })

  test.each([
    [422, 'validation_failed'],
    [409, 'cart_locked'],
    [400, 'idempotency_key_invalid'],
  ])('%i %s is a refusal: not sent again', async (status, code) => {
    const tab = await withItems()
    tab.network.instead.push(problem(status, code))
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(await added).toMatchObject({ ok: false, code })
    expect(sent(tab).length).toBe(1)
  })

  test('a shop that asks for an hour of rest has refused', async () => {
    const tab = await withItems()
    tab.network.instead.push(problem(429, 'rate_limited', {}, { 'Retry-After': '3600' }))
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(await added).toMatchObject({ ok: false, code: 'rate_limited' })
  })

  test('offline, commands wait in their order and go out when the network is back', async () => {
    const tab = await withItems()
    tab.network.offline = true
    void tab.cart.add(A)
    void tab.cart.set('var-b', 7)
    await clock.pass(5 * MINUTE)
    expect(tab.cart.getSnapshot()).toMatchObject({ offline: true, pending: 2, count: 9 })
    tab.network.offline = false
    const before = clock.now
    tab.events.dispatchEvent(new Event('online'))
    await clock.pass(1_000)
    expect(clock.now - before).toBe(1_000)
    expect(tab.cart.getSnapshot()).toMatchObject({ offline: false, pending: 0 })
    expect(shop.quantities('cart-1')).toEqual({ 'var-a': 2, 'var-b': 7 })
  })

  test('a request that is stuck in the old network does not hold up the new one', async () => {
    const tab = await withItems()
    tab.network.script(...Array.from({ length: 8 }, () => 'request lost' as const), 'reply hangs')
    const added = tab.cart.add(A)
    while (tab.network.sent.length < 9) await clock.pass(100)
    tab.events.dispatchEvent(new Event('online'))
    await clock.pass(2_500)
    expect(tab.cart.getSnapshot().pending).toBe(0)
    expect(await added).toMatchObject({ ok: true })
    expect(shop.quantities('cart-1')).toMatchObject({ 'var-a': 2 })
  })

  test('offline for too long, or too much at once: given up and told', async () => {
    const tab = await withItems({ patienceMs: MINUTE })
    tab.network.offline = true
    const outcomes = Array.from({ length: 51 }, () => tab.cart.add(A))
    expect(await outcomes.at(-1)).toMatchObject({ ok: false, code: 'too_many_waiting' })
    await clock.passAll()
    expect(await outcomes[0]).toMatchObject({ ok: false, code: 'unreachable' })
    expect(tab.cart.getSnapshot()).toMatchObject({ pending: 0, count: 3 })
    expect(clock.now).toBeLessThan(Date.UTC(2026, 0, 1, 1))
  })

  test('counting up quickly sends the last number, not each', async () => {
    const tab = await withItems()
    const sets = [2, 3, 4, 5].map((quantity) => tab.cart.set('var-a', quantity))
    expect(tab.quantities).toMatchObject({ 'var-a': 5 })
    await clock.passAll()
    expect((await Promise.all(sets)).every(({ ok }) => ok)).toBe(true)
    expect(sent(tab).length).toBeLessThanOrEqual(2)
    expect(shop.quantities('cart-1')).toMatchObject({ 'var-a': 5 })
  })
})

describe('an old view', () => {
  test('a set that was made from it is refused, and the cart of now comes with it', async () => {
    const tab = await withItems()
    const seen = tab.cart.getSnapshot().cart?.version
    elsewhere('cart-1', [{ ...A, quantity: 5 }])
    const set = tab.cart.set('var-a', 2, { seen })
    expect(tab.quantities).toMatchObject({ 'var-a': 2 })
    await clock.passAll()
    expect(await set).toMatchObject({ ok: false, code: 'version_mismatch', cart: { version: 2 } })
    expect(tab.quantities).toMatchObject({ 'var-a': 6 })
    // Having looked at it, the shopper decides again.
    const again = tab.cart.set('var-a', 2, { seen: tab.cart.getSnapshot().cart?.version })
    await clock.passAll()
    expect(await again).toMatchObject({ ok: true })
    expect(shop.quantities('cart-1')).toMatchObject({ 'var-a': 2 })
  })

  test('the shopper’s own commands do not make it old', async () => {
    const tab = await withItems()
    const seen = tab.cart.getSnapshot().cart?.version
    tab.network.script('busy, but done')
    void tab.cart.add(A)
    void tab.cart.codes(['SPRING'])
    const set = tab.cart.set('var-b', 5, { seen })
    const removed = tab.cart.remove('var-a', { seen })
    await clock.passAll()
    expect([(await set).ok, (await removed).ok]).toEqual([true, true])
    expect(shop.quantities('cart-1')).toEqual({ 'var-b': 5 })
  })

  test('without a version the last one wins', async () => {
    const tab = await withItems()
    elsewhere('cart-1', [A])
    void tab.cart.set('var-a', 4)
    await clock.passAll()
    expect(tab.quantities).toMatchObject({ 'var-a': 4 })
  })

  test('a line that another tab has removed is refused, and the cart stays', async () => {
    const tab = await withItems()
    const line = shop.carts.get('cart-1')?.cart.lines[0]?.id ?? ''
    shop.act('cart-1', { kind: 'remove', lineId: line })
    const set = tab.cart.set('var-a', 4)
    await clock.passAll()
    expect(await set).toMatchObject({ ok: false, code: 'not_found' })
    expect(tab.quantities).toEqual({ 'var-b': 2 })
    expect(tab.notices.map(({ kind }) => kind)).toEqual(['refused'])
  })
})

describe('an ended cart', () => {
  test('is forgotten and told; the add that met it opens a new one', async () => {
    const tab = await withItems()
    shop.end('cart-1')
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(await added).toMatchObject({ ok: true, cart: { id: 'cart-2', items: [A] } })
    expect(tab.notices).toEqual([{ kind: 'ended' }])
    expect(sent(tab)).toEqual(['POST /v1/carts/cart-1/items', 'POST /v1/carts'])
  })

  test('a read finds nothing, anything else is refused', async () => {
    const tab = await withItems()
    shop.end('cart-1')
    const set = tab.cart.set('var-a', 3)
    const refreshed = tab.cart.refresh()
    await clock.passAll()
    expect(await set).toMatchObject({ ok: false, code: 'cart_expired', cart: undefined })
    expect(await refreshed).toEqual({ ok: true, cart: undefined })
    expect(device.stored.size).toBe(0)
    expect(tab.cart.getSnapshot()).toMatchObject({ count: 0, lines: [] })
  })

  test('a token that the shop does not know any more is as good as none', async () => {
    const tab = await withItems()
    device.stored.set('highstreet.cart', JSON.stringify({ id: 'cart-1', version: 1, token: 'guest.other.0' }))
    void tab.cart.add(A)
    await clock.passAll()
    expect(tab.quantities).toEqual({ 'var-a': 1 })
    expect(tab.notices).toEqual([{ kind: 'ended' }])
  })
})

describe('the token', () => {
  test('is renewed in the storage when a reply carries one, and shown to nobody', async () => {
    const logs = ['log', 'info', 'warn', 'error', 'debug'].map((level) =>
      vi.spyOn(console, level as 'log').mockImplementation(() => undefined),
    )
    const tab = await withItems()
    shop.tokenAge = 1
    const added = tab.cart.add(A)
    await clock.passAll()
    expect(device.stored.get('highstreet.cart')).toContain('guest.cart-1.1')
    void tab.cart.refresh()
    await clock.passAll()
    expect(tab.network.sent.map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer guest.cart-1.0',
      'Bearer guest.cart-1.1',
    ])
    expect(JSON.stringify([await added, tab.cart.getSnapshot(), tab.notices])).not.toContain('guest.')
    expect(await tab.cart.authorization()).toBe('Bearer guest.cart-1.1')
    expect(logs.every((log) => log.mock.calls.length === 0)).toBe(true)
  })
})

describe('a storage', () => {
  const whole: CartStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
  const fails = (): never => {
    throw new DOMException('no', 'SecurityError')
  }
  test.each<[string, CartStorage]>([
    ['throws', { getItem: fails, setItem: fails, removeItem: fails }],
    ['is full', { ...whole, setItem: fails }],
    ['only pretends', whole],
  ])('that %s: the page remembers', async (_what, storage) => {
    const tab = await withItems({ storage })
    void tab.cart.add(A)
    await clock.passAll()
    expect(sent(tab)).toEqual(['POST /v1/carts/cart-1/items'])
    tab.cart.logout()
    void tab.cart.add(A)
    await clock.passAll()
    expect(tab.cart.getSnapshot().cart?.id).toBe('cart-2')
  })

  test.each([
    'rubbish',
    '[]',
    'null',
    '7',
    '{"id":7}',
    '{"id":"../admin","token":"x"}',
    '{"id":"a b","version":1}',
  ])('that holds %s: as if it held nothing', async (text) => {
    device.stored.set('highstreet.cart', text)
    await withItems()
    expect(device.stored.get('highstreet.cart')).toContain('cart-1')
  })

  test('that is cleared: the next add opens another cart', async () => {
    const tab = await withItems()
    device.stored.clear()
    void tab.cart.add(A)
    await clock.passAll()
    expect(tab.cart.getSnapshot().cart?.id).toBe('cart-2')
  })

  test('none, outside a window', async () => {
    const tab = await withItems({ storage: undefined })
    expect(device.stored.size).toBe(0)
    expect(tab.cart.getSnapshot().count).toBe(3)
  })
})

describe('two tabs', () => {
  test('that both open a cart use the one that was first', async () => {
    const [one, two] = [device.open(), device.open({}, ['slow'])]
    void one.cart.add(A)
    void two.cart.add(B)
    await clock.passAll()
    expect(shop.quantities('cart-1')).toEqual({ 'var-a': 1, 'var-b': 2 })
    for (const tab of [one, two]) expect(tab.quantities).toEqual({ 'var-a': 1, 'var-b': 2 })
  })

  test('see what the other does', async () => {
    const one = await withItems()
    const two = device.open()
    await clock.passAll()
    void one.cart.set('var-a', 8)
    await clock.passAll()
    expect(two.quantities).toEqual({ 'var-a': 8, 'var-b': 2 })
    one.cart.logout()
    await clock.passAll()
    expect(two.cart.getSnapshot().cart).toBe(undefined)
  })

  test('an add that finds the cart locked by the other’s claim goes into the customer’s', async () => {
    shop.customers.set('customer.1', 'ada')
    let isLoggedIn = false
    const options = { customerToken: () => (isLoggedIn ? 'customer.1' : undefined) }
    const [one, two] = [await withItems(options), device.open(options)]
    await clock.passAll()
    isLoggedIn = true
    one.network.instead.push(problem(409, 'cart_locked'))
    const added = one.cart.add(A)
    await clock.pass(10)
    two.network.script('request lost')
    void two.cart.claim()
    await clock.passAll()
    expect(await added).toMatchObject({ ok: true, cart: { id: ownId('ada') } })
    expect(shop.quantities(ownId('ada'))).toEqual({ 'var-a': 2, 'var-b': 2 })
  })

  test('an add that may have been done in a cart that the other has left is not done again', async () => {
    shop.customers.set('customer.1', 'ada')
    let isLoggedIn = false
    const options = { customerToken: () => (isLoggedIn ? 'customer.1' : undefined) }
    const one = await withItems(options)
    isLoggedIn = true
    const two = device.open(options)
    await clock.passAll()
    one.network.script('reply lost', 'request lost', 'request lost')
    const added = one.cart.add(A)
    await clock.pass(200)
    void two.cart.claim()
    await clock.passAll()
    expect(await added).toMatchObject({ ok: false, code: 'moved' })
    expect(shop.quantities(ownId('ada'))).toEqual({ 'var-a': 2, 'var-b': 2 })
    for (const tab of [one, two]) expect(tab.quantities).toEqual(shop.quantities(ownId('ada')))
  })
})
