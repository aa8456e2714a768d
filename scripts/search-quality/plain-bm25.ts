/** The yardstick of shared/data/search: BM25 (k1 1.2, b 0.75) over runs of a-z and 0-9. */
export type Baseline = { topTen(query: string): string[] }

type Text = { readonly id: string; readonly counts: ReadonlyMap<string, number>; readonly length: number }

export function plainBm25(documents: readonly { id: string; text: string }[]): Baseline {
  const texts = documents.map(({ id, text }): Text => {
    const words = tokens(text)
    return { id, counts: countsOf(words), length: words.length }
  })
  const average = texts.reduce((sum, { length }) => sum + length, 0) / texts.length
  const having = countsOf(texts.flatMap(({ counts }) => [...counts.keys()]))

  const score = ({ counts, length }: Text, words: readonly string[]): number =>
    words.reduce((sum, word) => {
      const count = counts.get(word) ?? 0
      const others = having.get(word) ?? 0
      const rarity = Math.log(1 + (texts.length - others + 0.5) / (others + 0.5))
      return sum + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / average))
    }, 0)

  return {
    topTen(query) {
      const words = tokens(query)
      return texts
        .map((text) => ({ id: text.id, score: score(text, words) }))
        .toSorted((left, right) => right.score - left.score)
        .slice(0, 10)
        .map(({ id }) => id)
    },
  }
}

const tokens = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
