import type { Money } from '../domain/money.ts'
import type { Order } from '../domain/order.ts'
import type { Piece } from '../domain/order-moves.ts'
import type { RefundWish } from '../domain/order-refund.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { refuseInvalid } from '../platform/outcomes.ts'
import type { Preconditions } from '../platform/preconditions.ts'
import type { ShownAdminRefund } from './order-schemas.ts'
import { foundOrder, tellsOfOrderRace } from './read-order.ts'
import type { RunOperations } from './run-operations.ts'
import { showAdminRefund } from './show-order.ts'
import { startRefund } from './start-refund.ts'

export type Refunding = {
  readonly amount?: Money | undefined
  readonly lines?: readonly Piece[] | undefined
  readonly restock?: boolean | undefined
  readonly reason?: string | undefined
}

/**
 * Gives money back: an amount, the money of pieces, or all that is left. The answer says that it has begun; what the
 * provider makes of it, the order tells. Of two at the same moment that do not both fit, one is refused.
 */
export async function refundOrder(
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  refunding: Refunding,
  run: RunOperations,
): Promise<Outcome<ShownAdminRefund, 202>> {
  const { order, outcome } = await untilUnraced(async () => {
    const file = await foundOrder(ctx, id, given)
    const wish = wishOf(file.order, refunding)
    const { row, statements, events } = startRefund(ctx, file, wish, refunding.reason ?? '', call.actor)
    const outcome = await commitChange(ctx, call, {
      statements,
      events,
      audit: {
        action: 'order.refund_requested',
        subject: `order:${file.order.id}`,
        changes: [{ member: 'refunds', to: row.id }],
      },
      outcome: { status: 202, headers: {}, body: showAdminRefund(file.order, row) } as const,
    })
    return { order: file.order, outcome }
  }, tellsOfOrderRace)
  ctx.later(run(ctx, order))
  return outcome
}

function wishOf(
  { currency }: Pick<Order, 'currency'>,
  { amount, lines, restock = false }: Refunding,
): RefundWish {
  if (lines !== undefined) return { kind: 'lines', lines, restock }
  if (amount === undefined) return { kind: 'rest' }
  if (amount.currency !== currency)
    refuseInvalid([{ pointer: '/amount/currency', message: `is ${currency}, the currency of the order` }])
  return { kind: 'amount', amount: amount.amount }
}
