import type { Asked, Outcome, PaymentProvider } from './provider.ts'

/** The authorization's own id serves as the payment's reference. */
const promised = ({ id, kind, providerReference }: Asked, attempt = {}): Promise<Outcome> =>
  Promise.resolve({
    status: 'approved',
    reference: providerReference ?? (kind === 'authorize' ? id : null),
    attempt,
  })

/**
 * Invoice and cash on delivery: nobody is asked over a wire. The buyer's promise is the authorization; staff captures
 * when the money has come, and gives back by hand what they refund.
 */
export const manualProvider: PaymentProvider = {
  name: 'manual',
  capturedBy: 'staff',
  authorize: (asked, details) =>
    details.provider === 'manual'
      ? promised(asked, { method: details.method })
      : Promise.resolve({ status: 'declined', reason: 'invalid_details', reference: null }),
  capture: promised,
  refund: promised,
  void: promised,
  lookUp: promised,
  parseWebhook: () => Promise.resolve({ kind: 'invalid_signature' }),
}
