import { type Currency, allocate, roundHalfUp } from './money.ts'
import type { FittingOffer } from './offers.ts'
import type { SoldLine } from './price-lines.ts'
import { type Effect, amountIn, percentBasisPoints } from './promotion.ts'

/** A line, and what of its price the discounts before have left. */
export type Rest = { readonly line: SoldLine; readonly left: number }

/** What a discount takes off a line; of buy-X-get-Y also how many of its pieces become cheaper. */
export type Cut = {
  readonly line: SoldLine
  readonly before: number
  readonly amount: number
  readonly pieces?: number
}

/** An offer that made goods cheaper, and on which lines; buy-X-get-Y also how many times. */
export type ItemDiscount = {
  readonly offer: FittingOffer
  readonly cuts: readonly Cut[]
  readonly rounds?: number
}

/** Effects that look at an amount as a whole, and not at pieces. */
export type WholeEffect = Exclude<Effect, { kind: 'buy_x_get_y' }>

/** What an effect takes off an amount: never more than all of it. */
export function takenOff(effect: WholeEffect, from: number, currency: Currency): number {
  switch (effect.kind) {
    case 'percent':
      return Number(roundHalfUp(BigInt(from) * BigInt(percentBasisPoints(effect.percent)), 10_000n))
    case 'fixed':
      return Math.min(amountIn(effect.amounts, currency)?.amount ?? 0, from)
    case 'free_shipping':
      return from
  }
}

/** What an effect takes off these lines: one amount of them all, split by what is left of each. */
export function cutWhole(effect: WholeEffect, rests: readonly Rest[], currency: Currency): Cut[] {
  const before = rests.reduce((sum, { left }) => sum + left, 0)
  const parts = allocate(
    takenOff(effect, before, currency),
    rests.map(({ left }) => left),
  )
  return rests.map(({ line, left }, index) => ({ line, before: left, amount: parts[index] ?? 0 }))
}
