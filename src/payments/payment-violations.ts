import { type Laws, newest } from '../platform/law.ts'

const RECENT = `order_id IN (SELECT order_id FROM ${newest('payment_operations', 'id DESC')})`

/** What must hold at the till. */
export const PAYMENT_LAWS = {
  authorizedOnce: {
    means: 'Money is reserved twice. Cancel one authorization at the provider.',
    sql: `SELECT order_id AS id FROM payment_operations
      WHERE kind = 'authorize' AND status IN ('pending', 'requires_action', 'approved') AND ${RECENT}
      GROUP BY order_id HAVING count(*) > 1`,
  },
  capturedOnce: {
    means: 'An order was charged twice. Refund one capture at the provider.',
    sql: `SELECT order_id AS id FROM payment_operations
      WHERE kind = 'capture' AND status = 'approved' AND ${RECENT} GROUP BY order_id HAVING count(*) > 1`,
  },
  capturesAreAuthorized: {
    means: 'More was taken than promised, or after it was let go. Compare with the provider.',
    sql: `SELECT c.id FROM ${newest('payment_operations', 'id DESC')} AS c
      LEFT JOIN payment_operations AS a ON a.id = c.authorization_id
      WHERE c.kind = 'capture' AND c.status = 'approved' AND (a.status IS NOT 'approved' OR c.amount > a.amount)`,
  },
  refundsAreCaptured: {
    means: 'More goes back than came. Refund no more of the order.',
    sql: `SELECT order_id AS id FROM payment_operations WHERE ${RECENT}
      GROUP BY order_id HAVING sum(CASE WHEN kind = 'refund' AND status <> 'declined' THEN amount ELSE 0 END)
        > sum(CASE WHEN kind = 'capture' AND status = 'approved' THEN amount ELSE 0 END)`,
  },
} as const satisfies Laws

/** What is not to wait for long. */
export const PAYMENT_LATE = {
  undecidedOperations: {
    means: 'A provider does not say what became of it: it is down, has no keys, or cron does not run.',
    sql: `SELECT id FROM payment_operations
      WHERE status IN ('pending', 'requires_action') AND updated_at < iif(status = 'pending', ?3, ?4)`,
  },
} as const satisfies Laws
