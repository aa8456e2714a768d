import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { askAdmin } from './admin-ask.ts'
import { fresh } from './doors/door.ts'
import { madeProduct, productBody } from './doors/product-samples.ts'
import { count } from './imports/support.ts'
import { publishAll, send } from './shop.ts'

// Many products in one request: each operation for itself, all of them in one batch.

type Result = {
  index: number
  status: number
  id?: string
  etag?: string
  problem?: { code: string; errors?: { pointer: string; code: string }[] }
}
type Shown = { id: string; title: string; vendor: string; revision: number; handle: string }

const batch = async (operations: unknown[], headers: Record<string, string> = {}) =>
  askAdmin<{ results: Result[] }>('catalog:write', 'POST', '/products:batch', { operations }, headers)
const read = (id: string) => askAdmin<Shown>('catalog:write', 'GET', `/products/${id}`)

it('does what it can, and says of the rest why', async () => {
  const [kept, gone, other] = [await madeProduct(), await madeProduct(), await madeProduct()]
  const n = fresh()
  const { body } = await batch([
    { op: 'update', id: kept.id, ifMatch: kept.etag, product: { title: 'Batched' } },
    { op: 'create', product: { id: `batch-${n}`, title: 'Made' } },
    { op: 'put', id: `put-batch-${n}`, product: productBody() },
    { op: 'delete', id: gone.id, ifMatch: gone.etag },
    { op: 'update', id: other.id, ifMatch: '"9"', product: { title: 'Late' } },
    { op: 'update', id: other.id, product: { title: 'Blind' } },
    { op: 'update', id: 'none-such', ifMatch: '*', product: { title: 'x' } },
    { op: 'update', id: "1' OR 1=1", ifMatch: '*', product: { title: 'x' } },
    { op: 'create', product: { title: '', vendr: 'x' } },
    { op: 'create', product: { title: 'x', handle: other.handle } },
    {
      op: 'create',
      product: { title: 'x', variants: [{ prices: { us: { price: { amount: 1, currency: 'EUR' } } } }] },
    },
    { op: 'update', id: kept.id, ifMatch: '*', product: { title: 'Twice' } },
    { op: 'create' },
    { op: 'update', product: { title: 'x' } },
    { op: 'delete', id: other.id, ifMatch: '*', product: {} },
    { op: 'put', id: `batch-2-${n}`, product: { id: 'another', title: 'x' } },
    { op: 'update', id: other.id, ifMatch: other.etag, product: { vendor: 'Hearth & Flame' } },
  ])
  const told = body.results.map(({ index, status, problem }) => [
    index,
    status,
    problem?.code,
    problem?.errors?.map(({ pointer }) => pointer),
  ])
  const bad = 'validation_failed'
  expect(told).toEqual([
    [0, 200, undefined, undefined],
    [1, 201, undefined, undefined],
    [2, 201, undefined, undefined],
    [3, 204, undefined, undefined],
    [4, 412, 'version_mismatch', undefined],
    [5, 428, 'version_required', undefined],
    [6, 404, 'not_found', undefined],
    [7, 404, 'not_found', undefined],
    [8, 422, bad, ['/operations/8/product/title', '/operations/8/product/vendr']],
    [9, 409, 'already_exists', ['/operations/9/product/handle']],
    [10, 422, bad, ['/operations/10/product/variants/0/prices/us/price/currency']],
    [11, 422, bad, ['/operations/11/product/id']],
    [12, 422, bad, ['/operations/12/product']],
    [13, 422, bad, ['/operations/13/id']],
    [14, 422, bad, ['/operations/14/product']],
    [15, 422, bad, ['/operations/15/product/id']],
    [16, 200, undefined, undefined],
  ])
  expect(body.results.map(({ etag }) => etag).slice(0, 6)).toEqual([
    '"2"',
    '"1"',
    '"1"',
    undefined,
    other.etag,
    other.etag,
  ])
  expect(body.results[16]?.etag).toBe(other.etag)
  expect((await read(kept.id)).body).toMatchObject({ title: 'Batched', revision: 2 })
  expect((await read(`batch-${n}`)).body.title).toBe('Made')
  expect((await read(gone.id)).status).toBe(404)
  expect((await read(other.id)).etag).toBe(other.etag)
})

it('has an event per product, and one entry in the audit', async () => {
  const [one, two] = [await madeProduct(), await madeProduct()]
  const before = [await count('events'), await count('audit_entries')]
  await batch([
    { op: 'update', id: one.id, ifMatch: '*', product: { title: 'A' } },
    { op: 'delete', id: two.id, ifMatch: '*' },
    { op: 'create', product: { title: '' } },
  ])
  expect([await count('events'), await count('audit_entries')]).toEqual([
    (before[0] ?? 0) + 2,
    (before[1] ?? 0) + 1,
  ])
  const entry = await env.DB.prepare(
    'SELECT subject, changes FROM audit_entries ORDER BY sequence DESC LIMIT 1',
  ).first<{
    subject: string
    changes: string
  }>()
  expect(entry?.subject).toBe('shop:products')
  expect(JSON.parse(entry?.changes ?? '')).toEqual([
    { member: one.id, to: { updated: ['title'] } },
    { member: two.id, to: 'deleted' },
  ])
})

it('keeps an answer that is small however much is wrong, and however it is named', async () => {
  // Names of three bytes a letter, as deep as names can stand.
  const hostile = (at: number) => `${at}`.padEnd(64, '漢')
  const variants = Array.from({ length: 12 }, (_, at) => ({
    prices: { [hostile(at)]: { price: { [hostile(at)]: 1 } } },
    [hostile(at)]: 1,
  }))
  const operations = Array.from({ length: 100 }, () => ({ op: 'create', product: { title: '', variants } }))
  const { status, body } = await batch(operations, { 'Idempotency-Key': `hostile ${fresh()}` })
  expect(status).toBe(200)
  expect(body.results.map(({ problem }) => problem?.errors?.length)).toEqual(operations.map(() => 10))
  const kept = await env.DB.prepare(
    'SELECT max(length(CAST(response AS BLOB))) AS bytes FROM idempotency_keys',
  ).first<{ bytes: number }>()
  expect(kept?.bytes).toBeLessThan(1_000_000)
})

it('is found from each of its products, which say what changed', async () => {
  const made = await Promise.all(Array.from({ length: 100 }, () => madeProduct()))
  const { status } = await batch(
    made.map(({ id }) => ({
      op: 'update',
      id,
      ifMatch: '*',
      product: { title: 'Many', vendor: 'V', tags: ['new'] },
    })),
  )
  expect(status).toBe(200)
  const last = made.at(-1)?.id ?? ''
  const log = await askAdmin<{ data: { type: string; data: unknown; auditId: string | null }[] }>(
    'events:read',
    'GET',
    `/events?subject=product:${last}`,
  )
  const event = log.body.data.at(-1)
  expect(event).toMatchObject({ type: 'product.updated', data: { changed: ['title', 'vendor', 'tags'] } })
  const { body: entry } = await askAdmin<{ action: string; changes: { member: string; to?: unknown }[] }>(
    'audit:read',
    'GET',
    `/audit/${event?.auditId ?? ''}`,
  )
  expect(entry.action).toBe('products.changed')
  expect(entry.changes.map(({ member }) => member)).toEqual(made.map(({ id }) => id))
  expect(entry.changes[0]?.to).toEqual({ updated: ['title', 'vendor', 'tags'] })
})

it('what one operation gives up the next may take', async () => {
  const n = fresh()
  const [old, other] = [await madeProduct(productBody(n)), await madeProduct()]
  const { body } = await batch([
    { op: 'delete', id: old.id, ifMatch: '*' },
    { op: 'create', product: { ...productBody(n), title: 'Heir' } },
    { op: 'update', id: other.id, ifMatch: '*', product: { handle: `moved-away-${n}` } },
    { op: 'create', product: { title: 'Second', handle: other.handle } },
  ])
  expect(body.results.map(({ status }) => status)).toEqual([204, 201, 200, 201])
  await publishAll()
  const answer = await send(`/v1/markets/us/products/${old.handle}`)
  expect(((await answer.json()) as Shown).title).toBe('Heir')
})

describe('under a race', () => {
  it('a PATCH in between: the operation is refused or the PATCH is, the others are done', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [contested, calm] = [await madeProduct(), await madeProduct()]
      const [many, one] = await Promise.all([
        batch([
          { op: 'update', id: contested.id, ifMatch: contested.etag, product: { title: 'Batch' } },
          { op: 'update', id: calm.id, ifMatch: calm.etag, product: { title: 'Calm' } },
        ]),
        askAdmin(
          'catalog:write',
          'PATCH',
          `/products/${contested.id}`,
          { title: 'Patch' },
          { 'If-Match': contested.etag },
        ),
      ])
      const [first, second] = many.body.results
      expect([
        [200, 412],
        [412, 200],
      ]).toContainEqual([first?.status, one.status])
      expect(second?.status).toBe(200)
      const { body } = await read(contested.id)
      expect([body.title, body.revision]).toEqual([one.status === 200 ? 'Patch' : 'Batch', 2])
      expect((await read(calm.id)).body.title).toBe('Calm')
    }
  })

  it('a handle that somebody takes in between', async () => {
    for (let round = 0; round < 5; round += 1) {
      const handle = `raced-${fresh()}`
      const [many, one] = await Promise.all([
        batch([
          { op: 'create', product: { title: 'Batch', handle } },
          { op: 'create', product: { title: `Free ${fresh()}` } },
        ]),
        askAdmin('catalog:write', 'POST', '/products', { title: 'Post', handle }),
      ])
      expect([
        [201, 409],
        [409, 201],
      ]).toContainEqual([many.body.results[0]?.status, one.status])
      expect(many.body.results[1]?.status).toBe(201)
    }
  })
})

it('a key covers all of it: the second request has the first results', async () => {
  const products = await count('products')
  const operations = [
    { op: 'create', product: { title: `Keyed ${fresh()}` } },
    { op: 'create', product: {} },
  ]
  const all = await Promise.all(
    Array.from({ length: 4 }, () => batch(operations, { 'Idempotency-Key': `batch ${products}` })),
  )
  expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(await count('products')).toBe(products + 1)
})

it.each([
  [{}, 422],
  [{ operations: [] }, 422],
  [{ operations: Array.from({ length: 101 }, () => ({ op: 'delete', id: 'x' })) }, 422],
  [{ operations: [{ op: 'upsert', id: 'x' }] }, 422],
  [{ operations: [{ op: 'delete', id: 'x', extra: 1 }] }, 422],
  [{ operations: [null] }, 422],
  [{ operations: [{ op: 'delete', id: 'x' }], dryRun: true }, 422],
])('a batch that is none is refused as a whole: %j', async (body, status) => {
  const answer = await askAdmin('catalog:write', 'POST', '/products:batch', body)
  expect([answer.status, answer.body.code]).toEqual([status, 'validation_failed'])
})

it('a hundred at once', async () => {
  const { body } = await batch(Array.from({ length: 100 }, () => ({ op: 'create', product: productBody() })))
  expect(body.results.filter(({ status }) => status === 201)).toHaveLength(100)
})
