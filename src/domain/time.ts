import { assert } from './assert.ts'

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. It comes in as an argument; the domain has no clock. */
export type Instant = number

const EARLIEST: Instant = Date.parse('0000-01-01T00:00:00.000Z')
const LATEST: Instant = Date.parse('9999-12-31T23:59:59.999Z')

const PATTERN =
  /^(?<local>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,9}))?(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))$/

/** RFC 3339 in UTC with milliseconds, `2026-02-28T09:30:00.000Z`. Throws outside the years 0 to 9999. */
export function formatInstant(instant: Instant): string {
  assert(isInstant(instant), `${instant} is a moment of the years 0 to 9999`)
  return new Date(instant).toISOString()
}

/**
 * Reads RFC 3339 in full form, with any offset; undefined for anything else: days that do not exist (30 February, a
 * leap second), times without a zone (whose?), blanks, small `t` and `z`, years beyond 9999. Digits finer than a
 * millisecond are cut off.
 */
export function parseInstant(text: string): Instant | undefined {
  const parts = PATTERN.exec(text)?.groups
  if (parts === undefined) return undefined

  const milliseconds = (parts.fraction ?? '').slice(0, 3).padEnd(3, '0')
  const asUtc = `${parts.local}.${milliseconds}Z`
  const local = Date.parse(asUtc)
  // The engine turns 30 February into 2 March: only what comes back as it was written exists.
  if (Number.isNaN(local) || new Date(local).toISOString() !== asUtc) return undefined

  const offset = (Number(parts.hours ?? 0) * 60 + Number(parts.minutes ?? 0)) * 60_000
  const instant = parts.sign === '-' ? local + offset : local - offset
  return isInstant(instant) ? instant : undefined
}

function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && EARLIEST <= value && value <= LATEST
}
