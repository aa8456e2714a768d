import type { CartWorld } from '../cart/cart-world.ts'
import { type Priceable, priceCart } from '../cart/price-cart.ts'
import { type Checkout, destinationOf } from '../domain/checkout.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import type { Currency } from '../domain/money.ts'
import type { Ctx } from '../platform/context.ts'

/** What of a checkout is priced, as a cart is. */
export const priceable = (checkout: Checkout): Priceable => ({
  market: checkout.market,
  currency: checkout.currency,
  locale: checkout.locale,
  lines: checkout.lines,
  codes: checkout.codes,
  destination: destinationOf(checkout) ?? null,
  ...(checkout.shippingOptionId !== null && { shippingOptionId: checkout.shippingOptionId }),
})

/** A market may change its currency: amounts are in what it has now. Of a closed one only the checkout knows it. */
export const currencyIn = ({ open }: CartWorld, checkout: Checkout): Currency =>
  open?.currency ?? checkout.currency

/** What the checkout costs at this moment, in the world that was read. */
export const priceCheckout = (ctx: Ctx, checkout: Checkout, world: CartWorld): Evaluation =>
  priceCart(ctx, priceable(checkout), withoutUsedUp(world, checkout.usedUp))

/** The world without the promotions that this buyer has used up: what an order was refused for is not promised again. */
function withoutUsedUp(world: CartWorld, usedUp: readonly string[]): CartWorld {
  if (usedUp.length === 0) return world
  const isLeft = ({ id }: { readonly id: string }): boolean => !usedUp.includes(id)
  return {
    ...world,
    rules: { ...world.rules, promotions: world.rules.promotions.filter(isLeft) },
    entered: new Map(
      [...world.entered].map(([code, entered]) => [
        code,
        entered?.state === 'live' && !isLeft(entered.promotion)
          ? { ...entered, promotion: { ...entered.promotion, usageLimit: 1 }, redeemed: 1 }
          : entered,
      ]),
    ),
  }
}
