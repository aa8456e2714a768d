import { buyAndGet } from './buy-and-get.ts'
import type { Place } from './countries.ts'
import { itemStep, passedOver } from './discount-steps.ts'
import type { CodeRefusal, Step } from './evaluation.ts'
import { type FittingOffer, type Offer, countSelected, isMet, offersOf, refusalOf } from './offers.ts'
import type { SoldLine } from './price-lines.ts'
import { type Target, selects } from './promotion.ts'
import { type ItemDiscount, type Rest, cutWhole } from './reduction.ts'
import type { Session } from './session.ts'
import { type Quote, quoteShipping, weightOf } from './shipping-quotes.ts'

/** What discounts leave of the goods, and of each way to send them. */
export type Discounted = {
  /** By the ids of lines. */
  readonly rests: readonly Rest[]
  readonly discounts: readonly ItemDiscount[]
  readonly quotes: readonly Quote[]
  /** Why promotions do not hold, by their ids: those that are not here do. */
  readonly refusals: ReadonlyMap<string, CodeRefusal>
  readonly steps: readonly Step[]
}

type Walk = {
  rests: readonly Rest[]
  /** Whether an offer took effect, or one that suffers no other. */
  taken: 'nothing' | 'something' | 'exclusive'
  /** Offers on shipping that hold, or may in the end. */
  onShipping: readonly FittingOffer[]
  readonly discounts: ItemDiscount[]
  readonly refusals: Map<string, CodeRefusal>
  readonly steps: Step[]
}

/**
 * Walks through the offers of a session in their order, each on what those before it left. One without effect is as if
 * it were not there. An exclusive one takes effect if nothing has before it, and then nothing does after it.
 *
 * What shipping costs depends on all discounts on goods (`freeFrom`), and they can only make it dearer. So an offer on
 * shipping that has an effect at its turn has one in the end, and one that has none yet waits for the end.
 */
export function discount(session: Session, goods: readonly SoldLine[], place: Place | undefined): Discounted {
  const weight = weightOf(goods)
  const walk: Walk = {
    rests: goods.map((line) => ({ line, left: line.subtotal })),
    taken: 'nothing',
    onShipping: [],
    discounts: [],
    refusals: new Map(),
    steps: [],
  }
  const quote = (offers: readonly FittingOffer[]): Quote[] =>
    goods.length === 0 ? [] : quoteShipping(session, { place, value: valueOf(walk.rests), weight }, offers)

  for (const offer of offersOf(session)) {
    const refusal = refusalOf(offer, session)
    if (refusal !== undefined) {
      passOver(walk, offer, refusal)
      continue
    }
    const { conditions } = offer.promotion.rule
    const selected = walk.rests.filter(({ line }) => selects(conditions, line.item))
    const fitting = {
      ...offer,
      counted: countSelected(
        conditions,
        selected.map(({ line }) => line),
        session.market.currency,
      ),
    }
    const why =
      whyNot(walk, fitting) ??
      (targetOf(offer) === 'items'
        ? discountItems(walk, fitting, selected, session)
        : discountShipping(walk, fitting, quote))
    if (why !== undefined) passOver(walk, fitting, why)
  }

  const quotes = quote(walk.onShipping)
  for (const offer of walk.onShipping) if (!cutsAny(quotes, offer)) passOver(walk, offer, 'no_effect')
  const { rests, discounts, refusals, steps } = walk
  return { rests, discounts, quotes, refusals, steps }
}

const valueOf = (rests: readonly Rest[]): number => rests.reduce((sum, { left }) => sum + left, 0)

/** Free shipping and buy-X-get-Y have but one target; other effects say theirs. */
function targetOf({ promotion: { rule } }: Offer): Target {
  if (rule.effect.kind === 'free_shipping') return 'shipping'
  return rule.effect.kind === 'buy_x_get_y' ? 'items' : rule.target
}

function whyNot({ taken }: Walk, { promotion, counted }: FittingOffer): CodeRefusal | undefined {
  if (!isMet(counted)) return 'conditions_not_met'
  if (taken === 'exclusive' || (taken === 'something' && promotion.exclusive)) return 'not_combinable'
  // Goods that it names and nobody bought: nothing becomes cheaper, shipping neither.
  return counted.quantity === 0 ? 'no_effect' : undefined
}

function discountItems(
  walk: Walk,
  offer: FittingOffer,
  selected: readonly Rest[],
  { market }: Session,
): CodeRefusal | undefined {
  const { effect } = offer.promotion.rule
  const discounted =
    effect.kind === 'buy_x_get_y'
      ? { offer, ...buyAndGet(effect, walk.rests) }
      : { offer, cuts: cutWhole(effect, selected, market.currency) }
  const taken = new Map(discounted.cuts.map(({ line, amount }) => [line.id, amount]))
  const amount = [...taken.values()].reduce((sum, each) => sum + each, 0)
  if (amount === 0) return 'no_effect'

  take(walk, offer)
  walk.rests = walk.rests.map(({ line, left }) => ({ line, left: left - (taken.get(line.id) ?? 0) }))
  walk.discounts.push(discounted)
  walk.steps.push(itemStep(discounted, market.currency))
  return undefined
}

function discountShipping(
  walk: Walk,
  offer: FittingOffer,
  quote: (offers: readonly FittingOffer[]) => readonly Quote[],
): CodeRefusal | undefined {
  // Where something took effect already, whether this one does tells the others nothing: the end shows it.
  const hasEffect = walk.taken === 'nothing' && cutsAny(quote([...walk.onShipping, offer]), offer)
  if (hasEffect) take(walk, offer)
  else if (offer.promotion.exclusive) return 'no_effect'
  walk.onShipping = [...walk.onShipping, offer]
  return undefined
}

/** Notes that an offer takes effect. Beside an exclusive one, those that still wait for an effect will have none. */
function take(walk: Walk, { promotion }: FittingOffer): void {
  walk.taken = promotion.exclusive ? 'exclusive' : 'something'
  if (!promotion.exclusive) return
  for (const waiting of walk.onShipping) passOver(walk, waiting, 'not_combinable')
  walk.onShipping = []
}

const cutsAny = (quotes: readonly Quote[], { promotion }: Offer): boolean =>
  quotes.some(({ cuts }) => cuts.some(({ offer }) => offer.promotion.id === promotion.id))

function passOver(walk: Walk, offer: Offer | FittingOffer, reason: CodeRefusal): void {
  walk.refusals.set(offer.promotion.id, reason)
  // What was never published is told to nobody, not even by its name.
  if (reason !== 'unknown') walk.steps.push(passedOver(offer, reason))
}
