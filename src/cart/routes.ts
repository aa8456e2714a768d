import { z } from '@hono/zod-openapi'
import type { CartId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'
import { jsonAnswer, jsonBody } from '../platform/content.ts'
import { parseIdempotencyKey, principalOf } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes, jsonText } from '../platform/route.ts'
import { idParam, marketQuery } from '../platform/schema.ts'
import { answerFromCart, answerWith, callOf, pricedOr410, signCartToken } from './call-cart.ts'
import { CART_EXAMPLE, OPENED_CART_EXAMPLE } from './cart-examples.ts'
import {
  addItemsBody,
  cartSchema,
  changeCartBody,
  claimBody,
  codesBody,
  openCartBody,
  openedCartSchema,
  setQuantityBody,
  type OpenedCart,
} from './cart-schemas.ts'
import { cartStub } from './cart-stub.ts'
import { claimCart } from './claim-cart.ts'
import { newCartId, ownCartId } from './own-cart.ts'

const idIn = (name: string, example: string) => idParam.openapi({ param: { name, in: 'path' }, example })
const cartParams = z.object({ id: idIn('id', CART_EXAMPLE.id) })
const itemParams = z.object({
  id: idIn('id', CART_EXAMPLE.id),
  itemId: idIn('itemId', 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R'),
})
const noQuery = z.strictObject({})
const tags = ['Carts']
const priced = { 200: jsonAnswer('The whole cart, priced at this moment', cartSchema, CART_EXAMPLE) }
/** One call to the cart's object, which reads KV at most once (design.md §8). */
const EDIT = { kv: 1, d1: 0, do: 1 }

const open = defineRoute({
  method: 'post',
  path: '/v1/carts',
  operationId: 'openCart',
  tags,
  summary: 'Open a cart',
  description:
    "A guest's cart is new with each request, whatever its key, and its token is the only key to it. A customer has one cart: " +
    'with their token it is opened, or gets the items where it is open already (200).',
  request: {
    query: noQuery,
    body: jsonBody(openCartBody, { market: 'de', items: [{ variantId: 'var-ket-15l', quantity: 1 }] }),
  },
  facts: { credential: 'opening', cache: 'private', budget: EDIT, limit: 'open' },
  problems: ['invalid_parameter', 'not_purchasable', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: {
    200: jsonAnswer('The cart that the customer has', openedCartSchema, OPENED_CART_EXAMPLE),
    201: jsonAnswer('The new cart', openedCartSchema, OPENED_CART_EXAMPLE),
  },
})

const read = defineRoute({
  method: 'get',
  path: '/v1/carts/{id}',
  operationId: 'readCart',
  tags,
  summary: 'The cart, priced at this moment',
  description:
    '`explain=true` adds every step of the reckoning, with the ids of the rules that were followed.',
  request: {
    params: cartParams,
    query: z.strictObject({ explain: z.enum(['true', 'false']).optional().openapi({ default: 'false' }) }),
  },
  facts: { credential: 'cart', cache: 'private', budget: EDIT },
  problems: ['invalid_parameter', 'unavailable'],
  responses: { 200: priced[200], 304: { description: 'If-None-Match names this very cart.' } },
})

const addItems = defineRoute({
  method: 'post',
  path: '/v1/carts/{id}/items',
  operationId: 'addCartItems',
  tags,
  summary: 'Add items, all or none',
  description:
    'More of what is in the cart raises its quantity. Adds never conflict with other changes; send an Idempotency-Key, so ' +
    'that a retry does not add twice.',
  request: {
    params: cartParams,
    query: noQuery,
    body: jsonBody(addItemsBody, { items: [{ variantId: 'var-ket-15l', quantity: 2 }] }),
  },
  facts: { credential: 'cart', cache: 'private', budget: EDIT },
  problems: ['invalid_parameter', 'not_purchasable', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: priced,
})

const setQuantity = defineRoute({
  method: 'patch',
  path: '/v1/carts/{id}/items/{itemId}',
  operationId: 'setCartItem',
  tags,
  summary: 'Set the quantity of an item; 0 removes it',
  request: { params: itemParams, query: noQuery, body: jsonBody(setQuantityBody, { quantity: 3 }) },
  facts: { credential: 'cart', cache: 'private', budget: EDIT, match: 'optional' },
  problems: ['invalid_parameter', 'not_purchasable', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: priced,
})

const removeItem = defineRoute({
  method: 'delete',
  path: '/v1/carts/{id}/items/{itemId}',
  operationId: 'removeCartItem',
  tags,
  summary: 'Remove an item',
  request: { params: itemParams, query: noQuery },
  facts: { credential: 'cart', cache: 'private', budget: EDIT, match: 'optional' },
  problems: ['invalid_parameter', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: priced,
})

const change = defineRoute({
  method: 'patch',
  path: '/v1/carts/{id}',
  operationId: 'changeCart',
  tags,
  summary: 'Change the market, the language, the destination or the note',
  description:
    'Another market prices the cart anew, in its currency; items that are not sold there stay, marked. null takes ' +
    'destination or note away.',
  request: {
    params: cartParams,
    query: noQuery,
    body: jsonBody(changeCartBody, { market: 'us', destination: { country: 'US', region: 'CA' } }),
  },
  facts: { credential: 'cart', cache: 'private', budget: EDIT, match: 'optional' },
  problems: ['invalid_parameter', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: priced,
})

const enterCodes = defineRoute({
  method: 'put',
  path: '/v1/carts/{id}/codes',
  operationId: 'enterCartCodes',
  tags,
  summary: 'Enter discount codes, as the whole list',
  description: 'Codes that change nothing stay listed, refused with a reason: they may hold later.',
  request: { params: cartParams, query: noQuery, body: jsonBody(codesBody, { codes: ['SPRING-20'] }) },
  facts: { credential: 'cart', cache: 'private', budget: EDIT, match: 'optional', limit: 'code' },
  problems: ['invalid_parameter', 'cart_locked', 'rate_limited', 'unavailable'],
  responses: priced,
})

const claim = defineRoute({
  method: 'post',
  path: '/v1/carts/{id}/claim',
  operationId: 'claimCart',
  tags,
  summary: "Move a guest's cart into the customer's",
  description:
    "At login: with the customer's token as credential and the guest's in the body. Quantities add up; what is left of " +
    "the guest's cart answers 410. To be repeated until it is answered: nothing moves twice.",
  request: {
    params: cartParams,
    query: noQuery,
    body: jsonBody(claimBody, { token: OPENED_CART_EXAMPLE.token }),
  },
  // The guest's cart calls the customer's.
  facts: { credential: 'customer', cache: 'private', budget: { kv: 1, d1: 0, do: 2 }, key: 'needless' },
  problems: ['invalid_parameter', 'not_found', 'cart_expired', 'cart_locked', 'unavailable'],
  responses: { 200: jsonAnswer("The customer's cart", cartSchema, CART_EXAMPLE) },
})

const readOwn = defineRoute({
  method: 'get',
  path: '/v1/customers/me/cart',
  operationId: 'readOwnCart',
  tags,
  summary: "The customer's one cart, on any device",
  description: 'With `market` it is opened there if there is none; one in another market is refused (422).',
  request: { query: z.strictObject({ market: marketQuery }) },
  facts: { credential: 'customer', cache: 'private', budget: EDIT },
  problems: ['invalid_parameter', 'not_found', 'validation_failed', 'unavailable'],
  responses: { 200: priced[200], 304: { description: 'If-None-Match names this very cart.' } },
})

export const cartRoutes = featureRoutes()
  .openapi(open, async (c) => {
    const { ctx, opener } = c.var
    const { market, locale, items = [] } = c.req.valid('json')
    const id = opener === undefined ? newCartId() : await ownCartId(ctx, opener)
    // A second empty cart costs nothing: a guest's key is not looked at (contract.md).
    const call = opener === undefined ? { id: ctx.requestId } : callOf(c, principalOf(opener))
    const lasting = opener !== undefined
    const opening = { id, market, locale, items, lasting, place: { pointer: '/market' } }
    const reply = pricedOr410(await callObject(ctx, () => cartStub(ctx, id).open(opening, call)))
    const token = opener === undefined ? `,"token":${JSON.stringify(await signCartToken(c, id))}` : ''
    const { status, text, etag, replayed } = reply
    return jsonText<OpenedCart, 200 | 201>(c, `{"cart":${text}${token}}`, status as 200 | 201, {
      ETag: etag,
      Location: `/v1/carts/${id}`,
      ...(replayed && { 'Idempotent-Replayed': 'true' }),
    })
  })
  .openapi(read, (c) => {
    const explain = c.req.valid('query').explain === 'true'
    return answerFromCart(c, (cart) => cart.read(explain))
  })
  .openapi(addItems, (c) => {
    const { items } = c.req.valid('json')
    return answerFromCart(c, (cart, call) => cart.act({ kind: 'add', items }, call))
  })
  .openapi(setQuantity, (c) => {
    const { quantity } = c.req.valid('json')
    const lineId = c.req.valid('param').itemId
    return answerFromCart(c, (cart, call) => cart.act({ kind: 'set', lineId, quantity }, call))
  })
  .openapi(removeItem, (c) => {
    const lineId = c.req.valid('param').itemId
    return answerFromCart(c, (cart, call) => cart.act({ kind: 'remove', lineId }, call))
  })
  .openapi(change, (c) => {
    const wanted = c.req.valid('json')
    return answerFromCart(c, (cart, call) => cart.act({ kind: 'change', change: wanted }, call))
  })
  .openapi(enterCodes, (c) => {
    const { codes } = c.req.valid('json')
    return answerFromCart(c, (cart, call) => cart.act({ kind: 'codes', codes }, call))
  })
  .openapi(claim, async (c) => {
    const { ctx, customer } = c.var
    const source = c.req.valid('param').id as CartId
    // Looked at, not needed: what has been moved is answered again by itself.
    parseIdempotencyKey(c.req.header('Idempotency-Key'))
    return answerWith(c, pricedOr410(await claimCart(ctx, customer, source, c.req.valid('json').token)))
  })
  .openapi(readOwn, async (c) => {
    const { ctx, customer } = c.var
    const { market } = c.req.valid('query')
    const id = await ownCartId(ctx, customer)
    const ask = () => {
      const cart = cartStub(ctx, id)
      if (market === undefined) return cart.read(false)
      const place = { parameter: 'market' }
      return cart.open(
        { id, market: market as MarketCode, items: [], lasting: true, place },
        { id: ctx.requestId },
      )
    }
    const reply = await callObject(ctx, ask)
    // There was none, or it has ended: without a market there is nothing to open.
    if (reply.kind === 'gone') throw notFound()
    return answerWith(c, pricedOr410(reply))
  })
