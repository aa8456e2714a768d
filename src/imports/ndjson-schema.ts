import * as z from 'zod'
import { LIMIT } from '../catalog/product-input.ts'
import type { ReportCode } from '../catalog/plan-reports.ts'
import { parseHandle } from '../domain/handle.ts'
import { parseId } from '../domain/ids.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { type Instant, parseInstant } from '../domain/time.ts'
import { isDescription } from './html-size.ts'
import { parsePublicUrl } from './public-url.ts'

/** A line of NDJSON as docs/import-format.md describes it. What needs the shop's markets is read afterwards. */

/** A value made from text; issues carry the report's code as their message. */
const made = <Value>(code: ReportCode, make: (text: string) => Value | undefined) =>
  z.string().transform((text, context) => {
    const value = make(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: code })
    return z.NEVER
  })

/** Text of at most so many code points. Length first: what is too long is not looked through. */
const text = (max: number) =>
  z
    .string()
    .refine((value) => lengthWithin(value, max), { message: 'too_long', abort: true })
    .refine(isWellFormedText, { message: 'invalid_text' })

const description = z
  .string()
  .refine(isDescription, { message: 'too_long', abort: true })
  .refine(isWellFormedText, { message: 'invalid_text' })

const requiredText = (max: number) =>
  text(max).refine((value) => value.trim() !== '', { message: 'required' })

const whole = (max: number, code: ReportCode) =>
  z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 0, { message: code, abort: true })
    .refine((value) => value <= max, { message: 'too_large' })
    // -0 is 0.
    .transform((value) => value + 0)

const list = <Entry extends z.ZodType>(entry: Entry, max: number) =>
  z.array(z.unknown()).max(max, { error: 'too_long', abort: true }).pipe(z.array(entry))

const handle = made('invalid_handle', parseHandle)
const url = made('invalid_url', parsePublicUrl)
const instant = made('invalid_time', (value): Instant | undefined => {
  const moment = parseInstant(value)
  return moment === undefined || moment < 0 ? undefined : moment
})
const quantity = whole(LIMIT.quantity, 'invalid_quantity')

/** Decimal text in the market's currency, or the API's own money object. */
const amount = z.union([
  z.string(),
  z.strictObject({ amount: whole(Number.MAX_SAFE_INTEGER, 'invalid_amount'), currency: z.string() }),
])

const price = z.strictObject({
  price: amount,
  compareAt: amount.nullable().optional(),
  minQuantity: whole(LIMIT.quantity, 'invalid_quantity')
    .refine((value) => value >= 1, { message: 'invalid_quantity' })
    .optional(),
  startsAt: instant.nullable().optional(),
  endsAt: instant.nullable().optional(),
})

const purchase = {
  sku: requiredText(LIMIT.sku).nullable().optional(),
  price: amount.nullable().optional(),
  compareAt: amount.nullable().optional(),
  prices: z.record(z.string(), z.union([price, list(price, LIMIT.pricesPerMarket), z.null()])).optional(),
  barcode: text(LIMIT.barcode).optional(),
  weightGrams: whole(LIMIT.weightGrams, 'invalid_number').nullable().optional(),
  taxClass: z.enum(['standard', 'reduced', 'zero']).optional(),
  stock: z.union([quantity, z.record(z.string(), quantity)]).optional(),
  tracked: z.boolean().optional(),
  backorder: z.boolean().optional(),
  lowStockThreshold: quantity.optional(),
  image: url.nullable().optional(),
}

const variant = z.strictObject({
  id: made('invalid_id', (value) => parseId('variant', value)).optional(),
  options: z.record(text(LIMIT.option), requiredText(LIMIT.option)).optional(),
  ...purchase,
})

const texts = z.strictObject({
  title: requiredText(LIMIT.title).optional(),
  description: description.optional(),
  seoTitle: text(LIMIT.seoTitle).optional(),
  seoDescription: text(LIMIT.seoDescription).optional(),
})

const picture = z.strictObject({
  url,
  alt: text(LIMIT.alt).optional(),
  width: whole(100_000, 'invalid_number')
    .refine((value) => value > 0, { message: 'invalid_number' })
    .optional(),
  height: whole(100_000, 'invalid_number')
    .refine((value) => value > 0, { message: 'invalid_number' })
    .optional(),
})

export const productLine = z.strictObject({
  type: z.literal('product').optional(),
  id: made('invalid_id', (value) => parseId('product', value)).optional(),
  handle: handle.optional(),
  title: requiredText(LIMIT.title).optional(),
  description: description.optional(),
  vendor: text(LIMIT.vendor).optional(),
  productType: text(LIMIT.productType).optional(),
  status: z.enum(['active', 'draft', 'archived']).optional(),
  tags: list(requiredText(LIMIT.tag), LIMIT.tags).optional(),
  popularity: whole(LIMIT.popularity, 'invalid_number').optional(),
  categories: list(
    z.union([
      handle,
      list(requiredText(LIMIT.title), LIMIT.categoryDepth).refine((path) => path.length > 0, {
        message: 'required',
      }),
    ]),
    LIMIT.categories,
  ).optional(),
  options: list(requiredText(LIMIT.option), LIMIT.options).optional(),
  media: list(picture, LIMIT.media).optional(),
  seo: z
    .strictObject({
      title: text(LIMIT.seoTitle).optional(),
      description: text(LIMIT.seoDescription).optional(),
    })
    .optional(),
  translations: z.record(z.string(), texts.nullable()).optional(),
  variants: list(variant, LIMIT.variants)
    .refine((variants) => variants.length > 0, { message: 'required' })
    .optional(),
  unnamedVariants: z.literal('keep').optional(),
  ...purchase,
})

export const categoryLine = z.strictObject({
  type: z.literal('category'),
  handle,
  title: requiredText(LIMIT.title).optional(),
  parent: handle.nullable().optional(),
  description: description.optional(),
  position: whole(1_000_000, 'invalid_number').optional(),
  translations: z.record(z.string(), texts.pick({ title: true, description: true }).nullable()).optional(),
})

export type ProductLine = z.output<typeof productLine>
export type CategoryLine = z.output<typeof categoryLine>
export type VariantLine = z.output<typeof variant>
export type PriceLine = z.output<typeof price>
export type AmountLine = z.output<typeof amount>
