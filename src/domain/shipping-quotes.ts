import type { Place } from './countries.ts'
import type { FittingOffer } from './offers.ts'
import { LINE_AMOUNT_MAX, type SoldLine } from './price-lines.ts'
import { takenOff } from './reduction.ts'
import type { Session } from './session.ts'
import { type ShippingOption, optionsFor } from './shipping.ts'

/** Goods on their way: what shipping is chosen and priced by. */
export type Parcel = { readonly place: Place | undefined; readonly value: number; readonly weight: number }

/** A way to send a parcel, its price, and what each offer takes off it (nothing: it is not in the list). */
export type Quote = {
  readonly option: ShippingOption
  readonly parcel: Parcel
  readonly price: number
  readonly cuts: readonly { readonly offer: FittingOffer; readonly before: number; readonly amount: number }[]
}

/** Grams of the goods; those without a weight weigh nothing. */
export const weightOf = (goods: readonly SoldLine[]): number =>
  goods.reduce((sum, { item, quantity }) => sum + (item.weightGrams ?? 0) * quantity, 0)

/** The ways to send a parcel, in the order of the shop, with what these offers, in their order, take off each. */
export function quoteShipping(
  { market: { currency }, rules }: Pick<Session, 'market' | 'rules'>,
  parcel: Parcel,
  offers: readonly FittingOffer[],
): Quote[] {
  const { place, value, weight } = parcel
  if (place === undefined) return []
  return optionsFor(rules.shippingOptions, place, { amount: value, currency }, weight)
    .filter(({ price }) => price.amount <= LINE_AMOUNT_MAX)
    .map(({ option, price }) => {
      const cuts: Quote['cuts'][number][] = []
      let before = price.amount
      for (const offer of offers) {
        const { effect } = offer.promotion.rule
        const amount = effect.kind === 'buy_x_get_y' ? 0 : takenOff(effect, before, currency)
        if (amount === 0) continue
        cuts.push({ offer, before, amount })
        before -= amount
      }
      return { option, parcel, price: price.amount, cuts }
    })
}
