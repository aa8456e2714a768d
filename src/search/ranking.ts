import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import { type Wanted, isPriced, priceCondition, termsMatch } from './conditions.ts'
import { completed, completionTable } from './completions.ts'
import { MATCHES_NOTHING, enoughFor, looseMatch, namedMatch, strictMatch, unitMatch } from './match.ts'
import { FREQUENCY_MAX, rarityTable, scoringTables } from './scores.ts'

/**
 * What the first page of a search found out and all its pages share: how often each word occurs, and up to which ids
 * the ranked candidates go. So a listing's score, and the set it is ranked in, stay the same while others come and go.
 */
export type Ground = {
  readonly frequencies: readonly number[]
  /**
   * Last id of the candidates that match by name, that match at all, that nearly do; null: all such are candidates.
   * NOT_LISTED: none are, since those by name are many.
   */
  readonly namedEnd: number | null
  readonly strictEnd: number | null
  readonly looseEnd: number | null
  /** Near misses are among the candidates. */
  readonly loose: boolean
}

export type RankedRow = {
  readonly kind: 'ground' | 'row'
  readonly score: number
  readonly id: number
  /** Of `ground`: its JSON. */
  readonly card: string
  readonly next_boundary: number | null
}

/** Ranked are the most popular that match by title or maker; if those are few, the most popular that match at all. */
const NAMED_MAX = 200
const STRICT_MAX = 200
const LOOSE_MAX = 300
/** Bounds of price sort out before anything is scored: there may be more to look at. */
const PRICED_MAX = 1_000
/** Before every id. */
const NOT_LISTED = -1
/** What came in between since the first page; a set that grows beyond ends there. */
const GROWTH = 2

/** The best of the candidates behind a place, `size` of them; on the first page also the ground of the others. */
export function rankedStatement(
  db: Db,
  wanted: Wanted,
  after: { ground: Ground; score: number; id: number } | undefined,
  size: number,
): Statement {
  const binds = new Binds()
  const behind =
    after === undefined ? '' : `WHERE (-score, id) > (${binds.add(-after.score)}, ${binds.add(after.id)})`
  const sql = `
    WITH ${completionTable(wanted, binds)},
    frequencies (n, listings) AS MATERIALIZED (${frequencies(wanted, after?.ground, binds)}),
    ${rarityTable(wanted.units, binds)},
    ${candidateTables(wanted, after?.ground, binds)},
    ${scoringTables(wanted.units, binds)},
    page AS MATERIALIZED (SELECT id, score FROM scored ${behind} ORDER BY -score, id LIMIT ${size})
    SELECT 'ground' AS kind, 0 AS score, 0 AS id, ${groundJson(wanted)} AS card, NULL AS next_boundary
    WHERE ${after === undefined}

    UNION ALL
    SELECT * FROM (
      SELECT 'row', p.score, p.id, c.card, c.next_boundary
      FROM page p CROSS JOIN listing_cards c ON c.id = p.id ORDER BY -p.score, p.id
    )`
  return db.prepare(sql).bind(...binds.values)
}

function frequencies({ units, scope }: Wanted, ground: Ground | undefined, binds: Binds): string {
  if (ground !== undefined) {
    return `SELECT key, value FROM json_each(${binds.add(JSON.stringify(ground.frequencies))})`
  }
  const matches = binds.add(JSON.stringify(units.map((unit) => unitMatch(unit, scope))))
  return `SELECT w.key, (SELECT count(*) FROM (
      SELECT 1 FROM listing_words WHERE listing_words MATCH w.value LIMIT ${FREQUENCY_MAX}
    )) FROM json_each(${matches}) w`
}

/**
 * SQL for `candidates (id, strict)`: the most popular listings that match, found without scoring any. Those by name
 * first; unless they fill the ranks, full matches of any kind; when all are few, near misses.
 */
function candidateTables(wanted: Wanted, ground: Ground | undefined, binds: Binds): string {
  const tables = ground === undefined ? firstLists(wanted, binds) : sameLists(wanted, ground, binds)
  const priced = isPriced(wanted)
    ? `CROSS JOIN listings l ON l.id = each.id WHERE ${priceCondition(wanted, binds)}`
    : ''
  return `${tables.join(', ')},
  candidates (id, strict) AS MATERIALIZED (
    SELECT each.id, max(each.strict) FROM (
      SELECT id, 1 AS strict FROM named UNION ALL SELECT id, 1 FROM strict UNION ALL SELECT id, 0 FROM loose
    ) each ${priced} GROUP BY each.id
  )`
}

function firstLists(wanted: Wanted, binds: Binds): string[] {
  const { namedMax, strictMax } = limitsOf(wanted)
  const strict = onlyIf(`(SELECT count(*) FROM named) < ${namedMax}`, matchText(wanted, strictMatch, binds))
  return [
    listed('named', matchText(wanted, namedMatch, binds), null, namedMax, binds),
    listed('strict', strict, null, strictMax + 1, binds),
    looseTable(wanted, binds, 'max((SELECT count(*) FROM named), (SELECT count(*) FROM strict))'),
  ]
}

/** The lists of the first page again: up to the ids they went to. */
function sameLists(wanted: Wanted, ground: Ground, binds: Binds): string[] {
  const { namedMax, strictMax } = limitsOf(wanted)
  const strict = onlyIf(`${ground.strictEnd !== NOT_LISTED}`, matchText(wanted, strictMatch, binds))
  const loose = onlyIf(`${ground.loose}`, matchText(wanted, looseMatch, binds))
  return [
    listed('named', matchText(wanted, namedMatch, binds), ground.namedEnd, namedMax * GROWTH, binds),
    listed('strict', strict, ground.strictEnd, strictMax * GROWTH, binds),
    listed('loose', loose, ground.looseEnd, LOOSE_MAX * GROWTH, binds),
  ]
}

const limitsOf = (wanted: Wanted): { namedMax: number; strictMax: number } =>
  isPriced(wanted)
    ? { namedMax: PRICED_MAX, strictMax: PRICED_MAX }
    : { namedMax: NAMED_MAX, strictMax: STRICT_MAX }

/** SQL for `loose (id)`: near misses, when full matches are few. */
export function looseTable(wanted: Wanted, binds: Binds, fullMatches: string): string {
  const loose = onlyIf(`${fullMatches} < ${enoughFor(wanted.units)}`, matchText(wanted, looseMatch, binds))
  return listed('loose', loose, null, LOOSE_MAX, binds)
}

type MatchOf = (units: Wanted['units'], scope: string, filters: string) => string
const matchText = (wanted: Wanted, matchOf: MatchOf, binds: Binds): string =>
  completed(matchOf(wanted.units, wanted.scope, termsMatch(wanted)), binds)

// A match that nothing can have: FTS5 would collect the whole list before it looked at a condition beside it.
const onlyIf = (condition: string, match: string): string =>
  `iif(${condition}, ${match}, '${MATCHES_NOTHING}')`

function listed(name: string, match: string, end: number | null, limit: number, binds: Binds): string {
  const until = end === null ? '' : `AND rowid <= ${binds.addRowid(end)}`
  return `${name} (id) AS MATERIALIZED (
    SELECT rowid FROM listing_words WHERE listing_words MATCH ${match} ${until} LIMIT ${limit}
  )`
}

function groundJson(wanted: Wanted): string {
  const { namedMax, strictMax } = limitsOf(wanted)
  return `json_object(
    'frequencies', (SELECT json_group_array(listings) FROM (SELECT listings FROM frequencies ORDER BY n)),
    'namedEnd', (SELECT iif(count(*) >= ${namedMax}, max(id), NULL) FROM named),
    'strictEnd', iif((SELECT count(*) FROM named) >= ${namedMax}, ${NOT_LISTED},
      (SELECT iif(count(*) > ${strictMax}, max(id), NULL) FROM strict)),
    'looseEnd', (SELECT iif(count(*) >= ${LOOSE_MAX}, max(id), NULL) FROM loose),
    'loose', (SELECT count(*) > 0 FROM loose)
  )`
}

/** The ground of the search that these rows answer. */
export function groundOf(rows: readonly RankedRow[]): Ground {
  const row = rows.find(({ kind }) => kind === 'ground')
  const ground = JSON.parse(row?.card ?? '{}') as Omit<Ground, 'loose'> & { loose: number }
  // SQLite knows no booleans.
  return { ...ground, loose: ground.loose === 1 }
}
