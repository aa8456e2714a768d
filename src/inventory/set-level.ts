import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardThat } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { changeStock, stockEvent, tellsOfStockRace } from './change-stock.ts'
import { levelAt, type LevelRecord, showLevel, type ShownLevel } from './level-queries.ts'
import { shortOf } from './plan-adjustments.ts'
import type { AdjustmentReason } from './reasons.ts'
import { releaseExpired } from './release-holds.ts'

export type LevelSetting = {
  readonly onHand: number
  /** What the writer has seen; where nothing has been stocked yet, 0. */
  readonly expected?: number | undefined
  readonly reason?: AdjustmentReason | undefined
  readonly note?: string | undefined
}

/**
 * Sets what is on hand to what was counted, if there is as much as the writer believes. A sale or a delivery in between
 * is not swallowed: the batch compares again.
 */
export const setLevel = (
  ctx: Ctx,
  call: AdminCall,
  variantId: string,
  location: string,
  { onHand, expected, reason = 'counted', note = '' }: LevelSetting,
): Promise<Outcome<ShownLevel, 200>> =>
  untilUnraced(async () => {
    const level = await levelAt(ctx, variantId, location)
    if (level === undefined) throw notFound()
    demandExpected(expected, level)
    if (onHand < level.held) {
      const message = shortOf(level, onHand - level.onHand)
      throw new Problem('out_of_stock', undefined, {
        errors: [{ pointer: '/onHand', code: 'out_of_stock', message }],
      })
    }
    if (onHand === level.onHand)
      return commitNothing(ctx, call, { status: 200, headers: {}, body: showLevel(level) })
    const delta = onHand - level.onHand
    const change = { id: ctx.newId('ledger'), variantId, location, delta, reason, note }
    return commitChange(ctx, call, {
      statements: [
        ...guardThat(
          ctx.db,
          `SELECT coalesce((SELECT on_hand FROM stock_levels
             WHERE variant_id = value->>'variantId' AND location_id = value->>'location'), 0) = value->>'onHand'
           FROM json_each(?1)`,
          [{ variantId, location, onHand: level.onHand }],
        ),
        ...releaseExpired(ctx, [variantId]),
        ...changeStock(ctx, [change], call.actor),
      ],
      events: [stockEvent(change)],
      audit: {
        action: 'inventory.set',
        subject: `variant:${variantId}`,
        changes: [{ member: location, from: level.onHand, to: onHand }],
      },
      outcome: { status: 200, headers: {}, body: showLevel({ ...level, onHand, updatedAt: ctx.now }) },
    })
  }, tellsOfStockRace)

function demandExpected(expected: number | undefined, level: LevelRecord): void {
  if (expected === undefined) {
    throw new Problem(
      'version_required',
      'Send in `expected` how many you believe are on hand, so that no sale in between is overwritten.',
      { errors: [{ pointer: '/expected', code: 'required', message: 'is needed' }] },
    )
  }
  if (expected !== level.onHand) {
    throw new Problem(
      'version_mismatch',
      'There is another number on hand than you expected. Look at current, and count again or send its onHand as expected.',
      { current: showLevel(level) },
    )
  }
}
