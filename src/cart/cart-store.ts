import type { Cart } from '../domain/cart.ts'
import type { Instant } from '../domain/time.ts'
import { KEY_RETENTION_MS } from '../platform/idempotency.ts'

/** An answer that was given under an Idempotency-Key. Never holds a token. */
export type KeptAnswer = {
  /** What the request was, by its fingerprint: the same key with another body is refused. */
  readonly print: string
  readonly status: number
  readonly text: string
  readonly etag: string
}

/** As many keys as one cart remembers. A shopper does not come near; a script that does is told to wait. */
export const KEYS_MAX = 1_000
// Retries of calls that got lost on their way to the object come within seconds.
const CALLS_REMEMBERED = 20

type State = { readonly cart: Cart; readonly calls: readonly string[] }

/**
 * The storage of one cart's object: one row that is the cart, the answers kept for retries, and the carts that were
 * poured into it. An object that was never opened, or has ended, has no tables and gets none by being read.
 */
export class CartStore {
  readonly #sql: SqlStorage
  #known: State | undefined
  #opened: boolean | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  get cart(): Cart | undefined {
    return this.#state?.cart
  }

  /** Whether the object has acted on this call already: its reply got lost on the way. */
  hasAnswered(call: string): boolean {
    return this.#state?.calls.includes(call) ?? false
  }

  save(cart: Cart, call?: string): void {
    if (!this.#isOpened) this.#open()
    const before = this.#state?.calls ?? []
    const calls = call === undefined ? before : [...before, call].slice(-CALLS_REMEMBERED)
    this.#sql.exec(
      'INSERT INTO cart (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state',
      JSON.stringify({ cart, calls }),
    )
    this.#known = { cart, calls }
  }

  answerTo(key: string, now: Instant): KeptAnswer | undefined {
    if (!this.#isOpened) return undefined
    const [row] = this.#sql
      .exec<KeptAnswer>(
        'SELECT print, status, text, etag FROM answers WHERE key = ? AND kept_at > ?',
        key,
        now - KEY_RETENTION_MS,
      )
      .toArray()
    return row
  }

  /** Keeps an answer, and forgets those whose time is over. */
  keepAnswer(key: string, answer: KeptAnswer, now: Instant): void {
    this.#sql.exec('DELETE FROM answers WHERE kept_at <= ?', now - KEY_RETENTION_MS)
    this.#sql.exec(
      'INSERT INTO answers (key, print, status, text, etag, kept_at) VALUES (?, ?, ?, ?, ?, ?)',
      key,
      answer.print,
      answer.status,
      answer.text,
      answer.etag,
      now,
    )
  }

  /** Whether there is room for one more key, until then counting those whose time is over. */
  hasRoomForKey(now: Instant): boolean {
    if (!this.#isOpened) return true
    const { n } = this.#sql
      .exec<{ n: number }>('SELECT count(*) AS n FROM answers WHERE kept_at > ?', now - KEY_RETENTION_MS)
      .one()
    return n < KEYS_MAX
  }

  /** Where this cart is being poured into: since then it changes no more. */
  get leavingFor(): string | undefined {
    if (!this.#isOpened) return undefined
    return this.#sql.exec<{ target: string }>('SELECT target FROM leaving').toArray()[0]?.target
  }

  leaveFor(target: string): void {
    this.#sql.exec('INSERT INTO leaving (id, target) VALUES (1, ?)', target)
  }

  stay(): void {
    this.#sql.exec('DELETE FROM leaving')
  }

  /** Whether that cart has been poured in: it happens once, however often it is asked for. */
  hasPoured(source: string): boolean {
    if (!this.#isOpened) return false
    return this.#sql.exec('SELECT source FROM poured WHERE source = ?', source).toArray().length > 0
  }

  notePoured(source: string, now: Instant): void {
    this.#sql.exec('INSERT INTO poured (source, poured_at) VALUES (?, ?)', source, now)
  }

  /** Empties the tables, if there are any: an ended cart whose alarm has not come yet. */
  clear(): void {
    if (this.#isOpened)
      this.#sql.exec('DELETE FROM cart; DELETE FROM answers; DELETE FROM leaving; DELETE FROM poured')
    this.#known = undefined
  }

  /** For whoever has deleted everything: the tables are gone with it (platform.md §5). */
  forget(): void {
    this.#known = undefined
    this.#opened = false
  }

  get #state(): State | undefined {
    if (this.#known === undefined && this.#isOpened) {
      const row = this.#sql.exec<{ state: string }>('SELECT state FROM cart').toArray()[0]
      if (row !== undefined) this.#known = JSON.parse(row.state) as State
    }
    return this.#known
  }

  get #isOpened(): boolean {
    this.#opened ??= this.#sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'cart'`).toArray().length > 0
    return this.#opened
  }

  #open(): void {
    this.#sql.exec(`
      CREATE TABLE cart (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT;
      CREATE TABLE answers (
        key TEXT PRIMARY KEY, print TEXT NOT NULL, status INTEGER NOT NULL, text TEXT NOT NULL, etag TEXT NOT NULL,
        kept_at INTEGER NOT NULL) STRICT;
      CREATE INDEX answers_kept_at ON answers (kept_at);
      CREATE TABLE leaving (id INTEGER PRIMARY KEY CHECK (id = 1), target TEXT NOT NULL) STRICT;
      CREATE TABLE poured (source TEXT PRIMARY KEY, poured_at INTEGER NOT NULL) STRICT;
    `)
    this.#opened = true
  }
}
