import { LIMIT } from '../catalog/product-input.ts'
import type { Report, ReportCode } from '../catalog/plan-reports.ts'
import type { Currency } from '../domain/money.ts'
import { parseDecimal } from '../domain/money.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { COLUMN_TITLES, type Column, type Layout } from './csv-columns.ts'
import { unguarded } from './formula-guard.ts'
import { parsePublicUrl } from '../catalog/public-url.ts'

/**
 * The cells of one row, read by column. What does not fit is reported and read as undefined; whoever reads a row asks
 * `failed` at the end. A column that the file does not have is undefined too: the member stays as it is.
 */
export class RowCells {
  readonly line: number
  readonly reports: Report[] = []
  failed = false
  readonly #cells: readonly string[]
  readonly #layout: Layout

  constructor(line: number, cells: readonly string[], layout: Layout) {
    this.line = line
    this.#cells = cells
    this.#layout = layout
  }

  has(column: Column): boolean {
    return this.#layout.includes(column)
  }

  /** The cell as it stands, unchecked; empty when there is no such column. */
  raw(column: Column): string {
    return this.#cells[this.#layout.indexOf(column)] ?? ''
  }

  isEmpty(column: Column): boolean {
    return this.raw(column).trim() === ''
  }

  fail(column: Column, code: ReportCode): undefined {
    this.failed = true
    this.reports.push({ line: this.line, column: COLUMN_TITLES[column], code })
    return undefined
  }

  note(column: Column, code: ReportCode): void {
    this.reports.push({ line: this.line, column: COLUMN_TITLES[column], code })
  }

  /** Text byte for byte, but for the guard that exports put before formulas. */
  text(column: Column, max: number): string | undefined {
    if (!this.has(column)) return undefined
    const text = unguarded(this.raw(column))
    if (!isWellFormedText(text)) return this.fail(column, 'invalid_text')
    return lengthWithin(text, max) ? text : this.fail(column, 'too_long')
  }

  /** Text without the blanks around it. */
  trimmed(column: Column, max: number): string | undefined {
    return this.text(column, max)?.trim()
  }

  required(column: Column, max: number): string | undefined {
    const text = this.trimmed(column, max)
    return text === '' ? this.fail(column, 'required') : text
  }

  /** One of a few words, whatever their case; an empty cell is the word ''. */
  word<const Word extends string>(column: Column, words: readonly Word[]): Word | undefined {
    if (!this.has(column)) return undefined
    const text = this.raw(column).trim().toLowerCase()
    return words.find((word) => word === text) ?? this.fail(column, 'invalid_value')
  }

  /** A whole number of pieces; undefined for an empty cell. */
  quantity(column: Column): number | undefined {
    const text = this.raw(column)
    if (text === '') return undefined
    if (!/^\d{1,16}$/.test(text)) return this.fail(column, 'invalid_quantity')
    return Number(text) <= LIMIT.quantity ? Number(text) : this.fail(column, 'too_large')
  }

  /** Grams, rounded to whole ones: exports write `0.0` and `453.6`. */
  grams(column: Column): number | null | undefined {
    if (!this.has(column)) return undefined
    const text = this.raw(column)
    if (text === '') return null
    if (!/^\d{1,16}(?:\.\d{1,9})?$/.test(text)) return this.fail(column, 'invalid_number')
    const grams = Math.round(Number(text))
    return grams <= LIMIT.weightGrams ? grams : this.fail(column, 'too_large')
  }

  /** An amount in minor units; undefined for an empty cell. */
  amount(column: Column, currency: Currency): number | undefined {
    const text = this.raw(column)
    if (text === '') return undefined
    const parsed = parseDecimal(text, currency)
    return parsed.ok ? parsed.money.amount : this.fail(column, parsed.why)
  }

  /** An address of a picture; null for an empty cell. Exports put blanks behind some. */
  url(column: Column): string | null | undefined {
    if (!this.has(column)) return undefined
    const text = this.raw(column).trim()
    if (text === '') return null
    return parsePublicUrl(text) ?? this.fail(column, 'invalid_url')
  }
}
