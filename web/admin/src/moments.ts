/** A moment of the API as the reader's clock has it. */
export const showMoment = (instant: string): string =>
  new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export const showDay = (instant: string): string =>
  new Date(instant).toLocaleDateString(undefined, { dateStyle: 'medium' })

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, or until when: `3 hours ago`. */
export function showAgo(instant: string, now = Date.now()): string {
  const distance = Date.parse(instant) - now
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  for (const [unit, length] of STEPS)
    if (Math.abs(distance) >= length) return words.format(Math.round(distance / length), unit)
  return 'just now'
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A moment as a field of the browser wants it, in the reader's clock; empty for none. */
export function toField(instant: string | null | undefined): string {
  if (instant === null || instant === undefined) return ''
  const date = new Date(instant)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The moment that a field of the browser says; null for an empty one. */
export const fromField = (text: string): string | null => (text === '' ? null : new Date(text).toISOString())
