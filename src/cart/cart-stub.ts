import type { CartId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'
import type { CartCalls } from './cart-reply.ts'

/** The object of a cart. Naming it makes nothing yet: it is born near whoever calls it first. */
export const cartStub = (ctx: Ctx, id: CartId): CartCalls => ctx.carts.getByName(id) as CartCalls
