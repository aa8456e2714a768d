/** The columns that are read, and the names under which exports know them (case and punctuation do not matter). */
const COLUMNS = {
  handle: ['handle', 'urlhandle'],
  title: ['title'],
  body: ['bodyhtml', 'body', 'description'],
  vendor: ['vendor'],
  type: ['type', 'producttype'],
  category: ['productcategory', 'standardizedproducttype'],
  // Ours: what a path of titles cannot say.
  categoryHandles: ['categoryhandles'],
  tags: ['tags'],
  published: ['published', 'publishedononlinestore'],
  status: ['status'],
  option1Name: ['option1name'],
  option1Value: ['option1value'],
  option2Name: ['option2name'],
  option2Value: ['option2value'],
  option3Name: ['option3name'],
  option3Value: ['option3value'],
  // Shopify has three; a product here has up to ten.
  option4Name: ['option4name'],
  option4Value: ['option4value'],
  option5Name: ['option5name'],
  option5Value: ['option5value'],
  option6Name: ['option6name'],
  option6Value: ['option6value'],
  option7Name: ['option7name'],
  option7Value: ['option7value'],
  option8Name: ['option8name'],
  option8Value: ['option8value'],
  option9Name: ['option9name'],
  option9Value: ['option9value'],
  option10Name: ['option10name'],
  option10Value: ['option10value'],
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

/** The names under which columns stand in reports and in our own exports: those of Shopify's. */
export const COLUMN_TITLES: Readonly<Record<Column, string>> = {
  handle: 'Handle',
  title: 'Title',
  body: 'Body (HTML)',
  vendor: 'Vendor',
  type: 'Type',
  category: 'Product Category',
  categoryHandles: 'Category Handles',
  tags: 'Tags',
  published: 'Published',
  status: 'Status',
  option1Name: 'Option1 Name',
  option1Value: 'Option1 Value',
  option2Name: 'Option2 Name',
  option2Value: 'Option2 Value',
  option3Name: 'Option3 Name',
  option3Value: 'Option3 Value',
  option4Name: 'Option4 Name',
  option4Value: 'Option4 Value',
  option5Name: 'Option5 Name',
  option5Value: 'Option5 Value',
  option6Name: 'Option6 Name',
  option6Value: 'Option6 Value',
  option7Name: 'Option7 Name',
  option7Value: 'Option7 Value',
  option8Name: 'Option8 Name',
  option8Value: 'Option8 Value',
  option9Name: 'Option9 Name',
  option9Value: 'Option9 Value',
  option10Name: 'Option10 Name',
  option10Value: 'Option10 Value',
  sku: 'Variant SKU',
  grams: 'Variant Grams',
  tracker: 'Variant Inventory Tracker',
  quantity: 'Variant Inventory Qty',
  policy: 'Variant Inventory Policy',
  price: 'Variant Price',
  compareAt: 'Variant Compare At Price',
  taxable: 'Variant Taxable',
  barcode: 'Variant Barcode',
  imageSrc: 'Image Src',
  imagePosition: 'Image Position',
  imageAlt: 'Image Alt Text',
  variantImage: 'Variant Image',
  giftCard: 'Gift Card',
  seoTitle: 'SEO Title',
  seoDescription: 'SEO Description',
}

const REQUIRED: readonly Column[] = ['handle', 'title']

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
  const isMissing = (column: Column): boolean => !layout.includes(column)
  // A stock list says nothing of prices.
  const missing = [...REQUIRED, ...(isMissing('quantity') ? (['price'] as const) : [])].filter(isMissing)
  if (missing.length > 0) {
    const other = otherDelimiter(cells)
    if (other !== undefined)
      return refused('', 'wrong_delimiter', `The header is separated by ${other}, not by commas.`)
  }
  const repeated = names.filter((name, index) => name !== '' && isRepeated(name, index, names, layout))
  const problems: HeaderProblem[] = [
    ...missing.map((column) => ({
      column: COLUMN_TITLES[column],
      code: 'missing_column' as const,
      message: `The column ${COLUMN_TITLES[column]} is missing.`,
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
