import type { Unit } from './asked.ts'
import type { Binds } from './binds.ts'

/**
 * What a word is worth by where a listing has it, times how rare the word is. Found on one half of the judged queries
 * of shared/data/search (scripts/search-quality.ts); flat around these values.
 */
const WEIGHT = {
  title: 1,
  /** In the title in another writing: with its sign, or joined with its neighbour. */
  form: 0.9,
  maker: 0.8,
  /** The title has a word that begins like it. */
  beginning: 0.6,
  body: 0.4,
  /** In the body besides. */
  bodyToo: 0.12,
  /** Two words of the query stand close together in the title. */
  near: 0.1,
  /** Said to be absent, as asked; or in the title although unwanted. Of the whole query's worth. */
  absent: 0.2,
  unwanted: 0.2,
  /** A stop word's share of its rarity. */
  stop: 0.3,
  popularity: 0.01,
} as const

/** How hard a missing word counts: the share of the query that was found, to this power. */
const COVERAGE_POWER = 1.5
/** Letters between two beginnings that are still close. */
const NEAR_LETTERS = 24
/** A word in this many listings of a thousand says nothing; below, rarity grows with the logarithm. */
const RARITY_SCALE = 5_000
/** Counting stops here, so that a common word costs no more than this. */
export const FREQUENCY_MAX = 300
/** Scores are whole, so that a page continues exactly where the one before ended. */
const SCORE_STEPS = 1_000

/**
 * SQL that scores the rows of `candidates (id, strict)` by `listing_texts`: two expressions to be put together by the
 * caller, `seen` (which word stands where) and `scored (id, score)`. Reads `rarity (n, weight)`.
 * Our own instead of bm25(), whose cost grows with every listing that has a word.
 */
export function scoringTables(units: readonly Unit[], binds: Binds): string {
  const json = binds.add(JSON.stringify(units.map(needles)))
  const wanted = units.map((unit, n) => ({ unit, n })).filter(({ unit }) => !unit.unwanted)
  const unwanted = units.map((unit, n) => ({ unit, n })).filter(({ unit }) => unit.unwanted)
  const places = units.map((unit, n) => placesOf(unit, n, json)).join(', ')
  const total = wanted.map(({ n }) => rarity(n)).join(' + ')
  const found = wanted.map(({ n }) => `iif(s.f${n} > 0 OR s.b${n}, ${rarity(n)}, 0)`).join(' + ')
  const worth = wanted.map(
    ({ n }) =>
      `${rarity(n)} * iif(s.f${n} > 0, s.f${n} + ${WEIGHT.bodyToo} * s.b${n}, ${WEIGHT.body} * s.b${n})`,
  )
  const refused = unwanted.map(
    ({ n }) =>
      `(SELECT total FROM whole) * iif(s.b${n}, ${WEIGHT.absent}, iif(s.p${n} > 0, -${WEIGHT.unwanted}, 0))`,
  )
  const popularity = `(1 + ${WEIGHT.popularity} * ln(1 + 1048575 - (s.id >> 32)))`
  return `
  whole (total) AS MATERIALIZED (SELECT ${total}),
  seen AS MATERIALIZED (
    SELECT c.id, c.strict, ${places}
    FROM candidates c CROSS JOIN listing_texts t ON t.id = c.id
  ),
  scored (id, score) AS MATERIALIZED (
    SELECT s.id, CAST(round(${SCORE_STEPS} * (
      (${[...worth, ...nearness(wanted)].join(' + ')})
      * iif(s.strict, 1, pow((${found}) / (SELECT total FROM whole), ${COVERAGE_POWER})) * ${popularity}
      ${refused.map((each) => `+ ${each}`).join('')}
    )) AS INTEGER)
    FROM seen s
  )`
}

/** SQL for `rarity (n, weight)` from `frequencies (n, listings)`. */
export function rarityTable(units: readonly Unit[], binds: Binds): string {
  const shares = binds.add(JSON.stringify(units.map(({ stop }) => (stop ? WEIGHT.stop : 1))))
  return `rarity (n, weight) AS MATERIALIZED (
    SELECT n, ln(1 + ${RARITY_SCALE} / max(listings, 0.5)) * (${shares} ->> n) FROM frequencies
  )`
}

/** SQL that is true of a row of `listing_texts t` that has every required word: for plans that walk a sort's index. */
export function wordsCondition(units: readonly Unit[], binds: Binds): string {
  const json = binds.add(JSON.stringify(units.map(needles)))
  const conditions = units.flatMap((unit, n) => {
    if (!unit.required) return []
    const hits = spellings(unit).flatMap((_, at) =>
      ['title', 'forms', 'maker', 'body'].map((column) => `instr(t.${column}, ${needle(json, n, at)})`),
    )
    if (unit.dense) hits.push(`instr(replace(t.title, ' ', ''), ${needle(json, n, 0)})`)
    if (unit.unfinished) hits.push(`instr(t.title, ${beginning(json, n)})`)
    return `(${hits.join(' OR ')})`
  })
  return conditions.join(' AND ')
}

const rarity = (n: number): string => `(SELECT weight FROM rarity WHERE n = ${n})`
const needle = (json: string, n: number, at: number): string => `(${json} ->> '$[${n}].words[${at}]')`
const beginning = (json: string, n: number): string => `(${json} ->> '$[${n}].beginning')`
const spellings = ({ token, forms }: Unit): string[] => [token, ...forms]

function needles(unit: Unit): { words: string[]; beginning: string; absent: string } {
  const padded = (text: string): string => (unit.dense ? text : ` ${text} `)
  return { words: spellings(unit).map(padded), beginning: ` ${unit.surface}`, absent: ` ~${unit.token} ` }
}

// p: where in the title; f: what that is worth; b: whether the body has it. Of an unwanted word: b that it is absent.
function placesOf(unit: Unit, n: number, json: string): string {
  const title = unit.dense ? "replace(t.title, ' ', '')" : 't.title'
  const at = `instr(${title}, ${needle(json, n, 0)})`
  if (unit.unwanted) return `${at} AS p${n}, instr(t.body, ${json} ->> '$[${n}].absent') > 0 AS b${n}`
  const anyOf = (column: string): string =>
    spellings(unit)
      .map((_, spelling) => `instr(t.${column}, ${needle(json, n, spelling)})`)
      .join(' OR ')
  const cases = [
    `WHEN ${at} THEN ${WEIGHT.title}`,
    `WHEN ${anyOf('forms')} THEN ${WEIGHT.form}`,
    `WHEN ${anyOf('maker')} THEN ${WEIGHT.maker}`,
    unit.unfinished ? `WHEN instr(t.title, ${beginning(json, n)}) THEN ${WEIGHT.beginning}` : '',
  ]
  return `${at} AS p${n}, CASE ${cases.join(' ')} ELSE 0 END AS f${n}, instr(t.body, ${needle(json, n, 0)}) > 0 AS b${n}`
}

function nearness(wanted: readonly { unit: Unit; n: number }[]): string[] {
  return wanted.flatMap(({ n }, at) => {
    const before = wanted[at - 1]
    if (before === undefined) return []
    const [left, right] = [`s.p${before.n}`, `s.p${n}`]
    return `iif(${left} > 0 AND ${right} > 0 AND abs(${left} - ${right}) <= ${NEAR_LETTERS},
      ${WEIGHT.near / 2} * (${rarity(before.n)} + ${rarity(n)}), 0)`
  })
}
