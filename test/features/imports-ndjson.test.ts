import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  catalog,
  changesOf,
  count,
  emptyShop,
  errorsOf,
  importText,
  lines,
  notesOf,
} from './imports/support.ts'

const KETTLE = {
  id: 'prd-1',
  handle: 'copper-kettle',
  title: 'Copper Kettle',
  description: '<p>Safe <b>HTML</b>.</p>',
  vendor: 'Hearth & Co',
  productType: 'Kettle',
  tags: ['copper', 'stovetop'],
  popularity: 120,
  categories: [['Home', 'Kitchen', 'Kettles']],
  options: ['Size', 'Finish'],
  media: [{ url: 'https://example.com/kettle.png', alt: 'A copper kettle', width: 800, height: 800 }],
  seo: { title: 'Kettle', description: 'Boils' },
  translations: { de: { title: 'Kupferkessel', description: '<p>Gut</p>' }, ja: { title: '銅のやかん' } },
  variants: [
    {
      id: 'var-1',
      sku: 'KET-1',
      options: { Size: '1 l', Finish: 'Matt' },
      price: '49.00',
      compareAt: '59.00',
      stock: 12,
    },
    {
      id: 'var-2',
      sku: 'KET-2',
      options: { Size: '2 l', Finish: 'Matt' },
      price: '69.00',
      stock: { loc_east: 3 },
    },
  ],
}

beforeEach(emptyShop)

async function of<T = unknown>(table: string, column: string): Promise<T[]> {
  return ((await catalog())[table] ?? []).map((row) => (row as Record<string, T>)[column] as T)
}
const events = async (): Promise<string[]> =>
  (await env.DB.prepare('SELECT type, subject, data, lane FROM events ORDER BY sequence').all()).results.map(
    (row) => `${String(row.type)} ${String(row.subject)} ${String(row.data)} ${String(row.lane)}`,
  )

test('a whole product, and the same again', async () => {
  const first = await importText(lines(KETTLE))
  expect(first).toMatchObject({ rows: 1, rows_failed: 0, products_created: 1, categories_created: 3 })
  const shop = await catalog()
  expect(shop).toMatchObject({
    products: [{ handle: 'copper-kettle', status: 'active', popularity: 120, revision: 1 }],
    prices: [
      { sku: 'KET-1', market: 'us', amount: 4900, compare_at: 5900 },
      { sku: 'KET-2', market: 'us', amount: 6900, compare_at: null },
    ],
    levels: [
      { sku: 'KET-1', location_id: 'loc_main', on_hand: 12 },
      { sku: 'KET-2', location_id: 'loc_east', on_hand: 3 },
    ],
    links: [{ handle: 'copper-kettle', category: 'kettles' }],
  })
  const log = await events()
  expect(log).toHaveLength(4)
  // A few lines by hand travel with the urgent changes; a file does not.
  expect(log.at(-1)).toMatch(/^product\.created product:prd-1 .* live$/)
  expect(await importText(lines(KETTLE))).toMatchObject({ products_unchanged: 1, products_updated: 0 })
  expect(await catalog()).toEqual(shop)
  expect(await events()).toEqual(log)
})

describe('upsert: what is absent stays', () => {
  test.each([
    { change: { id: 'prd-1', title: 'Kettle' }, members: ['title'] },
    { change: { handle: 'copper-kettle', tags: ['new'] }, members: ['tags'] },
    { change: { sku: 'KET-2', price: '70.00' }, members: ['prices'] },
    { change: { sku: 'KET-2', stock: 5 }, members: ['stock'] },
    { change: { id: 'prd-1', seo: { title: 'K' } }, members: ['seo'] },
    { change: { id: 'prd-1', translations: { de: null } }, members: ['translations'] },
    { change: { id: 'prd-1', categories: ['kitchen'] }, members: ['categories'] },
    { change: { id: 'prd-1', media: [] }, members: ['media'] },
    { change: { id: 'prd-1', status: 'archived' }, members: ['status'] },
    { change: { id: 'prd-1', options: ['Capacity', 'Finish'] }, members: ['options'] },
    { change: { id: 'prd-1', handle: 'kettle' }, members: ['handle'] },
    { change: { sku: 'KET-1', price: null }, members: ['prices'] },
    { change: { sku: 'KET-1', prices: { jp: { price: '6800' } } }, members: ['prices'] },
  ])('$change', async ({ change, members }) => {
    await importText(lines(KETTLE))
    const job = await importText(lines(change))
    expect(errorsOf(job)).toEqual([])
    expect(await changesOf(job.id)).toMatchObject([{ action: 'update', members: JSON.stringify(members) }])
    expect(await of('products', 'revision')).toEqual([2])
    expect((await events()).at(-1)).toContain(JSON.stringify({ changed: members }))
    expect(await of('variants', 'live')).toEqual([1, 1])
  })

  test('a list that is present is whole: what it leaves out is withdrawn, and comes back when named', async () => {
    await importText(lines(KETTLE))
    const [first, second] = KETTLE.variants
    await importText(lines({ id: 'prd-1', variants: [second] }))
    expect(await of('variants', 'live')).toEqual([0, 1])
    await importText(lines({ id: 'prd-1', variants: [second, first] }))
    expect(await of('variants', 'live')).toEqual([1, 1])
    expect(await of('variants', 'sku')).toEqual(['KET-2', 'KET-1'])
    expect(await count('variants')).toBe(2)
  })

  test('SKUs and option values can be swapped in one line', async () => {
    await importText(lines(KETTLE))
    const [first, second] = KETTLE.variants
    const job = await importText(
      lines({
        id: 'prd-1',
        variants: [
          { ...first, sku: second?.sku, options: second?.options },
          { ...second, sku: first?.sku, options: first?.options },
        ],
      }),
    )
    expect(errorsOf(job)).toEqual([])
    expect(await of('variants', 'sku')).toEqual(['KET-2', 'KET-1'])
  })

  test('a SKU set free by one line may be taken by the next, in one chunk, in two, and in a dry run', async () => {
    const file = lines(
      { id: 'prd-1', variants: [{ ...KETTLE.variants[0], sku: 'NEW' }] },
      { id: 'prd-2', title: 'Other', sku: 'KET-1', price: '1.00' },
    )
    for (const size of [
      { bytes: 1_000_000, products: 400 },
      { bytes: 1_000_000, products: 1 },
    ]) {
      await emptyShop()
      await importText(lines(KETTLE))
      const dry = await importText(file, { size, dryRun: true })
      const real = await importText(file, { size })
      expect(errorsOf(dry)).toEqual([])
      expect(errorsOf(real)).toEqual([])
      expect(await changesOf(dry.id)).toEqual(await changesOf(real.id))
    }
  })
})

describe('handles', () => {
  test('a renamed one leaves a redirect, until a live product has it again', async () => {
    await importText(lines({ id: 'a', handle: 'one', title: 'A' }))
    await importText(lines({ id: 'a', handle: 'two' }))
    expect((await catalog()).redirects).toEqual([{ handle: 'one', target: 'two' }])
    await importText(lines({ id: 'a', handle: 'three' }))
    expect((await catalog()).redirects).toEqual([
      { handle: 'one', target: 'three' },
      { handle: 'two', target: 'three' },
    ])
    await importText(lines({ id: 'a', handle: 'one' }))
    expect((await catalog()).redirects).toEqual([
      { handle: 'three', target: 'one' },
      { handle: 'two', target: 'one' },
    ])
    await importText(lines({ id: 'b', handle: 'two', title: 'B' }))
    expect((await catalog()).redirects).toEqual([{ handle: 'three', target: 'one' }])
  })

  test('a chain of handles moves on within one file', async () => {
    await importText(lines({ id: 'a', handle: 'one', title: 'A' }, { id: 'b', handle: 'two', title: 'B' }))
    const job = await importText(
      lines({ id: 'a', handle: 'zero' }, { id: 'b', handle: 'one' }, { id: 'c', handle: 'two', title: 'C' }),
    )
    expect(errorsOf(job)).toEqual([])
    expect(await of('products', 'handle')).toEqual(['one', 'two', 'zero'])
    expect((await catalog()).redirects).toEqual([])
  })

  test('of a product without one: from its title; taken by another, from title and id', async () => {
    await importText(
      lines({ id: 'a', title: 'Tea Cup' }, { id: 'b', title: 'Tea Cup' }, { id: 'c', title: '急須' }),
    )
    expect(await of('products', 'handle')).toEqual(['c', 'tea-cup', 'tea-cup-b'])
  })
})

const good = (name: string): string => JSON.stringify({ handle: name, title: name, price: '1' })

describe('errors are of one line', () => {
  test.each([
    { line: '{"title":"X"', errors: ['2  invalid_json'] },
    { line: 'NaN', errors: ['2  invalid_json'] },
    { line: '[]', errors: ['2  wrong_type'] },
    { line: '{"title":"X","title":"Y"}', errors: ['2  duplicate_name'] },
    { line: '{"title":"X","__proto__":{"a":1}}', errors: ['2  forbidden_name'] },
    { line: `${'['.repeat(50)}${']'.repeat(50)}`, errors: ['2  too_deep'] },
    { line: '{"title":"X","colour":"red"}', errors: ['2 colour unknown_member'] },
    { line: '{"title":"X","price":1.5}', errors: ['2 price wrong_type'] },
    { line: '{"title":"X","price":"1,50"}', errors: ['2 price invalid_amount'] },
    { line: '{"title":"X","price":{"amount":150,"currency":"EUR"}}', errors: ['2 price wrong_currency'] },
    {
      line: '{"title":"X","prices":{"jp":{"price":"1.5"}}}',
      errors: ['2 prices.jp.price too_many_decimals'],
    },
    { line: '{"title":"X","prices":{"xx":{"price":"1"}}}', errors: ['2 prices.xx unknown_market'] },
    { line: '{"title":"X","stock":-1}', errors: ['2 stock invalid_quantity'] },
    { line: '{"title":"X","stock":1.5}', errors: ['2 stock invalid_quantity'] },
    { line: '{"title":"X","stock":{"loc_moon":1}}', errors: ['2 stock unknown_location'] },
    { line: '{"title":"X","id":"a b"}', errors: ['2 id invalid_id'] },
    { line: '{"title":"X","handle":"A B"}', errors: ['2 handle invalid_handle'] },
    { line: '{"id":"nobody"}', errors: ['2 title required'] },
    { line: '{"title":"   "}', errors: ['2 title required'] },
    { line: `{"title":"${'x'.repeat(256)}"}`, errors: ['2 title too_long'] },
    { line: '{"title":"X","vendor":"\\u0000"}', errors: ['2 vendor invalid_text'] },
    { line: '{"title":"\\ud800"}', errors: ['2 title invalid_text'] },
    { line: '{"title":"X","status":"live"}', errors: ['2 status invalid_value'] },
    { line: '{"title":"X","popularity":2000000}', errors: ['2 popularity too_large'] },
    { line: '{"title":"X","categories":["nowhere"]}', errors: ['2 categories.0 unknown_category'] },
    { line: '{"title":"X","translations":{"german":{}}}', errors: ['2 translations.german invalid_locale'] },
    { line: '{"title":"X","variants":[]}', errors: ['2 variants required'] },
    {
      line: '{"title":"X","variants":[{"sku":"A"},{"sku":"B"}]}',
      errors: ['2 variants.1.options duplicate_variant'],
    },
    {
      line: '{"title":"X","options":["Size"],"variants":[{"options":{"Color":"red"}}]}',
      errors: ['2 variants.0.options missing_option_value', '2 variants.0.options unknown_option'],
    },
    { line: '{"title":"X","variants":[{"id":"kept-v"}]}', errors: ['2 variants.0.id variant_taken'] },
    { line: '{"title":"X","sku":"KEPT"}', errors: [] },
    { line: '{"title":"X","handle":"x","sku":"KEPT"}', errors: ['2 sku sku_taken'] },
    { line: '{"id":"x","title":"X","handle":"kept"}', errors: ['2 handle handle_taken'] },
    {
      line: '{"title":"X","prices":{"us":{"price":"1","startsAt":"2026-01-01T00:00:00Z","endsAt":"2025-01-01T00:00:00Z"}}}',
      errors: ['2 prices.us.endsAt invalid_period'],
    },
    {
      line: '{"title":"X","prices":{"us":{"price":"1","startsAt":"yesterday"}}}',
      errors: ['2 prices.us.startsAt invalid_time'],
    },
    {
      line: '{"type":"category","handle":"c","title":"C","parent":"nowhere"}',
      errors: ['2 parent unknown_category'],
    },
    { line: '{"type":"category","handle":"c"}', errors: ['2 title required'] },
  ])('$line', async ({ line, errors }) => {
    await importText(
      lines({ id: 'kept', handle: 'kept', title: 'Kept', variants: [{ id: 'kept-v', sku: 'KEPT' }] }),
    )
    const job = await importText([good('before'), line, good('after')].join('\n'))
    expect(errorsOf(job)).toEqual(errors)
    expect(job).toMatchObject({ rows: 3, rows_failed: errors.length > 0 ? 1 : 0, status: 'completed' })
    expect(await of('products', 'handle')).toEqual(['after', 'before', 'kept'])
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })

  test('a line of 5 MB, invalid UTF-8, empty lines, a byte order mark, CRLF', async () => {
    const text = `\uFEFF{"title":"A"}\r\n\r\n{"title":"${'x'.repeat(5_000_000)}"}\r\n{"title":"?"}\n   \n{"title":"B"}`
    const bytes = new TextEncoder().encode(text)
    bytes[bytes.lastIndexOf('?'.charCodeAt(0))] = 0xff
    const job = await importText(bytes)
    expect(errorsOf(job)).toEqual(['3  row_too_large', '4  invalid_encoding'])
    expect(job).toMatchObject({ rows: 4, rows_failed: 2, products_created: 2 })
  })

  test('twice in a file: id, handle, SKU, variant id', async () => {
    const job = await importText(
      lines(
        { id: 'a', title: 'A', variants: [{ id: 'v', sku: 'S' }] },
        { id: 'a', title: 'A2' },
        { handle: 'a', title: 'A3' },
        { handle: 'b', title: 'B', sku: 'S' },
        { handle: 'c', title: 'C', variants: [{ id: 'v' }] },
        { sku: 'S', price: '1' },
      ),
    )
    expect(errorsOf(job)).toEqual([
      '2 id duplicate_id',
      '3 handle duplicate_handle',
      '4 sku duplicate_sku',
      '5 variants.0.id duplicate_id',
      '6 sku duplicate_sku',
    ])
  })

  test('stock below what is held', async () => {
    await importText(lines(KETTLE))
    await env.DB.prepare(`UPDATE stock_levels SET held = 4 WHERE variant_id = 'var-1'`).run()
    expect(errorsOf(await importText(lines({ sku: 'KET-1', stock: 3 })))).toEqual([
      '1 stock stock_below_held',
    ])
    expect(errorsOf(await importText(lines({ sku: 'KET-1', stock: 4 })))).toEqual([])
    expect((await catalog()).levels).toMatchObject([{ on_hand: 4, held: 4 }, { on_hand: 3 }])
  })

  test('one variant of several has to be named', async () => {
    await importText(lines(KETTLE))
    expect(errorsOf(await importText(lines({ id: 'prd-1', price: '1.00' })))).toEqual([
      '1 sku ambiguous_variant',
    ])
  })
})

describe('prices', () => {
  test('a sale stands beside the price; a list is whole; null takes all away', async () => {
    await importText(lines({ id: 'a', title: 'A', sku: 'S', price: '10.00' }))
    const sale = { price: '8.00', startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-12-24T00:00:00Z' }
    await importText(lines({ id: 'a', prices: { us: sale } }))
    expect(await of('prices', 'amount')).toEqual([1000, 800])
    await importText(
      lines({ id: 'a', prices: { us: [{ price: '9.00' }, { price: '7.00', minQuantity: 10 }] } }),
    )
    expect(await of('prices', 'amount')).toEqual([900, 700])
    const job = await importText(lines({ id: 'a', price: null }))
    expect(notesOf(job)).toEqual(['1 price unpriced'])
    expect(await count('prices')).toBe(0)
  })

  test('money as the API writes it; yen without decimals; markets that derive need none', async () => {
    const job = await importText(
      lines({
        id: 'a',
        title: 'A',
        price: { amount: 1999, currency: 'USD' },
        prices: { jp: { price: '2400' } },
      }),
      { market: 'us' },
    )
    expect(job).toMatchObject({ rows_failed: 0, variants_unpriced: 0 })
    expect(await of('prices', 'amount')).toEqual([2400, 1999])
    expect(
      await importText(lines({ id: 'b', title: 'B', prices: { us: { price: '5' } } }), { market: 'de' }),
    ).toMatchObject({
      variants_unpriced: 0,
    })
  })
})

describe('categories', () => {
  const KITCHEN = {
    type: 'category',
    handle: 'kitchen',
    title: 'Kitchen',
    translations: { de: { title: 'Küche' } },
  }

  test('made, changed, left alone', async () => {
    expect(await importText(lines(KITCHEN))).toMatchObject({ categories_created: 1, rows: 1 })
    const again = await importText(lines(KITCHEN))
    expect(again).toMatchObject({ categories_created: 0, categories_updated: 0 })
    const job = await importText(lines({ type: 'category', handle: 'kitchen', position: 3 }))
    expect(job.categories_updated).toBe(1)
    expect((await catalog()).categories).toMatchObject([
      { handle: 'kitchen', title: 'Kitchen', position: 3, revision: 2 },
    ])
    expect(await events()).toHaveLength(2)
  })

  test('no circles, not even over several lines', async () => {
    const job = await importText(
      lines(
        { type: 'category', handle: 'a', title: 'A' },
        { type: 'category', handle: 'b', title: 'B', parent: 'a' },
        { type: 'category', handle: 'a', parent: 'b' },
      ),
    )
    expect(errorsOf(job)).toEqual(['3 handle duplicate_handle'])
    const second = await importText(lines({ type: 'category', handle: 'a', parent: 'b' }))
    expect(errorsOf(second)).toEqual(['1 parent category_cycle'])
  })

  test('a path is found by titles, whatever their case, and made where it ends; also across chunks and dry', async () => {
    const file = lines(
      KITCHEN,
      { title: 'A', categories: [['kitchen', 'Kettles']] },
      {
        title: 'B',
        categories: [
          ['Kitchen', 'KETTLES'],
          ['Sale', 'Kettles'],
        ],
      },
      { title: 'C', categories: ['kettles', 'kitchen', ['台所']] },
    )
    const dry = await importText(file, { dryRun: true, size: { bytes: 1_000_000, products: 1 } })
    const real = await importText(file, { size: { bytes: 1_000_000, products: 1 } })
    expect(errorsOf(dry)).toEqual([])
    expect(await changesOf(dry.id)).toEqual(await changesOf(real.id))
    expect(await of('categories', 'handle')).toEqual([
      expect.stringMatching(/^category-/),
      'kettles',
      'kitchen',
      'sale',
      'sale-kettles',
    ])
    expect(await count('product_categories')).toBe(6)
  })
})

describe('bounds of a product', () => {
  const sized = (length: number, price: string) =>
    Array.from({ length }, (_, at) => ({ sku: `S${at}`, options: { No: `${at}` }, price }))
  const product = { handle: 'a', title: 'A', options: ['No'] }

  test('500 variants, listed', async () => {
    const job = await importText(
      lines({ ...product, variants: sized(500, '1') }, { ...product, variants: sized(501, '2') }),
    )
    expect(errorsOf(job)).toEqual(['2 variants too_long'])
    expect(await count('variants')).toBe(500)
  })

  test('500 variants, those that stay among them', async () => {
    const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price'
    const rows = (from: number) =>
      Array.from({ length: 300 }, (_, at) => `a,A,No,${from + at},S${from + at},${at === 9 ? 'x' : '1'}`)
    await importText([header, ...rows(0)].join('\n'), { format: 'shopify-csv' })
    // A row with an error withdraws nothing, so the 299 from before would stay.
    const job = await importText([header, ...rows(300)].join('\n'), { format: 'shopify-csv' })
    expect(errorsOf(job)).toContain('2 Handle too_many_variants')
    expect(job).toMatchObject({ status: 'completed', rows_failed: 300, products_failed: 1 })
    expect(await count('variants')).toBe(299)
  })

  const marks = '&'.repeat(400_000)
  test('a description that sanitising makes too large is an error of its line', async () => {
    const job = await importText(
      lines(
        { handle: 'a', title: 'A', price: '1', description: '&'.repeat(512_000) },
        { handle: 'b', title: 'B', price: '1', translations: { de: { description: marks } } },
        { type: 'category', handle: 'c', title: 'C', description: marks },
        { handle: 'd', title: 'D', price: '1', description: '&'.repeat(190_000) },
      ),
    )
    expect(errorsOf(job)).toEqual([
      '1 description too_long',
      '2 translations.de.description too_long',
      '3 description too_long',
    ])
    expect(job).toMatchObject({ status: 'completed', rows_failed: 3, products_created: 1 })
  })

  test.each([{ dryRun: false }, { dryRun: true }])(
    'texts of a category are counted together, dry run: $dryRun',
    async ({ dryRun }) => {
      const description = '&'.repeat(150_000)
      const translations = { de: { description }, fr: { description } }
      const job = await importText(
        lines({ type: 'category', handle: 'c', title: 'C', description, translations }),
        { dryRun },
      )
      expect(errorsOf(job)).toEqual(['1 translations.de.description too_long'])
      expect(job.status).toBe('completed')
    },
  )

  test('the same in CSV; the largest that fits is stored', async () => {
    const text = [
      'Handle,Title,Variant Price,Body (HTML)',
      `a,A,1,${'&'.repeat(512_000)}`,
      `b,B,1,"${'\n'.repeat(499_999)}"`,
      `c,C,1,"${'\n'.repeat(500_000)}"`,
    ].join('\n')
    const job = await importText(text, { format: 'shopify-csv' })
    expect(errorsOf(job).map((error) => error.replace(/^\d+ /, ''))).toEqual([
      'Body (HTML) too_long',
      'Body (HTML) too_long',
    ])
    expect(job).toMatchObject({ status: 'completed', products_created: 1 })
  })
})
