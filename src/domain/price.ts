import { type Currency, type Rate, conversion, isAmount, parseRate, roundHalfUp, safe } from './money.ts'
import type { Instant } from './time.ts'

/**
 * One price of a variant in a market: `amount` and `compareAt` in minor units of the market's currency, for purchases
 * of at least `minQuantity` pieces, from `startsAt` until just before `endsAt` (absent: without end).
 */
export type PriceRow = {
  amount: number
  compareAt?: number
  minQuantity: number
  startsAt: Instant
  endsAt?: Instant
  /** Of a reduction, the lowest price of the 30 days before it (reference-price.ts). */
  reference?: number
}

/**
 * How a market derives its prices from another one's: times `rate` (between major units), to the nearest multiple of
 * `step`, less `ending`; step and ending in minor units of the deriving market. Step 100, ending 1: 21.99.
 */
export type Derivation = { rate: Rate; step: number; ending: number }

/** The derivation that these values state, or undefined: the rate above 0, the step at least 1, 0 ≤ ending < step. */
export function parseDerivation(rate: string, step: number, ending: number): Derivation | undefined {
  const parsed = parseRate(rate)
  if (parsed === undefined || !/[1-9]/.test(parsed)) return undefined
  if (!isAmount(step) || step < 1) return undefined
  if (!isAmount(ending) || ending < 0 || ending >= step) return undefined
  return { rate: parsed, step, ending }
}

/**
 * The row that prices a purchase of `quantity` pieces at `now`; undefined when it is not for sale then. Of the valid
 * rows the highest quantity break wins, then the latest start (a sale over the standing price), then the lower amount,
 * so that the order of rows never decides.
 */
export function priceAt<Row extends PriceRow>(
  rows: readonly Row[],
  now: Instant,
  quantity = 1,
): Row | undefined {
  let best: Row | undefined
  for (const row of rows) {
    if (!isValid(row, now) || row.minQuantity > quantity) continue
    if (best === undefined || outranks(row, best)) best = row
  }
  return best
}

/** The first moment after `now` at which a row starts or ends: until then no price of theirs changes. */
export function nextBoundary(rows: readonly PriceRow[], now: Instant): Instant | undefined {
  let next: Instant | undefined
  for (const boundary of rows.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])) {
    if (boundary === undefined || boundary <= now) continue
    if (next === undefined || boundary < next) next = boundary
  }
  return next
}

/**
 * The price of a derived market: converted, rounded once, half up, to a multiple of the step, less the ending. What is
 * free stays free; what costs something never becomes free (at least 1 minor unit). `compareAt` is derived alike and
 * left out when it is no longer above the price; so is the reference price: a lower price never derives to a higher one. Undefined when the amount lies beyond the safe integers.
 */
export function derivePrice<Row extends PriceRow>(
  base: Row,
  from: Currency,
  to: Currency,
  rule: Derivation,
): Row | undefined {
  const derive = (of: number | undefined) => (of === undefined ? of : deriveAmount(of, from, to, rule))
  const amount = derive(base.amount)
  if (amount === undefined) return undefined

  const { compareAt: baseCompareAt, reference: baseReference, ...row } = base
  const compareAt = derive(baseCompareAt)
  const reference = derive(baseReference)
  return {
    ...row,
    amount,
    ...(compareAt !== undefined && compareAt > amount && { compareAt }),
    ...(reference !== undefined && { reference }),
  } as Row
}

function deriveAmount(base: number, from: Currency, to: Currency, rule: Derivation): number | undefined {
  if (base === 0) return 0
  const { numerator, denominator } = conversion(from, to, rule.rate)
  const step = BigInt(rule.step)
  // Straight to the step: by way of a minor unit 149.6 would become 150, and with step 100 then 200.
  const steps = roundHalfUp(BigInt(base) * numerator, denominator * step)
  const amount = steps * step - BigInt(rule.ending)
  return amount > 0n ? safe(amount) : 1
}

const isValid = (row: PriceRow, now: Instant): boolean =>
  row.startsAt <= now && (row.endsAt === undefined || now < row.endsAt)

function outranks(row: PriceRow, other: PriceRow): boolean {
  if (row.minQuantity !== other.minQuantity) return row.minQuantity > other.minQuantity
  if (row.startsAt !== other.startsAt) return row.startsAt > other.startsAt
  return row.amount < other.amount
}
