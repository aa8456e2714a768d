import { customerToken, importFile, ndjson, publishAll, send } from '../shop.ts'
import { fresh, type Sample } from './door.ts'

let stocked: Promise<unknown> | undefined
/** Something that can be bought everywhere. */
const stock = () =>
  (stocked ??= importFile(
    ndjson([
      {
        id: 'prd-cart',
        handle: 'cart-kettle',
        title: 'Kettle',
        variants: [{ id: 'var-cart', sku: 'CART', price: '20.00', stock: 500 }],
      },
    ]),
    'ndjson',
  ).then(() => publishAll()))

const items = [{ variantId: 'var-cart', quantity: 1 }]

type Opened = {
  readonly token: string
  readonly cart: { readonly id: string; readonly items: { readonly id: string }[] }
}

/** A guest's cart with one item in it. */
export async function openCart(market = 'us'): Promise<Opened> {
  await stock()
  const answer = await send('/v1/carts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ market, items }),
  })
  if (answer.status !== 201) throw new Error(`POST /v1/carts: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Opened
}

const inCart = (rest: string, body?: object, otherBody?: object): Sample =>
  async function askOfCart() {
    const { cart, token } = await openCart()
    const path = `/v1/carts/${cart.id}${rest.replace('{itemId}', cart.items[0]?.id ?? '')}`
    const headers = { Authorization: `Bearer ${token}` }
    return {
      path,
      headers,
      ...(body !== undefined && { body }),
      ...(otherBody !== undefined && { otherBody }),
    }
  }
const asCustomer = async () => ({
  Authorization: `Bearer ${await customerToken(`customer-${fresh()}`)}`,
})

/** The doors of carts. */
export const cartSamples: Record<string, Sample> = {
  openCart: async () => {
    await stock()
    return { path: '/v1/carts', body: { market: 'de', items } }
  },
  readCart: inCart(''),
  addCartItems: inCart('/items', { items }, { items: [{ variantId: 'var-cart', quantity: 2 }] }),
  setCartItem: inCart('/items/{itemId}', { quantity: 3 }, { quantity: 4 }),
  removeCartItem: inCart('/items/{itemId}'),
  changeCart: inCart('', { market: 'jp' }, { market: 'de' }),
  enterCartCodes: inCart('/codes', { codes: ['NONE'] }, { codes: ['OTHER'] }),
  claimCart: async () => {
    const { cart, token } = await openCart()
    return { path: `/v1/carts/${cart.id}/claim`, headers: await asCustomer(), body: { token } }
  },
  readOwnCart: async () => ({ path: '/v1/customers/me/cart?market=us', headers: await asCustomer() }),
}
