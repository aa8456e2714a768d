import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Bindings } from '../../../src/env.ts'
import { STOCK_LAWS } from '../../../src/inventory/stock-violations.ts'
import { ORDER_LAWS } from '../../../src/orders/order-violations.ts'
import { PAYMENT_LAWS } from '../../../src/payments/payment-violations.ts'
import { broken } from '../consistency/broken.ts'
import type { CheckoutAnswer, OpenedCheckout } from '../../../src/checkout/checkout-schemas.ts'
import type { ShownOrder } from '../../../src/orders/order-schemas.ts'
import { testBook } from '../../../src/payments/test-provider.ts'
import { ask, type Fault, type Guest, item, open, published, stock, type Told } from '../carts/support.ts'
import { fresh, make } from '../doors/door.ts'
import { context, importFile, ndjson } from '../shop.ts'

export { item }

/** A refusal, beside answers that have a status of their own. */
type Refusal = Omit<Fault, 'status' | 'current'>

/** What a completion answers, whichever it is. */
export type Outcome = Refusal & {
  readonly status: 'completed' | 'complete_in_progress' | number
  readonly order: ShownOrder
  readonly token: string
  readonly action?: { readonly type: string; readonly reference: string }
  readonly current?: unknown
}

const PLACES = {
  us: { country: 'US', region: 'CA', postalCode: '94103', city: 'San Francisco' },
  de: { country: 'DE', postalCode: '10119', city: 'Berlin' },
  jp: { country: 'JP', region: '13', postalCode: '150-0001', city: 'Shibuya' },
} as const
export type MarketName = keyof typeof PLACES

export const addressIn = (market: MarketName) => ({
  firstName: 'Ada',
  lastName: 'Nuñez',
  line1: '1 Main Street',
  ...PLACES[market],
})

let ready: Promise<void> | undefined
/** Goods, and in each market one way of sending them; once a file. */
export const prepared = (): Promise<void> =>
  (ready ??= (async () => {
    await stock()
    const options = [
      ['us', { amount: 500, currency: 'USD' }],
      ['de', { amount: 490, currency: 'EUR' }],
      ['jp', { amount: 600, currency: 'JPY' }],
    ] as const
    for (const [market, price] of options)
      await make('POST', '/v1/admin/shipping-options', 'markets:write', {
        id: `shp-${market}`,
        market,
        name: 'Post',
        price,
      })
    await published()
  })())

/** A product of its own with so many pieces in stock; answers its variant. */
export async function stocked(pieces: number, price = '20.00', more: object = {}): Promise<string> {
  await prepared()
  const name = `only-${fresh()}`
  const variant = { id: `var-${name}`, sku: name.toUpperCase(), price, stock: pieces, ...more }
  const job = await importFile(
    ndjson([{ id: `prd-${name}`, handle: name, title: name, variants: [variant] }]),
    'ndjson',
  )
  if (job.rowsFailed !== 0) throw new Error(`the goods were not imported: ${JSON.stringify(job)}`)
  await published()
  return variant.id
}

/** Somebody with a checkout. */
export class Buyer {
  readonly id: string
  readonly token: string
  readonly cart: Guest | undefined
  #keys = 0

  constructor({ checkout, token }: OpenedCheckout, cart?: Guest) {
    this.id = checkout.id
    this.token = token
    this.cart = cart
  }

  ask<Body = CheckoutAnswer & Refusal>(
    method: string,
    rest = '',
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Told<Body>> {
    return ask<Body>(method, `/v1/checkouts/${this.id}${rest}`, this.token, body, headers)
  }

  read = () => this.ask('GET')
  change = (change: object) => this.ask('PATCH', '', change)
  cancel = () => this.ask('POST', '/cancel')

  /** Pays what it costs now, unless another total is given. */
  async complete(script = 'approve', total?: number, key = this.newKey()): Promise<Told<Outcome>> {
    const { body } = await this.read()
    const confirmedTotal = { amount: total ?? body.total.amount, currency: body.currency }
    return this.pay(confirmedTotal, { provider: 'test', script }, key)
  }

  pay(confirmedTotal: object, payment: object, key = this.newKey()): Promise<Told<Outcome>> {
    return this.ask<Outcome>('POST', '/complete', { confirmedTotal, payment }, { 'Idempotency-Key': key })
  }

  newKey(): string {
    return `${this.id} ${(this.#keys += 1)}`
  }
}

/** A checkout of a guest's cart, as it is opened. */
export async function checkoutOf(cart: Guest): Promise<Buyer> {
  const answer = await ask<OpenedCheckout & Fault>('POST', '/v1/checkouts', cart.token, { cartId: cart.id })
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`POST /v1/checkouts: ${answer.text}`)
  return new Buyer(answer.body, cart)
}

/** Somebody who is about to pay: with a cart, a name, a place and a way of sending. */
export async function buyer(
  items: readonly { variantId: string; quantity: number }[] = [item('var-kettle')],
  market: MarketName = 'us',
  more: object = {},
): Promise<Buyer> {
  await prepared()
  const ready = await checkoutOf(await open(items, market))
  const answer = await ready.change({
    email: `buyer-${fresh()}@example.com`,
    shippingAddress: addressIn(market),
    shippingOptionId: `shp-${market}`,
    ...more,
  })
  if (answer.body.status !== 'ready_for_complete') throw new Error(`not ready: ${answer.text}`)
  return ready
}

/** What the provider has in its book of an order. */
export const bookedFor = async (orderId: string) =>
  (await testBook(context()).read()).filter((payment) => payment.orderId === orderId)

/** Waits until it is so; what never comes about ends the test. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** The orders of a checkout, oldest first. */
export const ordersOf = async (checkoutId: string): Promise<string[]> =>
  (
    await env.DB.prepare('SELECT id FROM orders WHERE checkout_id = ? ORDER BY created_at, id')
      .bind(checkoutId)
      .all<{ id: string }>()
  ).results.map(({ id }) => id)

const checkouts = (env as unknown as { CHECKOUT: DurableObjectNamespace }).CHECKOUT
export const checkoutObject = (id: string): DurableObjectStub => checkouts.getByName(id)

/** Gives the object of a checkout other bindings than the Worker has, for faults and short lives. */
export const rebind = (id: string, changes: Partial<Bindings>): Promise<void> =>
  runInDurableObject(checkoutObject(id), (object) => {
    Object.assign(object, { env: { ...(env as unknown as Bindings), ...changes } })
  })

/** Carts, of which one method fails. */
export const cartsWithout = (broken: string) => ({
  CART: {
    getByName: (name: string) =>
      new Proxy((env as unknown as { CART: DurableObjectNamespace }).CART.getByName(name), {
        get: (stub, method) =>
          method === broken
            ? () => Promise.reject(new Error('the object is away'))
            : (...asked: unknown[]) =>
                (stub as unknown as Record<PropertyKey, (...given: unknown[]) => unknown>)[method]?.(
                  ...asked,
                ),
      }),
  },
})

/** Pieces of a variant that nobody has taken or holds. */
export const free = async (variantId: string): Promise<number> => {
  const row = await env.DB.prepare(
    'SELECT sum(on_hand - held) AS free FROM stock_levels WHERE variant_id = ?',
  )
    .bind(variantId)
    .first<{ free: number }>()
  return row?.free ?? NaN
}

/** Fails when stock, payments or orders are not what their own rows say. */
export async function soundShop(): Promise<void> {
  expect(await broken(STOCK_LAWS, PAYMENT_LAWS, ORDER_LAWS)).toEqual({})
}
