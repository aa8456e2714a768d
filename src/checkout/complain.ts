import { Problem } from '../platform/problem.ts'

/** What the buyer would be told: with nobody to hear it, it is stored, and that is all. */
export function unlessForeseen(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}

/** For what is taken up again by itself: an operator sees that it did not go on at once. */
export const complain = (error: unknown): void =>
  console.error(
    JSON.stringify({
      level: 'error',
      message: "a checkout's payment, to be taken up again",
      error: error instanceof Error ? error.name : typeof error,
    }),
  )
