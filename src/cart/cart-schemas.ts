import { z } from '@hono/zod-openapi'
import { CART_KEYS_MAX, CODES_MAX, LINE_QUANTITY_MAX } from '../domain/cart.ts'
import {
  countryBody,
  idBody,
  isRegionOfCountry,
  localeBody,
  marketCodeBody,
  ownWordsBody,
  POSTAL_CODE_LENGTH_MAX,
  REGION_ELSEWHERE,
  regionBody,
  wholeBody,
} from '../platform/body-schema.ts'
import { fitsCodeKey } from '../promotions/code-length.ts'
import { ledgerEntrySchema, shareSchema, taxSchema } from '../platform/bill-schemas.ts'
import { availabilitySchema, instantSchema, moneySchema } from '../platform/schema.ts'
import { explanationSchema } from './explanation-schema.ts'
import { SHOWN_CODE_REFUSALS, SHOWN_MESSAGE_CODES } from './messages.ts'

const CODE_LENGTH_MAX = 64
const NOTE_LENGTH_MAX = 500

// What shoppers send.

const quantityBody = wholeBody(1, LINE_QUANTITY_MAX)
const wantedItems = (min: number) =>
  z
    .array(z.strictObject({ variantId: idBody('variant'), quantity: quantityBody }))
    .min(min, 'names at least one item')
    .max(CART_KEYS_MAX, `names at most ${CART_KEYS_MAX} items`)

export const openCartBody = z
  .strictObject({ market: marketCodeBody, locale: localeBody.optional(), items: wantedItems(0).optional() })
  .openapi('OpenCart')

export const addItemsBody = z.strictObject({ items: wantedItems(1) }).openapi('AddItems')

/** 0 removes the line. */
export const setQuantityBody = z
  .strictObject({ quantity: wholeBody(0, LINE_QUANTITY_MAX) })
  .openapi('SetQuantity')

const destinationBody = z
  .strictObject({
    country: countryBody,
    region: regionBody.optional(),
    postalCode: ownWordsBody(POSTAL_CODE_LENGTH_MAX).optional(),
  })
  .refine(isRegionOfCountry, REGION_ELSEWHERE)
  .openapi({ example: { country: 'US', region: 'CA', postalCode: '94103' } })

export const changeCartBody = z
  .strictObject({
    market: marketCodeBody.optional(),
    locale: localeBody.optional(),
    destination: destinationBody.nullable().optional(),
    note: ownWordsBody(NOTE_LENGTH_MAX).nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing: name at least one member')
  .openapi('ChangeCart')

export const codesBody = z
  .strictObject({
    codes: z
      .array(
        ownWordsBody(CODE_LENGTH_MAX)
          .refine(fitsCodeKey, 'is made of characters that are too long in plain form')
          .transform((code) => code.trim())
          .openapi({ type: 'string', example: 'SPRING-20' }),
      )
      .max(CODES_MAX, `names at most ${CODES_MAX} codes`),
  })
  .openapi('EnterCodes')

export const claimBody = z.strictObject({ token: z.string().min(1).max(8_192) }).openapi('ClaimCart')

// What they are answered.

const itemSchema = z
  .object({
    id: z.string(),
    variantId: z.string(),
    handle: z.string(),
    sku: z.string().nullable(),
    title: z.string(),
    variantTitle: z.string(),
    image: z.string().optional(),
    quantity: z.number().int(),
    purchasable: z
      .boolean()
      .openapi({ description: 'False: it is not sold here now, and counts for nothing.' }),
    availability: availabilitySchema,
    unitPrice: moneySchema.nullable(),
    compareAt: moneySchema.optional(),
    referencePrice: moneySchema
      .optional()
      .openapi({ description: 'The lowest price of the 30 days before a reduction.' }),
    subtotal: moneySchema.openapi({ description: 'Before discounts.' }),
    discounts: z.array(shareSchema),
    tax: taxSchema.optional(),
    totals: z.array(ledgerEntrySchema),
    total: moneySchema.openapi({ description: 'After discounts, without a tax on top.' }),
  })
  .openapi('CartItem')
export type ShownItem = z.infer<typeof itemSchema>

const shippingOptionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    daysMin: z.number().int().optional(),
    daysMax: z.number().int().optional(),
    price: moneySchema,
    discounts: z.array(shareSchema),
    tax: taxSchema.optional(),
    totals: z.array(ledgerEntrySchema),
    total: moneySchema,
  })
  .openapi('CartShippingOption')
export type ShownShippingOption = z.infer<typeof shippingOptionSchema>

export const messageSchema = z
  .object({
    type: z.enum(['error', 'warning', 'info']),
    code: z.enum(SHOWN_MESSAGE_CODES),
    pointer: z.string().optional(),
    message: z.string(),
  })
  .openapi('CartMessage')

export const cartSchema = z
  .object({
    id: z.string(),
    market: z.string(),
    locale: z.string(),
    currency: z.string(),
    version: z
      .number()
      .int()
      .openapi({ description: 'Rises with each change: drop answers that come late.' }),
    items: z.array(itemSchema),
    codes: z.array(
      z.object({
        code: z.string(),
        status: z.enum(['applied', 'refused']),
        reason: z.enum(SHOWN_CODE_REFUSALS).optional(),
        message: z.string().optional(),
      }),
    ),
    discounts: z.array(
      shareSchema.extend({ allocations: z.array(z.object({ itemId: z.string(), amount: moneySchema })) }),
    ),
    destination: z
      .object({ country: z.string(), region: z.string().optional(), postalCode: z.string().optional() })
      .optional(),
    note: z.string().optional(),
    shippingOptions: z.array(shippingOptionSchema),
    messages: z.array(messageSchema),
    totals: z.array(ledgerEntrySchema).openapi({ description: 'In order; the amounts sum to total.' }),
    total: moneySchema,
    taxes: z.array(taxSchema).openapi({ description: 'Tax of the whole by rate, contained or on top.' }),
    taxIncluded: z.boolean(),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    explanation: explanationSchema.optional(),
    token: z.string().optional().openapi({
      description: 'A fresh capability, when less than half of the life of the one that was sent is left.',
    }),
  })
  .openapi('Cart')
export type ShownCart = z.infer<typeof cartSchema>

export const openedCartSchema = z
  .object({
    cart: cartSchema,
    token: z.string().optional().openapi({
      description: "The guest's only key to the cart. Customers get none: theirs is their own token.",
    }),
  })
  .openapi('OpenedCart')
export type OpenedCart = z.infer<typeof openedCartSchema>
