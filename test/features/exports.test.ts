import { env } from 'cloudflare:workers'
import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { openExport, type ExportOrder, type FileTexts } from '../../src/exports/export-catalog.ts'
import { streamFile } from '../../src/exports/stream-file.ts'
import type { PageSize } from '../../src/exports/queries.ts'
import { ask, expectNothing, exported, files } from './exports/support.ts'
import { catalog, emptyShop, errorsOf, importText, lines } from './imports/support.ts'
import { context } from './shop.ts'

const kettle = (size: string, more: object = {}) => ({
  id: `var-ket-${size}`,
  sku: `KET-${size}`,
  options: { Size: size },
  price: '49.00',
  ...more,
})
const product = {
  id: 'prd-copper-stovetop-kettle',
  handle: 'copper-stovetop-kettle',
  title: 'Copper Stovetop Kettle',
  options: ['Size'],
  variants: [kettle('15L', { stock: { loc_main: 3, loc_east: 4 } }), kettle('2L', { price: '59.00' })],
}

const parsed = (text: string): Record<string, string>[] => parse(text, { columns: true })
const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const idsOf = (text: string): unknown[] => jsonLines(text).flatMap(({ id }) => (id === undefined ? [] : [id]))

beforeEach(emptyShop)

describe('the answer', () => {
  test.each([
    ['products?format=ndjson', 'application/x-ndjson', 'products.ndjson'],
    ['prices?format=ndjson&market=de', 'application/x-ndjson', 'prices-de.ndjson'],
    ['stock?format=shopify-csv&market=jp', 'text/csv; charset=utf-8', 'stock-jp.csv'],
  ])('%s is an attachment, nobody keeps it, and HEAD tells the same', async (path, type, name) => {
    await importText(lines(product))
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(path, { method })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Content-Type')).toBe(type)
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${name}"`)
      expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
      expect(answer.headers.get('Content-Length')).toBeNull()
      expect((await answer.arrayBuffer()).byteLength > 0).toBe(method === 'GET')
    }
  })

  test.each([
    ['products', 'format'],
    ['products?format=xlsx', 'format'],
    ['products?format=shopify-csv', 'market'],
    ['products?format=ndjson&market=xx', 'market'],
    ['products?format=ndjson&market=..%2f..%2fetc', 'market'],
    ['products?format=ndjson&market=%3D1%2B1', 'market'],
    ['products?format=ndjson&category=nowhere', 'category'],
    ['products?format=ndjson&status=deleted', 'status'],
    ['products?format=ndjson&updatedAfter=yesterday', 'updatedAfter'],
    ['products?format=ndjson&filename=x.html', 'filename'],
  ])('%s is refused, and %s is named', async (path, parameter) => {
    const answer = await ask(path)
    const body = (await answer.json()) as { code: string; errors: { parameter: string }[] }
    expect([answer.status, body.code]).toEqual([400, 'invalid_parameter'])
    expect(body.errors[0]?.parameter).toBe(parameter)
  })

  test('an empty shop: an empty file, and a header with nothing below it', async () => {
    expect(await exported('products?format=ndjson')).toBe('')
    expect(await exported('prices?format=shopify-csv&market=us')).toMatch(/^Handle,Title,[^\n]*\r\n$/)
  })

  test('a failure before the first byte is a 503', async () => {
    const failing = { ...env, FAULTS: 'DB=fail' }
    await expect(openExport(context(failing as never), order('products'))).rejects.toThrow()
  })
})

const order = (kind: ExportOrder['kind'], more: Partial<ExportOrder> = {}): ExportOrder => ({
  kind,
  format: 'ndjson',
  market: undefined,
  status: undefined,
  category: undefined,
  updatedAfter: undefined,
  ...more,
})
async function pagesOf(texts: FileTexts): Promise<string[]> {
  const pages: string[] = []
  for await (const text of texts) pages.push(text)
  return pages
}

describe('what is in it', () => {
  test('a product with everything that is its own; no derived price', async () => {
    await importText(
      lines(
        { type: 'category', handle: 'home', title: 'Home' },
        { type: 'category', handle: 'kitchen', title: 'Kitchen', parent: 'home' },
        {
          ...product,
          categories: ['kitchen'],
          variants: [
            kettle('15L', {
              price: undefined,
              stock: { loc_main: 3 },
              prices: {
                us: [
                  { price: '49.00', compareAt: '59.00' },
                  { price: '39.00', startsAt: '2026-12-24T00:00:00Z', endsAt: '2026-12-27T00:00:00Z' },
                  { price: '45.00', minQuantity: 10 },
                ],
                jp: { price: '6800' },
              },
            }),
          ],
        },
      ),
    )
    const [home, kitchen, line] = jsonLines(await exported('products?format=ndjson'))
    expect([home, kitchen]).toMatchObject([
      { type: 'category', handle: 'home', parent: null },
      { type: 'category', handle: 'kitchen', parent: 'home' },
    ])
    expect(line).toMatchObject({
      id: product.id,
      categories: ['kitchen'],
      variants: [
        {
          id: 'var-ket-15L',
          prices: {
            us: [
              { price: '49.00', compareAt: '59.00' },
              { price: '39.00', startsAt: '2026-12-24T00:00:00.000Z', endsAt: '2026-12-27T00:00:00.000Z' },
              { price: '45.00', minQuantity: 10 },
            ],
            jp: [{ price: '6800' }],
          },
          stock: { loc_main: 3 },
        },
      ],
    })
    const [variant] = (line?.variants ?? []) as { prices: object }[]
    expect(Object.keys(variant?.prices ?? {})).toEqual(['us', 'jp'])
    const [row] = parsed(await exported('products?format=shopify-csv&market=us'))
    expect(row).toMatchObject({
      Handle: 'copper-stovetop-kettle',
      'Product Category': 'Home > Kitchen',
      'Category Handles': '',
      'Option1 Name': 'Size',
      'Variant SKU': 'KET-15L',
      'Variant Price': '49.00',
      'Variant Compare At Price': '59.00',
      'Variant Inventory Qty': '3',
    })
    const [derived] = parsed(await exported('prices?format=shopify-csv&market=de'))
    expect(derived?.['Variant Price']).toBe('')
  })

  test('deleted products and withdrawn variants are left out; drafts are not', async () => {
    await importText(
      lines(product, { id: 'gone', title: 'Gone' }, { id: 'draft', title: 'Draft', status: 'draft' }),
    )
    await env.DB.prepare(
      "UPDATE products SET deleted_at = 1, handle = 'deleted.gone' WHERE id = 'gone'",
    ).run()
    await env.DB.prepare("UPDATE variants SET withdrawn_at = 1 WHERE id = 'var-ket-2L'").run()
    for (const kind of ['products', 'prices', 'stock']) {
      const text = await exported(`${kind}?format=ndjson`)
      expect(idsOf(text)).toEqual(['draft', product.id])
      expect(text).not.toContain('var-ket-2L')
    }
  })

  test('filters', async () => {
    await importText(
      lines(
        { type: 'category', handle: 'home', title: 'Home' },
        { type: 'category', handle: 'kitchen', title: 'Kitchen', parent: 'home' },
        { id: 'a', title: 'A', categories: ['kitchen'] },
        { id: 'b', title: 'B', categories: ['home', 'kitchen'], status: 'draft' },
        { id: 'c', title: 'C' },
      ),
    )
    await env.DB.prepare(`UPDATE products SET updated_at = iif(id = 'c', 2000, 1000)`).run()
    const found = async (filter: string) => idsOf(await exported(`products?format=ndjson${filter}`))
    expect(await found('')).toEqual(['a', 'b', 'c'])
    expect(await found('&status=active')).toEqual(['a', 'c'])
    expect(await found('&category=home')).toEqual(['a', 'b'])
    expect(await found('&category=kitchen&status=draft')).toEqual(['b'])
    expect(await found('&updatedAfter=1970-01-01T00:00:01Z')).toEqual(['c'])
    expect(await found('&updatedAfter=1970-01-01T00:00:02Z')).toEqual([])
  })

  test('a list says nothing about variants that are made later', async () => {
    await importText(lines(product))
    const list = await exported('prices?format=ndjson')
    await importText(lines({ ...product, variants: [...product.variants, kettle('3L')] }))
    const job = await importText(list)
    expect([errorsOf(job), job.products_updated]).toEqual([[], 0])
  })

  test('four options: columns of their own, only where a product needs them', async () => {
    await importText(lines(product))
    expect(await exported('products?format=shopify-csv&market=us')).not.toContain('Option4')
    const options = { A: '1', B: '2', C: '3', D: '4' }
    await importText(
      lines({ id: 'wide', title: 'Wide', options: Object.keys(options), variants: [{ options }] }),
    )
    const rows = parsed(await exported('prices?format=shopify-csv&market=us'))
    expect(rows.find(({ Handle }) => Handle === 'wide')).toMatchObject({
      'Option4 Name': 'D',
      'Option4 Value': '4',
    })
  })
})

describe('pages', () => {
  const many = Array.from({ length: 23 }, (_, at) => ({
    id: `p-${String(at).padStart(2, '0')}`,
    title: `Product ${at}`,
    price: '1.00',
    description: 'x'.repeat(at === 7 ? 5_000 : 1),
  }))

  test.each<[string, PageSize, number]>([
    ['one each', { products: 1, bytes: 1_000_000 }, 24],
    ['five each', { products: 5, bytes: 1_000_000 }, 5],
    ['so many bytes', { products: 500, bytes: 6_000 }, 13],
    ['a product larger than a page', { products: 500, bytes: 1 }, 24],
    ['all', { products: 500, bytes: 1_000_000 }, 1],
  ])('%s: the same file', async (_name, size, atMost) => {
    await importText(lines(...many))
    const whole = await exported('products?format=ndjson')
    const ctx = context()
    const pages = await pagesOf(await openExport(ctx, order('products'), size))
    expect(pages.join('')).toBe(whole)
    expect(idsOf(whole)).toEqual(many.map(({ id }) => id))
    expect(pages.length).toBeLessThanOrEqual(atMost)
    // Markets and outline, then one statement a page: 100,000 products fit into the 1,000 that D1 runs.
    expect(ctx.meter.statements).toBeLessThanOrEqual(4 + pages.length)
  })

  test('a page reads its own rows, however many the shop has', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => ({
      ...many[0],
      id: `p-${String(at).padStart(3, '0')}`,
      title: `R ${at}`,
    }))
    await importText(lines(...rows))
    for (const kind of ['products', 'prices', 'stock'] as const) {
      const ctx = context()
      const texts = await openExport(ctx, order(kind), { products: 10, bytes: 1_000_000 })
      const before = ctx.meter.rowsRead
      await texts.next()
      expect([kind, ctx.meter.rowsRead - before < 10 * 30]).toEqual([kind, true])
    }
  })

  test('what is read is never more than a page', async () => {
    await importText(lines(...many))
    const ctx = context()
    const texts = await openExport(ctx, order('products'), { products: 2, bytes: 1_000_000 })
    const before = ctx.meter.statements
    await texts.next()
    expect(ctx.meter.statements).toBe(before + 1)
  })

  test('500 variants beside 500 kB of text: one page each, and read back they change nothing', async () => {
    const heavy = (id: string) => ({
      id,
      title: `Heavy ${id}`,
      description: `<p>${'Möbel & "mehr"\n'.repeat(33_000)}</p>`,
      options: ['Number'],
      variants: Array.from({ length: 500 }, (_, at) => ({
        sku: `${id}-${at}-${'x'.repeat(200)}`,
        options: { Number: `${at} ${'y'.repeat(200)}` },
        stock: 1,
        prices: Object.fromEntries(['us', 'de', 'jp'].map((market) => [market, { price: '10' }])),
      })),
    })
    expect(
      errorsOf(await importText(lines(heavy('h1'), heavy('h2'), heavy('h3'), heavy('h4'), heavy('h5')))),
    ).toEqual([])
    const pages = await pagesOf(await openExport(context(), order('products')))
    expect(pages.length).toBeGreaterThan(1)
    // Longer than what most lines may be: the import takes what an export writes.
    expect(pages.join('').split('\n')[0]?.length).toBeGreaterThan(1_048_576)
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThan(8_000_000)
    await expectNothing('products?format=ndjson')
    await expectNothing('products?format=shopify-csv&market=us')
  })

  test('clean HTML that is longer than text may be is taken back', async () => {
    const job = await importText(lines({ id: 'amps', title: 'Amps', description: '&'.repeat(180_000) }))
    expect(errorsOf(job)).toEqual([])
    await expectNothing('products?format=ndjson')
    await expectNothing('products?format=shopify-csv&market=us')
    const long = await importText(lines({ id: 'amps', title: 'Amps', description: '&'.repeat(512_001) }))
    expect(errorsOf(long)).toEqual(['1 description too_long'])
  })

  test('a failure in the middle breaks the stream', async () => {
    await importText(lines(...many))
    const ctx = context()
    const stream = await streamFile(
      ctx,
      await openExport(ctx, order('products'), { products: 5, bytes: 1e6 }),
    )
    Object.defineProperty(ctx, 'db', {
      value: {
        prepare: () => {
          throw new Error('no database')
        },
      },
    })
    const reader = stream.getReader()
    expect((await reader.read()).done).toBe(false)
    await expect(reader.read()).rejects.toThrow('broke off')
  })

  test('a database that stumbles once is asked again', async () => {
    await importText(lines(...many))
    const ctx = context()
    const { db } = ctx
    let failures = 0
    const stumbling = (sql: string) => {
      if (failures < 2 && sql.startsWith('\nWITH')) {
        failures += 1
        throw new Error('D1_ERROR: Network connection lost.')
      }
      return db.prepare(sql)
    }
    Object.defineProperty(ctx, 'db', { value: { ...db, prepare: stumbling } })
    const pages = await pagesOf(await openExport(ctx, order('products')))
    expect([failures, idsOf(pages.join('')).length]).toEqual([2, 23])
  })
})

// Reliability §3.13, rows 176, 177, 179.
const FORMULAS = [
  '=1+1',
  '+cmd',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '=HYPERLINK("https://evil.example";"x")',
]

describe('cells that a spreadsheet would run', () => {
  const cells = [...FORMULAS, ...FORMULAS.map((cell) => `'${cell}`), ...FORMULAS.map((cell) => `''${cell}`)]

  test.each(cells)('%j is inert in the file, and comes back as it was', async (cell) => {
    const option = `${cell}x`
    await importText(
      lines({
        id: 'f',
        handle: 'f',
        title: `${cell} title`,
        description: cell,
        vendor: cell,
        productType: cell,
        tags: [cell.trim(), 'b'],
        options: [option],
        media: [{ url: 'https://example.com/a.png', alt: cell }],
        seo: { title: cell, description: cell },
        categories: [[cell]],
        variants: [{ sku: cell, barcode: cell, options: { [option.trim()]: cell }, price: '1.00' }],
      }),
    )
    const before = await catalog()
    for (const file of files(['us'])) {
      const text = await exported(file)
      if (file.includes('csv')) {
        const rows: string[][] = parse(text)
        expect(rows.flat().filter((each) => /^[=+\-@\t\r\n]/.test(each))).toEqual([])
      }
    }
    const csv = await exported('products?format=shopify-csv&market=us')
    await emptyShop()
    expect(errorsOf(await importText(csv, { format: 'shopify-csv' }))).toEqual([])
    expect(await catalog()).toEqual(before)
  })

  test("an apostrophe that guards nothing stays: 'a, '', '", async () => {
    const rows = ["'a", "''", "' x"].map((title, at) => ({ id: `p${at}`, title }))
    await importText(lines(...rows))
    expect(parsed(await exported('products?format=shopify-csv&market=us')).map(({ Title }) => Title)).toEqual(
      ["'a", "''", "' x"],
    )
    await expectNothing('products?format=shopify-csv&market=us')
  })

  test('prices are not text: nothing is put before them', async () => {
    await importText(lines(product))
    expect(await exported('prices?format=shopify-csv&market=us')).not.toContain("'")
  })
})

test.each(['00123', '1E5', '12345678901234567890', ' padded ', '0x1F', 'TRUE'])(
  'SKU and barcode %j, byte for byte',
  async (sku) => {
    await importText(lines({ id: 'p', handle: 'p', title: 'P', sku, barcode: sku, price: '1.00' }))
    const csv = await exported('products?format=shopify-csv&market=us')
    const ndjson = await exported('products?format=ndjson')
    for (const [text, format] of [
      [csv, 'shopify-csv'],
      [ndjson, 'ndjson'],
    ] as const) {
      await emptyShop()
      await importText(text, { format })
      const { results } = await env.DB.prepare('SELECT sku, barcode FROM variants').all()
      expect(results).toEqual([{ sku, barcode: sku }])
    }
  },
)

describe('what a column of a CSV cannot say stays', () => {
  const csv = (header: string, ...rows: string[]): string =>
    [`Handle,Title,${header}`, ...rows.map((row) => `copper-stovetop-kettle,Kettle,${row}`)].join('\n')
  const variant = () => env.DB.prepare('SELECT * FROM variants').first<Record<string, unknown>>()
  const single = (more: object) =>
    importText(lines({ ...product, options: [], variants: [{ id: 'v', sku: 'K', ...more }] }))

  test.each([
    ['reduced', 'TRUE', 'reduced'],
    ['reduced', 'FALSE', 'zero'],
    ['zero', 'TRUE', 'standard'],
    ['standard', '', 'standard'],
  ])('tax class %s, taxable %s: %s', async (before, cell, after) => {
    await single({ taxClass: before })
    await importText(csv('Variant SKU,Variant Price,Variant Taxable', `K,1,${cell}`), {
      format: 'shopify-csv',
    })
    expect((await variant())?.tax_class).toBe(after)
  })

  test('an empty price takes the standing price away, not the planned one nor the quantity break', async () => {
    const standing = { price: '5' }
    const planned = { price: '4', startsAt: '2027-01-01T00:00:00Z' }
    const many = { price: '3', minQuantity: 10 }
    await single({ prices: { us: [standing, planned, many], jp: { price: '900' } } })
    await importText(csv('Variant SKU,Variant Price', 'K,'), { format: 'shopify-csv' })
    const { results } = await env.DB.prepare('SELECT market, amount FROM prices ORDER BY amount').all()
    expect(results).toEqual([
      { market: 'us', amount: 300 },
      { market: 'us', amount: 400 },
      { market: 'jp', amount: 900 },
    ])
  })

  test('sizes of pictures', async () => {
    const url = 'https://example.com/a.png'
    await importText(lines({ ...product, media: [{ url, width: 800, height: 600 }] }))
    await expectNothing('products?format=shopify-csv&market=us')
    const { results } = await env.DB.prepare('SELECT width, height FROM media').all()
    expect(results).toEqual([{ width: 800, height: 600 }])
  })

  test('a stock list changes stock alone, and withdraws no variant', async () => {
    await importText(lines(product))
    const before = await catalog()
    const job = await importText(
      csv('Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty', 'Size,2L,KET-2L,7'),
      { format: 'shopify-csv' },
    )
    expect([errorsOf(job), job.products_updated]).toEqual([[], 1])
    const { levels, products: _products, ...rest } = await catalog()
    const { levels: levelsBefore = [], products: __products, ...restBefore } = before
    expect(rest).toEqual(restBefore)
    expect(levels).toHaveLength(levelsBefore.length + 1)
  })

  test('tags with commas and backslashes', async () => {
    const tags = ['a, b', 'c\\', '\\,', 'd']
    await importText(lines({ ...product, tags }))
    const text = await exported('products?format=shopify-csv&market=us')
    await emptyShop()
    await importText(text, { format: 'shopify-csv' })
    expect(await env.DB.prepare('SELECT tags FROM products').first('tags')).toBe(JSON.stringify(tags))
  })

  test('categories that a path cannot name go by handle', async () => {
    await importText(
      lines(
        { type: 'category', handle: 'a', title: 'Twin' },
        { type: 'category', handle: 'b', title: 'twin' },
        { type: 'category', handle: 'c', title: 'A > B' },
        { id: 'p1', title: 'P1', categories: ['a'] },
        { id: 'p2', title: 'P2', categories: ['b'] },
        { id: 'p3', title: 'P3', categories: ['c'] },
        { id: 'p4', title: 'P4', categories: ['a', 'c'] },
      ),
    )
    const rows = parsed(await exported('products?format=shopify-csv&market=us'))
    expect(rows.map((row) => [row['Product Category'], row['Category Handles']])).toEqual([
      ['Twin', ''],
      ['', 'b'],
      ['', 'c'],
      ['', 'a, c'],
    ])
    const bad = await importText(csv('Variant Price,Category Handles', '1,"a, No!"'), {
      format: 'shopify-csv',
    })
    expect(errorsOf(bad)).toEqual(['2 Category Handles invalid_handle'])
    const unknown = await importText(csv('Variant Price,Category Handles', '1,nowhere'), {
      format: 'shopify-csv',
    })
    expect(errorsOf(unknown)).toEqual(['2 Category Handles unknown_category'])
  })
})
