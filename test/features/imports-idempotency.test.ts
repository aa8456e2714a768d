import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { commit } from '../../src/platform/d1.ts'
import {
  KEY_RETENTION_MS,
  type Outcome,
  once,
  parseIdempotencyKey,
  requestKey,
} from '../../src/platform/idempotency.ts'
import { count, emptyShop } from './imports/support.ts'
import { context } from './shop.ts'

// The small-bodied variant, as other rooms use it: the answer is stored in the batch of the effect.

beforeEach(async () => {
  await emptyShop()
  await env.DB.prepare(`DELETE FROM locations WHERE id LIKE 'made-%'`).run()
})

const keyFor = (principal: string, key = 'k', query = '') =>
  requestKey(principal, 'POST', `https://shop.test/v1/admin/things${query}`, key)

/** Makes a location: an effect that can be counted. */
async function make(
  key = keyFor('me'),
  body = '{}',
  now = Date.now(),
): Promise<{ outcome: Outcome; replayed: boolean }> {
  const ctx = { ...context(), now }
  return once(ctx, key, body, async (keep) => {
    const id = `made-${crypto.randomUUID()}`
    const outcome: Outcome = { status: 201, headers: { Location: `/${id}` }, body: { id } }
    const insert = ctx.db
      .prepare('INSERT INTO locations (id, name, position, created_at) VALUES (?, ?, 9, 1)')
      .bind(id, id)
    await commit(ctx.db, [insert, ...keep(outcome)])
    return outcome
  })
}
const made = (): Promise<number> => count(`locations WHERE id LIKE 'made-%'`)

test('the same request again: the same answer, no second effect', async () => {
  const first = await make()
  expect(first.replayed).toBe(false)
  expect(await make()).toEqual({ outcome: first.outcome, replayed: true })
  expect(await made()).toBe(1)
})

test('many at once: one effect, one answer for all', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => make()))
  expect(new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size).toBe(1)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(await made()).toBe(1)
})

test('another body or another query under the same key is a conflict', async () => {
  await make()
  await expect(make(keyFor('me'), '{"a":1}')).rejects.toMatchObject({ code: 'idempotency_conflict' })
  await expect(make(keyFor('me', 'k', '?a=1'))).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(await made()).toBe(1)
})

test('another principal, path or key is another request', async () => {
  await make()
  await make(keyFor('you'))
  await make(keyFor('me', 'k2'))
  await make(requestKey('me', 'PUT', 'https://shop.test/v1/admin/things', 'k'))
  expect(await made()).toBe(4)
})

test('what failed stores nothing', async () => {
  const ctx = context()
  await expect(once(ctx, keyFor('me'), '', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect((await make()).replayed).toBe(false)
})

test('after its retention a key is new', async () => {
  const start = Date.now()
  await make(keyFor('me'), '{}', start)
  expect((await make(keyFor('me'), '{}', start + KEY_RETENTION_MS - 1)).replayed).toBe(true)
  expect((await make(keyFor('me'), '{}', start + KEY_RETENTION_MS)).replayed).toBe(false)
  expect(await made()).toBe(2)
})

test.each([
  { header: 'k', key: 'k' },
  { header: '"k"', key: 'k' },
  { header: 'a b', key: 'a b' },
  { header: '"a, b"', key: 'a, b' },
  { header: 'k'.repeat(255), key: 'k'.repeat(255) },
  { header: `"${'k'.repeat(255)}"`, key: 'k'.repeat(255) },
  { header: undefined, key: undefined },
])('the header $header is the key $key', ({ header, key }) => {
  expect(parseIdempotencyKey(header)).toBe(key)
})

test.each([
  '',
  ' ',
  '""',
  '"',
  'k"',
  '"k',
  'a,b',
  'a, b',
  '"a", "b"',
  'k'.repeat(256),
  'a\u0000b',
  'é',
  '"a\\"b"',
])('the header %j is no key', (header) => {
  expect(() => parseIdempotencyKey(header)).toThrow(
    expect.objectContaining({ code: 'idempotency_key_invalid' }),
  )
})
