import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { app } from '../../src/app.ts'
import type { Bindings } from '../../src/env.ts'
import { fresh, requestOf, unsafeDoors, type Ask, type Door } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { token } from './shop.ts'

// No token, key or other credential of a request lands in a row, an answer or a log line (I-43): canaries in every
// header that could carry one, and then a look everywhere.

let logged: string[]
const writers = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
  vi
    .spyOn(console, name)
    .mockImplementation((...words: unknown[]) => void logged.push(words.map(String).join(' '))),
)
beforeEach(() => {
  logged = []
})

type Canaries = { readonly headers: Record<string, string>; readonly values: readonly string[] }

/** Headers with values that nothing else in the shop looks like. */
async function canaries(door: Door, bearer?: string): Promise<Canaries> {
  const bird = () => `canary${crypto.randomUUID().replaceAll('-', '')}`
  const good = bearer ?? (await token(door.scope ?? ''))
  const key = bird()
  const others = Object.fromEntries(
    [
      'Cookie',
      'Proxy-Authorization',
      'X-Api-Key',
      'X-Auth-Token',
      'X-Forwarded-For',
      'Referer',
      'User-Agent',
    ].map((name) => [name, bird()]),
  )
  return {
    headers: { ...others, Authorization: `Bearer ${good}`, 'Idempotency-Key': key },
    values: [...good.split('.').filter((part) => part.length > 8), key, ...Object.values(others)],
  }
}

async function everyRow(except = ''): Promise<string> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const names = results.filter(({ name }) => name !== except)
  const tables = await env.DB.batch(names.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`)))
  return JSON.stringify(tables.map((table) => table.results))
}

async function send(door: Door, ask: Ask, headers: Record<string, string>, bindings: unknown = env) {
  const waiting: Promise<unknown>[] = []
  const execution = { waitUntil: (work: Promise<unknown>) => void waiting.push(work), props: {} } as never
  const answer = await app.fetch(requestOf(door, ask, headers), bindings as Bindings, execution)
  const text = `${JSON.stringify([...answer.headers])}\n${await answer.text()}`
  await Promise.allSettled(waiting)
  return { status: answer.status, text }
}

const foundIn = (text: string, values: readonly string[]) => values.filter((value) => text.includes(value))

describe.each(unsafeDoors)('$operationId ($method $path)', (door) => {
  test('keeps no credential of a request that it does', async () => {
    const ask = await askFor(door)
    const { headers, values } = await canaries(door)
    const { status, text } = await send(door, ask, { ...ask.headers, ...headers })
    expect(status, text).toBeLessThan(300)
    expect(foundIn(text, values)).toEqual([])
    expect(foundIn(await everyRow(), values)).toEqual([])
    // A secret that the answer shows stands in its own table, and in no event, entry or kept answer.
    const secrets = text.match(/whsec_[\w+/=-]{8,}/g) ?? []
    expect(secrets.length > 0).toBe(['createWebhook', 'rotateWebhookSecret'].includes(door.operationId))
    expect(foundIn(await everyRow('webhook_endpoints'), secrets)).toEqual([])
    expect(foundIn(logged.join('\n'), [...values, ...secrets])).toEqual([])
  })

  test('keeps and tells no credential of a request that it refuses', async () => {
    const ask = await askFor(door)
    const bird = `canary${crypto.randomUUID()}`
    const good = await token(door.scope ?? '')
    const refused = [
      await canaries(door, `${bird}.${bird}.${bird}`),
      await canaries(door, bird),
      await canaries(door, good.replace(/.{8}$/, 'AAAAAAAA')),
      await canaries(door, await token('nothing:read')),
    ]
    for (const { headers, values } of refused) {
      const { status, text } = await send(door, ask, { ...ask.headers, ...headers })
      expect([401, 403]).toContain(status)
      expect(foundIn(text + logged.join('\n'), [bird, ...values])).toEqual([])
    }
    const { headers, values } = await canaries(door)
    const { status, text } = await send(door, ask, { ...headers, 'Idempotency-Key': `${bird}, ${bird}` })
    expect([status, foundIn(text + logged.join('\n'), [bird, ...values])]).toEqual([400, []])
    expect(foundIn(await everyRow(), [bird, ...refused.flatMap((each) => each.values)])).toEqual([])
  })

  test('logs nothing of a request on which it fails', async () => {
    const ask = await askFor(door)
    const { headers, values } = await canaries(door)
    // What drizzle does: its message holds the SQL and the values.
    const fail = () => {
      throw new Error(`Failed query: insert ... params: ${values.join(',')}`)
    }
    const DB = { prepare: () => ({ bind: fail }), batch: fail, withSession: fail }
    const { status, text } = await send(door, ask, { ...ask.headers, ...headers }, { ...env, DB })
    expect([500, 503]).toContain(status)
    expect(foundIn(text + logged.join('\n'), values)).toEqual([])
  })
})

test('the search finds what is there', async () => {
  const bird = `canary${fresh()}`
  await env.DB.prepare(
    `INSERT INTO revoked_tokens (issuer, token_id, actor, created_at, expires_at) VALUES ('i', ?1, 'a', 1, 1)`,
  )
    .bind(bird)
    .run()
  expect(foundIn(await everyRow(), [bird, 'nowhere'])).toEqual([bird])
  console.error(bird)
  expect(logged).toEqual([bird])
  expect(writers).toHaveLength(5)
})
