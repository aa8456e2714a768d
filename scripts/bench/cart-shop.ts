import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'
import { seedIfEmpty } from '../seed.ts'

/** A cart as shoppers of the sample shop fill it: five lines, nine pieces. */
export const CART_ITEMS = [
  { variantId: 'var-ket-1l', quantity: 1 },
  { variantId: 'var-ski-20cm', quantity: 1 },
  { variantId: 'var-mug-sage', quantity: 2 },
  { variantId: 'var-brk-125g', quantity: 2 },
  { variantId: 'var-jar-05l', quantity: 3 },
]
/** Light enough for a hundred of it to be sent. */
export const ADDED_ITEM = { variantId: 'var-brk-125g', quantity: 1 }
export const MARKET = 'de'

/** As long as snapshots stay fresh in an isolate, and a margin. */
export const MEMORY_MS = 11_000
const POLL_MS = 100

export type OpenedCart = {
  readonly id: string
  readonly token: string
  /** The id of the line that `set` changes. */
  readonly lineId: string
}

const euros = (amount: number) => [{ amount, currency: 'EUR' }]
const tagged = (tag: string) => ({ include: { tags: [tag] } })
const jars = { include: { products: ['prd-cork-top-jar'] } }

/** Ten automatic promotions as a shop may have them at once: of every kind, five with an effect on the cart above. */
const PROMOTIONS = [
  { name: 'Five percent off', rule: { effect: { kind: 'percent', percent: '5' } } },
  {
    name: 'Two euros off gifts',
    priority: 9,
    rule: { effect: { kind: 'fixed', amounts: euros(200) }, conditions: tagged('gift') },
  },
  {
    name: 'Jars: the third at half price',
    priority: 8,
    rule: {
      effect: {
        kind: 'buy_x_get_y',
        buy: { quantity: 2, from: jars },
        get: { quantity: 1, from: jars, percent: '50' },
      },
    },
  },
  {
    name: 'Stoneware in pairs',
    priority: 7,
    rule: {
      effect: { kind: 'percent', percent: '12.5' },
      conditions: { ...tagged('stoneware'), minimumQuantity: 2 },
    },
  },
  {
    name: 'Free shipping',
    rule: { effect: { kind: 'free_shipping' }, conditions: { minimumSubtotal: euros(10_000) } },
  },
  {
    name: 'Nobody bought these',
    rule: { effect: { kind: 'percent', percent: '20' }, conditions: tagged('hojicha') },
  },
  {
    name: 'For a whole hotel',
    rule: {
      effect: { kind: 'fixed', amounts: euros(50_000) },
      conditions: { minimumSubtotal: euros(900_000_000) },
    },
  },
  {
    name: 'Ten thousand pieces',
    rule: { effect: { kind: 'percent', percent: '30' }, conditions: { minimumQuantity: 10_000 } },
  },
  {
    name: 'Skillets by the hundred',
    rule: {
      effect: {
        kind: 'buy_x_get_y',
        buy: { quantity: 100, from: tagged('cast iron') },
        get: { quantity: 1, from: tagged('cast iron'), percent: '100' },
      },
    },
  },
  { name: 'Alone or not at all', exclusive: true, rule: { effect: { kind: 'percent', percent: '1' } } },
]
/** How many of them change what the cart or its shipping costs. */
const EFFECTIVE = 5

/** Seeds a shop for the bench: with the ten promotions and no other automatic one, or with none. */
export async function prepareCartShop(shop: LocalShop, promoted: boolean): Promise<void> {
  await shop.tick()
  await seedIfEmpty(shop)
  const headers = {
    Authorization: `Bearer ${await shop.issuer.sign({ scope: 'promotions:write catalog:read', subject: 'bench' })}`,
    'Content-Type': 'application/json',
  }
  const send = async (method: string, path: string, body: unknown, more: Record<string, string> = {}) => {
    const answer = await fetch(shop.url + path, {
      method,
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  }
  const listed = await fetch(`${shop.url}/v1/admin/promotions?limit=100`, { headers })
  const { data } = (await listed.json()) as { data: { id: string; kind: string }[] }
  for (const { id } of data.filter(({ kind }) => kind === 'automatic'))
    await send('PATCH', `/v1/admin/promotions/${id}`, { status: 'archived' }, { 'If-Match': '*' })
  for (const promotion of promoted ? PROMOTIONS : [])
    await send('POST', '/v1/admin/promotions', {
      kind: 'automatic',
      status: 'active',
      markets: [MARKET],
      ...promotion,
    })
  for (;;) {
    const read = await fetch(`${shop.url}/v1/admin/publication`, { headers })
    if (((await read.json()) as { live: boolean }).live) break
    await sleep(POLL_MS)
  }
  await sleep(MEMORY_MS)
  const { discounts, shippingOptions } = (await openCart(shop.url)).cart
  const effective = discounts.length + (shippingOptions.some((option) => option.discounts.length > 0) ? 1 : 0)
  if (effective !== (promoted ? EFFECTIVE : 0))
    throw new Error(`${effective} promotions take effect on the cart`)
}

type Answer = {
  readonly cart: {
    readonly id: string
    readonly items: readonly { readonly id: string; readonly variantId: string }[]
    readonly discounts: readonly unknown[]
    readonly shippingOptions: readonly { readonly discounts: readonly unknown[] }[]
  }
  readonly token: string
}

async function openCart(url: string): Promise<Answer> {
  const answer = await fetch(`${url}/v1/carts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ market: MARKET, items: CART_ITEMS }),
  })
  if (answer.status !== 201) throw new Error(`POST /v1/carts: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

/** As many carts as are asked for, of five lines each. */
export async function openCarts(url: string, count: number): Promise<OpenedCart[]> {
  const carts: OpenedCart[] = []
  for (let opened = 0; opened < count; opened += 1) {
    const { cart, token } = await openCart(url)
    carts.push({ id: cart.id, token, lineId: cart.items[2]?.id ?? '' })
  }
  return carts
}
