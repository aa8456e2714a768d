import { env, exports } from 'cloudflare:workers'
import { importJWK, SignJWT } from 'jose'
import { checkEnvironment, makeContext, type Bindings } from '../../src/env.ts'
import { workOnImport } from '../../src/imports/work.ts'
import type { AdminCall } from '../../src/platform/admin-call.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { principalOf } from '../../src/platform/idempotency.ts'
import { publish } from '../../src/publication/publish.ts'

/** A context of its own, as a request would get it; `changes` replace bindings, for faults. */
export function context(changes: Partial<Bindings> = {}): Ctx {
  const bindings = { ...(env as unknown as Bindings), ...changes }
  const checked = checkEnvironment(bindings)
  if (!checked.ok) throw new Error(checked.why)
  return makeContext(bindings, checked, { waitUntil: () => undefined } as never)
}

/** A staff token of the test issuer. */
export async function token(
  scope: string,
  subject = 'tester',
  tokenId: string = crypto.randomUUID(),
): Promise<string> {
  return sign(env.STAFF_KEY, 'https://issuer.test', subject, { scope, jti: tokenId })
}

/** A customer's token of the test issuer; `claims` put others in place of the good ones. */
export const customerToken = (
  subject = 'alice',
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> => sign(env.CUSTOMER_KEY, 'https://customers.test', subject, claims)

async function sign(jwk: JsonWebKey, issuer: string, subject: string, claims: Record<string, unknown>) {
  const key = await importJWK(jwk as never, 'ES256')
  const now = Math.floor(Date.now() / 1_000)
  const good = { iss: issuer, aud: 'highstreet', sub: subject, iat: now, exp: now + 600 }
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'test' })
    .sign(key)
}

/** A member of staff at an unsafe route, without a key of their own. */
export const adminCall = (subject = 'tester', route = 'POST /v1/admin/tests'): AdminCall => {
  const staff = {
    kind: 'staff' as const,
    issuer: 'https://issuer.test',
    subject,
    tokenId: null,
    scopes: new Set<string>(),
  }
  return { staff, actor: principalOf(staff), route, keep: () => [] }
}

export const send = (path: string, init?: RequestInit): Promise<Response> =>
  exports.default.fetch(`https://shop.test${path}`, init)

export const sendRequest = (request: Request): Promise<Response> =>
  exports.default.fetch(request as never) as never

export async function getJson<T>(path: string): Promise<T> {
  const answer = await send(path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A context whose KV refuses what Cloudflare's would: more than 1,000 operations, and here also quick rewrites of a key. */
export function strictContext(lastPuts?: Map<string, number>): Ctx {
  const ctx = context()
  const { kv } = ctx
  let operations = 0
  const put = async (key: string, value: string): Promise<void> => {
    operations += 1
    if (operations > 1_000) throw new Error('KV: too many operations in one invocation')
    const last = lastPuts?.get(key)
    if (last !== undefined && Date.now() - last < 1_000)
      throw new Error('KV PUT failed: 429 Too Many Requests')
    await kv.put(key, value)
    lastPuts?.set(key, Date.now())
  }
  return Object.defineProperty(ctx, 'kv', { value: { ...kv, put } })
}

/** Carries the log to its end. The queue's own consumer may hold the lease meanwhile. */
export async function publishAll(lastPuts?: Map<string, number>): Promise<void> {
  for (let run = 0; run < 500; run += 1) {
    const outcome = await publish(strictContext(lastPuts))
    if (outcome === 'done') return
    if (outcome === 'busy') await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the log has no end')
}

let keys = 0
/** Uploads a file through the door and works it off; answers the job as the API shows it. */
export async function importFile(
  body: string,
  format: 'ndjson' | 'shopify-csv',
  query = 'market=us',
): Promise<Record<string, unknown> & { id: string; status: string }> {
  const authorization = { Authorization: `Bearer ${await token('imports:write')}` }
  const bytes = new TextEncoder().encode(body)
  const answer = await send(`/v1/admin/imports?format=${format}&${query}`, {
    method: 'POST',
    headers: {
      ...authorization,
      'Content-Type': format === 'ndjson' ? 'application/x-ndjson' : 'text/csv',
      'Content-Length': String(bytes.length),
      'Idempotency-Key': `test-${(keys += 1)}`,
    },
    body: bytes,
  })
  if (answer.status !== 202) throw new Error(`import: ${answer.status} ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  for (let chunk = 0; chunk < 1_000 && (await workOnImport(context(), id)) === 'more'; chunk += 1);
  const job = await send(`/v1/admin/imports/${id}`, { headers: authorization })
  return (await job.json()) as Record<string, unknown> & { id: string; status: string }
}

/** NDJSON lines of products as a table of objects. */
export const ndjson = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')
