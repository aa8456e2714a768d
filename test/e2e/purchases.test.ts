import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numbers } from '../../scripts/proof/numbers.ts'
import * as orders from '../../scripts/proof/orders.ts'
import * as payments from '../../scripts/proof/payments.ts'
import { providerEvents } from '../../scripts/proof/purchases/provider-events.ts'
import { randomOrders } from '../../scripts/proof/purchases/random-orders.ts'
import { scriptedPayments } from '../../scripts/proof/purchases/scripted-payments.ts'
import { ShopBooks } from '../../scripts/proof/purchases/shop-books.ts'
import { Server } from './server.ts'

// `npm run proof -- payments` and `-- orders` at a small size, in one shop (I-11, I-13, I-14, I-15).
const SECRET = randomBytes(32).toString('base64url')
const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-purchases-'))
let server: Server
let shop: ShopBooks
beforeAll(async () => {
  server = await Server.open(stateDir, { TOKEN_SECRETS: SECRET })
  shop = new ShopBooks(server.url, (scope) => server.token(scope))
})
afterAll(async () => {
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})
const ignore = (): void => undefined

test('whatever becomes of a payment, the book of the provider agrees with the orders', async () => {
  const paid = await scriptedPayments(server.url, shop, numbers(5), 30, ignore)
  const told = await providerEvents(server.url, shop, SECRET)
  const figures = { ...paid, ...told }
  expect(payments.violations(figures), JSON.stringify(figures)).toEqual([])
  expect(paid.scripts).toBeGreaterThan(10)
})

test('the parts of random orders sum to the whole', async () => {
  const figures = await randomOrders(server.url, shop, numbers(5), 30, ignore)
  expect(orders.violations(figures), JSON.stringify(figures)).toEqual([])
  expect(figures).toMatchObject({ orders: 30, 'of them refunded': 3 })
})
