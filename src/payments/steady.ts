import { within } from '../platform/deadline.ts'
import { type AuthorizeOutcome, type PaymentProvider, PROVIDER_MS } from './provider.ts'

/**
 * A provider that keeps the promise of the port: whatever its adapter does, each call ends in time with an outcome.
 * What broke or took too long is pending, since nobody knows what became of it.
 */
export function steady(provider: PaymentProvider, deadlineMs = PROVIDER_MS): PaymentProvider {
  const answer = async <Told extends AuthorizeOutcome>(
    call: string,
    reference: string | null,
    ask: () => Promise<Told>,
  ): Promise<Told | Pending> => {
    try {
      return await within(deadlineMs, ask())
    } catch (error) {
      // Name and status only: messages of providers may quote what they were sent.
      const { name, statusCode } = error as { name?: string; statusCode?: number }
      const message = 'a payment provider did not answer'
      console.error(
        JSON.stringify({ level: 'error', message, provider: provider.name, call, name, statusCode }),
      )
      return { status: 'pending', reference }
    }
  }
  return {
    name: provider.name,
    capturedBy: provider.capturedBy,
    authorize: (asked, details) =>
      answer('authorize', asked.providerReference, () => provider.authorize(asked, details)),
    capture: (asked) => answer('capture', asked.providerReference, () => provider.capture(asked)),
    refund: (asked) => answer('refund', asked.providerReference, () => provider.refund(asked)),
    void: (asked) => answer('void', asked.providerReference, () => provider.void(asked)),
    lookUp: (asked) => answer('lookUp', asked.providerReference, () => provider.lookUp(asked)),
    parseWebhook: (body, headers, now) => provider.parseWebhook(body, headers, now),
  }
}

type Pending = { readonly status: 'pending'; readonly reference: string | null }
