import type { Context, TypedResponse } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { AppEnv } from './app-env.ts'
import type { Staff } from './context.ts'
import {
  type Keep,
  type Outcome,
  once,
  parseIdempotencyKey,
  principalOf,
  replayHeaders,
  requestKey,
} from './idempotency.ts'

/** One unsafe request of a member of staff, as a use case needs to know it. */
export type AdminCall = {
  readonly staff: Staff
  /** Who it is, in events and in the audit. */
  readonly actor: string
  /** Method and path as the OpenAPI document has them, such as `PATCH /v1/admin/products/{id}`. */
  readonly route: string
  /** The statements that keep the answer for a retry: first in the batch of what they answer for. */
  readonly keep: Keep
}

type Answer<Body, Status> = Status extends StatusCode ? TypedResponse<Body, Status, 'json'> : never

/**
 * The one way in which an unsafe admin route acts: at most once per Idempotency-Key, with the stored answer for whoever
 * asks again. The act commits one batch that holds `keep(outcome)`.
 */
export async function performOnce<O extends Outcome>(
  c: Context<AppEnv>,
  act: (call: AdminCall) => Promise<O>,
): Promise<{ outcome: O; headers: Record<string, string> }> {
  const { ctx, staff, route, bodyBytes = '' } = c.var
  const actor = principalOf(staff)
  const perform = (keep: Keep) => act({ staff, actor, route, keep })
  const key = parseIdempotencyKey(c.req.header('Idempotency-Key'))
  const { outcome, replayed } =
    key === undefined
      ? { outcome: await perform(() => []), replayed: false }
      : await once(ctx, requestKey(actor, c.req.method, c.req.url, key), bodyBytes, perform)
  return { outcome, headers: replayHeaders(outcome, replayed) }
}

/** `performOnce`, and its outcome as the answer. */
export async function actOnce<Body, Status extends number>(
  c: Context<AppEnv>,
  act: (call: AdminCall) => Promise<Outcome<Body, Status>>,
): Promise<Response & Answer<Body, Status>> {
  const { outcome, headers } = await performOnce(c, act)
  const { status, body } = outcome
  const answer = status === 204 ? c.body(null, 204, headers) : c.json(body as object, status as 200, headers)
  return answer as unknown as Response & Answer<Body, Status>
}
