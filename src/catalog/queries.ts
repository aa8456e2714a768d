import { and, asc, inArray, or, sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { publishedAvailability, stockLevels } from '../inventory/tables.ts'
import { selectMarketLocations, selectOpenMarkets, toMarkets } from '../markets/queries.ts'
import type { Db } from '../platform/d1.ts'
import {
  categories,
  categoryRedirects,
  categoryTranslations,
  media,
  priceHistory,
  prices,
  productCategories,
  productOptions,
  productRedirects,
  products,
  productTranslations,
  variants,
} from './tables.ts'

/** Which products: one bound value, however many there are (D1 binds at most 100 parameters). */
export type ProductSelector =
  | { readonly ids: readonly string[] }
  | { readonly handles: readonly string[] }
  | { readonly variantIds: readonly string[] }

/** All rows that make the snapshots of the selected products, with what they refer to, in one crossing. */
export async function loadProductRows(db: Db, selector: ProductSelector) {
  const chosen = idsOf(selector)
  const variantIds = sql`(SELECT id FROM variants WHERE product_id IN ${chosen})`
  const { orm } = db
  const [
    productRows,
    redirectRows,
    optionRows,
    variantRows,
    mediaRows,
    categoryLinks,
    translationRows,
    priceRows,
    pastPriceRows,
    levelRows,
    toldRows,
    categoryRows,
    categoryTexts,
    marketRows,
    marketPlaces,
  ] = await orm.batch([
    orm.select().from(products).where(within(products.id, chosen)),
    orm.select().from(productRedirects).where(redirectsOf(selector, chosen)),
    orm
      .select()
      .from(productOptions)
      .where(within(productOptions.productId, chosen))
      .orderBy(asc(productOptions.position)),
    orm
      .select()
      .from(variants)
      .where(within(variants.productId, chosen))
      .orderBy(asc(variants.position), asc(variants.id)),
    orm.select().from(media).where(within(media.productId, chosen)).orderBy(asc(media.position)),
    orm.select().from(productCategories).where(within(productCategories.productId, chosen)),
    orm.select().from(productTranslations).where(within(productTranslations.productId, chosen)),
    orm.select().from(prices).where(within(prices.variantId, variantIds)),
    orm
      .select()
      .from(priceHistory)
      .where(and(within(priceHistory.variantId, variantIds), recentEnough)),
    orm.select().from(stockLevels).where(within(stockLevels.variantId, variantIds)),
    orm.select().from(publishedAvailability).where(within(publishedAvailability.variantId, variantIds)),
    orm
      .select()
      .from(categories)
      .where(within(categories.id, lineOf(chosen))),
    orm
      .select()
      .from(categoryTranslations)
      .where(within(categoryTranslations.categoryId, lineOf(chosen))),
    selectOpenMarkets(db),
    selectMarketLocations(db),
  ])
  return {
    products: productRows,
    redirects: redirectRows,
    options: Map.groupBy(optionRows, (row) => row.productId),
    variants: Map.groupBy(variantRows, (row) => row.productId),
    media: Map.groupBy(mediaRows, (row) => row.productId),
    categoryLinks: Map.groupBy(categoryLinks, (row) => row.productId),
    translations: Map.groupBy(translationRows, (row) => row.productId),
    prices: Map.groupBy(priceRows, (row) => row.variantId),
    pastPrices: Map.groupBy(pastPriceRows, (row) => row.variantId),
    levels: Map.groupBy(levelRows, (row) => row.variantId),
    /** What shoppers were told last of each variant's stock. */
    told: new Map(toldRows.map((row) => [row.variantId, row])),
    categories: new Map(categoryRows.map((row) => [row.id, row])),
    categoryTexts: Map.groupBy(categoryTexts, (row) => row.categoryId),
    markets: toMarkets(marketRows, marketPlaces),
  }
}

// A reduction needs the 30 days before it, and when it was prolonged, its beginning. Older history stays unread.
const LOOK_BACK_MS = 90 * 86_400_000
const recentEnough = sql`${priceHistory.replacedAt} > (SELECT min(max(p.set_at, p.starts_at)) FROM prices p
  WHERE p.variant_id = ${priceHistory.variantId}) - ${LOOK_BACK_MS}`

export type ProductRows = Awaited<ReturnType<typeof loadProductRows>>

function idsOf(selector: ProductSelector): SQL {
  if ('ids' in selector) return sql`(SELECT value FROM json_each(${JSON.stringify(selector.ids)}))`
  if ('variantIds' in selector) {
    return sql`(SELECT product_id FROM variants WHERE id IN (SELECT value FROM json_each(${JSON.stringify(selector.variantIds)})))`
  }
  const handles = sql`(SELECT value FROM json_each(${JSON.stringify(selector.handles)}))`
  return sql`(SELECT id FROM products WHERE handle IN ${handles} UNION SELECT product_id FROM product_redirects WHERE handle IN ${handles})`
}

const within = (column: SQLiteColumn, ids: SQL): SQL => sql`${column} IN ${ids}`

const redirectsOf = (selector: ProductSelector, chosen: SQL): SQL | undefined =>
  'handles' in selector
    ? or(
        within(productRedirects.productId, chosen),
        inArray(
          productRedirects.handle,
          sql`(SELECT value FROM json_each(${JSON.stringify(selector.handles)}))`,
        ),
      )
    : within(productRedirects.productId, chosen)

/** The categories of the products and all above them. */
const lineOf = (chosen: SQL): SQL => sql`(
  WITH RECURSIVE line (id, depth) AS (
    SELECT category_id, 0 FROM product_categories WHERE product_id IN ${chosen}
    UNION
    SELECT c.parent_id, line.depth + 1 FROM categories c JOIN line ON c.id = line.id
    WHERE c.parent_id IS NOT NULL AND line.depth < 32
  ) SELECT id FROM line)`

/** The whole tree with its texts, parents and positions as stored, and the handles its categories had. */
export async function loadCategoryRows(db: Db) {
  const { orm } = db
  const [rows, texts, redirects] = await orm.batch([
    orm.select().from(categories).orderBy(asc(categories.position), asc(categories.handle)),
    orm.select().from(categoryTranslations),
    orm.select().from(categoryRedirects).orderBy(asc(categoryRedirects.handle)),
  ])
  return { rows, texts: Map.groupBy(texts, (row) => row.categoryId), redirects }
}

export type CategoryRows = Awaited<ReturnType<typeof loadCategoryRows>>

/** One page of product ids in id order, for rebuilding every projection. */
export async function productIdsAfter(db: Db, after: string, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT id FROM products WHERE id > ?1 ORDER BY id LIMIT ?2')
    .bind(after, limit)
    .all<{ id: string }>()
  return results.map((row) => row.id)
}

/** Products whose price begins or ends to be valid in (after, until]: their list rows must move. */
export async function productsWithBoundary(db: Db, after: number, until: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT v.product_id AS id FROM variants v WHERE v.withdrawn_at IS NULL AND v.id IN (
         SELECT variant_id FROM prices WHERE starts_at > 0 AND starts_at > ?1 AND starts_at <= ?2
         UNION SELECT variant_id FROM prices WHERE ends_at IS NOT NULL AND ends_at > ?1 AND ends_at <= ?2)`,
    )
    .bind(after, until)
    .all<{ id: string }>()
  return results.map((row) => row.id)
}

// The first that a live variant has, along the index of the times.
const firstAfter = (time: string, indexed: string): string =>
  `SELECT * FROM (SELECT p.${time} AS at FROM prices p CROSS JOIN variants v ON v.id = p.variant_id
   WHERE ${indexed} AND p.${time} > ?1 AND v.withdrawn_at IS NULL ORDER BY p.${time} LIMIT 1)`

/** The first moment after `after` at which any price of the shop begins or ends; withdrawn variants have none. */
export async function nextPriceBoundary(db: Db, after: number): Promise<number | undefined> {
  const { results } = await db
    .prepare(
      `SELECT min(at) AS next FROM (
         ${firstAfter('starts_at', 'p.starts_at > 0')} UNION ALL ${firstAfter('ends_at', 'p.ends_at IS NOT NULL')})`,
    )
    .bind(after)
    .all<{ next: number | null }>()
  return results[0]?.next ?? undefined
}

/** The present revision of each product. */
export async function revisionsOf(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const { results } = await db
    .prepare('SELECT id, revision FROM products WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))
    .all<{ id: string; revision: number }>()
  return new Map(results.map((row) => [row.id, row.revision]))
}

/** The products in these categories or below them: their snapshots carry the categories' titles and ancestors. */
export async function productsInCategories(db: Db, categoryIds: readonly string[]): Promise<string[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE below (id) AS (
         SELECT value FROM json_each(?1) UNION SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id
       ) SELECT DISTINCT product_id AS id FROM product_categories WHERE category_id IN (SELECT id FROM below)`,
    )
    .bind(JSON.stringify(categoryIds))
    .all<{ id: string }>()
  return results.map((row) => row.id)
}
