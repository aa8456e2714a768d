import { openApiDocument } from '../../../src/app.ts'
import type { CredentialKind } from '../../../src/platform/credentials.ts'
import type { Budget } from '../../../src/platform/route.ts'
import { send, token } from '../shop.ts'

/** A route of the API with its facts, as the OpenAPI document tells them. */
export type Door = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly budget: { readonly kv: number; readonly d1: number; readonly do: number }
  readonly scope: string | undefined
  /** What a shopper has to show; its sample brings it in `headers`. */
  readonly credential: CredentialKind | undefined
  readonly key: 'required' | 'needless' | undefined
  readonly match: 'required' | 'put' | 'optional' | undefined
  readonly takesJson: boolean
}

/**
 * A good request to a door. Each call makes what it needs anew, so that the request can succeed once more. `body` is
 * sent as JSON, `raw` as it is; `otherBody` is a second good body, for a key that is used twice.
 */
export type Ask = {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly otherBody?: unknown
  readonly raw?: Uint8Array
}
export type Sample = () => Ask | Promise<Ask>

type Operation = {
  readonly operationId: string
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
  readonly 'x-highstreet': Pick<Door, 'scope' | 'credential' | 'key' | 'match'> & {
    readonly budget: Budget
  }
}

export const doors: readonly Door[] = Object.entries(openApiDocument().paths ?? {}).flatMap(
  ([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(
      ([
        method,
        {
          operationId,
          requestBody,
          'x-highstreet': { budget, scope, credential, key, match },
        },
      ]) => ({
        operationId,
        method: method.toUpperCase(),
        path,
        budget: { ...budget, do: budget.do ?? 0 },
        scope,
        credential,
        key,
        match,
        takesJson: requestBody?.content['application/json'] !== undefined,
      }),
    ),
)

export const staffDoors = doors.filter(({ scope }) => scope !== undefined)
export const unsafeDoors = staffDoors.filter(({ method }) => method !== 'GET')

/** The request of an ask; `more` are headers on top, such as a token and a key. */
export function requestOf(
  door: Door,
  ask: Ask,
  more: Readonly<Record<string, string>> = {},
  body = ask.body,
): Request {
  const bytes = ask.raw ?? (body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body)))
  const type = ask.raw === undefined && bytes !== undefined ? { 'Content-Type': 'application/json' } : {}
  return new Request(`https://shop.test${ask.path}`, {
    method: door.method,
    headers: { ...type, ...ask.headers, ...more },
    ...(bytes !== undefined && { body: bytes }),
  })
}

let made = 0
/** A number that no other sample has had: for handles, SKUs, codes. */
export const fresh = (): number => (made += 1)

/** Makes something through the API, as an admin would; throws what was answered if it was refused. */
export async function make<T>(
  method: string,
  path: string,
  scope: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ body: T; etag: string; status: number }> {
  const answer = await send(path, {
    method,
    headers: {
      Authorization: `Bearer ${await token(scope)}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return {
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    etag: answer.headers.get('ETag') ?? '',
    status: answer.status,
  }
}
