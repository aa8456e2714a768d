import type { Order } from '../domain/order.ts'
import { cancel, type MoneyBack, moved, piecesOut } from '../domain/order-moves.ts'
import { liveAuthorization, mayAsk, type PaymentOperationId } from '../domain/payment.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import { holdsOf } from '../inventory/hold-queries.ts'
import { releaseHeld } from '../inventory/release-holds.ts'
import { returnStock } from '../inventory/return-stock.ts'
import { openOperation } from '../payments/save-operation.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, versionTag } from '../platform/preconditions.ts'
import { giveBackRedemptions } from '../promotions/redemptions.ts'
import type { OrderFile } from './order-queries.ts'
import type { OrderStanding } from './order-schemas.ts'
import { piecesBack } from './pieces-back.ts'
import { committed, foundOrder, isMoving, problemOf, tellsOfOrderRace } from './read-order.ts'
import type { RunOperations } from './run-operations.ts'
import { orderEvent, saveHistory, saveOrder } from './save-order.ts'
import { showStanding } from './show-order.ts'
import { openRefund } from './start-refund.ts'

/**
 * Cancels an order of which nothing was sent: its stock and its redemptions are back at once, in one batch; the money
 * follows, voided or refunded by an operation at the provider.
 */
export async function cancelOrder(
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  reason: string | undefined,
  run: RunOperations,
): Promise<Outcome<OrderStanding, 200>> {
  const { order, isAsked, outcome } = await untilUnraced(async () => {
    const [file, holds] = await Promise.all([foundOrder(ctx, id, given), holdsOf(ctx.db, id)])
    const { order } = file
    const canceled = cancel(order, isMoving(file), ctx.now)
    if (!canceled.ok) throw problemOf(order, canceled.refusal, 'invalid_transition')
    const pieces = piecesBack(holds, piecesOut(order))
    const events = [orderEvent(ctx, order.id, 'canceled', reason === undefined ? {} : { reason })]
    const { after, statements, isAsked } = moneyBack(ctx, file, canceled.order, canceled.money)
    const shown = committed(order, after)
    const outcome = await commitChange(ctx, call, {
      statements: [
        ...saveOrder(ctx, order, after),
        ...statements,
        ...releaseHeld(ctx, order.id, call.actor),
        ...(pieces.length === 0 ? [] : returnStock(ctx, { orderId: order.id, pieces }, call.actor)),
        ...giveBackRedemptions(ctx, order.id),
        ...saveHistory(ctx, events, call.actor),
      ],
      events,
      audit: {
        action: 'order.canceled',
        subject: `order:${order.id}`,
        changes: [{ member: 'status', from: order.status, to: 'canceled' }],
      },
      outcome: { status: 200, headers: { ETag: versionTag(shown) }, body: showStanding(shown) } as const,
    })
    return { order, isAsked, outcome }
  }, tellsOfOrderRace)
  if (isAsked) ctx.later(run(ctx, order))
  return outcome
}

type Settled = { readonly after: Order; readonly statements: readonly Statement[]; readonly isAsked: boolean }

/** What goes to the provider, and the order as it then is. */
function moneyBack(ctx: Ctx, file: OrderFile, canceled: Order, money: MoneyBack): Settled {
  const { order, operations } = file
  switch (money.does) {
    case 'nothing':
      return { after: canceled, statements: [], isAsked: false }
    case 'refund': {
      const parts = { amount: money.amount, lines: [], restock: false }
      return {
        after: canceled,
        statements: openRefund(ctx, file, parts, 'canceled').statements,
        isAsked: true,
      }
    }
    case 'void': {
      const amount = liveAuthorization(operations)?.amount ?? 0
      const asked = mayAsk(operations, { kind: 'void', amount, currency: order.currency })
      if (!asked.ok) {
        // The authorization has lapsed by itself: there is nothing to let go.
        const letGo = moved(canceled, 'let_go', ctx.now)
        return { after: letGo.ok ? letGo.order : canceled, statements: [], isAsked: false }
      }
      const statements = openOperation(ctx, {
        id: ctx.newId('paymentOperation') as PaymentOperationId,
        orderId: order.id,
        kind: 'void',
        authorizationId: asked.authorizationId,
        provider: order.provider,
        amount,
        currency: order.currency,
      })
      return { after: canceled, statements, isAsked: true }
    }
  }
}
