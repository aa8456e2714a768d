import { formatInstant } from '../domain/time.ts'
import { stockViolations } from '../inventory/stock-violations.ts'
import { orderViolations } from '../orders/order-violations.ts'
import { ordersToPayBack, undecidedOrders } from '../orders/order-queries.ts'
import { paymentViolations } from '../payments/payment-violations.ts'
import { undecidedOperations } from '../payments/queries.ts'
import type { Ctx } from '../platform/context.ts'
import type { Consistency } from './consistency-schemas.ts'

// Alarms take seconds and the sweeper a minute: what has waited for longer is somebody's to look at.
const LATE_MS = 15 * 60_000
const IDS_MAX = 100

/**
 * Runs every law of the shop's books, and names the ids that break them. What is only late breaks none: a provider may
 * have been away for long. It reads all of stock, orders and payments: for operators and proofs, not for a dashboard.
 */
export async function readConsistency(ctx: Ctx): Promise<Consistency> {
  const before = ctx.now - LATE_MS
  const [stock, orders, payments, pending, back, operations] = await Promise.all([
    stockViolations(ctx.db, IDS_MAX),
    orderViolations(ctx.db, IDS_MAX),
    paymentViolations(ctx.db, IDS_MAX),
    undecidedOrders(ctx.db, before, IDS_MAX),
    ordersToPayBack(ctx.db, IDS_MAX),
    undecidedOperations(ctx.db, before, IDS_MAX),
  ])
  const laws = Object.entries({ ...stock, ...orders, ...payments }).map(([law, violations]) => ({
    law,
    violations,
  }))
  const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id)
  return {
    ok: laws.every(({ violations }) => violations.length === 0),
    checkedAt: formatInstant(ctx.now),
    laws,
    late: { orders: idsOf(pending), operations: idsOf(operations), payingBack: idsOf(back) },
  }
}
