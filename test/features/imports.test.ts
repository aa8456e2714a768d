import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { type CatalogRow, mapCatalogRow } from '../../scripts/map-catalog.ts'
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

// What a shop has after each of the files in shared/data; without them there is nothing to test.
const FILES = [
  { name: 'packt-home-garden', rows: 21, failed: 0, products: 20, variants: 21, unpriced: 0 },
  { name: 'gatsby-example', rows: 300, failed: 3, products: 99, variants: 297, unpriced: 0 },
  { name: 'shopify-template', rows: 3, failed: 0, products: 1, variants: 3, unpriced: 0 },
  { name: 'luma-tops', rows: 1364, failed: 0, products: 98, variants: 1364, unpriced: 0 },
]
const atHand = FILES.filter(({ name }) => (env.REAL_FILES[name] ?? '') !== '')
if (atHand.length < FILES.length)
  console.warn('left out: real CSV files that are not at hand (shared/data/shopify-csv)')

beforeEach(emptyShop)

describe.skipIf(atHand.length === 0)('real CSV files', () => {
  test.each(atHand)(
    '$name: every row is stored or named',
    async ({ name, rows, failed, products, variants }) => {
      const job = await importText(env.REAL_FILES[name] ?? '', { format: 'shopify-csv' })
      expect(job).toMatchObject({
        status: 'completed',
        rows,
        rows_failed: failed,
        products_created: products,
      })
      expect(new Set(errorsOf(job).map((error) => error.split(' ')[0])).size).toBe(failed)
      expect(await count('products')).toBe(products)
      expect(await count('variants')).toBe(variants)
      expect(await count('prices')).toBe(variants)
    },
  )

  test.each(atHand)('$name: a second identical import changes nothing', async ({ name, products }) => {
    const text = env.REAL_FILES[name] ?? ''
    const first = await importText(text, { format: 'shopify-csv' })
    const [before, events] = [await catalog(), await count('events')]
    const second = await importText(text, { format: 'shopify-csv' })
    expect(second).toMatchObject({ products_created: 0, products_updated: 0, products_unchanged: products })
    expect(second).toMatchObject({ categories_created: 0, categories_updated: 0 })
    expect(errorsOf(second)).toEqual(errorsOf(first))
    expect(await catalog()).toEqual(before)
    expect(await count('events')).toBe(events)
  })

  test.each(atHand)(
    '$name: a dry run says what the import then does, whatever its chunks',
    async ({ name }) => {
      const text = env.REAL_FILES[name] ?? ''
      const small = { bytes: 20_000, products: 7 }
      const dry = await importText(text, { format: 'shopify-csv', dryRun: true, size: small })
      expect(await count('products')).toBe(0)
      expect(await count('events')).toBe(0)
      const real = await importText(text, { format: 'shopify-csv' })
      expect(dry.reports).toEqual(real.reports)
      expect(await changesOf(dry.id)).toEqual(await changesOf(real.id))
    },
  )
})

test.skipIf(!env.REAL_FILES['gatsby-example'])(
  'two products far apart under one handle: the later is named, row by row',
  async () => {
    const job = await importText(env.REAL_FILES['gatsby-example'] ?? '', { format: 'shopify-csv' })
    expect(errorsOf(job)).toEqual([170, 171, 172].map((line) => `${line} Handle duplicate_handle`))
    const { media, products } = await catalog()
    expect(JSON.stringify(media)).not.toContain(' "')
    expect(JSON.stringify(products)).toContain('pbr&amp;b')
  },
)

test.skipIf(!env.REAL_FILES['shopify-template'])(
  'an option called Title that is none of Default Title stays',
  async () => {
    await importText(env.REAL_FILES['shopify-template'] ?? '', { format: 'shopify-csv' })
    const { options, variants } = await catalog()
    expect(options).toEqual([{ handle: 'example-t-shirt', position: 0, name: 'Title' }])
    expect(variants?.map((variant) => (variant as { option_values: string }).option_values)).toEqual([
      '["Lithograph - Height: 9\\" x Width: 12\\""]',
      '["Small"]',
      '["Medium"]',
    ])
  },
)

describe.skipIf(env.SAMPLE_CATALOG === '')('the sample of the 4,907-product catalog', () => {
  const rows = env.SAMPLE_CATALOG.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CatalogRow)

  test('every row is stored or named; three decimals are an error, no price is a note', async () => {
    const job = await importText(lines(...rows.map((row) => mapCatalogRow(row))))
    const bad = rows.filter((row) =>
      /\.\d{3}/.test(JSON.stringify([row.price, row.variants?.map((one) => one.price)])),
    )
    const unpriced = rows.filter((row) => row.price === undefined && row.variants === undefined)
    expect(job).toMatchObject({
      rows: rows.length,
      rows_failed: bad.length,
      variants_unpriced: unpriced.length,
    })
    expect(job.products_created).toBe(rows.length - bad.length)
    expect(notesOf(job).filter((note) => note.endsWith('unpriced'))).toHaveLength(unpriced.length)
  })

  test('a placeholder price is for rows without one', async () => {
    const job = await importText(
      lines(...rows.map((row) => mapCatalogRow(row, { placeholderPrice: '9.99' }))),
    )
    expect(job.variants_unpriced).toBe(0)
  })
})
