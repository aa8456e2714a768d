import type { Availability } from '../domain/availability.ts'
import type { Handle } from '../domain/handle.ts'
import type { CategoryId, ProductId, VariantId } from '../domain/ids.ts'
import type { PriceRow } from '../domain/price.ts'
import type { Instant } from '../domain/time.ts'
import type { TaxClass } from './tables.ts'

/**
 * What KV holds of a product: every market and locale at once, projected to one on read. Prices carry their validity
 * and are chosen by the reader's clock, so a scheduled price needs no publication to take effect.
 * A handle that was renamed, withdrawn or deleted keeps a snapshot that says so: never a missing key (design.md §3).
 */
export type ProductSnapshot =
  LiveProduct | { readonly state: 'moved'; readonly to: Handle } | { readonly state: 'gone' }

export type ProductTexts = {
  readonly title: string
  readonly description: string
  readonly seoTitle: string
  readonly seoDescription: string
}

export type LiveProduct = {
  readonly state: 'live'
  readonly id: ProductId
  readonly handle: Handle
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly vendor: string
  readonly productType: string
  readonly tags: readonly string[]
  readonly popularity: number
  readonly base: ProductTexts
  readonly translations: Readonly<Record<string, Partial<ProductTexts>>>
  readonly categories: readonly SnapshotCategory[]
  readonly options: readonly string[]
  readonly media: readonly SnapshotMedia[]
  readonly variants: readonly SnapshotVariant[]
}

/** A category the product is in, with the handles above it, so that filters by an ancestor find the product. */
export type SnapshotCategory = {
  readonly id: CategoryId
  readonly handle: Handle
  readonly title: string
  readonly titles: Readonly<Record<string, string>>
  readonly ancestors: readonly Handle[]
  /** Snapshots of the release before have none. */
  readonly ancestorIds?: readonly CategoryId[]
}

export type SnapshotMedia = {
  readonly url: string
  readonly alt: string
  readonly width?: number
  readonly height?: number
}

export type SnapshotVariant = {
  readonly id: VariantId
  readonly sku: string | null
  /** One value per option of the product. */
  readonly values: readonly string[]
  readonly barcode: string
  readonly weightGrams: number | null
  readonly image: string | null
  /** By market code; a market that is missing does not sell the variant. Derived prices are worked out already. */
  readonly prices: Readonly<Record<string, readonly PriceRow[]>>
  readonly availability: Readonly<Record<string, Availability>>
}

/** What a cart needs of a variant, and what the availability route reads. */
export type VariantSnapshot =
  | { readonly state: 'gone' }
  | {
      readonly state: 'live'
      readonly id: VariantId
      readonly productId: ProductId
      readonly handle: Handle
      readonly sku: string | null
      readonly title: string
      readonly titles: Readonly<Record<string, string>>
      readonly options: readonly { readonly name: string; readonly value: string }[]
      readonly image: string | null
      readonly prices: Readonly<Record<string, readonly PriceRow[]>>
      readonly availability: Readonly<Record<string, Availability>>
      readonly backorder: boolean
      readonly taxClass: TaxClass
      /** With all that stand above them, as rules of promotions name them. */
      readonly categoryIds: readonly CategoryId[]
      readonly tags: readonly string[]
      readonly weightGrams: number | null
    }

/** The whole category tree, flat and in order: parents before children. */
export type CategoriesSnapshot = {
  readonly categories: readonly CategoryNode[]
  /** Handles that categories had, with their present ones. Snapshots of the first release have none. */
  readonly redirects?: Readonly<Record<string, Handle>>
}
export type CategoryNode = {
  readonly id: CategoryId
  readonly handle: Handle
  readonly parent: Handle | null
  readonly title: string
  readonly description: string
  readonly translations: Readonly<Record<string, { readonly title?: string; readonly description?: string }>>
  readonly revision: number
}
