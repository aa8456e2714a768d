import { roundHalfUp } from './money.ts'
import { type Effect, percentBasisPoints, selects } from './promotion.ts'
import type { Cut, Rest } from './reduction.ts'

type BuyXGetY = Extract<Effect, { kind: 'buy_x_get_y' }>

/** A line among those whose pieces may become cheaper. */
type Candidate = Rest & { readonly alsoBuys: boolean }

/**
 * What buy-X-get-Y takes off these lines, and how many times it holds. Pieces that could be bought as well as made
 * cheaper serve once. The cheapest become cheaper, as long as enough are left to have been bought.
 */
export function buyAndGet(
  { buy, get, times }: BuyXGetY,
  rests: readonly Rest[],
): { readonly cuts: readonly Cut[]; readonly rounds: number } {
  const buying = new Set(rests.filter(({ line }) => selects(buy.from, line.item)))
  const getting = rests
    .filter(({ line }) => selects(get.from, line.item))
    .map((rest): Candidate => ({ ...rest, alsoBuys: buying.has(rest) }))

  const either = piecesOf(getting.filter(({ alsoBuys }) => alsoBuys))
  const boughtOnly = piecesOf([...buying]) - either
  const gotOnly = piecesOf(getting) - either
  const rounds = Math.min(
    Math.floor((boughtOnly + either) / buy.quantity),
    Math.floor((gotOnly + either) / get.quantity),
    Math.floor((boughtOnly + gotOnly + either) / (buy.quantity + get.quantity)),
    times ?? Infinity,
  )

  let wanted = rounds * get.quantity
  let spared = either - Math.max(0, rounds * buy.quantity - boughtOnly)
  const cuts: Cut[] = []
  for (const { line, left, alsoBuys } of getting.toSorted(cheapestFirst)) {
    const pieces = Math.min(line.quantity, wanted, alsoBuys ? spared : Infinity)
    if (pieces === 0) continue
    wanted -= pieces
    if (alsoBuys) spared -= pieces
    const share = BigInt(left) * BigInt(pieces) * BigInt(percentBasisPoints(get.percent))
    const amount = Number(roundHalfUp(share, BigInt(line.quantity) * 10_000n))
    cuts.push({ line, before: left, amount, pieces })
  }
  return { cuts: cuts.toSorted((one, other) => (one.line.id < other.line.id ? -1 : 1)), rounds }
}

const piecesOf = (rests: readonly Rest[]): number => rests.reduce((sum, { line }) => sum + line.quantity, 0)

/** By what is left for a piece, compared without division; then those that could not have been bought; then by id. */
function cheapestFirst(one: Candidate, other: Candidate): number {
  const mine = BigInt(one.left) * BigInt(other.line.quantity)
  const theirs = BigInt(other.left) * BigInt(one.line.quantity)
  if (mine !== theirs) return mine < theirs ? -1 : 1
  if (one.alsoBuys !== other.alsoBuys) return one.alsoBuys ? 1 : -1
  return one.line.id < other.line.id ? -1 : 1
}
