import type { Db, Statement } from '../platform/d1.ts'
import type { Unit } from './asked.ts'
import { unitMatch } from './match.ts'
import { reversed } from './vocabulary.ts'

export type SpellingRow = { readonly n: number; readonly word: string; readonly listings: number }

/** Words of the vocabulary looked at for all that is unknown in one query. */
const CANDIDATES_MAX = 1_000
/** Shorter words stand in too many. */
const PART_MIN = 3
const LAST_LETTER = '\u{10FFFF}'

/** How many letters may be wrong, missing, too many or swapped. */
const mistakesIn = (word: string): number => (word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0)
const isCorrectable = ({ dense, unwanted, surface }: Unit): boolean =>
  !dense && !unwanted && mistakesIn(surface) > 0 && /^\p{L}+$/u.test(surface)

/**
 * Words that a query's unknown words may have meant: those that share a beginning or an end with one, which one
 * mistake out of two halves, or two out of three thirds, mostly leaves alone; or two words that were run together.
 * Nothing for words that are known.
 */
export function spellingsStatement(db: Db, units: readonly Unit[], scope: string): Statement | undefined {
  const doubtful = units.flatMap((unit, n) => (isCorrectable(unit) ? doubt(unit, n, scope) : []))
  if (doubtful.length === 0) return undefined
  return db
    .prepare(
      `WITH unknown AS MATERIALIZED (
        SELECT value AS u FROM json_each(?1)
        WHERE NOT EXISTS (SELECT 1 FROM vocabulary WHERE scope = ?2 AND word >= u->>'from' AND word < u->>'until')
          AND NOT EXISTS (SELECT 1 FROM listing_words WHERE listing_words MATCH u->>'match')
      ),
      alike AS (
        SELECT u, v.word, v.listings FROM unknown CROSS JOIN vocabulary v
          ON v.scope = ?2 AND v.word >= u->>'head' AND v.word < u->>'headEnd'
        UNION
        SELECT u, v.word, v.listings FROM unknown CROSS JOIN vocabulary v
          ON v.scope = ?2 AND v.reversed >= u->>'tail' AND v.reversed < u->>'tailEnd'
      ),
      parted AS (
        SELECT u, l.word || ' ' || r.word AS word, min(l.listings, r.listings) AS listings
        FROM unknown CROSS JOIN json_each(u, '$.parts') p
        CROSS JOIN vocabulary l ON l.scope = ?2 AND l.word = p.value->>0
        CROSS JOIN vocabulary r ON r.scope = ?2 AND r.word = p.value->>1
      )
      SELECT u->>'n' AS n, word, listings FROM (
        SELECT * FROM parted
        UNION ALL
        SELECT * FROM alike WHERE length(word) BETWEEN u->>'shortest' AND u->>'longest'
      ) LIMIT ${CANDIDATES_MAX}`,
    )
    .bind(JSON.stringify(doubtful), scope)
}

function doubt(unit: Unit, n: number, scope: string) {
  const { surface } = unit
  const mistakes = mistakesIn(surface)
  const part = Math.floor(surface.length / (mistakes + 1))
  const head = surface.slice(0, part)
  const tail = reversed(surface).slice(0, part)
  return {
    n,
    match: unitMatch(unit, scope),
    // A word being typed is known when it begins one.
    from: surface,
    until: unit.unfinished ? surface + LAST_LETTER : `${surface}\u0000`,
    head,
    headEnd: head + LAST_LETTER,
    tail,
    tailEnd: tail + LAST_LETTER,
    shortest: surface.length - mistakes,
    longest: surface.length + mistakes,
    parts: partings(surface),
  }
}

/** The two words that a word may be made of. */
function partings(word: string): [string, string][] {
  const places = Array.from({ length: Math.max(0, word.length - 2 * PART_MIN + 1) }, (_, at) => at + PART_MIN)
  return places.map((at) => [word.slice(0, at), word.slice(at)])
}

/** The query with its unknown words set right; undefined when there is nothing to set right. */
export function correct(units: readonly Unit[], rows: readonly SpellingRow[]): string | undefined {
  const best = new Map<number, { word: string; distance: number; listings: number }>()
  for (const { n, word, listings } of rows) {
    const unit = units[n]
    if (unit === undefined) continue
    const distance = word.includes(' ') ? 1 : mistakesBetween(unit.surface, word)
    if (distance > mistakesIn(unit.surface)) continue
    const known = best.get(n)
    const better =
      known === undefined ||
      distance < known.distance ||
      (distance === known.distance && listings > known.listings)
    if (better) best.set(n, { word, distance, listings })
  }
  if (best.size === 0) return undefined
  return units.map(({ surface }, n) => best.get(n)?.word ?? surface).join(' ')
}

/** Letters to change, add, drop or swap with a neighbour (optimal string alignment). */
export function mistakesBetween(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)]
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
