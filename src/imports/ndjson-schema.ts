import * as z from 'zod'
import {
  description,
  handle,
  instant,
  list,
  made,
  minQuantity,
  picture,
  productStatus,
  quantity,
  requiredText,
  seo,
  taxClass,
  text,
  texts,
  url,
  whole,
} from '../catalog/input-schema.ts'
import { LIMIT } from '../catalog/product-input.ts'
import { parseId } from '../domain/ids.ts'

/** A line of NDJSON as docs/import-format.md describes it. What needs the shop's markets is read afterwards. */

/** Decimal text in the market's currency, or the API's own money object. */
const amount = z.union([
  z.string(),
  z.strictObject({ amount: whole(Number.MAX_SAFE_INTEGER, 'invalid_amount'), currency: z.string() }),
])

const price = z.strictObject({
  price: amount,
  compareAt: amount.nullable().optional(),
  minQuantity: minQuantity.optional(),
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
  taxClass: taxClass.optional(),
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

export const productLine = z.strictObject({
  type: z.literal('product').optional(),
  id: made('invalid_id', (value) => parseId('product', value)).optional(),
  handle: handle.optional(),
  title: requiredText(LIMIT.title).optional(),
  description: description.optional(),
  vendor: text(LIMIT.vendor).optional(),
  productType: text(LIMIT.productType).optional(),
  status: productStatus.optional(),
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
  seo: seo.optional(),
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
