import { z } from '@hono/zod-openapi'
import { parseId, ID_PATTERN } from '../domain/ids.ts'
import { instantSchema, moneySchema } from '../platform/schema.ts'
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
} from './input-schema.ts'
import { LIMIT } from './product-input.ts'
import { PRODUCT_EXAMPLE, PRODUCT_SHOWN_EXAMPLE, VARIANT_EXAMPLE } from './product-examples.ts'

// What the admin API takes and shows of products. The members are those of an import line (docs/import-format.md).

const money = z.strictObject({
  amount: whole(Number.MAX_SAFE_INTEGER, 'invalid_amount'),
  currency: z.string().openapi({ example: 'USD' }),
})

const price = z.strictObject({
  price: money,
  compareAt: money.nullable().optional(),
  minQuantity: minQuantity.optional(),
  startsAt: instant.nullable().optional(),
  endsAt: instant.nullable().optional(),
})

const prices = z.record(z.string(), z.union([price, list(price, LIMIT.pricesPerMarket), z.null()])).openapi({
  description:
    'By market, in its currency: one price is put beside the others of the market, a list is all of them, null takes ' +
    'them away. Markets that are not named keep their prices; so do all of them without this member.',
})

const variantMembers = {
  sku: requiredText(LIMIT.sku).nullable().optional(),
  options: z.record(text(LIMIT.option), requiredText(LIMIT.option)).optional(),
  barcode: text(LIMIT.barcode).optional(),
  weightGrams: whole(LIMIT.weightGrams, 'invalid_number').nullable().optional(),
  taxClass: taxClass.optional(),
  image: url.nullable().optional(),
  tracked: z.boolean().optional(),
  backorder: z.boolean().optional(),
  lowStockThreshold: quantity.optional(),
  prices: prices.optional(),
}
const variantId = made('invalid_id', (value) => parseId('variant', value))
const productId = made('invalid_id', (value) => parseId('product', value))

export const variantPatchSchema = z.strictObject(variantMembers).openapi('VariantPatch')
export const variantCreateSchema = z
  .strictObject({ id: variantId.optional(), ...variantMembers })
  .openapi('VariantInput', { example: VARIANT_EXAMPLE })

const categoryName = made('invalid_handle', (value) =>
  ID_PATTERN.test(value) || /^[a-z0-9-]{1,255}$/.test(value) ? value : undefined,
)

const productMembers = {
  handle: handle.optional().openapi({
    description:
      'Without one it is made from the title. A former handle answers 308, until another product takes it.',
  }),
  description: description.optional().openapi({
    description: 'HTML; what is not safe to show in any page is taken out.',
  }),
  vendor: text(LIMIT.vendor).optional(),
  productType: text(LIMIT.productType).optional(),
  status: productStatus
    .optional()
    .openapi({ description: 'Only active products are public. New ones are active.' }),
  tags: list(requiredText(LIMIT.tag), LIMIT.tags).optional(),
  popularity: whole(LIMIT.popularity, 'invalid_number').optional(),
  categories: list(categoryName, LIMIT.categories).optional().openapi({ description: 'Handles or ids.' }),
  options: list(requiredText(LIMIT.option), LIMIT.options).optional(),
  media: list(picture, LIMIT.media).optional(),
  seo: seo.optional(),
  translations: z.record(z.string(), texts.nullable()).optional().openapi({
    description: 'By locale; a locale that is named is stated whole, null takes it away, the others stay.',
  }),
  variants: list(variantCreateSchema, LIMIT.variants)
    .refine((variants) => variants.length > 0, { message: 'required' })
    .optional()
    .openapi({
      description:
        'All variants: those that are not named are withdrawn. A variant is known by its id, else by its SKU, else by ' +
        'its option values.',
    }),
}
const title = requiredText(LIMIT.title)

export const productPatchSchema = z
  .strictObject({ title: title.optional(), ...productMembers })
  .openapi('ProductPatch', { example: { title: 'Copper Stovetop Kettle', tags: ['copper', 'gift'] } })

export const productCreateSchema = z
  .strictObject({ id: productId.optional(), title, ...productMembers })
  .openapi('ProductInput', { example: PRODUCT_EXAMPLE })

export type ProductBody = z.output<typeof productPatchSchema> & { readonly id?: string | undefined }
export type VariantBody = z.output<typeof variantCreateSchema>
export type PriceBody = z.output<typeof price>

const shownPrice = z.object({
  price: moneySchema,
  compareAt: moneySchema.optional(),
  minQuantity: z.number().int(),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
})

export const adminVariantSchema = z
  .object({
    id: z.string(),
    sku: z.string().nullable(),
    options: z.record(z.string(), z.string()),
    barcode: z.string(),
    weightGrams: z.number().int().nullable(),
    taxClass: z.enum(['standard', 'reduced', 'zero']),
    image: z.string().nullable(),
    tracked: z.boolean(),
    backorder: z.boolean(),
    lowStockThreshold: z.number().int(),
    prices: z.record(z.string(), z.array(shownPrice)).openapi({
      description: 'Prices of its own by market. A market that derives its prices is not listed.',
    }),
  })
  .openapi('AdminVariant')

export const adminProductSchema = z
  .object({
    id: z.string(),
    handle: z.string(),
    status: z.enum(['active', 'draft', 'archived']),
    title: z.string(),
    description: z.string(),
    vendor: z.string(),
    productType: z.string(),
    tags: z.array(z.string()),
    popularity: z.number().int(),
    categories: z.array(z.string()).openapi({ description: 'Handles.' }),
    options: z.array(z.string()),
    media: z.array(
      z.object({
        url: z.string(),
        alt: z.string(),
        width: z.number().int().optional(),
        height: z.number().int().optional(),
      }),
    ),
    seo: z.object({ title: z.string(), description: z.string() }),
    translations: z.record(
      z.string(),
      z.object({
        title: z.string().optional(),
        description: z.string().optional(),
        seoTitle: z.string().optional(),
        seoDescription: z.string().optional(),
      }),
    ),
    variants: z.array(adminVariantSchema),
    withdrawnVariants: z.number().int().openapi({ description: 'How many more it had.' }),
    redirects: z.array(z.string()).openapi({ description: 'Handles it had, which lead here.' }),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('AdminProduct', { example: PRODUCT_SHOWN_EXAMPLE })

export type ShownProduct = z.input<typeof adminProductSchema>
export type ShownVariant = z.input<typeof adminVariantSchema>

export const productCardSchema = z
  .object({
    id: z.string(),
    handle: z.string(),
    status: z.enum(['active', 'draft', 'archived']),
    title: z.string(),
    vendor: z.string(),
    productType: z.string(),
    image: z.object({ url: z.string(), alt: z.string() }).nullable(),
    variantCount: z.number().int(),
    mediaCount: z.number().int(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('AdminProductCard')
