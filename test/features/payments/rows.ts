import type { OperationKind, PaymentOperationId } from '../../../src/domain/payment.ts'
import { openOperation, saveTelling, type Telling } from '../../../src/payments/save-operation.ts'
import { commit } from '../../../src/platform/d1.ts'
import { context } from '../shop.ts'
import { EUR, newOperationId } from './support.ts'

/** Writes an operation down as the shop does, for tests that need one to be there. */
export async function opened(
  orderId: string,
  kind: OperationKind,
  amount = 5_000,
  authorizationId: PaymentOperationId | null = null,
): Promise<PaymentOperationId> {
  const ctx = context()
  const id = newOperationId()
  await commit(
    ctx.db,
    openOperation(ctx, { id, orderId, kind, authorizationId, provider: 'test', amount, currency: EUR }),
  )
  return id
}

export const told = (id: PaymentOperationId, telling: Telling): Promise<unknown> => {
  const ctx = context()
  return commit(ctx.db, saveTelling(ctx, id, telling))
}
