import { mayCapture } from '../domain/order-moves.ts'
import { mayAsk, type PaymentOperationId } from '../domain/payment.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import { openOperation } from '../payments/save-operation.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, versionTag } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import type { OrderStanding } from './order-schemas.ts'
import { committed, foundOrder, isMoving, problemOf, tellsOfOrderRace } from './read-order.ts'
import type { RunOperations } from './run-operations.ts'
import { orderEvent, saveHistory, saveOrder } from './save-order.ts'
import { showStanding } from './show-order.ts'

/**
 * Takes the money that is authorized, all of it: where the provider leaves that to staff. Begun with the answer; when it
 * is done the order is paid. The order's revision moves, so that a cancellation at the same moment sees it.
 */
export async function captureOrder(
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  run: RunOperations,
): Promise<Outcome<OrderStanding, 202>> {
  const { order, outcome } = await untilUnraced(async () => {
    const file = await foundOrder(ctx, id, given)
    const { order } = file
    const granted = mayCapture(order, isMoving(file))
    if (!granted.ok) throw problemOf(order, granted.refusal, 'invalid_transition')
    const amount = order.bill.total
    const asked = mayAsk(file.operations, { kind: 'capture', amount, currency: order.currency })
    if (!asked.ok) throw new Problem('invalid_transition', 'There is no authorization to capture.')
    const operationId = ctx.newId('paymentOperation') as PaymentOperationId
    const after = { ...order, updatedAt: ctx.now }
    const events = [orderEvent(ctx, order.id, 'capture_requested', { operation: operationId })]
    const shown = committed(order, after)
    const outcome = await commitChange(ctx, call, {
      statements: [
        ...saveOrder(ctx, order, after),
        ...openOperation(ctx, {
          id: operationId,
          orderId: order.id,
          kind: 'capture',
          authorizationId: asked.authorizationId,
          provider: order.provider,
          amount,
          currency: order.currency,
        }),
        ...saveHistory(ctx, events, call.actor),
      ],
      events,
      audit: {
        action: 'order.capture_requested',
        subject: `order:${order.id}`,
        changes: [{ member: 'operations', to: operationId }],
      },
      outcome: { status: 202, headers: { ETag: versionTag(shown) }, body: showStanding(shown) } as const,
    })
    return { order, outcome }
  }, tellsOfOrderRace)
  ctx.later(run(ctx, order))
  return outcome
}
