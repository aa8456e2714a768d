import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { LiveProduct, SnapshotCategory } from '../../src/catalog/snapshot.ts'
import { type Handle, slugify } from '../../src/domain/handle.ts'
import { parseId } from '../../src/domain/ids.ts'
import { type Market, parseLocale, parseMarketCode } from '../../src/domain/market.ts'
import { parseCurrency, parseDecimal } from '../../src/domain/money.ts'

/** A query with the documents people judged for it: 1 exact, 0.1 substitute, 0.01 complement, 0 irrelevant. */
export type JudgedQuery = {
  readonly qid: string
  readonly query: string
  readonly judged: readonly { readonly id: string; readonly gain: number }[]
}

type CatalogRow = {
  readonly id: string
  readonly sku?: string
  readonly title: string
  readonly description?: string
  readonly bullets?: readonly string[]
  readonly brand?: string
  readonly manufacturer?: string
  readonly color?: string
  readonly categories?: readonly string[]
  readonly price?: { readonly amount: string }
}

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url).href)
const QUERIES = `${DATA}search/queries-dev.jsonl`
const PRODUCTS = `${DATA}catalog/products.jsonl.gz`

export const hasJudgedCatalog = (): boolean => existsSync(QUERIES) && existsSync(PRODUCTS)

export const judgedQueries = (): JudgedQuery[] => lines(readFileSync(QUERIES, 'utf8'))

const USD = present(parseCurrency('USD'))
const EN = present(parseLocale('en'))
const US = present(parseMarketCode('us'))

export const US_MARKET: Market = {
  code: US,
  name: 'United States',
  currency: USD,
  countries: ['US'],
  locales: [EN],
  defaultLocale: EN,
  taxIncluded: false,
  locations: [],
}

/** For this figure alone: a row without a price would not be sold, and so not be found. */
const PLACEHOLDER_CENTS = 999

const catalogRows = (): CatalogRow[] => lines(gunzipSync(readFileSync(PRODUCTS)).toString('utf8'))

/** The catalogue as products of the market `us`: bullets and description in one text, the brand as vendor. */
export const judgedProducts = (): LiveProduct[] => catalogRows().map(toProduct)

/** What the baseline reads: title, bullets and brand. */
export const baselineTexts = (): { id: string; text: string }[] =>
  catalogRows().map(({ id, title, bullets = [], brand = '' }) => ({
    id,
    text: [title, ...bullets, brand].join(' '),
  }))

function toProduct(row: CatalogRow): LiveProduct {
  const description = [...(row.bullets ?? []), row.description ?? ''].join('\n').replaceAll('<', '&lt;')
  const parsed = parseDecimal(row.price?.amount ?? '', USD)
  const amount = parsed.ok && parsed.money.amount > 0 ? parsed.money.amount : PLACEHOLDER_CENTS
  return {
    state: 'live',
    id: present(parseId('product', row.id.replace(/[^\w-]/g, '-'))),
    handle: row.id.toLowerCase() as Handle,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    vendor: row.brand ?? row.manufacturer ?? '',
    productType: '',
    tags: [],
    popularity: 0,
    base: { title: row.title, description, seoTitle: '', seoDescription: '' },
    translations: {},
    categories: categoriesOf(row),
    options: row.color === undefined ? [] : ['Color'],
    media: [],
    variants: [
      {
        id: present(parseId('variant', 'v')),
        sku: row.sku ?? null,
        values: row.color === undefined ? [] : [row.color],
        barcode: '',
        weightGrams: null,
        image: null,
        prices: { [US]: [{ amount, minQuantity: 1, startsAt: 0 }] },
        availability: { [US]: 'in_stock' },
      },
    ],
  }
}

function categoriesOf({ categories = [] }: CatalogRow): SnapshotCategory[] {
  return categories.map((title, at) => ({
    id: present(parseId('category', `c${at}`)),
    handle: slugify(title) as Handle,
    title,
    titles: {},
    ancestors: [],
  }))
}

function lines<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a constant of this script does not parse')
  return value
}
