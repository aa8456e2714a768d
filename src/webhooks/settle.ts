import { appendEvents } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, guardOneRow, type Statement } from '../platform/d1.ts'
import type { Attempt } from './attempt.ts'
import type { Claimed } from './claim.ts'
import { WAITING } from './deliveries.ts'
import { retryAfter } from './schedule.ts'

/**
 * Writes how an attempt ended. Only while the lock is still ours: whoever took the delivery over after it ran out
 * decides by their own attempt. When it is through, delivered or dead, the next event of its subject may go.
 */
export async function settle(ctx: Ctx, claimed: Claimed, outcome: Attempt): Promise<void> {
  const now = Date.now()
  if (outcome.ok) {
    await commit(ctx.db, [
      ...finish(ctx, claimed, 'delivered', outcome.status, null, now),
      ...letNextGo(ctx, claimed, now),
    ])
    return
  }
  const { status, error } = outcome
  const wait = retryAfter(claimed.attempts, Math.random(), ctx.config.webhookRetrySeconds)
  await commit(
    ctx.db,
    wait === undefined
      ? [...finish(ctx, claimed, 'dead', status, error, now), ...letNextGo(ctx, claimed, now)]
      : postpone(ctx, claimed, status, error, now, now + wait),
  )
}

function finish(
  { db }: Ctx,
  { id, attempts, lockedUntil }: Claimed,
  status: 'delivered' | 'dead',
  lastStatus: number | null,
  lastError: string | null,
  now: number,
): Statement[] {
  const end = db.prepare(
    `UPDATE webhook_deliveries SET status = ?1, last_status = ?2, last_error = ?3, finished_at = ?4, updated_at = ?4,
       locked_until = 0
     WHERE id = ?5 AND status = 'pending' AND attempts = ?6 AND locked_until = ?7`,
  )
  return [end.bind(status, lastStatus, lastError, now, id, attempts, lockedUntil)]
}

function postpone(
  { db }: Ctx,
  { id, endpointId, subject, attempts, lockedUntil }: Claimed,
  lastStatus: number | null,
  lastError: string,
  now: number,
  until: number,
): Statement[] {
  // An earlier event of the subject may be pending again meanwhile, sent again by an admin: then this one waits for it.
  const wait = db.prepare(
    `UPDATE webhook_deliveries SET last_status = ?1, last_error = ?2, updated_at = ?3, locked_until = 0,
       next_attempt_at = iif(EXISTS (
         SELECT 1 FROM webhook_deliveries AS earlier
         WHERE earlier.endpoint_id = ?8 AND earlier.subject = ?9 AND earlier.status = 'pending'
           AND earlier.event_sequence < webhook_deliveries.event_sequence), ?10, ?4)
     WHERE id = ?5 AND status = 'pending' AND attempts = ?6 AND locked_until = ?7`,
  )
  return [
    wait.bind(lastStatus, lastError, now, until, id, attempts, lockedUntil, endpointId, subject, WAITING),
  ]
}

const letNextGo = ({ db }: Ctx, { endpointId, subject }: Claimed, now: number): Statement[] => [
  db
    .prepare(
      `UPDATE webhook_deliveries SET next_attempt_at = ?1 WHERE next_attempt_at = ?2 AND id = (
         SELECT id FROM webhook_deliveries WHERE endpoint_id = ?3 AND subject = ?4 AND status = 'pending'
         ORDER BY event_sequence LIMIT 1)`,
    )
    .bind(now, WAITING, endpointId, subject),
]

/** A receiver that answers 410 wants to hear no more (Standard Webhooks): its endpoint is disabled, for all to see. */
export async function disableGone(ctx: Ctx, endpointId: string, revision: number): Promise<void> {
  const disable = ctx.db.prepare(
    `UPDATE webhook_endpoints SET status = 'disabled', revision = revision + 1, updated_at = ?1
     WHERE id = ?2 AND revision = ?3 AND status = 'enabled'`,
  )
  const event = {
    type: 'webhook.updated',
    subject: `webhook:${endpointId}`,
    data: { changed: ['status'], reason: 'gone' },
  }
  try {
    await commit(ctx.db, [
      disable.bind(Date.now(), endpointId, revision),
      ...guardOneRow(ctx.db),
      ...appendEvents(ctx, [event], 'system', 'live'),
    ])
  } catch (error) {
    // An admin has changed it since, perhaps its URL: the next attempt will show.
    if (brokenConstraint(error) !== 'guard_held') throw error
  }
}
