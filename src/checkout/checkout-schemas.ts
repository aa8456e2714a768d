import { z } from '@hono/zod-openapi'
import { cartSchema, codesBody, messageSchema, openCartBody } from '../cart/cart-schemas.ts'
import { SHOWN_MESSAGE_CODES } from '../cart/messages.ts'
import { CHECKOUT_STATUSES } from '../domain/checkout.ts'
import { addressBody, emailBody, phoneBody, shownAddressSchema } from '../orders/contact-schemas.ts'
import { orderSchema } from '../orders/order-schemas.ts'
import { paymentDetailsBody } from '../payments/payment-details.ts'
import { PROVIDER_NAMES } from '../payments/provider.ts'
import { idBody, moneyBody, ownWordsBody } from '../platform/body-schema.ts'

// What buyers send.

const NOTE_LENGTH_MAX = 500

export const openCheckoutBody = z
  .union([
    z.strictObject({ cartId: idBody('cart') }),
    openCartBody.required({ items: true }).refine(({ items }) => items.length > 0, {
      message: 'names at least one item',
      path: ['items'],
    }),
  ])
  .openapi('OpenCheckout')

export const changeCheckoutBody = z
  .strictObject({
    email: emailBody.nullable().optional(),
    phone: phoneBody.nullable().optional(),
    shippingAddress: addressBody.nullable().optional(),
    billingAddress: addressBody.nullable().optional(),
    shippingOptionId: idBody('shippingOption').nullable().optional(),
    codes: codesBody.shape.codes.optional(),
    note: ownWordsBody(NOTE_LENGTH_MAX).nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing: name at least one member')
  .openapi('ChangeCheckout', { description: 'An address is replaced as a whole; null takes a member away.' })

export const completeBody = z
  .strictObject({
    confirmedTotal: moneyBody,
    payment: paymentDetailsBody,
  })
  .openapi('CompleteCheckout', {
    description: 'confirmedTotal is the total that the buyer has agreed to: charged is this or nothing.',
  })

// What they are answered.

export const CHECKOUT_MESSAGE_CODES = [
  ...SHOWN_MESSAGE_CODES,
  'missing',
  'nothing_to_buy',
  'payment_declined',
] as const

const { note, ...cartShape } = cartSchema.omit({
  destination: true,
  token: true,
  explanation: true,
  messages: true,
}).shape

export const checkoutSchema = z
  .object({
    ...cartShape,
    status: z.enum(CHECKOUT_STATUSES).openapi('CheckoutStatus'),
    cartId: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    shippingAddress: shownAddressSchema.nullable(),
    billingAddress: shownAddressSchema.nullable(),
    shippingOptionId: z.string().nullable(),
    note,
    messages: z.array(messageSchema.extend({ code: z.enum(CHECKOUT_MESSAGE_CODES) })),
    payment: z
      .object({ providers: z.array(z.enum(PROVIDER_NAMES)) })
      .openapi({ description: 'How it can be paid.' }),
    orderId: z.string().optional(),
  })
  .openapi('Checkout')
export type ShownCheckout = z.infer<typeof checkoutSchema>

export const checkoutAnswerSchema = checkoutSchema
  .extend({
    order: orderSchema.optional().openapi({ description: 'What it came to, once it is completed.' }),
    token: z.string().optional().openapi({
      description:
        'Of a completed checkout the token of its order; else a fresh one of the checkout, where it is due.',
    }),
  })
  .openapi('CheckoutAnswer')
export type CheckoutAnswer = z.infer<typeof checkoutAnswerSchema>

export const openedCheckoutSchema = z
  .object({
    checkout: checkoutSchema,
    token: z
      .string()
      .openapi({ description: 'The only key to the checkout, for guests and customers alike.' }),
  })
  .openapi('OpenedCheckout')
export type OpenedCheckout = z.infer<typeof openedCheckoutSchema>

export const completedSchema = z
  .object({ status: z.literal('completed'), order: orderSchema, token: z.string() })
  .openapi('CompletedCheckout')
export type CompletedCheckout = z.infer<typeof completedSchema>

export const inProgressSchema = z
  .object({
    status: z.literal('complete_in_progress'),
    action: z
      .union([
        z.object({ type: z.literal('stripe_next_action'), clientSecret: z.string() }),
        z.object({ type: z.literal('test_confirm'), reference: z.string() }),
      ])
      .optional()
      .openapi({ description: 'What the buyer has to do in the browser before it goes on.' }),
    retryAfter: z
      .number()
      .int()
      .openapi({ description: 'Seconds, after which to complete again or to look.' }),
  })
  .openapi('CheckoutInProgress')
export type CheckoutInProgress = z.infer<typeof inProgressSchema>
