import { createHash } from 'node:crypto'
import type { Cart } from '../domain/cart.ts'
import { evaluate } from '../domain/evaluate.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import type { Ctx } from '../platform/context.ts'
import { enteredCodes, goodsIn, type CartWorld } from './cart-world.ts'
import { showCart } from './show-cart.ts'

/** What the cart costs at this moment, in the world that was read. */
export const priceCart = (ctx: Ctx, cart: Cart, world: CartWorld): Evaluation =>
  evaluate({
    market: world.open ?? { code: cart.market, currency: cart.currency, taxIncluded: false, countries: [] },
    lines: cart.lines,
    goods: goodsIn(world),
    rules: world.rules,
    codes: enteredCodes(world, cart.codes),
    destination: cart.destination ?? undefined,
    shippingOptionId: undefined,
    now: ctx.now,
  })

/** A priced cart as it goes out: its text, and the tag "{version}.{hash of the text}" (contract.md). */
export function renderCart(
  ctx: Ctx,
  cart: Cart,
  world: CartWorld,
  evaluation: Evaluation,
  explain = false,
): { text: string; etag: string } {
  const text = JSON.stringify(showCart(ctx, cart, world, evaluation, explain))
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 16)
  return { text, etag: `"${cart.version}.${hash}"` }
}
