import { z } from '@hono/zod-openapi'
import { holdsPaymentNumber } from '../domain/payment-number.ts'
import { TEST_SCRIPT_PATTERN } from './test-scripts.ts'

/** An id of the provider's own, given to the browser: never the number of a card, however it is dressed. */
const providerId = (prefix: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_]{1,80}$`), `is an id that begins with ${prefix}_`)
    .refine((text) => !holdsPaymentNumber(text), 'holds what looks like the number of a card')
    .openapi({ type: 'string', example })

const manualDetails = z
  .strictObject({ provider: z.literal('manual'), method: z.enum(['invoice', 'cash_on_delivery']) })
  .openapi('ManualPayment', { description: 'Paid later, and taken by staff when the money has come.' })

const stripeDetails = z
  .strictObject({
    provider: z.literal('stripe'),
    confirmationToken: providerId('ctoken', 'ctoken_1NnQUf2eZvKYlo2CIObdtbnb').optional(),
    paymentMethod: providerId('pm', 'pm_card_visa').optional(),
  })
  .refine(
    ({ confirmationToken, paymentMethod }) =>
      (confirmationToken === undefined) !== (paymentMethod === undefined),
    'has a confirmationToken or a paymentMethod, one of them',
  )
  .openapi('StripePayment', {
    description:
      'What Stripe.js made in the browser; card data goes from there to Stripe and never passes here.',
  })

const testDetails = z
  .strictObject({
    provider: z.literal('test'),
    script: z
      .string()
      .regex(TEST_SCRIPT_PATTERN, 'is a script of the test provider, such as approve')
      .openapi({ type: 'string', example: 'approve' }),
  })
  .openapi('TestPayment', { description: 'Development only: docs/payments.md says what each script does.' })

/** The member `payment` of a completion: by which provider, and what that gave to the browser. */
export const paymentDetailsBody = z
  .discriminatedUnion('provider', [manualDetails, stripeDetails, testDetails])
  .openapi('PaymentDetails')

export type PaymentDetails = z.infer<typeof paymentDetailsBody>
