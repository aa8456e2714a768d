import type { Cart } from '../domain/cart.ts'
import type { CartId, CheckoutId, ClaimId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import { ANSWERS_TABLE, type KeptAnswer, ObjectAnswers } from '../platform/object-answers.ts'
import type { ProblemData } from '../platform/problem.ts'
import type { Decision } from './cart-reply.ts'

// Calls whose reply got lost on its way are made again within seconds; a crowd of them at most once each.
const CALLS_REMEMBERED = 200
const CALLS_REMEMBERED_MS = 60_000

/** The checkout that was made from the cart; `frozen` while it is paid. */
export type Loan = { readonly checkout: CheckoutId; readonly frozen: boolean }
type Leaving = { readonly target: CartId; readonly claim: ClaimId }
type Call = { readonly id: string; readonly at: Instant; readonly opened?: true }
type State = { readonly cart: Cart; readonly calls: readonly Call[] }

/**
 * The storage of one cart's object: one row that is the cart, the answers kept for retries, and what became of the carts
 * that were to be poured into it. An object that was never opened, or has ended, has no tables and gets none by being read.
 */
export class CartStore {
  readonly #sql: SqlStorage
  #known: State | undefined
  #opened: boolean | undefined
  /** Null: nowhere. Asked for by every request, and hardly ever so. */
  #leaving: Leaving | null | undefined
  /** Null: none. */
  #loan: Loan | null | undefined
  readonly #answers: ObjectAnswers

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#answers = new ObjectAnswers(sql)
  }

  get cart(): Cart | undefined {
    return this.#state?.cart
  }

  /** The cart, while it lives: the same object until it is changed. */
  cartAt(now: Instant): Cart | undefined {
    const { cart } = this
    return cart !== undefined && cart.expiresAt > now ? cart : undefined
  }

  /** Whether the object has acted on this call already: its reply got lost on the way. */
  hasAnswered(call: string): boolean {
    return this.#state?.calls.some(({ id }) => id === call) ?? false
  }

  /** Whether it was this call that opened the cart. */
  wasOpenedBy(call: string): boolean {
    return this.#state?.calls.some(({ id, opened }) => id === call && opened) ?? false
  }

  save(cart: Cart, call?: Call): void {
    if (!this.#isOpened) this.#open()
    const before = this.#state?.calls ?? []
    const calls =
      call === undefined
        ? before
        : [...before.filter(({ at }) => call.at - at < CALLS_REMEMBERED_MS), call].slice(-CALLS_REMEMBERED)
    this.#sql.exec(
      'INSERT INTO cart (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state',
      JSON.stringify({ cart, calls }),
    )
    this.#known = { cart, calls }
  }

  answerTo(key: string, now: Instant): KeptAnswer | undefined {
    return this.#isOpened ? this.#answers.to(key, now) : undefined
  }

  keepAnswer(key: string, answer: KeptAnswer, now: Instant): void {
    this.#answers.keep(key, answer, now)
  }

  /** Whether there is room for one more key, besides those whose time is over. */
  hasRoomForKey(now: Instant): boolean {
    return !this.#isOpened || this.#answers.hasRoom(now)
  }

  /** Where this cart is being poured into, and under which claim: since then it changes no more. */
  get leaving(): Leaving | undefined {
    if (!this.#isOpened) return undefined
    if (this.#leaving === undefined)
      this.#leaving = this.#sql.exec<Leaving>('SELECT target, claim FROM leaving').toArray()[0] ?? null
    return this.#leaving ?? undefined
  }

  leaveFor(target: CartId, claim: ClaimId): void {
    this.#sql.exec('INSERT INTO leaving (id, target, claim) VALUES (1, ?, ?)', target, claim)
    this.#leaving = { target, claim }
  }

  stay(): void {
    this.#sql.exec('DELETE FROM leaving')
    this.#leaving = null
  }

  /** The checkout that the cart is lent to. */
  get loan(): Loan | undefined {
    if (!this.#isOpened) return undefined
    if (this.#loan === undefined) {
      const row = this.#sql
        .exec<{ checkout: CheckoutId; frozen: number }>('SELECT checkout, frozen FROM loan')
        .toArray()[0]
      this.#loan = row === undefined ? null : { checkout: row.checkout, frozen: row.frozen === 1 }
    }
    return this.#loan ?? undefined
  }

  /** It is on its way into another cart, or being paid: it takes no changes. */
  get isLocked(): boolean {
    return this.leaving !== undefined || this.loan?.frozen === true
  }

  lend(loan: Loan): void {
    this.#sql.exec(
      `INSERT INTO loan (id, checkout, frozen) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET checkout = excluded.checkout, frozen = excluded.frozen`,
      loan.checkout,
      loan.frozen ? 1 : 0,
    )
    this.#loan = loan
  }

  endLoan(): void {
    this.#sql.exec('DELETE FROM loan')
    this.#loan = null
  }

  /** What was decided last on that cart. */
  decisionOn(source: CartId): Decision | undefined {
    return this.#isOpened ? this.#decisions('source = ?', source)[0] : undefined
  }

  /** The carts that were poured in, as far as anybody could still ask for them. */
  takenIn(now: Instant): Decision[] {
    return this.#isOpened ? this.#decisions('refusal IS NULL AND until > ?', now) : []
  }

  /** Notes decisions, the latest claim of each cart, and forgets those that nobody can ask for any more. */
  decide(decisions: readonly Decision[], now: Instant): void {
    this.#sql.exec('DELETE FROM decisions WHERE until <= ?', now)
    for (const { source, claim, refusal, until } of decisions)
      this.#sql.exec(
        `INSERT INTO decisions (source, claim, refusal, until) VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE
         SET claim = excluded.claim, refusal = excluded.refusal, until = excluded.until WHERE excluded.claim > claim`,
        source,
        claim,
        refusal && JSON.stringify(refusal),
        until,
      )
  }

  /** When nobody can ask for any decision any more; undefined: nobody can now. */
  decisionsEnd(now: Instant): Instant | undefined {
    if (!this.#isOpened) return undefined
    const { last } = this.#sql.exec<{ last: number | null }>('SELECT max(until) AS last FROM decisions').one()
    return last !== null && last > now ? last : undefined
  }

  /** Empties the cart, if there is one: it has ended, or its alarm has not come yet. What it decided on others stays. */
  clear(): void {
    if (this.#isOpened) {
      this.#sql.exec('DELETE FROM cart; DELETE FROM leaving; DELETE FROM loan')
      this.#answers.clear()
    }
    this.#unlearn()
  }

  /** For whoever has rolled back what was written: what is remembered of it is not so. */
  readAnew(): void {
    this.#unlearn()
    this.#opened = undefined
  }

  /** For whoever has deleted everything: the tables are gone with it (platform.md §5). */
  forget(): void {
    this.#unlearn()
    this.#opened = false
  }

  #unlearn(): void {
    this.#known = undefined
    this.#leaving = undefined
    this.#loan = undefined
    this.#answers.unlearn()
  }

  #decisions(where: string, value: string | number): Decision[] {
    return this.#sql
      .exec<Omit<Decision, 'refusal'> & { refusal: string | null }>(
        `SELECT source, claim, refusal, until FROM decisions WHERE ${where}`,
        value,
      )
      .toArray()
      .map((row) => ({
        ...row,
        refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as ProblemData),
      }))
  }

  get #state(): State | undefined {
    if (this.#known === undefined && this.#isOpened) {
      const row = this.#sql.exec<{ state: string }>('SELECT state FROM cart').toArray()[0]
      if (row !== undefined) this.#known = JSON.parse(row.state) as State
    }
    return this.#known
  }

  get #isOpened(): boolean {
    if (this.#opened !== undefined) return this.#opened
    this.#opened = this.#sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'cart'`).toArray().length > 0
    // An older release may have opened it, which knew fewer tables.
    if (this.#opened) this.#open()
    return this.#opened
  }

  #open(): void {
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS cart (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT;
      ${ANSWERS_TABLE}
      CREATE TABLE IF NOT EXISTS leaving (
        id INTEGER PRIMARY KEY CHECK (id = 1), target TEXT NOT NULL, claim TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS loan (
        id INTEGER PRIMARY KEY CHECK (id = 1), checkout TEXT NOT NULL, frozen INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS decisions (
        source TEXT PRIMARY KEY, claim TEXT NOT NULL, refusal TEXT, until INTEGER NOT NULL) STRICT;
    `)
    this.#opened = true
  }
}
