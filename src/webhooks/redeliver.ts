import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow, guardThat } from '../platform/d1.ts'
import { Problem } from '../platform/problem.ts'
import { deliveryById, showDelivery } from './deliveries.ts'
import { endpointById } from './endpoints.ts'

const DEAD_PER_CALL = 500

/**
 * Sends a delivery again, the same bytes under the same id. A dead or delivered one begins its attempts anew, and later
 * events of its subject wait for it again; one that waits for its next attempt is tried now.
 */
export const redeliver = (ctx: Ctx, call: AdminCall, endpointId: string, id: string) =>
  untilUnraced(async () => {
    const before = await deliveryById(ctx.db, endpointId, id)
    if (before.endpointStatus !== 'enabled')
      throw new Problem('invalid_transition', 'The endpoint is disabled: nothing is sent to it.')
    const attempts = before.status === 'pending' ? before.attempts : 0
    const after = {
      ...before,
      status: 'pending' as const,
      attempts,
      nextAttemptAt: ctx.now,
      updatedAt: ctx.now,
      finishedAt: null,
    }
    const retry = ctx.db.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', attempts = ?1, next_attempt_at = ?2, updated_at = ?2,
         finished_at = NULL, locked_until = iif(status = 'pending', locked_until, 0)
       WHERE id = ?3 AND status = ?4 AND attempts = ?5`,
    )
    return commitChange(ctx, call, {
      statements: [retry.bind(attempts, ctx.now, id, before.status, before.attempts), ...guardOneRow(ctx.db)],
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
        `SELECT id FROM webhook_deliveries WHERE endpoint_id = ?1 AND status = 'dead'
         ORDER BY event_sequence LIMIT ?2`,
      )
      .bind(endpointId, DEAD_PER_CALL + 1)
      .all<{ id: string }>()
    const ids = results.slice(0, DEAD_PER_CALL).map(({ id }) => id)
    const outcome = {
      status: 200 as const,
      headers: {},
      body: { retried: ids.length, more: results.length > ids.length },
    }
    if (ids.length === 0) return commitNothing(ctx, call, outcome)
    const dead = `SELECT count(*) = json_array_length(?1) FROM webhook_deliveries
      WHERE status = 'dead' AND id IN (SELECT value FROM json_each(?1))`
    const retry = ctx.db.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = ?1, updated_at = ?1,
         finished_at = NULL, locked_until = 0
       WHERE id IN (SELECT value FROM json_each(?2))`,
    )
    return commitChange(ctx, call, {
      statements: [...guardThat(ctx.db, dead, ids), retry.bind(ctx.now, JSON.stringify(ids))],
      events: [],
      audit: {
        action: 'webhook_delivery.retried',
        subject: `webhook:${endpointId}`,
        changes: [{ member: 'deliveries', to: ids.length }],
      },
      outcome,
    })
  })
