import type { Facets, ProductQuery } from 'highstreet/client'
import { LIST_LIMIT } from '../reads.ts'

/** One filter that is set, as the address has it and as the shopper reads it. */
export type Filter = { readonly name: string; readonly value: string; readonly label: string }

const REPEATED = ['category', 'vendor', 'tag']
const isFilter = (name: string): boolean =>
  REPEATED.includes(name) ||
  name.startsWith('option.') ||
  name === 'priceMin' ||
  name === 'priceMax' ||
  name === 'available'

/** What a page's address asks of the catalog. `shelf`: the category whose page it is. */
export function queryOf(address: URLSearchParams, shelf: string | undefined): ProductQuery {
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(address.keys())) {
    const values = address.getAll(name).filter((value) => value !== '')
    const isMore = name === 'sort' || (name === 'q' && shelf === undefined) || isFilter(name)
    if (isMore && values.length > 0) query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  // A filter by category within a category's page stands in its place: the shop finds what is below it.
  if (shelf !== undefined && query.category === undefined) query.category = shelf
  return { ...query, facets: 'true', limit: LIST_LIMIT }
}

/** The filters that an address sets, in the words of the facets where they know them. */
export function filtersOf(
  address: URLSearchParams,
  facets: Facets | undefined,
  words: { available: string; price: (bound: 'min' | 'max', amount: number) => string },
): Filter[] {
  return [...address].flatMap(([name, value]): Filter[] => {
    if (!isFilter(name) || value === '') return []
    if (name === 'available') return [{ name, value, label: words.available }]
    if (name === 'priceMin' || name === 'priceMax')
      return [{ name, value, label: words.price(name === 'priceMin' ? 'min' : 'max', Number(value)) }]
    const known = valuesOf(facets, name).find((each) => each.value === value)
    return [{ name, value, label: known?.label ?? value }]
  })
}

type FacetValue = { readonly value: string; readonly label: string; readonly count: number }

export function valuesOf(facets: Facets | undefined, name: string): readonly FacetValue[] {
  if (facets === undefined) return []
  if (name === 'category') return facets.categories
  if (name === 'vendor') return facets.vendors
  if (name === 'tag') return facets.tags
  return facets.options.find((option) => `option.${option.name}` === name)?.values ?? []
}

/** The address with a filter set, or taken out. */
export function toggled(
  address: URLSearchParams,
  { name, value }: Pick<Filter, 'name' | 'value'>,
): URLSearchParams {
  const next = new URLSearchParams(address)
  if (next.has(name, value)) next.delete(name, value)
  else next.append(name, value)
  return next
}

export function withoutFilters(address: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(address)
  for (const name of Array.from(next.keys())) if (isFilter(name)) next.delete(name)
  return next
}
