import {
  type MediaInput,
  type PriceInput,
  type ProductInput,
  type VariantInput,
  LIMIT,
} from '../catalog/product-input.ts'
import type { Report } from '../catalog/plan-reports.ts'
import { sanitiseHtml } from '../catalog/sanitise-html.ts'
import type { ProductStatus } from '../catalog/tables.ts'
import { parseHandle } from '../domain/handle.ts'
import type { LocationId } from '../domain/ids.ts'
import { lengthWithin } from '../domain/text.ts'
import { isForbiddenName } from '../platform/strict-json.ts'
import { RowCells } from './csv-cells.ts'
import { COLUMN_TITLES } from './csv-columns.ts'
import { readTagList } from './csv-tags.ts'
import { HTML_BYTES_MAX, htmlBytes, isDescription } from '../catalog/html-size.ts'
import type { Markets } from './reading.ts'

/** What the rows of one product say; no product when the first of them has an error. */
export type CsvProduct = { readonly product: ProductInput | undefined; readonly reports: readonly Report[] }

/** The columns of a product's options, in their order. */
export const OPTION_COLUMNS = [
  { name: 'option1Name', value: 'option1Value' },
  { name: 'option2Name', value: 'option2Value' },
  { name: 'option3Name', value: 'option3Value' },
  { name: 'option4Name', value: 'option4Value' },
  { name: 'option5Name', value: 'option5Value' },
  { name: 'option6Name', value: 'option6Value' },
  { name: 'option7Name', value: 'option7Value' },
  { name: 'option8Name', value: 'option8Value' },
  { name: 'option9Name', value: 'option9Value' },
  { name: 'option10Name', value: 'option10Value' },
] as const

type Picture = MediaInput & { readonly position: number }

/**
 * Reads a run of rows with one handle. The first row holds what is the product's own and its first variant; further
 * rows are a variant, an image or both. An error in the first row fails them all, in a further row only that row.
 */
export function readCsvProduct(rows: readonly RowCells[], broken: boolean, markets: Markets): CsvProduct {
  const [head, ...rest] = rows
  if (head === undefined) return { product: undefined, reports: [] }

  const own = readOwn(head)
  const names = readOptionNames(head)
  const variants: VariantInput[] = []
  const pictures: Picture[] = []
  const lines: number[] = []
  for (const row of rows) {
    if (row !== head && head.failed) break
    const variant = row === head || isVariant(row) ? readVariant(row, names, markets) : undefined
    const picture = readPicture(row, lines.length)
    if (variant === undefined && picture === undefined && !row.failed) row.fail('handle', 'empty_row')
    if (variant !== undefined && variants.length === LIMIT.variants) row.fail('handle', 'too_many_variants')
    if (row.failed) continue
    lines.push(row.line)
    if (variant !== undefined) variants.push(variant)
    if (picture !== undefined) pictures.push(picture)
  }
  if (head.failed || own === undefined) {
    for (const row of rest) row.fail('handle', 'product_failed')
    return { product: undefined, reports: rows.flatMap((row) => row.reports) }
  }

  const plain = isDefaultTitle(names, variants)
  const product: ProductInput = {
    ...own,
    line: head.line,
    lines,
    granular: true,
    options: plain ? [] : names,
    variants: plain ? variants.map((variant) => ({ ...variant, options: new Map() })) : variants,
    media: head.has('imageSrc') ? inOrder(pictures) : undefined,
    // A stock list says how many there are of something, not which variants there are.
    keepsUnnamed: broken || rows.some((row) => row.failed) || !head.has('price'),
  }
  return { product, reports: rows.flatMap((row) => row.reports) }
}

function readOwn(head: RowCells) {
  const handleText = head.required('handle', LIMIT.url)
  // Nothing is mended: the blanks around a handle are not part of one either.
  const handle = handleText === undefined ? undefined : parseHandle(head.raw('handle'))
  if (handleText !== undefined && handle === undefined) head.fail('handle', 'invalid_handle')
  const title = head.required('title', LIMIT.title)
  const productType = head.trimmed('type', LIMIT.productType)
  const body = head.text('body', HTML_BYTES_MAX)
  if (body !== undefined && !isDescription(body)) head.fail('body', 'too_long')
  const description = body === undefined ? undefined : sanitiseHtml(body)
  if (htmlBytes(description ?? '') > HTML_BYTES_MAX) head.fail('body', 'too_long')
  if (head.word('giftCard', ['', 'true', 'false']) === 'true') head.note('giftCard', 'gift_card')
  const own = {
    handle,
    title,
    description,
    vendor: head.trimmed('vendor', LIMIT.vendor),
    productType,
    status: readStatus(head),
    tags: readTags(head),
    seoTitle: head.trimmed('seoTitle', LIMIT.seoTitle),
    seoDescription: head.trimmed('seoDescription', LIMIT.seoDescription),
    categories: readCategories(head, productType),
  }
  return head.failed ? undefined : own
}

function readStatus(head: RowCells): ProductStatus | undefined {
  const status = head.word('status', ['active', 'draft', 'archived', ''])
  const published = head.word('published', ['true', 'false', ''])
  if (status === 'draft' || status === 'archived') return status
  if (published === 'false') return 'draft'
  return head.has('status') || head.has('published') ? 'active' : undefined
}

function readTags(head: RowCells): string[] | undefined {
  const text = head.text('tags', 2 * LIMIT.tags * (LIMIT.tag + 2))
  if (text === undefined) return undefined
  const tags = readTagList(text)
  const fits = tags.length <= LIMIT.tags && tags.every((tag) => lengthWithin(tag, LIMIT.tag))
  return fits ? tags : head.fail('tags', 'too_long')
}

/**
 * The handles of categories where there are any, else the product category as a path; without that column the type is
 * one, so that the shop can be browsed.
 */
function readCategories(head: RowCells, productType: string | undefined): ProductInput['categories'] {
  if (!head.isEmpty('categoryHandles')) return readCategoryHandles(head)
  if (head.has('category')) {
    const text = head.text('category', LIMIT.title * LIMIT.categoryDepth)
    const path = (text ?? '')
      .split('>')
      .map((title) => title.trim())
      .filter((title) => title !== '')
    const fits = path.length <= LIMIT.categoryDepth && path.every((title) => lengthWithin(title, LIMIT.title))
    if (!fits) return head.fail('category', 'too_long')
    return path.length === 0 ? [] : [{ path, column: 'Product Category' }]
  }
  if (productType === undefined) return undefined
  return productType === '' ? [] : [{ path: [productType], column: 'Type' }]
}

function readCategoryHandles(head: RowCells): ProductInput['categories'] {
  const texts = head
    .raw('categoryHandles')
    .split(',')
    .map((text) => text.trim())
  if (texts.length > LIMIT.categories) return head.fail('categoryHandles', 'too_long')
  const handles = texts.map(parseHandle).filter((handle) => handle !== undefined)
  if (handles.length < texts.length) return head.fail('categoryHandles', 'invalid_handle')
  return handles.map((handle) => ({ handle, column: COLUMN_TITLES.categoryHandles }))
}

function readOptionNames(head: RowCells): string[] {
  const names: string[] = []
  for (const [index, column] of OPTION_COLUMNS.entries()) {
    const name = head.trimmed(column.name, LIMIT.option) ?? ''
    if (name === '') {
      if (!head.isEmpty(column.value)) head.fail(column.name, 'missing_option_name')
      continue
    }
    if (names.length < index)
      head.fail(OPTION_COLUMNS[names.length]?.name ?? column.name, 'missing_option_name')
    if (names.includes(name) || isForbiddenName(name)) head.fail(column.name, 'invalid_value')
    names.push(name)
  }
  return names
}

const isVariant = (row: RowCells): boolean =>
  !row.isEmpty('price') || !row.isEmpty('sku') || OPTION_COLUMNS.some(({ value }) => !row.isEmpty(value))

function readVariant(row: RowCells, names: readonly string[], { own: market }: Markets): VariantInput {
  const sku = row.text('sku', LIMIT.sku)
  const policy = row.word('policy', ['deny', 'continue', ''])
  const taxable = row.word('taxable', ['true', 'false', ''])
  const tracker = row.trimmed('tracker', LIMIT.option)
  return {
    line: row.line,
    at: '',
    sku: sku?.trim() === '' ? null : sku,
    options: readOptionValues(row, names),
    barcode: row.text('barcode', LIMIT.barcode),
    weightGrams: row.grams('grams'),
    taxClass: taxable === 'false' ? 'zero' : undefined,
    isTaxed: taxable === undefined ? undefined : taxable !== 'false',
    imageUrl: row.url('variantImage'),
    tracked: tracker === undefined ? undefined : tracker !== '',
    backorder: policy === undefined ? undefined : policy === 'continue',
    prices: row.has('price') ? new Map([[market.code, readPrice(row, market.currency)]]) : undefined,
    stock: readStock(row, market.locations[0]),
  }
}

function readOptionValues(row: RowCells, names: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const [index, column] of OPTION_COLUMNS.entries()) {
    const name = names[index]
    const value = row.text(column.value, LIMIT.option) ?? ''
    if (name === undefined && value.trim() !== '') row.fail(column.value, 'unknown_option')
    if (name === undefined) continue
    if (value.trim() === '') row.fail(column.value, 'missing_option_value')
    else values.set(name, value)
  }
  return values
}

/**
 * The price of the row; without one the variant is stored all the same, and has no standing price in this market. What
 * a column cannot say (quantity breaks, prices with a start or an end) stays.
 */
function readPrice(row: RowCells, currency: Markets['own']['currency']): PriceInput {
  const amount = row.amount('price', currency)
  const compareAt = row.amount('compareAt', currency)
  if (amount === undefined) return { without: 'standing' }
  const above = compareAt !== undefined && compareAt > amount
  if (compareAt !== undefined && !above) row.note('compareAt', 'compare_at_dropped')
  return { one: { amount, minQuantity: 1, startsAt: 0, ...(above && { compareAt }) } }
}

function readStock(row: RowCells, location: LocationId | undefined): VariantInput['stock'] {
  const quantity = row.quantity('quantity')
  if (quantity === undefined) return undefined
  if (location === undefined) return row.fail('quantity', 'unknown_location')
  return new Map([[location, quantity]])
}

function readPicture(row: RowCells, order: number): Picture | undefined {
  const url = row.url('imageSrc')
  if (url === undefined || url === null) return undefined
  const alt = row.trimmed('imageAlt', LIMIT.alt) ?? ''
  const text = row.raw('imagePosition')
  // A position says the order, nothing more: one that is no number leaves the picture where it stands.
  const position = /^\d{1,6}$/.test(text) ? Number(text) : order + 1
  return { line: row.line, url, alt, position }
}

function inOrder(pictures: readonly Picture[]): MediaInput[] {
  const byUrl = new Map<string, MediaInput>()
  for (const { position: _, ...picture } of pictures.toSorted(
    (one, other) => one.position - other.position,
  )) {
    if (!byUrl.has(picture.url) && byUrl.size < LIMIT.media) byUrl.set(picture.url, picture)
  }
  return [...byUrl.values()]
}

/** Shopify writes the option Title with the value Default Title where a product has no options. */
const isDefaultTitle = (names: readonly string[], variants: readonly VariantInput[]): boolean =>
  names.length === 1 &&
  names[0] === 'Title' &&
  variants.every(({ options }) => options?.get('Title') === 'Default Title')
