import { z } from '@hono/zod-openapi'
import { callOf } from '../cart/call-cart.ts'
import { CART_EXAMPLE } from '../cart/cart-examples.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { stated } from '../platform/body-schema.ts'
import { parseIdempotencyKey, principalOf, requestKey } from '../platform/idempotency.ts'
import { problemOfData } from '../platform/problem.ts'
import { defineRoute, featureRoutes, jsonText } from '../platform/route.ts'
import { idParam } from '../platform/schema.ts'
import { answerCompletion, answerFromCheckout, newCheckoutId, signCheckoutToken } from './call-checkout.ts'
import {
  CHECKOUT_ANSWER_EXAMPLE,
  CHECKOUT_EXAMPLE,
  COMPLETED_EXAMPLE,
  IN_PROGRESS_EXAMPLE,
  OPENED_CHECKOUT_EXAMPLE,
} from './checkout-examples.ts'
import {
  changeCheckoutBody,
  checkoutAnswerSchema,
  completeBody,
  completedSchema,
  inProgressSchema,
  openCheckoutBody,
  openedCheckoutSchema,
  type OpenedCheckout,
} from './checkout-schemas.ts'
import { openForCart, openForItems } from './open-checkout.ts'

const params = z.object({ id: idParam.openapi({ example: CHECKOUT_EXAMPLE.id }) })
const noQuery = z.strictObject({})
const tags = ['Checkout']
const shown = {
  200: jsonAnswer('The whole checkout, priced now', checkoutAnswerSchema, CHECKOUT_ANSWER_EXAMPLE),
}

const open = defineRoute({
  method: 'post',
  path: '/v1/checkouts',
  operationId: 'openCheckout',
  tags,
  summary: 'Open the checkout of a cart, or of items',
  description:
    'A cart has one open checkout: asked again, it is answered as it is, with what the cart holds by now (200). With `cartId` ' +
    "send the cart's token, or its customer's. The cart can be changed until it is paid.",
  request: { query: noQuery, body: jsonBody(openCheckoutBody, { cartId: CART_EXAMPLE.id }) },
  // The cart tells what is in it; the checkout reads what it costs.
  facts: { credential: 'buying', cache: 'private', budget: { kv: 1, d1: 0, do: 2 }, limit: 'open' },
  problems: ['invalid_parameter', 'not_purchasable', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: {
    200: jsonAnswer('The checkout that the cart has', openedCheckoutSchema, OPENED_CHECKOUT_EXAMPLE),
    201: jsonAnswer('The new checkout', openedCheckoutSchema, OPENED_CHECKOUT_EXAMPLE),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/checkouts/{id}',
  operationId: 'readCheckout',
  tags,
  summary: 'The checkout, priced now; completed, with its order',
  request: { params, query: noQuery },
  facts: { credential: 'checkout', cache: 'private', budget: { kv: 1, d1: 1, do: 1 } },
  problems: ['invalid_parameter', 'unavailable'],
  // Spelt out: a spread beside it would hide the 200 from the typed client.
  responses: { 200: shown[200], 304: { description: 'If-None-Match names this very checkout.' } },
})

const change = defineRoute({
  method: 'patch',
  path: '/v1/checkouts/{id}',
  operationId: 'changeCheckout',
  tags,
  summary: 'Say who buys, where it goes, how it is sent, and with which codes',
  description: '`messages` say what is still missing. Nothing can be changed while it is being paid.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(changeCheckoutBody, {
      email: CHECKOUT_EXAMPLE.email,
      shippingAddress: CHECKOUT_EXAMPLE.shippingAddress,
      shippingOptionId: CHECKOUT_EXAMPLE.shippingOptionId,
    }),
  },
  facts: {
    credential: 'checkout',
    cache: 'private',
    budget: { kv: 1, d1: 0, do: 1 },
    match: 'optional',
    limit: 'code',
  },
  problems: [
    'invalid_parameter',
    'payment_in_progress',
    'checkout_completed',
    'invalid_transition',
    'rate_limited',
    'unavailable',
  ],
  responses: shown,
})

const complete = defineRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/complete',
  operationId: 'completeCheckout',
  tags,
  summary: 'Order and pay',
  description:
    'Prices, stock and discounts are looked at anew: what differs from `confirmedTotal` is refused with `current`, and ' +
    'nothing is charged. 202: the buyer has something to do (`action`), or the outcome is not known yet. To go on, complete ' +
    'again with a new key and the same total, or read the checkout: it is the same order, and never authorised twice. ' +
    'A declined payment leaves the checkout open. The order is answered as soon as the money is promised; it is captured ' +
    'behind the answer.',
  request: {
    params,
    query: noQuery,
    body: jsonBody(completeBody, {
      confirmedTotal: CHECKOUT_EXAMPLE.total,
      payment: { provider: 'stripe', confirmationToken: 'ctoken_1NnQUf2eZvKYlo2CIObdtbnb' },
    }),
  },
  // The cart is frozen and closed; the primary is read, the order written, the outcome settled (design.md §8).
  facts: {
    credential: 'checkout',
    cache: 'private',
    budget: { kv: 1, d1: 3, do: 3 },
    key: 'required',
    limit: 'pay',
  },
  problems: [
    'invalid_parameter',
    'payment_declined',
    'price_changed',
    'out_of_stock',
    'not_purchasable',
    'discount_not_applicable',
    'payment_in_progress',
    'checkout_completed',
    'cart_completed',
    'cart_locked',
    'invalid_transition',
    'rate_limited',
    'unavailable',
  ],
  responses: {
    200: jsonAnswer('Ordered', completedSchema, COMPLETED_EXAMPLE),
    202: jsonAnswer('Under way', inProgressSchema, IN_PROGRESS_EXAMPLE),
  },
})

const cancel = defineRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/cancel',
  operationId: 'cancelCheckout',
  tags,
  summary: 'Cancel the checkout',
  description:
    'The cart can be changed again, and have another checkout. While it is paid the order is canceled, and what waits at ' +
    'the provider is let go. Canceled again, it is answered again.',
  request: { params, query: noQuery },
  facts: {
    credential: 'checkout',
    cache: 'private',
    budget: { kv: 1, d1: 3, do: 2 },
    key: 'needless',
  },
  problems: ['invalid_parameter', 'checkout_completed', 'invalid_transition', 'unavailable'],
  responses: shown,
})

export const checkoutRoutes = featureRoutes()
  .openapi(open, async (c) => {
    const { ctx, opener } = c.var
    const wanted = c.req.valid('json')
    const reply =
      'cartId' in wanted
        ? await forCart(wanted.cartId)
        : await openForItems(ctx, itemsOf(wanted), id(), opener, call())
    if (reply.kind === 'refused') throw problemOfData(reply.problem)
    if (reply.kind !== 'checkout') throw new Error('the object answers with the checkout')
    const token = await signCheckoutToken(ctx, reply.id)
    const { status, text, etag, replayed } = reply
    return jsonText<OpenedCheckout, 200 | 201>(
      c,
      `{"checkout":${text},"token":${JSON.stringify(token)}}`,
      status as 200 | 201,
      {
        ETag: etag,
        Location: `/v1/checkouts/${reply.id}`,
        ...(replayed && { 'Idempotent-Replayed': 'true' }),
      },
    )

    async function forCart(cartId: string) {
      const cart = await ctx.cartCredential(c.req.header('Authorization'), cartId)
      const customer = cart.kind === 'customer' ? cart.customer : opener
      const principal = cart.kind === 'customer' ? principalOf(cart.customer) : `cart:${cart.id}`
      return openForCart(ctx, cart.id, newCheckoutId(ctx, undefined), customer, callOf(c, principal))
    }
    function itemsOf({ market, locale, items }: Exclude<typeof wanted, { cartId: unknown }>) {
      return { kind: 'items' as const, market, locale, items }
    }
    // A guest's key is not looked at: a second checkout costs nothing (contract.md).
    function call() {
      return opener === undefined ? { id: ctx.requestId } : callOf(c, principalOf(opener))
    }
    function id() {
      const key = parseIdempotencyKey(c.req.header('Idempotency-Key'))
      if (opener === undefined || key === undefined) return newCheckoutId(ctx, undefined)
      return newCheckoutId(ctx, requestKey(principalOf(opener), c.req.method, c.req.url, key).id)
    }
  })
  .openapi(read, (c) => answerFromCheckout(c, (checkout, call) => checkout.read(call)))
  .openapi(change, (c) => {
    const wanted = stated(c.req.valid('json'))
    return answerFromCheckout(c, (checkout, call) => checkout.change(wanted, call))
  })
  .openapi(complete, (c) => {
    const { confirmedTotal: confirmed, payment } = c.req.valid('json')
    return answerCompletion(c, (checkout, call) => checkout.complete({ confirmed, payment }, call))
  })
  .openapi(cancel, (c) => answerFromCheckout(c, (checkout, call) => checkout.cancel(call)))
