import type { Db } from '../platform/d1.ts'

/** What must never be found, each as a query for the ids that break it. */
const LAWS = {
  /** The entries of an order's ledger sum to its total (I-11). */
  partsSumToTotal: `SELECT id FROM orders
    WHERE total <> (SELECT coalesce(sum(value->>'amount'), 0) FROM json_each(bill, '$.totals')) OR total <> bill->>'total'`,
  /** What the lines cost, with shipping and tax on top, is what the order costs. */
  linesSumToParts: `SELECT o.id FROM orders AS o
    WHERE o.total <> (SELECT sum(l.total + CASE WHEN o.bill->>'taxIncluded' THEN 0 ELSE coalesce(l.bill->'tax'->>'amount', 0) END)
                      FROM order_lines AS l WHERE l.order_id = o.id)
      + coalesce(o.bill->'shipping'->>'total', 0)
      + CASE WHEN o.bill->>'taxIncluded' THEN 0 ELSE coalesce(o.bill->'shipping'->'tax'->>'amount', 0) END`,
  /** What went back and what is on its way is the sum of the refunds. */
  refundsAreCounted: `SELECT o.id FROM orders AS o
    WHERE o.refunded <> (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = o.id AND status = 'succeeded')
      OR o.refunding <> (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = o.id AND status = 'pending')`,
  /** So it is line by line. */
  linesAreRefunded: `SELECT l.order_id || ' ' || l.id AS id FROM order_lines AS l
    WHERE l.refunded <> (SELECT coalesce(sum(part.value->>'amount'), 0)
      FROM refunds AS r, json_each(r.lines) AS part
      WHERE r.order_id = l.order_id AND r.status <> 'failed' AND part.value->>'lineId' = l.id)`,
  /** Every paid order has its capture, every capture its paid order; refunds at the provider are those of the order (I-13). */
  capturedIsPaid: `SELECT o.id FROM orders AS o
    WHERE o.captured <> (SELECT coalesce(sum(amount), 0) FROM payment_operations
                         WHERE order_id = o.id AND kind = 'capture' AND status = 'approved')
      OR o.refunded <> (SELECT coalesce(sum(amount), 0) FROM payment_operations
                        WHERE order_id = o.id AND kind = 'refund' AND status = 'approved')
    UNION ALL
    SELECT order_id FROM payment_operations WHERE order_id NOT IN (SELECT id FROM orders)`,
  /** A promotion has been redeemed as often as orders say (I-30). */
  redemptionsAreCounted: `SELECT p.id FROM promotions AS p
    WHERE p.redeemed <> (SELECT count(*) FROM promotion_redemptions
                         WHERE promotion_id = p.id AND state = 'redeemed')
    UNION ALL
    SELECT r.promotion_id || ' ' || r.order_id FROM promotion_redemptions AS r JOIN orders AS o ON o.id = r.order_id
    WHERE (r.state = 'given_back') <> (o.status IN ('failed', 'canceled'))`,
  /** What happened to an order has been told, and the other way round. */
  historyIsLogged: `SELECT h.id FROM order_events AS h LEFT JOIN events AS e ON e.id = h.id
    WHERE e.id IS NULL OR e.type <> h.type OR e.subject <> 'order:' || h.order_id`,
} as const

export type OrderLaw = keyof typeof LAWS

/** The first ids that break each law of the orders room; a sound shop has none. One crossing, but it reads everything. */
export async function orderViolations(db: Db, limit = 100): Promise<Record<OrderLaw, string[]>> {
  const laws = Object.entries(LAWS)
  const found = await db.batch<{ id: string }>(
    laws.map(([, sql]) => db.prepare(`${sql} ORDER BY 1 LIMIT ?1`).bind(limit)),
  )
  return Object.fromEntries(
    laws.map(([law], at) => [law, (found[at]?.results ?? []).map(({ id }) => id)]),
  ) as Record<OrderLaw, string[]>
}
