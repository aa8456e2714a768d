import type { Facets, ProductCard, ProductPage } from 'highstreet/client'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { known, useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { ask } from '../load.ts'
import { readList } from '../reads.ts'
import { navigate, spot } from '../router.ts'
import { useStore } from '../store.ts'
import { Grid } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icons.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { FacetList } from './facet-list.tsx'
import { filtersOf, queryOf, toggled, withoutFilters } from './filters.ts'

const SORTS = ['relevance', 'newest', 'price', '-price', 'title'] as const

/** How many pages of a list were shown, for whoever comes back to it. */
const pagesShown = new Map<string, number>()

/** Products with filters, sort and more of them; the address says which. */
export function Listing(props: {
  shelf?: string
  head: (told: ProductPage | undefined) => ComponentChildren
  /** How tall the head will be is not known yet: the list waits, so that it need not move. */
  waits?: boolean
}) {
  const { shelf, head, waits = false } = props
  const { t, href, where, money, market } = usePlace()
  const { path, query: address } = useStore(spot)
  const [isFiltering, filter] = useState(false)
  const query = queryOf(address, shelf)
  const first = readList(where, query)
  const loaded = useLoad(first.key, first.fetch)
  // While another filter is on its way, what was shown stays.
  const [last, keep] = useState<ProductPage | undefined>(undefined)
  useEffect(() => {
    if (loaded.state === 'ready') keep(loaded.value)
  }, [loaded.state, first.key])
  useEffect(() => keep(undefined), [path, where])
  const page = loaded.state === 'ready' ? loaded.value : last
  const facets: Facets | undefined = page?.facets

  const go = (next: URLSearchParams): void => navigate(`${path}?${next}`.replace(/\?$/, ''), { stay: true })
  const filters = filtersOf(address, facets, {
    available: t.facetAvailable,
    price: (bound, amount) =>
      `${bound === 'min' ? '≥' : '≤'} ${money({ amount, currency: market.currency })}`,
  })
  if (loaded.state === 'failed' && page === undefined) return <Failed {...loaded} />
  const list = (
    <FacetList facets={facets} address={address} withCategories={shelf === undefined} onChange={go} />
  )
  // Where nothing is, there is nothing to filter or to sort.
  const isBare = page?.data.length === 0 && filters.length === 0
  const count =
    facets === undefined ? '' : `${facets.approximate ? `${t.about} ` : ''}${t.pieces(facets.counted)}`
  return (
    <>
      {head(page)}
      <div class={isBare ? '' : 'listing'} hidden={waits}>
        <aside class="listing-side" aria-label={t.filter} hidden={isBare}>
          {list}
        </aside>
        <div class="listing-main">
          <div class="listing-bar" hidden={isBare}>
            <p class="listing-count" role="status">
              {count}
            </p>
            <button type="button" class="button button-small filter-button" onClick={() => filter(true)}>
              <Icon name="filter" size={18} /> {t.filters(filters.length)}
            </button>
            <label class="sort">
              <span>{t.sort}</span>
              <select
                value={address.get('sort') ?? 'relevance'}
                onChange={(event) => {
                  const next = new URLSearchParams(address)
                  if (event.currentTarget.value === 'relevance') next.delete('sort')
                  else next.set('sort', event.currentTarget.value)
                  go(next)
                }}
              >
                {SORTS.map((sort) => (
                  <option key={sort} value={sort}>
                    {t.sorts[sort]}
                  </option>
                ))}
              </select>
            </label>
          </div>
          {filters.length > 0 && (
            <ul class="chips">
              {filters.map((each) => (
                <li key={`${each.name}=${each.value}`}>
                  <button
                    type="button"
                    class="chip"
                    aria-label={t.takeOut(each.label)}
                    onClick={() => go(toggled(address, each))}
                  >
                    {each.label} <Icon name="close" size={14} />
                  </button>
                </li>
              ))}
              <li>
                <button type="button" class="link" onClick={() => go(withoutFilters(address))}>
                  {t.clearFilters}
                </button>
              </li>
            </ul>
          )}
          {page !== undefined && page.data.length === 0 ? (
            <Empty
              title={filters.length > 0 || address.has('q') ? t.nothingFound : t.nothingHere}
              lead={filters.length > 0 || address.has('q') ? t.nothingFoundLead : t.nothingHereLead}
            >
              {filters.length > 0 ? (
                <button type="button" class="button" onClick={() => go(withoutFilters(address))}>
                  {t.clearFilters}
                </button>
              ) : (
                <a class="button" href={href('/search')}>
                  {t.goShopping}
                </a>
              )}
            </Empty>
          ) : (
            <div class={loaded.state === 'loading' && page !== undefined ? 'is-waiting' : ''}>
              <Pages key={first.key} name={first.key} first={page} query={query} />
            </div>
          )}
        </div>
      </div>
      <Dialog kind="sheet" isOpen={isFiltering} onClose={() => filter(false)} title={t.filter}>
        {list}
        <div class="sheet-foot">
          <button type="button" class="button button-main button-wide" onClick={() => filter(false)}>
            {t.showResults}
          </button>
        </div>
      </Dialog>
    </>
  )
}

/** The pages of a list so far, and a button for the next one. */
function Pages({
  name,
  first,
  query,
}: {
  name: string
  first: ProductPage | undefined
  query: ReturnType<typeof queryOf>
}) {
  const { t, where } = usePlace()
  const [wanted, want] = useState(pagesShown.get(name) ?? 1)
  const [, redraw] = useState(0)
  const [hasFailed, fail] = useState(false)
  const cards: ProductCard[] = [...(first?.data ?? [])]
  let cursor = first?.page.nextCursor ?? null
  let missing: ReturnType<typeof readList> | undefined
  for (let shown = 1; shown < wanted && cursor !== null; shown += 1) {
    const next = readList(where, { ...query, facets: 'false', cursor })
    const page = known<ProductPage>(next.key)
    if (page === undefined) {
      missing = next
      break
    }
    cards.push(...page.data)
    cursor = page.page.nextCursor
  }
  useEffect(() => {
    pagesShown.set(name, wanted)
    if (missing === undefined) return
    const entry = ask(missing.key, missing.fetch)
    void entry.promise.then(() => {
      fail(entry.failure !== undefined)
      if (entry.failure !== undefined) want((count) => Math.max(1, count - 1))
      redraw((count) => count + 1)
    })
  }, [wanted, missing?.key])
  const isLoading = missing !== undefined
  return (
    <>
      <Grid cards={first === undefined ? undefined : cards} places={8} first />
      {hasFailed && (
        <p class="note note-warning" role="alert">
          {t.failed}. {t.failedLead}
        </p>
      )}
      {(cursor !== null || isLoading) && (
        <p class="more">
          <button type="button" class="button" disabled={isLoading} onClick={() => want(wanted + 1)}>
            {isLoading ? t.loadingMore : t.loadMore}
          </button>
        </p>
      )}
    </>
  )
}
