/** Letters that have no accent to take off and yet a plain spelling. */
const PLAIN_SPELLING: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'ng',
  ı: 'i',
}
const SPELT_OUT = new RegExp(`[${Object.keys(PLAIN_SPELLING).join('')}]`, 'gu')

/** Control characters, C0 and C1 and DEL, other than tab and line ends. */
const CONTROL = /[^\P{Cc}\t\n\r]/u

const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu

/**
 * Whether text can be stored and sent as it is: no half of a surrogate pair (it has no UTF-8), no NUL (it ends strings
 * in other programs) and no control character but tab and line ends.
 */
export const isWellFormedText = (text: string): boolean => text.isWellFormed() && !CONTROL.test(text)

/** Whether text has at most so many code points; an emoji may count several. */
export function lengthWithin(text: string, codePoints: number): boolean {
  if (text.length <= codePoints) return true
  if (text.length > 2 * codePoints) return false
  let count = 0
  for (const _ of text) count++
  return count <= codePoints
}

/**
 * The form in which texts are compared and searched: compatibility forms as their plain ones (full-width letters,
 * half-width kana, ligatures), small letters, no accents, ß as ss and the like. Applied to both sides, never shown.
 *
 * Accents are taken from Latin, Greek and Cyrillic letters only: there a reader still knows the word (café, Ёлка). In
 * other scripts a mark is part of the letter: dakuten (か and が), the vowel signs of Thai and the Indic scripts, and
 * Hebrew and Arabic points stay. Turkish İ, I and ı all become i, because a query does not say its language.
 */
export function fold(text: string): string {
  const small = text.normalize('NFKC').toLowerCase()
  const bare = small.normalize('NFD').replace(ACCENTS, '').replaceAll('ς', 'σ')
  return spellOut(bare).normalize('NFC')
}

/** Small letters without accents, in any script: what `slugify` picks its Latin letters from. */
export function spellPlainly(text: string): string {
  const bare = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
  return spellOut(bare)
}

const spellOut = (text: string): string =>
  text.replace(SPELT_OUT, (letter) => PLAIN_SPELLING[letter] ?? letter)
