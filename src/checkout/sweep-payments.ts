import type { OrderId } from '../domain/ids.ts'
import { ordersToPayBack, REFUND_AGAIN_MS, undecidedOrders } from '../orders/order-queries.ts'
import { undecidedOperations } from '../payments/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { advanceOrder } from './advance-order.ts'
import { checkoutOfOrders } from './order-checkouts.ts'

// The alarms of checkouts are quicker; what is as old as this, they have missed.
const QUIET_MS = 60_000
// As many of each kind as one tick of cron takes up.
const ORDERS_PER_TICK = 50

/**
 * Finds in the database what the alarms of checkouts have missed: orders that are being paid, operations of which nothing
 * was heard, money that is to go back. Each is taken up by the object of its checkout, which alone asks providers. Safe
 * to run at any time, and twice at once. Answers how many orders it has taken up.
 */
export async function sweepPayments(ctx: Ctx, quietMs = QUIET_MS): Promise<number> {
  const before = ctx.now - quietMs
  const [pending, back, operations] = await Promise.all([
    undecidedOrders(ctx.db, before, ORDERS_PER_TICK),
    ordersToPayBack(ctx.db, ORDERS_PER_TICK, ctx.now - REFUND_AGAIN_MS),
    undecidedOperations(ctx.db, before, ORDERS_PER_TICK),
  ])
  const ids = new Set([...pending, ...back].map(({ id }) => id))
  for (const { orderId } of operations) ids.add(orderId as OrderId)
  const orders = await checkoutOfOrders(ctx.db, [...ids])
  for (const order of orders)
    await advanceOrder(ctx, order).catch((error: unknown) => complain(order.id, error))
  return orders.length
}

/** One that cannot be taken up now does not keep the others waiting. */
function complain(order: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error
  console.error(JSON.stringify({ level: 'error', message: 'an order stays undecided', order, error: name }))
}
