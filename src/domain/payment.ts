import { assert } from './assert.ts'
import type { PaymentOperationId } from './ids.ts'
import { type Currency, isAmount } from './money.ts'

/** What a provider is asked to do with an order's money. */
export const OPERATION_KINDS = ['authorize', 'capture', 'refund', 'void'] as const
export type OperationKind = (typeof OPERATION_KINDS)[number]

/**
 * `pending`: asked, or about to be; what came of it is not known, and it counts as if it had been done. `requires_action`:
 * the buyer must do something first. `approved`: it is done. `declined`: it is certain that it is not, and never will be.
 * `voided`: an authorization whose money was let go.
 */
export const OPERATION_STATUSES = ['pending', 'requires_action', 'approved', 'declined', 'voided'] as const
export type OperationStatus = (typeof OPERATION_STATUSES)[number]

/** Why something was declined: words that a buyer may be shown, never more than a bank wants told. */
export const DECLINE_REASONS = [
  'declined',
  'insufficient_funds',
  'expired_card',
  'authentication_failed',
  'invalid_details',
  'not_supported',
  // It never reached the provider, and by now never will.
  'never_arrived',
  // The authorization lapsed, or what it stands on was undone elsewhere.
  'expired',
  // The provider refuses us, not the buyer: keys, rights, settings.
  'provider_refused',
] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** One thing asked of a provider. All but an authorization act upon one. */
export type PaymentOperation = {
  readonly id: PaymentOperationId
  readonly orderId: string
  readonly kind: OperationKind
  /** The authorization it acts upon; null on the authorization itself. */
  readonly authorizationId: PaymentOperationId | null
  readonly status: OperationStatus
  readonly amount: number
  readonly currency: Currency
}
export type { PaymentOperationId }

/** What became of an operation, as its provider tells. */
export type Decision =
  | { readonly status: 'approved' }
  | { readonly status: 'declined'; readonly reason: DeclineReason }
  | { readonly status: 'requires_action' }
  | { readonly status: 'pending' }

/** What somebody wants done. */
export type Wish = { readonly kind: OperationKind; readonly amount: number; readonly currency: Currency }

/** Why something cannot be asked of the provider now. */
export type WishRefusal =
  | 'invalid_amount'
  | 'other_currency'
  | 'authorized_already'
  | 'not_authorized'
  | 'captured_already'
  | 'voided_already'
  | 'beyond_authorized'
  | 'not_captured'
  | 'beyond_captured'

/** Of payments in the words that an order shows. */
export const PAYMENT_STATUSES = [
  'unpaid',
  'pending',
  'authorized',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** An order's payments in sums of one currency. Nothing here is stored: it follows from the operations. */
export type Payments = {
  readonly status: PaymentStatus
  /** What is authorized and neither captured nor let go. */
  readonly authorized: number
  readonly captured: number
  readonly refunded: number
  /** Refunds whose outcome is not known. */
  readonly refunding: number
  /** What may still be refunded: captured, less what was and what may have been given back. */
  readonly refundable: number
}

export const isUndecided = ({ status }: Pick<PaymentOperation, 'status'>): boolean =>
  status === 'pending' || status === 'requires_action'

/** Whether it is done or may be: it stands in the way of doing it again. */
const isLive = ({ status }: PaymentOperation): boolean => status !== 'declined' && status !== 'voided'

const liveOf = (operations: readonly PaymentOperation[], kind: OperationKind): PaymentOperation | undefined =>
  operations.find((each) => each.kind === kind && isLive(each))

/** The one authorization of an order that is neither declined nor let go. */
export const liveAuthorization = (operations: readonly PaymentOperation[]): PaymentOperation | undefined =>
  liveOf(operations, 'authorize')

/** What is or may be refunded of a capture. */
const claimedBack = (operations: readonly PaymentOperation[]): number =>
  operations
    .filter((each) => each.kind === 'refund' && isLive(each))
    .reduce((total, each) => total + each.amount, 0)

/**
 * Whether an order's provider may be asked for this now, and if so which authorization it acts upon. Whatever is pending
 * counts as done: nothing is authorized or captured twice, and refunds never exceed what was captured.
 */
export function mayAsk(
  operations: readonly PaymentOperation[],
  { kind, amount, currency }: Wish,
):
  | { readonly ok: true; readonly authorizationId: PaymentOperationId | null }
  | { readonly ok: false; readonly why: WishRefusal } {
  if (!isAmount(amount) || amount <= 0) return refused('invalid_amount')
  if (operations.some((each) => each.currency !== currency)) return refused('other_currency')
  const authorization = liveAuthorization(operations)
  if (kind === 'authorize')
    return authorization === undefined ? { ok: true, authorizationId: null } : refused('authorized_already')
  if (authorization === undefined) return refused('not_authorized')
  const acting = operations.filter((each) => each.authorizationId === authorization.id)
  const capture = liveOf(acting, 'capture')
  const granted = { ok: true, authorizationId: authorization.id } as const
  switch (kind) {
    case 'capture':
    case 'void':
      if (capture !== undefined) return refused('captured_already')
      if (liveOf(acting, 'void') !== undefined) return refused('voided_already')
      // What the buyer has yet to confirm can be let go, not taken.
      if (kind === 'capture' && authorization.status !== 'approved') return refused('not_authorized')
      // A void lets all of it go.
      if (kind === 'void' && amount !== authorization.amount) return refused('invalid_amount')
      return amount <= authorization.amount ? granted : refused('beyond_authorized')
    case 'refund':
      if (capture?.status !== 'approved') return refused('not_captured')
      return claimedBack(acting) + amount <= capture.amount ? granted : refused('beyond_captured')
  }
}

/** An operation after what its provider told of it. */
export type Settled =
  | {
      readonly ok: true
      readonly operation: PaymentOperation
      /** False when it was so already: told twice, or told late of what has been overtaken. */
      readonly moved: boolean
    }
  | { readonly ok: false; readonly why: 'contradiction' }

/**
 * What is told of an operation, taken in. Decided is final: the same again changes nothing, and word that it is still
 * under way comes late. A provider that says yes after no, or no after yes, contradicts itself: somebody must look.
 */
export function settle(operation: PaymentOperation, { status }: Decision): Settled {
  assert(
    status !== 'requires_action' || operation.kind === 'authorize',
    'a buyer acts upon authorizations only',
  )
  const stays = { ok: true, operation, moved: false } as const
  if (isUndecided(operation))
    return status === operation.status
      ? stays
      : { ok: true, operation: { ...operation, status }, moved: true }
  // Let go by then: that it had been authorized, or was declined, comes to the same.
  if (operation.status === 'voided' || operation.status === status) return stays
  return status === 'approved' || status === 'declined' ? { ok: false, why: 'contradiction' } : stays
}

/** A void that is done lets its authorization go, whatever was known of that. */
export const letGo = (authorization: PaymentOperation): PaymentOperation => {
  assert(authorization.kind === 'authorize', 'only an authorization is let go')
  return authorization.status === 'declined' ? authorization : { ...authorization, status: 'voided' }
}

/** What an order's operations come to. */
export function paymentsOf(operations: readonly PaymentOperation[]): Payments {
  const authorization = liveAuthorization(operations)
  const capture = operations.find((each) => each.kind === 'capture' && each.status === 'approved')
  const refunds = operations.filter((each) => each.kind === 'refund')
  const amountOf = (status: OperationStatus): number =>
    refunds.filter((each) => each.status === status).reduce((total, each) => total + each.amount, 0)
  const captured = capture?.amount ?? 0
  const refunded = amountOf('approved')
  const refunding = amountOf('pending')
  const isAuthorized = authorization?.status === 'approved' && capture === undefined
  return {
    status: statusOf(operations, captured, refunded),
    authorized: isAuthorized ? authorization.amount : 0,
    captured,
    refunded,
    refunding,
    refundable: captured - refunded - refunding,
  }
}

function statusOf(
  operations: readonly PaymentOperation[],
  captured: number,
  refunded: number,
): PaymentStatus {
  if (captured > 0) {
    if (refunded === 0) return 'paid'
    return refunded < captured ? 'partially_refunded' : 'refunded'
  }
  const authorization = liveAuthorization(operations)
  if (authorization !== undefined) return authorization.status === 'approved' ? 'authorized' : 'pending'
  return operations.some((each) => each.status === 'voided') ? 'voided' : 'unpaid'
}

const refused = (why: WishRefusal) => ({ ok: false, why }) as const
