import { createHash } from 'node:crypto'
import type { Cart } from '../domain/cart.ts'
import { evaluate } from '../domain/evaluate.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import { type Locale, localeChain, pickText } from '../domain/market.ts'
import type { MarketRules } from '../domain/session.ts'
import type { Ctx } from '../platform/context.ts'
import { enteredCodes, goodsIn, type CartWorld } from './cart-world.ts'
import { showCart } from './show-cart.ts'

/** As much of a cart as decides what it costs; a checkout has it, too. */
export type Priceable = Pick<Cart, 'market' | 'currency' | 'locale' | 'lines' | 'codes' | 'destination'> & {
  /** The way of sending that a checkout has chosen. */
  readonly shippingOptionId?: string | undefined
}

/** What the cart costs at this moment, in the world that was read. */
export const priceCart = (ctx: Ctx, cart: Priceable, world: CartWorld): Evaluation =>
  evaluate({
    market: world.open ?? closedMarket(cart),
    lines: cart.lines,
    goods: goodsIn(world),
    rules: rulesIn(world, cart.locale),
    codes: enteredCodes(world, cart.codes),
    destination: cart.destination ?? undefined,
    shippingOptionId: cart.shippingOptionId,
    now: ctx.now,
  })

/** Of a market that is closed only this is known; nothing is sold there, and that is all there is to say. */
const closedMarket = ({ market: code, currency, destination }: Priceable) => ({
  code,
  currency,
  taxIncluded: false,
  countries: destination === null ? [] : [destination.country],
})

/** The rules with the names of their shipping options in the language of the cart: bills are written with them. */
const rulesIn = ({ open, rules }: CartWorld, locale: Locale): MarketRules =>
  open === undefined
    ? rules
    : {
        ...rules,
        shippingOptions: rules.shippingOptions.map((option) => ({
          ...option,
          name: pickText(option.names, option.name, localeChain(open, locale)).text,
        })),
      }

/** A priced cart as it goes out. */
export function renderCart(
  ctx: Ctx,
  cart: Cart,
  world: CartWorld,
  evaluation: Evaluation,
  explain = false,
): { text: string; etag: string } {
  return tagged(cart.version, showCart(ctx, cart, world, evaluation, explain))
}

/** What is shown as it goes out, with its tag "{version}.{hash of the text}" (contract.md). */
export function tagged(version: number, shown: object): { text: string; etag: string } {
  const text = JSON.stringify(shown)
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 16)
  return { text, etag: `"${version}.${hash}"` }
}
