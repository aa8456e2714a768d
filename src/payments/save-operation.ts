import type { Currency } from '../domain/money.ts'
import type { Decision, OperationKind, OperationStatus, PaymentOperationId } from '../domain/payment.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow, guardThat, type Statement } from '../platform/d1.ts'
import type { Attempt, ProviderName } from './provider.ts'

type Writing = Pick<Ctx, 'db' | 'now'>

/** An operation that is about to be asked for; `mayAsk` (domain/payment.ts) has said that it may. */
export type NewOperation = {
  readonly id: PaymentOperationId
  readonly orderId: string
  readonly kind: OperationKind
  readonly authorizationId: PaymentOperationId | null
  readonly provider: ProviderName
  readonly amount: number
  readonly currency: Currency
  readonly attempt?: Attempt
}

/** What a provider told of an operation, as it is kept. A buyer's action is not: it opens the payment. */
export type Telling = Decision & { readonly reference?: string | null; readonly attempt?: Attempt }

// The rule of mayAsk once more, over the rows as they are when the batch runs; unique indexes have the rest of it.
const MAY_BE_ASKED = `
  CASE ?3
    WHEN 'authorize' THEN 1
    WHEN 'capture' THEN EXISTS (SELECT 1 FROM payment_operations AS a WHERE a.id = ?4 AND a.order_id = ?2
      AND a.provider = ?5 AND a.currency = ?7 AND a.status = 'approved' AND a.amount >= ?6)
    WHEN 'void' THEN EXISTS (SELECT 1 FROM payment_operations AS a WHERE a.id = ?4 AND a.order_id = ?2
      AND a.provider = ?5 AND a.currency = ?7 AND a.status IN ('pending', 'requires_action', 'approved')
      AND a.kind = 'authorize' AND a.amount = ?6)
    ELSE EXISTS (SELECT 1 FROM payment_operations AS c WHERE c.authorization_id = ?4 AND c.order_id = ?2
      AND c.provider = ?5 AND c.currency = ?7 AND c.kind = 'capture' AND c.status = 'approved'
      AND c.amount >= ?6 + (SELECT coalesce(sum(r.amount), 0) FROM payment_operations AS r
        WHERE r.authorization_id = ?4 AND r.kind = 'refund' AND r.status <> 'declined'))
  END`

/**
 * The statements that write an operation down before its provider is asked. The batch breaks where it may not be asked
 * any more: on `guard_held`, or on a constraint that `racedOperation` knows.
 */
export const openOperation = ({ db, now }: Writing, operation: NewOperation): Statement[] => [
  db
    .prepare(
      `INSERT INTO payment_operations (id, order_id, kind, authorization_id, provider, amount, currency, attempt,
         provider_reference, created_at, updated_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT provider_reference FROM payment_operations WHERE id = ?4), ?9, ?9
       WHERE ${MAY_BE_ASKED}`,
    )
    .bind(
      operation.id,
      operation.orderId,
      operation.kind,
      operation.authorizationId,
      operation.provider,
      operation.amount,
      operation.currency,
      JSON.stringify(operation.attempt ?? {}),
      now,
    ),
  ...guardOneRow(db),
]

/** Whether a broken constraint says that another operation came first: read again and decide again. */
export const racedOperation = (constraint: string): boolean =>
  constraint === 'guard_held' ||
  constraint === 'payment_operations.order_id' ||
  constraint === 'payment_operations.authorization_id'

/**
 * The statements that take in what a provider told. Only what is undecided moves. The same decision again changes
 * nothing; the opposite of one breaks the batch on `guard_held`; word that it is still under way, coming late, is
 * dropped. An approved void lets its authorization go in the same breath.
 */
export function saveTelling({ db, now }: Writing, id: PaymentOperationId, telling: Telling): Statement[] {
  const { status, reference = null, attempt = {} } = telling
  const told = db
    .prepare(
      `UPDATE payment_operations SET status = ?2, reason = ?3, provider_reference = coalesce(?4, provider_reference),
         attempt = json_patch(attempt, ?5), updated_at = max(updated_at, ?6)
       WHERE id = ?1 AND status IN ('pending', 'requires_action')`,
    )
    .bind(
      id,
      status,
      telling.status === 'declined' ? telling.reason : null,
      reference,
      JSON.stringify(attempt),
      now,
    )
  if (status === 'pending' || status === 'requires_action') return [told]
  const letGo = db
    .prepare(
      `UPDATE payment_operations SET status = 'voided', updated_at = max(updated_at, ?2)
       WHERE id = (SELECT authorization_id FROM payment_operations WHERE id = ?1 AND kind = 'void' AND status = 'approved')
         AND status IN ('pending', 'requires_action', 'approved')`,
    )
    .bind(id, now)
  return [
    told,
    ...(status === 'approved' ? [letGo] : []),
    ...guardStatus(db, id, status === 'approved' ? ['approved', 'voided'] : ['declined', 'voided']),
  ]
}

/**
 * Breaks the batch on `guard_held` unless the operation is still undecided: for a batch whose other effects must happen
 * once only, before `saveTelling`.
 */
export const guardUndecided = ({ db }: Pick<Ctx, 'db'>, id: PaymentOperationId): Statement[] =>
  guardStatus(db, id, ['pending', 'requires_action'])

/** The statements for an authorization that lapsed, or was cancelled at the provider. Breaks when it is being captured. */
export const saveLapse = ({ db, now }: Writing, id: PaymentOperationId): Statement[] => [
  db
    .prepare(
      `UPDATE payment_operations SET status = 'voided', updated_at = max(updated_at, ?2)
       WHERE id = ?1 AND kind = 'authorize' AND status IN ('pending', 'requires_action', 'approved')
         AND NOT EXISTS (SELECT 1 FROM payment_operations AS c
           WHERE c.authorization_id = ?1 AND c.kind = 'capture' AND c.status <> 'declined')`,
    )
    .bind(id, now),
  ...guardStatus(db, id, ['voided', 'declined']),
]

const guardStatus = (
  db: Ctx['db'],
  id: PaymentOperationId,
  statuses: readonly OperationStatus[],
): Statement[] =>
  guardThat(
    db,
    `SELECT EXISTS (SELECT 1 FROM payment_operations AS o JOIN json_each(?1) AS one
       ON o.id = one.value->>'id' AND o.status = one.value->>'status')`,
    statuses.map((status) => ({ id, status })),
  )
