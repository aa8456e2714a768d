import type { CartWorld, Needs } from '../cart/cart-world.ts'
import { loadByVariant } from '../catalog/shelves.ts'
import type { FreeStock } from '../domain/allocation.ts'
import type { VariantId } from '../domain/ids.ts'
import {
  type FreeStockRow,
  type MarketStock,
  selectFreeStock,
  toMarketStock,
} from '../inventory/free-stock.ts'
import type { Ctx } from '../platform/context.ts'
import { gathering } from '../platform/d1.ts'
import { loadCodes, loadRules } from '../promotions/shelves.ts'

/** Everything that decides on an order, as the primary has it at one moment. */
export type Purchase = {
  readonly world: CartWorld
  readonly stock: MarketStock
  /** The order is there already: an earlier attempt came so far, and did not hear of it. */
  readonly isOrdered: boolean
}

/** Reads it from the D1 primary, past every copy, in one crossing (design.md §1.3). */
export async function readPurchase(ctx: Ctx, needs: Needs, orderId: string): Promise<Purchase> {
  const db = gathering(ctx.db)
  const reading = Object.create(ctx, { db: { value: db } }) as Ctx
  const variantIds = [...needs.variantIds]
  const [rules, variants, codes, [free], [order]] = await Promise.all([
    loadRules(reading, [needs.market]),
    loadByVariant(reading, variantIds),
    loadCodes(reading, [...needs.codes]),
    db.batch<FreeStockRow>([selectFreeStock(reading, needs.market, variantIds)]),
    db.batch([db.prepare('SELECT id FROM orders WHERE id = ?1').bind(orderId)]),
  ])
  const live = rules.get(needs.market)
  const isOpen = live?.state === 'live' && live.open !== false
  return {
    world: {
      ...needs,
      open: isOpen ? live.market : undefined,
      rules: isOpen ? live : NO_RULES,
      variants: new Map(variantIds.map((id) => [id, variants.get(id) ?? null])),
      entered: new Map([...needs.codes].map((code) => [code, codes.get(code) ?? null])),
    },
    stock: withUnknown(toMarketStock(free?.results ?? []), variantIds),
    isOrdered: (order?.results.length ?? 0) > 0,
  }
}

const NO_RULES = { taxRates: [], shippingOptions: [], promotions: [] }

/** A variant that is gone has no stock; it is refused as not sold before that matters. */
const withUnknown = (market: MarketStock, variantIds: readonly VariantId[]): MarketStock => ({
  ...market,
  stock: new Map<VariantId, FreeStock>([
    ...variantIds.map((id) => [id, { tracked: true, backorder: false, free: new Map() }] as const),
    ...market.stock,
  ]),
})
