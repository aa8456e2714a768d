import type { ShownAdminOrder } from '../../../src/orders/order-schemas.ts'
import type { Item } from './buyer.ts'
import type { Booked, Stock } from './desk.ts'
import type { Attempt } from './history.ts'

/** What is known when all have what they get: from the clients' history and from reads, never from the database. */
export type Known = {
  /** By checkout. */
  readonly wishes: ReadonlyMap<string, readonly Item[]>
  readonly attempts: readonly Attempt[]
  /** That stand, or may yet. */
  readonly orders: readonly Order[]
  readonly booked: readonly Booked[]
  readonly stock: readonly (Stock & { readonly received: number })[]
}
type Order = Pick<ShownAdminOrder, 'id' | 'checkoutId' | 'cartId' | 'items' | 'total' | 'status'>

/** What must be nothing (I-01 to I-06, and the money that went with it). */
export type Wrong = {
  readonly 'units oversold': number
  readonly 'duplicate orders': number
  readonly 'partial orders': number
  readonly 'units unaccounted for': number
  readonly 'negative counters': number
  readonly 'units held in the end': number
  readonly 'acknowledged orders missing': number
  readonly 'orders that nobody was told of': number
  readonly 'keys with two orders': number
  readonly 'keys with differing orders': number
  readonly 'orders not paid': number
  readonly 'charges that are not the total of one order': number
}

export function reckon({ wishes, attempts, orders, booked, stock }: Known): Wrong {
  const answered = Map.groupBy(
    attempts.filter(({ orderId }) => orderId !== undefined),
    ({ key }) => key,
  )
  const acknowledged = new Set([...answered.values()].flat().flatMap(({ orderId }) => orderId ?? []))
  const standing = new Set(orders.map(({ id }) => id))
  const sold = (variantId: string): number =>
    sum(
      orders
        .flatMap(({ items }) => items)
        .filter((item) => item.variantId === variantId)
        .map(({ quantity }) => quantity),
    )
  const kinds = (of: (attempt: Attempt) => string | undefined): number =>
    [...answered.values()].filter((list) => new Set(list.map(of)).size > 1).length
  return {
    'units oversold': sum(stock.map(({ variantId, received }) => Math.max(0, sold(variantId) - received))),
    'duplicate orders':
      twice(orders.map(({ checkoutId }) => checkoutId)) + twice(orders.flatMap(({ cartId }) => cartId ?? [])),
    'partial orders': orders.filter(
      ({ checkoutId, items }) => piecesOf(items) !== piecesOf(wishes.get(checkoutId) ?? []),
    ).length,
    'units unaccounted for': sum(
      stock.map((each) => {
        const { variantId, received, onHand, held, available, ledger } = each
        const left = received - sold(variantId)
        const sales = -sum(ledger.filter(({ reason }) => reason === 'sale').map(({ delta }) => delta))
        return (
          Math.abs(left - onHand) +
          Math.abs(sum(ledger.map(({ delta }) => delta)) - onHand) +
          Math.abs(sales - sold(variantId)) +
          Math.abs(onHand - held - available)
        )
      }),
    ),
    'negative counters': stock
      .flatMap(({ onHand, held, available }) => [onHand, held, available])
      .filter((n) => n < 0).length,
    'units held in the end': sum(stock.map(({ held }) => held)),
    'acknowledged orders missing': [...acknowledged].filter((id) => !standing.has(id)).length,
    'orders that nobody was told of': orders.filter(({ id }) => !acknowledged.has(id)).length,
    'keys with two orders': kinds(({ orderId }) => orderId),
    'keys with differing orders': kinds(({ order }) => order),
    'orders not paid': orders.filter(
      ({ id }) => !booked.some((one) => one.orderId === id && one.captured > 0),
    ).length,
    'charges that are not the total of one order':
      booked.filter(
        ({ orderId, captured, refunded }) =>
          captured !== refunded && orders.find(({ id }) => id === orderId)?.total.amount !== captured,
      ).length + twice(booked.filter(({ captured }) => captured > 0).map(({ orderId }) => orderId)),
  }
}

/** The same pieces in any order, and in however many lines. */
function piecesOf(items: readonly Item[]): string {
  const pieces: Record<string, number> = {}
  for (const { variantId, quantity } of items) pieces[variantId] = (pieces[variantId] ?? 0) + quantity
  return JSON.stringify(Object.entries(pieces).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

const twice = (list: readonly string[]): number => list.length - new Set(list).size

export const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0)

/** As many buyers with these wishes as what is left would have served. */
export const wouldServe = (items: readonly Item[], left: ReadonlyMap<string, number>): number =>
  Math.min(...items.map(({ variantId, quantity }) => Math.floor((left.get(variantId) ?? 0) / quantity)))
