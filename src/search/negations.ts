import { type Language, stem } from './stems.ts'
import type { Word } from './words.ts'

/** Words that take away what follows. Not `not`: "food is not enough" takes nothing away. */
const TAKES_AWAY = new Set(['without', 'no', 'non', 'zero', 'ohne', 'kein', 'keine', 'keinen', 'minus'])
/** Of these the next word is taken to be what they mean; a longer reach catches too much. */
const TAKES_ONE = new Set(['no', 'non', 'zero', 'kein', 'keine', 'keinen', 'minus'])
const TAKEN_AWAY_BEFORE = new Set(['free', 'frei'])
/** "batteries not included": what stands before such a pair. */
const LEFT_OUT = new Set([
  'not included',
  'not include',
  'sold separately',
  'nicht enthalten',
  'nicht inbegriffen',
])
const LITTLE_WORDS = new Set(['a', 'an', 'the', 'any', 'ein', 'eine', 'einen', 'der', 'die', 'das'])
/** How many words `without` reaches: "without glass beads". */
const REACH = 2

/** How a thing's absence is indexed: `~cord` for "cordless", "without a cord", "cord-free". */
export const absent = (token: string): string => `~${token}`

/** What a text says is not there. */
export function absences(words: readonly Word[], language: Language): string[] {
  const found: string[] = []
  words.forEach((word, at) => {
    if (TAKES_AWAY.has(word.surface)) found.push(...reached(words, at, REACH).map(({ token }) => token))
    const before = words[at - 1]
    const pair = `${word.surface} ${words[at + 1]?.surface ?? ''}`
    const takenBefore = TAKEN_AWAY_BEFORE.has(word.surface) || LEFT_OUT.has(pair)
    if (takenBefore && before !== undefined) found.push(before.token)
    const suffixed = /^(.{3,})(?:less|los|frei)$/.exec(word.surface)?.[1]
    if (suffixed !== undefined) found.push(stem(suffixed, language))
  })
  return found
}

/** The words of a query that ask for absence, by place; the word that takes away comes with them. */
export function unwanted(words: readonly Word[]): { takers: ReadonlySet<Word>; taken: ReadonlySet<Word> } {
  const takers = new Set<Word>()
  const taken = new Set<Word>()
  words.forEach((word, at) => {
    if (!TAKES_AWAY.has(word.surface)) return
    const reach = reached(words, at, TAKES_ONE.has(word.surface) ? 1 : REACH)
    if (reach.length === 0) return
    takers.add(word)
    for (const each of reach) taken.add(each)
  })
  return { takers, taken }
}

function reached(words: readonly Word[], at: number, reach: number): Word[] {
  let from = at + 1
  while (LITTLE_WORDS.has(words[from]?.surface ?? '')) from++
  return words.slice(from, from + reach)
}
