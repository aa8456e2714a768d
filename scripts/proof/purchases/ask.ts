/** What a shop answered. */
export type Told<Body> = { readonly status: number; readonly headers: Headers; readonly body: Body }

export type Sent = {
  readonly token?: string | undefined
  readonly body?: object
  readonly key?: string
  readonly signal?: AbortSignal
}

/** One request, whatever is answered; throws a TypeError where nothing is. */
export async function ask<Body>(
  url: string,
  method: string,
  path: string,
  { token, body, key, signal }: Sent = {},
): Promise<Told<Body>> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  }
}

/** The body of an answer that is none of refusal. */
export async function demand<Body>(url: string, method: string, path: string, sent?: Sent): Promise<Body> {
  const { status, body } = await ask<Body>(url, method, path, sent)
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Nobody answered, or the connection broke: nobody knows whether it was done. */
export const isUnheard = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && error.name === 'AbortError')
