import type { Currency } from '../domain/money.ts'
import type { DeclineReason, OperationKind, PaymentOperationId } from '../domain/payment.ts'
import type { PaymentNews } from '../domain/payment-news.ts'
import type { Instant } from '../domain/time.ts'
import type { PaymentsConfig } from '../platform/context.ts'
import type { PaymentDetails } from './payment-details.ts'

/** The providers that a shop may offer. The name stands in `payment.provider`, in rows and in `/v1/hooks/{provider}`. */
export const PROVIDER_NAMES = ['manual', 'stripe', 'test'] as const satisfies PaymentsConfig['offered']
export type ProviderName = (typeof PROVIDER_NAMES)[number]

/** One operation as its provider needs it. Its row is written before the provider hears of it. */
export type Asked = {
  /** Also the provider's idempotency key: asked twice, it is done once. */
  readonly id: PaymentOperationId
  readonly orderId: string
  readonly kind: OperationKind
  readonly amount: number
  readonly currency: Currency
  /** The payment at the provider; null while it has not told. */
  readonly providerReference: string | null
  /** When the row was written: how long ago it can have been asked. */
  readonly createdAt: Instant
}

/** What of an attempt is kept in its row: codes and the provider's own ids. Nothing personal, nothing of a card. */
export type Attempt = Readonly<Record<string, string | number | boolean | null>>

/** What the buyer's browser has to do before the payment goes on. It opens the payment: answered, never stored or logged. */
export type BuyerAction =
  /** Stripe.js: `stripe.handleNextAction({ clientSecret })`. */
  | { readonly type: 'stripe_next_action'; readonly clientSecret: string }
  /** The test provider: somebody decides in the buyer's place. */
  | { readonly type: 'test_confirm'; readonly reference: string }

type Told = { readonly reference: string | null; readonly attempt?: Attempt }

/** What became of an operation. Whatever is not certain is `pending`: never shown as failed, never asked for anew. */
export type Outcome =
  | (Told & { readonly status: 'approved' })
  | (Told & { readonly status: 'declined'; readonly reason: DeclineReason })
  | (Told & { readonly status: 'pending' })
/** Of an authorization; the buyer may have to act. */
export type AuthorizeOutcome =
  Outcome | (Told & { readonly status: 'requires_action'; readonly action: BuyerAction })

/** What came in at `/v1/hooks/{provider}`. */
export type Incoming =
  | {
      readonly kind: 'news'
      readonly eventId: string
      readonly type: string
      /** The payment at the provider. */
      readonly reference: string
      readonly news: PaymentNews
    }
  /** Genuine, and of no concern to us: a type that we do not follow, a shape that we have never seen. */
  | { readonly kind: 'ignored'; readonly eventId: string | null; readonly type: string }
  | { readonly kind: 'invalid_signature' }

/**
 * A payment provider. No call throws and none waits for longer than PROVIDER_MS: what times out or breaks is `pending`
 * (steady.ts sees to it, whatever the adapter does), and `lookUp` finds out.
 */
export type PaymentProvider = {
  readonly name: ProviderName
  /** Who captures: the shop as soon as the order is safe, or staff when the money has come. */
  readonly capturedBy: 'shop' | 'staff'

  /** Blocks the amount for the order, by what the browser was given by the provider. Nothing is taken yet. */
  authorize(operation: Asked, details: PaymentDetails): Promise<AuthorizeOutcome>
  /** Takes what was authorized, or less of it; the rest is let go. */
  capture(operation: Asked): Promise<Outcome>
  /** Gives back of what was captured. */
  refund(operation: Asked): Promise<Outcome>
  /** Lets an authorization go, also one that waits for its buyer. */
  void(operation: Asked): Promise<Outcome>

  /**
   * What became of an operation whose outcome is not known. An authorization that never arrived is declined, and by
   * then cannot arrive any more; whatever else never arrived is asked for again.
   */
  lookUp(operation: Asked): Promise<AuthorizeOutcome>

  /** Reads a webhook by the bytes that were signed. No storage is touched. */
  parseWebhook(body: Uint8Array, headers: Headers, now: Instant): Promise<Incoming>
}

/** The longest that a provider is waited for. A buyer sees `pending` then. */
export const PROVIDER_MS = 10_000
