import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { askAdmin } from './admin-ask.ts'
import { fresh } from './doors/door.ts'
import { madeProduct, productBody } from './doors/product-samples.ts'
import { count } from './imports/support.ts'
import { send, token } from './shop.ts'

// Bad bodies, ids and lists (reliability.md §3.3, 3.4, 3.6, 3.7, 3.9) at the doors of products.

const ask = <Body = { id: string }>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => askAdmin<Body>('catalog:write', method, path, body, headers)

let target: Awaited<ReturnType<typeof madeProduct>>
beforeAll(async () => {
  target = await madeProduct()
})

/** A refused body leaves everything as it was. */
async function refusedBy(body: string | Uint8Array, headers: Record<string, string>) {
  const before = [await count('products'), await count('events'), await count('audit_entries')]
  const told = []
  for (const [method, path, more] of [
    ['POST', '/products', {}],
    ['PATCH', `/products/${target.id}`, { 'If-Match': '*' }],
  ] as const) {
    const answer = await send(`/v1/admin${path}`, {
      method,
      headers: { Authorization: `Bearer ${await token('catalog:write')}`, ...headers, ...more },
      body,
    })
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.headers.get('Cache-Control')).toContain('no-store')
    told.push(`${answer.status} ${((await answer.json()) as { code: string }).code}`)
  }
  expect([await count('products'), await count('events'), await count('audit_entries')]).toEqual(before)
  return [...new Set(told)].join()
}
const JSON_TYPE = { 'Content-Type': 'application/json' }

describe('JSON and bodies', () => {
  test.each([
    ['{"title":', '400 malformed_json'],
    ['', '400 malformed_json'],
    ['{"title":"x",}', '400 malformed_json'],
    ['{"title":"x"} // why', '400 malformed_json'],
    ['{"title":"x","popularity":NaN}', '400 malformed_json'],
    ['{"title":"x","popularity":Infinity}', '400 malformed_json'],
    ['{"title":"x","popularity":01}', '400 malformed_json'],
    ['{"title":"x"}{}', '400 malformed_json'],
    ['null', '422 validation_failed'],
    ['[]', '422 validation_failed'],
    ['"x"', '422 validation_failed'],
    ['5', '422 validation_failed'],
    ['{"title":"a","title":"b"}', '400 malformed_json'],
    ['{"title":"x","__proto__":{"a":1}}', '422 validation_failed'],
    ['{"title":"x","seo":{"constructor":1}}', '422 validation_failed'],
    ['{"title":"x","translations":{"de":{"prototype":1}}}', '422 validation_failed'],
    [`{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, '400 malformed_json'],
    [`{"title":"x","tags":[${'"a",'.repeat(100_000)}"a"]}`, '422 validation_failed'],
    [`{"title":"x","variants":[${'0,'.repeat(100_000)}0]}`, '422 validation_failed'],
    [
      `{"title":"x",${Array.from({ length: 50_000 }, (_, at) => `"m${at}":1`).join()}}`,
      '422 validation_failed',
    ],
    ['{"title":"x","popularity":1e999}', '422 validation_failed'],
    ['{"title":"x","popularity":1.0000000000000001}', '422 validation_failed'],
    ['{"title":"x","popularity":1e308}', '422 validation_failed'],
    ['{"title":"x","popularity":9007199254740993}', '422 validation_failed'],
    ['{"title":"x","popularity":"5"}', '422 validation_failed'],
    ['{"title":"x","popularity":true}', '422 validation_failed'],
    ['{"title":"x","popularity":[5]}', '422 validation_failed'],
    ['{"title":"x","popularity":{}}', '422 validation_failed'],
    ['{"title":"x","popularity":-1}', '422 validation_failed'],
    ['{"title":"\\ud800"}', '422 validation_failed'],
    ['{"title":"a\\u0000b"}', '422 validation_failed'],
    ['{"title":"a\\u001bb"}', '422 validation_failed'],
    ['{"title":" "}', '422 validation_failed'],
    ['{"title":null}', '422 validation_failed'],
    ['{"title":"x","titel":"y"}', '422 validation_failed'],
    ...['revision', 'createdAt', 'updatedAt', 'redirects', 'withdrawnVariants', 'role', 'price', 'stock'].map(
      (member) => [`{"title":"x","${member}":1}`, '422 validation_failed'] as [string, string],
    ),
    [`{"title":"${'x'.repeat(1_000_000)}"}`, '422 validation_failed'],
    [`{"title":"a${'\u0301'.repeat(10_000)}"}`, '422 validation_failed'],
    [`{"title":"x","description":"${'x'.repeat(3_000_000)}"}`, '413 content_too_large'],
  ])('%.60s → %s', async (body, expected) => {
    expect(await refusedBy(body, JSON_TYPE)).toBe(expected)
    expect(({} as { a?: number }).a).toBeUndefined()
  })

  test.each([
    [{ 'Content-Type': 'text/plain' }],
    [{ 'Content-Type': 'multipart/form-data; boundary=x' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
    [{ 'Content-Type': 'application/merge-patch+json' }],
    [{ 'Content-Type': 'application/json; charset=iso-8859-1' }],
    [{ 'Content-Type': 'application/json; charset=utf-16' }],
    [{ 'Content-Type': 'application/json ; charset=utf-8' }],
    [{ ...JSON_TYPE, 'Content-Encoding': 'gzip' }],
  ])('%j → 415', async (headers) => {
    expect(await refusedBy('{"title":"x"}', headers)).toBe('415 unsupported_media_type')
  })

  it('bytes that are no UTF-8 are refused', async () => {
    expect(await refusedBy(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), JSON_TYPE)).toBe(
      '400 malformed_json',
    )
  })

  test.each(['application/json; charset=utf-8', 'application/JSON'])('%s is taken', async (type) => {
    const answer = await ask(
      'POST',
      '/products',
      { title: `Typed ${fresh()}`, popularity: 5.0 },
      { 'Content-Type': type },
    )
    expect(answer.status).toBe(201)
  })

  it('a byte order mark, -0, 5.0 and 1e3 are what they mean', async () => {
    const made = await ask<{ popularity: number }>(
      'POST',
      '/products',
      `\uFEFF{"title":"Bom ${fresh()}","popularity":-0}`,
    )
    expect([made.status, Object.is(made.body.popularity, 0)]).toEqual([201, true])
    const more = await ask<{ popularity: number }>(
      'POST',
      '/products',
      `{"title":"Bom ${fresh()}","popularity":1e3}`,
    )
    expect(more.body.popularity).toBe(1_000)
  })

  it('answers JSON, whatever is accepted', async () => {
    const answer = await ask('GET', `/products/${target.id}`, undefined, { Accept: 'text/html' })
    expect(answer.body.id).toBe(target.id)
  })
})

describe('money', () => {
  const priced = (prices: unknown) => ({ title: `Priced ${fresh()}`, variants: [{ prices }] })
  const usd = (amount: unknown, more: object = {}) =>
    priced({ us: { price: { amount, currency: 'USD' }, ...more } })
  test.each([
    [usd(-1), '/variants/0/prices/us/price/amount', 'invalid_amount'],
    [usd(10.5), '/variants/0/prices/us/price/amount', 'invalid_amount'],
    [usd('10'), '/variants/0/prices/us/price/amount', 'invalid'],
    [usd(2 ** 53), '/variants/0/prices/us/price/amount', 'invalid_amount'],
    [
      priced({ us: { price: { amount: 1, currency: 'usd' } } }),
      '/variants/0/prices/us/price/currency',
      'wrong_currency',
    ],
    [
      priced({ us: { price: { amount: 1, currency: 'XXX' } } }),
      '/variants/0/prices/us/price/currency',
      'wrong_currency',
    ],
    [
      priced({ us: { price: { amount: 1, currency: '€' } } }),
      '/variants/0/prices/us/price/currency',
      'wrong_currency',
    ],
    [
      priced({ us: { price: { amount: 1, currency: 'EUR' } } }),
      '/variants/0/prices/us/price/currency',
      'wrong_currency',
    ],
    [priced({ us: { price: { amount: 1 } } }), '/variants/0/prices/us/price/currency', 'invalid'],
    [priced({ us: { price: 5 } }), '/variants/0/prices/us/price', 'invalid'],
    [priced({ us: 5 }), '/variants/0/prices/us', 'invalid'],
    [
      priced({ moon: { price: { amount: 1, currency: 'USD' } } }),
      '/variants/0/prices/moon',
      'unknown_market',
    ],
    [
      usd(5, { compareAt: { amount: 5, currency: 'USD' } }),
      '/variants/0/prices/us/compareAt',
      'compare_at_too_low',
    ],
    [
      usd(5, { compareAt: { amount: 9, currency: 'EUR' } }),
      '/variants/0/prices/us/compareAt/currency',
      'wrong_currency',
    ],
    [usd(5, { minQuantity: 0 }), '/variants/0/prices/us/minQuantity', 'invalid_quantity'],
    [usd(5, { startsAt: '2026-02-30T00:00:00Z' }), '/variants/0/prices/us/startsAt', 'invalid_time'],
    [usd(5, { startsAt: '2026-02-03T00:00:00' }), '/variants/0/prices/us/startsAt', 'invalid_time'],
    [
      usd(5, { startsAt: '2026-02-03T00:00:00Z', endsAt: '2026-02-03T00:00:00Z' }),
      '/variants/0/prices/us/endsAt',
      'invalid_period',
    ],
    [
      priced({
        us: [{ price: { amount: 1, currency: 'USD' } }, { price: { amount: 2, currency: 'USD' } }],
      }),
      '/variants/0/prices/us',
      'invalid_value',
    ],
  ])('%j', async (body, pointer, code) => {
    const answer = await ask('POST', '/products', body)
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer, code }]])
  })

  it('10000 yen are 10000 yen', async () => {
    const made = await ask<{ variants: { prices: object }[] }>(
      'POST',
      '/products',
      priced({ jp: { price: { amount: 10_000, currency: 'JPY' } } }),
    )
    expect(made.body.variants[0]?.prices).toMatchObject({
      jp: [{ price: { amount: 10_000, currency: 'JPY' } }],
    })
  })
})

describe('what a product is made of', () => {
  test.each([
    [{ variants: [] }, '/variants', 'required'],
    [{ variants: Array.from({ length: 501 }, () => ({})) }, '/variants', 'too_long'],
    [{ options: ['A', 'A'] }, '/options', 'invalid_value'],
    [{ options: Array.from({ length: 11 }, (_, at) => `o${at}`) }, '/options', 'too_long'],
    [{ options: ['A'], variants: [{}] }, '/variants/0/options', 'missing_option_value'],
    [
      { options: ['A'], variants: [{ options: { A: '1', B: '2' } }] },
      '/variants/0/options',
      'unknown_option',
    ],
    [
      {
        options: ['A'],
        variants: [
          { sku: 'S', options: { A: '1' } },
          { sku: 'S', options: { A: '2' } },
        ],
      },
      '/variants/1/sku',
      'duplicate_sku',
    ],
    [{ variants: [{}, {}] }, '/variants/1/options', 'duplicate_variant'],
    [{ variants: [{ sku: '' }] }, '/variants/0/sku', 'required'],
    [{ variants: [{ id: 'a b' }] }, '/variants/0/id', 'invalid_id'],
    [{ variants: [{ taxClass: 'none' }] }, '/variants/0/taxClass', 'invalid'],
    [{ variants: [{ weightGrams: 1.5 }] }, '/variants/0/weightGrams', 'invalid_number'],
    [{ variants: [{ image: 'http://127.0.0.1/x.png' }] }, '/variants/0/image', 'invalid_url'],
    [{ variants: [{ sale: 1 }] }, '/variants/0/sale', 'unknown'],
    ...[
      'javascript:alert(1)',
      'file:///etc/passwd',
      'http://[::1]/x',
      'http://169.254.169.254/x',
      'https://u:p@shop.test/x.png',
      '/media/../x.png',
      '//evil.test/x.png',
      `https://shop.test/${'x'.repeat(3_000)}`,
    ].map((url) => [{ media: [{ url }] }, '/media/0/url', 'invalid_url'] as [object, string, string]),
    [{ media: [{ url: '/media/a.svg', width: 0 }] }, '/media/0/width', 'invalid_number'],
    [{ media: [{ url: '/media/a.svg', alt: 'x'.repeat(513) }] }, '/media/0/alt', 'too_long'],
    [{ categories: ['nowhere-at-all'] }, '/categories/0', 'unknown_category'],
    [{ categories: ["'; DROP TABLE"] }, '/categories/0', 'invalid_handle'],
    [{ translations: { deutsch: {} } }, '/translations/deutsch', 'invalid_locale'],
    [{ translations: { de: { title: '' } } }, '/translations/de/title', 'required'],
    [{ status: 'deleted' }, '/status', 'invalid'],
    [{ tags: ['a', 5] }, '/tags/1', 'invalid'],
    [{ seo: { title: 'x'.repeat(256) } }, '/seo/title', 'too_long'],
    [{ id: '../x' }, '/id', 'invalid_id'],
  ])('%j is refused at %s', async (more, pointer, code) => {
    const answer = await ask('POST', '/products', { title: `Refused ${fresh()}`, ...more })
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer, code }]])
    expect(answer.body.errors?.[0]?.message).toMatch(/^\S.{5,}/)
  })
})

describe('ids', () => {
  test.each([
    '0',
    '-1',
    "1'%20OR%201=1",
    'null',
    'undefined',
    '%00',
    '..',
    'x'.repeat(65),
    '%F0%9F%98%80',
    'var_01',
    ' ',
  ])('%s is the id of nothing', async (id) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await ask(method, `/products/${id}`, undefined, { 'If-Match': '*' })
      // `..` and a blank are gone from the path before we see it.
      expect([404, 405, 200]).toContain(answer.status)
      if (!['..', ' '].includes(id)) expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
    }
  })

  test.each([
    'id=a&id=b',
    'id[]=a',
    'id[$ne]=',
    'sku=a&sku=b',
    '__proto__[x]=1',
    'status=active&status=draft',
  ])('?%s → 400', async (query) => {
    const answer = await ask('GET', `/products?${query}`)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_parameter'])
  })
})

describe('the list', () => {
  type Card = { id: string; title: string; handle: string; updatedAt: string; variantCount: number }
  type Page = { data: Card[]; page: { nextCursor: string | null } }
  const list = (query: string) => ask<Page>('GET', `/products?${query}`)
  const vendor = `Vendor ${fresh()} & Söhne`
  let made: Awaited<ReturnType<typeof madeProduct>>[] = []
  beforeAll(async () => {
    made = []
    for (let at = 0; at < 7; at += 1) {
      const n = fresh()
      made.push(
        await madeProduct({
          ...productBody(n),
          handle: `listed-${n}`,
          title: ['Zebra', 'apple', 'Apple', 'apple pie', 'Ämter', 'apple', 'banana'][at],
          vendor,
          productType: at % 2 === 0 ? 'Even' : 'Odd',
          status: at === 6 ? 'draft' : 'active',
          tags: at < 3 ? ["o'brien", 'x'] : [],
          variants: [{ sku: `LIST%_${at}-${n}`, options: { Size: '1' } }],
        }),
      )
    }
    // Made within the same millisecond: the ids decide.
    await env.DB.prepare('UPDATE products SET updated_at = 1000, created_at = 1000 WHERE vendor = ?')
      .bind(vendor)
      .run()
  })
  const filter = `vendor=${encodeURIComponent(vendor)}`

  async function walk(query: string): Promise<string[]> {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body, status }: Awaited<ReturnType<typeof list>> = await list(
        `${query}&limit=2${cursor && `&cursor=${cursor}`}`,
      )
      expect(status).toBe(200)
      seen.push(...body.data.map(({ id }) => id))
      cursor = body.page.nextCursor
    }
    return seen
  }

  test.each(['', '&sort=-updated', '&sort=-created', '&sort=title'])(
    'each product once, ties included: %s',
    async (sort) => {
      const seen = await walk(`${filter}${sort}`)
      expect(seen).toHaveLength(7)
      expect(new Set(seen)).toEqual(new Set(made.map(({ id }) => id)))
    },
  )

  it('by title, whatever the case', async () => {
    const { body } = await list(`${filter}&sort=title`)
    expect(body.data.map(({ title }) => title.toLowerCase())).toEqual([
      'apple',
      'apple',
      'apple',
      'apple pie',
      'banana',
      'zebra',
      'ämter',
    ])
    expect(body.data[0]?.variantCount).toBe(1)
  })

  test.each([
    ['status=draft', 1],
    ['productType=Even', 4],
    [`tag=${encodeURIComponent("o'brien")}`, 3],
    ['q=APPL', 4],
    ['q=apple%20p', 1],
    ['q=listed-', 7],
    [`q=${encodeURIComponent('LIST%_')}`, 7],
    [`q=${encodeURIComponent('LIST%_0')}`, 1],
    ['q=%25', 0],
    ['q=_', 0],
    [`q=${'x'.repeat(100)}`, 0],
    [`q=${encodeURIComponent("' OR 1=1 --")}`, 0],
    ['q=Ä', 1],
    ['updatedAfter=1970-01-01T00:00:00.999Z', 7],
    ['updatedAfter=1970-01-01T00:00:01Z', 0],
    ['category=none-such', 0],
    [`tag=${encodeURIComponent("x' OR '1'='1")}`, 0],
  ])('?%s finds %i', async (query, found) => {
    const { body, status } = await list(`${filter}&${query}`)
    expect([status, body.data.length]).toEqual([200, found])
  })

  it('by SKU', async () => {
    const { sku } = (await ask<{ variants: { sku: string }[] }>('GET', `/products/${made[0]?.id}`)).body
      .variants[0] ?? { sku: '' }
    const { body } = await list(`sku=${encodeURIComponent(sku)}`)
    expect(body.data.map(({ id }) => id)).toEqual([made[0]?.id])
  })

  it('a cursor goes on behind a product that is gone, and belongs to its list', async () => {
    const first = await list(`${filter}&limit=2`)
    const cursor = first.body.page.nextCursor ?? ''
    const last = first.body.data[1]?.id
    await ask('DELETE', `/products/${last}`, undefined, { 'If-Match': '*' })
    const next = await list(`${filter}&limit=100&cursor=${cursor}`)
    expect(next.body.data).toHaveLength(5)
    for (const other of [`${filter}&sort=title`, `${filter}&status=active`, 'limit=2'])
      expect((await list(`${other}&cursor=${cursor}`)).body.code).toBe('invalid_cursor')
    for (const bad of [
      'abc',
      `${cursor}!`,
      cursor.slice(0, -2),
      `x${cursor.slice(1)}`,
      'e30',
      'x'.repeat(3_000),
    ])
      expect((await list(`${filter}&cursor=${bad}`)).body.code).toBe('invalid_cursor')
  })

  test.each([
    'limit=0',
    'limit=-1',
    'limit=101',
    'limit=1e9',
    'limit=abc',
    'limit=1.5',
    'limit=',
    'limit=1&limit=2',
    'offset=100000',
    'sort=password',
    'sort=price;drop',
    'sort=-',
    'sort=',
    'q=',
    'q=%20',
    `q=${'x'.repeat(101)}`,
    'q=%00',
    'q=%zz',
    'status=deleted',
    'include=variants',
    'fields=cost',
    'updatedAfter=2026-02-30T00:00:00Z',
    'updatedAfter=2026-02-03',
    'updatedAfter=9999999-01-01T00:00:00Z',
    'category=UPPER',
    'filter[x]=1',
  ])('?%s → 400', async (query) => {
    const answer = await ask('GET', `/products?${query}`)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_parameter'])
  })
})

it('SQL, markup and templates in every text are text', async () => {
  const nasty = `'; DROP TABLE products; -- " \${7*7} {{7*7}} <b> %s O'Neil`
  const n = fresh()
  const body = {
    title: nasty,
    vendor: nasty,
    productType: nasty,
    tags: [nasty],
    options: [nasty],
    seo: { title: nasty, description: nasty },
    media: [{ url: '/media/copper-stovetop-kettle.svg', alt: nasty }],
    translations: { de: { title: nasty, seoTitle: nasty, seoDescription: nasty } },
    variants: [{ sku: `${nasty} ${n}`, barcode: nasty.slice(0, 64), options: { [nasty]: nasty } }],
  }
  const products = await count('products')
  const made = await ask('POST', '/products', body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const { body: shown } = await ask('GET', `/products/${made.body.id}`)
  expect(shown).toMatchObject(body)
  expect(await count('products')).toBe(products + 1)
})
