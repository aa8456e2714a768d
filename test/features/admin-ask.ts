import { send, token } from './shop.ts'

/** What an admin is answered. */
export type Told<Body> = { status: number; body: Body; etag: string; location: string | null }
export type Refused = {
  code: string
  detail: string
  errors?: { pointer: string; code: string; message: string }[]
  current?: unknown
}

/** Asks the admin API for something; a body that is a text goes as it is. */
export async function askAdmin<Body>(
  scope: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Told<Body & Refused>> {
  const answer = await send(`/v1/admin${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await token(scope)}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text === '' ? undefined : JSON.parse(text)) as Body & Refused,
    etag: answer.headers.get('ETag') ?? '',
    location: answer.headers.get('Location'),
  }
}

export const statuses = (all: readonly { status: number }[]): number[] =>
  all.map(({ status }) => status).toSorted((left, right) => left - right)
