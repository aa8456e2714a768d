import { openCapability } from '../auth/capability.ts'
import type { CartId } from '../domain/ids.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { notFound, Problem } from '../platform/problem.ts'
import type { CartReply } from './cart-reply.ts'
import { cartStub } from './cart-stub.ts'
import { ownCartId } from './own-cart.ts'

/**
 * Moves a guest's cart into the customer's one. Whoever claims it holds its token: a cart that is not theirs is not
 * there (row 90). Asked again after the move, it answers the customer's cart again.
 */
export async function claimCart(
  ctx: Ctx,
  customer: Customer,
  source: CartId,
  token: string,
): Promise<CartReply> {
  const capability = await openCapability(ctx, token, 'cart')
  if (capability?.id !== source) throw notFound()
  if (capability.state === 'expired') throw new Problem('cart_expired')
  const target = await ownCartId(ctx, customer)
  const moved = await callObject(ctx, () => cartStub(ctx, source).claimFor(target))
  if (moved.kind !== 'gone') return moved
  return callObject(ctx, () => cartStub(ctx, target).readPoured(source))
}
