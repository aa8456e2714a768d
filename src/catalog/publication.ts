import type { Instant } from '../domain/time.ts'
import type { Loader, Shelf } from '../platform/snapshots.ts'

/**
 * How far the projections are, as readers know it. A listing starts its session at the bookmark: the nearest replica
 * may answer, but never one older than what was published (design.md §3).
 */
export type Publication = {
  readonly sequence: number
  readonly bookmark: string | undefined
  readonly publishedAt: number
  /** The next moment at which any price begins or ends by itself. */
  readonly nextBoundary?: Instant | undefined
}

// Behind a boundary the publisher moves list rows within seconds. Should it be dead, lists are kept again all the same.
const MOVING_MS = 60_000

/**
 * Until when a list may be kept: a price that begins elsewhere can bring its product onto a page that does not show it
 * now. Just behind a boundary that moment has passed, and nothing is kept until the rows have moved.
 */
export const listBoundary = (publication: Publication | null, now: Instant): Instant | undefined => {
  const next = publication?.nextBoundary
  return next !== undefined && next > now - MOVING_MS ? next : undefined
}

export const PUBLICATION_KEY = 'publication'

// Only the publisher knows it; before the first publication readers go to the primary.
const load: Loader<Publication> = () => Promise.resolve(new Map())

export const publicationShelf: Shelf<Publication> = { key: PUBLICATION_KEY, id: PUBLICATION_KEY, load }
