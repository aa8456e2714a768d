import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Handle } from '../domain/handle.ts'
import type { CategoryId, ProductId, VariantId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { Currency } from '../domain/money.ts'

export type ProductStatus = 'draft' | 'active' | 'archived'
export type TaxClass = 'standard' | 'reduced' | 'zero'

export const categories = sqliteTable('categories', {
  id: text().$type<CategoryId>().primaryKey(),
  handle: text().$type<Handle>().notNull(),
  parentId: text('parent_id').$type<CategoryId>(),
  position: integer().notNull(),
  title: text().notNull(),
  description: text().notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const categoryTranslations = sqliteTable(
  'category_translations',
  {
    categoryId: text('category_id').$type<CategoryId>().notNull(),
    locale: text().$type<Locale>().notNull(),
    title: text(),
    description: text(),
  },
  (table) => [primaryKey({ columns: [table.categoryId, table.locale] })],
)

export const products = sqliteTable('products', {
  id: text().$type<ProductId>().primaryKey(),
  handle: text().$type<Handle>().notNull(),
  status: text().$type<ProductStatus>().notNull(),
  title: text().notNull(),
  description: text().notNull(),
  vendor: text().notNull(),
  productType: text('product_type').notNull(),
  tags: text({ mode: 'json' }).$type<string[]>().notNull(),
  seoTitle: text('seo_title').notNull(),
  seoDescription: text('seo_description').notNull(),
  popularity: integer().notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export const productRedirects = sqliteTable('product_redirects', {
  handle: text().$type<Handle>().primaryKey(),
  productId: text('product_id').$type<ProductId>().notNull(),
  createdAt: integer('created_at').notNull(),
})

export const categoryRedirects = sqliteTable('category_redirects', {
  handle: text().$type<Handle>().primaryKey(),
  categoryId: text('category_id').$type<CategoryId>().notNull(),
  createdAt: integer('created_at').notNull(),
})

export const productOptions = sqliteTable(
  'product_options',
  {
    productId: text('product_id').$type<ProductId>().notNull(),
    position: integer().notNull(),
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const variants = sqliteTable('variants', {
  id: text().$type<VariantId>().primaryKey(),
  productId: text('product_id').$type<ProductId>().notNull(),
  position: integer().notNull(),
  sku: text(),
  optionValues: text('option_values', { mode: 'json' }).$type<string[]>().notNull(),
  barcode: text().notNull(),
  weightGrams: integer('weight_grams'),
  taxClass: text('tax_class').$type<TaxClass>().notNull(),
  imageUrl: text('image_url'),
  tracked: integer({ mode: 'boolean' }).notNull(),
  backorder: integer({ mode: 'boolean' }).notNull(),
  lowStockThreshold: integer('low_stock_threshold').notNull(),
  withdrawnAt: integer('withdrawn_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const media = sqliteTable(
  'media',
  {
    productId: text('product_id').$type<ProductId>().notNull(),
    position: integer().notNull(),
    url: text().notNull(),
    alt: text().notNull(),
    width: integer(),
    height: integer(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const productCategories = sqliteTable(
  'product_categories',
  {
    productId: text('product_id').$type<ProductId>().notNull(),
    categoryId: text('category_id').$type<CategoryId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.categoryId] })],
)

export const productTranslations = sqliteTable(
  'product_translations',
  {
    productId: text('product_id').$type<ProductId>().notNull(),
    locale: text().$type<Locale>().notNull(),
    title: text(),
    description: text(),
    seoTitle: text('seo_title'),
    seoDescription: text('seo_description'),
  },
  (table) => [primaryKey({ columns: [table.productId, table.locale] })],
)

export const prices = sqliteTable(
  'prices',
  {
    variantId: text('variant_id').$type<VariantId>().notNull(),
    market: text().$type<MarketCode>().notNull(),
    minQuantity: integer('min_quantity').notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at'),
    amount: integer().notNull(),
    compareAt: integer('compare_at'),
    setAt: integer('set_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.market, table.minQuantity, table.startsAt] })],
)

export const priceHistory = sqliteTable('price_history', {
  sequence: integer().primaryKey({ autoIncrement: true }),
  variantId: text('variant_id').$type<VariantId>().notNull(),
  market: text().$type<MarketCode>().notNull(),
  minQuantity: integer('min_quantity').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at'),
  currency: text().$type<Currency>().notNull(),
  amount: integer().notNull(),
  compareAt: integer('compare_at'),
  setAt: integer('set_at').notNull(),
  replacedAt: integer('replaced_at').notNull(),
})
