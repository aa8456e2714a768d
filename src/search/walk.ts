import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import {
  type Wanted,
  isPriced,
  marksCondition,
  priceCondition,
  rowCondition,
  termsMatch,
  whereAlso,
} from './conditions.ts'
import { completed, completionTable } from './completions.ts'
import type { Sort } from './list-query.ts'
import { namedMatch, strictMatch } from './match.ts'

/** Where a page of a walk begins: behind this key and id. */
export type Place = { readonly key: number | string; readonly id: number }

/** A row of a page. `end` tells where a bounded scan stopped that did not fill the page. */
export type PageRow = {
  readonly kind: 'row' | 'end'
  readonly sort_key: number | string
  readonly id: number
  readonly card: string | null
  readonly next_boundary: number | null
}

/** Rows looked at for one page where no index answers alone. */
export const SCAN_MAX = 2_000
/** So many that match are sorted exactly. More are soon met along the sort's index, at less cost. */
const FEW_MAX = 500

/** Every sort ascends by (key, id), along its own index (migrations/search). */
const SORT_KEY = {
  relevance: 'l.id',
  newest: 'l.age',
  price: 'l.price_min',
  '-price': 'l.price_down',
  title: 'l.title_key',
} as const satisfies Record<Sort, string>

/** Rows already on earlier pages, though their ids come after the place: the ranked part of a search. */
export type Ranked = { readonly strictEnd: number; readonly namedEnd: number }

/**
 * Listings in order of popularity, `size` of them behind an id. Filters and words come from the full-text index, whose
 * lists are in that order too, so a page costs what it shows; a price bound is checked on the rows.
 */
export function popularStatement(
  db: Db,
  wanted: Wanted,
  after: number,
  size: number,
  ranked?: Ranked,
): Statement {
  const binds = new Binds()
  const price = priceCondition(wanted, binds)
  const place = binds.addRowid(after)
  const source = popularSource(wanted, place, binds)
  const rest = ranked === undefined ? '' : `AND c.id NOT IN (${rankedIds(wanted, ranked, binds)})`
  const sql = `
    WITH ${completionTable(wanted, binds)},
    page AS MATERIALIZED (
      SELECT 'row' AS kind, c.id AS sort_key, c.id FROM (${source} LIMIT ${SCAN_MAX}) c
      CROSS JOIN listings l ON l.id = c.id WHERE true ${whereAlso(price)} ${rest} LIMIT ${size}
    ),
    stop AS (
      SELECT 'end', max(id), max(id) FROM (${source} LIMIT ${price === '' && rest === '' ? 0 : SCAN_MAX})
      HAVING count(*) = ${SCAN_MAX}
    )
    ${shown('SELECT * FROM page UNION ALL SELECT * FROM stop')}`
  return db.prepare(sql).bind(...binds.values)
}

function popularSource(wanted: Wanted, place: string, binds: Binds): string {
  const match =
    wanted.units.length > 0 ? strictMatch(wanted.units, wanted.scope, termsMatch(wanted)) : termsMatch(wanted)
  if (match === '') {
    return `SELECT id FROM listings WHERE scope = ${binds.add(wanted.scope)} AND id > ${place} ORDER BY id`
  }
  const text = completed(match, binds)
  return `SELECT rowid AS id FROM listing_words WHERE listing_words MATCH ${text} AND rowid > ${place} ORDER BY rowid`
}

function rankedIds(wanted: Wanted, { strictEnd, namedEnd }: Ranked, binds: Binds): string {
  const match = namedMatch(wanted.units, wanted.scope, termsMatch(wanted))
  const text = completed(match, binds)
  return `SELECT rowid FROM listing_words WHERE listing_words MATCH ${text}
    AND rowid > ${binds.addRowid(strictEnd)} AND rowid <= ${binds.addRowid(namedEnd)}`
}

/**
 * Listings in order of a sort's key. Few enough by words and filters, or by price: those are sorted. Too many: the
 * sort's index is walked, where so many must soon be met; after SCAN_MAX rows the page ends short and `end` says where.
 * All ways give the same order, so a walk may change from one to another between pages.
 */
export function sortedStatement(
  db: Db,
  wanted: Wanted,
  sort: Sort,
  after: Place | undefined,
  size: number,
): Statement {
  const binds = new Binds()
  const key = SORT_KEY[sort]
  const scope = binds.add(wanted.scope)
  const place = after && { key: binds.add(after.key), id: binds.add(after.id) }
  const behind = place === undefined ? '' : `AND (${key}, l.id) > (${place.key}, ${place.id})`
  const condition = rowCondition(wanted, binds)
  const price = priceCondition(wanted, binds)
  const match =
    wanted.units.length > 0 ? strictMatch(wanted.units, wanted.scope, termsMatch(wanted)) : termsMatch(wanted)
  const byText = match !== ''
  // Sorted by price, the bounds are a piece of the index itself.
  const byPrice = isPriced(wanted) && sort !== 'price' && sort !== '-price'
  const few = byText
    ? `SELECT rowid AS id FROM listing_words
       WHERE listing_words MATCH ${completed(match, binds)} LIMIT ${FEW_MAX + 1}`
    : 'SELECT 0 AS id LIMIT 0'
  const cheap = byPrice
    ? `SELECT l.id FROM listings l WHERE l.scope = ${scope} ${whereAlso(price)}`
    : 'SELECT 0 AS id'
  const chosen = (name: string, also: string): string => `
    SELECT 'row' AS kind, ${key} AS sort_key, l.id FROM ${name} c CROSS JOIN listings l ON l.id = c.id
    WHERE true ${whereAlso(also)} ${behind} ORDER BY 2, 3
    LIMIT (SELECT iif(way = '${name}', ${size}, 0) FROM plan)`
  // These decide on the index's row whether the listing is looked at.
  const likely = [priceCondition(wanted, binds, 'w'), marksCondition(wanted, binds, 'w')].filter(
    (part) => part !== '',
  )
  const along = (also: string): string => `SELECT * FROM (
    SELECT ${key} AS sort_key, l.id, l.marks, l.price_min FROM listings l WHERE l.scope = ${scope}
    ${whereAlso(keyBounds(wanted, sort, binds))} ${also} ORDER BY ${key}, l.id LIMIT ${SCAN_MAX}
  )`
  // Apart, since SQLite finds the place inside a long run of equal keys only by an equality; one after the other in order.
  const walk =
    place === undefined
      ? along('')
      : `SELECT * FROM (
          ${along(`AND ${key} = ${place.key} AND l.id > ${place.id}`)}
          UNION ALL ${along(`AND ${key} > ${place.key}`)}
        )`
  const sql = `
    WITH ${completionTable(wanted, binds)},
    few AS MATERIALIZED (${few}),
    cheap AS MATERIALIZED (
      ${cheap} LIMIT iif(${byPrice} AND (${!byText} OR (SELECT count(*) FROM few) > ${FEW_MAX}), ${FEW_MAX + 1}, 0)
    ),
    plan (way) AS MATERIALIZED (
      SELECT CASE WHEN ${byText} AND (SELECT count(*) FROM few) <= ${FEW_MAX} THEN 'few'
        WHEN ${byPrice} AND (SELECT count(*) FROM cheap) <= ${FEW_MAX} THEN 'cheap' ELSE 'walk' END
    ),
    page AS MATERIALIZED (
      SELECT * FROM (${chosen('few', price)})
      UNION ALL SELECT * FROM (${chosen('cheap', condition)})
      UNION ALL SELECT * FROM (
        SELECT 'row', w.sort_key, w.id FROM (${walk} LIMIT (SELECT iif(way = 'walk', ${SCAN_MAX}, 0) FROM plan)) w
        CROSS JOIN listings l ON l.id = w.id
        WHERE true ${likely.map(whereAlso).join(' ')} ${whereAlso(condition)} LIMIT ${size}
      )
      UNION ALL SELECT * FROM (
        SELECT 'end', w.sort_key, w.id
        FROM (${walk} LIMIT (SELECT iif(way = 'walk' AND ${condition !== ''}, 1, 0) FROM plan) OFFSET ${SCAN_MAX - 1}) w
      )
    )
    ${shown('SELECT * FROM page')}`
  return db.prepare(sql).bind(...binds.values)
}

/** The bounds of price as bounds of the key: only so does the index begin and end there. */
function keyBounds({ priceMin, priceMax }: Wanted, sort: Sort, binds: Binds): string {
  if (sort !== 'price' && sort !== '-price') return ''
  const [least, most] =
    sort === 'price' ? [priceMin, priceMax] : [priceMax && -priceMax, priceMin && -priceMin]
  const bounds = []
  if (least !== undefined) bounds.push(`${SORT_KEY[sort]} >= ${binds.add(least)}`)
  if (most !== undefined) bounds.push(`${SORT_KEY[sort]} <= ${binds.add(most)}`)
  return bounds.join(' AND ')
}

/** A page's rows with what is shown of them, in order. */
const shown = (page: string): string => `
  SELECT p.kind, p.sort_key, p.id, c.card, c.next_boundary FROM (${page}) p
  LEFT JOIN listing_cards c ON c.id = p.id AND p.kind = 'row'
  WHERE p.id IS NOT NULL
  ORDER BY p.kind = 'end', p.sort_key, p.id`
