import type { Facets } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'
import { Icon } from '../ui/icons.tsx'
import { toggled, valuesOf } from './filters.ts'

const SHOWN_FIRST = 6

type Props = {
  readonly facets: Facets | undefined
  readonly address: URLSearchParams
  /** A category page has its own category; what is below it are links. */
  readonly withCategories: boolean
  readonly onChange: (next: URLSearchParams) => void
}

/** What the products of a list have, to choose from. */
export function FacetList({ facets, address, withCategories, onChange }: Props) {
  const { t } = usePlace()
  const groups = [
    ...(withCategories ? [['category', t.facetCategory] as const] : []),
    ...(facets?.options ?? []).map(({ name, label }) => [`option.${name}`, label] as const),
    ['vendor', t.facetVendor] as const,
    ['tag', t.facetTag] as const,
  ]
  return (
    <div class="facets">
      <label class="check">
        <input
          type="checkbox"
          checked={address.get('available') === 'true'}
          onChange={() => onChange(toggled(address, { name: 'available', value: 'true' }))}
        />
        <span>{t.facetAvailable}</span>
      </label>
      <PriceBounds facets={facets} address={address} onChange={onChange} />
      {groups.map(([name, label]) => (
        <FacetGroup
          key={name}
          name={name}
          label={label}
          facets={facets}
          address={address}
          onChange={onChange}
        />
      ))}
    </div>
  )
}

function FacetGroup(props: Omit<Props, 'withCategories'> & { name: string; label: string }) {
  const { name, label, facets, address, onChange } = props
  const { t } = usePlace()
  const [isWhole, showAll] = useState(false)
  const values = valuesOf(facets, name)
  if (values.length === 0) return null
  // What is set stays in sight.
  const first = values.filter((each, at) => isWhole || at < SHOWN_FIRST || address.has(name, each.value))
  return (
    <fieldset>
      <legend>{label}</legend>
      {first.map(({ value, label: words, count }) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            checked={address.has(name, value)}
            onChange={() => onChange(toggled(address, { name, value }))}
          />
          <span>{words}</span>
          <span class="quiet">{count}</span>
        </label>
      ))}
      {values.length > SHOWN_FIRST && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => showAll(!isWhole)}>
          {isWhole ? t.fewer : t.more}
        </button>
      )}
    </fieldset>
  )
}

function PriceBounds({ facets, address, onChange }: Omit<Props, 'withCategories'>) {
  const { t, market } = usePlace()
  const unit = 10 ** market.currencyDigits
  const bound = (name: 'priceMin' | 'priceMax'): string => {
    const given = address.get(name)
    return given === null ? '' : String(Number(given) / unit)
  }
  const hint = (amount: number | undefined): string =>
    amount === undefined ? '' : String(Math.round(amount / unit))
  return (
    <form
      class="price-bounds"
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const next = new URLSearchParams(address)
        for (const name of ['priceMin', 'priceMax']) {
          const given = form.get(name)
          const amount = typeof given === 'string' && given !== '' ? Math.round(Number(given) * unit) : NaN
          if (Number.isSafeInteger(amount) && amount >= 0) next.set(name, String(amount))
          else next.delete(name)
        }
        const [low, high] = [next.get('priceMin'), next.get('priceMax')]
        // The wrong way round is meant the right way round.
        if (low !== null && high !== null && Number(low) > Number(high)) {
          next.set('priceMin', high)
          next.set('priceMax', low)
        }
        onChange(next)
      }}
    >
      <fieldset>
        <legend>
          {t.facetPrice} <span class="quiet">({market.currency})</span>
        </legend>
        <div class="price-row">
          {(['priceMin', 'priceMax'] as const).map((name) => (
            <input
              key={`${name} ${bound(name)}`}
              name={name}
              type="number"
              inputmode="decimal"
              min="0"
              step="any"
              defaultValue={bound(name)}
              placeholder={hint(name === 'priceMin' ? facets?.price?.min : facets?.price?.max)}
              aria-label={name === 'priceMin' ? t.priceFrom : t.priceTo}
            />
          ))}
          <button type="submit" class="button button-small" aria-label={`${t.apply}: ${t.facetPrice}`}>
            <Icon name="right" size={16} />
          </button>
        </div>
      </fieldset>
    </form>
  )
}
