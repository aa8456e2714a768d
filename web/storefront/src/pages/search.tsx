import { usePlace } from '../place.tsx'
import { spot } from '../router.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { Crumbs } from '../ui/crumbs.tsx'
import { Listing } from './listing.tsx'

/** What words find; without words, everything. */
export function SearchPage() {
  const { t } = usePlace()
  const { query } = useStore(spot)
  const words = query.get('q')?.trim() ?? ''
  const title = words === '' ? (query.get('sort') === 'newest' ? t.newest : t.seeAll) : t.resultsFor(words)
  useTitle(title)
  return (
    <Listing
      head={(told) => (
        <div class="page-head">
          <Crumbs path={[]} />
          <h1>{title}</h1>
          {told?.corrected !== undefined && <p class="lead">{t.corrected(told.corrected)}</p>}
        </div>
      )}
    />
  )
}
