import type { OrderId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'

/**
 * Has the provider asked for what stands in `payment_operations` of an order, serially, and what it says settled
 * (`settleOrder`). Nothing is lost when it is not called or fails: the rows stay, and the sweeper finds them.
 */
export type RunOperations = (
  ctx: Ctx,
  order: { readonly id: OrderId; readonly checkoutId: string },
) => Promise<void>
