import type { Ctx, Customer } from '../platform/context.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { bearerOf } from './bearer.ts'
import { type CapabilityKind, isHalfSpent, namesTheShop, proveCapability } from './capability.ts'
import { customerOf } from './customer.ts'
import { readToken } from './token.ts'

/**
 * Who asks for something that has a token of its own: its holder, or some customer. Everybody else meets the 404 of what
 * never was, and no storage is asked. Whether it is the customer's only the thing itself can say. `expired` is the
 * refusal of a genuine token whose time is over. Throws 503 when a customer's issuer is out of reach.
 */
export async function ownedCredential<Id extends string>(
  ctx: Ctx,
  authorization: string | undefined,
  kind: CapabilityKind,
  id: Id | undefined,
  expired: () => Problem,
): Promise<
  | { readonly kind: 'holder'; readonly id: Id; readonly renew: boolean }
  | { readonly kind: 'customer'; readonly id: Id; readonly customer: Customer }
> {
  const token = readToken(bearerOf(authorization) ?? '')
  if (id === undefined || token === undefined) throw notFound()
  if (!namesTheShop(token)) {
    const customer = await customerOf(ctx, token.compact)
    if (customer === undefined) throw notFound()
    return { kind: 'customer', id, customer }
  }
  const capability = await proveCapability(ctx, token, kind)
  if (capability?.id !== id) throw notFound()
  if (capability.state === 'expired') throw expired()
  return { kind: 'holder', id, renew: isHalfSpent(capability, ctx.now) }
}
