import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { developmentCustomers } from '../../scripts/development-issuer.ts'
import {
  createCart,
  createCheckout,
  createClient,
  type CartKeeper,
  type CartOptions,
  type CheckoutKeeper,
  type Client,
} from '../../src/client.ts'
import { Server } from './server.ts'

// The cart of docs/carts.md and the checkout of docs/checkout.md against the real server, over a network that loses what it can.
const LOST = 0.3
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)

let stateDir: string
let server: Server
const random = lcg(SEED)

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-cart-'))
  server = await Server.open(stateDir)
})
afterAll(async () => {
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})

function lcg(seed: number): () => number {
  let state = BigInt(seed)
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn
    return Number(state >> 33n) / 2 ** 31
  }
}

class Network {
  sent = 0
  lost = 0
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    this.sent += 1
    // A tenth does not even arrive; most of what is lost was done.
    const isLost = random() < LOST
    if (isLost) this.lost += 1
    if (isLost && random() < 0.1) throw new TypeError('the request was lost')
    const answer = await fetch(input, init)
    const body = await answer.text()
    if (isLost) throw new TypeError('the reply was lost')
    return new Response(body, answer)
  }
}

const client = (network: Network): Client =>
  createClient(server.url, { fetch: network.fetch as typeof fetch })

function storage() {
  const held = new Map<string, string>()
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  }
}

const quantities = (cart: CartKeeper): Record<string, number> =>
  Object.fromEntries(
    cart.getSnapshot().cart?.items.map(({ variantId, quantity }) => [variantId, quantity]) ?? [],
  )

async function variantIds(shop: Client, market: string, count: number): Promise<string[]> {
  const found: string[] = []
  const list = await shop.v1.markets[':market'].products.$get({
    param: { market },
    query: { available: 'true' },
  })
  if (!list.ok) throw new Error(`the list answers ${list.status}`)
  for (const { handle } of (await list.json()).data.slice(0, count)) {
    const answer = await shop.v1.markets[':market'].products[':handle'].$get({ param: { market, handle } })
    if (answer.ok) found.push((await answer.json()).variants[0]?.id ?? '')
  }
  return found
}

test('with 30 % of all replies lost, the cart holds exactly what was added, before and after a login', async () => {
  console.log(`seed ${SEED}`)
  const network = new Network()
  const shop = client(network)
  const ids = await variantIds(client(Object.assign(new Network(), { fetch })), 'de', 5)
  expect(ids.length).toBe(5)
  const shared = storage()
  const options: CartOptions = { market: 'de', storage: shared }
  const tabs = [createCart(shop, options), createCart(shop, options)]
  const [here, there] = tabs as [CartKeeper, CartKeeper]

  const added: Record<string, number> = {}
  const add = (cart: CartKeeper) => {
    const variantId = ids[Math.floor(random() * ids.length)] ?? ''
    const quantity = 1 + Math.floor(random() * 3)
    added[variantId] = (added[variantId] ?? 0) + quantity
    return cart.add({ variantId, quantity })
  }
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, at) => add(at % 4 === 0 ? there : here)))
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
  await Promise.all(tabs.map((cart) => cart.refresh()))
  for (const cart of tabs) expect(quantities(cart)).toEqual(added)
  expect(here.getSnapshot().cart?.id).toBe(there.getSnapshot().cart?.id)

  // The shopper looks at what they have, and changes it.
  const first = ids.find((id) => (added[id] ?? 0) > 0) ?? ''
  const seen = here.getSnapshot().cart?.version
  expect(await here.set(first, 7, { seen })).toMatchObject({ ok: true })
  added[first] = 7
  expect(await there.set(first, 1, { seen })).toMatchObject({ ok: false, code: 'version_mismatch' })
  expect(quantities(there)).toEqual(added)

  // They log in, on a phone, too.
  const ada = await (await developmentCustomers(stateDir)).sign({ subject: 'ada' })
  const phone = createCart(shop, { market: 'de', storage: storage(), customerToken: () => ada })
  await add(phone)
  expect(await here.claim(ada)).toMatchObject({ ok: true })
  await phone.refresh()
  for (const cart of [here, phone]) expect(quantities(cart)).toEqual(added)
  await add(here)
  await phone.refresh()
  expect(quantities(phone)).toEqual(added)
  console.log(`${network.sent} requests, ${network.lost} of them or their replies lost`)
  expect(network.lost).toBeGreaterThan(5)
})

const MARKETS = {
  us: { country: 'US', region: 'CA', postalCode: '94103', city: 'San Francisco' },
  de: { country: 'DE', postalCode: '10119', city: 'Berlin' },
}

async function filledIn(
  checkout: CheckoutKeeper,
  place: object,
): Promise<{ amount: number; currency: string }> {
  await checkout.change({
    email: 'ada@example.com',
    shippingAddress: { lastName: 'Nuñez', line1: '1 Main Street', ...place },
  })
  const [option] = checkout.getSnapshot().checkout?.shippingOptions ?? []
  const ready = await checkout.change({ shippingOptionId: option?.id ?? '' })
  if (!ready.ok) throw new Error(ready.code)
  return ready.checkout.total
}

test('a checkout over a network that loses what it can: each buyer pays once, and knows it', async () => {
  const scripts = ['approve', 'decline', 'require_action', 'webhook_late', 'time_out_charged']
  const buyers = Object.entries(MARKETS).flatMap(([market, place]) =>
    scripts.map((script) => ({ market, place, script })),
  )
  await Promise.all(
    buyers.map(async ({ market, place, script }) => {
      const network = new Network()
      const shop = client(network)
      const cart = createCart(shop, { market, storage: storage() })
      const [variantId = ''] = await variantIds(createClient(server.url), market, 1)
      await cart.add({ variantId, quantity: 1 })
      const kept = storage()
      const checkout = createCheckout(shop, { storage: kept })
      const opened = await checkout.open(cart)
      expect(opened.ok).toBe(true)
      const total = await filledIn(checkout, place)
      let outcome = await checkout.complete(total, { provider: 'test', script })
      if (!outcome.ok && outcome.code === 'action_required') {
        const { action } = outcome
        if (action.type !== 'test_confirm') throw new Error('the test provider has an action of its own')
        const bank = `${server.url}/v1/test-payments/${action.reference}/approve`
        expect((await fetch(bank, { method: 'POST' })).status).toBe(204)
        // The page comes back from the bank.
        outcome = await createCheckout(shop, { storage: kept }).resume()
      }
      if (script === 'decline') {
        expect(outcome).toMatchObject({ ok: false, code: 'payment_declined' })
        outcome = await checkout.complete(total, { provider: 'test', script: 'approve' })
      }
      expect(outcome).toMatchObject({ ok: true, order: { status: 'placed', total } })
      const { data } = await server.json<{ data: { orderId: string; status: string }[] }>('/v1/test-payments')
      const orderId = outcome.ok ? outcome.order.id : ''
      const charged = data.filter((payment) => payment.orderId === orderId && payment.status === 'authorized')
      expect(charged.length).toBe(1)
    }),
  )
})
