import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownCart } from '../../../src/cart/cart-schemas.ts'
import type { ShownAdminOrder } from '../../../src/orders/order-schemas.ts'
import { numbers } from '../numbers.ts'
import { recompute, sum, sumOf } from '../shopper/recompute.ts'
import { recomputeOrder } from '../shopper/recompute-order.ts'
import { ask, demand } from './ask.ts'
import { Buyer, type Item, type MarketName } from './buyer.ts'
import { isAtRest } from './faults-of.ts'
import type { ShopBooks } from './shop-books.ts'
import { sumsOfOrder } from './sums-of-order.ts'

type Draw = (below: number) => number
type Place = {
  readonly country: string
  readonly region?: string
  readonly postalCode: string
  readonly city: string
}

const PLACES: Readonly<Record<MarketName, readonly Place[]>> = {
  us: [
    'IL 60601 Chicago',
    'CA 94103 San Francisco',
    'NY 10001 New York',
    'MN 55401 Minneapolis',
    'NJ 07102 Newark',
    'TN 37201 Nashville',
    'UT 84101 Salt Lake City',
    'VA 23219 Richmond',
    'OR 97201 Portland',
  ].map((text) => {
    const [region = '', postalCode = '', ...city] = text.split(' ')
    return { country: 'US', region, postalCode, city: city.join(' ') }
  }),
  de: [
    { country: 'DE', postalCode: '10119', city: 'Berlin' },
    { country: 'AT', postalCode: '1010', city: 'Wien' },
  ],
  jp: [{ country: 'JP', region: '13', postalCode: '150-0001', city: 'Shibuya' }],
}
const MARKETS = ['us', 'de', 'jp'] as const
const CURRENCIES = { us: 'USD', de: 'EUR', jp: 'JPY' } as const

// Of the seed shop, made for this, and one that there is not.
const CODES = ['WELCOME10', 'THANKS', 'FREESHIP', 'THIRD', 'HALFWAY', 'ODD', 'NONESUCH'] as const
const inAll = (amount: number) => Object.values(CURRENCIES).map((currency) => ({ amount, currency }))
const promotion = (id: string, codes: readonly string[], rule: object) => ({
  path: '/v1/admin/promotions',
  body: {
    id,
    name: id,
    status: 'active',
    kind: codes.length > 0 ? 'code' : 'automatic',
    ...(codes.length > 0 && { codes }),
    rule,
  },
})
const RULES: readonly { path: string; body: object }[] = [
  promotion('pro-proof-third', ['THIRD'], { effect: { kind: 'percent', percent: '33.33' } }),
  promotion('pro-proof-halfway', ['HALFWAY'], {
    effect: { kind: 'percent', percent: '47.5' },
    target: 'shipping',
  }),
  promotion('pro-proof-odd', ['ODD'], { effect: { kind: 'fixed', amounts: inAll(333) } }),
  promotion('pro-proof-crowd', [], {
    effect: { kind: 'percent', percent: '2.75' },
    conditions: { minimumQuantity: 12 },
  }),
  // Whatever it weighs.
  ...MARKETS.map((market) => ({
    path: '/v1/admin/shipping-options',
    body: {
      id: `shp-${market}-freight`,
      market,
      name: 'Freight',
      price: { amount: 12_345, currency: CURRENCIES[market] },
      position: 9,
    },
  })),
]

const GOODS_MAX = 90
const LINES_MAX = 8
// As many as a cart takes.
const CODES_MAX = 5
const LANES = 8
/** Every fifth is reckoned again from the explanation of its cart, and of every tenth money is given back. */
const EXPLAINED_EVERY = 5
const REFUNDED_EVERY = 10
const POLL_MS = 100

/** So many random carts bought through the API; each order reckoned again as it was answered. */
export async function randomOrders(
  url: string,
  shop: ShopBooks,
  draw: Draw,
  count: number,
  say: (line: string) => void,
) {
  for (const { path, body } of RULES) await shop.ask('POST', path, { body })
  const goods = await soldEverywhere(url, await shop.goods(GOODS_MAX))
  await shop.receive(goods, 1_000_000, 'random orders')
  const wrong = new Set<string>()
  let [compared, orders, explained, refunded, unsendable] = [0, 0, 0, 0, 0]
  const byMarket = { us: 0, de: 0, jp: 0 }
  const note = (orderId: string, differences: readonly string[]): void => {
    for (const difference of differences) {
      wrong.add(orderId)
      say(`VIOLATION: ${difference}`)
    }
  }

  async function buy(at: number): Promise<void> {
    const market = MARKETS[draw(MARKETS.length)] ?? 'us'
    const place = PLACES[market][draw(PLACES[market].length)]
    const items = someItems(goods, draw)
    const codes = CODES.filter(() => draw(3) === 0).slice(0, CODES_MAX)
    const [chosen, isExplained] = [draw(100), at % EXPLAINED_EVERY === 0]
    const buyer = await Buyer.withCart(url, `order-${at}@example.com`, items, market)
    const { path, token } = { path: `/v1/carts/${buyer.cart.id}`, token: buyer.cart.token }
    let cart: ShownCart | undefined
    if (isExplained) {
      const { city: _city, ...destination } = place ?? {}
      await demand(url, 'PATCH', path, { token, body: { destination } })
      await demand(url, 'PUT', `${path}/codes`, { token, body: { codes } })
      cart = await demand<ShownCart>(url, 'GET', `${path}?explain=true`, { token })
    }
    const seen = await buyer.openCheckout({
      shippingAddress: { firstName: 'Ada', lastName: 'Nuñez', line1: '1 Main Street', ...place },
      shippingOptionId: null,
      codes,
    })
    const option = seen.shippingOptions[chosen % Math.max(1, seen.shippingOptions.length)]
    if (option === undefined) {
      unsendable += 1
      return
    }
    const ready = await buyer.change({ shippingOptionId: option.id })
    const { status, body } = await buyer.persist('webhook_never', 'one')
    const { order } = body
    if (status !== 200 || order === undefined)
      throw new Error(`${buyer.email}: ${status} ${JSON.stringify(body)} ${JSON.stringify(ready.messages)}`)
    orders += 1
    byMarket[market] += 1
    const sums = sumsOfOrder(order)
    compared += sums.compared + 1
    note(order.id, sums.differences)
    const pieces = (list: readonly { variantId: string; quantity: number }[]): string =>
      list
        .map(({ variantId, quantity }) => `${variantId} ${quantity}`)
        .toSorted()
        .join()
    if (order.total.amount !== ready.total.amount || pieces(order.items) !== pieces(items))
      note(order.id, [`${order.id} is not what was confirmed`])
    if (cart !== undefined) {
      const pencil = recompute(cart)
      const again = recomputeOrder(order, pencil.pencil, option.id)
      compared += pencil.compared + again.compared
      explained += 1
      note(order.id, [...pencil.differences, ...again.differences])
    }
    if (at % REFUNDED_EVERY === 0 && order.total.amount > 0) {
      refunded += 1
      note(order.id, await giveBack(url, shop, order.id, numbers(at)))
    }
    if (orders % 200 === 0) say(`${orders} of ${count} orders, ${wrong.size} wrong`)
  }

  const start = Date.now()
  let next = 0
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (orders < count && next < 2 * count) {
        // As many as are still wanted, and no more: those on their way count.
        if (orders + LANES > count && next - unsendable >= count) return
        await buy((next += 1))
      }
    }),
  )
  const seconds = (Date.now() - start) / 1_000
  return {
    orders,
    ...byMarket,
    'orders whose parts do not sum': wrong.size,
    'amounts compared': compared,
    'of them with their cart explained': explained,
    'of them refunded': refunded,
    'carts that nothing sends': unsendable,
    'laws of the shop broken': (await shop.brokenLaws()).length,
    'orders per second': Math.round((10 * orders) / seconds) / 10,
  }
}

/** Without what is not sold in every market: a cart of all names it. */
async function soldEverywhere(url: string, goods: readonly string[]): Promise<string[]> {
  const unsold = new Set<string>()
  for (const market of MARKETS) {
    const items = goods.map((variantId) => ({ variantId, quantity: 1 }))
    const { body } = await ask<{ errors?: { pointer: string }[] }>(url, 'POST', '/v1/carts', {
      body: { market, items },
    })
    for (const { pointer } of body.errors ?? []) unsold.add(goods[Number(pointer.split('/')[2])] ?? '')
  }
  return goods.filter((id) => !unsold.has(id))
}

function someItems(goods: readonly string[], draw: Draw): Item[] {
  const lines = 1 + draw(LINES_MAX)
  const from = draw(goods.length)
  return Array.from({ length: lines }, (_, at) => ({
    variantId: goods[(from + at * 7) % goods.length] ?? '',
    quantity: draw(20) === 0 ? 1 + draw(999) : 1 + draw(5),
  })).filter(({ variantId }, at, all) => all.findIndex((each) => each.variantId === variantId) === at)
}

/** A piece, an amount, then the rest: what went back is what came, line by line. */
async function giveBack(url: string, shop: ShopBooks, id: string, draw: Draw): Promise<string[]> {
  let order = await atRest(shop, id)
  const line = order.items[draw(order.items.length)]
  const wishes: object[] = [
    { lines: [{ lineId: line?.id ?? '', quantity: 1 + draw(line?.quantity ?? 1) }] },
    { amount: { amount: 1 + draw(Math.max(1, order.total.amount)), currency: order.currency } },
    {},
  ]
  for (const [at, body] of wishes.entries()) {
    // What costs nothing is not refunded, nor more than is left.
    await ask(url, 'POST', `/v1/admin/orders/${id}/refunds`, {
      token: await shop.token(),
      key: `${id} ${at}`,
      body,
    })
    order = await atRest(shop, id)
  }
  const { captured, total, refunds, refundable } = order
  const faults: string[] = []
  const back = order.refunded.amount
  if (captured.amount !== total.amount)
    faults.push(`${id}: captured is ${captured.amount} of ${total.amount}`)
  if (back !== captured.amount || refundable.amount !== 0) faults.push(`${id}: refunded is ${back}`)
  if (sumOf(refunds) !== back) faults.push(`${id}: its refunds sum to ${sumOf(refunds)}, not ${back}`)
  for (const refund of refunds)
    if (refund.lines.length > 0 && sumOf(refund.lines) !== refund.amount.amount)
      faults.push(`${id}: lines of ${refund.id} sum to ${sumOf(refund.lines)}`)
  const booked = (await shop.payments()).get(id) ?? []
  if (sum(booked.map((payment) => payment.refunded)) !== back)
    faults.push(`${id}: the provider's book differs`)
  return faults
}

async function atRest(shop: ShopBooks, id: string): Promise<ShownAdminOrder> {
  for (;;) {
    const order = await shop.order(id)
    if (isAtRest([order])) return order
    await sleep(POLL_MS)
  }
}
