import type { Instant } from '../domain/time.ts'
import { KEY_RETENTION_MS } from './idempotency.ts'

/** An answer that was given under an Idempotency-Key. Never holds a token. */
export type KeptAnswer = {
  /** What the request was, by its fingerprint: the same key with another body is refused. */
  readonly print: string
  readonly status: number
  readonly text: string
  readonly etag: string
}

/** As many keys as one object remembers. A shopper does not come near; a script that does is told to wait. */
export const KEYS_MAX = 1_000
// A row holds at most 2 MB (platform.md §5), and a stranger with a cart shall not fill the storage. A retry whose answer
// was not kept is answered with the resource as it is by then.
const ANSWER_CHARACTERS_MAX = 250_000
const ANSWERS_CHARACTERS_MAX = 10_000_000

/** For the object that opens its storage: the table of its answers. */
export const ANSWERS_TABLE = `
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, print TEXT NOT NULL, status INTEGER NOT NULL, text TEXT NOT NULL, etag TEXT NOT NULL,
    kept_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS answers_kept_at ON answers (kept_at);`

/** The answers that a Durable Object keeps for retries: written in the transaction of what they answer. */
export class ObjectAnswers {
  readonly #sql: SqlStorage
  /** What the answers weigh: reading them all for that would make each keyed request dearer than the one before. */
  #kept: { readonly keys: number; readonly characters: number } | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  to(key: string, now: Instant): KeptAnswer | undefined {
    const [row] = this.#sql
      .exec<KeptAnswer>(
        'SELECT print, status, text, etag FROM answers WHERE key = ? AND kept_at > ?',
        key,
        now - KEY_RETENTION_MS,
      )
      .toArray()
    return row
  }

  /** Keeps an answer, and forgets those whose time is over. Of one that is too long, that it was given: its text is ''. */
  keep(key: string, answer: KeptAnswer, now: Instant): void {
    this.#forgetOld(now)
    const { keys, characters } = this.#weight
    const { length } = answer.text
    const fits = length <= ANSWER_CHARACTERS_MAX && characters + length <= ANSWERS_CHARACTERS_MAX
    const text = fits ? answer.text : ''
    this.#sql.exec(
      'INSERT INTO answers (key, print, status, text, etag, kept_at) VALUES (?, ?, ?, ?, ?, ?)',
      key,
      answer.print,
      answer.status,
      text,
      answer.etag,
      now,
    )
    this.#kept = { keys: keys + 1, characters: characters + text.length }
  }

  /** Whether there is room for one more key, besides those whose time is over. */
  hasRoom(now: Instant): boolean {
    if (this.#weight.keys >= KEYS_MAX) this.#forgetOld(now)
    return this.#weight.keys < KEYS_MAX
  }

  /** Forgets all of them. */
  clear(): void {
    this.#sql.exec('DELETE FROM answers')
    this.unlearn()
  }

  /** For whoever has changed the storage behind it. */
  unlearn(): void {
    this.#kept = undefined
  }

  get #weight(): { readonly keys: number; readonly characters: number } {
    this.#kept ??= this.#sql
      .exec<{
        keys: number
        characters: number
      }>('SELECT count(*) AS keys, coalesce(sum(length(text)), 0) AS characters FROM answers')
      .one()
    return this.#kept
  }

  #forgetOld(now: Instant): void {
    const { rowsWritten } = this.#sql.exec('DELETE FROM answers WHERE kept_at <= ?', now - KEY_RETENTION_MS)
    if (rowsWritten > 0) this.#kept = undefined
  }
}
