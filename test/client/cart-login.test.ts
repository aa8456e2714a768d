import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CartCommand } from '../../src/domain/cart.ts'
import type { CartOptions } from '../../src/client.ts'
import { Clock } from './clock.ts'
import { Device, type Tab } from './device.ts'
import { FakeShop, ownId, problem } from './fake-shop.ts'

const A = { variantId: 'var-a', quantity: 1 }
const ADA = ownId('ada')

let clock: Clock
let shop: FakeShop
let device: Device
beforeEach(() => {
  clock = new Clock()
  clock.install()
  shop = new FakeShop()
  shop.customers.set('customer.1', 'ada')
  device = new Device(shop, clock)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const sent = ({ network }: Tab): string[] => network.sent.map(({ method, path }) => `${method} ${path}`)
const kept = (): unknown => JSON.parse(device.stored.get('highstreet.cart') ?? 'null')

async function guest(options: Partial<CartOptions> = {}): Promise<Tab> {
  const tab = device.open(options)
  void tab.cart.add(A)
  await clock.passAll()
  tab.network.sent.length = 0
  return tab
}

test('a claim moves the guest’s cart into the customer’s; from then on their token is used', async () => {
  shop.open(ADA)
  shop.act(ADA, { kind: 'add', items: [{ variantId: 'var-b', quantity: 3 }] } as unknown as CartCommand)
  const tab = await guest()
  const claimed = tab.cart.claim('customer.1')
  await clock.passAll()
  expect(await claimed).toMatchObject({ ok: true, cart: { id: ADA } })
  void tab.cart.add(A)
  await clock.passAll()
  expect(sent(tab)).toEqual(['POST /v1/carts/cart-1/claim', `POST /v1/carts/${ADA}/items`])
  expect(tab.network.sent.map(({ headers }) => headers.get('Authorization'))).toEqual([
    'Bearer customer.1',
    'Bearer customer.1',
  ])
  expect(tab.quantities).toEqual({ 'var-a': 2, 'var-b': 3 })
  // Neither the guest's token nor the customer's stays in the storage.
  expect(kept()).toEqual({ id: ADA, version: 3 })
})

test('a claim is kept in mind until it is answered', async () => {
  const tab = await guest()
  tab.network.script('request lost', 'reply lost', 'reply hangs')
  void tab.cart.claim('customer.1')
  await clock.pass(5_000)
  expect(kept()).toMatchObject({ id: 'cart-1', claim: true })
  // The next page knows nobody as yet; what the shop has moved is safe in the customer's cart.
  const page = device.reload(tab)
  await clock.passAll()
  expect(page.cart.getSnapshot().cart).toBe(undefined)
  void page.cart.claim('customer.1')
  await clock.passAll()
  expect(page.quantities).toEqual({ 'var-a': 1 })
})

test('a claim goes on by itself where the page knows the customer', async () => {
  let isLoggedIn = false
  const tab = await guest({ customerToken: () => (isLoggedIn ? 'customer.1' : undefined) })
  isLoggedIn = true
  tab.network.script('reply lost', 'reply lost')
  void tab.cart.claim()
  await clock.pass(300)
  const page = device.reload(tab)
  await clock.passAll()
  expect(page.quantities).toEqual({ 'var-a': 1 })
  expect(kept()).toMatchObject({ id: ADA })
})

test('without a guest’s cart, a claim shows the customer’s', async () => {
  shop.open(ADA)
  const tab = device.open()
  const claimed = tab.cart.claim('customer.1')
  await clock.passAll()
  expect(await claimed).toMatchObject({ ok: true, cart: { id: ADA } })
  expect(sent(tab)).toEqual(['GET /v1/customers/me/cart'])
})

test('a customer’s first add opens their cart; one that is open in another market is the one', async () => {
  const customerToken = () => 'customer.1'
  const tab = device.open({ customerToken })
  void tab.cart.add(A)
  await clock.passAll()
  expect(sent(tab)).toEqual(['GET /v1/customers/me/cart', 'POST /v1/carts', `POST /v1/carts/${ADA}/items`])
  const phone = new Device(shop, clock).open({ customerToken, market: 'us' }, ['well', 'well'])
  phone.network.instead.push(problem(404, 'not_found'))
  void phone.cart.add(A)
  await clock.passAll()
  expect(sent(phone)).toEqual([
    'GET /v1/customers/me/cart',
    'POST /v1/carts',
    'GET /v1/customers/me/cart',
    `POST /v1/carts/${ADA}/items`,
  ])
  expect(phone.cart.getSnapshot().cart).toMatchObject({ market: 'de', items: [{ quantity: 2 }] })
})

test('a token that has run out is asked for anew, and the command goes on', async () => {
  let token = 'customer.1'
  const refused: (string | undefined)[] = []
  const tab = device.open({
    customerToken: (old) => {
      refused.push(old)
      if (old !== undefined) token = 'customer.2'
      return token
    },
  })
  void tab.cart.add(A)
  await clock.passAll()
  shop.customers.clear()
  shop.customers.set('customer.2', 'ada')
  const added = tab.cart.add(A)
  await clock.passAll()
  expect(await added).toMatchObject({ ok: true, cart: { items: [{ quantity: 2 }] } })
  expect(refused.filter((old) => old !== undefined)).toEqual(['customer.1'])
})

test('where there is no other token the caller is told, and the cart is not lost', async () => {
  const tab = device.open({ customerToken: () => 'customer.1' })
  void tab.cart.add(A)
  await clock.passAll()
  shop.customers.clear()
  const added = tab.cart.add(A)
  await clock.passAll()
  expect(await added).toMatchObject({ ok: false, code: 'login_needed' })
  expect(tab.notices).toEqual([{ kind: 'login_needed' }])
  shop.customers.set('customer.3', 'ada')
  void tab.cart.claim('customer.3')
  await clock.passAll()
  expect(tab.quantities).toEqual({ 'var-a': 1 })
})

test('carts that do not fit together stay as they are: the shopper keeps the one they see', async () => {
  shop.open(ADA)
  shop.act(ADA, { kind: 'add', items: [{ variantId: 'var-a', quantity: 999 }] } as unknown as CartCommand)
  const tab = await guest()
  const claimed = tab.cart.claim('customer.1')
  void tab.cart.add(A)
  await clock.passAll()
  expect(await claimed).toMatchObject({ ok: false, code: 'validation_failed' })
  expect(tab.quantities).toEqual({ 'var-a': 2 })
  expect(shop.quantities(ADA)).toEqual({ 'var-a': 999 })
  expect(kept()).not.toHaveProperty('claim')
})

test('a claim of a cart that has ended shows the customer’s', async () => {
  shop.open(ADA)
  const tab = await guest()
  shop.end('cart-1')
  const claimed = tab.cart.claim('customer.1')
  await clock.passAll()
  expect(await claimed).toMatchObject({ ok: true, cart: { id: ADA } })
  expect(tab.notices).toEqual([{ kind: 'ended' }])
})

test('another customer at the same browser sees their own cart', async () => {
  let token = 'customer.1'
  shop.customers.set('customer.2', 'bob')
  const tab = device.open({ customerToken: () => token })
  void tab.cart.add(A)
  await clock.passAll()
  token = 'customer.2'
  shop.open(ownId('bob'))
  const page = device.reload(tab)
  await clock.passAll()
  expect(page.cart.getSnapshot().cart?.id).toBe(ownId('bob'))
  expect(page.cart.getSnapshot().count).toBe(0)
})

test('a logout forgets the cart and what is still on its way', async () => {
  const tab = await guest()
  tab.network.script('slow')
  const added = tab.cart.add(A)
  const waiting = tab.cart.set('var-a', 5)
  await clock.pass(100)
  tab.cart.logout()
  expect(await added).toMatchObject({ ok: false, code: 'forgotten' })
  expect(await waiting).toMatchObject({ ok: false, code: 'forgotten' })
  expect(tab.cart.getSnapshot()).toEqual({ cart: undefined, lines: [], count: 0, pending: 0, offline: false })
  await clock.passAll()
  expect(device.stored.size).toBe(0)
  expect(tab.cart.getSnapshot().cart).toBe(undefined)
  expect(await tab.cart.authorization()).toBe(undefined)
  void tab.cart.add(A)
  await clock.passAll()
  expect(tab.cart.getSnapshot().cart?.id).toBe('cart-2')
})

test.each(['too many', 'slow and deaf'] as const)(
  'what comes after a logout brings nothing back: %s',
  async (fate) => {
    const tab = device.open()
    tab.network.script(fate)
    void tab.cart.add(A)
    await clock.pass(1_000)
    tab.cart.logout()
    await clock.passAll()
    expect(device.stored.size).toBe(0)
    expect(sent(tab)).toEqual(['POST /v1/carts'])
    expect(tab.cart.getSnapshot().cart).toBe(undefined)
  },
)
