import { type Db, type Statement, bulk } from '../platform/d1.ts'
import type { ListingRow } from './listing-rows.ts'

/** How many more listings have a word than before, by scope and word; the token where a listing brings the word. */
export type WordCounts = ReadonlyMap<string, { scope: string; word: string; token: string; more: number }>

/** Sums what leaves and what comes. */
export function countWords(
  leaving: readonly { scope: string; words: string }[],
  coming: readonly Pick<ListingRow, 'scope' | 'texts'>[],
): WordCounts {
  const counts = new Map<string, { scope: string; word: string; token: string; more: number }>()
  const count = (scope: string, word: string, token: string, more: number): void => {
    const key = `${scope} ${word}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { scope, word, token, more })
    else {
      known.more += more
      known.token ||= token
    }
  }
  for (const { scope, words } of leaving) {
    for (const word of words.split(' ')) if (word !== '') count(scope, word, '', -1)
  }
  for (const { scope, texts } of coming) {
    for (const { surface, token } of texts.words) count(scope, surface, token, 1)
  }
  return counts
}

/** Statements that carry the counts into the vocabulary; words that no listing has any more go. */
export function saveVocabulary(db: Db, counts: WordCounts): Statement[] {
  const changed = [...counts.values()].filter(({ more }) => more !== 0)
  const rows = changed.map(({ scope, word, token, more }) => [scope, word, token, reversed(word), more])
  const fewer = changed.filter(({ more }) => more < 0).map(({ scope, word }) => [scope, word])
  return [
    ...bulk(
      db,
      `INSERT INTO vocabulary (scope, word, token, reversed, listings)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each(?1) WHERE true
       ON CONFLICT (scope, word) DO UPDATE SET listings = listings + excluded.listings`,
      rows,
    ),
    ...bulk(
      db,
      `DELETE FROM vocabulary WHERE listings <= 0
         AND (scope, word) IN (SELECT value->>0, value->>1 FROM json_each(?1))`,
      fewer,
    ),
  ]
}

export const reversed = (word: string): string => Array.from(word).toReversed().join('')
