import type { Instant } from '../domain/time.ts'
import type { Locale } from '../domain/market.ts'

export const SORTS = ['relevance', 'newest', 'price', '-price', 'title'] as const
export type Sort = (typeof SORTS)[number]

/** A listing or search as the route parsed it. Values of one filter are alternatives; different filters all hold. */
export type ListQuery = {
  readonly locale: Locale
  /** As the shopper wrote it; blank is the same as absent. */
  readonly q?: string
  /** Category handles. */
  readonly categories: readonly string[]
  readonly vendors: readonly string[]
  readonly tags: readonly string[]
  /** Option name → values, compared without case and accents like vendors and tags. */
  readonly options: ReadonlyMap<string, readonly string[]>
  /** Bounds of the lowest price, minor units, both included. */
  readonly priceMin?: number
  readonly priceMax?: number
  /** True: only what can be bought now. */
  readonly available?: boolean
  readonly sort: Sort
  readonly facets: boolean
  readonly limit: number
  readonly cursor?: string
}

export type FacetCount = { readonly value: string; readonly label: string; readonly count: number }
export type Facets = {
  readonly categories: readonly FacetCount[]
  readonly vendors: readonly FacetCount[]
  readonly tags: readonly FacetCount[]
  readonly options: readonly {
    readonly name: string
    readonly label: string
    readonly values: readonly FacetCount[]
  }[]
  readonly available: number
  /** Of the lowest prices, minor units; null when nothing matched. */
  readonly price: { readonly min: number; readonly max: number } | null
  /** How many were counted: all that match, unless `approximate`. */
  readonly counted: number
  /** More match than were counted. */
  readonly approximate: boolean
}

export type ListPage = {
  /** JSON texts of the cards, in order: to be joined, not parsed. */
  readonly cards: readonly string[]
  readonly nextCursor: string | null
  readonly facets?: Facets
  /** When the first price on the page begins or ends: the answer may not be cached past it. */
  readonly nextBoundary: Instant | undefined
  /** What was searched instead, when words of q were spelt in a way nothing matches. */
  readonly corrected?: string
}
