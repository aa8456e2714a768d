import type { Currency } from '../domain/money.ts'
import type { Ctx } from '../platform/context.ts'
import { type Page, pageOf, placeIn } from '../platform/pages.ts'
import type { StoredPrice } from './price-queries.ts'
import { type PastPrice, shownMoment } from './price-schemas.ts'

type PastRow = StoredPrice & {
  readonly sequence: number
  readonly replaced_at: number
  readonly currency: Currency
}

/** What a variant cost before, latest first: the rows that were replaced or taken away, by whom and when. */
export async function showPriceHistory(
  ctx: Ctx,
  { variantId, market }: { variantId: string; market?: string | undefined },
  limit: number,
  cursor: string | undefined,
): Promise<Page<PastPrice>> {
  const bind = `price history ${JSON.stringify([variantId, market])}`
  const [before] = placeIn<readonly [number]>(ctx, bind, cursor) ?? []
  const { results } = await ctx.db
    .prepare(
      `SELECT * FROM price_history
       WHERE variant_id = ?1 AND (?2 IS NULL OR market = ?2) AND sequence < ?3
       ORDER BY sequence DESC LIMIT ?4`,
    )
    .bind(variantId, market ?? null, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
    .all<PastRow>()
  const actors = await actorsAt(ctx, variantId, results)
  return pageOf(
    ctx,
    bind,
    results,
    limit,
    (row) => showPast(row, actors),
    (row) => [row.sequence],
  )
}

/** A price and the event that tells of it are written in one batch, at one moment: the log knows who it was. */
async function actorsAt(
  { db }: Ctx,
  variantId: string,
  rows: readonly PastRow[],
): Promise<ReadonlyMap<number, string>> {
  if (rows.length === 0) return new Map()
  const moments = [...new Set(rows.flatMap((row) => [row.set_at, row.replaced_at]))]
  const { results } = await db
    .prepare(
      `SELECT created_at, actor FROM events
       WHERE subject = 'product:' || (SELECT product_id FROM variants WHERE id = ?1)
         AND created_at IN (SELECT value FROM json_each(?2))
         AND (type = 'product.created'
           OR EXISTS (SELECT 1 FROM json_each(data, '$.changed') WHERE json_each.value = 'prices'))`,
    )
    .bind(variantId, JSON.stringify(moments))
    .all<{ created_at: number; actor: string }>()
  return new Map(results.map((row) => [row.created_at, row.actor]))
}

function showPast(row: PastRow, actors: ReadonlyMap<number, string>): PastPrice {
  const money = (amount: number) => ({ amount, currency: row.currency })
  return {
    variantId: row.variant_id,
    market: row.market,
    minQuantity: row.min_quantity,
    startsAt: shownMoment(row.starts_at),
    endsAt: shownMoment(row.ends_at),
    price: money(row.amount),
    compareAt: row.compare_at === null ? null : money(row.compare_at),
    setAt: shownMoment(row.set_at),
    setBy: actors.get(row.set_at) ?? null,
    replacedAt: shownMoment(row.replaced_at),
    replacedBy: actors.get(row.replaced_at) ?? null,
  }
}
