import { signCapability } from '../auth/capability.ts'
import type { Ctx, OrderCredential } from '../platform/context.ts'
import { notFound } from '../platform/problem.ts'
import { orderById, type OrderFile } from './order-queries.ts'

/** A link to an order is good for so long after it was made: returns, warranties, the tax office. */
export const ORDER_TOKEN_SECONDS = 400 * 86_400

/** The order of whoever asks for it: the holder of its token, or its customer. All others meet the same 404. */
export async function ownOrder(ctx: Ctx, credential: OrderCredential): Promise<OrderFile> {
  const file = await orderById(ctx.db, credential.id)
  if (file === undefined) throw notFound()
  if (credential.kind === 'customer') {
    const { customer } = file.order
    const { issuer, subject } = credential.customer
    if (customer?.issuer !== issuer || customer.subject !== subject) throw notFound()
  }
  return file
}

/** A capability for an order: what a completed checkout answers, and what links carry in their fragment. */
export const signOrderToken = (ctx: Ctx, id: string): Promise<string> =>
  signCapability(ctx, 'order', id, ORDER_TOKEN_SECONDS)
