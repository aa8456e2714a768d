import type { Laws } from '../platform/law.ts'

/** What endpoints are to be told, and not to wait for. */
export const DELIVERY_LATE = {
  undelivered: {
    means: 'Endpoints are not told: the queue of webhooks stands still.',
    sql: `SELECT d.id FROM webhook_endpoints AS w CROSS JOIN webhook_deliveries AS d
        ON d.endpoint_id = w.id AND d.status = 'pending' AND d.next_attempt_at < ?3
      WHERE w.status = 'enabled'
      UNION ALL
      SELECT w.id FROM webhook_endpoints AS w
      WHERE w.status = 'enabled' AND EXISTS (SELECT 1 FROM events WHERE sequence > w.cursor AND created_at < ?3)`,
  },
} as const satisfies Laws
