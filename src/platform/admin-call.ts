import type { Context, TypedResponse } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { AppEnv } from './app-env.ts'
import type { Staff } from './context.ts'
import {
  type Keep,
  keyOwner,
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
  const { staff, route } = c.var
  const actor = principalOf(staff)
  return perform(c, actor, undefined, (keep) => act({ staff, actor, route, keep }))
}

type Performed<O> = { readonly outcome: O; readonly headers: Record<string, string> }

async function perform<O extends Outcome>(
  c: Context<AppEnv>,
  principal: string,
  owner: string | undefined,
  act: (keep: Keep) => Promise<O>,
): Promise<Performed<O>> {
  const { ctx, bodyBytes = '' } = c.var
  const text = parseIdempotencyKey(c.req.header('Idempotency-Key'))
  if (text === undefined) {
    const outcome = await act(() => [])
    return { outcome, headers: replayHeaders(outcome, false) }
  }
  const key = {
    ...requestKey(principal, c.req.method, c.req.url, text),
    ...(owner !== undefined && { owner }),
  }
  const { outcome, replayed } = await once(ctx, key, bodyBytes, act)
  return { outcome, headers: replayHeaders(outcome, replayed) }
}

/** `performOnce`, and its outcome as the answer. */
export const actOnce = async <Body, Status extends number>(
  c: Context<AppEnv>,
  act: (call: AdminCall) => Promise<Outcome<Body, Status>>,
): Promise<Response & Answer<Body, Status>> => answer(c, await performOnce(c, act))

/** The same for a customer, whose kept answers are forgotten when they are erased. */
export const actOnceAsCustomer = async <Body, Status extends number>(
  c: Context<AppEnv>,
  act: (keep: Keep) => Promise<Outcome<Body, Status>>,
): Promise<Response & Answer<Body, Status>> => {
  const { customer } = c.var
  return answer(c, await perform(c, principalOf(customer), keyOwner(customer), act))
}

function answer<Body, Status extends number>(
  c: Context<AppEnv>,
  { outcome, headers }: Performed<Outcome<Body, Status>>,
): Response & Answer<Body, Status> {
  const { status, body } = outcome
  const given = status === 204 ? c.body(null, 204, headers) : c.json(body as object, status as 200, headers)
  return given as unknown as Response & Answer<Body, Status>
}
