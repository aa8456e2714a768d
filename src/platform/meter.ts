/** The tiers a request may cross to. Memory is counted too, though it costs nothing: it says why the others did not move. */
export type Tier = 'memory' | 'kv' | 'd1' | 'do'
const TIERS: readonly Tier[] = ['memory', 'kv', 'd1', 'do']

export type Cost = Pick<Meter, 'crossings' | 'milliseconds' | 'rowsRead' | 'sqlMilliseconds'>

/** Counts what one request costs: crossings and time by tier, and the rows D1 says it read and wrote. */
export class Meter {
  readonly crossings: Record<Tier, number> = { memory: 0, kv: 0, d1: 0, do: 0 }
  readonly milliseconds: Record<Tier, number> = { memory: 0, kv: 0, d1: 0, do: 0 }
  /** SQL statements run, members of a batch one by one: D1 allows 1,000 in one invocation. */
  statements = 0
  rowsRead = 0
  rowsWritten = 0
  readonly #begun = Date.now()
  /** Time inside SQLite as D1 reports it; rows_read does not show full-text work, this does (platform.md §3). */
  sqlMilliseconds = 0

  memoryHit(): void {
    this.crossings.memory += 1
  }

  /** Counts one call to a storage tier, failed ones too: they were waited for all the same. */
  async crossing<T>(tier: Tier, call: () => Promise<T>): Promise<T> {
    this.crossings[tier] += 1
    const start = Date.now()
    try {
      return await call()
    } finally {
      this.milliseconds[tier] += Date.now() - start
    }
  }

  rows(meta: { rows_read?: number; rows_written?: number; duration?: number } | undefined): void {
    this.rowsRead += meta?.rows_read ?? 0
    this.rowsWritten += meta?.rows_written ?? 0
    this.sqlMilliseconds += meta?.duration ?? 0
  }

  /** What of it another context has to know that asked for the work: a Durable Object's of its caller. */
  get cost(): Cost {
    const { crossings, milliseconds, rowsRead, sqlMilliseconds } = this
    return { crossings, milliseconds, rowsRead, sqlMilliseconds }
  }

  /** Adds what a Durable Object spent for this request. */
  add({ crossings, milliseconds, rowsRead, sqlMilliseconds }: Cost): void {
    for (const tier of TIERS) {
      this.crossings[tier] += crossings[tier]
      this.milliseconds[tier] += milliseconds[tier]
    }
    this.rowsRead += rowsRead
    this.sqlMilliseconds += sqlMilliseconds
  }

  /** `Server-Timing`: every tier always, so that a test or a person can read the zeros (contract.md). */
  header(): string {
    const tiers = TIERS.map((tier) => `${tier};dur=${this.milliseconds[tier]};desc="${this.crossings[tier]}"`)
    if (this.crossings.d1 > 0) tiers.push(`sql;dur=${this.sqlMilliseconds};desc="${this.rowsRead}"`)
    // From when the Worker took the request until its answer was ready; on its way it may wait longer.
    return [...tiers, `total;dur=${Date.now() - this.#begun}`].join(', ')
  }
}
