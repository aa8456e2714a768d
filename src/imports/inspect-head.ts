import { Problem } from '../platform/problem.ts'
import { COLUMNS_MAX, HEADER_BYTES_MAX, readHeader } from './csv-columns.ts'
import { readCsvRows } from './csv-rows.ts'
import { bomLength } from './reading.ts'
import type { Format } from './tables.ts'

/** So much of a file is looked at before anything of it is stored. */
export const HEAD_BYTES = HEADER_BYTES_MAX

/** How files begin that only carry the name of a CSV. */
const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ['a zip archive or a spreadsheet (.xlsx)', [0x50, 0x4b, 0x03, 0x04]],
  ['an empty zip archive', [0x50, 0x4b, 0x05, 0x06]],
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['an old spreadsheet (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
]

/** Refuses a file by its beginning: what it is not, and a CSV whose header cannot be read. */
export function inspectHead(head: Uint8Array, whole: boolean, format: Format): void {
  for (const [name, magic] of FOREIGN) {
    if (magic.every((byte, at) => head[at] === byte))
      throw unsupported(`The file is ${name}, not plain UTF-8 text.`)
  }
  // UTF-16 without a mark: every other byte of its ASCII is 0, and text in UTF-8 has none at all.
  if (head.subarray(0, 4).includes(0)) throw unsupported('The file is not UTF-8 text.')
  if (format === 'shopify-csv') inspectHeader(head.subarray(bomLength(head)), whole)
}

const unsupported = (detail: string): Problem => new Problem('unsupported_media_type', detail)

function inspectHeader(head: Uint8Array, whole: boolean): void {
  const { rows } = readCsvRows(head, { line: 1, atEnd: whole, largest: true, rowsMax: 1 })
  const [row] = rows
  if (row === undefined && !whole) {
    throw new Problem('content_too_large', `The header row is larger than ${HEADER_BYTES_MAX} bytes.`)
  }
  if (row === undefined || !row.ok)
    throw refused('no_header', '', 'The first line is no header row of a CSV.')
  const header = readHeader(row.cells)
  if (header.ok) return
  if (header.problems.some(({ code }) => code === 'too_many_columns')) {
    throw new Problem('content_too_large', `The header has more than ${COLUMNS_MAX} columns.`)
  }
  throw new Problem('validation_failed', 'The header row is not that of a Shopify product CSV.', {
    errors: header.problems.map(({ column, code, message }) => ({
      pointer: `/header/${column}`,
      code,
      message,
    })),
  })
}

const refused = (code: string, column: string, message: string): Problem =>
  new Problem('validation_failed', message, { errors: [{ pointer: `/header/${column}`, code, message }] })
