import type { Instant } from './time.ts'

/** From `startsAt` until just before `endsAt`; null: without end. */
export type Validity = { readonly startsAt: Instant; readonly endsAt: Instant | null }

/** Whether it holds at that moment. */
export const isValidAt = ({ startsAt, endsAt }: Validity, at: Instant): boolean =>
  startsAt <= at && (endsAt === null || at < endsAt)

/** Whether it holds then or will later. */
export const isNotOver = ({ endsAt }: Validity, at: Instant): boolean => endsAt === null || at < endsAt

/** Whether there is a moment at which both hold. One that ends when the other starts does not meet it. */
export const validitiesMeet = (one: Validity, other: Validity): boolean =>
  (one.endsAt === null || other.startsAt < one.endsAt) &&
  (other.endsAt === null || one.startsAt < other.endsAt)
