import type { CatalogItem } from '../catalog/product-input.ts'
import type { Report, ReportCode } from '../catalog/plan-reports.ts'
import { parseStrictJson, type StrictJson } from '../platform/strict-json.ts'
import { readNdjsonItem } from './ndjson-item.ts'
import { type Cursor, type Markets, type Piece, type ReadOutcome, bomLength } from './reading.ts'

/** A longer line is an error of its own. Room for 1 MB of HTML beside 500 variants with the prices of some markets. */
export const LINE_BYTES_MAX = 4_194_304

// Products nest to 6 (product, variants, variant, prices, market, price); the rest is room.
const DEPTH_MAX = 10

const LF = 10
const CR = 13

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const WHY: Readonly<Record<(StrictJson & { ok: false })['why'], ReportCode>> = {
  malformed: 'invalid_json',
  duplicate_name: 'duplicate_name',
  too_deep: 'too_deep',
  forbidden_name: 'forbidden_name',
  rounded_number: 'invalid_number',
}

/** The products and categories of one piece of NDJSON: whole lines only. Empty lines are no rows. */
export function readNdjson(piece: Piece, markets: Markets): ReadOutcome {
  const { bytes, cursor, atEnd, largest, productsMax } = piece
  const items: CatalogItem[] = []
  const reports: Report[] = []
  let rows = 0
  let line = cursor.line
  let at = cursor.byte === 0 ? bomLength(bytes) : 0
  let seekLineEnd = cursor.seekLineEnd ?? false

  function readLine(text: Uint8Array): void {
    rows += 1
    const item = text.length > LINE_BYTES_MAX ? 'row_too_large' : parseLine(text)
    if (typeof item === 'string') reports.push({ line, column: '', code: item })
    else {
      const read = readNdjsonItem(item.value, line, markets)
      reports.push(...read.reports)
      if (read.item !== undefined) items.push(read.item)
    }
  }

  while (at < bytes.length && rows < productsMax) {
    const lineEnd = bytes.indexOf(LF, at)
    if (lineEnd === -1 && !atEnd) {
      if (seekLineEnd) at = bytes.length
      else if (bytes.length - at > LINE_BYTES_MAX) {
        // Said once, here; the line is then only looked through for its end.
        rows += 1
        reports.push({ line, column: '', code: 'row_too_large' })
        seekLineEnd = true
        at = bytes.length
      }
      break
    }
    const end = lineEnd === -1 ? bytes.length : lineEnd
    const text = bytes.subarray(at, bytes[end - 1] === CR ? end - 1 : end)
    if (seekLineEnd) seekLineEnd = false
    else if (!isBlank(text)) readLine(text)
    at = lineEnd === -1 ? bytes.length : lineEnd + 1
    line += lineEnd === -1 ? 0 : 1
  }

  if (at === 0 && bytes.length > 0 && !largest) return 'more'
  const next: Cursor = { byte: cursor.byte + at, line, ...(seekLineEnd && { seekLineEnd }) }
  const productsFailed = rows - items.length
  return { items, reports, rows, productsFailed, cursor: next }
}

function parseLine(text: Uint8Array): ReportCode | { readonly value: unknown } {
  let json: string
  try {
    json = strict.decode(text)
  } catch {
    return 'invalid_encoding'
  }
  const parsed = parseStrictJson(json, { depthMax: DEPTH_MAX })
  return parsed.ok ? { value: parsed.value } : WHY[parsed.why]
}

const isBlank = (text: Uint8Array): boolean => text.every((byte) => byte === 32 || byte === 9 || byte === CR)
