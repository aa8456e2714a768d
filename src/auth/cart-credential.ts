import { createHmac } from 'node:crypto'
import { ID_PREFIX, parseId, type CartId } from '../domain/ids.ts'
import type { CartCredential, Ctx, Customer } from '../platform/context.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { bearerOf } from './bearer.ts'
import {
  type GoodCapability,
  isHalfSpent,
  knownCapability,
  namesTheShop,
  proveCapability,
} from './capability.ts'
import { authenticateCustomer, customerOf } from './customer.ts'
import { derivedKey } from './derived-key.ts'
import { readToken } from './token.ts'

/**
 * The ids of a customer's one cart, one per secret, newest first: a function of who they are, so that every device
 * comes to the same cart without a table or a race. Nobody else can work them out, and a secret that is only joined by
 * a newer one loses no cart.
 */
export function customerCartIds({ config }: Ctx, { issuer, subject }: Customer): CartId[] {
  // As JSON: no issuer and subject run together like two others.
  const who = JSON.stringify([issuer, subject])
  return config.tokenSecrets.map((secret) => {
    const key = derivedKey(secret, "a customer's cart")
    return `${ID_PREFIX.cart}${createHmac('sha256', key).update(who).digest('base64url')}` as CartId
  })
}

/**
 * Whoever may use this cart: who holds its token, or the customer whose cart it is. Nothing but a genuine token of this
 * very cart learns that there was one (410); all others meet the 404 of a cart that never was. No storage of ours is
 * asked, so a guessed id makes none. Throws 503 when a customer's issuer is out of reach.
 */
export async function cartCredential(
  ctx: Ctx,
  authorization: string | undefined,
  cartId: string,
): Promise<CartCredential> {
  const id = parseId('cart', cartId)
  const compact = bearerOf(authorization) ?? ''
  const known = knownCapability(ctx, compact, 'cart')
  if (id !== undefined && known?.id === id) return guestOf(ctx, id, known)
  const token = readToken(compact)
  if (id === undefined || token === undefined) throw notFound()
  if (!namesTheShop(token)) {
    const customer = await customerOf(ctx, token.compact)
    if (customer === undefined || !customerCartIds(ctx, customer).includes(id)) throw notFound()
    return { kind: 'customer', id, customer }
  }
  const capability = await proveCapability(ctx, token, 'cart')
  if (capability?.id !== id) throw notFound()
  if (capability.state === 'expired') throw new Problem('cart_expired')
  return guestOf(ctx, id, capability)
}

const guestOf = ({ now }: Ctx, id: CartId, capability: GoodCapability): CartCredential => ({
  kind: 'guest',
  id,
  renew: isHalfSpent(capability, now),
})

/**
 * For whom a new cart is opened: a customer, or undefined for a guest. The token of another cart, in whatever state, is
 * a guest's: it opens nothing here. Any other token must be a good one, lest a customer whose token has run out is
 * quietly given a guest's cart.
 */
export async function openingCredential(
  ctx: Ctx,
  authorization: string | undefined,
): Promise<Customer | undefined> {
  if (authorization === undefined) return undefined
  const token = readToken(bearerOf(authorization) ?? '')
  if (token !== undefined && namesTheShop(token)) return undefined
  return authenticateCustomer(ctx, authorization)
}
