import type { OrderId, PaymentOperationId } from '../domain/ids.ts'
import { orderById } from '../orders/order-queries.ts'
import { settleOperation } from '../orders/settle-operation.ts'
import type { Telling } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { settleAuthorization } from './settle-authorization.ts'

/** Takes in what was told of any operation of an order; `note` stands in front of the batch. */
export async function settleNews(
  ctx: Ctx,
  orderId: OrderId,
  operationId: PaymentOperationId,
  telling: Telling,
  note: readonly Statement[],
): Promise<void> {
  const file = await orderById(ctx.db, orderId)
  const operation = file?.operations.find(({ id }) => id === operationId)
  if (operation?.kind === 'authorize') await settleAuthorization(ctx, orderId, telling, undefined, note)
  else await settleOperation(ctx, orderId, operationId, telling, note)
}
