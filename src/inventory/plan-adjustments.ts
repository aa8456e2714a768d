import type { ProblemError } from '../platform/problem.ts'
import type { StockedVariant, StockNamed } from './level-queries.ts'
import type { AdjustmentReason } from './reasons.ts'

/** More pieces of one variant at one location than this are a slip of the pen. */
export const QUANTITY_MAX = 1_000_000_000

/** Names one variant, by its id or by its SKU. */
export type Adjustment = {
  readonly variantId?: string | undefined
  readonly sku?: string | undefined
  readonly location: string
  readonly delta: number
  readonly reason: AdjustmentReason
  readonly note?: string | undefined
}

export type PlannedAdjustment = {
  readonly variantId: string
  readonly sku: string | null
  readonly location: string
  readonly delta: number
  readonly reason: AdjustmentReason
  readonly note: string
}

export type AdjustmentPlan =
  | { readonly kind: 'planned'; readonly adjustments: readonly PlannedAdjustment[] }
  /** Names or amounts that cannot be. */
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemError[] }
  /** Less is there than they take. */
  | { readonly kind: 'short'; readonly errors: readonly ProblemError[] }

/**
 * Decides whether all adjustments can be made, one after the other in their order: none may leave less than nothing, or
 * less than what is held for buyers. Pure; the table's own checks decide again when it is stored.
 */
export function planAdjustments(adjustments: readonly Adjustment[], there: StockNamed): AdjustmentPlan {
  const byId = new Map<string, StockedVariant>(there.variants.map((variant) => [variant.variantId, variant]))
  const bySku = new Map<string | null, StockedVariant>(
    there.variants.map((variant) => [variant.sku, variant]),
  )
  const levels = new Map(there.levels.map((level) => [placeOf(level), { ...level }]))
  const planned: PlannedAdjustment[] = []
  const invalid: ProblemError[] = []
  const short: ProblemError[] = []
  for (const [at, { variantId, sku, location, delta, reason, note = '' }] of adjustments.entries()) {
    const pointer = `/adjustments/${at}`
    const variant = variantId === undefined ? bySku.get(sku ?? null) : byId.get(variantId)
    if (variant === undefined)
      invalid.push({
        pointer: `${pointer}/${variantId === undefined ? 'sku' : 'variantId'}`,
        ...UNKNOWN_VARIANT,
      })
    if (!there.locations.has(location)) invalid.push({ pointer: `${pointer}/location`, ...UNKNOWN_LOCATION })
    if (variant === undefined || !there.locations.has(location)) continue

    const place = { variantId: variant.variantId, location }
    const level = levels.get(placeOf(place)) ?? { ...place, onHand: 0, held: 0 }
    const onHand = level.onHand + delta
    if (onHand > QUANTITY_MAX) invalid.push({ pointer: `${pointer}/delta`, ...TOO_MANY })
    else if (onHand < level.held) {
      short.push({ pointer: `${pointer}/delta`, code: 'out_of_stock', message: shortOf(level, delta) })
      continue
    }
    levels.set(placeOf(place), { ...level, onHand })
    planned.push({ ...place, sku: variant.sku, delta, reason, note })
  }
  if (invalid.length > 0) return { kind: 'invalid', errors: invalid }
  if (short.length > 0) return { kind: 'short', errors: short }
  return { kind: 'planned', adjustments: planned }
}

const placeOf = ({ variantId, location }: { variantId: string; location: string }): string =>
  `${variantId} ${location}`

/** Why a level cannot go where it should, in words for the admin. */
export const shortOf = ({ onHand, held }: { onHand: number; held: number }, delta: number): string =>
  `There are ${onHand} on hand, ${held} of them held for buyers; this would leave ${onHand + delta}.`

const UNKNOWN_VARIANT = { code: 'unknown', message: 'There is no such variant.' }
const UNKNOWN_LOCATION = { code: 'unknown', message: 'There is no such location.' }
const TOO_MANY = { code: 'too_large', message: `A level holds at most ${QUANTITY_MAX} pieces.` }
