import type { ShownOrder } from '../../../src/orders/order-schemas.ts'
import { type Comparison, type Pencil, sum, sumOf } from './recompute.ts'

/** Every amount of an order against what the pencil made of its cart, with the way of sending that was chosen. */
export function recomputeOrder(order: ShownOrder, pencil: Pencil, shippingOptionId: string): Comparison {
  const differences: string[] = []
  let compared = 0
  const same = (where: string, shop: number | undefined, own: number): void => {
    compared += 1
    if (shop !== own) differences.push(`${where}: the order says ${shop}, the pencil ${own}`)
  }
  const taxOn = (id: string) => pencil.taxes.find(({ on }) => on === id)
  const sent = pencil.shipping.get(shippingOptionId)

  same('number of items', order.items.length, pencil.subtotals.size)
  for (const item of order.items) {
    const { id, quantity, unitPrice, subtotal, total, totals, tax, discounts } = item
    same(`subtotal of ${id}`, subtotal.amount, unitPrice.amount * quantity)
    same(`price of ${id}`, subtotal.amount, pencil.subtotals.get(id) ?? NaN)
    same(`total of ${id}`, total.amount, pencil.rests.get(id) ?? NaN)
    same(`ledger of ${id}`, sumOf(totals), pencil.rests.get(id) ?? NaN)
    same(`tax of ${id}`, tax?.amount.amount ?? 0, taxOn(id)?.amount ?? 0)
    for (const { promotionId, amount } of discounts)
      same(`discount of ${id}`, amount.amount, pencil.byPromotion.get(promotionId)?.get(id) ?? NaN)
  }

  const { shipping } = order
  same('price of shipping', shipping?.price.amount, sent?.price ?? NaN)
  same('total of shipping', shipping?.total.amount, sent?.left ?? NaN)
  same('ledger of shipping', sumOf(shipping?.totals ?? []), sent?.left ?? NaN)
  same('tax of shipping', shipping?.tax?.amount.amount ?? 0, taxOn(shippingOptionId)?.amount ?? 0)

  const onShipping = shipping?.discounts ?? []
  same('number of discounts on shipping', onShipping.length, sent?.off.size ?? 0)
  for (const { promotionId, label, amount } of onShipping)
    same(`${label} on shipping`, amount.amount, sent?.off.get(promotionId) ?? NaN)

  same('number of discounts', order.discounts.length, pencil.byPromotion.size)
  for (const { promotionId, label, amount, allocations } of order.discounts) {
    const parts = pencil.byPromotion.get(promotionId) ?? new Map<string, number>()
    same(label, amount.amount, sum([...parts.values()]))
    for (const { itemId, amount: part } of allocations)
      same(`${label} of ${itemId}`, part.amount, parts.get(itemId) ?? NaN)
  }
  // What is levied on the goods and on the one way of sending that was chosen.
  const levied = pencil.taxes.filter(({ on }) => pencil.rests.has(on) || on === shippingOptionId)
  const onTop = order.taxIncluded ? 0 : sum(levied.map(({ amount }) => amount))
  const goods = sum([...pencil.rests.values()])
  const subtotal = sum([...pencil.subtotals.values()])
  const whole = goods + (sent?.left ?? NaN) + onTop
  same('total', order.total.amount, whole)
  same('ledger', sumOf(order.totals), whole)
  const entries = (type: string) => sumOf(order.totals.filter((entry) => entry.type === type))
  same('items of the ledger', entries('items'), subtotal)
  same('shipping of the ledger', entries('shipping'), sent?.price ?? NaN)
  same(
    'discounts of the ledger',
    entries('discount'),
    goods - subtotal + (sent?.left ?? NaN) - (sent?.price ?? 0),
  )
  same('taxes of the ledger', entries('tax'), onTop)
  const rates = new Set(levied.map(({ rate }) => rate))
  same('number of taxes', order.taxes.length, rates.size)
  for (const { rate, amount } of order.taxes) {
    const own = sum(levied.filter((tax) => tax.rate === rate).map((tax) => tax.amount))
    same(`tax of ${rate}`, amount.amount, own)
    const inside = order.totals.flatMap(({ includes = [] }) => includes.filter((tax) => tax.rate === rate))
    if (order.taxIncluded) same(`tax of ${rate} inside the ledger`, sumOf(inside), own)
  }
  return { compared, differences }
}
