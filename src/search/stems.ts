/** The rules by which word forms are brought together; anything but German and English loses a plural s alone. */
export type Language = 'de' | 'en' | 'other'

// Written in letters without blanks, such texts are strewn with English words: brands, materials, sizes.
const ENGLISH_RULES = new Set(['en', 'ja', 'zh', 'ko', 'th'])

/** The rules for texts of a locale. */
export function languageOf(locale: string): Language {
  const language = locale.split('-')[0] ?? ''
  if (language === 'de') return 'de'
  return ENGLISH_RULES.has(language) ? 'en' : 'other'
}

const LATIN_WORD = /^[a-z]+$/
const VOWEL = /[aeiouy]/

// Their endings belong to them: an earring is no ear, a wedding no wed.
const WHOLE_WORDS = new Set([
  'earring',
  'wedding',
  'clothing',
  'bedding',
  'pudding',
  'evening',
  'morning',
  'speed',
])

const kept = new Map<string, string>()
const KEPT_MAX = 20_000

/**
 * The form under which a folded word is indexed and asked for: light rules, the same on both sides, that bring
 * together what a shopper takes for the same word (lamps and lamp, Lampen and Lampe) and little else.
 */
export function stem(word: string, language: Language): string {
  if (word.length < 4 || !LATIN_WORD.test(word)) return word
  const key = `${language} ${word}`
  const known = kept.get(key)
  if (known !== undefined) return known

  const stemmed =
    language === 'de' ? germanStem(word) : language === 'en' ? englishStem(word) : singular(word)
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(key, stemmed)
  return stemmed
}

function englishStem(word: string): string {
  const one = singular(word)
  if (WHOLE_WORDS.has(one)) return one
  return withoutE(withoutEnding(one))
}

function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

function withoutEnding(word: string): string {
  const bare = /^(.*)(?:ing|ed)$/.exec(word)?.[1]
  if (bare === undefined || bare.length < 3 || !VOWEL.test(bare)) return word
  return /([bdfgklmnprtv])\1$/.test(bare) ? bare.slice(0, -1) : bare
}

/** charge and charging meet at charg; so do table and tables. */
const withoutE = (word: string): string => (word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word)

/** After Savoy's light stemmer; umlauts are folded away, and their spelling as ae, oe, ue is brought to the same. */
function germanStem(word: string): string {
  const plain = word.replace(/(?<![aeioquy])([aou])e/g, '$1')
  const bare = withoutGermanEnding(plain)
  return bare.length > 4 ? bare.replace(/(?:est|er|en|(?<=[bdfghklmnpt])st)$/, '') : bare
}

function withoutGermanEnding(word: string): string {
  if (word.length > 5 && word.endsWith('ern')) return word.slice(0, -3)
  if (word.length > 4 && /e[mnrs]$/.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('e')) return word.slice(0, -1)
  if (word.length > 3 && /[bdfghklmnrt]s$/.test(word)) return word.slice(0, -1)
  return word
}
