/** The columns that are read, and the names under which exports know them (case and punctuation do not matter). */
const COLUMNS = {
  handle: ['handle', 'urlhandle'],
  title: ['title'],
  body: ['bodyhtml', 'body', 'description'],
  vendor: ['vendor'],
  type: ['type', 'producttype'],
  category: ['productcategory', 'standardizedproducttype'],
  tags: ['tags'],
  published: ['published', 'publishedononlinestore'],
  status: ['status'],
  option1Name: ['option1name'],
  option1Value: ['option1value'],
  option2Name: ['option2name'],
  option2Value: ['option2value'],
  option3Name: ['option3name'],
  option3Value: ['option3value'],
  sku: ['variantsku', 'sku'],
  grams: ['variantgrams', 'weightvaluegrams'],
  tracker: ['variantinventorytracker', 'inventorytracker'],
  quantity: ['variantinventoryqty', 'variantinventoryquantity', 'inventoryquantity'],
  policy: ['variantinventorypolicy', 'continuesellingwhenoutofstock'],
  price: ['variantprice', 'price'],
  compareAt: ['variantcompareatprice', 'compareatprice'],
  taxable: ['varianttaxable', 'chargetax'],
  barcode: ['variantbarcode', 'barcode'],
  imageSrc: ['imagesrc', 'productimageurl'],
  imagePosition: ['imageposition'],
  imageAlt: ['imagealttext'],
  variantImage: ['variantimage', 'variantimageurl'],
  giftCard: ['giftcard'],
  seoTitle: ['seotitle'],
  seoDescription: ['seodescription'],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof COLUMNS

const REQUIRED: readonly Column[] = ['handle', 'title', 'price']

/** Columns of Shopify's that say nothing a storefront shows: read over without a remark. */
const SILENT = new Set([
  'variantfulfillmentservice',
  'variantfullfilmentservice',
  'fulfillmentservice',
  'variantrequiresshipping',
  'requiresshipping',
  'variantweightunit',
  'weightunitfordisplay',
  'varianttaxcode',
  'taxcode',
  'costperitem',
])
const SILENT_BEGINNING = /^(?:googleshopping|included|price(?=.)|compareatprice(?=.))/

// Shopify's export has 48; a header far beyond any shop's is a mistake or an attack.
export const COLUMNS_MAX = 500
export const HEADER_BYTES_MAX = 65_536

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  (Object.keys(COLUMNS) as Column[]).flatMap((column) =>
    COLUMNS[column].map((name) => [name, column] as const),
  ),
)

/** Which cell of a row is which column; null: a cell that is not read. */
export type Layout = readonly (Column | null)[]

export type HeaderProblem = { readonly column: string; readonly code: HeaderCode; readonly message: string }
export type HeaderCode =
  'wrong_delimiter' | 'missing_column' | 'repeated_column' | 'too_many_columns' | 'no_header'

export type Header =
  | { readonly ok: true; readonly layout: Layout; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly problems: readonly HeaderProblem[] }

/** Reads the header row. Columns may stand in any order; a name twice, or a needed column missing, refuses the file. */
export function readHeader(cells: readonly string[]): Header {
  if (cells.length > COLUMNS_MAX) return refused('', 'too_many_columns', `More than ${COLUMNS_MAX} columns.`)
  if (cells.every((cell) => cell.trim() === ''))
    return refused('', 'no_header', 'The first line is no header row.')

  const names = cells.map(plainName)
  const layout = names.map((name) => BY_NAME.get(name) ?? null)
  const missing = REQUIRED.filter((column) => !layout.includes(column))
  if (missing.length > 0) {
    const other = otherDelimiter(cells)
    if (other !== undefined)
      return refused('', 'wrong_delimiter', `The header is separated by ${other}, not by commas.`)
  }
  const repeated = names.filter((name, index) => name !== '' && isRepeated(name, index, names, layout))
  const problems: HeaderProblem[] = [
    ...missing.map((column) => ({
      column: TITLES[column] ?? column,
      code: 'missing_column' as const,
      message: `The column ${TITLES[column] ?? column} is missing.`,
    })),
    ...new Set(repeated).values().map((name) => ({
      column: name.slice(0, 64),
      code: 'repeated_column' as const,
      message: 'A column of this name stands twice.',
    })),
  ]
  if (problems.length > 0) return { ok: false, problems }

  const ignored = cells.filter((cell, index) => layout[index] === null && !isSilent(plainName(cell)))
  return { ok: true, layout, ignored }
}

const TITLES: Partial<Record<Column, string>> = { handle: 'Handle', title: 'Title', price: 'Variant Price' }

const plainName = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
const isSilent = (name: string): boolean => name === '' || SILENT.has(name) || SILENT_BEGINNING.test(name)

const refused = (column: string, code: HeaderCode, message: string): Header => ({
  ok: false,
  problems: [{ column, code, message }],
})

/** Whether an earlier cell has the same name, or another name of the same column. */
function isRepeated(name: string, index: number, names: readonly string[], layout: Layout): boolean {
  const column = layout[index]
  return names.some(
    (other, at) => at < index && (other === name || (column !== null && layout[at] === column)),
  )
}

function otherDelimiter(cells: readonly string[]): string | undefined {
  const line = cells.join(',')
  const finds = (mark: string) => line.split(mark).some((part) => BY_NAME.get(plainName(part)) === 'handle')
  if (finds(';')) return 'semicolons'
  if (finds('\t')) return 'tabs'
  return undefined
}
