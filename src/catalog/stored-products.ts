import type { Handle } from '../domain/handle.ts'
import type { CategoryId, LocationId, ProductId, VariantId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import type { Instant } from '../domain/time.ts'
import type { Db, Statement } from '../platform/d1.ts'
import type { StoredCategory } from './product-input.ts'
import type { ProductStatus, TaxClass } from './tables.ts'

/** What a product's own row holds, but for its revision and times. */
export type ProductFields = {
  readonly id: ProductId
  readonly handle: Handle
  readonly status: ProductStatus
  readonly title: string
  readonly description: string
  readonly vendor: string
  readonly productType: string
  readonly tags: readonly string[]
  readonly seoTitle: string
  readonly seoDescription: string
  readonly popularity: number
}

export type VariantFields = {
  readonly id: VariantId
  readonly position: number
  readonly sku: string | null
  readonly optionValues: readonly string[]
  readonly barcode: string
  readonly weightGrams: number | null
  readonly taxClass: TaxClass
  readonly imageUrl: string | null
  readonly tracked: boolean
  readonly backorder: boolean
  readonly lowStockThreshold: number
}

export type StoredVariant = VariantFields & {
  readonly withdrawn: boolean
  readonly prices: ReadonlyMap<MarketCode, readonly PriceRow[]>
  readonly levels: ReadonlyMap<LocationId, Level>
}

export type Level = { readonly onHand: number; readonly held: number }

export type MediaFields = {
  readonly url: string
  readonly alt: string
  readonly width: number | null
  readonly height: number | null
}

export type TranslationFields = {
  readonly locale: Locale
  readonly title: string | null
  readonly description: string | null
  readonly seoTitle: string | null
  readonly seoDescription: string | null
}

/** A product as the shop has it, with all that belongs to it. */
export type StoredProduct = ProductFields & {
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** Deleted: its id stays reserved, and whoever names it makes the product anew. */
  readonly deleted: boolean
  /** Handles it had, which lead to it. */
  readonly redirects: readonly Handle[]
  readonly options: readonly string[]
  readonly variants: readonly StoredVariant[]
  readonly media: readonly MediaFields[]
  readonly categoryIds: readonly CategoryId[]
  readonly categoryHandles: readonly Handle[]
  readonly translations: readonly TranslationFields[]
}

/** Not there yet, or no longer. */
export const isNew = (stored: StoredProduct | undefined): boolean => stored === undefined || stored.deleted

/** What a file names, whatever it belongs to. */
export type Names = {
  readonly productIds: readonly string[]
  readonly handles: readonly string[]
  readonly skus: readonly string[]
  readonly variantIds: readonly string[]
}

/** To whom names belong now. */
export type Owners = {
  readonly handles: ReadonlyMap<string, ProductId>
  readonly skus: ReadonlyMap<string, ProductId>
  readonly variants: ReadonlyMap<string, ProductId>
  /** Every product that the names lead to. */
  readonly products: ReadonlySet<ProductId>
}

type Row = Record<string, unknown>

const NAMED = '(SELECT value FROM json_each(?))'

export function selectOwners(db: Db, names: Names): Statement[] {
  const ask = (sql: string, list: readonly string[]) => db.prepare(sql).bind(JSON.stringify(list))
  return [
    ask(`SELECT id, handle FROM products WHERE handle IN ${NAMED}`, names.handles),
    ask(`SELECT id FROM products WHERE id IN ${NAMED}`, names.productIds),
    // Spelt like the partial index, so that SQLite takes it.
    ask(
      `SELECT sku, product_id FROM variants WHERE sku IS NOT NULL AND withdrawn_at IS NULL AND sku IN ${NAMED}`,
      names.skus,
    ),
    ask(`SELECT id, product_id FROM variants WHERE id IN ${NAMED}`, names.variantIds),
  ]
}

export function toOwners([handles, ids, skus, variants]: readonly { results: Row[] }[]): Owners {
  const byName = (rows: Row[] | undefined, name: string, id: string) =>
    new Map((rows ?? []).map((row) => [row[name] as string, row[id] as ProductId]))
  const owners = {
    handles: byName(handles?.results, 'handle', 'id'),
    skus: byName(skus?.results, 'sku', 'product_id'),
    variants: byName(variants?.results, 'id', 'product_id'),
  }
  const named = (ids?.results ?? []).map((row) => row.id as ProductId)
  const lists = [named, owners.handles.values(), owners.skus.values(), owners.variants.values()]
  return { ...owners, products: new Set(lists.flatMap((list) => [...list])) }
}

const SELECTS = [
  `SELECT * FROM products WHERE id IN ${NAMED}`,
  `SELECT product_id, name FROM product_options WHERE product_id IN ${NAMED} ORDER BY product_id, position`,
  `SELECT * FROM variants WHERE product_id IN ${NAMED} ORDER BY product_id, withdrawn_at IS NOT NULL, position, id`,
  `SELECT * FROM media WHERE product_id IN ${NAMED} ORDER BY product_id, position`,
  `SELECT l.product_id, l.category_id, c.handle FROM product_categories l JOIN categories c ON c.id = l.category_id
   WHERE l.product_id IN ${NAMED} ORDER BY l.product_id, l.category_id`,
  `SELECT * FROM product_translations WHERE product_id IN ${NAMED} ORDER BY product_id, locale`,
  `SELECT * FROM prices WHERE variant_id IN (SELECT id FROM variants WHERE product_id IN ${NAMED})
   ORDER BY variant_id, market, min_quantity, starts_at`,
  `SELECT * FROM stock_levels WHERE variant_id IN (SELECT id FROM variants WHERE product_id IN ${NAMED})`,
  `SELECT product_id, handle FROM product_redirects WHERE product_id IN ${NAMED} ORDER BY product_id, handle`,
]

/** Whole products by id, in one crossing. */
export async function loadStoredProducts(
  db: Db,
  ids: readonly ProductId[],
): Promise<Map<ProductId, StoredProduct>> {
  return ids.length === 0 ? new Map() : toStoredProducts(await db.batch<Row>(selectStoredProducts(db, ids)))
}

/** The reads that make whole products, to be put into a batch together with others. */
export function selectStoredProducts(db: Db, ids: readonly ProductId[]): Statement[] {
  const list = JSON.stringify(ids)
  return SELECTS.map((sql) => db.prepare(sql).bind(list))
}

/** How many results `toStoredProducts` takes. */
export const STORED_PRODUCT_SELECTS = SELECTS.length

export function toStoredProducts(results: readonly { results: Row[] }[]): Map<ProductId, StoredProduct> {
  const [products, options, variants, media, categories, translations, prices, levels, redirects] =
    results.map(({ results: rows }) => rows)
  const of = (rows: Row[] | undefined, owner: string) =>
    Map.groupBy(rows ?? [], (row) => row[owner] as string)
  const parts = {
    options: of(options, 'product_id'),
    variants: of(variants, 'product_id'),
    media: of(media, 'product_id'),
    categories: of(categories, 'product_id'),
    translations: of(translations, 'product_id'),
    prices: of(prices, 'variant_id'),
    levels: of(levels, 'variant_id'),
    redirects: of(redirects, 'product_id'),
  }
  return new Map((products ?? []).map((row) => [row.id as ProductId, toProduct(row, parts)]))
}

type Parts = Record<
  'options' | 'variants' | 'media' | 'categories' | 'translations' | 'prices' | 'levels' | 'redirects',
  Map<string, Row[]>
>

function toProduct(row: Row, parts: Parts): StoredProduct {
  const id = row.id as ProductId
  const part = (name: keyof Parts): Row[] => parts[name].get(id) ?? []
  return {
    id,
    handle: row.handle as Handle,
    status: row.status as ProductStatus,
    title: row.title as string,
    description: row.description as string,
    vendor: row.vendor as string,
    productType: row.product_type as string,
    tags: JSON.parse(row.tags as string) as string[],
    seoTitle: row.seo_title as string,
    seoDescription: row.seo_description as string,
    popularity: row.popularity as number,
    revision: row.revision as number,
    createdAt: row.created_at as number,
    updatedAt: row.updated_at as number,
    deleted: row.deleted_at !== null,
    redirects: part('redirects').map((redirect) => redirect.handle as Handle),
    options: part('options').map((option) => option.name as string),
    variants: part('variants').map((variant) => toVariant(variant, parts)),
    media: part('media').map((picture) => ({
      url: picture.url as string,
      alt: picture.alt as string,
      width: picture.width as number | null,
      height: picture.height as number | null,
    })),
    categoryIds: part('categories').map((link) => link.category_id as CategoryId),
    categoryHandles: part('categories').map((link) => link.handle as Handle),
    translations: part('translations').map((texts) => ({
      locale: texts.locale as Locale,
      title: texts.title as string | null,
      description: texts.description as string | null,
      seoTitle: texts.seo_title as string | null,
      seoDescription: texts.seo_description as string | null,
    })),
  }
}

function toVariant(row: Row, parts: Parts): StoredVariant {
  const id = row.id as VariantId
  const levels = (parts.levels.get(id) ?? []).map(
    (level) =>
      [
        level.location_id as LocationId,
        { onHand: level.on_hand as number, held: level.held as number },
      ] as const,
  )
  const prices = Map.groupBy(parts.prices.get(id) ?? [], (price) => price.market as MarketCode)
  return {
    id,
    position: row.position as number,
    sku: row.sku as string | null,
    optionValues: JSON.parse(row.option_values as string) as string[],
    barcode: row.barcode as string,
    weightGrams: row.weight_grams as number | null,
    taxClass: row.tax_class as TaxClass,
    imageUrl: row.image_url as string | null,
    tracked: row.tracked === 1,
    backorder: row.backorder === 1,
    lowStockThreshold: row.low_stock_threshold as number,
    withdrawn: row.withdrawn_at !== null,
    prices: new Map([...prices].map(([market, rows]) => [market, rows.map(toPrice)])),
    levels: new Map(levels),
  }
}

function toPrice(row: Row): PriceRow {
  const compareAt = row.compare_at as number | null
  const endsAt = row.ends_at as number | null
  return {
    amount: row.amount as number,
    minQuantity: row.min_quantity as number,
    startsAt: row.starts_at as number,
    ...(compareAt !== null && { compareAt }),
    ...(endsAt !== null && { endsAt }),
  }
}

/** All categories with their translations: the tree is small, and paths are found by walking it. */
export const loadStoredCategories = async (db: Db): Promise<StoredCategory[]> =>
  toStoredCategories(await db.batch<Row>(selectStoredCategories(db)))

export const selectStoredCategories = (db: Db): Statement[] => [
  db.prepare('SELECT * FROM categories ORDER BY id'),
  db.prepare('SELECT * FROM category_translations ORDER BY category_id, locale'),
]

export function toStoredCategories([rows, texts]: readonly { results: Row[] }[]): StoredCategory[] {
  const byCategory = Map.groupBy(texts?.results ?? [], (text) => text.category_id as string)
  return (rows?.results ?? []).map((row) => ({
    id: row.id as CategoryId,
    handle: row.handle as Handle,
    parentId: row.parent_id as CategoryId | null,
    position: row.position as number,
    title: row.title as string,
    description: row.description as string,
    revision: row.revision as number,
    createdAt: row.created_at as number,
    updatedAt: row.updated_at as number,
    translations: new Map(
      (byCategory.get(row.id as string) ?? []).map((text) => [
        text.locale as Locale,
        { title: text.title as string | null, description: text.description as string | null },
      ]),
    ),
  }))
}
