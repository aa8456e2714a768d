import type { CodeRefusal, Counted, Told } from './evaluation.ts'
import type { Currency } from './money.ts'
import type { SoldLine } from './price-lines.ts'
import { type Conditions, type Promotion, amountIn, holdsIn } from './promotion.ts'
import type { Session } from './session.ts'

/** A promotion that a session may have: by itself, or because a code opens it. */
export type Offer = {
  readonly promotion: Promotion
  /** The code that brought it; of several the one that sorts first. */
  readonly code?: string
  readonly redeemed: number
}

/** An offer that can be had, with what its conditions counted. */
export type FittingOffer = Offer & { readonly counted: Counted }

/**
 * The promotions of a session, each once, in the order in which they take effect: the higher priority first; among
 * equals what a code brought (the shopper asked for it) before what comes by itself; then by id.
 */
export function offersOf({ rules, codes }: Pick<Session, 'rules' | 'codes'>): Offer[] {
  const offers = new Map<string, Offer>()
  for (const promotion of rules.promotions) offers.set(promotion.id, { promotion, redeemed: 0 })
  for (const { code, promotion, redeemed } of codes.toSorted(byText)) {
    if (promotion === undefined) continue
    const known = offers.get(promotion.id)
    offers.set(promotion.id, {
      promotion: known?.promotion ?? promotion,
      code: known?.code ?? code,
      redeemed: Math.max(known?.redeemed ?? 0, redeemed),
    })
  }
  return [...offers.values()].toSorted(inOrder)
}

/** Why an offer cannot be had now and in this market, whatever the goods; undefined: it can. */
export function refusalOf(
  { promotion, redeemed }: Offer,
  { market, now }: Pick<Session, 'market' | 'now'>,
): CodeRefusal | undefined {
  const { status, startsAt, endsAt, usageLimit, rule } = promotion
  if (status !== 'active') return 'unknown'
  if (now < startsAt) return 'not_started'
  if (endsAt !== null && now >= endsAt) return 'ended'
  if (usageLimit !== null && redeemed >= usageLimit) return 'used_up'
  if (!holdsIn(promotion, market.code)) return 'other_market'

  // A market whose currency has no amount is not meant.
  const { minimumSubtotal } = rule.conditions
  if (minimumSubtotal.length > 0 && !amountIn(minimumSubtotal, market.currency)) return 'other_market'
  if (rule.effect.kind === 'fixed' && !amountIn(rule.effect.amounts, market.currency)) return 'other_market'
  return undefined
}

/** What conditions count: the goods they select, at their prices before discounts. */
export function countSelected(
  { minimumSubtotal, minimumQuantity }: Conditions,
  selected: readonly SoldLine[],
  currency: Currency,
): Counted {
  const minimum = amountIn(minimumSubtotal, currency)
  return {
    subtotal: selected.reduce((sum, line) => sum + line.subtotal, 0),
    quantity: selected.reduce((sum, line) => sum + line.quantity, 0),
    ...(minimum !== undefined && { minimumSubtotal: minimum.amount }),
    ...(minimumQuantity !== null && { minimumQuantity }),
  }
}

/** Whether there are as many goods, and as dear ones, as the conditions ask for. */
export const isMet = ({ subtotal, quantity, minimumSubtotal = 0, minimumQuantity = 0 }: Counted): boolean =>
  subtotal >= minimumSubtotal && quantity >= minimumQuantity

/** How bills and steps name a promotion. */
export const told = ({ promotion: { id, name }, code }: Offer): Told => ({
  promotionId: id,
  label: name,
  ...(code !== undefined && { code }),
})

const byText = (one: { code: string }, other: { code: string }): number => (one.code < other.code ? -1 : 1)

function inOrder(one: Offer, other: Offer): number {
  if (one.promotion.priority !== other.promotion.priority)
    return other.promotion.priority - one.promotion.priority
  if ((one.code === undefined) !== (other.code === undefined)) return one.code === undefined ? 1 : -1
  return one.promotion.id < other.promotion.id ? -1 : 1
}
