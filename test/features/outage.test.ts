import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import worker from '../../src/index.ts'
import { context, importFile, ndjson, publishAll, token } from './shop.ts'

// D1 or KV failing or stalled, injected as an operator would (FAULTS): what still answers, and how soon (design.md §1.4).
beforeAll(async () => {
  const products = Array.from({ length: 30 }, (_, at) => ({
    id: `prd-${at}`,
    handle: `product-${at}`,
    title: `Product ${at}`,
    price: `${at + 1}.00`,
    categories: [['Things']],
    stock: 5,
  }))
  await importFile(ndjson(products), 'ndjson')
  await publishAll()
})

async function during(faults: string, path: string): Promise<Response & { milliseconds: number }> {
  const start = Date.now()
  const bindings = { ...env, FAULTS: faults }
  const answer = await worker.fetch(
    new Request(`https://shop.test${path}`) as never,
    bindings as never,
    { waitUntil: () => undefined } as never,
  )
  return Object.assign(answer, { milliseconds: Date.now() - start })
}

const forget = () => {
  context().memory.clear()
  context().answers.clear()
}
const age = () => {
  context().memory.expire(0)
  context().answers.expire(0)
}

const SNAPSHOTS = [
  '/v1/markets',
  '/v1/markets/de',
  '/v1/markets/us/products/product-3',
  '/v1/markets/us/categories',
  '/v1/markets/us/categories/things',
]
const FIRST_PAGES = [
  '/v1/markets/us/products',
  '/v1/markets/jp/products?category=things',
  '/v1/markets/us/products?limit=5',
]
const OTHER_LISTS = [
  '/v1/markets/us/products?q=product',
  '/v1/markets/us/products?sort=price',
  '/v1/markets/us/search-suggestions?q=pro',
]
const FAULTS = [
  'DB=fail',
  'DB=stall',
  'SEARCH=fail',
  'SEARCH=stall',
  'DB=stall,SEARCH=stall',
  'KV=fail',
  'KV=stall',
] as const

describe.each(FAULTS)('%s', (faults) => {
  test.each(SNAPSHOTS)('%s answers a cold isolate', async (path) => {
    forget()
    const answer = await during(faults, path)
    expect(answer.status).toBe(200)
    expect(answer.milliseconds).toBeLessThan(2_000)
  })

  test.each(FIRST_PAGES)('%s answers a cold isolate, marked when it is an old copy', async (path) => {
    forget()
    const answer = await during(faults, path)
    expect(answer.status).toBe(200)
    expect((await answer.clone().json<{ data: unknown[] }>()).data.length).toBeGreaterThan(0)
    expect(answer.milliseconds).toBeLessThan(2_000)
    const old = faults.includes('SEARCH')
    expect(answer.headers.get('Cache-Status')).toBe(old ? 'highstreet; hit; detail=stale' : null)
    expect(answer.headers.get('Cache-Control')).toBe(old ? 'private, no-store' : 'public, max-age=30')
  })

  test.each(OTHER_LISTS)('%s answers, or says 503 with Retry-After in time', async (path) => {
    forget()
    const answer = await during(faults, path)
    expect(answer.status).toBe(faults.includes('SEARCH') ? 503 : 200)
    expect(answer.milliseconds).toBeLessThan(2_000)
    if (answer.status === 503) {
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
      expect(await answer.json()).toMatchObject({ code: 'unavailable', retryable: true })
    }
  })
})

test.each(['DB=stall,SEARCH=stall,KV=stall', 'DB=fail,SEARCH=fail,KV=fail'])(
  '%s: an isolate that has answered before answers again, marked',
  async (faults) => {
    for (const path of [...SNAPSHOTS, ...FIRST_PAGES, ...OTHER_LISTS]) {
      forget()
      await during('', path)
      age()
      const answer = await during(faults, path)
      expect([path, answer.status, answer.headers.get('Cache-Status')]).toEqual([
        path,
        200,
        'highstreet; hit; detail=stale',
      ])
      expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
      expect(answer.milliseconds).toBeLessThan(2_000)
    }
  },
)

test('with everything down a cold isolate says 503', async () => {
  forget()
  const answer = await during('DB=fail,SEARCH=fail,KV=fail', '/v1/markets/us/products/product-3')
  expect(answer.status).toBe(503)
})

test.each(['DB=fail', 'DB=stall', 'SEARCH=fail', 'SEARCH=stall'])(
  '%s: admin routes say 503, they neither hang nor fail',
  async (faults) => {
    const headers = { Authorization: `Bearer ${await token('catalog:read imports:read')}` }
    const paths = faults.startsWith('DB')
      ? ['/v1/admin/publication', '/v1/admin/imports']
      : ['/v1/admin/publication']
    for (const path of paths) {
      const request = new Request(`https://shop.test${path}`, { headers })
      const answer = await worker.fetch(
        request as never,
        { ...env, FAULTS: faults } as never,
        { waitUntil: () => undefined } as never,
      )
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 503, { code: 'unavailable' }])
    }
  },
)

test('faults are not believed in production', async () => {
  forget()
  const bindings = { ...env, STAGE: 'production', FAULTS: 'DB=fail,KV=fail' }
  const answer = await worker.fetch(
    new Request('https://shop.test/v1/markets') as never,
    bindings as never,
    { waitUntil: () => undefined } as never,
  )
  expect(answer.status).toBe(200)
})

test.each([
  { AUTH_ISSUERS: '[]' },
  { TOKEN_SECRETS: '' },
  { TOKEN_SECRETS: 'short' },
  { AUTH_ISSUERS: 'nonsense' },
  {
    AUTH_ISSUERS: JSON.stringify([
      { ...JSON.parse(env.AUTH_ISSUERS ?? '[]')[0], issuer: 'urn:highstreet:development' },
    ]),
  },
])('production without its configuration is closed but for /healthz: %o', async (missing) => {
  forget()
  const bindings = { ...env, STAGE: 'production', ...missing }
  const ask = (path: string) =>
    worker.fetch(
      new Request(`https://shop.test${path}`) as never,
      bindings as never,
      { waitUntil: () => undefined } as never,
    )
  expect((await ask('/healthz')).status).toBe(200)
  for (const path of [
    '/v1/markets',
    '/v1/markets/us/products',
    '/docs',
    '/readyz',
    '/v1/admin/publication',
  ]) {
    const answer = await ask(path)
    expect([path, answer.status, answer.headers.get('Cache-Control')]).toEqual([
      path,
      503,
      'private, no-store',
    ])
  }
})
