import type { Attempt, Checkout } from '../domain/checkout.ts'
import type { OrderId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { PaymentDetails } from '../payments/payment-details.ts'
import { ANSWERS_TABLE, ObjectAnswers } from '../platform/object-answers.ts'

export type StoredCheckout = Checkout<PaymentDetails>
export type StoredAttempt = Attempt<PaymentDetails>

/**
 * The storage of one checkout's object: one row that is the checkout, the answers kept for retries, and the orders of
 * which something is still to be heard. An object that was never opened, or has ended, has no tables and gets none by
 * being read.
 */
export class CheckoutStore {
  readonly #sql: SqlStorage
  readonly #answers: ObjectAnswers
  #known: StoredCheckout | undefined
  #opened: boolean | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#answers = new ObjectAnswers(sql)
  }

  /** The checkout, if it was opened and has not been freed. */
  get checkout(): StoredCheckout | undefined {
    if (this.#known === undefined && this.#isOpened) {
      const row = this.#sql.exec<{ state: string }>('SELECT state FROM checkout').toArray()[0]
      if (row !== undefined) this.#known = JSON.parse(row.state) as StoredCheckout
    }
    return this.#known
  }

  /** The checkout while it lives. One that is being paid lives on until that is decided. */
  checkoutAt(now: Instant): StoredCheckout | undefined {
    const { checkout } = this
    if (checkout === undefined) return undefined
    return checkout.expiresAt > now || checkout.progress.state === 'in_progress' ? checkout : undefined
  }

  save(checkout: StoredCheckout): void {
    this.#open()
    this.#sql.exec(
      'INSERT INTO checkout (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state',
      JSON.stringify(checkout),
    )
    this.#known = checkout
  }

  /** The answers to Idempotency-Keys; undefined as long as nothing was stored. */
  get answers(): ObjectAnswers | undefined {
    return this.#isOpened ? this.#answers : undefined
  }

  /** Orders of which something is undecided: the alarm asks for them until nothing is. */
  get watched(): OrderId[] {
    if (!this.#isOpened) return []
    return this.#sql
      .exec<{ order_id: OrderId }>('SELECT order_id FROM watched ORDER BY order_id')
      .toArray()
      .map(({ order_id }) => order_id)
  }

  watch(orderId: OrderId): void {
    this.#open()
    this.#sql.exec('INSERT OR IGNORE INTO watched (order_id) VALUES (?)', orderId)
  }

  unwatch(orderId: OrderId): void {
    if (this.#isOpened) this.#sql.exec('DELETE FROM watched WHERE order_id = ?', orderId)
  }

  /** Empties it: its time is over. */
  clear(): void {
    if (this.#isOpened) {
      this.#sql.exec('DELETE FROM checkout')
      this.#answers.clear()
    }
    this.#known = undefined
  }

  /** For whoever has rolled back what was written: what is remembered of it is not so. */
  readAnew(): void {
    this.#known = undefined
    this.#opened = undefined
    this.#answers.unlearn()
  }

  /** For whoever has deleted everything: the tables are gone with it (platform.md §5). */
  forget(): void {
    this.readAnew()
    this.#opened = false
  }

  get #isOpened(): boolean {
    this.#opened ??= this.#sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'watched'`).toArray().length > 0
    return this.#opened
  }

  #open(): void {
    if (this.#isOpened) return
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS checkout (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT;
      ${ANSWERS_TABLE}
      CREATE TABLE IF NOT EXISTS watched (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`)
    this.#opened = true
  }
}
