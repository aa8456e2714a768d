import type { Unit } from './asked.ts'
import type { Binds } from './binds.ts'
import { type Match, filterMatch } from './match.ts'
import { wordsCondition } from './scores.ts'
import { marksOf, storedNeedle } from './terms.ts'

/** What a page's listings must be, once the words and filters of the request are read. */
export type Wanted = {
  readonly scope: string
  readonly units: readonly Unit[]
  /** Terms of one filter are alternatives; each filter must hold. */
  readonly filters: readonly (readonly string[])[]
  readonly priceMin: number | undefined
  readonly priceMax: number | undefined
}

export const isPriced = ({ priceMin, priceMax }: Wanted): boolean =>
  priceMin !== undefined || priceMax !== undefined
export const termsMatch = ({ filters, scope }: Wanted): Match => filterMatch(filters, scope)

/** SQL that is true of a row of `listings l` (or of an index's row) whose lowest price lies within the bounds. */
export function priceCondition({ priceMin, priceMax }: Wanted, binds: Binds, row = 'l'): string {
  const conditions = []
  if (priceMin !== undefined) conditions.push(`${row}.price_min >= ${binds.add(priceMin)}`)
  if (priceMax !== undefined) conditions.push(`${row}.price_min <= ${binds.add(priceMax)}`)
  return conditions.join(' AND ')
}

// D1 allows an expression a depth of 100: longer lists are read from JSON.
const ALTERNATIVES_SPELT_OUT = 8

/** SQL that is true of a row of `listings l` under one of each filter's terms. */
function termsCondition({ filters }: Wanted, binds: Binds): string {
  const json = binds.add(JSON.stringify(filters.map((terms) => terms.map(storedNeedle))))
  const conditions = filters.map((terms, filter) => {
    if (terms.length > ALTERNATIVES_SPELT_OUT)
      return `EXISTS (SELECT 1 FROM json_each(${json}, '$[${filter}]') f WHERE instr(l.terms, f.value))`
    const any = terms.map((_, at) => `instr(l.terms, ${json} ->> '$[${filter}][${at}]')`)
    return `(${any.join(' OR ')})`
  })
  return conditions.join(' AND ')
}

/** SQL that is false of most index rows `row` that cannot be under one of each filter's terms. */
export function marksCondition({ filters }: Wanted, binds: Binds, row: string): string {
  const short = filters.filter((terms) => terms.length <= ALTERNATIVES_SPELT_OUT)
  if (short.length === 0) return ''
  const json = binds.add(JSON.stringify(short.map((terms) => terms.map((term) => marksOf([term])))))
  const conditions = short.map((terms, filter) => {
    const any = terms.map((_, at) => {
      const marks = `(${json} ->> '$[${filter}][${at}]')`
      return `(${row}.marks & ${marks}) = ${marks}`
    })
    return `(${any.join(' OR ')})`
  })
  return conditions.join(' AND ')
}

/** All of it, for a walk along a sort's index, where full text cannot help. */
export function rowCondition(wanted: Wanted, binds: Binds): string {
  const words =
    wanted.units.length === 0
      ? ''
      : `EXISTS (SELECT 1 FROM listing_texts t WHERE t.id = l.id AND ${wordsCondition(wanted.units, binds)})`
  const terms = wanted.filters.length === 0 ? '' : termsCondition(wanted, binds)
  return [priceCondition(wanted, binds), terms, words].filter((part) => part !== '').join(' AND ')
}

export const whereAlso = (condition: string): string => (condition === '' ? '' : `AND ${condition}`)
