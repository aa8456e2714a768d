import type { Stripe } from 'stripe'
import type { DeclineReason } from '../domain/payment.ts'
import type { Outcome } from './provider.ts'

/** What an error of the SDK says, as far as we look. Messages are for people, and may quote what was sent. */
export type StripeRefusal = {
  readonly statusCode?: number
  /** `card_error`, `invalid_request_error`, `idempotency_error` … as Stripe wrote it. */
  readonly rawType?: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
  readonly payment_intent?: { readonly id: string }
}

/**
 * The refusal behind an error if it is certain that nothing was done: Stripe answered, and said no. Everything else
 * (no answer, 409, 429, 5xx, a key that was used for something else) leaves it open.
 */
export function certainRefusal(error: unknown): StripeRefusal | undefined {
  const refusal = error as StripeRefusal
  if (!(error instanceof Error) || refusal.rawType === 'idempotency_error') return undefined
  return [400, 401, 402, 403, 404].includes(refusal.statusCode ?? 0) ? refusal : undefined
}

/** Whether an object was no longer where we thought: look at it again. */
export const isUnexpectedState = (error: unknown): boolean =>
  (error as StripeRefusal).code === 'payment_intent_unexpected_state'

const BY_CODE: Readonly<Record<string, DeclineReason>> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  authentication_required: 'authentication_failed',
  payment_intent_authentication_failure: 'authentication_failed',
  incorrect_number: 'invalid_details',
  invalid_number: 'invalid_details',
  incorrect_cvc: 'invalid_details',
  invalid_cvc: 'invalid_details',
  incorrect_zip: 'invalid_details',
  invalid_expiry_month: 'invalid_details',
  invalid_expiry_year: 'invalid_details',
  resource_missing: 'invalid_details',
  currency_not_supported: 'not_supported',
  card_not_supported: 'not_supported',
  amount_too_small: 'not_supported',
  amount_too_large: 'not_supported',
  payment_method_not_available: 'not_supported',
  payment_intent_invalid_parameter: 'not_supported',
}

/** Why it was declined, in words for the buyer. Of fraud, loss and theft no more is said than that the bank declined. */
export function reasonOf({ rawType, statusCode, code, decline_code, param }: StripeRefusal): DeclineReason {
  const known = BY_CODE[decline_code ?? ''] ?? BY_CODE[code ?? '']
  if (known !== undefined) return known
  if (rawType === 'card_error' || statusCode === 402) return 'declined'
  return /^(?:payment_method|confirmation_token)/.test(param ?? '') ? 'invalid_details' : 'provider_refused'
}

/** A decline with Stripe's own code beside it, for staff. */
export const declined = (refusal: StripeRefusal, reference: string | null): Outcome => {
  // The SDK makes '' of a code that is not there.
  const code = (refusal.decline_code || refusal.code || refusal.rawType)?.slice(0, 64)
  return {
    status: 'declined',
    reason: reasonOf(refusal),
    reference,
    ...(code !== undefined && { attempt: { code } }),
  }
}

/** Why a payment that is over had no money in it. */
export const reasonOfEnd = (intent: Stripe.PaymentIntent): DeclineReason => {
  const failure = intent.last_payment_error
  return failure === null
    ? 'expired'
    : reasonOf({
        rawType: failure.type,
        ...(failure.code !== undefined && { code: failure.code }),
        ...(failure.decline_code !== undefined && { decline_code: failure.decline_code }),
      })
}

/** What a refund says; one that fails after it had succeeded is told by an event, and is for staff. */
export function refundOutcome({ id, status }: Stripe.Refund, reference: string | null): Outcome {
  const told = { reference, attempt: { refund: id } }
  if (status === 'succeeded') return { status: 'approved', ...told }
  if (status === 'failed' || status === 'canceled') return { status: 'declined', reason: 'declined', ...told }
  return { status: 'pending', ...told }
}
