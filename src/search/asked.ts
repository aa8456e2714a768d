import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { invalidParameter } from '../platform/problem.ts'
import { unwanted } from './negations.ts'
import type { Language } from './stems.ts'
import { STOP_WORDS } from './stop-words.ts'
import { type Word, glued, runsOf, wordsOf } from './words.ts'

/** One word of a query: what it may stand as in a listing, and how it counts. */
export type Unit = {
  readonly surface: string
  readonly token: string
  /** Other writings of the same: with its sign, or as one word with a neighbour. */
  readonly forms: readonly string[]
  readonly dense: boolean
  /** Of a dense word: the letters it is found by. A single one is looked for together with its neighbour. */
  readonly grams: string
  /** Listings must have it, for a full match. */
  readonly required: boolean
  /** Asked to be absent: "without cord". */
  readonly unwanted: boolean
  /** The last word may be the beginning of one. */
  readonly unfinished: boolean
  /** So common that it says little. */
  readonly stop: boolean
  /** Written together with the unit before it. */
  readonly attached: boolean
}

export const QUERY_LENGTH_MAX = 256
export const QUERY_WORDS_MAX = 32

/**
 * The words a shopper asks for; none when the text has no letter or digit (`"`, `*`), which then finds nothing. Throws
 * invalid_parameter for text that is no text or too long. Nothing the shopper types is syntax.
 */
export function readQuery(q: string, language: Language): Unit[] {
  if (!isWellFormedText(q)) throw invalidParameter('q', 'must be text without control characters')
  if (!lengthWithin(q, QUERY_LENGTH_MAX))
    throw invalidParameter('q', `must have at most ${QUERY_LENGTH_MAX} characters`)
  if (q.trim().split(/\s+/u).length > QUERY_WORDS_MAX)
    throw invalidParameter('q', `must have at most ${QUERY_WORDS_MAX} words`)
  // Text without blanks has more words than it seems to: what is beyond the limit is not needed to find anything.
  return unitsOf(wordsOf(q, language).slice(0, QUERY_WORDS_MAX), language)
}

function unitsOf(words: readonly Word[], language: Language): Unit[] {
  const { takers, taken } = unwanted(words)
  // "without cord" alone asks for the words themselves.
  const literal = words.every((word) => takers.has(word) || taken.has(word))
  const wanted = words.filter((word) => literal || !(takers.has(word) || taken.has(word)))
  const runs = new Map(runsOf(words).flatMap((run) => run.map((word) => [word, run] as const)))
  // In `a/b` the a is half of a name.
  const isStop = (word: Word): boolean =>
    STOP_WORDS.has(word.surface) && (word.dense || runs.get(word)?.length === 1)
  const onlyStops = wanted.every(isStop)
  const seen = new Set<string>()
  return words.flatMap((word, at) => {
    if (!literal && takers.has(word)) return []
    const away = !literal && taken.has(word)
    const key = `${away} ${word.signed ?? word.token}`
    if (seen.has(key)) return []
    seen.add(key)
    const run = runs.get(word) ?? []
    const stop = isStop(word)
    // A single letter says nothing without its sign: `c++` is not `c`.
    const token = word.surface.length === 1 && word.signed !== undefined ? word.signed : word.token
    return {
      surface: word.surface,
      token,
      forms: formsOf(words, at, run, language).filter((form) => form !== token),
      dense: word.dense,
      grams: word.dense ? lettersOf(word, run) : '',
      required: !away && (onlyStops || !stop),
      unwanted: away,
      unfinished: !away && at === words.length - 1 && isBeginning(word, words.length === 1),
      stop,
      attached: word.attached,
    }
  })
}

/** One letter begins too much, unless it is all there is. */
const isBeginning = ({ surface, dense, signed }: Word, alone: boolean): boolean =>
  !dense && signed === undefined && (alone || surface.length > 1)

function lettersOf(word: Word, run: readonly Word[]): string {
  if (Array.from(word.surface).length > 1) return word.surface
  const at = run.indexOf(word)
  const [before, after] = [run[at - 1], run[at + 1]]
  if (after?.dense === true && !STOP_WORDS.has(after.surface))
    return word.surface + (Array.from(after.surface)[0] ?? '')
  if (before?.dense === true && !STOP_WORDS.has(before.surface))
    return (Array.from(before.surface).at(-1) ?? '') + word.surface
  return word.surface
}

/** Its sign; itself with either neighbour; the whole of what it is written together with. */
function formsOf(words: readonly Word[], at: number, run: readonly Word[], language: Language): string[] {
  const word = words[at]
  if (word === undefined) return []
  const groups = [words.slice(Math.max(0, at - 1), at + 1), words.slice(at, at + 2), run]
  return [
    ...new Set([word.signed, ...groups.map((group) => glued(group, language))].flatMap((form) => form ?? [])),
  ]
}
