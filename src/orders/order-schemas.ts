import { z } from '@hono/zod-openapi'
import { LINE_QUANTITY_MAX } from '../domain/cart.ts'
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/order-states.ts'
import { OPERATION_KINDS, OPERATION_STATUSES } from '../domain/payment.ts'
import { ledgerEntrySchema, shareSchema, taxSchema } from '../platform/bill-schemas.ts'
import { currencyBody, NO_PAYMENT_NUMBER, ownWordsBody, wholeBody } from '../platform/body-schema.ts'
import { idSchema, instantSchema, moneySchema, pageSchema, textSchema } from '../platform/schema.ts'
import { shownAddressSchema } from './contact-schemas.ts'

const LINES_MAX = 100

// What staff sends.

const pieceBody = z.strictObject({ lineId: idSchema, quantity: wholeBody(1, LINE_QUANTITY_MAX) })
const piecesBody = z
  .array(pieceBody)
  .min(1, 'names at least one line')
  .max(LINES_MAX, `names at most ${LINES_MAX} lines`)

const trackingBody = z
  .strictObject({
    carrier: ownWordsBody(60).optional(),
    number: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/, 'is 1 to 100 plain characters')
      .optional(),
    url: z
      .string()
      .max(500, 'has at most 500 characters')
      // Buyers follow it: nothing but a page of the web.
      .refine((text) => /^https:\/\/[^\s@\\]+$/.test(text) && URL.canParse(text), 'is an https:// address')
      .optional(),
  })
  .refine((tracking) => Object.keys(tracking).length > 0, 'says something')

export const fulfillBody = z
  .strictObject({
    lines: piecesBody.optional().openapi({ description: 'Absent: all that has not been sent.' }),
    tracking: trackingBody.optional(),
  })
  .openapi('Fulfill')

export const CANCEL_REASONS = ['customer', 'out_of_stock', 'fraud', 'mistake', 'other'] as const

export const cancelBody = z
  .strictObject({ reason: z.enum(CANCEL_REASONS).optional() })
  .openapi('CancelOrder', { description: 'The reason is for staff; buyers do not see it.' })

export const refundBody = z
  .strictObject({
    amount: z
      .strictObject({ amount: wholeBody(1, Number.MAX_SAFE_INTEGER), currency: currencyBody })
      .optional(),
    lines: piecesBody.optional(),
    reason: textSchema(200)
      .refine(...NO_PAYMENT_NUMBER)
      .optional(),
    restock: z
      .boolean()
      .optional()
      .openapi({ description: 'Whether the pieces of `lines` go back into stock, once the money is back.' }),
  })
  .refine(({ amount, lines }) => amount === undefined || lines === undefined, {
    message: 'stands where no lines do: the money of pieces is worked out',
    path: ['amount'],
  })
  .refine(({ restock, lines }) => restock !== true || lines !== undefined, {
    message: 'needs lines: which pieces are back?',
    path: ['restock'],
  })
  .openapi('RefundOrder')

// What is answered.

const count = z.number().int()
export const statusSchema = z.enum(ORDER_STATUSES).openapi('OrderStatus')
export const paymentStatusSchema = z.enum(PAYMENT_STATUSES).openapi('OrderPaymentStatus')
export const fulfillmentStatusSchema = z.enum(FULFILLMENT_STATUSES).openapi('OrderFulfillmentStatus')
const statuses = {
  status: statusSchema,
  paymentStatus: paymentStatusSchema,
  fulfillmentStatus: fulfillmentStatusSchema,
}

const lineSchema = z
  .object({
    id: z.string().openapi({ description: 'The id that the item had in the cart.' }),
    variantId: z.string(),
    productId: z.string(),
    handle: z.string(),
    sku: z.string().nullable(),
    title: z.string(),
    variantTitle: z.string(),
    image: z.string().optional(),
    quantity: count,
    fulfilled: count.openapi({ description: 'Pieces that were sent.' }),
    refunded: count.openapi({ description: 'Pieces whose money is back or on its way.' }),
    unitPrice: moneySchema,
    subtotal: moneySchema,
    discounts: z.array(shareSchema),
    tax: taxSchema.optional(),
    totals: z.array(ledgerEntrySchema),
    total: moneySchema.openapi({ description: 'After discounts, without a tax on top.' }),
  })
  .openapi('OrderItem')
export type ShownOrderLine = z.infer<typeof lineSchema>

const shippingSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    daysMin: count.optional(),
    daysMax: count.optional(),
    price: moneySchema,
    discounts: z.array(shareSchema),
    tax: taxSchema.optional(),
    totals: z.array(ledgerEntrySchema),
    total: moneySchema,
  })
  .openapi('OrderShipping')

const pieceSchema = z.object({ lineId: z.string(), quantity: count })
export const fulfillmentSchema = z
  .object({
    id: z.string(),
    lines: z.array(pieceSchema),
    tracking: z
      .object({ carrier: z.string().optional(), number: z.string().optional(), url: z.string().optional() })
      .optional(),
    createdAt: instantSchema,
  })
  .openapi('Fulfillment')
export type ShownFulfillment = z.infer<typeof fulfillmentSchema>

export const refundSchema = z
  .object({
    id: z.string(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    amount: moneySchema,
    lines: z.array(pieceSchema.extend({ amount: moneySchema, tax: moneySchema })).openapi({
      description: 'Their amounts, which contain the tax, sum to the refund; [] of a plain amount.',
    }),
    createdAt: instantSchema,
  })
  .openapi('Refund')
export type ShownRefund = z.infer<typeof refundSchema>

export const adminRefundSchema = refundSchema
  .extend({ reason: z.string(), restock: z.boolean(), operationId: z.string() })
  .openapi('AdminRefund')
export type ShownAdminRefund = z.infer<typeof adminRefundSchema>

const eventSchema = z.object({ type: z.string(), createdAt: instantSchema })

export const orderSchema = z
  .object({
    id: z.string(),
    number: z.string().openapi({ description: 'For people. It says nothing of how many orders there are.' }),
    ...statuses,
    market: z.string(),
    locale: z.string(),
    currency: z.string(),
    email: z.string().optional(),
    phone: z.string().optional(),
    shippingAddress: shownAddressSchema.optional(),
    billingAddress: shownAddressSchema.optional(),
    note: z.string().optional(),
    items: z.array(lineSchema),
    codes: z.array(z.string()),
    discounts: z.array(
      shareSchema.extend({ allocations: z.array(z.object({ itemId: z.string(), amount: moneySchema })) }),
    ),
    shipping: shippingSchema.optional(),
    totals: z.array(ledgerEntrySchema).openapi({ description: 'As at purchase; the amounts sum to total.' }),
    total: moneySchema,
    taxes: z.array(taxSchema),
    taxIncluded: z.boolean(),
    captured: moneySchema,
    refunded: moneySchema,
    refunds: z.array(refundSchema),
    fulfillments: z.array(fulfillmentSchema),
    events: z
      .array(eventSchema)
      .openapi({ description: 'What happened, in order; nothing is ever taken away.' }),
    createdAt: instantSchema,
    placedAt: instantSchema.nullable(),
    updatedAt: instantSchema,
    token: z.string().optional().openapi({
      description: 'A fresh capability, when less than half of the life of the one that was sent is left.',
    }),
  })
  .openapi('Order')
export type ShownOrder = z.infer<typeof orderSchema>

const operationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(OPERATION_KINDS),
    status: z.enum(OPERATION_STATUSES),
    amount: moneySchema,
    reason: z.string().optional(),
    providerReference: z.string().optional(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('PaymentOperation')
export type ShownOperation = z.infer<typeof operationSchema>

export const adminOrderSchema = orderSchema
  .omit({ token: true })
  .extend({
    revision: count,
    checkoutId: z.string(),
    cartId: z.string().nullable(),
    provider: z.string(),
    customer: z.object({ issuer: z.string(), subject: z.string() }).nullable(),
    refunding: moneySchema.openapi({ description: 'Refunds whose outcome is not known.' }),
    refundable: moneySchema,
    refunds: z.array(adminRefundSchema),
    operations: z
      .array(operationSchema)
      .openapi({ description: 'What the payment provider was asked to do.' }),
    events: z.array(
      eventSchema.extend({ id: z.string(), actor: z.string(), data: z.record(z.string(), z.unknown()) }),
    ),
    erasedAt: instantSchema.nullable(),
  })
  .openapi('AdminOrder')
export type ShownAdminOrder = z.infer<typeof adminOrderSchema>

/** How an order stands, without anything personal: what a change answers, since answers are kept for retries. */
export const orderStandingSchema = z
  .object({
    id: z.string(),
    number: z.string(),
    ...statuses,
    total: moneySchema,
    captured: moneySchema,
    refunded: moneySchema,
    refunding: moneySchema,
    revision: count,
    updatedAt: instantSchema,
  })
  .openapi('OrderStanding')
export type OrderStanding = z.infer<typeof orderStandingSchema>

const entrySchema = z.object({
  id: z.string(),
  number: z.string(),
  ...statuses,
  market: z.string(),
  email: z.string().nullable(),
  pieces: count,
  total: moneySchema,
  refunded: moneySchema,
  createdAt: instantSchema,
  placedAt: instantSchema.nullable(),
})

export const orderListSchema = z.object({
  data: z.array(entrySchema.openapi('OrderEntry')),
  page: pageSchema,
})
export type ShownOrderEntry = z.infer<typeof entrySchema>

/** The list as the buyer has it: whose orders they are needs no saying. */
export const ownOrderListSchema = z.object({
  data: z.array(entrySchema.omit({ email: true }).openapi('OwnOrderEntry')),
  page: pageSchema,
})
export type ShownOwnOrderEntry = z.infer<typeof ownOrderListSchema>['data'][number]
