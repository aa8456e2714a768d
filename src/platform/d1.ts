import { sql, type SQL } from 'drizzle-orm'
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1'
import { DeadlineExceeded, within } from './deadline.ts'
import type { Meter } from './meter.ts'

/** A statement that has not run. Write helpers return these; only `commit` runs them. */
export type Statement = D1PreparedStatement

/** One D1 database as a request sees it: every call metered, typed queries through drizzle, bulk SQL through `prepare`. */
export type Db = {
  readonly orm: DrizzleD1Database
  prepare(sql: string): D1PreparedStatement
  batch<T = Record<string, unknown>>(statements: Statement[]): Promise<D1Result<T>[]>
  /** Reads no older than the bookmark, from the nearest replica; without one, the primary decides. */
  since(bookmark: string | undefined): Db & { bookmark(): string | undefined }
}

// Seen locally and documented (platform.md §3). Anything else is ignored: a bookmark is opaque, and D1 accepts garbage.
const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/

// D1 itself gives up after 30 seconds.
const PATIENCE_MS = 30_000

type Source = Pick<D1Database, 'prepare' | 'batch'>

/** Every call ends within `patienceMs`, with DeadlineExceeded if the database does not answer. */
export function openDatabase(database: D1Database, meter: Meter, patienceMs = PATIENCE_MS): Db {
  return metered(database, meter, patienceMs, (bookmark) => {
    const session = database.withSession(bookmark && BOOKMARK.test(bookmark) ? bookmark : 'first-primary')
    return {
      ...metered(session, meter, patienceMs, openSession),
      bookmark: () => session.getBookmark() ?? undefined,
    }
  })
}

function openSession(): never {
  throw new Error('a session is opened from the database, not from another session')
}

function metered(source: Source, meter: Meter, patienceMs: number, since: Db['since']): Db {
  // drizzle wants a D1Database; it only ever calls prepare and batch on it (platform.md §3).
  const counted = {
    prepare: (sql: string) => countedStatement(source.prepare(sql), meter, patienceMs),
    batch: async (statements: D1PreparedStatement[]) => {
      meter.statements += statements.length
      const results = await meter.crossing('d1', () => within(patienceMs, source.batch(statements.map(bare))))
      for (const result of results) meter.rows(result.meta)
      return results
    },
  } as unknown as D1Database
  return {
    orm: drizzle(counted),
    prepare: (sql) => counted.prepare(sql),
    batch: <T>(statements: Statement[]) => counted.batch<T>(statements),
    since,
  }
}

/**
 * The database for reads that know nothing of each other: whatever they ask at the same time by `batch` goes as one
 * batch, in one crossing. Each of them finds the same moment, too.
 */
export function gathering(db: Db): Db {
  type Waiting = {
    readonly statements: Statement[]
    readonly resolve: (results: D1Result[]) => void
    readonly reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  const flush = async (): Promise<void> => {
    const asked = waiting
    waiting = []
    try {
      const results = await db.batch(asked.flatMap(({ statements }) => statements))
      let from = 0
      for (const { statements, resolve } of asked) {
        resolve(results.slice(from, from + statements.length))
        from += statements.length
      }
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
  const batch = (statements: Statement[]): Promise<D1Result[]> =>
    new Promise((resolve, reject) => {
      // Whoever asks in this turn of the loop comes along.
      if (waiting.length === 0) setTimeout(() => void flush(), 0)
      waiting.push({ statements, resolve, reject })
    })
  const source = { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database
  return {
    orm: drizzle(source),
    prepare: (sql) => db.prepare(sql),
    batch: <T>(statements: Statement[]) => batch(statements) as Promise<D1Result<T>[]>,
    since: (bookmark) => db.since(bookmark),
  }
}

const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
const bare = (counted: D1PreparedStatement): D1PreparedStatement => inner.get(counted) ?? counted

function countedStatement(plain: D1PreparedStatement, meter: Meter, patienceMs: number): D1PreparedStatement {
  const one = <T>(call: () => Promise<T>): Promise<T> => {
    meter.statements += 1
    return meter.crossing('d1', () => within(patienceMs, call()))
  }
  const withRows = async <T>(call: () => Promise<D1Result<T>>): Promise<D1Result<T>> => {
    const result = await one(call)
    meter.rows(result.meta)
    return result
  }
  const wrapped = {
    bind: (...values: unknown[]) => countedStatement(plain.bind(...values), meter, patienceMs),
    first: (column?: string) => one(() => (column === undefined ? plain.first() : plain.first(column))),
    run: () => withRows(() => plain.run()),
    all: () => withRows(() => plain.all()),
    raw: () => one(() => plain.raw()),
  } as unknown as D1PreparedStatement
  inner.set(wrapped, plain)
  return wrapped
}

/** Runs statements as one atomic batch: all of them or none. The only place that writes to D1. */
export async function commit(db: Db, statements: Statement[]): Promise<D1Result[]> {
  // D1 throws on an empty batch (platform.md §3).
  return statements.length === 0 ? [] : db.batch(statements)
}

/** A drizzle query as a plain D1 statement, so that it can share a batch with bulk SQL. */
export function statement(db: Db, query: { toSQL(): { sql: string; params: unknown[] } }): Statement {
  const { sql, params } = query.toSQL()
  return db.prepare(sql).bind(...params)
}

/**
 * Runs one SQL over many rows with a single bound value: the rows as JSON, to be read with `json_each(?)`.
 * D1 binds at most 100 parameters and 2 MB a value, so rows are cut into slices below that.
 */
export function bulk(db: Db, sql: string, rows: readonly unknown[], ...rest: unknown[]): Statement[] {
  const slices: Statement[] = []
  let slice: string[] = []
  let size = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (size + text.length > BULK_CHARACTERS && slice.length > 0) {
      slices.push(db.prepare(sql).bind(`[${slice.join(',')}]`, ...rest))
      slice = []
      size = 0
    }
    slice.push(text)
    size += text.length + 1
  }
  if (slice.length > 0) slices.push(db.prepare(sql).bind(`[${slice.join(',')}]`, ...rest))
  return slices
}
// A third of D1's 2 MB for one value: a character is at most three bytes of UTF-8 here.
const BULK_CHARACTERS = 650_000

/** Follows an UPDATE that must match exactly one row: no match breaks a CHECK and rolls the whole batch back. */
export function guardOneRow(db: Db): Statement[] {
  return [db.prepare('INSERT INTO guard (ok) SELECT changes()'), db.prepare('DELETE FROM guard')]
}

/**
 * Breaks the batch unless the query over these rows (`json_each(?1)`) gives 1: for what a plan was made from, and must
 * still find.
 */
export const guardThat = (db: Db, query: string, rows: readonly unknown[]): Statement[] => {
  const checks = bulk(db, `INSERT INTO guard (ok) ${query}`, rows)
  return checks.length === 0 ? [] : [...checks, db.prepare('DELETE FROM guard')]
}

/** What a text over `json_each(?1)` says of these rows, for a drizzle query to select from: so guard and read share it. */
export const overRows = (text: string, rows: readonly unknown[]): SQL => {
  const [head = '', ...tail] = text.split('?1')
  return sql`${sql.raw(head)}${JSON.stringify(rows)}${sql.raw(tail.join('?1'))}`
}

/** The name of the constraint that refused a batch, or undefined when the error is something else. */
export function brokenConstraint(error: unknown): string | undefined {
  return /(?:CHECK|UNIQUE|FOREIGN KEY) constraint failed:? ?([^:]*)/.exec(messageOf(error))?.[1]?.trim()
}

/** Whether a database did not answer, rather than refuse: try again later. */
export const isOutage = (error: unknown): boolean =>
  causeOf(error) instanceof DeadlineExceeded ||
  (messageOf(error).startsWith('D1_ERROR') && brokenConstraint(error) === undefined)

// drizzle wraps D1's error and puts SQL and parameter values into its own message: never log or return that one.
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause : error

const messageOf = (error: unknown): string => {
  const cause = causeOf(error)
  return cause instanceof Error ? cause.message : ''
}
