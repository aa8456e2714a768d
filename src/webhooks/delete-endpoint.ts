import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { currentOf, endpointById } from './endpoints.ts'

/** Nothing more is sent. Secrets and URL are forgotten at once, what was still to be delivered by cron. */
export const deleteEndpoint = (ctx: Ctx, call: AdminCall, id: string, preconditions: Preconditions) =>
  untilUnraced(async () => {
    const endpoint = await endpointById(ctx.db, id)
    demandMatch(preconditions, currentOf(endpoint))
    const forget = ctx.db.prepare(
      `UPDATE webhook_endpoints SET status = 'deleted', url = '', secret = '', previous_secret = NULL,
         previous_secret_until = NULL, revision = revision + 1, updated_at = ?1
       WHERE id = ?2 AND revision = ?3 AND status <> 'deleted'`,
    )
    return commitChange(ctx, call, {
      statements: [forget.bind(ctx.now, id, endpoint.revision), ...guardOneRow(ctx.db)],
      events: [{ type: 'webhook.deleted', subject: `webhook:${id}`, data: {} }],
      audit: { action: 'webhook.deleted', subject: `webhook:${id}`, changes: [] },
      outcome: { status: 204, headers: {}, body: null },
    })
  })
