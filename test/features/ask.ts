import { expect } from 'vitest'
import type { Ctx } from '../../src/platform/context.ts'
import { Problem } from '../../src/platform/problem.ts'
import { context, send, token } from './shop.ts'

export type Refusal = {
  code: string
  detail: string
  errors?: { pointer: string; code: string; message: string }[]
}
export type Answer = { status: number; etag: string; location: string | null; body: never }

/** Asks as staff with this scope: the answer taken apart, refused or not. */
export const askAs =
  (scope: string) =>
  async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
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
    return {
      status: answer.status,
      etag: answer.headers.get('ETag') ?? '',
      location: answer.headers.get('Location'),
      body: (text === '' ? null : JSON.parse(text)) as never,
    }
  }

/** The tag of another revision of the same resource. */
export const atRevision = (revision: number, tag: string): string => tag.replace(/^"\d+/, `"${revision}`)

/** The refusal, if it is one of this status and code. */
export function expectRefusal(
  answer: { status: number; body: unknown },
  status: number,
  code: string,
): Refusal {
  const body = answer.body as Refusal
  expect([answer.status, body.code], body.detail).toEqual([status, code])
  return body
}

/** Every id of a list, walked page by page. */
export async function walk(
  ask: ReturnType<typeof askAs>,
  path: string,
  limit = 1,
  key = 'id',
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${more}`)
    const { data, page } = answer.body as {
      data: Record<string, string>[]
      page: { nextCursor: string | null }
    }
    ids.push(...data.map((each) => each[key] ?? ''))
    cursor = page.nextCursor
  }
  return ids
}

/** A context in which something happens just before a batch: the first, unless the use case also reads in batches. */
export function disturbed(act: () => Promise<unknown>, nth = 1): Ctx {
  const ctx = context()
  const { db } = ctx
  let batches = 0
  return Object.defineProperty(ctx, 'db', {
    value: {
      ...db,
      batch: async (statements: never[]) => {
        if ((batches += 1) === nth) await act()
        return db.batch(statements)
      },
    },
  })
}

/** The problem that some work ends in. */
export const refusal = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.fail('was not refused'),
    (error: unknown) => {
      if (error instanceof Problem) return error
      throw error
    },
  )

export const match = (tag: string) => ({ ifMatch: tag, ifNoneMatch: undefined })
