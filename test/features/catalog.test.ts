import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import worker from '../../src/index.ts'
import { context, getJson, importFile, ndjson, publishAll, send } from './shop.ts'

const KETTLE = {
  id: 'prd-kettle',
  handle: 'copper-kettle',
  title: 'Copper Kettle',
  description: '<p>Boils.</p><script>alert(1)</script>',
  vendor: 'Hearth',
  tags: ['copper'],
  categories: [['Home', 'Kitchen']],
  options: ['Size'],
  media: [{ url: '/media/copper-kettle.svg', alt: 'A kettle' }],
  translations: { de: { title: 'Kupferkessel' }, ja: { title: '銅のやかん' } },
  variants: [
    {
      id: 'var-kettle-1',
      sku: 'KET-1',
      options: { Size: '1 l' },
      prices: { us: { price: '49.00', compareAt: '59.00' }, jp: { price: '6800' } },
      stock: 50,
    },
    {
      id: 'var-kettle-2',
      sku: 'KET-2',
      options: { Size: '2 l' },
      prices: { us: { price: '69.00' } },
      stock: 2,
    },
  ],
}
const FIXTURES = [
  { type: 'category', handle: 'home', title: 'Home', translations: { de: { title: 'Zuhause' } } },
  {
    type: 'category',
    handle: 'kitchen',
    title: 'Kitchen',
    parent: 'home',
    translations: { de: { title: 'Küche' }, ja: { title: '台所' } },
  },
  { ...KETTLE, categories: ['kitchen'] },
  {
    id: 'prd-cup',
    handle: 'tea-cup',
    title: 'Tea Cup',
    vendor: 'Clay',
    categories: ['kitchen'],
    sku: 'CUP',
    price: '8.50',
    stock: 0,
  },
  { id: 'prd-draft', handle: 'draft-thing', title: 'Draft', status: 'draft', price: '1.00' },
  { id: 'prd-unpriced', handle: 'unpriced-thing', title: 'No price yet' },
  { id: 'prd-de', handle: 'nur-hier', title: 'Only in Germany', prices: { de: { price: '5.00' } }, stock: 9 },
]

type Product = {
  title: string
  locale: string
  description: string
  media: { url: string }[]
  categories: { handle: string; title: string }[]
  options: { name: string; values: string[] }[]
  variants: {
    id: string
    price: { amount: number; currency: string }
    compareAt?: { amount: number }
    availability: string
  }[]
}

beforeAll(async () => {
  const job = await importFile(ndjson(FIXTURES), 'ndjson')
  expect(job).toMatchObject({ status: 'completed', rowsFailed: 0 })
  await publishAll()
})
beforeEach(() => forgetEverything())

/** An isolate that has just started. */
function forgetEverything() {
  const ctx = context()
  ctx.memory.clear()
  ctx.answers.clear()
}

/** How often an answer crossed to each tier, by its Server-Timing. */
function crossings(answer: Response): Record<string, number> {
  const entries = (answer.headers.get('Server-Timing') ?? '').matchAll(
    /(memory|kv|d1|do);dur=[\d.]+;desc="(\d+)"/g,
  )
  return Object.fromEntries([...entries].map(([, tier, count]) => [tier, Number(count)]))
}

describe('a product', () => {
  test.each([
    ['us', 'Copper Kettle', 'en', { amount: 4900, currency: 'USD' }],
    // 49.00 USD × 1.09, tax inside.
    ['de', 'Kupferkessel', 'de', { amount: 5341, currency: 'EUR' }],
    // A price of its own wins over the derived one.
    ['jp', '銅のやかん', 'ja', { amount: 6800, currency: 'JPY' }],
  ])('is sold in %s as %s', async (market, title, locale, price) => {
    const product = await getJson<Product>(`/v1/markets/${market}/products/copper-kettle`)
    expect(product).toMatchObject({ title, locale })
    expect(product.variants[0]?.price).toEqual(price)
  })

  it('falls back from a missing translation to the base text and says so', async () => {
    expect(await getJson<Product>('/v1/markets/jp/products/tea-cup')).toMatchObject({
      title: 'Tea Cup',
      locale: 'ja',
    })
    expect(await getJson<Product>('/v1/markets/jp/products/copper-kettle?locale=en')).toMatchObject({
      locale: 'ja',
    })
  })

  it('carries options, availability, a safe description and localised categories', async () => {
    const product = await getJson<Product>('/v1/markets/de/products/copper-kettle')
    expect(product.options).toEqual([{ name: 'Size', values: ['1 l', '2 l'] }])
    expect(product.variants.map((variant) => variant.availability)).toEqual(['in_stock', 'low_stock'])
    expect(product.description).toBe('<p>Boils.</p>')
    expect(product.categories).toEqual([{ handle: 'kitchen', title: 'Küche' }])
  })

  test.each([
    'draft-thing',
    'unpriced-thing',
    'nur-hier',
    'no-such-thing',
    'UPPER',
    '..%2f',
    '%00',
    'x'.repeat(300),
  ])('%s is not found in us, with no-store', async (handle) => {
    const answer = await send(`/v1/markets/us/products/${handle}`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await answer.json()).toMatchObject({ code: 'not_found' })
  })

  it('exists only where it has a price', async () => {
    expect((await send('/v1/markets/de/products/nur-hier')).status).toBe(200)
    expect((await send('/v1/markets/jp/products/nur-hier')).status).toBe(404)
  })
})

describe('categories', () => {
  it('are a tree in the language of the market', async () => {
    const { data } = await getJson<{ data: unknown[] }>('/v1/markets/de/categories')
    expect(data).toEqual([
      { handle: 'home', title: 'Zuhause', children: [{ handle: 'kitchen', title: 'Küche', children: [] }] },
    ])
  })
  it('show path and children', async () => {
    const category = await getJson('/v1/markets/us/categories/kitchen')
    expect(category).toMatchObject({
      handle: 'kitchen',
      parent: 'home',
      path: [{ handle: 'home' }, { handle: 'kitchen' }],
    })
    expect((await send('/v1/markets/us/categories/nope')).status).toBe(404)
  })
})

test('facets name parent categories by their title, in the language of the market', async () => {
  const { facets } = await getJson<{ facets: { categories: unknown[] } }>(
    '/v1/markets/de/products?facets=true',
  )
  expect(facets.categories).toContainEqual({ value: 'home', label: 'Zuhause', count: 2 })
})

describe('availability', () => {
  it('answers ids in order, leaving out what is not sold here', async () => {
    const { data } = await getJson<{ data: unknown }>(
      '/v1/markets/us/availability?variants=nope,var-kettle-1,var-kettle-2',
    )
    expect(data).toEqual([
      { variantId: 'var-kettle-1', availability: 'in_stock' },
      { variantId: 'var-kettle-2', availability: 'low_stock' },
    ])
  })
  test.each([
    ['unsorted', 'b,a'],
    ['twice', 'a,a'],
    ['empty', ''],
    ['101 ids', Array.from({ length: 101 }, (_, at) => `v${String(at).padStart(4, '0')}`).join(',')],
    ['no ids', 'a,b%20c'],
  ])('refuses %s', async (_name, variants) => {
    expect((await send(`/v1/markets/us/availability?variants=${variants}`)).status).toBe(400)
  })
})

describe('markets', () => {
  it('are three, with their digits', async () => {
    const { data } = await getJson<{ data: { code: string; currencyDigits: number }[] }>('/v1/markets')
    expect(data.map(({ code, currencyDigits }) => [code, currencyDigits])).toEqual([
      ['us', 2],
      ['de', 2],
      ['jp', 0],
    ])
  })
  it('are suggested without being cached', async () => {
    const answer = await send('/v1/market-suggestion')
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await answer.json()).toEqual({ market: 'us', country: null })
  })
})

describe('conditional requests (RFC 9110)', () => {
  it('answers 304 to the current tag in every form, and keeps the cache headers', async () => {
    const path = '/v1/markets/us/products/copper-kettle'
    const etag = (await send(path)).headers.get('ETag') ?? ''
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await send(path, { headers: { 'If-None-Match': tag } })
      expect([tag, answer.status]).toEqual([tag, 304])
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=30')
    }
    for (const tag of ['"other"', 'rubbish', '']) {
      expect((await send(path, { headers: { 'If-None-Match': tag } })).status).toBe(200)
    }
  })
  it('HEAD has the fields of GET, no body, and does not spoil the GET after it', async () => {
    const path = '/v1/markets/us/products/tea-cup'
    const head = await send(path, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const get = await send(path)
    expect(get.headers.get('ETag')).toBe(head.headers.get('ETag'))
    expect((await get.text()).length).toBeGreaterThan(100)
  })
  it('ignores Range', async () => {
    const answer = await send('/v1/markets', { headers: { Range: 'bytes=0-0' } })
    expect([answer.status, (await answer.text()).length > 50]).toEqual([200, true])
  })
})

const PUBLIC = [
  '/v1/markets',
  '/v1/markets/de',
  '/v1/markets/de/products',
  '/v1/markets/de/products?q=kessel&facets=true',
  '/v1/markets/de/products/copper-kettle',
  '/v1/markets/de/categories',
  '/v1/markets/de/categories/kitchen',
  '/v1/markets/de/search-suggestions?q=ku',
  '/v1/markets/de/availability?variants=var-kettle-1',
]
const ODD_HEADERS: Record<string, string> = {
  Host: 'evil.test',
  'X-Forwarded-Host': 'evil.test',
  'X-Forwarded-Proto': 'gopher',
  Forwarded: 'host=evil.test',
  'X-Original-URL': '/v1/admin/imports',
  'X-Rewrite-URL': '/v1/admin/imports',
  'X-HTTP-Method-Override': 'DELETE',
  'Accept-Language': 'xx, *;q=0.1',
  Accept: 'text/html',
  Cookie: 'session=1',
  Authorization: 'Bearer nonsense',
  Origin: 'https://evil.test',
  'Cache-Control': 'no-cache',
  Pragma: 'no-cache',
  'If-Modified-Since': 'never',
  'CF-IPCountry': 'JP',
  'X-User-Id': 'admin',
}

test.each(PUBLIC)('%s depends on nothing but its URL (I-24)', async (path) => {
  const odd = await send(path, { headers: ODD_HEADERS })
  forgetEverything()
  const plain = await send(path)
  expect(await odd.text()).toBe(await plain.text())
  for (const answer of [odd, plain]) {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Set-Cookie')).toBeNull()
    expect(answer.headers.get('Vary')).toBeNull()
    expect(answer.headers.get('Cache-Control')).toMatch(/^public, max-age=\d+$/)
    expect(answer.headers.get('Cloudflare-CDN-Cache-Control')).toMatch(
      /max-age=\d+, stale-while-revalidate=\d+, stale-if-error=\d+/,
    )
    for (const tag of (answer.headers.get('Cache-Tag') ?? '').split(','))
      expect(tag).toMatch(/^[a-z0-9:_.-]{1,128}$/)
  }
})

test.each(PUBLIC)('%s stays in its storage budget, cold and warm', async (path) => {
  const cold = crossings(await send(path))
  expect(cold.kv).toBeLessThanOrEqual(1)
  expect((cold.kv ?? 0) + (cold.d1 ?? 0)).toBeLessThanOrEqual(2)
  const warm = crossings(await send(path))
  expect(warm).toEqual({ memory: 1, kv: 0, d1: 0, do: 0 })
})

test('a product costs one crossing cold and none warm', async () => {
  expect(crossings(await send('/v1/markets/us/products/copper-kettle'))).toMatchObject({ kv: 1, d1: 0 })
  expect(crossings(await send('/v1/markets/de/products/copper-kettle'))).toMatchObject({ kv: 0, d1: 0 })
})

test('a handle that is nowhere is asked of D1 once', async () => {
  expect(crossings(await send('/v1/markets/us/products/nowhere'))).toMatchObject({ kv: 1, d1: 1 })
  expect(crossings(await send('/v1/markets/us/products/nowhere'))).toMatchObject({ kv: 0, d1: 0 })
  expect(crossings(await send('/v1/markets/zz/products'))).toMatchObject({ d1: 0 })
})

test.each([
  '/v1/markets/us/products?utm_source=x',
  '/v1/markets/us/products?offset=10',
  '/v1/markets/us/products?=anything',
  '/v1/markets?&',
  '/docs?x=1',
  '/problems/not_found?x=1',
  '/v1/markets/us/products?limit=0',
  '/v1/markets/us/products?limit=-1',
  '/v1/markets/us/products?limit=101',
  '/v1/markets/us/products?limit=1e9',
  '/v1/markets/us/products?limit=1.5',
  '/v1/markets/us/products?limit=abc',
  '/v1/markets/us/products?limit=',
  '/v1/markets/us/products?limit=5&limit=6',
  '/v1/markets/us/products?sort=password',
  '/v1/markets/us/products?sort=price;drop',
  '/v1/markets/us/products?sort=-',
  '/v1/markets/us/products?sort=price&sort=title',
  '/v1/markets/us/products?priceMin=5&priceMax=4',
  '/v1/markets/us/products?priceMin=-1',
  '/v1/markets/us/products?priceMin=1e999',
  '/v1/markets/us/products?available=maybe',
  '/v1/markets/us/products?filter[x]=1',
  '/v1/markets/us/products?option.=red',
  '/v1/markets/us/products?__proto__[x]=1',
  '/v1/markets/us/products?__proto__=1',
  '/v1/markets/us/products?constructor=1',
  '/v1/markets/us/products?toString=1',
  '/v1/markets/us/products?category=a%27%20OR%201=1',
  `/v1/markets/us/products?${Array.from({ length: 30 }, (_, at) => `tag=t${at}`).join('&')}`,
  `/v1/markets/us/products?${Array.from({ length: 5_000 }, (_, at) => `p${at}`).join('&')}`.slice(0, 8_000),
  '/v1/markets/us/products?q=%zz',
  '/v1/markets/us/products?q=%ED%A0%80',
  '/v1/markets/us/products?q=%00',
  '/v1/markets/us/products?q=%',
  '/v1/markets/us/products?locale=xx',
  '/v1/markets/us/products?locale=de',
  '/v1/markets/us/products/copper-kettle?id=1',
  '/v1/markets/us/products/copper-kettle?locale=en&locale=en',
  '/v1/markets?x=1',
  '/v1/markets/us/search-suggestions',
])('%s is an invalid parameter', async (path) => {
  const answer = await send(path)
  expect(answer.status).toBe(400)
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
  const problem = await answer.json<{ code: string; requestId: string; type: string }>()
  expect(problem).toMatchObject({ code: 'invalid_parameter', type: '/problems/invalid_parameter' })
  expect(problem.requestId).toBe(answer.headers.get('X-Request-Id'))
})

test.each(['abc', 'eyJhIjoxfQ', '!', 'x'.repeat(20_00), '%27OR'])('cursor %s is refused', async (cursor) => {
  const answer = await send(`/v1/markets/us/products?cursor=${cursor}`)
  expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([400, 'invalid_cursor'])
})

test('a cursor belongs to its list', async () => {
  const { page } = await getJson<{ page: { nextCursor: string } }>('/v1/markets/us/products?limit=1')
  const cursor = page.nextCursor
  expect((await send(`/v1/markets/us/products?limit=1&cursor=${cursor}`)).status).toBe(200)
  const touched = cursor.slice(0, -2) + (cursor.endsWith('A') ? 'B' : 'A') + cursor.at(-1)
  for (const path of [
    `/v1/markets/de/products?cursor=${cursor}`,
    `/v1/markets/us/products?sort=price&cursor=${cursor}`,
    `/v1/markets/us/products?vendor=Hearth&cursor=${cursor}`,
    `/v1/markets/us/products?q=cup&cursor=${cursor}`,
    `/v1/markets/us/products?cursor=${cursor}A`,
    `/v1/markets/us/products?cursor=${cursor}!`,
    `/v1/markets/us/products?cursor=${touched}`,
    `/v1/markets/us/products?cursor=${cursor.slice(0, -4)}`,
  ]) {
    const answer = await send(path)
    expect([path, answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      path,
      400,
      'invalid_cursor',
    ])
  }
})

describe('paths and methods', () => {
  test.each([
    ['/v1//admin/imports', 404],
    ['/v1/ADMIN/imports', 404],
    ['/v1/admin/imports/', 404],
    ['/v1/admin%2fimports', 404],
    ['/v1/admin;x/imports', 404],
    ['/v1/admin/imports.json', 404],
    ['/v1/markets/us/products/copper-kettle/x.css', 404],
    ['/v1/markets/us/products/copper-kettle.json', 404],
    ['/v1/markets/us/products/copper-kettle;x.js', 404],
    ['/v1/markets/US/products', 404],
    ['/v1/markets/us/products/', 404],
    ['/.env', 404],
    ['/.git/config', 404],
    ['/v0/markets', 404],
    ['/v1/markets/us/../../admin/publication', 401],
    ['/v1/%61dmin/publication', 401],
  ])('%s answers %i with no-store', async (path, status) => {
    const answer = await send(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  })

  test.each(['DELETE', 'POST', 'PUT', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE'])(
    '%s on a catalog route is 405 with Allow',
    async (method) => {
      // fetch refuses TRACE, so the request goes to the handler as it is.
      const request = new Request('https://shop.test/v1/markets', method === 'TRACE' ? {} : { method })
      if (method === 'TRACE') Object.defineProperty(request, 'method', { value: 'TRACE' })
      const answer = await worker.fetch(
        request as never,
        env as never,
        { waitUntil: () => undefined } as never,
      )
      expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    },
  )

  it('answers a URL of 64 kB with 414', async () => {
    expect((await send(`/v1/markets/us/products?q=${'a'.repeat(64_000)}`)).status).toBe(414)
  })

  it('ignores a request id from outside', async () => {
    const answer = await send('/v1/markets', { headers: { 'X-Request-Id': '<b>' } })
    expect(answer.headers.get('X-Request-Id')).toMatch(/^req_[0-9a-f]{32}$/)
  })
})

describe('CORS', () => {
  const preflight = (path: string, origin: string) =>
    send(path, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' } })

  it('opens the catalog to everybody, without credentials', async () => {
    const answer = await preflight('/v1/markets/us/products', 'https://anywhere.test')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    expect(Number(answer.headers.get('Access-Control-Max-Age'))).toBeLessThanOrEqual(7_200)
  })
  it('opens admin routes to the configured origins only, without asking for a token', async () => {
    const good = await preflight('/v1/admin/publication', 'https://console.test')
    expect([good.status, good.headers.get('Access-Control-Allow-Origin'), good.headers.get('Vary')]).toEqual([
      204,
      'https://console.test',
      'Origin',
    ])
    for (const origin of [
      'https://evil.test',
      'null',
      'https://console.test.evil.test',
      'http://console.test',
      'https://console.test.',
    ]) {
      const answer = await preflight('/v1/admin/publication', origin)
      expect([origin, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([origin, null])
    }
  })
  it('knows no unknown path', async () => {
    expect((await preflight('/v1/nothing', 'https://console.test')).status).toBe(404)
  })
})
