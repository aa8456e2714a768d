import type { OpenedCart, ShownCart } from '../../../src/cart/cart-schemas.ts'

export type Answer = {
  readonly status: number
  readonly cart: ShownCart | undefined
  readonly replayed: boolean
}

/** Something that a shopper asks of their cart, the same in every retry. */
export type Edit = {
  readonly method: 'POST' | 'PATCH' | 'DELETE' | 'PUT'
  /** Behind the cart's own path. */
  readonly path: string
  readonly body?: object
  readonly key?: string
}

/** Somebody with a cart and its token, over HTTP. */
export class CartShopper {
  readonly #url: string
  readonly opened: OpenedCart

  private constructor(url: string, opened: OpenedCart) {
    this.#url = url
    this.opened = opened
  }

  static async open(url: string, market: string, items: readonly object[] = []): Promise<CartShopper> {
    const answer = await fetch(`${url}/v1/carts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ market, items }),
    })
    if (answer.status !== 201) throw new Error(`no cart: ${answer.status} ${await answer.text()}`)
    return new CartShopper(url, (await answer.json()) as OpenedCart)
  }

  get path(): string {
    return `/v1/carts/${this.opened.cart.id}`
  }

  get token(): string {
    return this.opened.token ?? ''
  }

  async edit({ method, path, body, key }: Edit): Promise<Answer> {
    const answer = await fetch(this.#url + this.path + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      cart: answer.ok ? (JSON.parse(text) as ShownCart) : undefined,
      replayed: answer.headers.get('Idempotent-Replayed') === 'true',
    }
  }

  async read(): Promise<ShownCart> {
    const answer = await fetch(this.#url + this.path, { headers: { Authorization: `Bearer ${this.token}` } })
    if (answer.status !== 200)
      throw new Error(`the cart was not read: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as ShownCart
  }
}

export const unitsOf = (cart: Pick<ShownCart, 'items'>): number =>
  cart.items.reduce((sum, { quantity }) => sum + quantity, 0)

export const adding = (variantId: string, quantity: number, key?: string): Edit => ({
  method: 'POST',
  path: '/items',
  body: { items: [{ variantId, quantity }] },
  ...(key !== undefined && { key }),
})

/** Of the sample catalog: sold in every market. */
export const GOODS = ['var-ket-1l', 'var-ski-20cm', 'var-mug-sage', 'var-brk-125g', 'var-jar-05l'] as const
