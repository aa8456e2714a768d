import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedCart, ShownCart } from '../../../src/cart/cart-schemas.ts'
import type {
  CheckoutInProgress,
  CompletedCheckout,
  OpenedCheckout,
  ShownCheckout,
} from '../../../src/checkout/checkout-schemas.ts'
import type { ShownOrder } from '../../../src/orders/order-schemas.ts'
import { ask, expectThat, type Held, newKey, tell, type Told } from './http.ts'
import { recompute } from './recompute.ts'
import { recomputeOrder } from './recompute-order.ts'

/** What somebody bought, and whether the pencil comes to the same. */
export type Purchase = {
  readonly market: string
  readonly paid: string
  readonly number: string
  readonly paymentStatus: string
  readonly goods: number
  readonly discounts: number
  readonly shipping: number
  readonly taxes: string
  readonly total: string
  readonly compared: number
  readonly differing: number
}

/** A payment as the test provider's own book has it. */
type Booked = {
  readonly orderId: string
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly captured: number
}

type Outcome = CompletedCheckout | CheckoutInProgress | (Refused & { readonly status: number })
type Refused = { readonly code: string; readonly current?: ShownCheckout }

const EMAIL = 'ada@example.com'
const MUG = 'var-mug-sage'
const KETTLE = 'var-ket-1l'
const TEA = 'var-brk-125g'

/** At home in each market, for guests; what the customer of the journey says is its own. */
const HOMES = {
  us: { country: 'US', region: 'NY', postalCode: '10001', city: 'New York' },
  de: { country: 'DE', postalCode: '10119', city: 'Berlin' },
  jp: { country: 'JP', region: '13', postalCode: '150-0001', city: 'Shibuya' },
} as const
type MarketName = keyof typeof HOMES
/** What is levied there on a kettle, tea and sending them, by the seed shop's rules; and in which currency all is paid. */
const LEVIED: Readonly<Record<MarketName, string>> = {
  us: '0.04 USD',
  de: '0.19,0.07 EUR',
  jp: '0.1,0.08 JPY',
}

/**
 * The customer's cart: a declined card first, which leaves the cart as it was and open to change; what was confirmed
 * before the change is refused; then a card that is good. Pressed twice, it is one order.
 */
export async function buyAsCustomer(
  url: string,
  cart: Held,
  place: { readonly country: string },
): Promise<Purchase> {
  const cartId = cart.path.split('/').at(-1)
  const open = () => tell<OpenedCheckout>(url, 'POST', '/v1/checkouts', cart.token, { cartId })
  const { body: opened, status } = await open()
  expectThat(status === 201, 'a cart is taken to the checkout')
  const checkout: Held = { path: `/v1/checkouts/${opened.checkout.id}`, token: opened.token }
  await ask(url, 'PATCH', cart.path, cart.token, { destination: place })
  await fillIn(url, checkout, { ...place, city: 'Anywhere' })
  const before = await explained(url, cart)
  const known = await ask<ShownCheckout>(url, 'GET', checkout.path, checkout.token)
  expectThat(known.status === 'ready_for_complete', 'it can be completed')

  const key = newKey()
  for (const press of ['first', 'second']) {
    const declined = await complete(url, checkout, known.total, { provider: 'test', script: 'decline' }, key)
    expectThat(declined.status === 402 && codeOf(declined) === 'payment_declined', `${press}: it is declined`)
  }
  const after = await explained(url, cart)
  expectThat(JSON.stringify(after) === JSON.stringify(before), 'a declined card leaves the cart as it was')

  // The cart can be changed; what was agreed to before is not charged.
  await ask(url, 'POST', `${cart.path}/items`, cart.token, { items: [{ variantId: MUG, quantity: 1 }] })
  const stale = await complete(url, checkout, known.total, { provider: 'test', script: 'approve' })
  expectThat(stale.status === 409 && codeOf(stale) === 'price_changed', 'another cart has another total')
  const again = await open()
  expectThat(again.status === 200 && again.body.checkout.id === known.id, 'a cart has one open checkout')
  const now = again.body.checkout
  expectThat(now.email === EMAIL, 'what was filled in is still there')
  const { pencil } = recompute(await explained(url, cart))
  const approved = await untilDone(url, checkout, now.total, { provider: 'test', script: 'approve' })
  const shown = await settled(url, approved, cart.token)
  const gone = await tell(url, 'POST', `${cart.path}/items`, cart.token, {
    items: [{ variantId: MUG, quantity: 1 }],
  })
  expectThat(gone.status === 404 || gone.status === 410, 'the cart has become the order')
  await expectCharged(url, shown, 1)
  return purchaseOf('test: declined, then approved', shown, recomputeOrder(shown, pencil, sentBy(now)))
}

/**
 * A guest who pays so: by invoice for a little tea, with a code against what sending it costs; or by a card whose bank
 * asks back, with a kettle besides, sent in a hurry.
 */
export async function buyAsGuest(
  url: string,
  market: MarketName,
  paid: 'manual' | 'require_action',
): Promise<Purchase> {
  const { city: _city, ...destination } = HOMES[market]
  const opened = await ask<OpenedCart>(url, 'POST', '/v1/carts', undefined, {
    market,
    items: [
      { variantId: TEA, quantity: 1 },
      ...(paid === 'manual' ? [] : [{ variantId: KETTLE, quantity: 1 }]),
    ],
  })
  const cart: Held = { path: `/v1/carts/${opened.cart.id}`, token: opened.token ?? '' }
  await ask(url, 'PATCH', cart.path, cart.token, { destination })
  const codes = paid === 'manual' ? ['freeship'] : []
  await ask(url, 'PUT', `${cart.path}/codes`, cart.token, { codes })
  const { checkout, token } = await ask<OpenedCheckout>(url, 'POST', '/v1/checkouts', cart.token, {
    cartId: opened.cart.id,
  })
  const held: Held = { path: `/v1/checkouts/${checkout.id}`, token }
  const known = await fillIn(url, held, HOMES[market], paid === 'manual' ? 'standard' : 'express')
  const { pencil } = recompute(await explained(url, cart))
  const payment =
    paid === 'manual'
      ? { provider: 'manual', method: 'invoice' }
      : { provider: 'test', script: 'require_action' }
  const key = newKey()
  const first = await complete(url, held, known.total, payment, key)
  if (paid === 'require_action') {
    const { status, body } = first
    const action = 'action' in body ? body.action : undefined
    expectThat(status === 202 && action?.type === 'test_confirm', 'the buyer has something to do')
    const locked = await tell<Refused>(url, 'PUT', `${cart.path}/codes`, cart.token, { codes: [] })
    expectThat(locked.body.code === 'cart_locked', 'nothing changes while it is being paid')
    const reference = action?.type === 'test_confirm' ? action.reference : ''
    await ask(url, 'POST', `/v1/test-payments/${reference}/approve`)
  }
  const done = await untilDone(url, held, known.total, payment)
  const shown = await settled(url, done, done.token)
  const ended = await tell<Refused>(url, 'GET', cart.path, cart.token)
  expectThat(ended.status === 410, "the guest's cart has become the order")
  if (paid === 'require_action') await expectCharged(url, shown, 1)
  const levied = `${shown.taxes.map(({ rate }) => rate).join()} ${shown.currency}`
  expectThat(levied === LEVIED[market], `${levied} is what is levied in ${market}`)
  return purchaseOf(paid, shown, recomputeOrder(shown, pencil, sentBy(known)))
}

/** Who buys, where it goes, and how it is sent there. */
async function fillIn(
  url: string,
  { path, token }: Held,
  place: object,
  way: 'standard' | 'express' = 'standard',
): Promise<ShownCheckout> {
  const addressed = await ask<ShownCheckout>(url, 'PATCH', path, token, {
    email: EMAIL,
    shippingAddress: { firstName: 'Ada', lastName: 'Nuñez', line1: '1 Main Street', ...place },
  })
  const option = addressed.shippingOptions.find(({ id }) => id.endsWith(way))
  expectThat(option !== undefined, 'it can be sent there')
  const ready = await ask<ShownCheckout>(url, 'PATCH', path, token, { shippingOptionId: option?.id })
  expectThat(
    ready.status === 'ready_for_complete',
    `nothing is missing: ${JSON.stringify(ready.messages.filter(({ type }) => type === 'error'))}`,
  )
  return ready
}

const complete = (
  url: string,
  { path, token }: Held,
  confirmedTotal: object,
  payment: object,
  key = newKey(),
): Promise<Told<Outcome>> => tell(url, 'POST', `${path}/complete`, token, { confirmedTotal, payment }, key)

/** Presses until it is known what came of it; and once more with the last key, which answers the same. */
async function untilDone(
  url: string,
  held: Held,
  total: object,
  payment: object,
): Promise<CompletedCheckout> {
  for (;;) {
    const key = newKey()
    const { status, body } = await complete(url, held, total, payment, key)
    if (status === 409 && (body as Refused).code === 'checkout_completed') {
      // The provider's webhook was quicker than the buyer: the checkout tells what it came to.
      const read = await ask<ShownCheckout & { order: ShownOrder; token: string }>(
        url,
        'GET',
        held.path,
        held.token,
      )
      return { status: 'completed', order: read.order, token: read.token }
    }
    if (status === 200) {
      const done = body as CompletedCheckout
      const again = await complete(url, held, total, payment, key)
      const isSame = again.status === 200 && (again.body as CompletedCheckout).order.id === done.order.id
      expectThat(isSame && again.replayed, 'pressed twice it is the same order')
      return done
    }
    expectThat(status === 202, `it goes on: ${status} ${JSON.stringify(body)}`)
    await sleep(100)
  }
}

/** The order, once its provider has nothing left to do. `token`: of the order, or its customer's. */
async function settled(url: string, { order }: CompletedCheckout, token: string): Promise<ShownOrder> {
  for (;;) {
    const now = await ask<ShownOrder>(url, 'GET', `/v1/orders/${order.id}`, token)
    // An invoice is captured by staff, when the money has come.
    if (
      now.paymentStatus !== 'pending' &&
      (now.paymentStatus !== 'authorized' || (await isInvoice(url, now)))
    )
      return now
    await sleep(100)
  }
}

const book = async (url: string): Promise<readonly Booked[]> =>
  (await ask<{ data: Booked[] }>(url, 'GET', '/v1/test-payments')).data

const isInvoice = async (url: string, { id }: ShownOrder): Promise<boolean> =>
  (await book(url)).every(({ orderId }) => orderId !== id)

/** What the provider's own book says: so many payments of this order, of its total, captured whole. */
async function expectCharged(url: string, { id, total }: ShownOrder, times: number): Promise<void> {
  const charged = (await book(url)).filter(({ orderId }) => orderId === id)
  const isRight = charged.every(
    ({ amount, currency, captured, status }) =>
      amount === total.amount &&
      captured === total.amount &&
      currency === total.currency &&
      status === 'authorized',
  )
  expectThat(charged.length === times && isRight, `charged once, and all of it: ${JSON.stringify(charged)}`)
}

const explained = (url: string, { path, token }: Held): Promise<ShownCart> =>
  ask(url, 'GET', `${path}?explain=true`, token)

const codeOf = ({ body }: Told<Outcome>): string | undefined => ('code' in body ? body.code : undefined)
const sentBy = ({ shippingOptionId }: ShownCheckout): string => shippingOptionId ?? ''

function purchaseOf(
  paid: string,
  order: ShownOrder,
  { compared, differences }: ReturnType<typeof recomputeOrder>,
): Purchase {
  for (const difference of differences) console.error(`${order.market}, ${paid}: ${difference}`)
  const entries = (type: string) =>
    order.totals.reduce((sum, entry) => sum + (entry.type === type ? entry.amount.amount : 0), 0)
  const taxes = order.taxes.map(({ rate, amount }) => `${amount.amount} (${rate})`).join(' + ')
  return {
    market: order.market,
    paid,
    number: order.number,
    paymentStatus: order.paymentStatus,
    goods: entries('items'),
    discounts: entries('discount'),
    shipping: entries('shipping'),
    taxes: `${taxes}${order.taxIncluded ? ' inside' : ''}`,
    total: `${order.total.amount} ${order.currency}`,
    compared,
    differing: differences.length,
  }
}
