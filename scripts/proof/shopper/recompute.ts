import type { ShownCart } from '../../../src/cart/cart-schemas.ts'
import type { ShownStep } from '../../../src/cart/explanation-schema.ts'

// A cart reckoned again from its explanation, as somebody with pencil and paper would: sums, products, one rounding (a
// half up) and one rule of splitting (the largest remainder). Nothing of the shop's own arithmetic is used.

type StepOf<Kind extends ShownStep['step']> = Extract<ShownStep, { step: Kind }>

/** What was compared, and where the shop and the pencil do not agree. */
export type Comparison = { readonly compared: number; readonly differences: readonly string[] }

/** What the pencil has come to: by item, by promotion and item, by way of sending. */
export type Pencil = {
  readonly subtotals: ReadonlyMap<string, number>
  readonly rests: ReadonlyMap<string, number>
  readonly byPromotion: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly shipping: ReadonlyMap<string, Sent>
  readonly taxes: readonly Levied[]
}
/** A way of sending: what is asked for it, what is left of that, and what each promotion takes off. */
type Sent = { price: number; left: number; readonly off: Map<string, number> }
/** `on`: the item or the way of sending that is taxed. */
type Levied = { readonly on: string; readonly rate: string; readonly amount: number }

/** Every amount of the cart against the one that the steps give. */
export function recompute(cart: ShownCart): Comparison & { readonly pencil: Pencil } {
  const steps = cart.explanation?.steps ?? []
  const of = <Kind extends ShownStep['step']>(kind: Kind): StepOf<Kind>[] =>
    steps.filter((step): step is StepOf<Kind> => step.step === kind)
  const differences: string[] = []
  let compared = 0
  const same = (where: string, shop: number | undefined, pencil: number): void => {
    compared += 1
    if (shop !== pencil) differences.push(`${where}: the shop says ${shop}, the pencil ${pencil}`)
  }

  // Prices.
  const rests = new Map<string, number>()
  for (const { itemId, unitPrice, quantity, amount } of of('price')) {
    same(`price of ${itemId}`, amount, unitPrice * quantity)
    rests.set(itemId, unitPrice * quantity)
  }
  const subtotals = new Map(rests)

  // Discounts on goods, one after the other, each on what is left.
  const discounts = of('discount')
  const onGoods = discounts.filter(({ target }) => target === 'items')
  const byPromotion = new Map<string, Map<string, number>>()
  for (const step of onGoods) {
    const before = step.items.map(({ itemId }) => rests.get(itemId) ?? NaN)
    const parts = splitOf(step, before)
    step.items.forEach(({ itemId, amount }, at) => {
      const part = parts[at] ?? 0
      same(`${step.label} on ${itemId}`, amount, part)
      rests.set(itemId, (before[at] ?? 0) - part)
    })
    same(step.label, step.amount, sum(parts))
    byPromotion.set(step.promotionId, new Map(step.items.map(({ itemId }, at) => [itemId, parts[at] ?? 0])))
  }
  const goods = sum([...rests.values()])

  // Ways to send them, and discounts on these.
  const shipping = new Map<string, Sent>()
  for (const step of of('shipping')) {
    const { shippingOptionId, price, freeFrom, amount } = step
    same(`goods of ${shippingOptionId}`, step.goods, goods)
    const asked = freeFrom !== undefined && goods >= freeFrom ? 0 : price
    same(`price of ${shippingOptionId}`, amount, asked)
    shipping.set(shippingOptionId, { price: asked, left: asked, off: new Map() })
  }
  for (const step of discounts.filter(({ target }) => target === 'shipping')) {
    const sent = shipping.get(step.shippingOptionId ?? '')
    const amount = takenOff(step, sent?.left ?? NaN)
    same(`${step.label} on ${step.shippingOptionId}`, step.amount, amount)
    if (sent === undefined) continue
    sent.left -= amount
    sent.off.set(step.promotionId, amount)
  }

  // Taxes: contained in what is left of a price, or on top of it.
  const taxes = new Map<string, number>()
  const levied: Levied[] = []
  for (const step of of('tax')) {
    const where = step.itemId ?? step.shippingOptionId ?? ''
    const base = step.itemId === undefined ? shipping.get(where)?.left : rests.get(where)
    const tax = taxOf(base ?? NaN, step.rate, step.included)
    same(`base of the tax on ${where}`, step.base, base ?? NaN)
    same(`tax on ${where}`, step.amount, tax)
    levied.push({ on: where, rate: step.rate, amount: tax })
    const shown =
      step.itemId === undefined
        ? cart.shippingOptions.find(({ id }) => id === where)?.tax
        : cart.items.find(({ id }) => id === where)?.tax
    same(`tax shown on ${where}`, shown?.amount.amount, tax)
    // A cart has chosen no way of sending yet: only the goods count.
    if (step.itemId !== undefined) taxes.set(step.rate, (taxes.get(step.rate) ?? 0) + tax)
  }

  // The cart itself.
  for (const item of cart.items.filter(({ purchasable }) => purchasable)) {
    same(`subtotal of ${item.id}`, item.subtotal.amount, subtotals.get(item.id) ?? NaN)
    same(`total of ${item.id}`, item.total.amount, rests.get(item.id) ?? NaN)
    same(`ledger of ${item.id}`, sumOf(item.totals), rests.get(item.id) ?? NaN)
    for (const { promotionId, amount } of item.discounts)
      same(`discount of ${item.id}`, amount.amount, byPromotion.get(promotionId)?.get(item.id) ?? NaN)
  }
  for (const discount of cart.discounts) {
    const parts = byPromotion.get(discount.promotionId) ?? new Map<string, number>()
    same(discount.label, discount.amount.amount, sum([...parts.values()]))
    for (const { itemId, amount } of discount.allocations)
      same(`${discount.label} of ${itemId}`, amount.amount, parts.get(itemId) ?? NaN)
  }
  same('number of discounts', cart.discounts.length, byPromotion.size)
  for (const { id, total, totals } of cart.shippingOptions) {
    same(`total of ${id}`, total.amount, shipping.get(id)?.left ?? NaN)
    same(`ledger of ${id}`, sumOf(totals), shipping.get(id)?.left ?? NaN)
  }

  const onTop = cart.taxIncluded ? 0 : sum([...taxes.values()])
  const entries = [
    ...subtotals.values(),
    ...[...byPromotion.values()].flatMap((parts) => [...parts.values()].map((part) => -part)),
  ]
  same('total', cart.total.amount, sum(entries) + onTop)
  same('ledger', sumOf(cart.totals), sum(entries) + onTop)
  same('items of the ledger', amountOf(cart, 'items'), sum([...subtotals.values()]))
  same('discounts of the ledger', amountOf(cart, 'discount'), goods - sum([...subtotals.values()]))
  same('taxes of the ledger', amountOf(cart, 'tax'), onTop)
  same('number of taxes', cart.taxes.length, taxes.size)
  for (const { rate, amount } of cart.taxes) {
    same(`tax of ${rate}`, amount.amount, taxes.get(rate) ?? NaN)
    const included = cart.totals.flatMap(({ includes = [] }) => includes.filter((tax) => tax.rate === rate))
    if (cart.taxIncluded) same(`tax of ${rate} inside the ledger`, sumOf(included), taxes.get(rate) ?? NaN)
  }
  return { compared, differences, pencil: { subtotals, rests, byPromotion, shipping, taxes: levied } }
}

type Amounts = readonly { readonly amount: { readonly amount: number } }[]

export const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0)
export const sumOf = (entries: Amounts): number => sum(entries.map(({ amount }) => amount.amount))
const amountOf = ({ totals }: ShownCart, type: string): number =>
  sumOf(totals.filter((entry) => entry.type === type))

/** What a discount takes off each of these lines. */
function splitOf(step: StepOf<'discount'>, before: readonly number[]): number[] {
  if (step.effect === 'buy_x_get_y')
    return step.items.map(({ quantity = 1, pieces = 0 }, at) => {
      const [hundredths, whole] = fraction(step.percent ?? '0')
      return rounded(BigInt(before[at] ?? 0) * BigInt(pieces) * hundredths, BigInt(quantity) * whole * 100n)
    })
  return byLargestRemainder(takenOff(step, sum(before)), before)
}

function takenOff({ effect, percent = '0', fixed = 0 }: StepOf<'discount'>, from: number): number {
  if (effect === 'free_shipping') return from
  if (effect === 'fixed') return Math.min(fixed, from)
  const [numerator, denominator] = fraction(percent)
  return rounded(BigInt(from) * numerator, denominator * 100n)
}

function taxOf(base: number, rate: string, included: boolean): number {
  const [numerator, denominator] = fraction(rate)
  return rounded(BigInt(base) * numerator, included ? denominator + numerator : denominator)
}

/** Whole parts first, rounded down; what is left goes, one by one, to those who lost most by that. */
function byLargestRemainder(amount: number, weights: readonly number[]): number[] {
  const whole = BigInt(sum(weights))
  if (whole === 0n) return weights.map(() => 0)
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight))
  const parts = exact.map((each) => Number(each / whole))
  const order = exact.map((each, at) => ({ at, remainder: each % whole }))
  order.sort((one, other) => Number(other.remainder - one.remainder) || one.at - other.at)
  for (const { at } of order.slice(0, amount - sum(parts))) parts[at] = (parts[at] ?? 0) + 1
  return parts
}

/** `0.0725` is 725 of 10,000. */
function fraction(text: string): [numerator: bigint, denominator: bigint] {
  const [whole = '0', decimals = ''] = text.split('.')
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)]
}

/** To the next whole number, a half up. */
const rounded = (numerator: bigint, denominator: bigint): number =>
  Number((2n * numerator + denominator) / (2n * denominator))
