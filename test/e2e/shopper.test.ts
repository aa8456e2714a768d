import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShownCart } from '../../src/cart/cart-schemas.ts'
import { proveShopper } from '../../scripts/proof/shopper.ts'
import { recompute } from '../../scripts/proof/shopper/recompute.ts'
import { Server } from './server.ts'

// Issues 4 and 5, "Done when": shoppers in each market against `npm start`, from the first item to a paid order, every
// total reckoned again from the cart's explanation.
let stateDir: string
let server: Server

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-shopper-'))
  server = await Server.open(stateDir)
})
afterAll(async () => {
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})

test('shoppers in us, de and jp come to one merged cart and to paid orders, and every amount can be reckoned by hand', async () => {
  const { url } = server
  const { steps, purchases } = await proveShopper({
    url,
    customerToken: (name) => server.customerToken(name),
  })
  expect(new Set(steps.map(({ market }) => market))).toEqual(new Set(['us', 'de', 'jp']))
  for (const { differing, compared } of steps) {
    expect(differing).toBe(0)
    expect(compared).toBeGreaterThan(10)
  }
  console.table(purchases)
  expect(purchases.map(({ market, paid, paymentStatus }) => `${market} ${paid}: ${paymentStatus}`)).toEqual(
    ['us', 'de', 'jp'].flatMap((market) => [
      `${market} test: declined, then approved: paid`,
      `${market} manual: authorized`,
      `${market} require_action: paid`,
    ]),
  )
  for (const { differing, compared } of purchases) {
    expect(differing).toBe(0)
    expect(compared).toBeGreaterThan(20)
  }
})

test('the pencil sees a cent that is too many', async () => {
  const opened = await server.json<{ cart: ShownCart; token: string }>('/v1/carts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ market: 'de', items: [{ variantId: 'var-nbk-navy-plai', quantity: 3 }] }),
  })
  const cart = await server.json<ShownCart>(`/v1/carts/${opened.cart.id}?explain=true`, {
    headers: { Authorization: `Bearer ${opened.token}` },
  })
  expect(recompute(cart).differences).toEqual([])
  const total = { ...cart.total, amount: cart.total.amount + 1 }
  expect(recompute({ ...cart, total }).differences).toHaveLength(1)
})
