import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import worker from '../../src/index.ts'
import { authenticateStaff } from '../../src/auth/staff.ts'
import { REVOCATION_SEEN_MS } from '../../src/auth/revocations.ts'
import { Memory } from '../../src/platform/memory.ts'
import { Problem } from '../../src/platform/problem.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { fresh, make } from './doors/door.ts'
import { count } from './imports/support.ts'
import { context, send, token } from './shop.ts'

const PATH = '/v1/admin/revoked-tokens'
type Shown = { issuer: string; tokenId: string; reason: string; revokedBy: string; expiresAt: string }

const revoke = (tokenId: string, more: object = {}) =>
  make<Shown>('POST', PATH, 'tokens:write', { tokenId, ...more })

const status = async (bearer: string, path = '/v1/admin/imports') =>
  (await send(path, { headers: { Authorization: `Bearer ${bearer}` } })).status

const refusal = async (init: { body: unknown; scope?: string; headers?: Record<string, string> }) => {
  const answer = await send(PATH, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await token(init.scope ?? 'tokens:write')}`,
      'Content-Type': 'application/json',
      ...init.headers,
    },
    body: JSON.stringify(init.body),
  })
  return [
    answer.status,
    ((await answer.json()) as { code: string; errors?: { pointer: string }[] }).errors?.[0]?.pointer,
  ]
}

/** Another isolate of the shop, at a moment of its own. */
class Isolate {
  readonly #memory = new Memory(1_000_000)
  now = Date.now()
  db: Ctx['db'] = context().db

  at(): Ctx {
    const ctx = context()
    const replaced = { now: this.now, memory: this.#memory, db: this.db }
    for (const [name, value] of Object.entries(replaced)) Object.defineProperty(ctx, name, { value })
    return ctx
  }

  async enters(bearer: string): Promise<true | string> {
    try {
      await authenticateStaff(this.at(), `Bearer ${bearer}`)
      return true
    } catch (error) {
      if (error instanceof Problem) return error.code
      throw error
    }
  }
}

test('a revoked token is refused on every route, as one that is not genuine', async () => {
  const id = `leaked-${fresh()}`
  const leaked = await token('imports:read tokens:read', 'mallory', id)
  expect(await status(leaked)).toBe(200)
  const { status: made, body } = await revoke(id, { reason: 'Pasted into a chat' })
  expect(made).toBe(201)
  expect(body).toMatchObject({
    issuer: 'https://issuer.test',
    tokenId: id,
    reason: 'Pasted into a chat',
    revokedBy: 'staff:https://issuer.test#tester',
  })
  const answer = await send('/v1/admin/imports', { headers: { Authorization: `Bearer ${leaked}` } })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
  expect(await answer.json()).toMatchObject({ code: 'invalid_token' })
  // 401 before 403: what a revoked token could have done is nobody's business.
  expect(await status(leaked, '/v1/admin/publication')).toBe(401)
  expect(await status(await token('imports:read', 'mallory')), 'her other tokens work').toBe(200)
})

test('an isolate that has seen the token good refuses it within ten seconds', async () => {
  const id = `slow-${fresh()}`
  const leaked = await token('imports:read', 'mallory', id)
  const [warm, cold] = [new Isolate(), new Isolate()]
  const start = warm.now
  expect(await warm.enters(leaked)).toBe(true)
  await revoke(id)
  expect(await cold.enters(leaked), 'an isolate that has not seen it knows at once').toBe('invalid_token')
  warm.now = start + REVOCATION_SEEN_MS - 1
  expect(await warm.enters(leaked)).toBe(true)
  warm.now = start + REVOCATION_SEEN_MS
  expect(await warm.enters(leaked)).toBe('invalid_token')
})

test('a good token is asked for once in ten seconds, a revoked one never again', async () => {
  const isolate = new Isolate()
  let reads = 0
  const { db } = isolate
  isolate.db = { ...db, prepare: (sql) => ((reads += 1), db.prepare(sql)) }
  const id = `counted-${fresh()}`
  const bearer = await token('imports:read', 'tester', id)
  const start = isolate.now
  for (const milliseconds of [0, 1_000, REVOCATION_SEEN_MS - 1]) {
    isolate.now = start + milliseconds
    expect(await isolate.enters(bearer)).toBe(true)
  }
  expect(reads).toBe(1)
  await revoke(id)
  for (const seconds of [10, 11, 60, 300]) {
    isolate.now = start + seconds * 1_000
    expect(await isolate.enters(bearer)).toBe('invalid_token')
  }
  expect(reads).toBe(2)
})

test('a database that does not answer lets nobody in and calls no token bad; what is remembered holds', async () => {
  const [known, id] = [`known-${fresh()}`, `unknown-${fresh()}`]
  const isolate = new Isolate()
  const remembered = await token('imports:read', 'tester', known)
  expect(await isolate.enters(remembered)).toBe(true)
  const fail = () => Promise.reject(new Error('D1_ERROR: Network connection lost.'))
  const broken = { bind: () => ({ first: fail, all: fail, run: fail }) }
  isolate.db = { ...isolate.db, prepare: () => broken as never }
  expect(await isolate.enters(await token('imports:read', 'tester', id))).toBe('unavailable')
  expect(await isolate.enters(remembered)).toBe(true)
  isolate.now += REVOCATION_SEEN_MS
  expect(await isolate.enters(remembered)).toBe('unavailable')
})

test('a slow reader does not bring a token back that was revoked meanwhile', async () => {
  const id = `raced-${fresh()}`
  const bearer = await token('imports:read', 'tester', id)
  const isolate = new Isolate()
  const { db } = isolate
  // Reads, then lets the revocation and another request of this isolate pass, then answers what it had read.
  isolate.db = {
    ...db,
    prepare: (sql: string) => ({
      bind: (...values: unknown[]) => ({
        first: async () => {
          const row = await db
            .prepare(sql)
            .bind(...values)
            .first()
          await revoke(id)
          isolate.db = db
          expect(await isolate.enters(bearer)).toBe('invalid_token')
          return row
        },
      }),
    }),
  } as never
  expect(await isolate.enters(bearer)).toBe(true)
  expect(await isolate.enters(bearer)).toBe('invalid_token')
})

test('revoking twice answers the first revocation and writes nothing', async () => {
  const id = `twice-${fresh()}`
  const first = await revoke(id, { reason: 'first' })
  const before = [await count('events'), await count('audit_entries')]
  const again = await revoke(id, { reason: 'second' })
  expect([again.status, again.body]).toEqual([200, first.body])
  expect([await count('events'), await count('audit_entries')]).toEqual(before)
})

test('ten people revoke one token at once: one revocation, one event, no error', async () => {
  const id = `panic-${fresh()}`
  const before = [await count('events'), await count('audit_entries'), await count('revoked_tokens')]
  const all = await Promise.all(Array.from({ length: 10 }, () => revoke(id)))
  expect(all.map(({ status: each }) => each).toSorted((a, b) => a - b)).toEqual([
    ...Array<number>(9).fill(200),
    201,
  ])
  expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  const after = [await count('events'), await count('audit_entries'), await count('revoked_tokens')]
  expect(after).toEqual(before.map((n) => n + 1))
})

test('one may revoke the token one holds', async () => {
  const id = `own-${fresh()}`
  const own = await token('tokens:write', 'ada', id)
  const revokeOwn = () =>
    send(PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${own}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ tokenId: id }),
    })
  expect((await revokeOwn()).status).toBe(201)
  expect((await revokeOwn()).status).toBe(401)
})

test('revocation is by issuer and id', async () => {
  const id = `shared-${fresh()}`
  await env.DB.prepare(
    `INSERT INTO revoked_tokens (issuer, token_id, actor, created_at, expires_at) VALUES ('https://other.test', ?1, 'x', 1, 9000000000000)`,
  )
    .bind(id)
    .run()
  expect(await status(await token('imports:read', 'tester', id))).toBe(200)
})

test.each<[string, unknown, string | undefined]>([
  ['no id', {}, '/tokenId'],
  ['an empty id', { tokenId: '' }, '/tokenId'],
  ['an id of 256 characters', { tokenId: 'x'.repeat(256) }, '/tokenId'],
  ['an id no token has', { tokenId: 'é' }, '/tokenId'],
  ['a line end in it', { tokenId: 'a\nb' }, '/tokenId'],
  ['a number', { tokenId: 7 }, '/tokenId'],
  ['an issuer we do not know', { tokenId: 'x', issuer: 'https://evil.test' }, '/issuer'],
  ['an issuer with a slash more', { tokenId: 'x', issuer: 'https://issuer.test/' }, '/issuer'],
  ['an issuer null', { tokenId: 'x', issuer: null }, '/issuer'],
  ['a long reason', { tokenId: 'x', reason: 'r'.repeat(201) }, '/reason'],
  ['a NUL in the reason', { tokenId: 'x', reason: 'a\u0000' }, '/reason'],
  ['an unknown member', { tokenId: 'x', expiresAt: '2026-11-24T00:00:00.000Z' }, '/expiresAt'],
])('refused: %s', async (_what, body, pointer) => {
  const before = await count('revoked_tokens')
  expect(await refusal({ body })).toEqual([422, pointer])
  expect(await count('revoked_tokens')).toBe(before)
})

test('the list meets every revocation once, newest first, ties included', async () => {
  await env.DB.exec('DELETE FROM revoked_tokens')
  const numbers = JSON.stringify(Array.from({ length: 35 }, (_, at) => at))
  await env.DB.prepare(
    `INSERT INTO revoked_tokens (issuer, token_id, actor, created_at, expires_at)
     SELECT 'https://issuer.test', 'tie-' || value, 'x', 1000 + value / 10, 9000000000000 FROM json_each(?1)`,
  )
    .bind(numbers)
    .run()
  type List = { data: Shown[]; page: { nextCursor: string | null } }
  const seen: string[] = []
  const times: string[] = []
  let cursor = ''
  do {
    const { body } = await make<List>('GET', `${PATH}?limit=7${cursor}`, 'tokens:read')
    seen.push(...body.data.map(({ tokenId }) => tokenId))
    times.push(...body.data.map((each) => (each as unknown as { createdAt: string }).createdAt))
    cursor = body.page.nextCursor === null ? '' : `&cursor=${body.page.nextCursor}`
  } while (cursor !== '')
  expect(seen).toHaveLength(35)
  expect(new Set(seen).size).toBe(35)
  expect(times).toEqual(times.toSorted().toReversed())
})

test('cron forgets what no token can be good for any more, and nothing else', async () => {
  await env.DB.exec('DELETE FROM revoked_tokens')
  const insert = (id: string, expiresAt: number) =>
    env.DB.prepare(
      `INSERT INTO revoked_tokens (issuer, token_id, actor, created_at, expires_at) VALUES ('i', ?1, 'x', 1, ?2)`,
    )
      .bind(id, expiresAt)
      .run()
  await insert('old', Date.now() - 1)
  await insert('young', Date.now() + 60_000)
  const execution = { waitUntil: () => undefined } as never
  await worker.scheduled(
    { cron: '* * * * *', scheduledTime: 0, noRetry: () => undefined } as never,
    env as never,
    execution,
  )
  const { results } = await env.DB.prepare('SELECT token_id FROM revoked_tokens').all()
  expect(results).toEqual([{ token_id: 'young' }])
})

test('a revocation outlives every token of its issuer, by age and clock', async () => {
  const { body } = await revoke(`kept-${fresh()}`)
  // The test issuer's tokens live an hour; a day is the least, should its maxTokenAge be raised.
  expect(Date.parse(body.expiresAt)).toBeGreaterThanOrEqual(Date.now() + 86_400_000)
})
