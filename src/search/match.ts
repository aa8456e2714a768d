import type { Unit } from './asked.ts'
import { namedToken, termToken } from './terms.ts'
import { gramsWanted } from './words.ts'

/**
 * Full-text expressions. Every token is quoted and begins with our scope; operators, columns and brackets are ours
 * alone, so that no text of a shopper reaches FTS5 as syntax.
 */
export type Match = string

/** Stand for the completions of the unfinished word, anywhere or by name; the statement puts them in (completions.ts). */
export const COMPLETIONS = '\u0001'
export const NAMED_COMPLETIONS = '\u0002'

const MATCHES_NOTHING = '"="'
/** Alternatives of n out of m words grow fast: beyond this many words the longest decide. */
const LOOSE_WORDS_MAX = 6
/** Full matches that fill a first look. */
const ENOUGH = 10
/** Share of the words that a near miss must have. */
const LOOSE_SHARE = 0.6

const quoted = (scope: string, token: string): Match => `"${`${scope}/${token}`.replaceAll('"', '""')}"`
const any = (parts: readonly Match[]): Match =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' OR ')})`
const all = (parts: readonly Match[]): Match => parts.join(' AND ')

/** Listings that have one word of the query, in any spelling it may have. */
export function unitMatch(unit: Unit, scope: string): Match {
  if (unit.dense) return `(${all(gramsWanted(unit.grams).map((gram) => quoted(scope, gram)))})`
  return any([unit.token, ...unit.forms].map((token) => quoted(scope, token)))
}

const openMatch = (unit: Unit, scope: string): Match =>
  unit.unfinished ? `(${unitMatch(unit, scope)}${COMPLETIONS})` : unitMatch(unit, scope)

function namedUnit(unit: Unit, scope: string): Match {
  const match = any([unit.token, ...unit.forms].map((token) => quoted(scope, namedToken(token))))
  return unit.unfinished ? `(${match}${NAMED_COMPLETIONS})` : match
}

/** Listings under one of each filter's terms; empty without filters. */
export const filterMatch = (filters: readonly (readonly string[])[], scope: string): Match =>
  all(filters.map((terms) => any(terms.map((term) => quoted(scope, termToken(term))))))

/** Listings that have every required word, and pass the filters. */
export const strictMatch = (units: readonly Unit[], scope: string, filters: Match): Match =>
  withFilters(all(units.filter(({ required }) => required).map((unit) => openMatch(unit, scope))), filters)

/** The same, with the words in title or maker: of many matches these are the ones to rank. */
export const namedMatch = (units: readonly Unit[], scope: string, filters: Match): Match =>
  withFilters(
    all(
      units
        .filter(({ required }) => required)
        .map((unit) => (unit.dense ? unitMatch(unit, scope) : namedUnit(unit, scope))),
    ),
    filters,
  )

/** The words a match must have; what is written as one is one. */
function requiredGroups(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = []
  for (const unit of units.filter(({ required }) => required)) {
    if (unit.attached && groups.length > 0) groups.at(-1)?.push(unit)
    else groups.push([unit])
  }
  return groups
}

/** With fewer full matches than this, near misses join them. Half of two words is far off: better than nothing only. */
export const enoughFor = (units: readonly Unit[]): number => (requiredGroups(units).length > 2 ? ENOUGH : 1)

/** Listings that have most of the required words; nothing for a single word. */
export function looseMatch(units: readonly Unit[], scope: string, filters: Match): Match {
  const groups = requiredGroups(units)
  if (groups.length < 2) return MATCHES_NOTHING
  const telling = groups.toSorted((left, right) => lengthOf(right) - lengthOf(left)).slice(0, LOOSE_WORDS_MAX)
  const matches = telling.map((group) => all(group.map((unit) => openMatch(unit, scope))))
  const size = Math.max(1, Math.round(telling.length * LOOSE_SHARE))
  const choices = combinations(matches, size).map((parts) => `(${all(parts)})`)
  return withFilters(`(${choices.join(' OR ')})`, filters)
}

const lengthOf = (group: readonly Unit[]): number => group.reduce((sum, { token }) => sum + token.length, 0)

const withFilters = (match: Match, filters: Match): Match =>
  filters === '' ? match : `${match} AND ${filters}`

function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, at) =>
    combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]),
  )
}

export { MATCHES_NOTHING }
