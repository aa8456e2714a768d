import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import { slugify } from '../src/domain/handle.ts'

/** A row of shared/data/catalog/products.jsonl.gz (see the README beside it); members its source lacks are absent. */
export type CatalogRow = {
  readonly id: string
  readonly source: string
  readonly sku: string
  readonly title: string
  readonly description?: string
  readonly bullets?: readonly string[]
  readonly brand?: string
  readonly manufacturer?: string
  readonly color?: string
  readonly gender?: string
  readonly type?: string
  readonly upc?: string
  readonly categories?: readonly string[]
  readonly price?: CatalogMoney
  readonly images?: readonly string[]
  readonly stock?: number
  readonly featured?: boolean
  readonly promoted?: boolean
  readonly aliases?: readonly string[]
  readonly variants?: readonly CatalogVariant[]
  readonly translations?: Readonly<Record<string, { readonly description?: string }>>
  readonly rating?: { readonly count?: number }
}
type CatalogMoney = { readonly amount: string; readonly currency: string }
type CatalogVariant = {
  readonly sku: string
  readonly options?: Readonly<Record<string, string>>
  readonly price?: CatalogMoney
  readonly weight?: { readonly value: number; readonly unit: string }
  readonly stock?: number
}

export type MapOptions = {
  /** A price for rows that have none, as decimal text; only for measuring search, which shows priced products. */
  readonly placeholderPrice?: string | undefined
}

const POPULARITY_MAX = 1_000_000
const TITLE_SLUG_MAX = 100
const GRAMS_PER_POUND = 453.59237

/**
 * One row as a line of our NDJSON. Nothing is mended: amounts with three decimals, say, stay as they are, and the
 * import names them.
 */
export function mapCatalogRow(
  row: CatalogRow,
  { placeholderPrice }: MapOptions = {},
): Record<string, unknown> {
  const bullets = row.bullets ?? []
  const tags = [
    row.color,
    row.gender,
    row.featured && 'featured',
    row.promoted && 'promoted',
    ...(row.aliases ?? []),
  ]
  return present({
    id: row.id,
    handle: slugify(`${slugify(row.title).slice(0, TITLE_SLUG_MAX)} ${row.id}`),
    title: row.title,
    description: [
      row.description === undefined ? '' : `<p>${escaped(row.description)}</p>`,
      bullets.length === 0
        ? ''
        : `<ul>${bullets.map((bullet) => `<li>${escaped(bullet)}</li>`).join('')}</ul>`,
    ].join(''),
    vendor: row.brand ?? row.manufacturer ?? '',
    productType: row.type ?? row.categories?.at(-1) ?? '',
    status: 'active',
    tags: [...new Set(tags.filter((tag) => typeof tag === 'string' && tag.trim() !== ''))],
    popularity: Math.min(row.rating?.count ?? 0, POPULARITY_MAX),
    categories: row.categories === undefined || row.categories.length === 0 ? [] : [row.categories],
    media: (row.images ?? []).map((image) => ({ url: imageUrl(image), alt: row.title })),
    translations: row.translations && translations(row.translations),
    ...(row.variants === undefined
      ? single(row, placeholderPrice)
      : variants(row.variants, placeholderPrice)),
  })
}

function single(row: CatalogRow, placeholderPrice: string | undefined) {
  return {
    sku: row.sku,
    price: row.price?.amount ?? placeholderPrice ?? null,
    barcode: row.upc,
    ...stockOf(row.stock),
  }
}

// Where a source counts no stock, nothing is known of it: the product is sold without counting.
const stockOf = (stock: number | undefined) =>
  stock === undefined ? { tracked: false } : { tracked: true, stock }

const OPTIONS = ['Color', 'Size']

function variants(rows: readonly CatalogVariant[], placeholderPrice: string | undefined) {
  const options = OPTIONS.filter((name) => rows.some((variant) => variant.options?.[name] !== undefined))
  return {
    options,
    variants: rows.map((variant) =>
      present({
        sku: variant.sku,
        options: present(Object.fromEntries(options.map((name) => [name, variant.options?.[name]]))),
        price: variant.price?.amount ?? placeholderPrice ?? null,
        weightGrams: variant.weight && grams(variant.weight),
        ...stockOf(variant.stock),
      }),
    ),
  }
}

const grams = ({ value, unit }: NonNullable<CatalogVariant['weight']>): number =>
  Math.round(unit === 'lb' ? value * GRAMS_PER_POUND : value)

/** Paths of the demo's own image store get a host that does not resolve. */
function imageUrl(image: string): string {
  if (/^https?:\/\//.test(image)) return image
  return `https://media.example.com/aws/${image.split('/').map(encodeURIComponent).join('/')}`
}

const translations = (texts: NonNullable<CatalogRow['translations']>) =>
  Object.fromEntries(
    Object.entries(texts).map(([locale, { description = '' }]) => [
      locale,
      { description: `<p>${escaped(description)}</p>` },
    ]),
  )

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const present = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** The lines of the mapped catalog. */
export async function* mappedLines(path: string, options: MapOptions = {}): AsyncGenerator<string> {
  const file = createReadStream(path)
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line !== '') yield `${JSON.stringify(mapCatalogRow(JSON.parse(line) as CatalogRow, options))}\n`
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'placeholder-price': { type: 'string' }, out: { type: 'string' } },
  })
  const source = positionals[0] ?? join(import.meta.dirname, '../../shared/data/catalog/products.jsonl.gz')
  const lines = Readable.from(mappedLines(source, { placeholderPrice: values['placeholder-price'] }))
  await pipeline(lines, values.out === undefined ? process.stdout : createWriteStream(values.out))
}
