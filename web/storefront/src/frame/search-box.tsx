import { useEffect, useRef, useState } from 'preact/hooks'
import { bodyOf } from '../load.ts'
import { usePlace } from '../place.tsx'
import { navigate, routeOf, spot } from '../router.ts'
import { shop } from '../shop.ts'
import { useStore } from '../store.ts'
import { Icon } from '../ui/icons.tsx'

type Suggestion = {
  readonly kind: 'query' | 'category' | 'product'
  readonly title: string
  readonly handle?: string | undefined
}

/** So many letters a second nobody types. */
const SETTLED_MS = 120
const LIST = 'search-suggestions'

/** A search with suggestions: arrows choose one, Enter follows it, Escape closes the list. */
export function SearchBox() {
  const { t, href, where } = usePlace()
  const { path, query } = useStore(spot)
  const isSearch = routeOf(path).name === 'search'
  const asked = isSearch ? (query.get('q') ?? '') : ''
  const [words, setWords] = useState(asked)
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([])
  const [chosen, choose] = useState(-1)
  const [isOpen, open] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const newest = useRef(0)

  useEffect(() => setWords(asked), [asked, path])
  useEffect(() => {
    const turn = ++newest.current
    if (!isOpen || words.trim() === '') {
      setSuggestions([])
      return undefined
    }
    const timer = setTimeout(() => {
      const { market, locale } = where
      const q = words.trim().slice(0, 100)
      bodyOf(
        shop.v1.markets[':market']['search-suggestions'].$get({
          param: { market },
          query: { q, ...(locale && { locale }) },
        }),
      ).then(
        ({ data }) => {
          // A late answer to fewer letters is of no use.
          if (turn !== newest.current) return
          setSuggestions(data)
          choose(-1)
        },
        () => undefined,
      )
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [words, isOpen, where])

  const addressOf = ({ kind, title, handle }: Suggestion): string =>
    kind === 'product'
      ? href(`/p/${handle}`)
      : kind === 'category'
        ? href(`/c/${handle}`)
        : href('/search', { q: title })

  function follow(to: string): void {
    open(false)
    setSuggestions([])
    field.current?.blur()
    navigate(to)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      open(false)
      return
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    open(true)
    const step = event.key === 'ArrowDown' ? 1 : -1
    // One place more than there are suggestions: the shopper's own words.
    const places = suggestions.length + 1
    choose((now) => ((now + 1 + step + places) % places) - 1)
  }

  const isShown = isOpen && suggestions.length > 0
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        const suggestion = suggestions[chosen]
        if (isShown && suggestion !== undefined) follow(addressOf(suggestion))
        else if (words.trim() !== '') follow(href('/search', { q: words.trim() }))
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget))
          open(false)
      }}
    >
      <Icon name="search" size={20} />
      <input
        ref={field}
        type="search"
        name="q"
        value={words}
        placeholder={t.searchHint}
        aria-label={t.search}
        autocomplete="off"
        role="combobox"
        list={undefined}
        aria-expanded={isShown}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={isShown && chosen >= 0 ? `${LIST}-${chosen}` : undefined}
        enterkeyhint="search"
        maxLength={200}
        onInput={(event) => {
          setWords(event.currentTarget.value)
          open(true)
        }}
        onFocus={() => open(true)}
        onKeyDown={onKeyDown}
      />
      <ul id={LIST} class="suggestions" role="listbox" aria-label={t.suggestions} hidden={!isShown}>
        {suggestions.map((suggestion, at) => (
          <li
            key={`${suggestion.kind} ${suggestion.handle ?? suggestion.title}`}
            id={`${LIST}-${at}`}
            role="option"
            aria-selected={at === chosen}
            // Before the field loses the focus, and the list with it.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => follow(addressOf(suggestion))}
          >
            <span>{suggestion.title}</span>
            <span class="quiet">{t.kind[suggestion.kind]}</span>
          </li>
        ))}
      </ul>
    </form>
  )
}
