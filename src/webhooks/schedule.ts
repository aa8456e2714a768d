/**
 * Seconds between the attempts at a delivery: the first retry soon, for a receiver that is just being deployed; the
 * last one more than two days after the first attempt, for one that nobody looks after at the weekend.
 */
export const RETRY_SECONDS: readonly number[] = [
  5, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800, 36_000, 43_200, 43_200,
]

// A tenth more or less, so that what failed together does not come back together.
const JITTER = 0.1

/**
 * Milliseconds until the next attempt after `attempts` of them have failed; undefined = that was the last one. `chance`
 * is from 0 to 1.
 */
export function retryAfter(
  attempts: number,
  chance: number,
  seconds: readonly number[] = RETRY_SECONDS,
): number | undefined {
  const wait = seconds[attempts - 1]
  return wait === undefined ? undefined : Math.round(wait * 1_000 * (1 - JITTER + 2 * JITTER * chance))
}
