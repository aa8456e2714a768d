import type { Ctx } from '../platform/context.ts'
import type { CheckoutCalls } from './checkout-reply.ts'

/** The object of a checkout. Naming it makes nothing yet. */
export const checkoutStub = (ctx: Ctx, id: string): CheckoutCalls =>
  ctx.checkouts.getByName(id) as CheckoutCalls
