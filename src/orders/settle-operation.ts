import { isUndecided, type PaymentOperationId } from '../domain/payment.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { holdsOf } from '../inventory/hold-queries.ts'
import { guardUndecided, saveTelling, type Telling } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import { commit, type Statement } from '../platform/d1.ts'
import { orderById } from './order-queries.ts'
import { tellsOfOrderRace } from './read-order.ts'
import { SHOP } from './save-order.ts'
import { settleOrder } from './settle-order.ts'

/**
 * Takes in what a provider told of a capture, a refund or a void, and what that means for its order, in one batch; once,
 * however often and from wherever it is told. `along` are statements that stand in front of it, such as the note of the
 * provider's event. Answers whether anything moved.
 */
export async function settleOperation(
  ctx: Ctx,
  orderId: string,
  operationId: PaymentOperationId,
  telling: Telling,
  along: readonly Statement[] = [],
  actor = SHOP,
): Promise<boolean> {
  return untilUnraced(async () => {
    const [file, holds] = await Promise.all([orderById(ctx.db, orderId), holdsOf(ctx.db, orderId)])
    const operation = file?.operations.find(({ id }) => id === operationId)
    if (file === undefined || operation === undefined) throw new Error('the operation is one of the order')
    const isDecision = telling.status === 'approved' || telling.status === 'declined'
    if (!isUndecided(operation)) {
      await commit(ctx.db, [...along])
      return false
    }
    await commit(ctx.db, [
      ...along,
      ...guardUndecided(ctx, operationId),
      ...saveTelling(ctx, operationId, telling),
      ...(isDecision ? settleOrder(ctx, file, { operation, outcome: telling.status }, holds, actor) : []),
    ])
    if (isDecision) ctx.wakeConsumers()
    return isDecision
  }, tellsOfOrderRace)
}
