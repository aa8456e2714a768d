import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { STOCK_LAWS } from '../../src/inventory/stock-violations.ts'
import { broken } from './consistency/broken.ts'
import { objectKey } from '../../src/imports/read-piece.ts'
import { make } from './doors/door.ts'
import { expectNothing } from './exports/support.ts'
import { work } from './imports/support.ts'
import { getJson, importFile, ndjson, publishAll, send, token } from './shop.ts'
import {
  oldCategory,
  oldChunk,
  oldEvents,
  type OldProduct,
  oldProducts,
  oldUpload,
} from './upgrade/old-release.ts'

// From the release before (migration 0001) to this one, and both at once while this one is rolled out (I-44).

const product = (at: number, more: Partial<OldProduct> = {}): OldProduct => ({
  id: `prd-old-${at}`,
  handle: `old-kettle-${at}`,
  title: `Old kettle ${at}`,
  variantId: `var-old-${at}`,
  sku: `OLD-${at}`,
  stock: at,
  amount: 1_000 + at,
  categoryId: 'cat-old',
  ...more,
})
const PRODUCTS = Array.from({ length: 30 }, (_, at) => product(at))
const FILE = ndjson([
  { type: 'product', handle: 'from-old-file', title: 'From a file', variants: [{ price: '3.00' }] },
])
const BEFORE = Date.now() - 3_600_000

async function forgetEverything(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const { results } = await env.DB.prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'`,
    ).all<{ name: string }>()
    if (results.length === 0) return
    // What others still refer to goes in a later round.
    for (const { name } of results)
      await env.DB.prepare(`DROP TABLE "${name}"`)
        .run()
        .catch(() => undefined)
  }
  throw new Error('tables are left')
}

const upload = async (id: string, key: string, now: number) => {
  await env.UPLOADS.put(objectKey(id), FILE)
  return oldUpload(id, FILE.length, key, FILE, now)
}

const updated = (products: readonly OldProduct[], type: 'created' | 'updated') =>
  products.map(({ id }) => ({ type: `product.${type}`, subject: `product:${id}` }))

beforeAll(async () => {
  await forgetEverything()
  await applyD1Migrations(env.DB, env.SHOP_MIGRATIONS.slice(0, 1))
  await env.DB.batch([
    oldCategory('cat-old', 'old-kettles', BEFORE),
    ...oldProducts(PRODUCTS, BEFORE),
    oldEvents(updated(PRODUCTS, 'created'), BEFORE),
    ...(await upload('imp_old_done', 'old-key-done', BEFORE)),
    ...oldChunk('imp_old_done', BEFORE),
    ...(await upload('imp_old_queued', 'old-key', BEFORE)),
    env.DB.prepare(`INSERT INTO stale_products (product_id) VALUES ('prd-old-3')`),
  ])
  await applyD1Migrations(env.DB, env.SHOP_MIGRATIONS)
})

const level = async (variantId: string) =>
  (
    await make<{ onHand: number; levels: { location: string; onHand: number }[] }>(
      'GET',
      `/v1/admin/inventory/${variantId}`,
      'inventory:read',
    )
  ).body.onHand
const ledger = async (variantId: string) =>
  (
    await make<{ data: { delta: number; onHand: number; reason: string }[] }>(
      'GET',
      `/v1/admin/inventory/${variantId}/ledger`,
      'inventory:read',
    )
  ).body.data.map(({ delta, onHand, reason }) => [delta, onHand, reason])

test('shoppers see what was there before, in products and lists', async () => {
  await publishAll()
  const page = await getJson<{ title: string; categories: unknown[] }>('/v1/markets/us/products/old-kettle-7')
  expect(page.title).toBe('Old kettle 7')
  const german = await getJson<{ title: string }>('/v1/markets/de/products/old-kettle-7')
  expect(german.title).toBe('Kessel prd-old-7')
  const listed = await getJson<{ data: unknown[] }>('/v1/markets/us/products?category=old-kettles&limit=100')
  expect(listed.data).toHaveLength(PRODUCTS.length)
})

test('admins read and edit it, by the revision that it had', async () => {
  const path = '/v1/admin/products/prd-old-7'
  const { body, etag } = await make<{ title: string; revision: number }>('GET', path, 'catalog:read')
  expect([body.title, body.revision, etag]).toEqual(['Old kettle 7', 1, '"1"'])
  const changed = await make<{ vendor: string }>(
    'PATCH',
    path,
    'catalog:write',
    { vendor: 'New' },
    { 'If-Match': etag },
  )
  expect([changed.body.vendor, changed.etag]).toEqual(['New', '"2"'])
  await publishAll()
  expect((await getJson<{ vendor: string }>('/v1/markets/us/products/old-kettle-7')).vendor).toBe('New')
})

test('prices of before are in the history when they are replaced', async () => {
  await make('POST', '/v1/admin/prices', 'catalog:write', {
    market: 'us',
    prices: [{ variantId: 'var-old-9', price: { amount: 900, currency: 'USD' } }],
  })
  const { results } = await env.DB.prepare(
    `SELECT amount, set_at, currency FROM price_history WHERE variant_id = 'var-old-9'`,
  ).all()
  expect(results).toEqual([{ amount: 1_009, set_at: 0, currency: 'USD' }])
})

test('the ledger opens with the stock of before, and goes on from there', async () => {
  expect(await broken(STOCK_LAWS)).toEqual({})
  const adjustments = [{ variantId: 'var-old-8', location: 'loc_main', delta: -3, reason: 'damaged' }]
  await make(
    'POST',
    '/v1/admin/inventory/adjustments',
    'inventory:write',
    { adjustments },
    { 'Idempotency-Key': 'up-1' },
  )
  expect(await ledger('var-old-8')).toEqual([
    [-3, 5, 'damaged'],
    [8, 8, 'opening'],
  ])
})

test('an import that was queued is worked on, and the key it came with answers as before', async () => {
  const job = await work('imp_old_queued')
  expect([job.status, job.rows_failed]).toEqual(['completed', 0])
  const again = await send('/v1/admin/imports?format=ndjson&market=us', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await token('imports:write')}`,
      'Content-Type': 'application/x-ndjson',
      'Content-Length': String(FILE.length),
      'Idempotency-Key': 'old-key',
    },
    body: FILE,
  })
  expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([202, 'true'])
  expect(await again.json()).toEqual({ id: 'imp_old_queued', status: 'queued' })
})

test.each([
  'products?format=ndjson',
  'products?format=shopify-csv&market=us',
  'stock?format=ndjson',
  'prices?format=ndjson',
])('an export of it, imported again, changes nothing: %s', async (file) => {
  await expectNothing(file)
})

test('while both run: what the old one writes is stored, seen, and accounted for', async () => {
  const now = Date.now()
  const [raised, lowered, emptied] = [
    product(20, { stock: 50, amount: 777 }),
    product(21, { stock: 4 }),
    product(22, { stock: 0 }),
  ]
  const made = product(100, { stock: 9 })
  const written = [raised, lowered, emptied, made]
  await env.DB.batch([
    oldCategory('cat-old', 'old-kettles', now),
    ...oldProducts(written, now),
    oldEvents(updated(written, 'updated'), now),
    ...(await upload('imp_old_late', 'old-key-late', now)),
    ...oldChunk('imp_old_late', now),
  ])
  expect(await broken(STOCK_LAWS)).toEqual({})
  expect(await ledger('var-old-20')).toEqual([
    [30, 50, 'opening'],
    [20, 20, 'opening'],
  ])
  expect(await ledger('var-old-22')).toEqual([
    [-22, 0, 'opening'],
    [22, 22, 'opening'],
  ])
  expect(await ledger('var-old-100')).toEqual([[9, 9, 'opening']])
  await publishAll()
  const page = await getJson<{ title: string }>('/v1/markets/us/products/old-kettle-100')
  expect(page.title).toBe('Old kettle 100')
  // An edit that was begun before the old Worker wrote is refused.
  const stale = await send('/v1/admin/products/prd-old-20', {
    method: 'PATCH',
    headers: {
      Authorization: `Bearer ${await token('catalog:write')}`,
      'Content-Type': 'application/json',
      'If-Match': '"1"',
    },
    body: '{"title":"x"}',
  })
  expect(stale.status).toBe(412)
})

test('what ours write is entered once', async () => {
  await importFile(
    ndjson([
      {
        type: 'product',
        handle: 'new-kettle',
        title: 'New',
        variants: [{ id: 'var-new', sku: 'NEW', price: '1.00', stock: { loc_main: 4, loc_east: 2 } }],
      },
    ]),
    'ndjson',
  )
  const adjustments = [1, 2, -3, 5].map((delta) => ({
    variantId: 'var-new',
    location: 'loc_main',
    delta,
    reason: 'corrected',
  }))
  await make(
    'POST',
    '/v1/admin/inventory/adjustments',
    'inventory:write',
    { adjustments },
    { 'Idempotency-Key': 'up-2' },
  )
  expect(await level('var-new')).toBe(11)
  expect((await ledger('var-new')).map(([, , reason]) => reason)).toEqual([
    ...Array.from({ length: 4 }, () => 'corrected'),
    'import',
    'import',
  ])
  expect(await broken(STOCK_LAWS)).toEqual({})
})
