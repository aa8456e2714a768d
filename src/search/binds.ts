/** The values of one statement, each bound once: `?7` for the seventh. */
export class Binds {
  readonly values: unknown[] = []

  add(value: string | number | null): string {
    this.values.push(value)
    return `?${this.values.length}`
  }

  /**
   * A bound for the rowid of a full-text table. D1 binds every number as REAL, and FTS5 takes only an INTEGER to begin
   * or end its list at: it would walk the whole list and SQLite compare row by row.
   */
  addRowid(id: number): string {
    return `CAST(${this.add(id)} AS INTEGER)`
  }
}
