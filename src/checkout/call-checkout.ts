import { createHmac, randomBytes } from 'node:crypto'
import type { Context, TypedResponse } from 'hono'
import { signCapability } from '../auth/capability.ts'
import { derivedKey } from '../auth/derived-key.ts'
import { callOf } from '../cart/call-cart.ts'
import { type CheckoutId, ID_PREFIX, type OrderId } from '../domain/ids.ts'
import type { ShownOrder } from '../orders/order-schemas.ts'
import { orderById } from '../orders/order-queries.ts'
import { signOrderToken } from '../orders/own-order.ts'
import { showOrder } from '../orders/show-order.ts'
import { etagMatches } from '../platform/answers.ts'
import type { AppEnv } from '../platform/app-env.ts'
import type { Ctx } from '../platform/context.ts'
import { principalOf } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { notFound, Problem, problemOfData } from '../platform/problem.ts'
import { Room } from '../platform/room.ts'
import { jsonText } from '../platform/route.ts'
import type { CheckoutCall, CheckoutCalls, CheckoutReply } from './checkout-reply.ts'
import type { CheckoutAnswer, CheckoutInProgress, CompletedCheckout } from './checkout-schemas.ts'
import { checkoutStub } from './checkout-stub.ts'

// The provider has ten seconds, and the database its own; after that the buyer hears 503 and asks again.
const COMPLETE_MS = 25_000
// A few seconds' work for one database. More would wait for their turn until nobody is there to hear of it.
const COMPLETIONS_MAX = 32
const completions = new Room(COMPLETIONS_MAX, COMPLETE_MS)
// When to look again at a payment that is under way.
const RETRY_AFTER_SECONDS = 2

type Shown = CheckoutReply & { readonly kind: 'checkout' }

/** The id of a new checkout: 192 bits. For a customer's key always the same, so that a retry finds what it made. */
export function newCheckoutId(ctx: Ctx, key: string | undefined): CheckoutId {
  const bits =
    key === undefined
      ? randomBytes(24)
      : createHmac('sha256', derivedKey(ctx.config.tokenSecrets[0] ?? '', "a customer's checkout"))
          .update(key)
          .digest()
          .subarray(0, 24)
  return `${ID_PREFIX.checkout}${bits.toString('base64url')}` as CheckoutId
}

/** A capability for a checkout: it lives as long as the checkout does from now on. */
export const signCheckoutToken = (ctx: Ctx, id: CheckoutId): Promise<string> =>
  signCapability(ctx, 'checkout', id, Math.ceil(ctx.config.checkoutLifeMs / 1_000))

/** What the object is told of a request to the checkout of the path. */
export function checkoutCallOf(c: Context<AppEnv>): CheckoutCall {
  const credential = c.var.checkout
  return credential.kind === 'holder'
    ? callOf(c, `checkout:${credential.id}`)
    : { ...callOf(c, principalOf(credential.customer)), customer: credential.customer }
}

/** One call to the checkout of the path. */
async function ask(
  c: Context<AppEnv>,
  call: (checkout: CheckoutCalls, call: CheckoutCall) => Promise<CheckoutReply>,
  patienceMs?: number,
): Promise<Exclude<CheckoutReply, { readonly kind: 'gone' | 'refused' }>> {
  const { ctx, checkout: credential } = c.var
  const given = checkoutCallOf(c)
  const reply = await callObject(ctx, () => call(checkoutStub(ctx, credential.id), given), patienceMs)
  if (reply.kind === 'gone') throw credential.kind === 'holder' ? new Problem('cart_expired') : notFound()
  if (reply.kind !== 'refused') return reply
  const { problem, replayed } = reply
  throw problemOfData(
    replayed === true
      ? { ...problem, headers: { ...problem.headers, 'Idempotent-Replayed': 'true' } }
      : problem,
  )
}

/** The whole checkout as the answer; with its order and the order's token once there is one. */
export async function answerFromCheckout(
  c: Context<AppEnv>,
  call: (checkout: CheckoutCalls, call: CheckoutCall) => Promise<CheckoutReply>,
): Promise<Response & TypedResponse<CheckoutAnswer, 200, 'json'>> {
  const { ctx, checkout: credential } = c.var
  const reply = await ask(c, call)
  if (reply.kind !== 'checkout') throw new Error('the object answers with the checkout')
  if (reply.orderId !== undefined) return withOrder(c, reply, reply.orderId)
  const isDue = credential.kind === 'holder' && (credential.renew || reply.extended)
  const token = isDue ? await signCheckoutToken(ctx, credential.id) : undefined
  return answerWith(c, reply, token === undefined ? {} : { token })
}

async function withOrder(c: Context<AppEnv>, reply: Shown, orderId: OrderId) {
  const { ctx } = c.var
  const order = await readOrder(ctx, orderId)
  return answerWith(c, reply, { order, token: await signOrderToken(ctx, orderId) })
}

async function readOrder(ctx: Ctx, orderId: OrderId): Promise<ShownOrder> {
  const file = await orderById(ctx.db, orderId)
  if (file === undefined) throw notFound()
  return showOrder(ctx, file)
}

/** 304 to whoever has just this one; a fresh token is told in any case. */
function answerWith(
  c: Context<AppEnv>,
  { text, etag, replayed }: Shown,
  more: Readonly<Record<string, unknown>>,
): Response & TypedResponse<CheckoutAnswer, 200, 'json'> {
  const headers = { ETag: etag, ...(replayed && { 'Idempotent-Replayed': 'true' }) }
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  const ifNoneMatch = isRead ? c.req.header('If-None-Match') : undefined
  const members = Object.keys(more).length === 0 ? '' : `,${JSON.stringify(more).slice(1, -1)}`
  if (members === '' && ifNoneMatch !== undefined && etagMatches(ifNoneMatch, etag))
    return c.body(null, 304, headers) as unknown as Response & TypedResponse<CheckoutAnswer, 200, 'json'>
  return jsonText<CheckoutAnswer>(c, `${text.slice(0, -1)}${members}}`, 200, headers)
}

/** Pays the checkout, or goes on with it; what it came to as the answer. */
export async function answerCompletion(
  c: Context<AppEnv>,
  call: (checkout: CheckoutCalls, call: CheckoutCall) => Promise<CheckoutReply>,
): Promise<
  | (Response & TypedResponse<CompletedCheckout, 200, 'json'>)
  | (Response & TypedResponse<CheckoutInProgress, 202, 'json'>)
> {
  const { ctx } = c.var
  const reply = await ask(
    c,
    (checkout, given) => completions.enter(ctx, () => call(checkout, given)),
    COMPLETE_MS,
  )
  switch (reply.kind) {
    case 'completed': {
      // Stored answers never hold a token: each one is signed when it goes out.
      const token = JSON.stringify(await signOrderToken(ctx, reply.orderId))
      const order = reply.text || JSON.stringify(await readOrder(ctx, reply.orderId))
      const text = `{"status":"completed","order":${order},"token":${token}}`
      const headers = { Location: `/v1/orders/${reply.orderId}` }
      return jsonText<CompletedCheckout, 200>(c, text, 200, {
        ...headers,
        ...(reply.replayed && { 'Idempotent-Replayed': 'true' }),
      })
    }
    case 'in_progress': {
      const { action } = reply
      const body: CheckoutInProgress = {
        status: 'complete_in_progress',
        ...(action !== undefined && { action }),
        retryAfter: RETRY_AFTER_SECONDS,
      }
      return jsonText<CheckoutInProgress, 202>(c, JSON.stringify(body), 202, {
        'Retry-After': String(RETRY_AFTER_SECONDS),
      })
    }
    case 'checkout':
      throw new Error('the object answers with what it came to')
  }
}
