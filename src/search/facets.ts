import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import { type Wanted, isPriced, priceCondition, termsMatch, whereAlso } from './conditions.ts'
import { completed, completionTable } from './completions.ts'
import type { FacetCount, Facets } from './list-query.ts'
import { strictMatch } from './match.ts'
import { looseTable } from './ranking.ts'
import {
  AVAILABLE,
  categoryTerm,
  isOption,
  optionLabel,
  optionOf,
  readStored,
  tagTerm,
  vendorTerm,
} from './terms.ts'

export type FacetRow = {
  /** The terms of every listing that was counted, a JSON array of arrays. */
  readonly terms: string
  readonly listings: number
  readonly price_min: number | null
  readonly price_max: number | null
  /** How many were looked at, before the price bound. */
  readonly looked: number
}

/** Listings whose terms are counted. */
const COUNTED_MAX = 1_000
/** Values of one kind that are told, the most frequent. */
const VALUES_MAX = 100

/**
 * The filter terms of the listings that match, COUNTED_MAX of them at most, the most popular. They are counted here and
 * not in the database: grouping them there takes three times as long, and a database has one thread for all.
 */
export function facetsStatement(db: Db, wanted: Wanted): Statement {
  const binds = new Binds()
  const price = priceCondition(wanted, binds)
  const sql = `
    WITH ${completionTable(wanted, binds)},
    ${lookedAt(wanted, binds)},
    found AS MATERIALIZED (
      SELECT l.price_min, l.terms FROM (SELECT id FROM looked LIMIT ${COUNTED_MAX}) c CROSS JOIN listings l ON l.id = c.id
      WHERE true ${whereAlso(price)}
    )
    SELECT '[' || coalesce(group_concat(terms), '') || ']' AS terms, count(*) AS listings, min(price_min) AS price_min,
      max(price_min) AS price_max, (SELECT count(*) FROM looked) AS looked
    FROM found`
  return db.prepare(sql).bind(...binds.values)
}

function lookedAt(wanted: Wanted, binds: Binds): string {
  const limit = `LIMIT ${COUNTED_MAX + 1}`
  const terms = termsMatch(wanted)
  const byText = (match: string): string =>
    `SELECT rowid AS id FROM listing_words
     WHERE listing_words MATCH ${completed(match, binds)}`
  if (wanted.units.length > 0) {
    return `strict (id) AS MATERIALIZED (${byText(strictMatch(wanted.units, wanted.scope, terms))} ${limit}),
      ${looseTable(wanted, binds, '(SELECT count(*) FROM strict)')},
      looked (id) AS MATERIALIZED (SELECT id FROM strict UNION SELECT id FROM loose)`
  }
  if (terms !== '') return `looked (id) AS MATERIALIZED (${byText(terms)} ${limit})`
  // Bounds alone are a piece of the price index, exact while it is short.
  const bounded = isPriced(wanted) ? whereAlso(priceCondition(wanted, binds)) : ''
  return `looked (id) AS MATERIALIZED (
    SELECT l.id FROM listings l WHERE l.scope = ${binds.add(wanted.scope)} ${bounded} ${bounded === '' ? 'ORDER BY l.id' : ''} ${limit}
  )`
}

export function facetsOf(row: FacetRow | undefined): Facets {
  const counts = countTerms(JSON.parse(row?.terms ?? '[]') as string[][])
  const ofKind = (kind: string): FacetCount[] =>
    mostFrequent(
      counts
        .filter(({ term }) => term.startsWith(kind))
        .map(({ term, label, count }) => ({
          value: term.slice(kind.length),
          label: label || term.slice(kind.length),
          count,
        })),
    )
  return {
    categories: ofKind(categoryTerm('')),
    vendors: ofKind(vendorTerm('')),
    tags: ofKind(tagTerm('')),
    options: optionFacets(counts.filter(({ term }) => isOption(term))),
    available: counts.find(({ term }) => term === AVAILABLE)?.count ?? 0,
    price:
      row?.price_min == null || row.price_max == null ? null : { min: row.price_min, max: row.price_max },
    counted: row?.listings ?? 0,
    approximate: (row?.looked ?? 0) > COUNTED_MAX,
  }
}

type TermCount = { readonly term: string; label: string; count: number }

function countTerms(lists: readonly (readonly string[])[]): TermCount[] {
  const counts = new Map<string, number>()
  for (const list of lists) for (const stored of list) counts.set(stored, (counts.get(stored) ?? 0) + 1)
  // One vendor may be spelt in several ways: its term is counted once, under the first label.
  const byTerm = new Map<string, TermCount>()
  for (const [stored, count] of counts) {
    const { term, label } = readStored(stored)
    const known = byTerm.get(term)
    if (known === undefined) byTerm.set(term, { term, label, count })
    else {
      known.count += count
      known.label ||= label
    }
  }
  return [...byTerm.values()]
}

function optionFacets(counts: readonly TermCount[]): Facets['options'] {
  const byName = Map.groupBy(counts, ({ term }) => optionOf(term).name)
  return Array.from(byName, ([name, values]) => ({
    name,
    label: optionLabel(values[0]?.label ?? '').name || name,
    values: mostFrequent(
      values.map(({ term, count, label }) => {
        const { value } = optionOf(term)
        return { value, label: optionLabel(label).value || value, count }
      }),
    ),
  })).toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

const mostFrequent = (counts: readonly FacetCount[]): FacetCount[] =>
  counts
    .toSorted((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, VALUES_MAX)
