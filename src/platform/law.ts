/** Something that must never be found in the database; or, of what may only be late, not for long. */
export type Law = {
  /** What it means when something is found, and what to do: for an operator at three in the morning. */
  readonly means: string
  /**
   * A query for the `id`s that break it. `?2`: how many looks went before this one (`newest`); `?3`: what is older is
   * late; `?4`: what is older is late although a buyer may take their time.
   */
  readonly sql: string
}
export type Laws = Readonly<Record<string, Law>>

/** How many rows of a book one look takes: orders cost most, since each is added up. */
export const ORDERS_A_LOOK = 5_000
export const ROWS_A_LOOK = 20_000

/** The rows of one look: the next newest of a book, so that a look costs the same however long the book is. */
export const newest = (book: string, order: string, rows = ROWS_A_LOOK): string =>
  `(SELECT * FROM ${book} ORDER BY ${order} LIMIT ${rows} OFFSET ${rows} * ?2)`
