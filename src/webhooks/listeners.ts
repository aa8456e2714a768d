import type { Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'
import type { Secrets } from './secret.ts'

/** An enabled endpoint as the deliverer sees it: how far it is in the log, and when something is next due. */
export type Listener = Secrets & {
  readonly id: string
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly revision: number
  readonly cursor: number
  readonly dueAt: Instant | null
}

type Row = Omit<Listener, 'eventTypes'> & { readonly eventTypes: string; readonly head: number }

/** All enabled endpoints, the head of the log, and whether one of them is behind it, of one moment. */
export async function readListeners(
  db: Db,
): Promise<{ listeners: Listener[]; head: number; isBehind: boolean }> {
  const { results } = await db
    .prepare(
      `SELECT id, url, event_types AS eventTypes, secret, previous_secret AS previousSecret,
         previous_secret_until AS previousSecretUntil, revision, cursor,
         (SELECT min(next_attempt_at) FROM webhook_deliveries
          WHERE endpoint_id = webhook_endpoints.id AND status = 'pending') AS dueAt,
         coalesce((SELECT max(sequence) FROM events), 0) AS head
       FROM webhook_endpoints WHERE status = 'enabled' ORDER BY id`,
    )
    .all<Row>()
  const listeners = results.map(({ head: _head, eventTypes, ...row }) => ({
    ...row,
    eventTypes: JSON.parse(eventTypes) as string[],
  }))
  const head = results[0]?.head ?? 0
  return { listeners, head, isBehind: listeners.some(({ cursor }) => cursor < head) }
}
