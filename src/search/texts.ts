import { absences, absent } from './negations.ts'
import type { Language } from './stems.ts'
import { type Word, gramsOf, joined, wordsOf } from './words.ts'

/** What of a product is searched, in the spelling of one locale. */
export type Wording = { readonly title: string; readonly maker: string; readonly body: string }

/** A wording as it is indexed and scored: tokens with a blank between. */
export type SearchTexts = {
  /** In order, as the title has them. */
  readonly title: string
  /** Signs kept (`c++`) and neighbours joined (`multiagent`), of the title. */
  readonly forms: string
  readonly maker: string
  /** Each once, in order of first use; what is said to be absent as `~cord`. */
  readonly body: string
  /** Pairs of letters of text without blanks. */
  readonly grams: string
  /** Distinct words of title and maker as they are written, for completion and correction. */
  readonly words: readonly { readonly surface: string; readonly token: string }[]
}

// Beyond this a description is legal text; the index need not grow with it.
const BODY_WORDS_MAX = 1_000

export function searchTexts({ title, maker, body }: Wording, language: Language): SearchTexts {
  const titleWords = wordsOf(title, language)
  const makerWords = wordsOf(maker, language)
  const bodyWords = wordsOf(body, language).slice(0, BODY_WORDS_MAX)
  const all = [...titleWords, ...makerWords, ...bodyWords]
  const denied = absences([...titleWords, ...bodyWords], language).map(absent)
  return {
    title: titleWords.map(({ token }) => token).join(' '),
    forms: distinct([...forms(titleWords, language, () => true)]),
    maker: distinct([...makerWords.map(({ token }) => token), ...forms(makerWords, language, isAttached)]),
    body: distinct([
      ...bodyWords.map(({ token }) => token),
      ...forms(bodyWords, language, isAttached),
      ...denied,
    ]),
    grams: distinct(all.filter(({ dense }) => dense).flatMap(({ surface }) => gramsOf(surface))),
    words: vocabulary([...titleWords, ...makerWords]),
  }
}

const isAttached = (_left: Word, right: Word): boolean => right.attached

function forms(
  words: readonly Word[],
  language: Language,
  which: (left: Word, right: Word) => boolean,
): string[] {
  return words.flatMap((word, at) => {
    const before = words[at - 1]
    const pair = before !== undefined && which(before, word) ? joined(before, word, language) : undefined
    return [word.signed, pair].filter((form) => form !== undefined)
  })
}

function vocabulary(words: readonly Word[]): { surface: string; token: string }[] {
  const bySurface = new Map(words.map(({ surface, token }) => [surface, token]))
  return Array.from(bySurface, ([surface, token]) => ({ surface, token }))
}

const distinct = (tokens: readonly string[]): string => [...new Set(tokens)].join(' ')
