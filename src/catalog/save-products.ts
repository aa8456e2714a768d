import type { Market } from '../domain/market.ts'
import { guardCurrencies } from '../markets/market-uses.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardThat, type Db, type Statement } from '../platform/d1.ts'
import { type LedgerAuthor, type LevelRow, saveLevels } from '../inventory/save-levels.ts'
import { type ProductMember, changedMarkets, variantChanged } from './plan-changes.ts'
import type { ProductPlan } from './plan-product.ts'
import { type MarketPrices, replacePrices } from './save-prices.ts'

/**
 * The statements that store planned products, for one batch: a few statements whatever their number, each over JSON.
 * Whoever reads and writes between the plan's read and this batch is noticed by `expectRevisions`; and the amounts were
 * read in the currencies that `markets`, all those the plan was made with, had then. The author is who the stock ledger
 * names for stock that the products state.
 */
export function saveProducts(
  ctx: Pick<Ctx, 'db' | 'now' | 'newId'>,
  plans: readonly ProductPlan[],
  markets: readonly Market[],
  author: LedgerAuthor,
): Statement[] {
  if (plans.length === 0) return []
  const { db, now } = ctx
  return [
    ...guardCurrencies(db, markets),
    ...expectRevisions(db, plans),
    ...saveRows(db, plans, now),
    ...saveRedirects(db, plans, now),
    ...saveOptions(db, touching(plans, 'options')),
    ...saveVariants(db, plans, now),
    ...replacePrices(db, marketPrices(plans), now),
    ...saveLevels(ctx, levelRows(plans), author),
    ...saveMedia(db, touching(plans, 'media')),
    ...saveCategoryLinks(db, touching(plans, 'categories')),
    ...saveTranslations(db, touching(plans, 'translations')),
  ]
}

const touching = (plans: readonly ProductPlan[], member: ProductMember): ProductPlan[] =>
  plans.filter(({ changed }) => changed.includes(member))

const ids = (plans: readonly ProductPlan[]): string[] => plans.map(({ fields }) => fields.id)

/**
 * Breaks the batch when one of the products is no longer what the plan was made from: another writer came in between,
 * and what it wrote would be lost.
 */
const expectRevisions = (db: Db, plans: readonly ProductPlan[]): Statement[] => [
  ...guardThat(
    db,
    `SELECT count(*) = count(p.id) FROM json_each(?1)
     LEFT JOIN products p ON p.id = value->>'id' AND p.revision = value->>'revision'`,
    plans.flatMap(({ stored }) =>
      stored === undefined ? [] : [{ id: stored.id, revision: stored.revision }],
    ),
  ),
  // Rows are written by id, whether or not it is there: what is new must still be new.
  ...guardThat(
    db,
    'SELECT count(*) = 0 FROM products WHERE id IN (SELECT value FROM json_each(?1))',
    plans.flatMap(({ stored, fields }) => (stored === undefined ? [fields.id] : [])),
  ),
  ...guardThat(
    db,
    'SELECT count(*) = 0 FROM variants WHERE id IN (SELECT value FROM json_each(?1))',
    plans.flatMap(({ live }) =>
      live.flatMap(({ stored, fields }) => (stored === undefined ? [fields.id] : [])),
    ),
  ),
]

/** In the order of the file: a handle is given up before the next product takes it. */
const saveRows = (db: Db, plans: readonly ProductPlan[], now: number): Statement[] =>
  bulk(
    db,
    `INSERT INTO products (id, handle, status, title, description, vendor, product_type, tags, seo_title,
       seo_description, popularity, revision, created_at, updated_at)
     SELECT value->>'id', value->>'handle', value->>'status', value->>'title', value->>'description',
       value->>'vendor', value->>'productType', value->'tags', value->>'seoTitle', value->>'seoDescription',
       value->>'popularity', 1, ?2, ?2
     FROM json_each(?1) WHERE true ORDER BY key
     ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, status = excluded.status, title = excluded.title,
       description = excluded.description, vendor = excluded.vendor, product_type = excluded.product_type,
       tags = excluded.tags, seo_title = excluded.seo_title, seo_description = excluded.seo_description,
       popularity = excluded.popularity, deleted_at = NULL, revision = revision + 1, updated_at = excluded.updated_at`,
    plans.map(({ fields }) => fields),
    now,
  )

/** A former handle leads to its product, until a live product has it again: never in a circle. */
function saveRedirects(db: Db, plans: readonly ProductPlan[], now: number): Statement[] {
  const renamed = plans
    .filter(({ stored, fields }) => stored && !stored.deleted && stored.handle !== fields.handle)
    .map(({ stored, fields }) => ({ handle: stored?.handle, id: fields.id }))
  return [
    ...bulk(
      db,
      `INSERT INTO product_redirects (handle, product_id, created_at)
       SELECT value->>'handle', value->>'id', ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (handle) DO UPDATE SET product_id = excluded.product_id, created_at = excluded.created_at`,
      renamed,
      now,
    ),
    ...bulk(
      db,
      'DELETE FROM product_redirects WHERE handle IN (SELECT value FROM json_each(?1))',
      touching(plans, 'handle').map(({ fields }) => fields.handle),
    ),
  ]
}

function saveOptions(db: Db, plans: readonly ProductPlan[]): Statement[] {
  const rows = plans.flatMap(({ fields, options }) =>
    options.map((name, position) => ({ id: fields.id, position, name })),
  )
  return [
    ...bulk(
      db,
      'DELETE FROM product_options WHERE product_id IN (SELECT value FROM json_each(?1))',
      ids(plans),
    ),
    ...bulk(
      db,
      `INSERT INTO product_options (product_id, position, name)
       SELECT value->>'id', value->>'position', value->>'name' FROM json_each(?1)`,
      rows,
    ),
  ]
}

/**
 * Variants that change are withdrawn first and then written as they will be: so two of them can swap SKUs or option
 * values without meeting in between.
 */
function saveVariants(db: Db, plans: readonly ProductPlan[], now: number): Statement[] {
  const rows = plans.flatMap(({ fields: { id: productId }, live }) =>
    live
      .filter(variantChanged)
      .map(({ fields, stored }) => ({ ...fields, productId, isStored: stored !== undefined })),
  )
  const leaving = plans.flatMap(({ withdrawn }) => withdrawn.map(({ id }) => id))
  return [
    ...bulk(
      db,
      `UPDATE variants SET withdrawn_at = ?2, updated_at = ?2
       WHERE withdrawn_at IS NULL AND id IN (SELECT value FROM json_each(?1))`,
      [...leaving, ...rows.filter(({ isStored }) => isStored).map(({ id }) => id)],
      now,
    ),
    ...bulk(
      db,
      `INSERT INTO variants (id, product_id, position, sku, option_values, barcode, weight_grams, tax_class, image_url,
         tracked, backorder, low_stock_threshold, withdrawn_at, created_at, updated_at)
       SELECT value->>'id', value->>'productId', value->>'position', value->>'sku', value->'optionValues',
         value->>'barcode', value->>'weightGrams', value->>'taxClass', value->>'imageUrl', value->>'tracked',
         value->>'backorder', value->>'lowStockThreshold', NULL, ?2, ?2
       FROM json_each(?1) WHERE true
       ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku,
         option_values = excluded.option_values, barcode = excluded.barcode, weight_grams = excluded.weight_grams,
         tax_class = excluded.tax_class, image_url = excluded.image_url, tracked = excluded.tracked,
         backorder = excluded.backorder, low_stock_threshold = excluded.low_stock_threshold, withdrawn_at = NULL,
         updated_at = excluded.updated_at`,
      rows,
      now,
    ),
  ]
}

const marketPrices = (plans: readonly ProductPlan[]): MarketPrices[] =>
  plans.flatMap(({ live }) =>
    live.flatMap(({ fields: { id }, prices, stored }) =>
      changedMarkets(prices, stored).map((market) => ({
        id,
        market,
        isStored: stored?.prices.has(market) ?? false,
        rows: prices.get(market) ?? [],
      })),
    ),
  )

const levelRows = (plans: readonly ProductPlan[]): LevelRow[] =>
  plans.flatMap(({ live }) =>
    live.flatMap(({ fields, levels, stored }) =>
      [...levels]
        .filter(([locationId, { onHand }]) => stored?.levels.get(locationId)?.onHand !== onHand)
        .map(([locationId, { onHand }]) => ({ variantId: fields.id, locationId, onHand })),
    ),
  )

function saveMedia(db: Db, plans: readonly ProductPlan[]): Statement[] {
  const rows = plans.flatMap(({ fields, media }) =>
    media.map((picture, position) => ({ id: fields.id, position, ...picture })),
  )
  return [
    ...bulk(db, 'DELETE FROM media WHERE product_id IN (SELECT value FROM json_each(?1))', ids(plans)),
    ...bulk(
      db,
      `INSERT INTO media (product_id, position, url, alt, width, height)
       SELECT value->>'id', value->>'position', value->>'url', value->>'alt', value->>'width', value->>'height'
       FROM json_each(?1)`,
      rows,
    ),
  ]
}

function saveCategoryLinks(db: Db, plans: readonly ProductPlan[]): Statement[] {
  const rows = plans.flatMap(({ fields, categoryIds }) =>
    categoryIds.map((categoryId) => ({ id: fields.id, categoryId })),
  )
  return [
    ...bulk(
      db,
      'DELETE FROM product_categories WHERE product_id IN (SELECT value FROM json_each(?1))',
      ids(plans),
    ),
    ...bulk(
      db,
      `INSERT INTO product_categories (product_id, category_id)
       SELECT value->>'id', value->>'categoryId' FROM json_each(?1)`,
      rows,
    ),
  ]
}

function saveTranslations(db: Db, plans: readonly ProductPlan[]): Statement[] {
  const rows = plans.flatMap(({ fields, translations }) =>
    translations.map((texts) => ({ id: fields.id, ...texts })),
  )
  return [
    ...bulk(
      db,
      'DELETE FROM product_translations WHERE product_id IN (SELECT value FROM json_each(?1))',
      ids(plans),
    ),
    ...bulk(
      db,
      `INSERT INTO product_translations (product_id, locale, title, description, seo_title, seo_description)
       SELECT value->>'id', value->>'locale', value->>'title', value->>'description', value->>'seoTitle',
         value->>'seoDescription'
       FROM json_each(?1)`,
      rows,
    ),
  ]
}
