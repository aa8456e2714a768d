import * as z from 'zod'
import { parseHandle } from '../domain/handle.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { type Instant, parseInstant } from '../domain/time.ts'
import { isDescription } from './html-size.ts'
import type { ReportCode } from './plan-reports.ts'
import { LIMIT } from './product-input.ts'
import { parsePublicUrl } from './public-url.ts'

// What files and requests say of a catalog is made of these; issues carry the report's code as their message.

/** A value made from text. */
export const made = <Value>(code: ReportCode, make: (text: string) => Value | undefined) =>
  z.string().transform((text, context) => {
    const value = make(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: code })
    return z.NEVER
  })

/** Text of at most so many code points. Length first: what is too long is not looked through. */
export const text = (max: number) =>
  z
    .string()
    .refine((value) => lengthWithin(value, max), { message: 'too_long', abort: true })
    .refine(isWellFormedText, { message: 'invalid_text' })

/** HTML as it may be stated; it is sanitised on the way in. */
export const description = z
  .string()
  .refine(isDescription, { message: 'too_long', abort: true })
  .refine(isWellFormedText, { message: 'invalid_text' })

export const requiredText = (max: number) =>
  text(max).refine((value) => value.trim() !== '', { message: 'required' })

export const whole = (max: number, code: ReportCode) =>
  z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 0, { message: code, abort: true })
    .refine((value) => value <= max, { message: 'too_large' })
    // -0 is 0.
    .transform((value) => value + 0)

/** A list whose length is looked at before its entries are. */
export const list = <Entry extends z.ZodType>(entry: Entry, max: number) =>
  z.preprocess((value, context) => {
    if (!Array.isArray(value) || value.length <= max) return value
    context.addIssue({ code: 'custom', message: 'too_long' })
    return z.NEVER
  }, z.array(entry))

export const handle = made('invalid_handle', parseHandle)
export const url = made('invalid_url', parsePublicUrl)
export const instant = made('invalid_time', (value): Instant | undefined => {
  const moment = parseInstant(value)
  return moment === undefined || moment < 0 ? undefined : moment
})
export const quantity = whole(LIMIT.quantity, 'invalid_quantity')
export const minQuantity = quantity.refine((value) => value >= 1, { message: 'invalid_quantity' })
export const taxClass = z.enum(['standard', 'reduced', 'zero'])
export const productStatus = z.enum(['active', 'draft', 'archived'])

const pixels = whole(100_000, 'invalid_number').refine((value) => value > 0, { message: 'invalid_number' })

export const picture = z.strictObject({
  url,
  alt: text(LIMIT.alt).optional(),
  width: pixels.optional(),
  height: pixels.optional(),
})

export const texts = z.strictObject({
  title: requiredText(LIMIT.title).optional(),
  description: description.optional(),
  seoTitle: text(LIMIT.seoTitle).optional(),
  seoDescription: text(LIMIT.seoDescription).optional(),
})

export const seo = z.strictObject({
  title: text(LIMIT.seoTitle).optional(),
  description: text(LIMIT.seoDescription).optional(),
})
