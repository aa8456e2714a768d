import { env } from 'cloudflare:workers'
import type { OpenedCart, ShownCart } from '../../../src/cart/cart-schemas.ts'
import { doors, make } from '../doors/door.ts'
import { makeMarket } from '../doors/market-samples.ts'
import { context, importFile, ndjson, publishAll, send } from '../shop.ts'

// The goods of these tests. Where a variant has no price of its own, de and jp derive theirs from us: times 1.09 and 165.

const product = (name: string, variant: object, more: object = {}) => ({
  id: `prd-${name}`,
  handle: name,
  title: name[0]?.toUpperCase() + name.slice(1),
  variants: [{ id: `var-${name}`, sku: name.toUpperCase(), ...variant }],
  ...more,
})

/** `var-kettle` and `var-mug` are sold everywhere, `var-stein` in de alone. */
const GOODS = [
  product(
    'kettle',
    { price: '20.00', compareAt: '25.00', stock: 500 },
    { translations: { de: { title: 'Kessel' } }, media: [{ url: '/media/kettle.svg', alt: 'A kettle' }] },
  ),
  product('mug', { price: '5.00', prices: { de: { price: '4.50' }, jp: { price: '700' } }, stock: 500 }),
  product('stein', { prices: { de: { price: '12.00' } }, stock: 500 }),
  product('sold-out', { price: '9.00', stock: 0 }),
  product('back-order', { price: '9.00', stock: 0, backorder: true }),
  // 10 billion dollars.
  product('palace', { price: '10000000000.00', stock: 500 }),
  product('draft', { price: '9.00', stock: 5 }, { status: 'draft' }),
  product('deleted', { price: '9.00', stock: 5 }),
  product('free-priced', { stock: 5 }),
]

/** As many variants as a cart has lines, and one more. */
export const MANY = Array.from({ length: 100 }, (_, at) => `var-many-${at}`)

let stocked: Promise<void> | undefined
/** Imports and publishes the goods, once a file. */
export const stock = (): Promise<void> => (stocked ??= importGoods())

async function importGoods(): Promise<void> {
  const many = MANY.map((id, at) => ({
    id: `prd-many-${at}`,
    handle: `many-${at}`,
    title: `Many ${at}`,
    variants: [{ id, sku: `MANY-${at}`, price: `${at + 1}.00`, stock: 1_000 }],
  }))
  const job = await importFile(ndjson([...GOODS, ...many]), 'ndjson')
  if (job.rowsFailed !== 0) throw new Error(`the goods were not imported: ${JSON.stringify(job)}`)
  await publishAll()
  const deleted = await make('GET', '/v1/admin/products/prd-deleted', 'catalog:read')
  await make('DELETE', '/v1/admin/products/prd-deleted', 'catalog:write', undefined, {
    'If-Match': deleted.etag,
  })
  await published()
}

/** What staff have changed is published, and no memory is older. */
export async function published(): Promise<void> {
  await publishAll()
  forget()
}

/** As in an isolate that has just started. */
export function forget(): void {
  context().memory.clear()
  context().answers.clear()
}

/** The code of a market of its own, closed unless said otherwise. */
export async function closedMarket(more: object = {}): Promise<string> {
  const { code } = await makeMarket({ status: 'closed', ...more })
  await published()
  return code
}

/** A shopper's answer, taken apart. */
export type Told<Body> = {
  readonly status: number
  readonly etag: string
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}

export type Fault = {
  readonly type: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string
  readonly retryable: boolean
  readonly errors?: readonly { pointer?: string; parameter?: string; code: string; message: string }[]
  readonly current?: ShownCart
}

export async function told<Body>(answer: Response): Promise<Told<Body>> {
  const { status, headers } = answer
  const text = await answer.text()
  return {
    status,
    etag: headers.get('ETag') ?? '',
    headers,
    text,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
  }
}

/** Asks as whoever has this token; a body that is a text or bytes goes as it is. */
export async function ask<Body = ShownCart & Fault>(
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Told<Body>> {
  const isReady = typeof body === 'string' || body instanceof Uint8Array
  return told(
    await send(path, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isReady ? (body as BodyInit) : JSON.stringify(body) }),
    }),
  )
}

export const item = (variantId: string, quantity = 1) => ({ variantId, quantity })

/** A guest with a cart of their own. */
export class Guest {
  readonly id: string
  readonly token: string
  readonly opened: ShownCart
  readonly path: string

  constructor({ cart, token = '' }: OpenedCart) {
    this.id = cart.id
    this.token = token
    this.opened = cart
    this.path = `/v1/carts/${cart.id}`
  }

  ask(method: string, rest = '', body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    return ask(method, `${this.path}${rest}`, this.token, body, headers)
  }

  read = () => this.ask('GET')
  add = (...items: { variantId: string; quantity: number }[]) => this.ask('POST', '/items', { items })

  /** The id of the line of a variant, as of now. */
  async line(variantId: string): Promise<string> {
    const { body } = await this.read()
    const found = body.items.find((each) => each.variantId === variantId)
    if (found === undefined) throw new Error(`${variantId} is not in the cart`)
    return found.id
  }
}

/** Opens a guest's cart with these items in it. */
export async function open(
  items: readonly { variantId: string; quantity: number }[] = [],
  market = 'us',
  more: object = {},
): Promise<Guest> {
  await stock()
  const answer = await ask<OpenedCart>('POST', '/v1/carts', undefined, { market, items, ...more })
  if (answer.status !== 201) throw new Error(`POST /v1/carts: ${answer.status} ${answer.text}`)
  return new Guest(answer.body)
}

/** The pieces of a cart by variant. */
export const pieces = ({ items }: Pick<ShownCart, 'items'>): Record<string, number> =>
  Object.fromEntries(items.map(({ variantId, quantity }) => [variantId, quantity]))

export const namespace = (env as unknown as { CART: DurableObjectNamespace }).CART
export const stubOf = (id: string): DurableObjectStub => namespace.getByName(id)

/** The doors of shoppers, as the OpenAPI document tells them. */
export const shopperDoors = doors.filter(({ credential }) => credential !== undefined)
/** Those behind which an object of carts answers. */
export const cartDoors = shopperDoors.filter(({ path }) =>
  /^\/v1\/(?:carts|customers\/me\/cart)\b/.test(path),
)
export const unsafeCartDoors = cartDoors.filter(({ method }) => method !== 'GET')
