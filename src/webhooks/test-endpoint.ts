import { commitChange } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { endpointById } from './endpoints.ts'

export const TEST_TYPE = 'webhook.test'

/** Puts an event into the log that only this endpoint is told of, whatever types it asks for: the whole way is tried. */
export async function testEndpoint(ctx: Ctx, call: AdminCall, id: string) {
  const endpoint = await endpointById(ctx.db, id)
  if (endpoint.status !== 'enabled')
    throw new Problem('invalid_transition', 'The endpoint is disabled: nothing is sent to it.')
  const event = { id: ctx.newId('event'), type: TEST_TYPE, subject: `webhook:${id}`, data: {} }
  return commitChange(ctx, call, {
    statements: [],
    events: [event],
    audit: { action: 'webhook.tested', subject: `webhook:${id}`, changes: [] },
    outcome: {
      status: 202,
      headers: {},
      body: { eventId: event.id, type: event.type, subject: event.subject },
    },
  })
}
