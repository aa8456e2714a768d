/** A tier did not answer in time. */
export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded'
}

/**
 * The promise, or DeadlineExceeded after that many milliseconds. The work itself is not cut: D1 and KV cannot be
 * cancelled, and a late answer harms nobody.
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineExceeded(`no answer within ${milliseconds} ms`)),
      milliseconds,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

export const KV_READ_MS = 500
export const D1_READ_MS = 1_000
// All reads of one answer together: with the answer itself they stay below the two seconds of design.md §1.4.
const READS_MS = 1_700
const LAST_CHANCE_MS = 100

/** What is left for one more read of an answer that was begun at `start`, at most `milliseconds`. */
export const remaining = (start: number, milliseconds: number): number =>
  Math.max(LAST_CHANCE_MS, Math.min(milliseconds, READS_MS - (Date.now() - start)))
