import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import type { Bindings } from '../../src/env.ts'
import { fresh, requestOf, unsafeDoors as allUnsafeDoors, type Ask, type Door } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { count } from './imports/support.ts'
import { sendRequest, token } from './shop.ts'

// One key, one effect, on every unsafe door (I-06 to I-09): generated from the OpenAPI document.

// What can be repeated as it is keeps no answer.
const unsafeDoors = allUnsafeDoors.filter(({ key }) => key !== 'needless')

type Told = { status: number; body: string; etag: string | null; location: string | null; replayed: boolean }

async function tell(answer: Response): Promise<Told> {
  return {
    status: answer.status,
    body: await answer.text(),
    etag: answer.headers.get('ETag'),
    location: answer.headers.get('Location'),
    replayed: answer.headers.get('Idempotent-Replayed') === 'true',
  }
}

const credentials = async (door: Door, key: string, subject = 'tester') => ({
  Authorization: `Bearer ${await token(door.scope ?? '', subject)}`,
  'Idempotency-Key': key,
})

const ask = async (door: Door, given: Ask, key: string, options: { subject?: string; body?: unknown } = {}) =>
  tell(
    await sendRequest(
      requestOf(door, given, await credentials(door, key, options.subject), options.body ?? given.body),
    ),
  )

const without = (told: Told): Omit<Told, 'replayed'> => {
  const { replayed: _replayed, ...rest } = told
  return rest
}

/** A database whose reply gets lost once: the batch that keeps an answer is committed, and nobody is told. */
function losingTheReply(): Bindings {
  const { DB } = env as unknown as Bindings
  let lost = false
  const batch = async (statements: D1PreparedStatement[]) => {
    const before = await keptAnswers()
    const results = await DB.batch(statements)
    if (!lost && (await keptAnswers()) > before) {
      lost = true
      throw new Error('D1_ERROR: Network connection lost.')
    }
    return results
  }
  const database = new Proxy(DB, {
    get: (target, name) => {
      if (name === 'batch') return batch
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...(env as unknown as Bindings), DB: database }
}

const keptAnswers = async (): Promise<number> =>
  (
    await env.DB.prepare('SELECT count(*) AS n FROM idempotency_keys WHERE status IS NOT NULL').first<{
      n: number
    }>()
  )?.n ?? 0

const execution = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} } as never

// They steer work and change nothing of the shop.
const WITHOUT_EVENTS = /^(?:(?:start|cancel|resume)Import|retry(?:Webhook|DeadWebhook)Deliver(?:y|ies))$/

describe.each(unsafeDoors)('$operationId ($method $path)', (door) => {
  test('a retry has the first answer again, and no second effect', async () => {
    const given = await askFor(door)
    const key = `retry ${fresh()}`
    const before = await count('audit_entries')
    const first = await ask(door, given, key)
    expect(first, first.body).toMatchObject({ replayed: false })
    expect(first.status, first.body).toBeLessThan(300)
    expect(await count('audit_entries'), 'one entry per change').toBe(before + 1)
    const events = await count('events')
    const leading = `SELECT count(*) AS n FROM events
      WHERE audit_id = (SELECT id FROM audit_entries ORDER BY sequence DESC LIMIT 1)`
    if (!WITHOUT_EVENTS.test(door.operationId))
      expect(await env.DB.prepare(leading).first('n'), 'its events lead to the entry').toBeGreaterThan(0)
    const again = await ask(door, given, `"${key}"`)
    expect(again.replayed).toBe(true)
    expect(without(again)).toEqual(without(first))
    expect([await count('audit_entries'), await count('events')]).toEqual([before + 1, events])
  })

  test('five at once: one effect, and the same answer for all', async () => {
    const given = await askFor(door)
    const key = `at once ${fresh()}`
    const before = await count('audit_entries')
    const all = await Promise.all(Array.from({ length: 5 }, () => ask(door, given, key)))
    // Only an upload is still open when the others come.
    const answered = all.filter(({ status }) => !(door.operationId === 'startImport' && status === 409))
    expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(answered.map((told) => JSON.stringify(without(told)))).size).toBe(1)
    expect(answered[0]?.status, answered[0]?.body).toBeLessThan(300)
    expect(await count('audit_entries')).toBe(before + 1)
  })

  test("another principal's key is another key", async () => {
    const given = await askFor(door)
    const key = `principal ${fresh()}`
    await ask(door, given, key)
    const other = await ask(door, given, key, { subject: 'somebody-else' })
    expect(other.replayed).toBe(false)
    expect(other.body).not.toContain('idempotency_')
  })

  test('a reply that is lost between effect and answer is given on retry', async () => {
    const given = await askFor(door)
    const headers = await credentials(door, `lost ${fresh()}`)
    const before = await count('audit_entries')
    const lost = await app.fetch(requestOf(door, given, headers), losingTheReply(), execution)
    expect(lost.status).toBe(503)
    const again = await tell(await sendRequest(requestOf(door, given, headers)))
    expect(again.status, again.body).toBeLessThan(300)
    expect(again.replayed).toBe(true)
    expect(await count('audit_entries')).toBe(before + 1)
  })

  test.each(['', '"', 'a, b', '"a" b', 'x'.repeat(256)])('the key %j is none', async (key) => {
    const given = await askFor(door)
    const answer = await sendRequest(requestOf(door, given, await credentials(door, key)))
    expect(((await answer.json()) as { code: string }).code).toMatch(/^idempotency_key_(?:invalid|required)$/)
    expect(answer.status).toBe(400)
  })
})

describe.each(unsafeDoors.filter(({ takesJson }) => takesJson))('$operationId ($method $path)', (door) => {
  test('another body under the same key is refused and changes nothing', async () => {
    const given = await askFor(door)
    const key = `other ${fresh()}`
    await ask(door, given, key)
    const before = [await count('audit_entries'), await count('events')]
    const other = await ask(door, given, key, {
      body: given.otherBody ?? { ...(given.body as object), another: 1 },
    })
    const refused = given.otherBody === undefined ? 'validation_failed' : 'idempotency_conflict'
    expect([other.status, (JSON.parse(other.body) as { code: string }).code]).toEqual([422, refused])
    expect([await count('audit_entries'), await count('events')]).toEqual(before)
  })
})

const bodiless = unsafeDoors.filter(
  ({ takesJson, operationId }) => !takesJson && operationId !== 'startImport',
)

describe.each(bodiless)('$operationId ($method $path)', (door) => {
  test('a body that it does not take is still part of what the key was used for', async () => {
    const given = await askFor(door)
    const key = `unasked ${fresh()}`
    expect((await ask(door, given, key)).status).toBeLessThan(300)
    const other = await ask(door, { ...given, raw: new TextEncoder().encode('{"another":1}') }, key)
    expect([other.status, (JSON.parse(other.body) as { code: string }).code]).toEqual([
      422,
      'idempotency_conflict',
    ])
  })
})
