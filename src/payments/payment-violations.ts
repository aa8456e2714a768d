import type { Db } from '../platform/d1.ts'

/** What must never be found, each as a query for the ids that break it. */
const LAWS = {
  /** No order is charged twice: one capture of it at most. */
  capturedOnce: `SELECT order_id AS id FROM payment_operations WHERE kind = 'capture' AND status = 'approved'
    GROUP BY order_id HAVING count(*) > 1`,
  /** Nothing is captured beyond what was authorized, nor of what was not. */
  capturesAreAuthorized: `SELECT c.id FROM payment_operations AS c LEFT JOIN payment_operations AS a ON a.id = c.authorization_id
    WHERE c.kind = 'capture' AND c.status = 'approved' AND (a.id IS NULL OR a.status <> 'approved' OR c.amount > a.amount)`,
  /** What went back and what is on its way is no more than was captured. */
  refundsAreCaptured: `SELECT order_id AS id FROM payment_operations
    GROUP BY order_id HAVING sum(CASE WHEN kind = 'refund' AND status <> 'declined' THEN amount ELSE 0 END)
      > sum(CASE WHEN kind = 'capture' AND status = 'approved' THEN amount ELSE 0 END)`,
  /** What a provider is asked for is in the currency of its order, and is an order's. */
  operationsAreOrders: `SELECT p.id FROM payment_operations AS p LEFT JOIN orders AS o ON o.id = p.order_id
    WHERE o.id IS NULL OR o.currency <> p.currency OR (p.kind = 'authorize' AND p.amount <> o.total)`,
} as const

export type PaymentLaw = keyof typeof LAWS

/** The first ids that break each law of the till; a sound shop has none. One crossing, but it reads everything. */
export async function paymentViolations(db: Db, limit = 100): Promise<Record<PaymentLaw, string[]>> {
  const laws = Object.entries(LAWS)
  const found = await db.batch<{ id: string }>(
    laws.map(([, sql]) => db.prepare(`SELECT id FROM (${sql}) ORDER BY 1 LIMIT ?1`).bind(limit)),
  )
  return Object.fromEntries(
    laws.map(([law], at) => [law, (found[at]?.results ?? []).map(({ id }) => id)]),
  ) as Record<PaymentLaw, string[]>
}
