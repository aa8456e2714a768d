import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedCart } from '../../../src/cart/cart-schemas.ts'
import type { CheckoutAnswer, OpenedCheckout } from '../../../src/checkout/checkout-schemas.ts'
import type { ShownOrder } from '../../../src/orders/order-schemas.ts'
import { ask, demand, isUnheard, type Told } from './ask.ts'

export type Item = { readonly variantId: string; readonly quantity: number }
export type MarketName = 'us' | 'de' | 'jp'

const PLACES = {
  us: { country: 'US', region: 'IL', postalCode: '60601', city: 'Chicago' },
  de: { country: 'DE', postalCode: '10119', city: 'Berlin' },
  jp: { country: 'JP', region: '13', postalCode: '150-0001', city: 'Shibuya' },
} as const

/** What a completion answered, whichever it was. */
export type Completed = {
  readonly code?: string
  readonly order?: ShownOrder
  readonly action?: { readonly reference: string }
}
export type Answer = Told<Completed>

// How long somebody waits before they ask again.
const AGAIN_MS = 150

/** Somebody with a cart and its checkout, about to pay, over HTTP. */
export class Buyer {
  readonly email: string
  readonly market: MarketName
  readonly items: readonly Item[]
  readonly cart: { readonly id: string; readonly token: string }
  #url: string
  #checkout: OpenedCheckout | undefined
  #total: { amount: number; currency: string } = { amount: 0, currency: '' }

  private constructor(
    url: string,
    email: string,
    market: MarketName,
    items: readonly Item[],
    opened: OpenedCart,
  ) {
    this.#url = url
    this.email = email
    this.market = market
    this.items = items
    this.cart = { id: opened.cart.id, token: opened.token ?? '' }
  }

  /** Fills a cart. */
  static async withCart(
    url: string,
    email: string,
    items: readonly Item[],
    market: MarketName = 'us',
  ): Promise<Buyer> {
    const opened = await demand<OpenedCart>(url, 'POST', '/v1/carts', { body: { market, items } })
    return new Buyer(url, email, market, items, opened)
  }

  /** Fills a cart, and is ready to pay it. */
  static async enter(
    url: string,
    email: string,
    items: readonly Item[],
    market: MarketName = 'us',
  ): Promise<Buyer> {
    const buyer = await Buyer.withCart(url, email, items, market)
    await buyer.openCheckout()
    return buyer
  }

  get total(): { readonly amount: number; readonly currency: string } {
    return this.#total
  }

  /** Opens the checkout of the cart, or another one, and says all that it has to know. */
  async openCheckout(change: object = {}): Promise<CheckoutAnswer> {
    this.#checkout = await demand<OpenedCheckout>(this.#url, 'POST', '/v1/checkouts', {
      token: this.cart.token,
      body: { cartId: this.cart.id },
    })
    return this.change({
      email: this.email,
      shippingAddress: {
        firstName: 'Ada',
        lastName: 'Nuñez',
        line1: '1 Main Street',
        ...PLACES[this.market],
      },
      shippingOptionId: `shp-${this.market}-standard`,
      ...change,
    })
  }

  async change(change: object): Promise<CheckoutAnswer> {
    const body = await demand<CheckoutAnswer>(this.#url, 'PATCH', this.#path, { ...this.#held, body: change })
    this.#total = body.total
    return body
  }

  async read(): Promise<CheckoutAnswer> {
    const body = await demand<CheckoutAnswer>(this.#url, 'GET', this.#path, this.#held)
    if (body.status === 'ready_for_complete') this.#total = body.total
    return body
  }

  complete(script: string, key: string, signal?: AbortSignal): Promise<Answer> {
    return ask<Completed>(this.#url, 'POST', `${this.#path}/complete`, {
      ...this.#held,
      key,
      body: { confirmedTotal: this.#total, payment: { provider: 'test', script } },
      ...(signal !== undefined && { signal }),
    })
  }

  /** Asks under one key until it is decided, or there is something to do: what a good client does. */
  persist(script: string, key: string): Promise<Answer> {
    return insist(
      () => this.complete(script, key),
      ({ status, body }) => status === 202 && body.action === undefined,
    )
  }

  cancel(): Promise<Told<CheckoutAnswer>> {
    return ask(this.#url, 'POST', `${this.#path}/cancel`, this.#held)
  }

  /** Whether the cart can be changed: it is the buyer's still. */
  async canEdit(): Promise<boolean> {
    const { status, body } = await ask<{ code?: string }>(this.#url, 'PATCH', `/v1/carts/${this.cart.id}`, {
      token: this.cart.token,
      body: { note: 'mine' },
    })
    if (status === 200) return true
    if (status === 410 || status === 409) return false
    throw new Error(`the cart of ${this.email}: ${status} ${String(body.code)}`)
  }

  /** Whether the cart has ended, as it does with its order. */
  async isCartOver(): Promise<boolean> {
    const { status } = await ask(this.#url, 'GET', `/v1/carts/${this.cart.id}`, { token: this.cart.token })
    return status === 410
  }

  get #path(): string {
    return `/v1/checkouts/${this.#checkout?.checkout.id ?? ''}`
  }

  get #held(): { token: string } {
    return { token: this.#checkout?.token ?? '' }
  }
}

/** Asks the same thing until it is answered for good. */
export async function insist<Body>(
  request: () => Promise<Told<Body>>,
  isOpen: (told: Told<Body>) => boolean = () => false,
): Promise<Told<Body>> {
  for (;;) {
    try {
      const told = await request()
      if (told.status < 500 && told.status !== 429 && !isOpen(told)) return told
    } catch (error) {
      if (!isUnheard(error)) throw error
    }
    await sleep(AGAIN_MS)
  }
}
