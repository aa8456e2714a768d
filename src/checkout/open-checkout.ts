import { cartStub } from '../cart/cart-stub.ts'
import type { CartId, CheckoutId } from '../domain/ids.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, problemOfData } from '../platform/problem.ts'
import type { CheckoutCall, CheckoutOpening, CheckoutReply, CheckoutSource } from './checkout-reply.ts'
import { checkoutStub } from './checkout-stub.ts'

/**
 * Opens the one checkout of a cart, or brings it up to what the cart holds now. The cart itself keeps which it is, so two
 * who open one at the same moment meet in the same.
 */
export async function openForCart(
  ctx: Ctx,
  cartId: CartId,
  fresh: CheckoutId,
  customer: Customer | undefined,
  call: CheckoutCall,
): Promise<CheckoutReply & { readonly id: CheckoutId }> {
  const lent = await callObject(ctx, () => cartStub(ctx, cartId).lend(fresh))
  if (lent.kind === 'gone') throw new Problem('cart_expired')
  if (lent.kind === 'refused') throw problemOfData(lent.problem)
  return openCheckout(ctx, { id: lent.checkout, source: { kind: 'cart', cart: lent.cart }, customer }, call)
}

/** Opens a checkout of items, without a cart. */
export const openForItems = (
  ctx: Ctx,
  source: CheckoutSource & { kind: 'items' },
  fresh: CheckoutId,
  customer: Customer | undefined,
  call: CheckoutCall,
): Promise<CheckoutReply & { readonly id: CheckoutId }> =>
  openCheckout(ctx, { id: fresh, source, customer }, call)

async function openCheckout(
  ctx: Ctx,
  opening: CheckoutOpening,
  call: CheckoutCall,
): Promise<CheckoutReply & { readonly id: CheckoutId }> {
  const { id } = opening
  const reply = await callObject(ctx, () => checkoutStub(ctx, id).open(opening, call))
  return { ...reply, id }
}
