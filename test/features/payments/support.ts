import { ulid } from 'ulid'
import { makeId } from '../../../src/domain/ids.ts'
import type { Currency } from '../../../src/domain/money.ts'
import type { OperationKind, PaymentOperationId } from '../../../src/domain/payment.ts'
import type { Asked } from '../../../src/payments/provider.ts'

export const EUR = 'EUR' as Currency

export const newOperationId = (): PaymentOperationId => makeId('paymentOperation', ulid())

/** An operation as a provider is asked for it. */
export const asked = (kind: OperationKind, more: Partial<Asked> = {}): Asked => ({
  id: newOperationId(),
  orderId: `ord_${ulid()}`,
  kind,
  amount: 5_000,
  currency: EUR,
  providerReference: null,
  createdAt: Date.now(),
  ...more,
})
