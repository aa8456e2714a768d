import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import { endpointById, outcomeOf } from './endpoints.ts'
import { ROTATION_MS, newSecret } from './secret.ts'

/** Gives an endpoint a new secret; the one before signs beside it for a day. The kept answer has neither. */
export const rotateSecret = (ctx: Ctx, call: AdminCall, id: string) =>
  untilUnraced(async () => {
    const before = await endpointById(ctx.db, id)
    const after = {
      ...before,
      previousSecretUntil: ctx.now + ROTATION_MS,
      revision: before.revision + 1,
      updatedAt: ctx.now,
    }
    const rotate = ctx.db.prepare(
      `UPDATE webhook_endpoints SET previous_secret = secret, secret = ?1, previous_secret_until = ?2, revision = ?3,
         updated_at = ?4 WHERE id = ?5 AND revision = ?6 AND status <> 'deleted'`,
    )
    return commitChange(ctx, call, {
      statements: [
        rotate.bind(newSecret(), after.previousSecretUntil, after.revision, ctx.now, id, before.revision),
        ...guardOneRow(ctx.db),
      ],
      events: [{ type: 'webhook.secret_rotated', subject: `webhook:${id}`, data: {} }],
      audit: { action: 'webhook.secret_rotated', subject: `webhook:${id}`, changes: [{ member: 'secret' }] },
      outcome: outcomeOf(200, after),
    })
  })
