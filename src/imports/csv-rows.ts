import { CsvError, parse } from 'csv-parse/sync'
import type { ReportCode } from '../catalog/plan-reports.ts'

/** One row of the file: its cells, or why it has none. `line` is where it begins; `end` the byte after it. */
export type CsvRow = { readonly line: number; readonly end: number } & (
  { readonly ok: true; readonly cells: readonly string[] } | { readonly ok: false; readonly code: ReportCode }
)

export type CsvRows = {
  readonly rows: readonly CsvRow[]
  /** The byte and the line at which the next row begins. */
  readonly end: number
  readonly line: number
  /** A row that is too large has no end within these bytes: go on behind the next line end. */
  readonly seekLineEnd: boolean
}

/** A larger row is an error of its own: nothing in a product needs it, and an unclosed quote ends there too. */
export const ROW_BYTES_MAX = 1_048_576

// The order matters: CRLF is one line end.
const LINE_ENDS = ['\r\n', '\n', '\r']
const CR = 13
const LF = 10

type From = {
  readonly line: number
  readonly atEnd: boolean
  /** No larger piece will come: a row that does not end in this one never does. */
  readonly largest: boolean
  readonly rowsMax: number
}

/**
 * The rows of a piece of a file that begins with a row. Unless it is the file's end, the last row may be cut and is
 * left for the next piece. A row that cannot be read is named, and reading goes on with the next line.
 */
export function readCsvRows(piece: Uint8Array, from: From): CsvRows {
  const rows: CsvRow[] = []
  let at = 0
  let line = from.line
  const done = (seekLineEnd = false): CsvRows => ({ rows, end: at, line, seekLineEnd })

  function keep(
    row: { ok: true; cells: readonly string[] } | { ok: false; code: ReportCode },
    end: number,
  ): void {
    rows.push({ ...row, line, end })
    line += countLineEnds(piece, at, end)
    at = end
  }

  while (at < piece.length && rows.length < from.rowsMax) {
    const { records, failure } = parseRecords(piece.subarray(at), from.rowsMax - rows.length)
    const base = at
    for (const record of records) {
      if (!from.atEnd && base + record.end >= piece.length) return done()
      keep(rowOf(piece.subarray(at, base + record.end), record.cells), base + record.end)
    }
    if (failure === undefined) return done()
    if (failure === 'unclosed_quote' && !from.atEnd && piece.length - at <= ROW_BYTES_MAX) return done()

    const lineEnd = findLineEnd(piece, at)
    if (lineEnd === undefined && !from.atEnd) {
      if (!from.largest) return done()
      rows.push({ ok: false, code: 'row_too_large', line, end: piece.length })
      at = piece.length
      return done(true)
    }
    const code = failure === 'unclosed_quote' && piece.length - at > ROW_BYTES_MAX ? 'row_too_large' : failure
    keep({ ok: false, code }, lineEnd ?? piece.length)
  }
  return done()
}

/** The byte after the first line end at or behind `from`; undefined when there is none, or it may be half of a CRLF. */
export function findLineEnd(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF) return at + 1
    if (bytes[at] === CR) return at + 1 < bytes.length ? (bytes[at + 1] === LF ? at + 2 : at + 1) : undefined
  }
  return undefined
}

function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++
  }
  return count
}

type Records = { records: { cells: string[]; end: number }[]; failure: ReportCode | undefined }

function parseRecords(bytes: Uint8Array, recordsMax: number): Records {
  const records: Records['records'] = []
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      record_delimiter: LINE_ENDS,
      relax_column_count: true,
      max_record_size: ROW_BYTES_MAX,
      to: recordsMax,
      on_record: (cells: string[], { bytes: end }) => {
        records.push({ cells, end })
        // Nothing is kept by the parser itself.
        return null
      },
    })
    return { records, failure: undefined }
  } catch (error) {
    const failure = error instanceof CsvError ? FAILURES[error.code] : undefined
    if (failure === undefined) throw error
    return { records, failure }
  }
}

const FAILURES: Readonly<Record<string, ReportCode>> = {
  CSV_QUOTE_NOT_CLOSED: 'unclosed_quote',
  CSV_INVALID_CLOSING_QUOTE: 'misplaced_quote',
  INVALID_OPENING_QUOTE: 'misplaced_quote',
  CSV_MAX_RECORD_SIZE: 'row_too_large',
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The parser reads broken UTF-8 as U+FFFD: only then are the row's bytes looked at. */
function rowOf(
  bytes: Uint8Array,
  cells: string[],
): { ok: true; cells: string[] } | { ok: false; code: ReportCode } {
  if (!cells.some((cell) => cell.includes('\uFFFD'))) return { ok: true, cells }
  try {
    strict.decode(bytes)
    return { ok: true, cells }
  } catch {
    return { ok: false, code: 'invalid_encoding' }
  }
}
