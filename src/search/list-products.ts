import type { Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import type { ListPage, ListQuery } from './list-query.ts'

/**
 * One page of a market's products, listed or searched. Throws Problem (invalid_parameter, invalid_cursor), and whatever
 * the database throws when it fails or stalls.
 */
export async function listProducts(
  ctx: Ctx,
  market: Market,
  query: ListQuery,
  bookmark: string | undefined,
): Promise<ListPage> {
  throw new Error(`not yet: ${ctx.requestId} ${market.code} ${query.sort} ${bookmark}`)
}
