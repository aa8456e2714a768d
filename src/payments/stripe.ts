import { Stripe } from 'stripe'
import { assert } from '../domain/assert.ts'
import type { Instant } from '../domain/time.ts'
import type { PaymentDetails } from './payment-details.ts'
import type { Asked, AuthorizeOutcome, Incoming, Outcome, PaymentProvider } from './provider.ts'
import { readSignatureHeader, signedText, SIGNATURE_TOLERANCE_SECONDS } from './signature-header.ts'
import { stripeAmount } from './stripe-amount.ts'
import { readStripeEvent } from './stripe-events.ts'
import { certainRefusal, declined, isUnexpectedState, reasonOfEnd, refundOutcome } from './stripe-outcomes.ts'

export type StripeConfig = {
  readonly secretKey: string
  readonly webhookSecret: string
  /** Absent = the platform's own. */
  readonly fetch?: typeof fetch
}

/** The calls that the bundle has (bundle/stripe.js). */
type Calls = {
  readonly paymentIntents: Pick<
    Stripe['paymentIntents'],
    'create' | 'capture' | 'cancel' | 'retrieve' | 'list' | 'search'
  >
  readonly refunds: Pick<Stripe['refunds'], 'create' | 'list'>
}

// One request and one repetition under the same key, within PROVIDER_MS together as a rule.
const REQUEST_MS = 8_000
const RETRIES = 1
// Of a list, the newest so many are looked through before the index is asked, which may lag by a minute.
const LIST_LIMIT = 100
const CLOCKS_APART_SECONDS = 60

/** Stripe by PaymentIntents: authorized with the order, captured apart. Card data goes from the browser to Stripe. */
export class StripeProvider implements PaymentProvider {
  readonly name = 'stripe'
  readonly capturedBy = 'shop'
  readonly #stripe: Calls
  readonly #webhookSecret: string

  constructor({ secretKey, webhookSecret, fetch }: StripeConfig) {
    this.#webhookSecret = webhookSecret
    this.#stripe = new Stripe(secretKey, {
      httpClient: Stripe.createFetchHttpClient(fetch),
      timeout: REQUEST_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
      appInfo: { name: 'highstreet' },
    })
  }

  async authorize(asked: Asked, details: PaymentDetails): Promise<AuthorizeOutcome> {
    if (details.provider !== 'stripe') return declined({ param: 'payment_method' }, null)
    const amount = stripeAmount(asked)
    if (amount === undefined) return declined({ code: 'currency_not_supported' }, null)
    const { confirmationToken, paymentMethod } = details
    let intent: Stripe.PaymentIntent
    try {
      intent = await this.#stripe.paymentIntents.create(
        {
          ...this.#intended(asked, amount),
          confirm: true,
          // Actions are handled by Stripe.js, which needs no page to return to.
          use_stripe_sdk: true,
          ...(confirmationToken !== undefined && { confirmation_token: confirmationToken }),
          ...(paymentMethod !== undefined && { payment_method: paymentMethod }),
        },
        { idempotencyKey: asked.id },
      )
    } catch (error) {
      const refusal = certainRefusal(error)
      if (refusal === undefined) throw error
      const reference = refusal.payment_intent?.id ?? null
      // Nobody else holds its secret: it cannot go on, but should not look as if it could.
      if (reference !== null) await this.#cancel(reference, `${asked.id}.end`).catch(() => undefined)
      return declined(refusal, reference)
    }
    return this.#authorization(intent, asked)
  }

  async capture(asked: Asked): Promise<Outcome> {
    const reference = referenceOf(asked)
    const amount = stripeAmount(asked)
    if (amount === undefined) return declined({ code: 'currency_not_supported' }, reference)
    return this.#settled(reference, asked, () =>
      this.#stripe.paymentIntents.capture(
        reference,
        { amount_to_capture: amount },
        { idempotencyKey: asked.id },
      ),
    )
  }

  async void(asked: Asked): Promise<Outcome> {
    const reference = referenceOf(asked)
    return this.#settled(reference, asked, () => this.#cancel(reference, asked.id))
  }

  async refund(asked: Asked): Promise<Outcome> {
    const reference = referenceOf(asked)
    const amount = stripeAmount(asked)
    if (amount === undefined) return declined({ code: 'currency_not_supported' }, reference)
    try {
      const refund = await this.#stripe.refunds.create(
        { payment_intent: reference, amount, metadata: labels(asked) },
        { idempotencyKey: asked.id },
      )
      return refundOutcome(refund, reference)
    } catch (error) {
      const refusal = certainRefusal(error)
      if (refusal === undefined) throw error
      return declined(refusal, reference)
    }
  }

  async lookUp(asked: Asked): Promise<AuthorizeOutcome> {
    switch (asked.kind) {
      case 'authorize':
        return this.#lookUpAuthorization(asked)
      case 'capture': {
        const intent = await this.#stripe.paymentIntents.retrieve(referenceOf(asked))
        return intent.status === 'requires_capture' ? this.capture(asked) : ended(intent, asked)
      }
      case 'void': {
        const intent = await this.#stripe.paymentIntents.retrieve(referenceOf(asked))
        return intent.status === 'canceled' || intent.status === 'succeeded'
          ? ended(intent, asked)
          : this.void(asked)
      }
      case 'refund': {
        const reference = referenceOf(asked)
        const { data } = await this.#stripe.refunds.list({ payment_intent: reference, limit: LIST_LIMIT })
        const found = data.find(({ metadata }) => metadata?.operation === asked.id)
        return found === undefined ? this.refund(asked) : refundOutcome(found, reference)
      }
    }
  }

  async parseWebhook(body: Uint8Array, headers: Headers, now: Instant): Promise<Incoming> {
    const header = headers.get('Stripe-Signature')
    const text = signedText(body)
    if (header === null || text === undefined || readSignatureHeader(header, now) === undefined)
      return { kind: 'invalid_signature' }
    const { signature } = Stripe.webhooks
    assert(signature !== null, 'the SDK can verify webhooks')
    try {
      await signature.verifyHeaderAsync(
        text,
        header,
        this.#webhookSecret,
        SIGNATURE_TOLERANCE_SECONDS,
        undefined,
        now,
      )
    } catch {
      return { kind: 'invalid_signature' }
    }
    return readStripeEvent(text)
  }

  /** What every intent of an operation has in common. */
  #intended(asked: Asked, amount: number) {
    return {
      amount,
      currency: asked.currency.toLowerCase(),
      capture_method: 'manual',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: labels(asked),
    } as const
  }

  #cancel(reference: string, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
    return this.#stripe.paymentIntents.cancel(reference, {}, { idempotencyKey })
  }

  /** Does something to an intent; where that is no longer as it was, its state is the answer. */
  async #settled(
    reference: string,
    asked: Asked,
    act: () => Promise<Stripe.PaymentIntent>,
  ): Promise<Outcome> {
    try {
      return ended(await act(), asked)
    } catch (error) {
      if (isUnexpectedState(error)) return ended(await this.#stripe.paymentIntents.retrieve(reference), asked)
      const refusal = certainRefusal(error)
      if (refusal === undefined) throw error
      return declined(refusal, reference)
    }
  }

  async #lookUpAuthorization(asked: Asked): Promise<AuthorizeOutcome> {
    const intent =
      asked.providerReference === null
        ? await this.#find(asked)
        : await this.#stripe.paymentIntents.retrieve(asked.providerReference)
    return intent === undefined ? this.#foreclose(asked) : this.#authorization(intent, asked)
  }

  /** The intent that was made for an authorization, when its answer got lost. */
  async #find(asked: Asked): Promise<Stripe.PaymentIntent | undefined> {
    const since = Math.floor(asked.createdAt / 1_000) - CLOCKS_APART_SECONDS
    const isIts = ({ metadata }: Stripe.PaymentIntent): boolean => metadata.operation === asked.id
    const newest = await this.#stripe.paymentIntents.list({ created: { gte: since }, limit: LIST_LIMIT })
    const found = newest.data.find(isIts)
    if (found !== undefined || !newest.has_more) return found
    const query = `metadata['operation']:'${asked.id}'`
    return (await this.#stripe.paymentIntents.search({ query, limit: 1 })).data.find(isIts)
  }

  /**
   * Uses up the key of an authorization that never arrived, by an intent that nobody confirms: should the lost request
   * arrive after all, Stripe refuses it. If it did arrive, the key is taken and Stripe says so: it is not known yet.
   */
  async #foreclose(asked: Asked): Promise<Outcome> {
    const amount = stripeAmount(asked)
    // It was refused before it was sent.
    if (amount === undefined) return declined({ code: 'currency_not_supported' }, null)
    const intent = await this.#stripe.paymentIntents.create(this.#intended(asked, amount), {
      idempotencyKey: asked.id,
    })
    await this.#cancel(intent.id, `${asked.id}.end`)
    return { status: 'declined', reason: 'never_arrived', reference: intent.id }
  }

  /** What an intent says of its authorization. One that failed is ended, so that no browser can bring it back. */
  async #authorization(intent: Stripe.PaymentIntent, asked: Asked): Promise<AuthorizeOutcome> {
    const reference = intent.id
    demandSame(intent, asked)
    switch (intent.status) {
      case 'requires_capture':
      case 'succeeded':
        return { status: 'approved', reference }
      case 'requires_action':
        assert(intent.client_secret !== null, 'an intent has a secret for its buyer')
        return {
          status: 'requires_action',
          reference,
          action: { type: 'stripe_next_action', clientSecret: intent.client_secret },
        }
      case 'canceled':
        return { status: 'declined', reason: reasonOfEnd(intent), reference }
      case 'requires_payment_method':
      case 'requires_confirmation': {
        const reason = reasonOfEnd(intent)
        await this.#cancel(reference, `${asked.id}.end`)
        return { status: 'declined', reason, reference }
      }
      // Also a status that is newer than we are.
      case 'processing':
      default:
        return { status: 'pending', reference }
    }
  }
}

/** By these Stripe's events and lists lead back to us. Ids only: nothing personal leaves the shop this way. */
const labels = ({ id, orderId }: Asked): { operation: string; order: string } => ({
  operation: id,
  order: orderId,
})

/** Captures, voids and refunds are asked for when the authorization has been answered. */
function referenceOf({ providerReference }: Asked): string {
  assert(providerReference !== null, 'what acts upon a payment knows it')
  return providerReference
}

function demandSame(intent: Stripe.PaymentIntent, asked: Asked): void {
  assert(
    intent.amount === stripeAmount(asked) && intent.currency === asked.currency.toLowerCase(),
    'an intent is of the amount that the buyer confirmed',
  )
}

/** What an intent says of a capture or a void. */
function ended(intent: Stripe.PaymentIntent, asked: Asked): Outcome {
  const reference = intent.id
  const isCapture = asked.kind === 'capture'
  if (intent.status === 'canceled')
    return isCapture
      ? { status: 'declined', reason: 'expired', reference }
      : { status: 'approved', reference }
  if (intent.status !== 'succeeded') return { status: 'pending', reference }
  if (!isCapture) return { status: 'declined', reason: 'not_supported', reference }
  assert(intent.amount_received === stripeAmount(asked), 'what was captured is what we asked for')
  return { status: 'approved', reference }
}
