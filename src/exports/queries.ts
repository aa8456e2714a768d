import type { ProductStatus } from '../catalog/tables.ts'
import type { Handle } from '../domain/handle.ts'
import type { CategoryId, ProductId } from '../domain/ids.ts'
import type { Db } from '../platform/d1.ts'
import { type PartRow, type WholeProduct, productsFrom } from './exported-product.ts'

/** Which products an export is of; all of them where nothing is said. Deleted ones are in none. */
export type ExportFilter = {
  readonly status?: ProductStatus | undefined
  readonly updatedAfter?: number | undefined
  /** These categories, or any of them. */
  readonly categories?: readonly CategoryId[] | undefined
}

/**
 * A page ends after so many products, or so many bytes: D1 runs 1,000 statements an invocation, so a page is one, and
 * answers a few megabytes at most, so a product with 500 kB of text counts for many small ones.
 */
export type PageSize = { readonly products: number; readonly bytes: number }
export const PAGE: PageSize = { products: 500, bytes: 3_000_000 }

/** What a list of prices or stock needs, or all there is. */
export type Extent = 'list' | 'whole'

const WEIGHT: Readonly<Record<Extent, string>> = {
  list: '600',
  whole: `2000 + octet_length(p.description) + coalesce((SELECT sum(500 + coalesce(octet_length(t.description), 0))
      FROM product_translations t WHERE t.product_id = p.id), 0)`,
}

const picked = (extent: Extent): string => `
WITH weighed AS MATERIALIZED (
  SELECT p.id, ${WEIGHT[extent]}
    + 600 * (SELECT count(*) FROM variants v WHERE v.product_id = p.id AND v.withdrawn_at IS NULL)
    + 100 * (SELECT count(*) FROM variants v JOIN prices r ON r.variant_id = v.id WHERE v.product_id = p.id) AS weight
  FROM products p
  WHERE p.id > ?1 AND p.deleted_at IS NULL AND (?2 IS NULL OR p.status = ?2) AND (?3 IS NULL OR p.updated_at > ?3)
    AND (?4 IS NULL OR EXISTS (SELECT 1 FROM product_categories l
      WHERE l.product_id = p.id AND l.category_id IN (SELECT value FROM json_each(?4))))
  ORDER BY p.id LIMIT ?5),
picked AS MATERIALIZED (
  SELECT id FROM (SELECT id, weight, sum(weight) OVER (ORDER BY id) AS total FROM weighed)
  WHERE total <= ?6 OR total = weight)`

const OPTIONS = `(SELECT json_group_array(name) FROM
  (SELECT name FROM product_options o WHERE o.product_id = p.id ORDER BY o.position))`

const OWN: Readonly<Record<Extent, string>> = {
  list: `json_object('id', p.id, 'handle', p.handle, 'title', p.title, 'options', json(${OPTIONS}))`,
  whole: `json_object('id', p.id, 'handle', p.handle, 'status', p.status, 'title', p.title,
    'description', p.description, 'vendor', p.vendor, 'productType', p.product_type, 'tags', json(p.tags),
    'seoTitle', p.seo_title, 'seoDescription', p.seo_description, 'popularity', p.popularity,
    'options', json(${OPTIONS}),
    'categories', json((SELECT json_group_array(json_object('id', id, 'handle', handle)) FROM
      (SELECT c.id, c.handle FROM product_categories l JOIN categories c ON c.id = l.category_id
       WHERE l.product_id = p.id ORDER BY c.handle))))`,
}

// Rows of parts rather than one JSON a product: no text comes near the 2 MB that SQLite takes for one value.
const parts = (extent: Extent): string => `
SELECT 'product' AS part, p.id AS product, ${OWN[extent]} AS data
FROM picked CROSS JOIN products p ON p.id = picked.id
UNION ALL
SELECT 'variant', v.product_id, json_object('id', v.id, 'position', v.position, 'sku', v.sku,
  'optionValues', json(v.option_values), 'barcode', v.barcode, 'weightGrams', v.weight_grams,
  'taxClass', v.tax_class, 'imageUrl', v.image_url, 'tracked', v.tracked, 'backorder', v.backorder,
  'lowStockThreshold', v.low_stock_threshold,
  'prices', json((SELECT json_group_array(json_array(market, min_quantity, starts_at, ends_at, amount, compare_at))
    FROM (SELECT * FROM prices r WHERE r.variant_id = v.id ORDER BY market, min_quantity, starts_at))),
  'stock', json((SELECT json_group_array(json_array(location_id, on_hand))
    FROM (SELECT * FROM stock_levels s WHERE s.variant_id = v.id ORDER BY location_id))))
FROM picked CROSS JOIN variants v ON v.product_id = picked.id WHERE v.withdrawn_at IS NULL
${extent === 'whole' ? TEXTS : ''}
UNION ALL
SELECT 'last', '', '' WHERE (SELECT count(*) FROM picked) = (SELECT count(*) FROM weighed)
  AND (SELECT count(*) FROM weighed) < ?5`

const TEXTS = `
UNION ALL
SELECT 'media', m.product_id, json_group_array(json_object('url', m.url, 'alt', m.alt, 'width', m.width,
  'height', m.height)) FROM (SELECT m.* FROM picked CROSS JOIN media m ON m.product_id = picked.id
  ORDER BY m.product_id, m.position) m GROUP BY m.product_id
UNION ALL
SELECT 'translation', t.product_id, json_object('locale', t.locale, 'title', t.title, 'description', t.description,
  'seoTitle', t.seo_title, 'seoDescription', t.seo_description)
FROM picked CROSS JOIN product_translations t ON t.product_id = picked.id`

/** The products behind an id, in order of ids, and whether they are the last. One statement. */
export async function productPage(
  db: Db,
  extent: Extent,
  { status, updatedAfter, categories }: ExportFilter,
  after: ProductId | '',
  size: PageSize,
): Promise<{ products: WholeProduct[]; isLast: boolean }> {
  const { results } = await db
    .prepare(picked(extent) + parts(extent))
    .bind(
      after,
      status ?? null,
      updatedAfter ?? null,
      categories === undefined ? null : JSON.stringify(categories),
      size.products,
      size.bytes,
    )
    .all<PartRow>()
  const isLast = results.some(({ part }) => part === 'last')
  return { products: productsFrom(results.filter(({ part }) => part !== 'last')), isLast }
}

/** A category without its texts, and about how many bytes these are. */
export type CategoryStub = {
  readonly id: CategoryId
  readonly handle: Handle
  readonly parentId: CategoryId | null
  readonly title: string
  readonly weight: number
}

/** All categories, and whether any product has more options than Shopify knows. */
export async function loadOutline(db: Db): Promise<{ categories: CategoryStub[]; hasManyOptions: boolean }> {
  const [categories, options] = await db.batch([
    db.prepare(
      `SELECT c.id, c.handle, c.parent_id AS parentId, c.title, 1000 + octet_length(c.description) + coalesce(
         (SELECT sum(coalesce(octet_length(t.description), 0)) FROM category_translations t
          WHERE t.category_id = c.id), 0) AS weight
       FROM categories c ORDER BY c.position, c.handle`,
    ),
    db.prepare('SELECT EXISTS (SELECT 1 FROM product_options WHERE position > 2) AS many'),
  ])
  return {
    categories: (categories?.results ?? []) as CategoryStub[],
    hasManyOptions: options?.results[0]?.many === 1,
  }
}

export type CategoryTexts = {
  readonly id: CategoryId
  readonly position: number
  readonly description: string
}
export type CategoryTranslation = {
  readonly id: CategoryId
  readonly locale: string
  readonly title: string | null
  readonly description: string | null
}

/** The texts of some categories, in one crossing. */
export async function loadCategoryTexts(
  db: Db,
  ids: readonly CategoryId[],
): Promise<{ texts: CategoryTexts[]; translations: CategoryTranslation[] }> {
  const list = JSON.stringify(ids)
  const [texts, translations] = await db.batch([
    db
      .prepare(
        'SELECT id, position, description FROM categories WHERE id IN (SELECT value FROM json_each(?))',
      )
      .bind(list),
    db
      .prepare(
        `SELECT category_id AS id, locale, title, description FROM category_translations
         WHERE category_id IN (SELECT value FROM json_each(?)) ORDER BY category_id, locale`,
      )
      .bind(list),
  ])
  return {
    texts: (texts?.results ?? []) as CategoryTexts[],
    translations: (translations?.results ?? []) as CategoryTranslation[],
  }
}
