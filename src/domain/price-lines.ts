import type { NotSold } from './evaluation.ts'
import { type PriceRow, priceAt } from './price.ts'
import type { Goods, Session, SessionLine } from './session.ts'

/** No line and no shipping may cost more, so that the sums of a whole cart stay exact: nine billion of a currency with three decimals. */
export const LINE_AMOUNT_MAX = 9_000_000_000_000

/** A line that is sold, at the price that holds for it. */
export type SoldLine = SessionLine & {
  readonly item: Goods
  /** Pieces of the variant on all lines that are sold: what a quantity break looks at. */
  readonly pieces: number
  readonly row: PriceRow
  readonly subtotal: number
}

/** The lines that are sold, in the order of their ids, and why others are not, by their ids. */
export type PricedLines = {
  readonly sold: readonly SoldLine[]
  readonly unsold: ReadonlyMap<string, NotSold>
}

/** What each line costs before discounts. Lines of one variant share its quantity breaks. */
export function priceLines({ lines, goods, now }: Pick<Session, 'lines' | 'goods' | 'now'>): PricedLines {
  const sold: SoldLine[] = []
  const unsold = new Map<string, NotSold>()
  for (const [variantId, group] of Map.groupBy(lines, (line) => line.variantId)) {
    const item = goods.get(variantId)
    if (item === undefined) for (const { id } of group) unsold.set(id, 'withdrawn')
    else priceGroup(group, item)
  }
  return { sold: sold.toSorted(byId), unsold }

  function priceGroup(group: readonly SessionLine[], item: Goods): void {
    const pieces = group.reduce((sum, { quantity }) => sum + quantity, 0)
    const row = priceAt(item.prices, now, pieces)
    if (row === undefined) {
      for (const { id } of group) unsold.set(id, 'not_sold_here')
      return
    }
    const [fitting, tooLarge] = partition(group, ({ quantity }) => fits(row.amount, quantity))
    for (const { id } of tooLarge) unsold.set(id, 'amount_too_large')
    // What is not sold lends its pieces to no quantity break: the others are priced without it.
    if (tooLarge.length > 0) return priceGroup(fitting, item)
    for (const line of fitting)
      sold.push({ ...line, item, pieces, row, subtotal: row.amount * line.quantity })
  }
}

const fits = (amount: number, quantity: number): boolean =>
  BigInt(amount) * BigInt(quantity) <= BigInt(LINE_AMOUNT_MAX)

const byId = (one: SoldLine, other: SoldLine): number => (one.id < other.id ? -1 : 1)

function partition<Each>(list: readonly Each[], belongs: (each: Each) => boolean): [Each[], Each[]] {
  return [list.filter(belongs), list.filter((each) => !belongs(each))]
}
