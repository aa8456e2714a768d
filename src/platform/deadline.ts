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

// Together with the answer itself they stay below the two seconds of design.md §1.4.
export const KV_READ_MS = 500
export const D1_READ_MS = 1_000
