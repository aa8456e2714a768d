import type { AuditEntry } from '../audit/record.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { PriceRow } from '../domain/price.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardThat } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { planPrices, type PlannedPrice } from './plan-prices.ts'
import { loadPriceGround } from './price-queries.ts'
import { type SetPrices, readTimes, shownMoment } from './price-schemas.ts'
import { guardLive, guardRoom, putPrices, touchProducts } from './save-prices.ts'

// A few prices are published before a catalog that is under way; thousands travel beside it.
const URGENT_ENTRIES = 500

type PricesSet = { market: string; set: number; removed: number; unchanged: number; products: number }

/**
 * Sets many prices of one market, all or none. The last writer wins (contract.md): rows are written over whatever
 * stands there, and the products' revisions rise, so that whoever plans from older ones looks again. What this call
 * itself relies on is guarded: the market's currency, that the variants are there, and room for the rows.
 */
export const setPrices = (ctx: Ctx, call: AdminCall, asked: SetPrices): Promise<Outcome<PricesSet, 200>> =>
  untilUnraced(async () => {
    const entries = asked.prices.map(readTimes)
    const ground = await loadPriceGround(ctx.db, asked.market, {
      ids: unique(entries.map(({ variantId }) => variantId)),
      skus: unique(entries.map(({ sku }) => sku)),
    })
    const { market } = ground
    if (market === undefined) {
      const errors = [{ pointer: '/market', code: 'unknown_market', message: 'is no market of this shop' }]
      throw new Problem('validation_failed', undefined, { errors })
    }
    const plan = planPrices(entries, { ...ground, market }, ctx.now)
    if (!plan.ok) throw new Problem('validation_failed', undefined, { errors: plan.errors })

    const { planned, unchanged } = plan
    const productIds = [...new Set(planned.map(({ productId }) => productId))]
    const removed = planned.filter(({ change }) => change.set === null).length
    const body: PricesSet = {
      market: market.code,
      set: planned.length - removed,
      removed,
      unchanged,
      products: productIds.length,
    }
    const outcome = { status: 200 as const, headers: {}, body }
    if (planned.length === 0) return commitNothing(ctx, call, outcome)

    const changes = planned.map(({ change }) => change)
    const growing = planned
      .filter(({ before, change }) => before === undefined && change.set !== null)
      .map(({ change }) => change.variantId)
    return commitChange(ctx, call, {
      statements: [
        ...guardThat(
          ctx.db,
          `SELECT count(*) FROM json_each(?1) JOIN markets ON code = value->>0 AND currency = value->>1`,
          [[market.code, market.currency]],
        ),
        ...guardLive(
          ctx.db,
          changes.map(({ variantId }) => variantId),
        ),
        ...putPrices(ctx, market.code, changes),
        ...guardRoom(ctx.db, market.code, growing),
        ...touchProducts(ctx, productIds),
      ],
      events: productIds.map((id) => ({
        type: 'product.updated',
        subject: `product:${id}`,
        data: { changed: ['prices'], markets: [market.code] },
      })),
      audit: {
        action: 'prices.set',
        subject: `market:${market.code}`,
        changes: planned.slice(0, AUDITED_MAX).map(auditChange),
      },
      outcome,
      lane: entries.length > URGENT_ENTRIES ? 'import' : 'live',
    })
  })

// An entry of the audit says what happened; the history has every row.
const AUDITED_MAX = 100

const unique = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
]

function auditChange({ before, change }: PlannedPrice): AuditEntry['changes'][number] {
  const { variantId, minQuantity, startsAt, set } = change
  return {
    member: variantId,
    ...(before !== undefined && { from: told({ ...before, minQuantity, startsAt }) }),
    ...(set !== null && { to: told({ ...set, minQuantity, startsAt }) }),
  }
}

const told = ({ amount, compareAt, minQuantity, startsAt, endsAt }: PriceRow) => ({
  amount,
  ...(compareAt !== undefined && { compareAt }),
  ...(minQuantity > 1 && { minQuantity }),
  ...(startsAt > 0 && { startsAt: shownMoment(startsAt) }),
  ...(endsAt !== undefined && { endsAt: shownMoment(endsAt) }),
})
