import type { Handle } from '../domain/handle.ts'
import type { CategoryId, LocationId, ProductId, VariantId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import type { Instant } from '../domain/time.ts'
import type { ProductStatus, TaxClass } from './tables.ts'

/** Bounds of a product's members: code points of text, entries of lists. */
export const LIMIT = {
  title: 255,
  description: 512_000,
  seoTitle: 255,
  seoDescription: 2_000,
  vendor: 255,
  productType: 255,
  tag: 255,
  tags: 250,
  sku: 255,
  barcode: 64,
  option: 255,
  options: 10,
  // The snapshots of a product are put to KV in one invocation, one a variant among them, and KV takes 1,000 operations.
  variants: 500,
  media: 250,
  alt: 512,
  url: 2_048,
  categories: 50,
  categoryDepth: 10,
  locales: 50,
  pricesPerMarket: 50,
  quantity: 1_000_000_000,
  weightGrams: 1_000_000_000,
  popularity: 1_000_000,
} as const

/**
 * What a file or a request of an admin states of a product. Members that are absent (undefined) stay as they are;
 * lists that are present are whole. Every value has been checked by its reader: what is left to decide is whether it
 * fits the shop (plan-products.ts).
 */
export type ProductInput = {
  /** The line of the file on which the product begins. */
  readonly line: number
  /** Every line of it that was understood, for reports when the product fails as a whole. */
  readonly lines: readonly number[]
  /** Rows stand and fall one by one (CSV), or the product as a whole (a line of NDJSON). */
  readonly granular: boolean
  readonly id?: ProductId | undefined
  readonly handle?: Handle | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly vendor?: string | undefined
  readonly productType?: string | undefined
  readonly status?: ProductStatus | undefined
  readonly tags?: readonly string[] | undefined
  readonly popularity?: number | undefined
  readonly seoTitle?: string | undefined
  readonly seoDescription?: string | undefined
  readonly categories?: readonly CategoryReference[] | undefined
  readonly options?: readonly string[] | undefined
  readonly media?: readonly MediaInput[] | undefined
  /** By locale; null takes a locale's texts away. */
  readonly translations?: ReadonlyMap<Locale, TextsInput | null> | undefined
  readonly variants?: readonly VariantInput[] | undefined
  /** Variants that are not named stay: the file stated one of several, or rows of the product could not be read. */
  readonly keepsUnnamed: boolean
}

export type CategoryReference =
  | { readonly handle: Handle; readonly column: string }
  | { readonly path: readonly string[]; readonly column: string }
  /** A handle, or where there is none of this name, an id. */
  | { readonly name: string; readonly column: string }

export type MediaInput = {
  readonly line: number
  readonly url: string
  readonly alt: string
  readonly width?: number | undefined
  readonly height?: number | undefined
}

export type TextsInput = {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly seoTitle?: string | undefined
  readonly seoDescription?: string | undefined
}

export type VariantInput = {
  readonly line: number
  /** Where the variant stands in a line of JSON (`variants.0.`), for reports; empty in CSV. */
  readonly at: string
  readonly id?: VariantId | undefined
  readonly sku?: string | null | undefined
  /** Values by option name. */
  readonly options?: ReadonlyMap<string, string> | undefined
  readonly barcode?: string | undefined
  readonly weightGrams?: number | null | undefined
  readonly taxClass?: TaxClass | undefined
  /** Where no class is stated: taxed leaves `reduced` as it is, and makes `standard` of `zero`. */
  readonly isTaxed?: boolean | undefined
  readonly imageUrl?: string | null | undefined
  readonly tracked?: boolean | undefined
  readonly backorder?: boolean | undefined
  readonly lowStockThreshold?: number | undefined
  readonly prices?: ReadonlyMap<MarketCode, PriceInput> | undefined
  /** Pieces on hand by location. */
  readonly stock?: ReadonlyMap<LocationId, number> | undefined
}

/**
 * One price that is put beside the others of the market, all prices of the market, none (null), or none that stands:
 * for one piece, without start or end.
 */
export type PriceInput =
  { readonly one: PriceRow } | { readonly all: readonly PriceRow[] } | { readonly without: 'standing' } | null

export type CategoryInput = {
  readonly line: number
  readonly handle: Handle
  readonly title?: string | undefined
  /** A handle; null makes it a root. */
  readonly parent?: Handle | null | undefined
  readonly description?: string | undefined
  readonly position?: number | undefined
  readonly translations?: ReadonlyMap<Locale, Pick<TextsInput, 'title' | 'description'> | null> | undefined
}

export type CatalogItem =
  | { readonly kind: 'product'; readonly product: ProductInput }
  | { readonly kind: 'category'; readonly category: CategoryInput }

/** A category as the shop has it, with its translations. */
export type StoredCategory = {
  readonly id: CategoryId
  readonly handle: Handle
  readonly parentId: CategoryId | null
  readonly position: number
  readonly title: string
  readonly description: string
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly translations: ReadonlyMap<
    Locale,
    { readonly title: string | null; readonly description: string | null }
  >
}
