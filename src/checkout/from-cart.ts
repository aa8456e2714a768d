import type { Cart } from '../domain/cart.ts'
import type { FromCart } from '../domain/checkout.ts'

/** What a checkout takes from its cart. */
export const fromCart = (cart: Cart): FromCart => {
  const { id, createdAt: since, market, currency, locale, lines, codes, note } = cart
  return { cart: { id, since, codes }, market, currency, locale, lines, codes, note }
}
