import type { FreeStock } from '../domain/allocation.ts'
import type { LocationId, VariantId } from '../domain/ids.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import { heldOf } from './hold-queries.ts'

/** What allocation decides on: the market's locations in their order, and what is free there of each variant. */
export type MarketStock = {
  readonly locations: readonly LocationId[]
  readonly stock: ReadonlyMap<VariantId, FreeStock>
}

export type FreeStockRow = {
  readonly variantId: VariantId
  readonly tracked: number
  readonly backorder: number
  readonly location: LocationId | null
  readonly free: number
}

/** The read of `freeStock`, to be put into a batch together with others. Expired holds count as free. */
export const selectFreeStock = (
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  market: string,
  variantIds: readonly string[],
): Statement =>
  db
    .prepare(
      `SELECT v.id AS variantId, v.tracked, v.backorder, m.location_id AS location,
         coalesce(s.on_hand - ${heldOf('s', '?3')}, 0) AS free
       FROM (SELECT DISTINCT value FROM json_each(?1)) AS wanted JOIN variants v ON v.id = wanted.value
       LEFT JOIN market_locations m ON m.market = ?2
       LEFT JOIN stock_levels s ON s.variant_id = v.id AND s.location_id = m.location_id
       ORDER BY m.position, m.location_id, v.id`,
    )
    .bind(JSON.stringify(variantIds), market, now)

/** The rows of `selectFreeStock` as allocation wants them. */
export function toMarketStock(rows: readonly FreeStockRow[]): MarketStock {
  const stock = new Map(
    [...Map.groupBy(rows, ({ variantId }) => variantId)].map(([variantId, of]) => {
      const free = new Map(
        of.flatMap((row) => (row.location === null ? [] : [[row.location, Math.max(0, row.free)] as const])),
      )
      return [variantId, { tracked: of[0]?.tracked === 1, backorder: of[0]?.backorder === 1, free }] as const
    }),
  )
  return { locations: [...new Set(rows.flatMap(({ location }) => location ?? []))], stock }
}

/** What of these variants is free to be sold in a market, as the primary knows it now. */
export async function freeStock(
  ctx: Pick<Ctx, 'db' | 'now'>,
  market: string,
  variantIds: readonly string[],
): Promise<MarketStock> {
  return toMarketStock((await selectFreeStock(ctx, market, variantIds).all<FreeStockRow>()).results)
}
