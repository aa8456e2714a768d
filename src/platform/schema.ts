import { z } from '@hono/zod-openapi'
import { LOCALE_PATTERN, MARKET_CODE_PATTERN } from '../domain/market.ts'
import { HANDLE_PATTERN, HANDLE_LENGTH_MAX } from '../domain/handle.ts'
import { ID_PATTERN } from '../domain/ids.ts'
import { AVAILABILITIES } from '../domain/availability.ts'
import { parseInstant } from '../domain/time.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'

/** Integer minor units by ISO 4217: 1999 USD is 19.99 dollars, 1999 JPY is 1999 yen. Never a float. */
export const moneySchema = z
  .object({
    amount: z.number().int().min(0).openapi({ example: 1999 }),
    currency: z.string().length(3).openapi({ example: 'EUR' }),
  })
  .openapi('Money', {
    description: 'Integer minor units by ISO 4217 (JPY has 0 decimals, BHD 3). Never a float.',
  })

export const availabilitySchema = z.enum(AVAILABILITIES).openapi('Availability')
export const instantSchema = z.string().openapi({ format: 'date-time', example: '2026-11-21T08:00:00.000Z' })

/** A moment in a query: RFC 3339 with any offset. A plus sign has to be written %2B there. */
export const instantQuery = z
  .string()
  .transform((text, issues) => {
    const instant = parseInstant(text)
    if (instant === undefined) issues.addIssue('is a moment such as 2026-11-21T08:00:00Z')
    return instant ?? 0
  })
  .optional()
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-21T08:00:00.000Z' })

/** One page of a list; no offsets (contract.md, "Lists"). */
export const pageSchema = z.object({ nextCursor: z.string().nullable() }).openapi('Page', {
  description: 'nextCursor is null on the last page; otherwise send it as ?cursor= with the same parameters.',
})

export const marketParam = z
  .string()
  .regex(MARKET_CODE_PATTERN)
  .openapi({ param: { name: 'market', in: 'path' }, example: 'de' })
export const handleParam = z
  .string()
  .max(HANDLE_LENGTH_MAX)
  .regex(HANDLE_PATTERN)
  .openapi({ param: { name: 'handle', in: 'path' }, example: 'copper-kettle' })
export const idParam = z
  .string()
  .regex(ID_PATTERN)
  .openapi({ param: { name: 'id', in: 'path' } })

/** An id in a body; also a merchant's own. */
export const idSchema = z.string().regex(ID_PATTERN, 'has 1 to 64 letters, digits, _ or -')

/** Text of at most so many code points. Length first: what is too long is not looked through. */
export const textSchema = (max: number) =>
  z
    .string()
    .refine((text) => lengthWithin(text, max), { message: `has at most ${max} characters`, abort: true })
    .refine(isWellFormedText, 'has no control characters and no half of a surrogate pair')
    .openapi({ maxLength: max })

/** Text that must say something. */
export const requiredTextSchema = (max: number) =>
  textSchema(max)
    .refine((text) => text.trim() !== '', 'is not empty')
    .openapi({ minLength: 1, maxLength: max })

/** One language tag; which ones a market speaks is in its `locales`. */
export const localeQuery = z
  .string()
  .regex(LOCALE_PATTERN, 'is a language tag such as de or pt-BR')
  .optional()
  .openapi({ example: 'de', description: "One of the market's locales; absent = its default." })

/** Filters of staff's lists. */
export const marketQuery = z
  .string()
  .regex(MARKET_CODE_PATTERN, 'is the code of a market')
  .optional()
  .openapi({ example: 'de' })
export const countryQuery = z
  .string()
  .regex(/^[A-Z]{2}$/, 'is two capitals, such as DE')
  .optional()
  .openapi({ example: 'DE' })

export const LIMIT_MAX = 100
export const LIMIT_DEFAULT = 20
/** 1 to 100, written plainly: `1.5`, `1e2`, ` 5` and an empty value are refused. */
export const limitQuery = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'is a whole number from 1 to 100')
  .transform(Number)
  .refine((limit) => limit <= LIMIT_MAX, 'is a whole number from 1 to 100')
  .optional()
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT_DEFAULT,
    description: 'Entries on a page.',
  })
export const cursorQuery = z
  .string()
  .min(1)
  .optional()
  .openapi({ description: 'nextCursor of the page before.' })
