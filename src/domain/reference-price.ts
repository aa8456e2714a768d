import { type Market, type PricesByMarket, derivedPrices } from './market.ts'
import { type PriceRow, priceAt } from './price.ts'
import type { Instant } from './time.ts'

/**
 * Who announces a reduction shows the lowest price of the 30 days before it (Directive 98/6/EC, Art. 6a). What was shown
 * at a moment follows from two times: a row was in force from `setAt` until `replacedAt` (absent: it still is), and
 * within that it was valid from `startsAt` until `endsAt`.
 */
export type RecordedPrice = PriceRow & { setAt: Instant; replacedAt?: Instant }

/** What one market had of a variant, now and before: rows of its own, and derived ones, which count where it has none. */
export type PriceRecord = { own: readonly RecordedPrice[]; derived: readonly RecordedPrice[] }

const REFERENCE_MS = 30 * 86_400_000

/** The record of a market, from the present and past rows of all markets. Past rows are derived by the present rule. */
export const recordOf = (
  market: Market,
  rows: PricesByMarket<RecordedPrice>,
  markets: readonly Market[],
): PriceRecord => ({
  own: (Object.hasOwn(rows, market.code) ? rows[market.code] : undefined) ?? [],
  derived: derivedPrices(market, rows, markets).filter((row) => row !== undefined),
})

/** The row that priced one piece at a moment; undefined when it was not for sale. */
export function shownAt({ own, derived }: PriceRecord, moment: Instant): RecordedPrice | undefined {
  const inForce = (rows: readonly RecordedPrice[]) =>
    rows.filter(
      ({ setAt, replacedAt }) => setAt <= moment && (replacedAt === undefined || moment < replacedAt),
    )
  const ownRows = inForce(own)
  return priceAt(ownRows.length > 0 ? ownRows : inForce(derived), moment)
}

/** The lowest price of one piece at any moment of the 30 days before; undefined when it was not for sale then. */
export function lowestPriceBefore(record: PriceRecord, moment: Instant): number | undefined {
  const from = moment - REFERENCE_MS
  const moments = [from, ...boundariesOf(record).filter((boundary) => from < boundary && boundary < moment)]
  const amounts = moments
    .map((each) => shownAt(record, each)?.amount)
    .filter((amount) => amount !== undefined)
  return amounts.length === 0 ? undefined : Math.min(...amounts)
}

/**
 * The reference price of a present row: the lowest one before it, if the row is a reduction, announced as such
 * (`compareAt`) or lower than what held just before. The reduction began when the row was first shown; one that is only
 * prolonged goes on. A sale inside a sale is a reduction of its own. Undefined: no reduction, or no price before it.
 */
export function referencePrice(record: PriceRecord, row: PriceRow & { setAt: Instant }): number | undefined {
  // One row alone had nothing before it.
  if (row.minQuantity > 1 || record.own.length + record.derived.length === 1) return undefined
  const boundaries = boundariesOf(record)
  const start = Math.max(row.setAt, row.startsAt)
  const first = boundaries.find((moment) => moment >= start && isShown(record, row, moment))
  if (first === undefined) return undefined

  const begun = beginning(record, row, first, boundaries)
  const before = shownAt(record, begun - 1)
  const lowered = before !== undefined && before.amount > row.amount
  return isAnnounced(row) || lowered ? lowestPriceBefore(record, begun) : undefined
}

/** A present row is known by its quantity and start. */
function isShown(record: PriceRecord, row: PriceRow, moment: Instant): boolean {
  const shown = shownAt(record, moment)
  return (
    shown !== undefined &&
    shown.replacedAt === undefined &&
    shown.minQuantity === row.minQuantity &&
    shown.startsAt === row.startsAt
  )
}

/** Back over rows that showed the same price in the same way: an end that was moved is no new reduction. */
function beginning(
  record: PriceRecord,
  row: PriceRow,
  first: Instant,
  boundaries: readonly Instant[],
): Instant {
  let begun = first
  for (const moment of boundaries.filter((boundary) => boundary < first).toReversed()) {
    const shown = shownAt(record, moment)
    if (shown?.amount !== row.amount || isAnnounced(shown) !== isAnnounced(row)) break
    begun = moment
  }
  return begun
}

const isAnnounced = ({ amount, compareAt }: PriceRow): boolean =>
  compareAt !== undefined && compareAt > amount

/** Every moment at which what is shown may change, in order. */
function boundariesOf({ own, derived }: PriceRecord): Instant[] {
  const moments = [...own, ...derived].flatMap(({ setAt, replacedAt, startsAt, endsAt }) => [
    setAt,
    replacedAt,
    startsAt,
    endsAt,
  ])
  return [...new Set(moments.filter((moment) => moment !== undefined))].toSorted((a, b) => a - b)
}
