import { z } from '@hono/zod-openapi'
import { parseCountry, REGION_PATTERN } from '../domain/countries.ts'
import { parseId, type IdKind } from '../domain/ids.ts'
import { LOCALE_PATTERN, MARKET_CODE_PATTERN, type Locale, type MarketCode } from '../domain/market.ts'
import { type Currency, parseCurrency } from '../domain/money.ts'
import { holdsPaymentNumber } from '../domain/payment-number.ts'
import { type Instant, parseInstant } from '../domain/time.ts'
import { requiredTextSchema } from './schema.ts'

// Parts of request bodies. Each refusal says what would be right, so that it reads behind the name of the member.

export const wholeBody = (min: number, max: number) =>
  z
    .number()
    .refine(Number.isSafeInteger, { message: 'is a whole number', abort: true })
    .min(min, `is at least ${min}`)
    .max(max, `is at most ${max}`)
    // -0 is 0.
    .transform((value) => value + 0)
    .openapi({ type: 'integer', minimum: min, maximum: max })

export const currencyBody = z
  .string()
  .refine((text) => parseCurrency(text) !== undefined, 'is an active ISO 4217 code in capitals, such as EUR')
  .transform((text) => text as Currency)
  .openapi({ type: 'string', example: 'EUR' })

/** An amount that is not negative, in minor units of its currency. */
export const moneyBody = z
  .strictObject({ amount: wholeBody(0, Number.MAX_SAFE_INTEGER), currency: currencyBody })
  .openapi({ example: { amount: 1999, currency: 'EUR' } })

export const countryBody = z
  .string()
  .refine((text) => parseCountry(text) !== undefined, 'is an ISO 3166 code in capitals, such as DE')
  .openapi({ example: 'DE' })

const REGION_MESSAGE = 'is a part of the country by ISO 3166-2, such as CA'

export const regionBody = z
  .string()
  // Before capitals are made of it: ß would become two letters.
  .refine((text) => /^[\w\s-]*$/.test(text), { message: REGION_MESSAGE, abort: true })
  .transform((text) => text.trim().toUpperCase())
  .refine((text) => REGION_PATTERN.test(text.replace(/^[A-Z]{2}-/, '')), REGION_MESSAGE)
  .openapi({ type: 'string', example: 'CA' })

export const POSTAL_CODE_LENGTH_MAX = 16

/** A region that names its country names the country beside it: `US-CA` lies in the US. */
export const isRegionOfCountry = ({
  country,
  region,
}: {
  country?: string | undefined
  region?: string | undefined
}): boolean => region === undefined || !/^[A-Z]{2}-/.test(region) || region.startsWith(`${country ?? ''}-`)
export const REGION_ELSEWHERE = { message: 'is a part of another country', path: ['region'] }

/** People's own words must not carry what belongs to a bank (reliability.md §3.4, row 71). */
export const NO_PAYMENT_NUMBER = [
  (text: string) => !holdsPaymentNumber(text),
  'holds what looks like a card or bank account number, which does not belong here',
] as const

export const ownWordsBody = (max: number) => requiredTextSchema(max).refine(...NO_PAYMENT_NUMBER)

export const localeBody = z
  .string()
  .regex(LOCALE_PATTERN, 'is a language tag such as de or pt-BR')
  .transform((text) => text as Locale)
  .openapi({ type: 'string', example: 'de' })

export const marketCodeBody = z
  .string()
  .regex(
    MARKET_CODE_PATTERN,
    'is a market code: a small letter, then small letters, digits and hyphens, 2 to 16 in all',
  )
  .transform((text) => text as MarketCode)
  .openapi({ type: 'string', example: 'de' })

export const idBody = <Kind extends IdKind>(kind: Kind) =>
  z
    .string()
    .transform((text, context) => {
      const id = parseId(kind, text)
      if (id !== undefined) return id
      context.addIssue({ code: 'custom', message: 'is 1 to 64 letters, digits, hyphens and underscores' })
      return z.NEVER
    })
    .openapi({ type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' })

/** A moment from 1970 on. */
export const instantBody = z
  .string()
  .transform((text, context): Instant => {
    const instant = parseInstant(text)
    if (instant !== undefined && instant >= 0) return instant
    context.addIssue({
      code: 'custom',
      message: 'is a moment as RFC 3339 has it, from 1970 on, with its zone',
    })
    return z.NEVER
  })
  .openapi({ type: 'string', format: 'date-time', example: '2026-12-01T00:00:00.000Z' })

/** A list in which nothing stands twice. The length is looked at before the entries. */
export const distinctBody = <Entry extends z.ZodType>(entry: Entry, max: number) =>
  z
    .array(entry)
    .max(max, { error: `has at most ${max} entries`, abort: true })
    .refine((list) => new Set(list).size === list.length, 'names each only once')

/** The members that a patch states. JSON has no undefined, the types of optional members do. */
export const stated = <Patch extends object>(patch: Patch) =>
  patch as { [Member in keyof Patch]?: Exclude<Patch[Member], undefined> }
