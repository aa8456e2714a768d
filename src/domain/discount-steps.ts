import type { CodeRefusal, Step } from './evaluation.ts'
import type { Currency } from './money.ts'
import { type FittingOffer, type Offer, told } from './offers.ts'
import { type Effect, amountIn } from './promotion.ts'
import type { ItemDiscount } from './reduction.ts'
import type { Quote } from './shipping-quotes.ts'

/** A discount on goods, with the numbers it is reckoned from. */
export function itemStep({ offer, cuts, rounds }: ItemDiscount, currency: Currency): Step {
  return {
    ...discountStep(offer, currency),
    ...(rounds !== undefined && { rounds }),
    target: 'items',
    before: cuts.reduce((sum, { before }) => sum + before, 0),
    amount: cuts.reduce((sum, { amount }) => sum + amount, 0),
    lines: cuts.map(({ line, before, amount, pieces }) => ({
      lineId: line.id,
      before,
      amount,
      ...(pieces !== undefined && { quantity: line.quantity, pieces }),
    })),
  }
}

/** A way to send the goods, and the discounts on it. */
export function quoteSteps({ option, parcel, price, cuts }: Quote, chosen: boolean): Step[] {
  return [
    {
      step: 'shipping',
      shippingOptionId: option.id,
      label: option.name,
      goods: parcel.value,
      weight: parcel.weight,
      price: option.price.amount,
      ...(option.freeFrom !== null && { freeFrom: option.freeFrom.amount }),
      amount: price,
      chosen,
    },
    ...cuts.map(({ offer, before, amount }): Step => ({
      ...discountStep(offer, option.price.currency),
      target: 'shipping',
      shippingOptionId: option.id,
      before,
      amount,
      lines: [],
    })),
  ]
}

/** A promotion that does not hold, and why. */
export const passedOver = (offer: Offer | FittingOffer, reason: CodeRefusal): Step => ({
  step: 'passed_over',
  ...told(offer),
  reason,
  ...('counted' in offer && { counted: offer.counted }),
})

function discountStep(offer: FittingOffer, currency: Currency) {
  const { priority, exclusive, rule } = offer.promotion
  return {
    step: 'discount' as const,
    ...told(offer),
    priority,
    exclusive,
    counted: offer.counted,
    effect: rule.effect.kind,
    ...numbersOf(rule.effect, currency),
  }
}

function numbersOf(effect: Effect, currency: Currency) {
  switch (effect.kind) {
    case 'percent':
      return { percent: effect.percent }
    case 'fixed':
      return { fixed: amountIn(effect.amounts, currency)?.amount ?? 0 }
    case 'free_shipping':
      return {}
    case 'buy_x_get_y':
      return { buy: effect.buy.quantity, get: effect.get.quantity, percent: effect.get.percent }
  }
}
