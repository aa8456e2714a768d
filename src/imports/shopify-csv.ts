import type { CatalogItem } from '../catalog/product-input.ts'
import type { Report, ReportCode } from '../catalog/plan-reports.ts'
import { RowCells } from './csv-cells.ts'
import { type Layout, readHeader } from './csv-columns.ts'
import { readCsvProduct } from './csv-product.ts'
import { type CsvRows, findLineEnd, readCsvRows } from './csv-rows.ts'
import {
  type Cursor,
  type Markets,
  type Piece,
  type ReadOutcome,
  type Reading,
  bomLength,
} from './reading.ts'

// So many rows are looked at for each product that is wanted; a product may have more, in a larger piece.
const ROWS_PER_PRODUCT = 20

// A product's rows may have unreadable ones between them; this many on end belong to nobody.
const BROKEN_ROWS_MAX = 50

/** The products of one piece of a Shopify CSV: whole runs of rows with one handle, never a part of a run. */
export function readShopifyCsv(piece: Piece, markets: Markets): ReadOutcome {
  const { bytes, cursor, atEnd, largest, productsMax } = piece
  if (cursor.seekLineEnd) return afterLineEnd(piece)
  if (cursor.layout === undefined) return afterHeader(piece)

  const rowsMax = largest ? Number.MAX_SAFE_INTEGER : productsMax * ROWS_PER_PRODUCT
  const read = readCsvRows(bytes, { line: cursor.line, atEnd, largest, rowsMax })
  const groups = groupRows(read, cursor.layout)
  const last = groups.at(-1)
  const finished = (atEnd && read.end === bytes.length) || read.seekLineEnd
  const mayGrow = last?.handle !== undefined && last.handle !== cursor.skipHandle && !finished
  const whole = mayGrow ? groups.slice(0, -1) : groups
  const wanted = whole.slice(0, productsMax)

  if (wanted.length === 0 && !finished) {
    if (!largest) return 'more'
    return last === undefined ? { unreadable: 'row_too_large' } : tooLarge(last, cursor)
  }
  const reading = joined(wanted.map((group) => readGroup(group, markets, cursor.skipHandle)))
  const seek = read.seekLineEnd && wanted.length === groups.length
  return { ...reading, cursor: behind(cursor, wanted.at(-1), seek) }
}

type Place = { readonly byte: number; readonly line: number }

/** Rows that belong together: those of one product, or unreadable ones that belong to none. */
type Group = {
  readonly handle: string | undefined
  readonly rows: RowCells[]
  readonly broken: Report[]
  /** Unreadable rows since the last good one. */
  brokenOnEnd: number
  end: Place
}

function groupRows(read: CsvRows, layout: Layout): Group[] {
  const groups: Group[] = []
  for (const [index, row] of read.rows.entries()) {
    const end = { byte: row.end, line: read.rows[index + 1]?.line ?? read.line }
    const code = row.ok ? misfit(row.cells, layout) : row.code
    const cells = row.ok && code === undefined ? new RowCells(row.line, row.cells, layout) : undefined
    const group = groupFor(groups, cells?.raw('handle'), end)
    group.end = end
    if (row.ok && isBlank(row.cells)) continue
    if (cells !== undefined) group.rows.push(cells)
    else if (code !== undefined) group.broken.push({ line: row.line, column: '', code })
    group.brokenOnEnd = cells === undefined ? group.brokenOnEnd + 1 : 0
  }
  return groups
}

/** The last group where the row belongs to it, else a new one. */
function groupFor(groups: Group[], handle: string | undefined, end: Place): Group {
  const last = groups.at(-1)
  const joins =
    handle === undefined ? (last?.brokenOnEnd ?? Infinity) < BROKEN_ROWS_MAX : last?.handle === handle
  if (last !== undefined && joins) return last
  const group: Group = { handle, rows: [], broken: [], brokenOnEnd: 0, end }
  groups.push(group)
  return group
}

/** Empty lines, and the rows of mere commas that spreadsheets leave behind: not rows at all. */
const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

function misfit(cells: readonly string[], layout: Layout): ReportCode | undefined {
  if (cells.length === layout.length && !isBlank(cells)) return undefined
  return cells.length < layout.length ? 'too_few_fields' : 'too_many_fields'
}

function readGroup(group: Group, markets: Markets, skipHandle: string | undefined): Omit<Reading, 'cursor'> {
  const rows = group.rows.length + group.broken.length
  if (group.rows.length === 0) return { items: [], reports: group.broken, rows, productsFailed: 0 }
  if (group.handle === skipHandle) return { items: [], reports: refusals(group), rows, productsFailed: 0 }

  const { product, reports } = readCsvProduct(group.rows, group.broken.length > 0, markets)
  const items: CatalogItem[] = product === undefined ? [] : [{ kind: 'product', product }]
  return { items, reports: [...group.broken, ...reports], rows, productsFailed: 1 - items.length }
}

function tooLarge(group: Group, cursor: Cursor): Reading {
  const rows = group.rows.length + group.broken.length
  const skipHandle = group.handle ?? ''
  return {
    items: [],
    reports: refusals(group),
    rows,
    productsFailed: 1,
    cursor: { ...behind(cursor, group, false), skipHandle },
  }
}

function refusals({ rows, broken }: Group): Report[] {
  for (const row of rows) row.fail('handle', 'product_too_large')
  return [...broken, ...rows.flatMap((row) => row.reports)]
}

function joined(parts: readonly Omit<Reading, 'cursor'>[]): Omit<Reading, 'cursor'> {
  return {
    items: parts.flatMap((part) => part.items),
    reports: parts.flatMap((part) => part.reports),
    rows: parts.reduce((total, part) => total + part.rows, 0),
    productsFailed: parts.reduce((total, part) => total + part.productsFailed, 0),
  }
}

/** The cursor behind a group. A product that was too large is forgotten as soon as another one has begun. */
function behind(cursor: Cursor, group: Group | undefined, seekLineEnd: boolean): Cursor {
  const { byte, line, layout, skipHandle } = cursor
  const skips = skipHandle !== undefined && (group === undefined || group.handle === skipHandle)
  return {
    byte: byte + (group?.end.byte ?? 0),
    line: group?.end.line ?? line,
    ...(layout && { layout }),
    ...(skips && { skipHandle }),
    ...(seekLineEnd && { seekLineEnd }),
  }
}

const nothing = (cursor: Cursor): Reading => ({ items: [], reports: [], rows: 0, productsFailed: 0, cursor })

function afterLineEnd({ bytes, cursor, atEnd }: Piece): Reading {
  const { seekLineEnd: _, ...found } = cursor
  const end = findLineEnd(bytes, 0)
  if (end !== undefined) return nothing({ ...found, byte: cursor.byte + end, line: cursor.line + 1 })
  // A CRLF may be cut in two at the end of the piece.
  return nothing({ ...cursor, byte: cursor.byte + (atEnd ? bytes.length : bytes.length - 1) })
}

/** Reads the header, and notes the columns that nobody reads. */
function afterHeader({ bytes, cursor, atEnd, largest }: Piece): ReadOutcome {
  const text = bytes.subarray(bomLength(bytes))
  const { rows, line, end } = readCsvRows(text, { line: cursor.line, atEnd, largest, rowsMax: 1 })
  const [row] = rows
  if (row === undefined) return largest || atEnd ? { unreadable: 'no_header' } : 'more'
  if (!row.ok) return { unreadable: row.code }

  const header = readHeader(row.cells)
  if (!header.ok) return { unreadable: header.problems[0]?.code ?? 'no_header' }

  const reports = header.ignored.map((column) => ({
    line: row.line,
    column: column.toWellFormed().slice(0, 64),
    code: 'column_ignored' as const,
  }))
  return { ...nothing({ byte: bomLength(bytes) + end, line, layout: header.layout }), reports }
}
