import type { Context, TypedResponse } from 'hono'
import { signCapability } from '../auth/capability.ts'
import type { CartId } from '../domain/ids.ts'
import type { AppEnv } from '../platform/app-env.ts'
import { etagMatches } from '../platform/answers.ts'
import { fingerprint, parseIdempotencyKey, principalOf, requestKey, sha256 } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, problemOfData } from '../platform/problem.ts'
import type { CartCall, CartCalls, CartReply } from './cart-reply.ts'
import type { ShownCart } from './cart-schemas.ts'
import { cartStub } from './cart-stub.ts'

type Priced = CartReply & { kind: 'cart' }

/** What the object is told of a request; the scope of a key is who asks, method and path (contract.md). */
export function callOf(c: Context<AppEnv>, principal: string): CartCall {
  const { ctx, bodyBytes = '' } = c.var
  const key = parseIdempotencyKey(c.req.header('Idempotency-Key'))
  const scoped = key === undefined ? undefined : requestKey(principal, c.req.method, c.req.url, key)
  const ifMatch = c.req.header('If-Match')
  return {
    id: ctx.requestId,
    ...(scoped !== undefined && { key: { id: scoped.id, print: fingerprint(scoped, sha256(bodyBytes)) } }),
    ...(ifMatch !== undefined && { ifMatch }),
  }
}

/** One call to the cart of the path, by whoever has shown that they may; and its reply as the answer. */
export async function answerFromCart(
  c: Context<AppEnv>,
  ask: (cart: CartCalls, call: CartCall) => Promise<CartReply>,
): Promise<Response & TypedResponse<ShownCart, 200, 'json'>> {
  const { ctx, cart: credential } = c.var
  const { id } = credential
  const call = callOf(c, credential.kind === 'guest' ? `cart:${id}` : principalOf(credential.customer))
  const reply = pricedOr410(await callObject(ctx, () => ask(cartStub(ctx, id), call)))
  const token =
    credential.kind === 'guest' && (credential.renew || reply.extended)
      ? await signCartToken(c, id)
      : undefined
  return answerWith(c, reply, token)
}

/** A capability for a cart: it lives as long as the cart does from now on. */
export const signCartToken = ({ var: { ctx } }: Context<AppEnv>, id: CartId): Promise<string> =>
  signCapability(ctx, 'cart', id, Math.ceil(ctx.config.cartLifeMs / 1_000))

/** A refusal is thrown; a cart that is not there any more is 410 to whoever may know that it was. */
export function pricedOr410(reply: CartReply): Priced {
  switch (reply.kind) {
    case 'cart':
      return reply
    case 'gone':
      throw new Problem('cart_expired')
    case 'refused':
      throw problemOfData(reply.problem)
  }
}

/** The whole cart as the answer, as the object wrote it; 304 to whoever has just this one. */
export function answerWith(
  c: Context<AppEnv>,
  { text, etag, replayed }: Priced,
  token?: string,
): Response & TypedResponse<ShownCart, 200, 'json'> {
  const headers = { ETag: etag, ...(replayed && { 'Idempotent-Replayed': 'true' }) }
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  const ifNoneMatch = reads ? c.req.header('If-None-Match') : undefined
  const isKnown = token === undefined && ifNoneMatch !== undefined && etagMatches(ifNoneMatch, etag)
  const body = token === undefined ? text : `${text.slice(0, -1)},"token":${JSON.stringify(token)}}`
  const answer = isKnown
    ? c.body(null, 304, headers)
    : c.body(body, 200, { ...headers, 'Content-Type': 'application/json' })
  return answer as unknown as Response & TypedResponse<ShownCart, 200, 'json'>
}
