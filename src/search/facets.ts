import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import { type Wanted, isPriced, priceCondition, termsMatch, whereAlso } from './conditions.ts'
import { completed, completionTable } from './completions.ts'
import type { FacetCount, Facets } from './list-query.ts'
import { strictMatch } from './match.ts'
import { looseTable } from './ranking.ts'
import { AVAILABLE, optionLabel, optionOf } from './terms.ts'

export type FacetRow = {
  /** Null: the row that sums up. */
  readonly term: string | null
  readonly listings: number
  readonly label: string | null
  readonly price_min: number | null
  readonly price_max: number | null
  /** How many were looked at, before the price bound. */
  readonly looked: number | null
}

/** Listings whose terms are counted: grouping them is the dearest thing a listing asks of the database. */
const COUNTED_MAX = 1_000
/** Values of one kind that are told; the most frequent ones. */
const VALUES_MAX = 100

/** Counts every filter term among the listings that match, COUNTED_MAX of them at most, the most popular. */
export function facetsStatement(db: Db, wanted: Wanted): Statement {
  const binds = new Binds()
  const price = priceCondition(wanted, binds)
  const sql = `
    WITH ${completionTable(wanted, binds)},
    ${lookedAt(wanted, binds)},
    found AS MATERIALIZED (
      SELECT l.price_min, l.terms FROM (SELECT id FROM looked LIMIT ${COUNTED_MAX}) c CROSS JOIN listings l ON l.id = c.id
      WHERE true ${whereAlso(price)}
    ),
    counted AS MATERIALIZED (
      SELECT t.value AS term, count(*) AS listings FROM found CROSS JOIN json_each(found.terms) t GROUP BY t.value
    ),
    told AS (
      SELECT term, listings FROM (
        SELECT *, row_number() OVER (PARTITION BY substr(term, 1, 1) ORDER BY listings DESC, term) AS place FROM counted
      ) WHERE place <= ${VALUES_MAX}
    )
    SELECT NULL AS term, count(*) AS listings, NULL AS label, min(price_min) AS price_min, max(price_min) AS price_max,
      (SELECT count(*) FROM looked) AS looked
    FROM found
    UNION ALL
    SELECT t.term, t.listings, n.label, NULL, NULL, NULL
    FROM told t LEFT JOIN term_labels n ON n.scope = ${binds.add(wanted.scope)} AND n.term = t.term`
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
      ${looseTable(wanted, binds)},
      looked (id) AS MATERIALIZED (SELECT id FROM strict UNION SELECT id FROM loose)`
  }
  if (terms !== '') return `looked (id) AS MATERIALIZED (${byText(terms)} ${limit})`
  // Bounds alone are a piece of the price index, exact while it is short.
  const bounded = isPriced(wanted) ? whereAlso(priceCondition(wanted, binds)) : ''
  return `looked (id) AS MATERIALIZED (
    SELECT l.id FROM listings l WHERE l.scope = ${binds.add(wanted.scope)} ${bounded} ${bounded === '' ? 'ORDER BY l.id' : ''} ${limit}
  )`
}

export function facetsOf(rows: readonly FacetRow[]): Facets {
  const sum = rows.find(({ term }) => term === null)
  const counts = rows.flatMap(({ term, listings, label }) =>
    term === null ? [] : { term, count: listings, label },
  )
  const ofKind = (kind: string): FacetCount[] =>
    inOrder(
      counts
        .filter(({ term }) => term.startsWith(`${kind}:`))
        .map(({ term, count, label }) => ({ value: term.slice(2), label: label ?? term.slice(2), count })),
    )
  return {
    categories: ofKind('c'),
    vendors: ofKind('v'),
    tags: ofKind('t'),
    options: optionFacets(counts.filter(({ term }) => term.startsWith('o:'))),
    available: counts.find(({ term }) => term === AVAILABLE)?.count ?? 0,
    price:
      sum?.price_min == null || sum.price_max == null ? null : { min: sum.price_min, max: sum.price_max },
    counted: sum?.listings ?? 0,
    approximate: (sum?.looked ?? 0) > COUNTED_MAX,
  }
}

function optionFacets(
  counts: readonly { term: string; count: number; label: string | null }[],
): Facets['options'] {
  const byName = Map.groupBy(counts, ({ term }) => optionOf(term).name)
  return Array.from(byName, ([name, values]) => ({
    name,
    label: optionLabel(values[0]?.label ?? '').name || name,
    values: inOrder(
      values.map(({ term, count, label }) => {
        const { value } = optionOf(term)
        return { value, label: label === null ? value : optionLabel(label).value, count }
      }),
    ),
  })).toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

const inOrder = (counts: readonly FacetCount[]): FacetCount[] =>
  counts.toSorted((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
