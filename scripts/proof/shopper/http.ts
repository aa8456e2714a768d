import { randomUUID } from 'node:crypto'

/** What a shopper holds: where it is, and the token that opens it. */
export type Held = { readonly path: string; readonly token: string }

export type Told<Body> = { readonly status: number; readonly body: Body; readonly replayed: boolean }

/** One request, whatever it is answered. */
export async function tell<Body>(
  url: string,
  method: string,
  path: string,
  token?: string,
  body?: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Told<Body>> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...more,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
    replayed: answer.headers.has('Idempotent-Replayed'),
  }
}

/** One request that must not be refused. */
export async function ask<Body>(...request: Parameters<typeof tell>): Promise<Body> {
  const { status, body } = await tell<Body>(...request)
  const [, method, path] = request
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

export const newKey = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': randomUUID() })

export function expectThat(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not so: ${what}`)
}
