import { untilUnraced } from '../events/commit-change.ts'
import { releaseHeld } from '../inventory/release-holds.ts'
import { markCanceled } from '../orders/mark-order.ts'
import { orderById, type OrderFile } from '../orders/order-queries.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import { type Authorized, standingOf } from './settle-authorization.ts'

/** Cancels an order that nobody has paid, if it is one still. */
export const cancelPending = (ctx: Ctx, known: OrderFile): Promise<Authorized> => {
  let first: OrderFile | undefined = known
  return untilUnraced(async () => {
    const file = first ?? (await orderById(ctx.db, known.order.id)) ?? known
    first = undefined
    const standing = standingOf(file)
    if (standing.kind !== 'undecided') return standing
    await commit(ctx.db, [...markCanceled(ctx, file.order.id), ...releaseHeld(ctx, file.order.id)])
    ctx.wakeConsumers()
    return { kind: 'failed', file, why: 'declined' }
  })
}

/**
 * An order that its checkout does not pay any more. Pending, its batch came when nobody waited for it: it is canceled
 * before its provider is asked, since some approve whatever they are asked about.
 */
export async function notPaidAnyMore(ctx: Ctx, file: OrderFile): Promise<OrderFile> {
  if (file.order.status !== 'pending') return file
  await cancelPending(ctx, file)
  return (await orderById(ctx.db, file.order.id)) ?? file
}
