import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow, type Statement } from '../platform/d1.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { acceptTarget } from './accept-target.ts'
import { currentOf, endpointById, type Endpoint, type EndpointStatus, outcomeOf } from './endpoints.ts'

export type EndpointEdit = {
  readonly url?: string | undefined
  readonly description?: string | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly status?: EndpointStatus | undefined
}

const MEMBERS = ['url', 'description', 'eventTypes', 'status'] as const

/** Changes an endpoint. A disabled one keeps its place in the log: enabled again, it goes on where it stood. */
export const updateEndpoint = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  preconditions: Preconditions,
  edit: EndpointEdit,
) =>
  untilUnraced(async () => {
    const before = await endpointById(ctx.db, id)
    demandMatch(preconditions, currentOf(before))
    const wanted: Endpoint = {
      ...before,
      url: edit.url === undefined ? before.url : await acceptTarget(ctx, edit.url),
      description: edit.description ?? before.description,
      eventTypes: edit.eventTypes ?? before.eventTypes,
      status: edit.status ?? before.status,
    }
    const changed = MEMBERS.filter(
      (member) => JSON.stringify(before[member]) !== JSON.stringify(wanted[member]),
    )
    if (changed.length === 0) return commitNothing(ctx, call, outcomeOf(200, before))
    const after = { ...wanted, revision: before.revision + 1, updatedAt: ctx.now }
    return commitChange(ctx, call, {
      statements: saveEndpoint(ctx, before, after),
      events: [{ type: 'webhook.updated', subject: `webhook:${id}`, data: { changed } }],
      audit: {
        action: 'webhook.updated',
        subject: `webhook:${id}`,
        changes: changed.map((member) =>
          member === 'url' ? { member } : { member, from: before[member], to: after[member] },
        ),
      },
      outcome: outcomeOf(200, after),
    })
  })

const saveEndpoint = (ctx: Ctx, before: Endpoint, after: Endpoint): Statement[] => [
  ctx.db
    .prepare(
      `UPDATE webhook_endpoints SET url = ?1, description = ?2, event_types = ?3, status = ?4, revision = ?5,
         updated_at = ?6 WHERE id = ?7 AND revision = ?8 AND status <> 'deleted'`,
    )
    .bind(
      after.url,
      after.description,
      JSON.stringify(after.eventTypes),
      after.status,
      after.revision,
      after.updatedAt,
      before.id,
      before.revision,
    ),
  ...guardOneRow(ctx.db),
]
