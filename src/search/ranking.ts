import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import { type Wanted, isPriced, priceCondition, termsMatch } from './conditions.ts'
import { completed, completionTable } from './completions.ts'
import { MATCHES_NOTHING, enoughFor, looseMatch, namedMatch, strictMatch, unitMatch } from './match.ts'
import { FREQUENCY_MAX, rarityTable, scoringTables } from './scores.ts'
import { SCAN_MAX } from './walk.ts'

/**
 * What the first page of a search found out and all its pages share: how often each word occurs, and up to which ids
 * the ranked candidates go. So a listing's score, and the set it is ranked in, stay the same while others come and go.
 */
export type Ground = {
  readonly frequencies: readonly number[]
  /** Last id of the candidates that match all words, of those that do so by name, of near misses; null: all of them. */
  readonly strictEnd: number | null
  readonly namedEnd: number | null
  readonly looseEnd: number | null
  /** Near misses are among the candidates. */
  readonly loose: boolean
}

export type RankedRow = {
  readonly kind: 'ground' | 'row'
  readonly score: number
  readonly id: number
  readonly product_id: string | null
  /** Of `ground`: its JSON. */
  readonly card: string
  readonly next_boundary: number | null
}

/** Ranked are at most this many: the most popular that match, and those that match by title or maker. */
const STRICT_MAX = 200
const NAMED_MAX = 200
const LOOSE_MAX = 300
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
    SELECT 'ground' AS kind, 0 AS score, 0 AS id, NULL AS product_id, ${groundJson(wanted)} AS card, NULL AS next_boundary
    WHERE ${after === undefined}

    UNION ALL
    SELECT * FROM (
      SELECT 'row', p.score, p.id, l.product_id, c.card, c.next_boundary
      FROM page p JOIN listings l ON l.id = p.id JOIN listing_cards c ON c.id = p.id ORDER BY -p.score, p.id
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
 * SQL for `candidates (id, strict)`: the most popular listings that match, found without scoring any. When full
 * matches are too many to rank them all, those by name come besides; when they are few, near misses.
 */
function candidateTables(wanted: Wanted, ground: Ground | undefined, binds: Binds): string {
  const strict = matchText(wanted, strictMatch, binds)
  const named = matchText(wanted, namedMatch, binds)
  // Bounds of price are looked at before anything is scored: there may be more to look at.
  const strictMax = isPriced(wanted) ? SCAN_MAX : STRICT_MAX
  const tables =
    ground === undefined
      ? [
          listed('strict', strict, null, strictMax + 1, binds),
          listed(
            'named',
            onlyIf(`(SELECT count(*) FROM strict) > ${strictMax}`, named),
            null,
            NAMED_MAX,
            binds,
          ),
          looseTable(wanted, binds),
        ]
      : [
          listed('strict', strict, ground.strictEnd, strictMax * GROWTH, binds),
          listed(
            'named',
            onlyIf(`${ground.strictEnd !== null}`, named),
            ground.namedEnd,
            NAMED_MAX * GROWTH,
            binds,
          ),
          looseTable(wanted, binds, ground),
        ]
  const priced = isPriced(wanted)
    ? `CROSS JOIN listings l ON l.id = each.id WHERE ${priceCondition(wanted, binds)}`
    : ''
  return `${tables.join(', ')},
  candidates (id, strict) AS MATERIALIZED (
    SELECT each.id, max(each.strict) FROM (
      SELECT id, 1 AS strict FROM strict UNION ALL SELECT id, 1 FROM named UNION ALL SELECT id, 0 FROM loose
    ) each ${priced} GROUP BY each.id
  )`
}

/** SQL for `loose (id)`: near misses, when `strict` holds few; or, on later pages, when the first one had them. */
export function looseTable(wanted: Wanted, binds: Binds, ground?: Ground): string {
  const loose = matchText(wanted, looseMatch, binds)
  return ground === undefined
    ? listed(
        'loose',
        onlyIf(`(SELECT count(*) FROM strict) < ${enoughFor(wanted.units)}`, loose),
        null,
        LOOSE_MAX,
        binds,
      )
    : listed('loose', onlyIf(`${ground.loose}`, loose), ground.looseEnd, LOOSE_MAX * GROWTH, binds)
}

type MatchOf = (units: Wanted['units'], scope: string, filters: string) => string
const matchText = (wanted: Wanted, matchOf: MatchOf, binds: Binds): string =>
  completed(matchOf(wanted.units, wanted.scope, termsMatch(wanted)), binds)

// A match that nothing can have: FTS5 would collect the whole list before it looked at a condition beside it.
const onlyIf = (condition: string, match: string): string =>
  `iif(${condition}, ${match}, '${MATCHES_NOTHING}')`

function listed(name: string, match: string, end: number | null, limit: number, binds: Binds): string {
  const until = end === null ? '' : `AND rowid <= ${binds.add(end)}`
  return `${name} (id) AS MATERIALIZED (
    SELECT rowid FROM listing_words WHERE listing_words MATCH ${match} ${until} LIMIT ${limit}
  )`
}

const groundJson = (wanted: Wanted): string => `json_object(
  'frequencies', (SELECT json_group_array(listings) FROM (SELECT listings FROM frequencies ORDER BY n)),
  'strictEnd', (SELECT iif(count(*) > ${isPriced(wanted) ? SCAN_MAX : STRICT_MAX}, max(id), NULL) FROM strict),
  'namedEnd', (SELECT iif(count(*) >= ${NAMED_MAX}, max(id), NULL) FROM named),
  'looseEnd', (SELECT iif(count(*) >= ${LOOSE_MAX}, max(id), NULL) FROM loose),
  'loose', (SELECT count(*) > 0 FROM loose)
)`

/** The ground of the search that these rows answer. */
export function groundOf(rows: readonly RankedRow[]): Ground {
  const row = rows.find(({ kind }) => kind === 'ground')
  const ground = JSON.parse(row?.card ?? '{}') as Omit<Ground, 'loose'> & { loose: number }
  // SQLite knows no booleans.
  return { ...ground, loose: ground.loose === 1 }
}
