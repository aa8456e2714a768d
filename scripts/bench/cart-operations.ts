import { ADDED_ITEM, CART_ITEMS, MARKET, type OpenedCart } from './cart-shop.ts'

export type CartRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}
/** The n-th request; each to another cart than those before it. */
export type CartRequests = (carts: readonly OpenedCart[], n: number) => CartRequest

const jsonType = () => ({ 'Content-Type': 'application/json' })
const cartAt = (carts: readonly OpenedCart[], n: number): OpenedCart => carts[n % carts.length] as OpenedCart
const held = ({ token }: OpenedCart) => ({ Authorization: `Bearer ${token}` })

const add: CartRequests = (carts, n) => {
  const cart = cartAt(carts, n)
  return {
    method: 'POST',
    path: `/v1/carts/${cart.id}/items`,
    headers: { ...jsonType(), ...held(cart) },
    body: JSON.stringify({ items: [ADDED_ITEM] }),
  }
}

/** What shoppers do to carts, as the bench does it. */
export const CART_OPERATIONS: Readonly<Record<string, CartRequests>> = {
  open: () => ({
    method: 'POST',
    path: '/v1/carts',
    headers: jsonType(),
    body: JSON.stringify({ market: MARKET, items: CART_ITEMS }),
  }),
  add,
  'add, with a key': (carts, n) => {
    const request = add(carts, n)
    return { ...request, headers: { ...request.headers, 'Idempotency-Key': crypto.randomUUID() } }
  },
  set: (carts, n) => {
    const cart = cartAt(carts, n)
    return {
      method: 'PATCH',
      path: `/v1/carts/${cart.id}/items/${cart.lineId}`,
      headers: { ...jsonType(), ...held(cart) },
      // Another quantity each time the cart's turn comes, so that there is something to write.
      body: JSON.stringify({ quantity: 1 + (Math.floor(n / carts.length) % 3) }),
    }
  },
  read: (carts, n) => {
    const cart = cartAt(carts, n)
    return { method: 'GET', path: `/v1/carts/${cart.id}`, headers: held(cart) }
  },
}
