import { publicUrl } from '../catalog/project-product.ts'
import type { Cart, CartLine } from '../domain/cart.ts'
import type { EvaluatedLine, Evaluation, Message, QuotedShipping } from '../domain/evaluation.ts'
import { localeChain, pickText } from '../domain/market.ts'
import { formatInstant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { inCurrency, showEntry, showShare, showTax } from '../platform/show-bill.ts'
import type { ShownCart, ShownItem, ShownShippingOption } from './cart-schemas.ts'
import { type CartWorld, seenAs } from './cart-world.ts'
import { codeTold, pointerOf, wordsOf } from './messages.ts'
import { showSteps } from './show-steps.ts'

/** The cart as the API answers it; with its reckoning where that is asked for. */
export function showCart(
  ctx: Ctx,
  cart: Cart,
  world: CartWorld,
  evaluation: Evaluation,
  explain: boolean,
): ShownCart {
  const { currency } = cart
  const { open } = world
  const money = inCurrency(currency)
  return {
    id: cart.id,
    market: cart.market,
    locale: cart.locale,
    currency,
    version: cart.version,
    items: cart.lines.map((line, at) => showItem(ctx, cart, line, evaluation.lines[at], world)),
    codes: evaluation.codes.map((code) =>
      code.status === 'applied' ? code : { ...code, ...codeTold(code.reason) },
    ),
    discounts: evaluation.discounts.map(({ allocations, ...discount }) => ({
      ...showShare(discount, currency),
      allocations: allocations.map(({ lineId, amount }) => ({ itemId: lineId, amount: money(amount) })),
    })),
    ...(cart.destination !== null && { destination: cart.destination }),
    ...(cart.note !== null && { note: cart.note }),
    shippingOptions: evaluation.shippingOptions.map((option) => showShipping(cart, option, world)),
    messages: [
      ...(open === undefined
        ? [{ type: 'error' as const, code: 'market_closed' as const, message: wordsOf('market_closed') }]
        : []),
      ...evaluation.messages.map(showMessage),
    ],
    totals: evaluation.totals.map((entry) => showEntry(entry, currency)),
    total: money(evaluation.total),
    taxes: evaluation.taxes.map((tax) => showTax(tax, currency)),
    taxIncluded: open?.taxIncluded ?? false,
    createdAt: formatInstant(cart.createdAt),
    expiresAt: formatInstant(cart.expiresAt),
    ...(explain && { explanation: showSteps(evaluation.steps, currency) }),
  }
}

function showItem(
  ctx: Ctx,
  { currency, locale }: Cart,
  line: CartLine,
  evaluated: EvaluatedLine | undefined,
  { open, variants }: CartWorld,
): ShownItem {
  const money = inCurrency(currency)
  const variant = variants.get(line.variantId)
  const seen = variant?.state === 'live' && open !== undefined ? seenAs(variant, open, locale) : line.seen
  const { image, ...looks } = seen
  const item = {
    id: line.id,
    variantId: line.variantId,
    ...looks,
    ...(image !== null && { image: publicUrl(image, ctx.config.publicUrl) }),
    quantity: line.quantity,
  }
  if (evaluated?.sold !== true) {
    const none = { purchasable: false, availability: 'out_of_stock' as const, unitPrice: null }
    return { ...item, ...none, subtotal: money(0), total: money(0), totals: [], discounts: [] }
  }
  return {
    ...item,
    purchasable: true,
    availability: evaluated.availability,
    unitPrice: money(evaluated.unitPrice),
    ...(evaluated.compareAt !== undefined && { compareAt: money(evaluated.compareAt) }),
    ...(evaluated.reference !== undefined && { referencePrice: money(evaluated.reference) }),
    subtotal: money(evaluated.subtotal),
    discounts: evaluated.discounts.map((share) => showShare(share, currency)),
    ...(evaluated.tax !== undefined && { tax: showTax(evaluated.tax, currency) }),
    totals: evaluated.totals.map((entry) => showEntry(entry, currency)),
    total: money(evaluated.total),
  }
}

function showShipping(
  { currency, locale }: Cart,
  quoted: QuotedShipping,
  { open, rules }: CartWorld,
): ShownShippingOption {
  const money = inCurrency(currency)
  const option = rules.shippingOptions.find(({ id }) => id === quoted.id)
  const chain = open === undefined ? [] : localeChain(open, locale)
  return {
    id: quoted.id,
    name: option === undefined ? '' : pickText(option.names, option.name, chain).text,
    ...(option?.daysMin != null && { daysMin: option.daysMin }),
    ...(option?.daysMax != null && { daysMax: option.daysMax }),
    price: money(quoted.price),
    discounts: quoted.discounts.map((share) => showShare(share, currency)),
    ...(quoted.tax !== undefined && { tax: showTax(quoted.tax, currency) }),
    totals: quoted.totals.map((entry) => showEntry(entry, currency)),
    total: money(quoted.total),
  }
}

function showMessage(message: Message) {
  const pointer = pointerOf(message)
  return {
    type: message.type,
    code: message.code,
    ...(pointer !== undefined && { pointer }),
    message: wordsOf(message.code),
  }
}
