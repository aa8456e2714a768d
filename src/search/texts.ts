import { absences, absent } from './negations.ts'
import type { Language } from './stems.ts'
import { type Word, glued, gramsOf, runsOf, wordsOf } from './words.ts'

/** What of a product is searched, in the spelling of one locale. */
export type Wording = {
  readonly title: string
  /** Who makes it and what kind of thing it is. */
  readonly maker: string
  /** Numbers that name it exactly: SKUs, barcodes. */
  readonly codes: string
  readonly body: string
}

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

export function searchTexts({ title, maker, codes, body }: Wording, language: Language): SearchTexts {
  const titleWords = wordsOf(title, language)
  const makerWords = wordsOf(maker, language)
  const namedWords = [...makerWords, ...wordsOf(codes, language)]
  const bodyWords = wordsOf(body, language).slice(0, BODY_WORDS_MAX)
  const all = [...titleWords, ...namedWords, ...bodyWords]
  const denied = absences([...titleWords, ...bodyWords], language).map(absent)
  const pairs = titleWords.map((word, at) => glued([word, ...titleWords.slice(at + 1, at + 2)], language))
  return {
    title: tokens(titleWords).join(' '),
    forms: distinct([...forms(titleWords, language), ...pairs.flatMap((pair) => pair ?? [])]),
    maker: distinct([...tokens(namedWords), ...forms(namedWords, language)]),
    body: distinct([...tokens(bodyWords), ...forms(bodyWords, language), ...denied]),
    grams: distinct(denseRuns(all).flatMap(gramsOf)),
    words: vocabulary([...titleWords, ...makerWords]),
  }
}

/** Text without blanks as it was before it was taken apart. */
const denseRuns = (words: readonly Word[]): string[] =>
  runsOf(words).map((run) => run.map(({ dense, surface }) => (dense ? surface : '')).join(''))

const tokens = (words: readonly Word[]): string[] => words.map(({ token }) => token)

/** Words with their signs; neighbours without a blank as one, in pairs and as a whole. */
function forms(words: readonly Word[], language: Language): string[] {
  const signed = words.flatMap((word) => word.signed ?? [])
  const runs = runsOf(words).filter(({ length }) => length > 1)
  const attached = runs.flatMap((run) => [run, ...run.slice(1).map((word, at) => [run[at] ?? word, word])])
  return [...signed, ...attached.flatMap((each) => glued(each, language) ?? [])]
}

function vocabulary(words: readonly Word[]): { surface: string; token: string }[] {
  const bySurface = new Map(words.map(({ surface, token }) => [surface, token]))
  return Array.from(bySurface, ([surface, token]) => ({ surface, token }))
}

const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(' ')
