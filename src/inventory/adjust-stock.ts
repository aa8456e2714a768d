import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { changeStock, stockEvent, type StockChange, tellsOfStockRace } from './change-stock.ts'
import { stockNamed } from './level-queries.ts'
import { type Adjustment, type PlannedAdjustment, planAdjustments } from './plan-adjustments.ts'
import { releaseExpired } from './release-holds.ts'

/** What was done. It does not say how many are there now: others may have sold or received some meanwhile. */
export type Adjusted = { readonly adjustments: (PlannedAdjustment & { readonly id: string })[] }

/** Adds to or takes from stock, all of it or nothing, in the order of the list. */
export const adjustStock = (
  ctx: Ctx,
  call: AdminCall,
  adjustments: readonly Adjustment[],
): Promise<Outcome<Adjusted, 200>> =>
  untilUnraced(async () => {
    const there = await stockNamed(ctx, {
      variantIds: adjustments.flatMap(({ variantId }) => variantId ?? []),
      skus: adjustments.flatMap(({ sku }) => sku ?? []),
      locations: adjustments.map(({ location }) => location),
    })
    const plan = planAdjustments(adjustments, there)
    if (plan.kind === 'invalid') throw new Problem('validation_failed', undefined, { errors: plan.errors })
    if (plan.kind === 'short') throw new Problem('out_of_stock', undefined, { errors: plan.errors })
    const changes = plan.adjustments.map((adjustment) => ({ id: ctx.newId('ledger'), ...adjustment }))
    return commitChange(ctx, call, {
      statements: [
        ...releaseExpired(
          ctx,
          changes.map(({ variantId }) => variantId),
        ),
        ...changeStock(ctx, changes, call.actor),
      ],
      events: changes.map(stockEvent),
      audit: {
        action: 'inventory.adjusted',
        subject: subjectOf(changes),
        changes: changes.map(({ variantId, location, delta, reason }) => ({
          member: `${variantId} ${location}`,
          to: { delta, reason },
        })),
      },
      outcome: { status: 200, headers: {}, body: { adjustments: changes } },
    })
  }, tellsOfStockRace)

/** The variant, if it is one; a list of them is a change of the inventory. */
function subjectOf(changes: readonly StockChange[]): string {
  const variants = new Set(changes.map(({ variantId }) => variantId))
  return variants.size === 1 ? `variant:${[...variants][0] ?? ''}` : 'inventory:all'
}
