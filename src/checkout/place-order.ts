import { type CartWorld, needsOf, seenAs } from '../cart/cart-world.ts'
import { allocateStock, type Piece } from '../domain/allocation.ts'
import { assert } from '../domain/assert.ts'
import { changeCheckout, differences, lostCodes, missingIn } from '../domain/checkout.ts'
import type { Evaluation, PricedLine } from '../domain/evaluation.ts'
import type { ProductId } from '../domain/ids.ts'
import { localeChain, type Market, pickText } from '../domain/market.ts'
import type { Currency } from '../domain/money.ts'
import {
  type Contact,
  newOrder,
  type Order,
  ORDER_NUMBER_BYTES,
  orderNumber,
  promotionsOf,
} from '../domain/order.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { holdStock, tellsOfShortage } from '../inventory/hold-stock.ts'
import { releaseExpired } from '../inventory/release-holds.ts'
import { takeHeld } from '../inventory/take-held.ts'
import { markPaid } from '../orders/mark-order.ts'
import { insertOrder, orderRace } from '../orders/save-order.ts'
import { openOperation } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, type Statement } from '../platform/d1.ts'
import { Problem, type ProblemError } from '../platform/problem.ts'
import {
  redeemerOf,
  redeemPromotions,
  redemptionRefusal,
  usedUpPromotions,
} from '../promotions/redemptions.ts'
import type { StoredAttempt, StoredCheckout } from './checkout-store.ts'
import { currencyIn, priceCheckout } from './price-checkout.ts'
import { type Purchase, readPurchase } from './read-purchase.ts'

/** What came of trying to order. */
export type Placed =
  /** The order is in the database, pending; undefined: an earlier attempt put it there. */
  | { readonly kind: 'ordered'; readonly order: Order | undefined }
  /** Nothing was ordered. The checkout may know more than before, and is shown with the refusal. */
  | {
      readonly kind: 'refused'
      readonly checkout: StoredCheckout
      readonly world: CartWorld
      readonly refusal: Refusal
    }
export type Refusal = {
  readonly code:
    'price_changed' | 'out_of_stock' | 'not_purchasable' | 'discount_not_applicable' | 'validation_failed'
  readonly errors: readonly ProblemError[]
}

/**
 * Makes the order of a checkout from what the primary knows at this moment: all lines or none, at the total that the
 * buyer has confirmed, or not at all. `seen` is what they were shown last. Order, redemptions, holds and the payment that
 * will be asked for stand in one batch, whose constraints decide every race.
 */
export function placeOrder(
  ctx: Ctx,
  checkout: StoredCheckout,
  attempt: StoredAttempt,
  seen: Evaluation | undefined,
): Promise<Placed> {
  return untilUnraced(
    async () => {
      const purchase = await readPurchase(ctx, needsOf(checkout), attempt.orderId)
      if (purchase.isOrdered) return { kind: 'ordered', order: undefined }
      const { world } = purchase
      const evaluation = priceCheckout(ctx, checkout, world)
      const refuse = (refusal: Refusal, changed = checkout): Placed => ({
        kind: 'refused',
        checkout: changed,
        world,
        refusal,
      })
      const refusal = refusalOf(checkout, attempt, currencyIn(world, checkout), evaluation, seen)
      if (refusal !== undefined) return refuse(refusal)
      const allocation = allocateStock(purchase.stock.locations, purchase.stock.stock, checkout.lines)
      if (allocation.kind === 'short')
        return refuse(
          shortOf(
            checkout,
            allocation.shortages.map(({ variantId }) => variantId),
          ),
        )
      const order = orderFrom(ctx, checkout, attempt, purchase, evaluation)
      try {
        await commit(ctx.db, [...orderStatements(ctx, order, attempt, allocation.pieces)])
        ctx.wakeConsumers()
        return { kind: 'ordered', order }
      } catch (error) {
        const broken = brokenConstraint(error) ?? ''
        if (orderRace(broken) === 'cart' || orderRace(broken) === 'checkout')
          throw new Problem('cart_completed')
        if (redemptionRefusal(broken) === undefined) throw error
        const usedUp = await usedUpPromotions(ctx, redeemerFor(order), promotionsOf(order.bill))
        if (usedUp.length === 0) throw error
        const changed = changeCheckout(checkout, { usedUp: [...checkout.usedUp, ...usedUp] })
        const after = priceCheckout(ctx, changed, world)
        return refuse(discountLost(lostCodes(evaluation, after)), changed)
      }
    },
    (constraint) =>
      tellsOfShortage(constraint) ||
      orderRace(constraint) === 'number' ||
      // An earlier attempt of this very order came through after all, or the last of a code was given back meanwhile.
      constraint === 'orders.id' ||
      redemptionRefusal(constraint) !== undefined,
  )
}

/** Why it cannot be ordered as it is: something is due, is not sold, or costs something else than was confirmed. */
function refusalOf(
  checkout: StoredCheckout,
  { confirmed }: StoredAttempt,
  currency: Currency,
  evaluation: Evaluation,
  seen: Evaluation | undefined,
): Refusal | undefined {
  const missing = missingIn(checkout)
  if (missing.length > 0) return { code: 'validation_failed', errors: missing.map(toError) }
  const unsold = evaluation.lines.flatMap((line, at) =>
    line.sold ? [] : [{ pointer: `/items/${at}`, code: line.why, message: 'is not sold in this market now' }],
  )
  if (unsold.length > 0) return { code: 'not_purchasable', errors: unsold }
  const lost = lostCodes(seen, evaluation)
  const isPriceKept = evaluation.total === confirmed.amount && currency === confirmed.currency
  if (!isPriceKept && lost.length > 0) return discountLost(lost)
  const isShippingGone = evaluation.messages.some(({ code }) => code === 'shipping_option_not_available')
  if (isPriceKept && !isShippingGone && !evaluation.messages.some(({ type }) => type === 'error'))
    return undefined
  const places = isShippingGone ? ['/shippingOptionId', '/total'] : differences(seen, evaluation)
  return {
    code: 'price_changed',
    errors: places.map((pointer) => ({
      pointer,
      code: 'price_changed',
      message: 'is not what was confirmed',
    })),
  }
}

export const toError = ({ pointer, code }: { pointer: string; code: string }): ProblemError => ({
  pointer,
  code,
  message: code === 'missing' ? 'is still needed' : 'has nothing to buy',
})

const discountLost = (lost: readonly number[]): Refusal => ({
  code: 'discount_not_applicable',
  errors: (lost.length === 0 ? ['/discounts'] : lost.map((at) => `/codes/${at}`)).map((pointer) => ({
    pointer,
    code: 'discount_not_applicable',
    message: 'does not hold any more',
  })),
})

/** Which lines want more than there is; how much there is, nobody is told (contract.md). */
export const shortOf = (checkout: Pick<StoredCheckout, 'lines'>, variantIds: readonly string[]): Refusal => ({
  code: 'out_of_stock',
  errors: checkout.lines.flatMap(({ variantId }, at) =>
    variantIds.includes(variantId)
      ? [{ pointer: `/items/${at}`, code: 'out_of_stock', message: 'is not there in this quantity' }]
      : [],
  ),
})

const redeemerFor = ({ customer, contact }: Order): string => redeemerOf(customer, contact?.email)

function orderFrom(
  ctx: Ctx,
  checkout: StoredCheckout,
  attempt: StoredAttempt,
  { world }: Purchase,
  evaluation: Evaluation,
): Order {
  const market = world.open
  assert(market !== undefined, 'nothing is sold in a closed market')
  const lines = new Map(checkout.lines.map((line) => [line.id as string, line]))
  const goodsOf = ({ id, variantId }: PricedLine) => {
    const variant = world.variants.get(variantId)
    const line = lines.get(id)
    assert(variant?.state === 'live' && line !== undefined, 'what is sold is there')
    return { productId: variant.productId as ProductId, seen: seenAs(variant, market, checkout.locale) }
  }
  return newOrder({
    id: attempt.orderId,
    number: orderNumber(crypto.getRandomValues(new Uint8Array(ORDER_NUMBER_BYTES))),
    checkoutId: checkout.id,
    cart: checkout.cart && { id: checkout.cart.id, since: checkout.cart.since },
    market,
    locale: checkout.locale,
    customer: checkout.customer,
    contact: contactOf(checkout),
    provider: attempt.payment.provider,
    evaluation,
    goodsOf,
    shipping: shippingOf(checkout, world, market),
    now: ctx.now,
  })
}

function contactOf(checkout: StoredCheckout): Contact {
  const { email, phone, shippingAddress, billingAddress, note } = checkout
  assert(email !== null, 'what is missing has been refused')
  return {
    email,
    ...(phone !== null && { phone }),
    ...(shippingAddress !== null && { shippingAddress }),
    ...(billingAddress !== null && { billingAddress }),
    ...(note !== null && { note }),
  }
}

function shippingOf({ shippingOptionId, locale }: StoredCheckout, { rules }: CartWorld, market: Market) {
  const option = rules.shippingOptions.find(({ id }) => id === shippingOptionId)
  if (option === undefined) return null
  return {
    id: option.id,
    name: pickText(option.names, option.name, localeChain(market, locale)).text,
    ...(option.daysMin != null && { daysMin: option.daysMin }),
    ...(option.daysMax != null && { daysMax: option.daysMax }),
  }
}

/** The one batch. What costs nothing asks no provider: it is paid with it. */
function orderStatements(
  ctx: Ctx,
  order: Order,
  attempt: StoredAttempt,
  pieces: readonly Piece[],
): Statement[] {
  const { id: orderId, bill } = order
  const variantIds = order.lines.map(({ variantId }) => variantId)
  return [
    ...insertOrder(ctx, order),
    ...redeemPromotions(ctx, { orderId, redeemer: redeemerFor(order), promotionIds: promotionsOf(bill) }),
    ...releaseExpired(ctx, variantIds),
    ...holdStock(ctx, { orderId, pieces, expiresAt: ctx.now + ctx.config.holdMs }),
    ...(bill.total === 0
      ? [...takeHeld(ctx, orderId), ...markPaid(ctx, orderId)]
      : openOperation(ctx, {
          id: attempt.operationId,
          orderId,
          kind: 'authorize',
          authorizationId: null,
          provider: attempt.payment.provider,
          amount: bill.total,
          currency: order.currency,
          attempt: {},
        })),
  ]
}
