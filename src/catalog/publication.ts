import type { Loader, Shelf } from '../platform/snapshots.ts'

/**
 * How far the projections are, as readers know it. A listing starts its session at the bookmark: the nearest replica
 * may answer, but never one older than what was published (design.md §3).
 */
export type Publication = {
  readonly sequence: number
  readonly bookmark: string | undefined
  readonly publishedAt: number
}

export const PUBLICATION_KEY = 'publication'

// Only the publisher knows it; before the first publication readers go to the primary.
const load: Loader<Publication> = () => Promise.resolve(new Map())

export const publicationShelf: Shelf<Publication> = { key: PUBLICATION_KEY, id: PUBLICATION_KEY, load }
