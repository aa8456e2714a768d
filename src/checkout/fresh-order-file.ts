import type { Order } from '../domain/order.ts'
import type { OrderFile } from '../orders/order-queries.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { StoredAttempt } from './checkout-store.ts'

/** A new order as its rows are: what has just been written need not be read. */
export const freshOrderFile = (order: Order, { operationId, payment }: StoredAttempt): OrderFile => {
  const { id: orderId, createdAt, currency, bill } = order
  const operation: OperationRow = {
    id: operationId,
    orderId,
    kind: 'authorize',
    authorizationId: null,
    provider: payment.provider,
    amount: bill.total,
    currency,
    status: 'pending',
    reason: null,
    providerReference: null,
    attempt: {},
    createdAt,
    updatedAt: createdAt,
  }
  const created = { sequence: 0, id: '', orderId, type: 'order.created', data: {}, actor: '', createdAt }
  return {
    order: { ...order, provider: payment.provider, erasedAt: null },
    events: [created],
    fulfillments: [],
    refunds: [],
    operations: [operation],
  }
}
