import type { Currency } from './money.ts'
import {
  type DeclineReason,
  isUndecided,
  type OperationKind,
  type PaymentOperation,
  settle,
} from './payment.ts'

/** What a provider tells unasked. It may come early, late, twice, in any order, and about payments that are not ours. */
export type PaymentNews = {
  readonly kind: OperationKind | 'dispute'
  /** The operation that the payment was begun with; of a refund, the refund's. Null when the provider names none. */
  readonly operationId: string | null
  /** `unclear`: something happened that is not the end of it. */
  readonly outcome: 'approved' | 'declined' | 'unclear'
  readonly reason?: DeclineReason
  readonly amount: number
  readonly currency: Currency
}

/** What is to be done about it. */
export type Judgement =
  | { readonly does: 'settle'; readonly operation: PaymentOperation; readonly decision: NewsDecision }
  /** The authorization is over: it lapsed, or was cancelled elsewhere. */
  | { readonly does: 'let_go'; readonly operation: PaymentOperation }
  /** Ask the provider what became of it. */
  | { readonly does: 'look_up'; readonly operation: PaymentOperation }
  | { readonly does: 'nothing' }
  /** Keep it for staff, and touch no order. */
  | { readonly does: 'show_staff'; readonly why: Mismatch }
export type NewsDecision =
  { readonly status: 'approved' } | { readonly status: 'declined'; readonly reason: DeclineReason }
export type Mismatch =
  | 'unknown_payment'
  | 'other_amount'
  | 'other_currency'
  // Captured or refunded, and not by us.
  | 'done_elsewhere'
  // Against what the provider said before.
  | 'contradiction'
  | 'dispute'

/** What news mean for an order with these operations. The end is the same whatever order they come in. */
export function judgeNews(operations: readonly PaymentOperation[], news: PaymentNews): Judgement {
  const named = operations.find((each) => each.id === news.operationId)
  if (named === undefined) return shown('unknown_payment')
  if (news.kind === 'dispute') return shown('dispute')
  if (named.currency !== news.currency) return shown('other_currency')
  if (news.kind === 'void') return judgeEnd(operations, named)
  const operation = news.kind === 'capture' ? actingOn(operations, named, 'capture') : named
  if (operation?.kind !== news.kind) {
    const isOver = named.status === 'declined' || named.status === 'voided'
    return shown(news.kind === 'capture' && isOver ? 'contradiction' : 'done_elsewhere')
  }
  if (news.outcome === 'unclear')
    return isUndecided(operation) ? { does: 'look_up', operation } : { does: 'nothing' }
  if (operation.amount !== news.amount) return shown('other_amount')
  return judgeDecision(
    operation,
    news.outcome === 'approved'
      ? { status: 'approved' }
      : { status: 'declined', reason: news.reason ?? 'declined' },
  )
}

function judgeDecision(operation: PaymentOperation, decision: NewsDecision): Judgement {
  const settled = settle(operation, decision)
  if (!settled.ok) return shown('contradiction')
  return settled.moved ? { does: 'settle', operation, decision } : { does: 'nothing' }
}

/** The payment has ended at the provider without money: by our void, or by itself. */
function judgeEnd(operations: readonly PaymentOperation[], authorization: PaymentOperation): Judgement {
  if (authorization.kind !== 'authorize') return shown('done_elsewhere')
  const ending = actingOn(operations, authorization, 'void')
  if (ending !== undefined) return judgeDecision(ending, { status: 'approved' })
  const capture = actingOn(operations, authorization, 'capture')
  if (capture?.status === 'approved') return shown('contradiction')
  if (capture !== undefined) return { does: 'look_up', operation: capture }
  if (isUndecided(authorization)) return { does: 'look_up', operation: authorization }
  return authorization.status === 'approved'
    ? { does: 'let_go', operation: authorization }
    : { does: 'nothing' }
}

const actingOn = (
  operations: readonly PaymentOperation[],
  authorization: PaymentOperation,
  kind: OperationKind,
): PaymentOperation | undefined =>
  operations.find(
    (each) => each.authorizationId === authorization.id && each.kind === kind && each.status !== 'declined',
  )

const shown = (why: Mismatch): Judgement => ({ does: 'show_staff', why })
