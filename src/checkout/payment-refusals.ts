import type { DeclineReason } from '../domain/payment.ts'
import { Problem } from '../platform/problem.ts'
import type { StoredCheckout } from './checkout-store.ts'
import type { Authorized } from './settle-authorization.ts'

/** What a buyer is told whose payment came to nothing. */
export function problemOfFailure({ lines }: StoredCheckout, standing: Authorized): Problem {
  const { operations } = standing.file
  const reason = operations.find(({ kind }) => kind === 'authorize')?.reason ?? undefined
  if (standing.kind === 'failed' && standing.why === 'out_of_stock')
    return new Problem('out_of_stock', undefined, {
      errors: lines.map((_, at) => ({
        pointer: `/items/${at}`,
        code: 'out_of_stock',
        message: 'was sold while the payment was under way; what was authorized is let go',
      })),
    })
  if (standing.kind === 'failed' && standing.why === 'canceled')
    return new Problem('invalid_transition', 'The order was canceled while it was being paid.')
  return declinedFor(reason)
}

export const declinedFor = (reason: DeclineReason = 'declined'): Problem =>
  new Problem('payment_declined', undefined, {
    errors: [{ pointer: '/payment', code: reason, message: 'The provider declined the payment.' }],
  })

/** Nothing can be changed or paid any more; whoever holds its token is told what it came to. */
export function refuseOver({ id, progress }: StoredCheckout): never {
  if (progress.state === 'completed')
    throw new Problem('checkout_completed', undefined, {
      current: { id, status: progress.state, orderId: progress.orderId },
    })
  throw new Problem('invalid_transition', 'This checkout has been canceled.')
}
