import { type Report, type ReportCode, isError } from '../catalog/plan-reports.ts'

/** Collects what is wrong with one line. A line stands or falls as a whole. */
export class LineReports {
  readonly reports: Report[] = []
  readonly line: number
  constructor(line: number) {
    this.line = line
  }
  add(column: string, code: ReportCode): undefined {
    this.reports.push({ line: this.line, column: column.toWellFormed().slice(0, 64), code })
    return undefined
  }
  get failed(): boolean {
    return this.reports.some(isError)
  }
}
