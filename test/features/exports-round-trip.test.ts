import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mapCatalogRow, type CatalogRow } from '../../scripts/map-catalog.ts'
import { isWellFormedText } from '../../src/domain/text.ts'
import { make } from './doors/door.ts'
import { expectNothing, files } from './exports/support.ts'
import { count, emptyShop, importText, lines } from './imports/support.ts'

// Export then import is a no-op: for every kind of file, every format, and every catalog we could think of.

const MARKETS = ['us', 'de', 'jp', 'bh', 'nl']

// Beside the reference markets one with three decimals, and one without a location.
beforeAll(async () => {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO markets (code, position, name, currency, countries, locales, default_locale, tax_included, created_at,
         updated_at) VALUES ('bh', 3, 'Bahrain', 'BHD', '["BH"]', '["en"]', 'en', 0, 0, 0),
         ('nl', 4, 'Nederland', 'EUR', '["NL"]', '["nl"]', 'nl', 1, 0, 0)`,
    ),
    env.DB.prepare(
      `INSERT INTO market_locations (market, location_id, position) VALUES ('bh', 'loc_east', 0)`,
    ),
  ])
})
beforeEach(emptyShop)

test.each(files(MARKETS))('the sample shop: %s', async (file) => {
  const { products_created } = await importText(env.SEED_CATALOG)
  const job = await expectNothing(file)
  expect([file, job.products_unchanged]).toEqual([file, products_created])
})

test('products and variants made, changed and deleted through the admin API', async () => {
  const padded = ' =padded '
  const { body, etag } = await make<{ id: string }>('POST', '/v1/admin/products', 'catalog:write', {
    title: padded,
    vendor: padded,
    seo: { title: padded, description: padded },
    description: padded,
    tags: [padded, 'a,b'],
    media: [{ url: 'https://EXAMPLE.com/a b.png', alt: padded, width: 8 }],
    options: [padded],
    translations: { de: { title: padded, seoTitle: padded } },
    variants: ['1', '2', '3'].map((value) => ({
      sku: `${padded}${value}`,
      barcode: padded,
      options: { [padded]: `${padded}${value}` },
      taxClass: 'reduced',
      prices: {
        bh: [
          { price: { amount: 1_234_567, currency: 'BHD' }, endsAt: '2027-01-01T00:00:00Z' },
          { price: { amount: 1_001, currency: 'BHD' }, minQuantity: 5 },
        ],
        jp: { price: { amount: 9_007_199_254_740_991, currency: 'JPY' } },
      },
    })),
  })
  const path = `/v1/admin/products/${body.id}`
  const { body: shown } = await make<{ variants: { id: string; options: unknown }[] }>(
    'GET',
    path,
    'catalog:read',
  )
  // A whole list without its first: places begin behind a gap.
  const variants = shown.variants.slice(1).map(({ id }) => ({ id }))
  await make('PATCH', path, 'catalog:write', { variants }, { 'If-Match': etag })
  const gone = await make<{ id: string }>('POST', '/v1/admin/products', 'catalog:write', { title: 'Gone' })
  await make('DELETE', `/v1/admin/products/${gone.body.id}`, 'catalog:write', undefined, {
    'If-Match': gone.etag,
  })
  for (const file of files(['us', 'bh', 'nl'])) await expectNothing(file)
})

const CSVS = ['packt-home-garden', 'gatsby-example', 'shopify-template', 'luma-tops']
const present = CSVS.filter((name) => (env.REAL_FILES[name] ?? '') !== '')
const skipped = CSVS.length - present.length
const note = skipped > 0 ? ` (${skipped} SKIPPED: ../shared/data is not at hand)` : ''

describe.skipIf(present.length === 0)(`real Shopify CSVs${note}`, () => {
  test.each(present)('%s: every file changes nothing', async (name) => {
    const { products_created } = await importText(env.REAL_FILES[name] ?? '', { format: 'shopify-csv' })
    expect(products_created).toBeGreaterThan(0)
    for (const file of files(['us', 'de', 'bh'])) await expectNothing(file)
  })
})

describe.skipIf(env.SAMPLE_CATALOG === '')('the sample of the real catalog', () => {
  test('every file changes nothing', async () => {
    const rows = env.SAMPLE_CATALOG.split('\n').filter((line) => line !== '')
    await importText(lines(...rows.map((row) => mapCatalogRow(JSON.parse(row) as CatalogRow))))
    expect(await count('products')).toBeGreaterThan(30)
    for (const file of files(['us', 'jp'])) await expectNothing(file)
  })
})

const NASTY = [
  '=1+1',
  "'=1+1",
  "''=1+1",
  '+cmd',
  '-2+3',
  '@SUM(A1)',
  '\t=x',
  "'\t=x",
  '\r=x',
  "'\rx",
  '\n=x',
  "'",
  "''",
  "'a",
  '"',
  '""',
  '"quoted"',
  'a,b',
  'a, b',
  'a\\,b',
  'a\\',
  '\\',
  '\\\\',
  'a\nb',
  'a\r\nb',
  'a\rb',
  ' padded ',
  '\u00a0x',
  '00123',
  '1E5',
  '12345678901234567890',
  '0.1',
  'TRUE',
  'null',
  '😀',
  '👨‍👩‍👧',
  'e\u0301',
  'Ünï',
  '日本',
  '\ufeffx',
  '\u2028',
  'a > b',
  '>',
  'a;b',
  'a\tb',
  '<b>bold</b>',
  '&amp;',
  '&',
  '<p>=1+1</p>',
  'Title',
  'Default Title',
  '%',
  'toString',
  '=HYPERLINK("https://evil.example";"x")',
]
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).filter(isWellFormedText) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map((each) => each.join('')),
  },
)
const filled = text.map((each) => (each.trim() === '' ? 'x' : each))
const few = <T>(each: fc.Arbitrary<T>, maxLength: number, minLength = 0) =>
  fc.array(each, { minLength, maxLength })

const HANDLES = ['kitchen', 'kettles', 'kettles-2', 'tea', 'sale']
const categories = fc
  .tuple(
    ...HANDLES.map(() =>
      fc.record({ title: fc.oneof(fc.constant('Kettles'), filled), description: text, position: fc.nat(9) }),
    ),
  )
  .chain((bodies) =>
    fc.tuple(...bodies.map((_, at) => fc.constantFrom(null, ...HANDLES.slice(0, at)))).map((parents) =>
      bodies.map((body, at) => ({
        type: 'category',
        handle: HANDLES[at],
        parent: parents[at],
        ...body,
        translations: { de: { title: body.title } },
      })),
    ),
  )

const DECIMALS: Record<string, number> = { us: 2, de: 2, jp: 0, bh: 3, nl: 2 }
const amount = (market: string) =>
  fc.nat(9_999_999).map((minor) => (minor / 10 ** (DECIMALS[market] ?? 0)).toFixed(DECIMALS[market]))
const price = (market: string) =>
  fc.record(
    {
      price: amount(market),
      compareAt: fc.constant('99999999'),
      minQuantity: fc.constantFrom(1, 1, 10),
      startsAt: fc.constantFrom(null, '2026-12-24T00:00:00Z'),
      endsAt: fc.constantFrom(null, '2027-01-01T12:30:15.123Z'),
    },
    { requiredKeys: ['price'] },
  )
const prices = fc.record(
  Object.fromEntries(
    Object.keys(DECIMALS).map((market) => [
      market,
      fc.uniqueArray(price(market), {
        maxLength: 3,
        selector: (one) => `${one.minQuantity ?? 1} ${one.startsAt ?? ''}`,
      }),
    ]),
  ),
  { requiredKeys: [] },
)
const purchase = {
  barcode: text,
  weightGrams: fc.option(fc.nat(5_000)),
  taxClass: fc.constantFrom('standard', 'reduced', 'zero'),
  image: fc.option(fc.constantFrom('https://example.com/a.png?x=1,2&y="', '/media/kettle.svg')),
  tracked: fc.boolean(),
  backorder: fc.boolean(),
  lowStockThreshold: fc.nat(20),
  prices,
  stock: fc.record({ loc_main: fc.nat(100), loc_east: fc.nat(100) }, { requiredKeys: [] }),
}
const media = fc.uniqueArray(fc.nat(9), { maxLength: 4 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc.record(
        {
          url: fc.constant(`https://example.com/${number}.png`),
          alt: text,
          width: fc.integer({ min: 1, max: 900 }),
        },
        { requiredKeys: ['url'] },
      ),
    ),
  ),
)
const texts = fc.record(
  { title: filled, description: text, seoTitle: text, seoDescription: text },
  { requiredKeys: [] },
)

const product = (number: number) =>
  fc.uniqueArray(filled, { maxLength: 5, selector: (name) => name.trim() }).chain((options) =>
    fc.record(
      {
        id: fc.constantFrom(undefined, `p-${number}`, `P_${number}`),
        handle: fc.constantFrom(undefined, `handle-${number}`),
        title: fc.oneof(fc.constant('Namesake'), filled),
        description: text,
        vendor: text,
        productType: text,
        status: fc.constantFrom('active', 'draft', 'archived'),
        tags: few(filled, 4),
        popularity: fc.nat(100),
        categories: few(fc.constantFrom(...HANDLES), 3),
        options: fc.constant(options),
        media,
        seo: fc.record({ title: text, description: text }),
        translations: fc.record({ de: texts, ja: texts, 'pt-BR': texts }, { requiredKeys: [] }),
        variants: fc.array(
          fc.record({
            sku: fc.option(filled),
            options: fc
              .tuple(...options.map(() => filled))
              .map((values) => Object.fromEntries(options.map((name, at) => [name, values[at]]))),
            ...purchase,
          }),
          { minLength: 1, maxLength: options.length === 0 ? 1 : 6 },
        ),
      },
      { requiredKeys: ['title', 'variants'] },
    ),
  )
const shop = fc.record({
  categories,
  products: fc.tuple(...Array.from({ length: 12 }, (_, at) => product(at))),
  /** What imports leave behind, or other doors do. */
  withdrawn: fc.nat(4),
  gaps: fc.boolean(),
  deleted: fc.boolean(),
})

/** SKUs are one variant's alone; a number behind the nasty text keeps them apart. */
function distinct<T extends { variants: readonly { sku: string | null }[] }>(
  products: readonly T[],
): object[] {
  let number = 0
  return products.map((each) => ({
    ...each,
    variants: each.variants.map((variant) => ({
      ...variant,
      sku: variant.sku === null ? null : `${variant.sku.slice(0, 40)}${(number += 1)}`,
    })),
  }))
}

let stored = 0
test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  'a random shop (seed %i): every file changes nothing',
  async (seed) => {
    const [random] = fc.sample(shop, { seed, numRuns: 1 })
    if (random === undefined) throw new Error('nothing was drawn')
    await importText(lines(...random.categories, ...distinct(random.products as never)))
    stored += await count('products')
    await env.DB.batch([
      env.DB.prepare('UPDATE variants SET withdrawn_at = 1 WHERE position > ?').bind(random.withdrawn),
      ...(random.gaps ? [env.DB.prepare('UPDATE variants SET position = position * 3 + 2')] : []),
      ...(random.deleted
        ? [
            env.DB.prepare(
              `UPDATE products SET deleted_at = 1, handle = 'deleted.' || id
             WHERE id IN (SELECT id FROM products ORDER BY id LIMIT 2)`,
            ),
          ]
        : []),
    ])
    for (const file of files(MARKETS)) await expectNothing(file)
  },
)

test('the random shops were no empty ones', () => {
  expect(stored).toBeGreaterThan(12 * 4)
})
