import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, guardOneRow, type Statement } from '../platform/d1.ts'
import { Problem } from '../platform/problem.ts'
import { acceptTarget } from './accept-target.ts'
import { type Endpoint, type EndpointStatus, outcomeOf } from './endpoints.ts'
import { newSecret } from './secret.ts'

// Each event is looked at once for every endpoint.
const ENDPOINTS_MAX = 100

export type NewEndpoint = {
  readonly id?: string | undefined
  readonly url: string
  readonly description?: string | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly status?: EndpointStatus | undefined
}

/**
 * Makes an endpoint that hears of everything from now on, beginning with its own creation. The kept answer has no
 * secret; whoever gives the answer reads it from the row.
 */
export const createEndpoint = (ctx: Ctx, call: AdminCall, given: NewEndpoint) =>
  untilUnraced(async () => {
    const url = await acceptTarget(ctx, given.url)
    const endpoint: Endpoint = {
      id: given.id ?? ctx.newId('webhookEndpoint'),
      url,
      description: given.description ?? '',
      eventTypes: given.eventTypes ?? [],
      status: given.status ?? 'enabled',
      previousSecretUntil: null,
      revision: 1,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    }
    await demandRoom(ctx, endpoint.id)
    const { headers, ...outcome } = outcomeOf(201, endpoint)
    const changed = ['url', 'description', 'eventTypes', 'status']
    return commitChange(ctx, call, {
      statements: insertEndpoint(ctx, endpoint),
      events: [{ type: 'webhook.created', subject: `webhook:${endpoint.id}`, data: { changed } }],
      audit: {
        action: 'webhook.created',
        subject: `webhook:${endpoint.id}`,
        // Without values: a path or query of the URL may be the key to it.
        changes: changed.map((member) => ({ member })),
      },
      outcome: { ...outcome, headers: { ...headers, Location: `/v1/admin/webhooks/${endpoint.id}` } },
    }).catch((error: unknown) => {
      if (brokenConstraint(error) === 'webhook_endpoints.id') throw idTaken()
      throw error
    })
  })

async function demandRoom(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db
    .prepare(
      `SELECT count(*) FILTER (WHERE status <> 'deleted') AS endpoints, count(*) FILTER (WHERE id = ?1) AS taken
       FROM webhook_endpoints`,
    )
    .bind(id)
    .first<{ endpoints: number; taken: number }>()
  if (row?.taken) throw idTaken()
  if ((row?.endpoints ?? 0) >= ENDPOINTS_MAX)
    throw new Problem('invalid_transition', `There are ${ENDPOINTS_MAX} endpoints; delete one first.`)
}

const idTaken = (): Problem =>
  new Problem('already_exists', undefined, {
    errors: [
      { pointer: '/id', code: 'already_exists', message: 'is, or was lately, the id of another endpoint' },
    ],
  })

const insertEndpoint = (ctx: Ctx, endpoint: Endpoint): Statement[] => [
  ctx.db
    .prepare(
      `INSERT INTO webhook_endpoints (id, url, description, event_types, status, secret, cursor, created_at, updated_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, coalesce((SELECT max(sequence) FROM events), 0), ?7, ?7
       WHERE (SELECT count(*) FROM webhook_endpoints WHERE status <> 'deleted') < ?8`,
    )
    .bind(
      endpoint.id,
      endpoint.url,
      endpoint.description,
      JSON.stringify(endpoint.eventTypes),
      endpoint.status,
      newSecret(),
      ctx.now,
      ENDPOINTS_MAX,
    ),
  ...guardOneRow(ctx.db),
]
