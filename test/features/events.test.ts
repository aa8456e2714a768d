import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { appendEvents } from '../../src/events/append.ts'
import { meansType } from '../../src/events/event-types.ts'
import { commit } from '../../src/platform/d1.ts'
import { context, importFile, ndjson, send, token } from './shop.ts'

type Event = {
  sequence: number
  id: string
  type: string
  subject: string
  subjectSequence: number
  data: object
}
type Page = { data: Event[]; page: { nextCursor: string | null }; head: number }

async function ask(query: string): Promise<{ status: number; body: Page & { code?: string } }> {
  const answer = await send(`/v1/admin/events${query}`, {
    headers: { Authorization: `Bearer ${await token('events:read')}` },
  })
  return { status: answer.status, body: await answer.json() }
}

const say = async (type: string, subject: string, times = 1): Promise<void> => {
  const ctx = context()
  const events = Array.from({ length: times }, (_, at) => ({ type, subject, data: { at } }))
  await commit(
    ctx.db,
    appendEvents(ctx, events, 'staff:test', subject.endsWith(':import') ? 'import' : 'live'),
  )
}

/** What docs/events.md tells a consumer to do, until it is up to date. */
async function follow(from: number, query: string, handle: (event: Event) => void): Promise<number> {
  let after = from
  for (;;) {
    const { body } = await ask(`?after=${after}${query}`)
    body.data.forEach(handle)
    after = Number(body.page.nextCursor ?? body.head)
    if (body.page.nextCursor === null) return after
  }
}

test('a consumer that keeps one number meets every event once, in order, of both lanes', async () => {
  await say('product.updated', 'product:a', 3)
  await say('product.updated', 'product:import', 45)
  const seen: Event[] = []
  let kept = await follow(0, '&limit=7', (event) => seen.push(event))
  await say('category.created', 'category:c')
  // Writers and the reader at once.
  await Promise.all([
    ...Array.from({ length: 20 }, (_, each) => say('product.updated', `product:race-${each % 4}`, 2)),
    (async () => {
      for (let look = 0; look < 10; look += 1)
        kept = await follow(kept, '&limit=3', (event) => seen.push(event))
    })(),
  ])
  kept = await follow(kept, '', (event) => seen.push(event))
  const { results } = await env.DB.prepare('SELECT sequence FROM events ORDER BY sequence').all<{
    sequence: number
  }>()
  expect(seen.map(({ sequence }) => sequence)).toEqual(results.map(({ sequence }) => sequence))
  expect(kept).toBe(results.at(-1)?.sequence)
  for (const [, some] of Map.groupBy(seen, ({ subject }) => subject))
    expect(some.map(({ subjectSequence }) => subjectSequence)).toEqual(some.map((_, index) => index + 1))
})

test('up to date: empty, without a cursor, with the head to keep', async () => {
  await say('product.updated', 'product:a')
  const { head } = (await ask('?limit=1')).body
  expect((await ask(`?after=${head}`)).body).toEqual({ data: [], page: { nextCursor: null }, head })
  // After a restore of the database a consumer may be ahead of it.
  expect((await ask(`?after=${head + 1_000}`)).body).toEqual({ data: [], page: { nextCursor: null }, head })
})

test('a filter that finds nothing for thousands of events still comes to the end, in bounded looks', async () => {
  const { head } = (await ask('?limit=1')).body
  for (let slice = 0; slice < 11; slice += 1) await say('noise.made', `noise:${slice}`, 1_000)
  await say('needle.found', 'needle:1')
  const first = (await ask(`?after=${head}&type=needle.*`)).body
  expect(first).toMatchObject({ data: [], page: { nextCursor: String(head + 10_000) } })
  const found: Event[] = []
  await follow(head, '&type=needle.*', (event) => found.push(event))
  expect(found.map(({ type }) => type)).toEqual(['needle.found'])
  const bySubject: Event[] = []
  await follow(head, '&subject=noise:3&limit=100', (event) => bySubject.push(event))
  expect(bySubject).toHaveLength(1_000)
})

test('filters by type, by noun and by subject', async () => {
  const { head } = (await ask('?limit=1')).body
  await say('shelf.updated', 'shelf:1')
  await say('shelf.deleted', 'shelf:1')
  await say('shelfie.updated', 'shelfie:1')
  const types = async (query: string) =>
    (await ask(`?after=${head}&${query}`)).body.data.map(({ type }) => type)
  expect(await types('type=shelf.updated')).toEqual(['shelf.updated'])
  expect(await types('type=shelf.*')).toEqual(['shelf.updated', 'shelf.deleted'])
  expect(await types('type=*')).toHaveLength(3)
  expect(await types('subject=shelf:1')).toEqual(['shelf.updated', 'shelf.deleted'])
  expect(await types('subject=shelf:1&type=*')).toHaveLength(2)
  expect(await types('subject=shelf:1&type=shelf.deleted')).toEqual(['shelf.deleted'])
})

test.each([
  'after=-1',
  'after=1.5',
  'after=abc',
  'after=',
  'after=01',
  'after=1e3',
  'after=9999999999999999',
  'after=1&after=2',
  'limit=0',
  'limit=101',
  'limit=',
  'type=',
  'type=product',
  'type=Product.updated',
  'type=*.updated',
  'type=product.%25',
  'subject=',
  'subject=product',
  'subject=product:',
  'subject=a%20b:c',
  'cursor=abc',
  'offset=1',
  '__proto__[x]=1',
])('?%s is refused', async (query) => {
  expect(await ask(`?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_parameter' } })
})

test('text of SQL is text', async () => {
  const before = (await ask('?limit=1')).body.head
  expect((await ask(`?subject=${encodeURIComponent("a:'OR(1=1)--")}`)).body.data).toEqual([])
  expect((await ask('?limit=1')).body.head).toBe(before)
})

test('one event: its tag, and what is not there', async () => {
  const { head } = (await ask('?limit=1')).body
  await say('lamp.created', 'lamp:1')
  const { data } = (await ask(`?after=${head}&type=lamp.created`)).body
  const authorization = { Authorization: `Bearer ${await token('events:read')}` }
  const answer = await send(`/v1/admin/events/${data[0]?.id}`, { headers: authorization })
  expect([await answer.json(), answer.headers.get('ETag')]).toEqual([data[0], `"${data[0]?.sequence}"`])
  const again = await send(`/v1/admin/events/${data[0]?.id}`, {
    headers: { ...authorization, 'If-None-Match': `"${data[0]?.sequence}"` },
  })
  expect(again.status).toBe(304)
  for (const id of ['evt_none', '0', "1' OR 1=1", 'x'.repeat(65)])
    expect(
      (await send(`/v1/admin/events/${encodeURIComponent(id)}`, { headers: authorization })).status,
    ).toBe(404)
})

test.each([
  ['*', 'product.updated', true],
  ['product.*', 'product.updated', true],
  ['product.*', 'products.updated', false],
  ['product.updated', 'product.updated', true],
  ['product.updated', 'product.updated_again', false],
  ['product.up*', 'product.updated', false],
])('%s means %s: %s', (pattern, type, means) => {
  expect(meansType(pattern, type)).toBe(means)
})

test('an import announces stock inside the events of its products, as the documentation tells', async () => {
  const file = (stock: number) =>
    ndjson([
      {
        type: 'product',
        id: 'prd-filed',
        handle: 'filed',
        title: 'Filed',
        variants: [{ id: 'var-filed', sku: 'FILED', price: '1.00', stock }],
      },
    ])
  const { body: before } = await ask('?after=0')
  await importFile(file(3), 'ndjson')
  await importFile(file(5), 'ndjson')
  const seen: [string, string, unknown][] = []
  await follow(before.head, '', ({ type, subject, data }) => {
    if (/filed/.test(subject)) seen.push([type, subject, data])
  })
  expect(seen).toEqual([
    [
      'product.created',
      'product:prd-filed',
      { changed: expect.arrayContaining(['title', 'stock']) as unknown },
    ],
    ['product.updated', 'product:prd-filed', { changed: ['stock'] }],
  ])
})
