import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardOneRow, guardThat, type Statement } from '../platform/d1.ts'
import { Problem } from '../platform/problem.ts'
import { type Delivery, deliveryById, showDelivery, WAITING } from './deliveries.ts'
import { endpointById } from './endpoints.ts'

const DEAD_PER_CALL = 500

/** Whether something earlier of a subject is pending, of `{ endpointId, subject, sequence }` in a row of json_each. */
const EARLIER_PENDING = `EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
  WHERE earlier.endpoint_id = value->>'endpointId' AND earlier.subject = value->>'subject'
    AND earlier.status = 'pending' AND earlier.event_sequence < value->>'sequence')`

async function hasEarlierPending(ctx: Ctx, delivery: Delivery): Promise<boolean> {
  const { endpointId, subject, eventSequence: sequence } = delivery
  const row = await ctx.db
    .prepare(`SELECT ${EARLIER_PENDING} AS behind FROM json_each(?1)`)
    .bind(JSON.stringify([{ endpointId, subject, sequence }]))
    .first<{ behind: number }>()
  return row?.behind === 1
}

/** Of each subject only the earliest pending delivery has a time (expand-log.ts); those behind it wait again. */
const letOthersWait = (ctx: Ctx, endpointId: string, subjects: readonly string[]): Statement[] =>
  bulk(
    ctx.db,
    `UPDATE webhook_deliveries SET next_attempt_at = ?3
     WHERE endpoint_id = ?2 AND status = 'pending' AND subject IN (SELECT value FROM json_each(?1))
       AND next_attempt_at <> ?3 AND EXISTS (
         SELECT 1 FROM webhook_deliveries AS earlier
         WHERE earlier.endpoint_id = ?2 AND earlier.subject = webhook_deliveries.subject
           AND earlier.status = 'pending' AND earlier.event_sequence < webhook_deliveries.event_sequence)`,
    subjects,
    endpointId,
    WAITING,
  )

/**
 * Sends a delivery again, the same bytes under the same id. A dead or delivered one begins its attempts anew, and later
 * events of its subject wait for it again; one that waits for its next attempt is tried now.
 */
export const redeliver = (ctx: Ctx, call: AdminCall, endpointId: string, id: string) =>
  untilUnraced(async () => {
    const before = await deliveryById(ctx.db, endpointId, id)
    if (before.endpointStatus !== 'enabled')
      throw new Problem('invalid_transition', 'The endpoint is disabled: nothing is sent to it.')
    const isBehind = await hasEarlierPending(ctx, before)
    const attempts = before.status === 'pending' ? before.attempts : 0
    const nextAttemptAt = isBehind ? WAITING : ctx.now
    const after = {
      ...before,
      status: 'pending' as const,
      attempts,
      nextAttemptAt,
      updatedAt: ctx.now,
      finishedAt: null,
    }
    // While an attempt is under way, its lock stands.
    const retry = ctx.db.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', attempts = ?1, updated_at = ?3, finished_at = NULL,
         next_attempt_at = max(?2, iif(status = 'pending', locked_until, 0)),
         locked_until = iif(status = 'pending', locked_until, 0)
       WHERE id = ?4 AND status = ?5 AND attempts = ?6`,
    )
    return commitChange(ctx, call, {
      statements: [
        ...guardThat(ctx.db, `SELECT (${EARLIER_PENDING}) = (value->>'isBehind') FROM json_each(?1)`, [
          { endpointId, subject: before.subject, sequence: before.eventSequence, isBehind: isBehind ? 1 : 0 },
        ]),
        retry.bind(attempts, nextAttemptAt, ctx.now, id, before.status, before.attempts),
        ...guardOneRow(ctx.db),
        ...letOthersWait(ctx, endpointId, [before.subject]),
      ],
      events: [],
      audit: {
        action: 'webhook_delivery.retried',
        subject: `webhook:${endpointId}`,
        changes: [{ member: 'delivery', to: id }],
      },
      outcome: { status: 200, headers: {}, body: showDelivery(after) },
    })
  })

/** Sends the oldest dead deliveries of an endpoint again, some hundred a call. */
export const redeliverDead = (ctx: Ctx, call: AdminCall, endpointId: string) =>
  untilUnraced(async () => {
    const endpoint = await endpointById(ctx.db, endpointId)
    if (endpoint.status !== 'enabled')
      throw new Problem('invalid_transition', 'The endpoint is disabled: nothing is sent to it.')
    const { results } = await ctx.db
      .prepare(
        `SELECT id, subject FROM webhook_deliveries WHERE endpoint_id = ?1 AND status = 'dead'
         ORDER BY event_sequence LIMIT ?2`,
      )
      .bind(endpointId, DEAD_PER_CALL + 1)
      .all<{ id: string; subject: string }>()
    const dead = results.slice(0, DEAD_PER_CALL)
    const ids = dead.map(({ id }) => id)
    const outcome = {
      status: 200 as const,
      headers: {},
      body: { retried: ids.length, more: results.length > ids.length },
    }
    if (ids.length === 0) return commitNothing(ctx, call, outcome)
    const allDead = `SELECT count(*) = json_array_length(?1) FROM webhook_deliveries
      WHERE status = 'dead' AND id IN (SELECT value FROM json_each(?1))`
    const retry = ctx.db.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = ?1, updated_at = ?1,
         finished_at = NULL, locked_until = 0
       WHERE id IN (SELECT value FROM json_each(?2))`,
    )
    return commitChange(ctx, call, {
      statements: [
        ...guardThat(ctx.db, allDead, ids),
        retry.bind(ctx.now, JSON.stringify(ids)),
        ...letOthersWait(ctx, endpointId, [...new Set(dead.map(({ subject }) => subject))]),
      ],
      events: [],
      audit: {
        action: 'webhook_delivery.retried',
        subject: `webhook:${endpointId}`,
        changes: [{ member: 'deliveries', to: ids.length }],
      },
      outcome,
    })
  })
