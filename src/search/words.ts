import { fold } from '../domain/text.ts'
import { type Language, stem } from './stems.ts'

/** A word of a text or query, in order. */
export type Word = {
  /** Folded, as it was written: what completions show. */
  readonly surface: string
  /** What the index knows it by. */
  readonly token: string
  /** Of text without blanks: found by the letters it is made of, too. */
  readonly dense: boolean
  /** Follows the word before without a blank: `multi-agent`, `12v`. */
  readonly attached: boolean
  /** The spelling with its signs, where they carry meaning: `c++`, `20.5`, `#tag`. */
  readonly signed?: string
}

// Scripts that put no blanks between words, and Hangul, whose blanks do not part a noun from its particles.
const DENSE = String.raw`(?:(?=[\p{L}\p{N}\p{M}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}])+`
const SPACED = String.raw`\p{N}+|(?:(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}])[\p{L}\p{M}])+`
const PICTURE = String.raw`\p{Extended_Pictographic}`
const PIECE = new RegExp(`(?<dense>${DENSE})|(?<spaced>${SPACED})|(?<picture>${PICTURE})`, 'gu')

/** Marks that change how text looks and never what it says: joiners, direction marks, soft hyphens, variation selectors. */
const INVISIBLE = /\p{Cf}|\p{Emoji_Modifier}|[\u{FE00}-\u{FE0F}]/gu
/** An apostrophe inside a word goes (men's → mens), as shoppers leave it out. */
const APOSTROPHE = /(?<=\p{L})['\u2019\u02BC`\u00B4](?=\p{L})/gu

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' })

/** The words of a text, folded and stemmed: the same for what is indexed and what is asked. */
export function wordsOf(text: string, language: Language): Word[] {
  const folded = fold(text.replace(INVISIBLE, '')).replace(APOSTROPHE, '')
  const words: Word[] = []
  let end = -1
  for (const piece of folded.matchAll(PIECE)) {
    const written = piece[0]
    const attached = piece.index > 0 && end >= 0 && !/\s/u.test(folded.slice(end, piece.index))
    if (piece.groups?.dense !== undefined) words.push(...denseWords(written, attached))
    else words.push(spacedWord(folded, piece.index, written, language, attached))
    end = piece.index + written.length
  }
  return words
}

function denseWords(run: string, attached: boolean): Word[] {
  return Array.from(segmenter.segment(run), ({ segment, index }) => ({
    surface: segment,
    token: segment,
    dense: true,
    attached: attached || index > 0,
  }))
}

function spacedWord(
  text: string,
  from: number,
  written: string,
  language: Language,
  attached: boolean,
): Word {
  const signed = signedForm(text, from, from + written.length)
  const word = { surface: written, token: stem(written, language), dense: false, attached }
  return signed === undefined ? word : { ...word, signed }
}

// c++, c#, 50%, #tag, @x: a sign that touches the word on its outer side.
function signedForm(text: string, from: number, to: number): string | undefined {
  const after = /^(?:\+{1,2}|#|%)(?![\p{L}\p{N}])/u.exec(text.slice(to, to + 3))?.[0] ?? ''
  const sign = text[from - 1] ?? ''
  const before = /[#@$]/.test(sign) && !/[\p{L}\p{N}]/u.test(text[from - 2] ?? '') ? sign : ''
  return before === '' && after === '' ? undefined : before + text.slice(from, to) + after
}

/** Longer runs are no words any more, but links or lists. */
const GLUED_WORDS_MAX = 8

/**
 * Neighbours written as one: `multi-agent` and `multi agent` as `multiagent`, `SKU-400-M` as `sku400m`, numbers with a
 * point between. What is glued is the writing, then stemmed, so that `head phones` meets `headphones`.
 */
export function glued(words: readonly Word[], language: Language): string | undefined {
  if (words.length < 2 || words.length > GLUED_WORDS_MAX || words.some(({ dense }) => dense)) return undefined
  let text = ''
  for (const [at, { surface, attached }] of words.entries()) {
    const twoNumbers = at > 0 && isNumber(surface) && isNumber(words[at - 1]?.surface ?? '')
    if (twoNumbers && !attached) return undefined
    text += twoNumbers ? `.${surface}` : surface
  }
  return stem(text, language)
}

const isNumber = (word: string): boolean => /^\p{N}/u.test(word)

/** The runs of words with no blank inside. */
export function runsOf(words: readonly Word[]): Word[][] {
  const runs: Word[][] = []
  for (const word of words) {
    if (word.attached && runs.length > 0) runs.at(-1)?.push(word)
    else runs.push([word])
  }
  return runs
}

/** Letters of text without blanks as they are indexed: each alone, and each with its next. */
export function gramsOf(run: string): string[] {
  const letters = Array.from(run)
  return [...letters, ...pairsOf(letters)]
}

/** What text without blanks must have for a piece of it to be found: its pairs; of a single letter, itself. */
export function gramsWanted(piece: string): string[] {
  const letters = Array.from(piece)
  return letters.length < 2 ? letters : pairsOf(letters)
}

const pairsOf = (letters: readonly string[]): string[] =>
  letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)
