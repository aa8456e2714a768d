import type { Db, Statement } from '../platform/d1.ts'
import { Binds } from './binds.ts'
import { type Wanted, isPriced, priceCondition, termsMatch } from './conditions.ts'
import { completed } from './completions.ts'
import { MATCHES_NOTHING, looseMatch, namedMatch, strictMatch, unitMatch } from './match.ts'
import { FREQUENCY_MAX, rarityTable, scoringTables } from './scores.ts'
import { unfinished } from './walk.ts'

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
const STRICT_MAX = 500
const NAMED_MAX = 500
const LOOSE_MAX = 1_000
/** With fewer full matches than this, near misses fill the page. */
const ENOUGH = 20
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
    WITH frequencies (n, listings) AS MATERIALIZED (${frequencies(wanted, after?.ground, binds)}),
    ${rarityTable(wanted.units, binds)},
    ${candidateTables(wanted, after?.ground, binds)},
    ${scoringTables(wanted.units, binds)},
    page AS MATERIALIZED (SELECT id, score FROM scored ${behind} ORDER BY -score, id LIMIT ${size})
    SELECT 'ground' AS kind, 0 AS score, 0 AS id, NULL AS product_id, ${ground()} AS card, NULL AS next_boundary
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
 * A match nothing can have stands in where a list is not wanted: a LIMIT of nought would still collect it.
 */
export function candidateTables(wanted: Wanted, ground: Ground | undefined, binds: Binds): string {
  const terms = termsMatch(wanted)
  const text = (match: string): string => completed(match, unfinished(wanted), wanted.scope, binds)
  const strict = text(strictMatch(wanted.units, wanted.scope, terms))
  const named = text(namedMatch(wanted.units, wanted.scope, terms))
  const loose = text(looseMatch(wanted.units, wanted.scope, terms))
  const nothing = `'${MATCHES_NOTHING}'`
  const strictCount = '(SELECT count(*) FROM strict)'
  const tables =
    ground === undefined
      ? [
          listed('strict', strict, null, STRICT_MAX + 1, binds),
          listed(
            'named',
            `iif(${strictCount} > ${STRICT_MAX}, ${named}, ${nothing})`,
            null,
            NAMED_MAX,
            binds,
          ),
          listed('loose', `iif(${strictCount} < ${ENOUGH}, ${loose}, ${nothing})`, null, LOOSE_MAX, binds),
        ]
      : [
          listed('strict', strict, ground.strictEnd, STRICT_MAX * GROWTH, binds),
          listed(
            'named',
            ground.strictEnd === null ? nothing : named,
            ground.namedEnd,
            NAMED_MAX * GROWTH,
            binds,
          ),
          listed('loose', ground.loose ? loose : nothing, ground.looseEnd, LOOSE_MAX * GROWTH, binds),
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

function listed(name: string, match: string, end: number | null, limit: number, binds: Binds): string {
  const until = end === null ? '' : `AND rowid <= ${binds.add(end)}`
  return `${name} (id) AS MATERIALIZED (
    SELECT rowid FROM listing_words WHERE listing_words MATCH ${match} ${until} LIMIT ${limit}
  )`
}

const ground = (): string => `json_object(
  'frequencies', (SELECT json_group_array(listings) FROM (SELECT listings FROM frequencies ORDER BY n)),
  'strictEnd', (SELECT iif(count(*) > ${STRICT_MAX}, max(id), NULL) FROM strict),
  'namedEnd', (SELECT iif(count(*) >= ${NAMED_MAX}, max(id), NULL) FROM named),
  'looseEnd', (SELECT iif(count(*) >= ${LOOSE_MAX}, max(id), NULL) FROM loose),
  'loose', (SELECT count(*) > 0 FROM loose)
)`
