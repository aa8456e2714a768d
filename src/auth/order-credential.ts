import { parseId } from '../domain/ids.ts'
import type { Ctx, OrderCredential } from '../platform/context.ts'
import { notFound } from '../platform/problem.ts'
import { bearerOf } from './bearer.ts'
import { isHalfSpent, namesTheShop, proveCapability } from './capability.ts'
import { customerOf } from './customer.ts'
import { readToken } from './token.ts'

/**
 * Who asks for this order: the holder of its token, or some customer. Everybody else meets the 404 of an order that never
 * was, an expired token too (reliability.md §3.6, row 83), and no storage is asked. Whether the order is the customer's
 * only its row can say. Throws 503 when a customer's issuer is out of reach.
 */
export async function orderCredential(
  ctx: Ctx,
  authorization: string | undefined,
  orderId: string,
): Promise<OrderCredential> {
  const id = parseId('order', orderId)
  const token = readToken(bearerOf(authorization) ?? '')
  if (id === undefined || token === undefined) throw notFound()
  if (!namesTheShop(token)) {
    const customer = await customerOf(ctx, token.compact)
    if (customer === undefined) throw notFound()
    return { kind: 'customer', id, customer }
  }
  const capability = await proveCapability(ctx, token, 'order')
  if (capability?.id !== id || capability.state === 'expired') throw notFound()
  return { kind: 'holder', id, renew: isHalfSpent(capability, ctx.now) }
}
