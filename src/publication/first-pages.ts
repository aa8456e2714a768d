import type { Market } from '../domain/market.ts'
import { loadMarkets } from '../markets/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, commit, type Statement } from '../platform/d1.ts'
import { firstPageKey, firstPageQuery, pageScope, WHOLE_SHOP, type FirstPages } from '../search/first-page.ts'
import { listProducts } from '../search/list-products.ts'
import { putAll } from './publish-products.ts'

// Times the number of market locales this many queries; D1 allows 1,000 an invocation.
const PAGES_PER_SLICE = 40

/** Remembers that the first pages of these categories, and of the whole shop, are old now. */
export const staleFirstPages = (ctx: Ctx, categories: ReadonlySet<string>): Statement[] =>
  bulk(ctx.db, 'INSERT OR IGNORE INTO stale_first_pages (category) SELECT value FROM json_each(?1)', [
    WHOLE_SHOP,
    ...categories,
  ])

/** Rewrites some old first pages; false when none is left. Behind everything else: they only matter in an outage. */
export async function rewriteFirstPages(ctx: Ctx): Promise<boolean> {
  const { results } = await ctx.db
    .prepare('SELECT category FROM stale_first_pages ORDER BY category LIMIT ?1')
    .bind(PAGES_PER_SLICE)
    .all<{ category: string }>()
  if (results.length === 0) return false
  const markets = await loadMarkets(ctx.db)
  for (const { category } of results) {
    await putAll(ctx, [[firstPageKey(category), JSON.stringify(await pagesOf(ctx, category, markets))]])
  }
  const done = results.map((row) => row.category)
  await commit(
    ctx.db,
    bulk(ctx.db, 'DELETE FROM stale_first_pages WHERE category IN (SELECT value FROM json_each(?1))', done),
  )
  return true
}

async function pagesOf(ctx: Ctx, category: string, markets: readonly Market[]): Promise<FirstPages> {
  const scopes = markets.flatMap((market) => market.locales.map((locale) => ({ market, locale })))
  const pages = await Promise.all(
    scopes.map(async ({ market, locale }) => {
      const { cards, productIds } = await listProducts(
        ctx,
        market,
        firstPageQuery(category, locale),
        undefined,
      )
      return [pageScope(market, locale), { cards, productIds }] as const
    }),
  )
  return { pages: Object.fromEntries(pages) }
}
