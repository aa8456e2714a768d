import { type Laws, newest, ORDERS_A_LOOK } from '../platform/law.ts'

// By the index of the times alone: an order itself is read where a law asks for it.
const RECENT = `(SELECT id FROM orders ORDER BY created_at DESC, id DESC LIMIT ${ORDERS_A_LOOK} OFFSET ${ORDERS_A_LOOK} * ?2)`
const ORDERS = `${RECENT} AS recent CROSS JOIN orders AS o ON o.id = recent.id`
const LINES = `${RECENT} AS recent CROSS JOIN order_lines AS l ON l.order_id = recent.id`

const sumOf = (kind: 'capture' | 'refund'): string =>
  `(SELECT coalesce(sum(amount), 0) FROM payment_operations WHERE order_id = o.id AND kind = '${kind}' AND status = 'approved')`

/** What must hold of orders, and between them and stock, till, promotions and log. */
export const ORDER_LAWS = {
  partsSumToTotal: {
    means: 'A bill does not add up. Compare it with what was charged.',
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE o.total <> (SELECT coalesce(sum(value->>'amount'), 0) FROM json_each(o.bill, '$.totals')) OR o.total <> o.bill->>'total'`,
  },
  linesSumToParts: {
    means: 'Lines, shipping and tax do not add up. Compare the bill with what was charged.',
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE o.total <> (SELECT sum(l.total + CASE WHEN o.bill->>'taxIncluded' THEN 0 ELSE coalesce(l.bill->'tax'->>'amount', 0) END)
                        FROM order_lines AS l WHERE l.order_id = o.id)
        + coalesce(o.bill->'shipping'->>'total', 0)
        + CASE WHEN o.bill->>'taxIncluded' THEN 0 ELSE coalesce(o.bill->'shipping'->'tax'->>'amount', 0) END`,
  },
  refundsAreCounted: {
    means: 'An order counts other refunds than it has. Compare with the provider before you refund more.',
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE o.refunded <> (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = o.id AND status = 'succeeded')
        OR o.refunding <> (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = o.id AND status = 'pending')`,
  },
  linesAreRefunded: {
    means: 'A line counts other refunds than it has. Refund by amount, not by pieces.',
    sql: `SELECT l.order_id || ' ' || l.id AS id FROM ${LINES}
      WHERE (l.refunded, l.coming_back, l.returned) IS NOT
        (SELECT coalesce(sum(part.value->>'amount'), 0),
           coalesce(sum(iif(r.status = 'pending', part.value->>'quantity', 0)), 0),
           coalesce(sum(iif(r.status = 'succeeded', part.value->>'quantity', 0)), 0)
         FROM refunds AS r, json_each(r.lines) AS part
         WHERE r.order_id = l.order_id AND r.status <> 'failed' AND part.value->>'lineId' = l.id)`,
  },
  sentIsCounted: {
    means: 'An order counts other pieces as sent than are in parcels. Look before you send more.',
    sql: `SELECT l.order_id AS id FROM ${LINES}
      WHERE l.fulfilled <> (SELECT coalesce(sum(part.value->>'quantity'), 0)
        FROM fulfillments AS f, json_each(f.lines) AS part
        WHERE f.order_id = l.order_id AND part.value->>'lineId' = l.id)
      UNION ALL
      SELECT o.id FROM ${ORDERS}
      WHERE o.fulfillment_status <> (SELECT CASE WHEN max(fulfilled) = 0 THEN 'unfulfilled'
          WHEN min(fulfilled + returned >= quantity) THEN 'fulfilled' ELSE 'partially_fulfilled' END
        FROM order_lines WHERE order_id = o.id)`,
  },
  capturedIsPaid: {
    means: 'An order and the provider differ about its money. Compare with the provider before you send it.',
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE o.captured <> ${sumOf('capture')} OR o.refunded <> ${sumOf('refund')}
        OR NOT CASE o.payment_status WHEN 'paid' THEN o.captured = o.total AND o.refunded = 0
          WHEN 'partially_refunded' THEN o.refunded BETWEEN 1 AND o.captured - 1
          WHEN 'refunded' THEN o.refunded = o.captured ELSE o.captured = 0 END`,
  },
  operationsAreOrders: {
    means: 'A provider was asked for no order of ours, or another amount. Refund what it took.',
    sql: `SELECT p.id FROM ${newest('payment_operations', 'id DESC')} AS p LEFT JOIN orders AS o ON o.id = p.order_id
      WHERE o.id IS NULL OR o.currency <> p.currency OR (p.kind = 'authorize' AND p.amount <> o.total)`,
  },
  authorizationsAreLetGo: {
    means: 'An order that is over still reserves money. Cancel the authorization at the provider.',
    sql: `SELECT a.id FROM ${ORDERS} CROSS JOIN payment_operations AS a ON a.order_id = o.id
      WHERE o.status IN ('canceled', 'failed') AND a.kind = 'authorize' AND a.status = 'approved' AND a.updated_at < ?3
        AND NOT EXISTS (SELECT 1 FROM payment_operations AS c WHERE c.authorization_id = a.id
          AND (c.status = 'pending' OR (c.kind = 'capture' AND c.status = 'approved')))`,
  },
  ordersHaveTheirStock: {
    means: 'An order took other pieces than it sold. Count the shelf before you send it.',
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE o.status IN ('placed', 'completed') AND EXISTS (SELECT 1 FROM stock_holds AS h
        JOIN variants AS v ON v.id = h.variant_id AND v.tracked = 1
        WHERE h.order_id = o.id GROUP BY h.variant_id
        HAVING sum(iif(h.state = 'taken', h.quantity, 0)) <>
          (SELECT sum(quantity) FROM order_lines WHERE order_id = o.id AND variant_id = h.variant_id))`,
  },
  holdsFollowOrders: {
    means: 'Stock is set aside or taken for an order that is over, or none. Count the shelf.',
    sql: `SELECT h.id FROM ${newest('stock_holds', 'id DESC')} AS h LEFT JOIN orders AS o ON o.id = h.order_id
      WHERE o.id IS NULL OR (h.state = 'held' AND o.status <> 'pending')
        OR (h.state = 'taken' AND o.status IN ('pending', 'failed'))`,
  },
  redemptionsAreCounted: {
    means: 'A promotion counts other uses than orders made. Archive it if its limit matters.',
    sql: `SELECT p.id FROM promotions AS p
      WHERE p.redeemed <> (SELECT count(*) FROM promotion_redemptions
                           WHERE promotion_id = p.id AND state = 'redeemed')
      UNION ALL
      SELECT r.promotion_id || ' ' || r.order_id FROM ${ORDERS}
        CROSS JOIN promotion_redemptions AS r ON r.order_id = o.id
      WHERE (r.state = 'given_back') <> (o.status IN ('failed', 'canceled'))`,
  },
  historyIsLogged: {
    means: "An order's history and the log differ. Read the order, not the log.",
    sql: `SELECT h.id FROM ${RECENT} AS recent CROSS JOIN order_events AS h ON h.order_id = recent.id
        LEFT JOIN events AS e ON e.id = h.id
      WHERE e.type IS NOT h.type OR e.subject <> 'order:' || h.order_id
      UNION ALL
      SELECT e.id FROM ${RECENT} AS recent CROSS JOIN events AS e ON e.subject = 'order:' || recent.id
      WHERE NOT EXISTS (SELECT 1 FROM order_events AS h WHERE h.id = e.id)`,
  },
  movesAreTold: {
    means: "An order's history does not lead to its state. Compare with the provider.",
    sql: `SELECT o.id FROM ${ORDERS}
      WHERE NOT EXISTS (SELECT 1 FROM order_events AS h
          WHERE h.order_id = o.id AND h.type = 'order.' || replace(o.status, 'pending', 'created'))
        OR (o.captured > 0 AND NOT EXISTS (SELECT 1 FROM order_events AS h
          WHERE h.order_id = o.id AND h.type IN ('order.paid', 'order.paid_late')))`,
  },
} as const satisfies Laws

/** What is not to wait for long. */
export const ORDER_LATE = {
  undecidedOrders: {
    means: 'Orders wait for their payment: as undecidedOperations.',
    sql: `SELECT id FROM orders WHERE status = 'pending' AND updated_at < ?4`,
  },
  unreturnedMoney: {
    means: 'Money of an order that is over does not go back: as undecidedOperations.',
    sql: `SELECT id FROM orders
      WHERE status IN ('canceled', 'failed') AND captured - refunded - refunding > 0 AND updated_at < ?3`,
  },
} as const satisfies Laws
