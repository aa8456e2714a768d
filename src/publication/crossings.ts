import { and, eq, isNull, sql, type SQL } from 'drizzle-orm'
import { products, variants } from '../catalog/tables.ts'
import { marketAvailable, nextAvailability } from '../domain/availability.ts'
import { BETWEEN_TOLD_MS, marketsTold } from '../inventory/published-availability.ts'
import { publishedAvailability, stockLevels } from '../inventory/tables.ts'
import { selectMarketLocations, selectOpenMarkets, toMarkets } from '../markets/queries.ts'
import type { Db } from '../platform/d1.ts'

/** A variant of which shoppers are to be told something else than they were. */
export type Crossing = {
  readonly variantId: string
  readonly productId: string
  /** Since when it may be told of: later than now if it has just been told of. */
  readonly dueAt: number
}

export type StockSelector =
  { readonly variantIds: readonly string[] } | { readonly productIds: readonly string[] }

/**
 * Looks which of these variants have crossed from one availability to another in some market: a few small reads in one
 * crossing, since most changes of stock cross nothing. Only what is for sale counts. What is `unannounced` is always one.
 */
export async function findCrossings(
  db: Db,
  selector: StockSelector,
  unannounced: ReadonlySet<string>,
): Promise<Crossing[]> {
  const chosen = idsOf(selector)
  const { orm } = db
  const [rows, levelRows, marketRows, places] = await orm.batch([
    orm
      .select({
        id: variants.id,
        productId: variants.productId,
        tracked: variants.tracked,
        backorder: variants.backorder,
        lowStockThreshold: variants.lowStockThreshold,
        states: publishedAvailability.states,
        publishedAt: publishedAvailability.publishedAt,
      })
      .from(variants)
      .innerJoin(products, and(eq(products.id, variants.productId), eq(products.status, 'active')))
      .leftJoin(publishedAvailability, eq(publishedAvailability.variantId, variants.id))
      .where(and(sql`${variants.id} IN ${chosen}`, isNull(variants.withdrawnAt))),
    orm
      .select()
      .from(stockLevels)
      .where(sql`${stockLevels.variantId} IN ${chosen}`),
    selectOpenMarkets(db),
    selectMarketLocations(db),
  ])
  const levels = Map.groupBy(levelRows, (row) => row.variantId)
  const markets = toMarkets(marketRows, places)
  return rows
    .filter(({ id, states, ...stock }) => {
      const now = Object.fromEntries(
        markets.map(({ code, locations }) => {
          const available = marketAvailable(levels.get(id) ?? [], locations)
          return [code, nextAvailability(states?.[code], { ...stock, available })]
        }),
      )
      return unannounced.has(id) || marketsTold(states ?? undefined, now).length > 0
    })
    .map(({ id, productId, publishedAt }) => ({
      variantId: id,
      productId,
      dueAt: publishedAt === null || unannounced.has(id) ? 0 : publishedAt + BETWEEN_TOLD_MS,
    }))
}

function idsOf(selector: StockSelector): SQL {
  if ('variantIds' in selector)
    return sql`(SELECT value FROM json_each(${JSON.stringify(selector.variantIds)}))`
  return sql`(SELECT id FROM variants WHERE product_id IN (SELECT value FROM json_each(${JSON.stringify(selector.productIds)})))`
}
