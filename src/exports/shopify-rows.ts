import type { Market } from '../domain/market.ts'
import type { CategoryId } from '../domain/ids.ts'
import { formatDecimal, money } from '../domain/money.ts'
import { COLUMN_TITLES, type Column } from '../imports/csv-columns.ts'
import { OPTION_COLUMNS } from '../imports/csv-product.ts'
import { writeTagList } from '../imports/csv-tags.ts'
import { guarded } from '../imports/formula-guard.ts'
import type { ExportedVariant, ListedProduct, WholeProduct } from './exported-product.ts'

/** What the rows of a file are written for: its columns, its market, the paths of categories. */
export type Sheet = {
  readonly columns: readonly Column[]
  readonly market: Market
  readonly paths: ReadonlyMap<CategoryId, string>
}

/** The options that Shopify knows, or all. */
const SHOPIFY_OPTIONS = 3

export const KINDS = ['products', 'prices', 'stock'] as const
export type Kind = (typeof KINDS)[number]

/** The columns of a file, in Shopify's order. */
export function columnsOf(kind: Kind, hasManyOptions: boolean): Column[] {
  const options = OPTION_COLUMNS.slice(0, hasManyOptions ? undefined : SHOPIFY_OPTIONS).flatMap(
    ({ name, value }) => [name, value],
  )
  if (kind === 'prices') return ['handle', 'title', ...options, 'sku', 'price', 'compareAt']
  if (kind === 'stock') return ['handle', 'title', ...options, 'sku', 'quantity']
  return [
    ...(['handle', 'title', 'body', 'vendor', 'category', 'categoryHandles', 'type', 'tags'] as const),
    'published',
    ...options,
    ...([
      'sku',
      'grams',
      'tracker',
      'quantity',
      'policy',
      'price',
      'compareAt',
      'taxable',
      'barcode',
    ] as const),
    ...(['imageSrc', 'imagePosition', 'imageAlt', 'giftCard', 'seoTitle', 'seoDescription'] as const),
    ...(['variantImage', 'status'] as const),
  ]
}

type Cells = Partial<Record<Column, string>>

export const headerRow = ({ columns }: Sheet): string => row(columns.map((column) => COLUMN_TITLES[column]))

/** The rows of a product for a price or stock list. A product without variants has none. */
export function listRows(product: ListedProduct, sheet: Sheet): string {
  return written(product, [], { title: guarded(product.title) }, sheet)
}

/** The rows of a product: the first says what is its own, and each a variant, a picture or both. */
export function productRows(product: WholeProduct, sheet: Sheet): string {
  const pictures = product.media.map(({ url, alt }, at): Cells => ({
    imageSrc: url,
    imagePosition: String(at + 1),
    imageAlt: guarded(alt),
  }))
  const own: Cells = {
    title: guarded(product.title),
    body: guarded(product.description),
    vendor: guarded(product.vendor),
    type: guarded(product.productType),
    tags: guarded(writeTagList(product.tags)),
    published: word(product.status === 'active'),
    status: product.status,
    giftCard: 'FALSE',
    seoTitle: guarded(product.seoTitle),
    seoDescription: guarded(product.seoDescription),
    ...categoryCells(product, sheet),
  }
  return written(product, pictures, own, sheet)
}

/** One category by its path, where that is enough; else all of them by handle. */
function categoryCells({ categories }: WholeProduct, { paths }: Sheet): Cells {
  const [first, ...more] = categories
  const path = first && more.length === 0 ? paths.get(first.id) : undefined
  if (path !== undefined) return { category: guarded(path) }
  return { categoryHandles: categories.map(({ handle }) => handle).join(', ') }
}

function written(
  { handle, options, variants }: ListedProduct,
  pictures: readonly Cells[],
  own: Cells,
  sheet: Sheet,
): string {
  if (variants.length === 0) return ''
  const known = OPTION_COLUMNS.filter(({ name }) => sheet.columns.includes(name))
  if (options.length > known.length) throw new Error('a product has more options than the file has columns')
  const plain = options.length === 0
  const names = plain ? ['Title'] : options
  const namesRow = Object.fromEntries(names.map((name, at) => [known[at]?.name, guarded(name)])) as Cells

  let text = ''
  for (let at = 0; at < Math.max(variants.length, pictures.length); at++) {
    const variant = variants[at]
    const values = plain ? ['Default Title'] : variant?.optionValues
    const cells: Cells = {
      ...(at === 0 && { ...own, ...namesRow }),
      ...(variant && variantCells(variant, sheet.market)),
      ...(variant &&
        Object.fromEntries(values?.map((value, on) => [known[on]?.value, guarded(value)]) ?? [])),
      ...pictures[at],
      handle,
    }
    text += row(sheet.columns.map((column) => cells[column] ?? ''))
  }
  return text
}

function variantCells(variant: ExportedVariant, market: Market): Cells {
  // What the columns can say: one piece, now and without end. The rest stays when the file is read.
  const standing = variant.prices
    .get(market.code)
    ?.find(({ minQuantity, startsAt, endsAt }) => minQuantity === 1 && startsAt === 0 && endsAt === undefined)
  const amount = (minor: number | undefined): string =>
    minor === undefined ? '' : formatDecimal(money(minor, market.currency))
  const [location] = market.locations
  const onHand = location === undefined ? undefined : variant.stock.get(location)
  return {
    sku: guarded(variant.sku ?? ''),
    grams: String(variant.weightGrams ?? ''),
    tracker: variant.tracked ? 'shopify' : '',
    quantity: String(onHand ?? ''),
    policy: variant.backorder ? 'continue' : 'deny',
    price: amount(standing?.amount),
    compareAt: amount(standing?.compareAt),
    taxable: word(variant.taxClass !== 'zero'),
    barcode: guarded(variant.barcode),
    variantImage: variant.imageUrl ?? '',
  }
}

const word = (value: boolean): string => (value ? 'TRUE' : 'FALSE')

/** A row by RFC 4180. */
const row = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string =>
  /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
