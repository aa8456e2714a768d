import type { ShownOrder } from '../../../src/orders/order-schemas.ts'
import { sum, sumOf } from '../shopper/recompute.ts'

// An order as it is answered, reckoned again by itself: products and sums, and taxes by one rounding, a half up.

type Line = ShownOrder['items'][number]
type Tax = NonNullable<Line['tax']>

/** Everything in which the parts of an order are not the whole, or its amounts no whole numbers of one currency. */
export function sumsOfOrder(order: ShownOrder): { compared: number; differences: string[] } {
  const differences: string[] = []
  let compared = 0
  const same = (where: string, shop: number, own: number): void => {
    compared += 1
    if (shop !== own) differences.push(`${order.id}: ${where}: the order says ${shop}, its parts ${own}`)
  }
  const { items, shipping, discounts, totals, taxes, taxIncluded, total } = order
  const taxed = (where: string, tax: Tax | undefined, base: number): number => {
    if (tax !== undefined) same(`tax on ${where}`, tax.amount.amount, taxOn(base, tax.rate, taxIncluded))
    return tax?.amount.amount ?? 0
  }

  const inLedger = (where: string, ledger: Line['totals'], tax: number): void => {
    const inside = ledger.flatMap(({ includes = [] }) => includes)
    same(`tax inside the ledger of ${where}`, sumOf(inside), taxIncluded ? tax : 0)
  }

  for (const {
    id,
    unitPrice,
    quantity,
    subtotal,
    discounts: off,
    total: left,
    totals: ledger,
    tax,
  } of items) {
    same(`subtotal of ${id}`, subtotal.amount, unitPrice.amount * quantity)
    same(`total of ${id}`, left.amount, subtotal.amount - sumOf(off))
    same(`ledger of ${id}`, sumOf(ledger), left.amount)
    inLedger(id, ledger, taxed(id, tax, left.amount))
    for (const { promotionId, amount } of off) {
      const allocated = discounts.find((each) => each.promotionId === promotionId)?.allocations ?? []
      same(
        `discount ${promotionId} on ${id}`,
        amount.amount,
        sumOf(allocated.filter(({ itemId }) => itemId === id)),
      )
    }
  }
  for (const { promotionId, amount, allocations } of discounts)
    same(`discount ${promotionId}`, amount.amount, sumOf(allocations))
  if (shipping !== undefined) {
    same('shipping', shipping.total.amount, shipping.price.amount - sumOf(shipping.discounts))
    same('ledger of shipping', sumOf(shipping.totals), shipping.total.amount)
    inLedger('shipping', shipping.totals, taxed('shipping', shipping.tax, shipping.total.amount))
  }

  const levied = [...items, ...(shipping === undefined ? [] : [shipping])].flatMap(({ tax }) => tax ?? [])
  for (const rate of new Set([...levied, ...taxes].map((tax) => tax.rate))) {
    const own = sumOf(levied.filter((tax) => tax.rate === rate))
    same(`tax of ${rate}`, sumOf(taxes.filter((tax) => tax.rate === rate)), own)
    const inside = totals.flatMap(({ includes = [] }) => includes.filter((tax) => tax.rate === rate))
    if (taxIncluded) same(`tax of ${rate} inside the ledger`, sumOf(inside), own)
  }
  const onTop = taxIncluded ? 0 : sumOf(levied)
  const entries = (type: string): number => sumOf(totals.filter((entry) => entry.type === type))
  const goods = sum(items.map(({ subtotal }) => subtotal.amount))
  const off = sum(items.map((line) => sumOf(line.discounts))) + sumOf(shipping?.discounts ?? [])
  same('items of the ledger', entries('items'), goods)
  same('discounts of the ledger', entries('discount'), -off)
  same('shipping of the ledger', entries('shipping'), shipping?.price.amount ?? 0)
  same('taxes of the ledger', entries('tax'), onTop)
  same('ledger', sumOf(totals), total.amount)
  same('total', total.amount, goods - off + (shipping?.price.amount ?? 0) + onTop)

  for (const { amount, currency } of moneyIn(order)) {
    compared += 1
    if (!Number.isSafeInteger(amount) || currency !== order.currency)
      differences.push(`${order.id}: ${amount} ${currency} is no whole amount of ${order.currency}`)
  }
  return { compared, differences }
}

/** To the next whole number, a half up. `0.0725` is 725 of 10,000. */
function taxOn(base: number, rate: string, included: boolean): number {
  const [whole = '0', decimals = ''] = rate.split('.')
  const [numerator, unit] = [BigInt(whole + decimals), 10n ** BigInt(decimals.length)]
  const denominator = included ? unit + numerator : unit
  return Number((2n * BigInt(base) * numerator + denominator) / (2n * denominator))
}

type Money = { readonly amount: number; readonly currency: string }

/** Every amount of money there is, at any depth. */
function moneyIn(value: unknown): Money[] {
  if (typeof value !== 'object' || value === null) return []
  const { amount, currency } = value as Partial<Money>
  const own = typeof amount === 'number' && typeof currency === 'string' ? [{ amount, currency }] : []
  return [...own, ...Object.values(value).flatMap(moneyIn)]
}
