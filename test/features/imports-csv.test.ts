import { beforeEach, describe, expect, test } from 'vitest'
import { catalog, count, emptyShop, errorsOf, importText, notesOf } from './imports/support.ts'

// Reliability §3.13, row by row: what strangers will send.

const HEADER = 'Handle,Title,Variant SKU,Variant Price'
const csv = (...rows: string[]): string => [HEADER, ...rows].join('\n')
const importCsv = (body: string | Uint8Array, size?: { bytes: number; products: number }) =>
  importText(body, { format: 'shopify-csv', ...(size && { size }) })

async function stored(table: 'products' | 'variants' | 'prices', column: string): Promise<unknown[]> {
  return ((await catalog())[table] ?? []).map((row) => (row as Record<string, unknown>)[column])
}

beforeEach(emptyShop)

describe('rows and cells as text', () => {
  test.each([
    { name: 'a byte order mark', text: `\uFEFF${csv('a,A,,1', 'b,B,,2')}` },
    { name: 'CRLF', text: csv('a,A,,1', 'b,B,,2').replaceAll('\n', '\r\n') },
    { name: 'CR', text: csv('a,A,,1', 'b,B,,2').replaceAll('\n', '\r') },
    { name: 'an end of line at the end', text: `${csv('a,A,,1', 'b,B,,2')}\n` },
    { name: 'empty lines and rows of commas', text: csv('', 'a,A,,1', ',,,', '', 'b,B,,2', '', '') },
    { name: 'columns in another order', text: 'Variant Price,Title,Handle\n1,A,a\n2,B,b' },
    { name: 'header names in another spelling', text: 'HANDLE,title,"Variant  price"\na,A,1\nb,B,2' },
    { name: 'quoted cells', text: csv('"a","A","","1"', '"b","B","","2"') },
  ])('$name: read alike', async ({ text }) => {
    expect(errorsOf(await importCsv(text))).toEqual([])
    expect(await stored('products', 'title')).toEqual(['A', 'B'])
    expect(await stored('prices', 'amount')).toEqual([100, 200])
  })

  test('quotes: line ends, doubled quotes and commas inside', async () => {
    const job = await importCsv(csv('a,"A ""big"", fine\nthing",,1', 'b,B,,2'))
    expect(errorsOf(job)).toEqual([])
    expect(await stored('products', 'title')).toEqual(['A "big", fine\nthing', 'B'])
  })

  test.each([
    { name: 'an unclosed quote', row: 'x,"Never closed,,1', code: 'unclosed_quote' },
    {
      name: 'an unclosed quote that meets the next one',
      row: 'x,"Open,,1\ny,"Y",,1',
      code: 'misplaced_quote',
    },
    { name: 'a quote inside a cell', row: 'x,5" wide,,1', code: 'misplaced_quote' },
    { name: 'too few cells', row: 'x,X', code: 'too_few_fields' },
    { name: 'too many cells', row: 'x,X,,1,', code: 'too_many_fields' },
    { name: 'a control character', row: 'x,X\u0007,,1', code: 'invalid_text' },
  ])('$name: an error of that row, the rest goes through', async ({ row, code }) => {
    const job = await importCsv(csv('a,A,,1', row, 'b,B,,2'))
    expect(errorsOf(job).map((error) => error.split(' ').at(-1))).toEqual([code])
    expect(errorsOf(job)[0]).toMatch(/^3 /)
    expect(job).toMatchObject({ rows: row.includes('\n') ? 4 : 3, rows_failed: 1, status: 'completed' })
    expect(await stored('products', 'handle')).toEqual(row.includes('\n') ? ['a', 'b', 'y'] : ['a', 'b'])
  })

  test('bytes that are no UTF-8 are an error of their row, never mojibake', async () => {
    const bytes = new TextEncoder().encode(csv('a,A,,1', 'x,M?bel,,1', 'b,Möbel \uFFFD,,2'))
    bytes[bytes.indexOf('?'.charCodeAt(0))] = 0xf6
    expect(errorsOf(await importCsv(bytes))).toEqual(['3  invalid_encoding'])
    expect(await stored('products', 'title')).toEqual(['A', 'Möbel \uFFFD'])
  })

  test.each([
    { name: 'in a cell', row: `x,${'y'.repeat(5_000_000)},,1` },
    { name: 'in a quoted cell', row: `x,"${'y'.repeat(5_000_000)}",,1` },
  ])('one row of 5 MB $name: a row error', async ({ row }) => {
    const job = await importCsv(csv('a,A,,1', row, 'b,B,,2'))
    expect(errorsOf(job)).toEqual(['3  row_too_large'])
    expect(job).toMatchObject({ rows: 3, rows_failed: 1, products_created: 2, status: 'completed' })
  })

  test('a row that never ends', async () => {
    const job = await importCsv(csv('a,A,,1', `x,"${'y'.repeat(9_000_000)}`, 'b,B,,2'))
    expect(errorsOf(job)).toEqual(['3  row_too_large'])
    expect(job).toMatchObject({ rows: 3, rows_failed: 1, products_created: 2, status: 'completed' })
  })

  test('a product that is larger than any piece of the file: each of its rows, and the next product goes through', async () => {
    const wide = (at: number) => `big,${at === 0 ? 'Big' : ''},S${at},1,${'y'.repeat(100_000)}`
    const rows = ['a,A,,1,', ...Array.from({ length: 180 }, (_, at) => wide(at)), 'b,B,,2,']
    const job = await importCsv(`${HEADER},My column\n${rows.join('\n')}`)
    expect(job).toMatchObject({
      rows: 182,
      rows_failed: 180,
      products_created: 2,
      products_failed: 1,
      status: 'completed',
    })
    expect(new Set(errorsOf(job).map((error) => error.split(' ').at(-1)))).toEqual(
      new Set(['product_too_large']),
    )
  })

  test('nothing but unreadable rows', async () => {
    const job = await importCsv(csv(...Array.from({ length: 5_000 }, () => 'x,"open')))
    expect(job).toMatchObject({ rows: 5_000, rows_failed: 5_000, products_created: 0, status: 'completed' })
  })

  test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '=HYPERLINK("x")'])('%s stays text', async (cell) => {
    await importCsv(csv(`a,"${cell.replaceAll('"', '""')}","${cell.replaceAll('"', '""')}",1`))
    expect(await stored('products', 'title')).toEqual([cell])
    expect(await stored('variants', 'sku')).toEqual([cell])
  })

  test.each(['00123', '1E5', '12345678901234567890', ' padded ', 'ÄÖ-1'])(
    'SKU %s, byte for byte',
    async (sku) => {
      await importCsv(csv(`a,A,${sku},1`))
      expect(await stored('variants', 'sku')).toEqual([sku])
    },
  )
})

describe('prices', () => {
  test.each(['"1,99"', '"1.999,00"', '€5', '$5', '1e3', '-1', ' 5 ', '5.', '.5', '٥', '0x10', '1_000'])(
    '%s is no amount, and no guess is made',
    async (price) => {
      const job = await importCsv(csv('a,A,,1', `x,X,,${price}`, 'b,B,,2'))
      expect(errorsOf(job)).toEqual(['3 Variant Price invalid_amount'])
      expect(await stored('products', 'handle')).toEqual(['a', 'b'])
    },
  )

  test.each([
    { price: '25', amount: 2500 },
    { price: '20.03', amount: 2003 },
    { price: '0.00', amount: 0 },
    { price: '007', amount: 700 },
  ])('$price is $amount', async ({ price, amount }) => {
    await importCsv(csv(`a,A,,${price}`))
    expect(await stored('prices', 'amount')).toEqual([amount])
  })

  test('three decimals in dollars; too much for any shop', async () => {
    const job = await importCsv(csv('x,X,,60.745', 'y,Y,,999999999999999'))
    expect(errorsOf(job)).toEqual(['2 Variant Price too_many_decimals', '3 Variant Price too_large'])
  })

  test('an empty price: stored, counted, said', async () => {
    const job = await importCsv(csv('a,A,,', 'b,B,,2'))
    expect(job).toMatchObject({ rows_failed: 0, products_created: 2, variants_unpriced: 1 })
    expect(notesOf(job)).toEqual(['2 Variant Price unpriced'])
  })

  test('a compare-at price that is not above the price is left out, and said', async () => {
    const job = await importCsv(
      'Handle,Title,Variant Price,Variant Compare At Price\na,A,5,9\nb,B,5,5\nc,C,5,x',
    )
    expect(notesOf(job)).toEqual(['3 Variant Compare At Price compare_at_dropped'])
    expect(errorsOf(job)).toEqual(['4 Variant Compare At Price invalid_amount'])
    expect(await stored('prices', 'compare_at')).toEqual([900, null])
  })
})

describe('handles, names, addresses', () => {
  test.each([
    'Capital',
    'two words',
    'a/b',
    '../up',
    'a%2fb',
    '😀',
    'rtl\u200f',
    'zwj\u200dx',
    'a'.repeat(300),
    '-a',
    'a-',
    'a--b',
    'admin',
    'null',
    'new',
    '.well-known',
    ' a',
  ])('handle %j is refused', async (handle) => {
    const job = await importCsv(csv(`${handle},X,,1`, 'b,B,,2'))
    expect(errorsOf(job)).toEqual(['2 Handle invalid_handle'])
    expect(await stored('products', 'handle')).toEqual(['b'])
  })

  test('without a handle, without a title', async () => {
    expect(errorsOf(await importCsv(csv(',X,,1', 'b,,,2', 'c,  ,,2')))).toEqual([
      '2 Handle required',
      '3 Title required',
      '4 Title required',
    ])
  })

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'http://localhost/x.png',
    'http://127.0.0.1/x.png',
    'http://2130706433/x.png',
    'http://0x7f.1/x.png',
    'http://10.1.2.3/x.png',
    'http://192.168.0.1/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/x.png',
    'http://metadata.internal/x.png',
    'http://user:pass@example.com/x.png',
    'http://intranet/x.png',
    '//example.com/x.png',
    '/media/../secret',
    '/etc/passwd',
    'x.png',
    'ftp://example.com/x.png',
  ])('picture %s is refused', async (url) => {
    const job = await importCsv(`Handle,Title,Variant Price,Image Src\nx,X,1,"${url}"\nb,B,2,`)
    expect(errorsOf(job)).toEqual(['2 Image Src invalid_url'])
    expect(await count('media')).toBe(0)
  })

  test('pictures: blanks behind an address, a path of our own, order by position, each once', async () => {
    const job = await importCsv(
      'Handle,Title,Variant Price,Image Src,Image Position,Image Alt Text\n' +
        'a,A,1,https://example.com/2.png ,2,two\na,,,/media/1.svg,1,one\na,,,https://example.com/2.png,3,again\na,,,,,',
    )
    expect(errorsOf(job)).toEqual(['5 Handle empty_row'])
    expect((await catalog()).media).toMatchObject([
      { url: '/media/1.svg', alt: 'one' },
      { url: 'https://example.com/2.png', alt: 'two' },
    ])
  })

  test('descriptions are cleaned on the way in', async () => {
    await importCsv(
      `Handle,Title,Variant Price,Body (HTML)\na,A,1,"<p onclick=x>Hi<script>alert(1)</script> & <b>bye"`,
    )
    expect(await stored('products', 'description')).toEqual(['<p>Hi &amp; <b>bye</b></p>'])
  })
})

describe('one rule for what comes twice', () => {
  test('a SKU twice in a file: the later row', async () => {
    const job = await importCsv(csv('a,A,S1,1', 'b,B,S1,2', 'c,C,S2,3'))
    expect(errorsOf(job)).toEqual(['3 Variant SKU duplicate_sku'])
    expect(await stored('variants', 'sku')).toEqual(['S1', 'S2'])
  })

  test('across chunks too', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `p-${at},P,S${at % 28},1`)
    const job = await importCsv(csv(...rows), { bytes: 100, products: 2 })
    expect(errorsOf(job)).toEqual(['30 Variant SKU duplicate_sku', '31 Variant SKU duplicate_sku'])
    expect(job).toMatchObject({ rows: 30, rows_failed: 2, products_created: 28 })
  })

  test("a SKU that is another product's in the shop", async () => {
    await importCsv(csv('a,A,S1,1'))
    const job = await importCsv(csv('b,B,S1,2', 'c,C,S3,3'))
    expect(errorsOf(job)).toEqual(['2 Variant SKU sku_taken'])
    expect(await stored('products', 'handle')).toEqual(['a', 'c'])
  })

  test('two files at once', async () => {
    const [one, other] = await Promise.all([importCsv(csv('a,A,S1,1')), importCsv(csv('b,B,S1,2'))])
    expect([...errorsOf(one), ...errorsOf(other)]).toEqual(['2 Variant SKU sku_taken'])
    expect(await count('variants')).toBe(1)
  })

  test('two variants with the same option values', async () => {
    const job = await importCsv(
      'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,A,Size,S,1,1\na,,,M,2,1\na,,,S,3,1\na,,,,4,1',
    )
    expect(errorsOf(job)).toEqual([
      '4 Option1 Value duplicate_variant',
      '5 Option1 Value missing_option_value',
    ])
    expect(await stored('variants', 'sku')).toEqual(['1', '2'])
  })
})

const sizes = (...rows: string[]): string =>
  ['Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty', ...rows].join(
    '\n',
  )

describe('bad rows among good ones', () => {
  test('an error in a further row is that row, in the first row the product; counts add up', async () => {
    const job = await importCsv(
      sizes(
        'a,A,Size,S,a-s,1,5',
        'a,,,M,a-m,x,5',
        'a,,,L,a-l,3,5',
        'b,B,Size,S,b-s,x,5',
        'b,,,M,b-m,2,5',
        'c,C,Size,S,c-s,1,5',
      ),
    )
    expect(errorsOf(job)).toEqual([
      '3 Variant Price invalid_amount',
      '5 Variant Price invalid_amount',
      '6 Handle product_failed',
    ])
    expect(job).toMatchObject({ rows: 6, rows_failed: 3, products_created: 2, products_failed: 1 })
    expect(await stored('variants', 'sku')).toEqual(['a-s', 'a-l', 'c-s'])
  })

  test('a bad row withdraws nothing: the variant it failed to state stays as it was', async () => {
    await importCsv(sizes('a,A,Size,S,a-s,1,5', 'a,,,M,a-m,2,5'))
    await importCsv(sizes('a,A,Size,S,a-s,1,5', 'a,,,M,a-m,oops,5'))
    expect(await stored('variants', 'live')).toEqual([1, 1])
    await importCsv(sizes('a,A,Size,S,a-s,1,5'))
    expect(await stored('variants', 'live')).toEqual([0, 1])
    await importCsv(sizes('a,A,Size,S,a-s,1,5', 'a,,,M,a-m,2,5'))
    expect(await stored('variants', 'live')).toEqual([1, 1])
    expect(await count('variants')).toBe(2)
  })

  test.each(['-1', '1.5', 'many', ' 3'])('stock %j is no quantity', async (quantity) => {
    expect(errorsOf(await importCsv(sizes(`a,A,Size,S,a-s,1,${quantity}`)))).toEqual([
      '2 Variant Inventory Qty invalid_quantity',
    ])
  })

  test('a readable row behind an unreadable one still belongs to its product', async () => {
    const job = await importCsv(sizes('a,A,Size,S,a-s,1,5', 'a,oops', 'a,,,L,a-l,3,5'))
    expect(errorsOf(job)).toEqual(['3  too_few_fields'])
    expect(await stored('variants', 'sku')).toEqual(['a-s', 'a-l'])
  })
})

const one = (columns: Record<string, string>): string => {
  const all = { Handle: 'a', Title: 'A', 'Variant Price': '1', ...columns }
  return `${Object.keys(all).join(',')}\n${Object.values(all).join(',')}`
}

describe('what the columns mean', () => {
  test.each([
    { columns: { Published: 'false' }, status: 'draft' },
    { columns: { Published: 'TRUE' }, status: 'active' },
    { columns: { Status: 'archived', Published: 'true' }, status: 'archived' },
    { columns: { Status: 'Draft' }, status: 'draft' },
    { columns: { Status: 'active', Published: 'false' }, status: 'draft' },
  ])('$columns is $status', async ({ columns, status }) => {
    await importCsv(one(columns))
    expect(await stored('products', 'status')).toEqual([status])
  })

  test.each([
    { column: 'Variant Grams', cell: '453.6', of: 'weight_grams', is: 454 },
    { column: 'Variant Grams', cell: '0.0', of: 'weight_grams', is: 0 },
    { column: 'Variant Grams', cell: '', of: 'weight_grams', is: null },
    { column: 'Variant Inventory Policy', cell: 'continue', of: 'backorder', is: 1 },
    { column: 'Variant Inventory Tracker', cell: '', of: 'tracked', is: 0 },
    { column: 'Variant Inventory Tracker', cell: 'shopify', of: 'tracked', is: 1 },
    { column: 'Variant Taxable', cell: 'FALSE', of: 'tax_class', is: 'zero' },
    { column: 'Variant Barcode', cell: '0012', of: 'barcode', is: '0012' },
  ])('$column $cell', async ({ column, cell, of, is }) => {
    await importCsv(one({ [column]: cell }))
    expect(await stored('variants', of)).toEqual([is])
  })

  test.each([
    { column: 'Variant Grams', cell: 'heavy', code: 'invalid_number' },
    { column: 'Published', cell: 'perhaps', code: 'invalid_value' },
    { column: 'Status', cell: 'hidden', code: 'invalid_value' },
    { column: 'Variant Inventory Policy', cell: 'maybe', code: 'invalid_value' },
    { column: 'Vendor', cell: 'v'.repeat(256), code: 'too_long' },
  ])('$column $cell is $code', async ({ column, cell, code }) => {
    expect(errorsOf(await importCsv(one({ [column]: cell })))).toEqual([`2 ${column} ${code}`])
  })

  test('tags are split, trimmed and told once; the type is a category where no column names one', async () => {
    await importCsv(one({ Tags: '"red, blue ,red,,"', Type: 'Lamps' }))
    expect(await stored('products', 'tags')).toEqual(['["red","blue"]'])
    expect((await catalog()).links).toEqual([{ handle: 'a', category: 'lamps' }])
    await importCsv(one({ Type: 'Lamps', 'Product Category': 'Home > Light > Lamps' }))
    expect((await catalog()).categories).toMatchObject([
      { handle: 'home', parent: null },
      { handle: 'lamps', parent: null },
      { handle: 'light', parent: 'home' },
      { handle: 'light-lamps', parent: 'light' },
    ])
  })

  test('a column nobody knows is ignored and named; a gift card is said to be none', async () => {
    const job = await importCsv(one({ 'Cost per item': '3', 'My column': 'x', 'Gift Card': 'true' }))
    expect(notesOf(job)).toEqual(['1 My column column_ignored', '2 Gift Card gift_card'])
  })

  test('Default Title means no options', async () => {
    await importCsv(one({ 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' }))
    expect((await catalog()).options).toEqual([])
    expect(await stored('variants', 'option_values')).toEqual(['[]'])
  })
})
