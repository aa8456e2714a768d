/** The values of one statement, each bound once: `?7` for the seventh. */
export class Binds {
  readonly values: unknown[] = []

  add(value: string | number | null): string {
    this.values.push(value)
    return `?${this.values.length}`
  }
}
