import type { Currency } from '../domain/money.ts'
import type { OperationKind } from '../domain/payment.ts'
import type { Outcome } from './provider.ts'

/** One payment as the test provider knows it: the truth of what was charged. */
export type BookedPayment = {
  readonly reference: string
  /** The authorization's id, and whose it is. */
  readonly operation: string
  readonly orderId: string
  readonly amount: number
  readonly currency: Currency
  readonly script: string
  readonly status: 'authorized' | 'waiting' | 'declined' | 'voided'
  readonly captured: number
  readonly refunded: number
}

/** What was answered to an operation, for whoever asks again. */
export type Booked = {
  readonly kind: OperationKind
  readonly reference: string | null
  readonly outcome: Outcome
}

export type DueEvent = {
  readonly id: string
  readonly body: string
  readonly copies: number
  readonly attempts: number
}

/** The storage of the test provider's book. */
export class TestBookStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    if (sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'test_payments'`).toArray().length > 0) return
    sql.exec(`
      CREATE TABLE test_payments (
        reference TEXT PRIMARY KEY, operation TEXT NOT NULL, order_id TEXT NOT NULL, amount INTEGER NOT NULL,
        currency TEXT NOT NULL, script TEXT NOT NULL, status TEXT NOT NULL,
        captured INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0,
        CHECK (captured BETWEEN 0 AND amount), CHECK (refunded BETWEEN 0 AND captured)) STRICT;
      CREATE TABLE test_operations (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT, outcome TEXT NOT NULL) STRICT;
      CREATE TABLE test_events (
        id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL, copies INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0) STRICT;
    `)
  }

  get payments(): BookedPayment[] {
    return this.#sql.exec(`${SELECT_PAYMENT} ORDER BY rowid`).toArray() as unknown as BookedPayment[]
  }

  payment(reference: string): BookedPayment | undefined {
    const rows = this.#sql.exec(`${SELECT_PAYMENT} WHERE reference = ?`, reference).toArray()
    return rows[0] as unknown as BookedPayment | undefined
  }

  savePayment(payment: BookedPayment): void {
    this.#sql.exec(
      `INSERT INTO test_payments (reference, operation, order_id, amount, currency, script, status, captured, refunded)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (reference) DO UPDATE SET status = excluded.status, captured = excluded.captured,
         refunded = excluded.refunded`,
      payment.reference,
      payment.operation,
      payment.orderId,
      payment.amount,
      payment.currency,
      payment.script,
      payment.status,
      payment.captured,
      payment.refunded,
    )
  }

  booked(id: string): Booked | undefined {
    const row = this.#sql
      .exec<{ kind: OperationKind; reference: string | null; outcome: string }>(
        'SELECT kind, reference, outcome FROM test_operations WHERE id = ?',
        id,
      )
      .toArray()[0]
    return row && { ...row, outcome: JSON.parse(row.outcome) as Outcome }
  }

  book(id: string, { kind, reference, outcome }: Booked): void {
    this.#sql.exec(
      `INSERT INTO test_operations (id, kind, reference, outcome) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome`,
      id,
      kind,
      reference,
      JSON.stringify(outcome),
    )
  }

  addEvent(id: string, dueAt: number, body: string, copies: number): void {
    this.#sql.exec(
      'INSERT INTO test_events (id, due_at, body, copies) VALUES (?, ?, ?, ?)',
      id,
      dueAt,
      body,
      copies,
    )
  }

  get nextEventAt(): number | undefined {
    const { due } = this.#sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM test_events').one()
    return due ?? undefined
  }

  dueEvents(now: number): DueEvent[] {
    return this.#sql
      .exec<DueEvent>(
        'SELECT id, body, copies, attempts FROM test_events WHERE due_at <= ? ORDER BY due_at',
        now,
      )
      .toArray()
  }

  forgetEvent(id: string): void {
    this.#sql.exec('DELETE FROM test_events WHERE id = ?', id)
  }

  putOffEvent(id: string, dueAt: number): void {
    this.#sql.exec('UPDATE test_events SET due_at = ?, attempts = attempts + 1 WHERE id = ?', dueAt, id)
  }
}

const SELECT_PAYMENT =
  'SELECT reference, operation, order_id AS orderId, amount, currency, script, status, captured, refunded FROM test_payments'
