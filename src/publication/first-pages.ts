import type { Market } from '../domain/market.ts'
import { loadOpenMarkets } from '../markets/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, commit, type Statement } from '../platform/d1.ts'
import { firstPageKey, firstPageQuery, pageScope, WHOLE_SHOP, type FirstPages } from '../search/first-page.ts'
import { listProducts } from '../search/list-products.ts'
import { putAll } from './put-snapshots.ts'

// Each page costs a query for every locale of every market, and D1 allows 1,000 queries an invocation.
const PAGES_PER_SLICE = 10

/** Remembers that the first pages of these categories, and of the whole shop, are old now. */
export const staleFirstPages = (ctx: Ctx, categories: ReadonlySet<string>): Statement[] =>
  bulk(ctx.db, 'INSERT OR IGNORE INTO stale_first_pages (category) SELECT value FROM json_each(?1)', [
    WHOLE_SHOP,
    ...categories,
  ])

/**
 * Rewrites some old first pages. Behind everything else: they only matter in an outage, so a failure here costs the run
 * nothing; the pages stay marked and are tried again.
 */
export async function rewriteFirstPages(ctx: Ctx): Promise<'idle' | 'worked'> {
  const { results } = await ctx.db
    .prepare('SELECT category FROM stale_first_pages ORDER BY category LIMIT ?1')
    .bind(PAGES_PER_SLICE)
    .all<{ category: string }>()
  if (results.length === 0) return 'idle'
  try {
    const markets = await loadOpenMarkets(ctx.db)
    for (const { category } of results) {
      await putAll(ctx, [[firstPageKey(category), JSON.stringify(await pagesOf(ctx, category, markets))]])
    }
  } catch {
    return 'idle'
  }
  const done = results.map((row) => row.category)
  await commit(
    ctx.db,
    bulk(ctx.db, 'DELETE FROM stale_first_pages WHERE category IN (SELECT value FROM json_each(?1))', done),
  )
  return 'worked'
}

async function pagesOf(ctx: Ctx, category: string, markets: readonly Market[]): Promise<FirstPages> {
  const scopes = markets.flatMap((market) => market.locales.map((locale) => ({ market, locale })))
  const pages = await Promise.all(
    scopes.map(async ({ market, locale }) => {
      const { cards } = await listProducts(ctx, market, firstPageQuery(category, locale), undefined)
      return [pageScope(market, locale), { cards }] as const
    }),
  )
  return { pages: Object.fromEntries(pages) }
}
