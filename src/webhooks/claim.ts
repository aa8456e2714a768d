import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { ATTEMPT_MS } from './attempt.ts'

// Longer than an attempt with resolving and settling takes; a killed consumer's deliveries are free again after it.
export const LOCK_MS = ATTEMPT_MS + 20_000

/** A delivery that is ours to attempt, until `lockedUntil`. */
export type Claimed = {
  readonly id: string
  readonly endpointId: string
  readonly eventId: string
  readonly subject: string
  readonly body: string
  readonly attempts: number
  readonly lockedUntil: number
}

/** How many deliveries to take of which endpoint. */
export type Wish = { readonly endpointId: string; readonly count: number }

/**
 * Takes due deliveries, of each subject the earliest that is pending: a later event waits for it, other subjects pass.
 * One statement looks and locks, so of two consumers only one gets a delivery. The attempt counts from here on, also
 * when nobody lives to tell how it ended.
 */
export async function claim(ctx: Ctx, wishes: readonly Wish[]): Promise<Claimed[]> {
  const now = Date.now()
  const take = ctx.db.prepare(
    `UPDATE webhook_deliveries SET attempts = attempts + 1, locked_until = ?1, next_attempt_at = ?1
     WHERE id IN (
       SELECT due.id FROM webhook_deliveries AS due
       WHERE due.endpoint_id = ?2 AND due.status = 'pending' AND due.next_attempt_at <= ?3 AND due.locked_until <= ?3
         AND NOT EXISTS (
           SELECT 1 FROM webhook_deliveries AS earlier
           WHERE earlier.endpoint_id = ?2 AND earlier.subject = due.subject AND earlier.status = 'pending'
             AND earlier.event_sequence < due.event_sequence)
       ORDER BY due.next_attempt_at, due.event_sequence LIMIT ?4)
     AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE id = ?2 AND status = 'enabled')
     RETURNING id, endpoint_id AS endpointId, event_id AS eventId, subject, body, attempts,
       locked_until AS lockedUntil`,
  )
  const taken = await commit(
    ctx.db,
    wishes.map(({ endpointId, count }) => take.bind(now + LOCK_MS, endpointId, now, count)),
  )
  return taken.flatMap(({ results }) => results as unknown as Claimed[])
}
