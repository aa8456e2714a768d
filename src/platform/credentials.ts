import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import type { ProblemCode } from './problem.ts'

/**
 * What a shopper's route asks for. `cart`: the token of the cart in the path, or its customer's. `opening`: a customer's
 * token or none, where a cart is opened. `buying`: the same where a checkout is, or the token of the cart in the body.
 * `checkout`: the token of the checkout in the path, or a customer's whose it is, as only itself knows. `customer`: a customer's token. `order`: the token of the order in the path, or a
 * customer's, whose order it has to be: only the order itself knows (orders/own-order.ts).
 */
export type CredentialKind = 'cart' | 'opening' | 'buying' | 'checkout' | 'customer' | 'order'

/** How a route asks: in the OpenAPI document, by its refusals, and in what runs before its parameters are looked at. */
type Credential = {
  readonly security: readonly Record<string, string[]>[]
  readonly problems: readonly ProblemCode[]
  readonly middleware: MiddlewareHandler<AppEnv>
}

/** A staff token with this scope. Who may not call a route learns nothing about its parameters. */
export const staffCredential = (scope: string): Credential => ({
  security: [{ staff: [scope] }],
  problems: ['unauthenticated', 'invalid_token', 'insufficient_scope'],
  middleware: async function authenticatedStaff(c, next) {
    c.set('staff', await c.var.ctx.authenticate(c.req.header('Authorization'), scope))
    await next()
  },
})

export const CREDENTIALS: Readonly<Record<CredentialKind, Credential>> = {
  cart: {
    security: [{ cart: [] }, { customer: [] }],
    // Not 401: a stranger must not learn that there is such a cart.
    problems: ['not_found', 'cart_expired'],
    middleware: async function cartHolder(c, next) {
      const cartId = c.req.param('id') ?? ''
      c.set('cart', await c.var.ctx.cartCredential(c.req.header('Authorization'), cartId))
      await next()
    },
  },
  opening: {
    // The empty requirement: a guest shows nothing.
    security: [{ customer: [] }, {}],
    problems: ['unauthenticated', 'invalid_token'],
    middleware: async function cartOpener(c, next) {
      c.set('opener', await c.var.ctx.openingCredential(c.req.header('Authorization')))
      await next()
    },
  },
  buying: {
    security: [{ cart: [] }, { customer: [] }, {}],
    problems: ['unauthenticated', 'invalid_token', 'not_found', 'cart_expired'],
    middleware: async function buyer(c, next) {
      c.set('opener', await c.var.ctx.openingCredential(c.req.header('Authorization')))
      await next()
    },
  },
  checkout: {
    security: [{ checkout: [] }, { customer: [] }],
    problems: ['not_found', 'cart_expired'],
    middleware: async function checkoutHolder(c, next) {
      const checkoutId = c.req.param('id') ?? ''
      c.set('checkout', await c.var.ctx.checkoutCredential(c.req.header('Authorization'), checkoutId))
      await next()
    },
  },
  customer: {
    security: [{ customer: [] }],
    problems: ['unauthenticated', 'invalid_token'],
    middleware: async function authenticatedCustomer(c, next) {
      c.set('customer', await c.var.ctx.authenticateCustomer(c.req.header('Authorization')))
      await next()
    },
  },
  order: {
    security: [{ order: [] }, { customer: [] }],
    problems: ['not_found'],
    middleware: async function orderHolder(c, next) {
      const orderId = c.req.param('id') ?? ''
      c.set('order', await c.var.ctx.orderCredential(c.req.header('Authorization'), orderId))
      await next()
    },
  },
}

/** The security schemes of the OpenAPI document that the credentials name; `staff` stands in app.ts, with its scopes. */
export const SECURITY_SCHEMES = {
  cart: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The token that opening the cart answered: signed by the shop, good for this cart alone. Answers carry a fresh ' +
      'one when less than half of its life is left.',
  },
  checkout: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The token that opening the checkout answered: signed by the shop, good for this checkout alone. Answers carry a ' +
      'fresh one when less than half of its life is left.',
  },
  order: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The token that completing the checkout answered: signed by the shop, good for this order alone. Links carry it in ' +
      'their fragment.',
  },
  customer: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of a customer, from an issuer of customers that is configured.',
  },
}
