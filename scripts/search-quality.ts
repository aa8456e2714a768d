import type { ListQuery } from '../src/search/list-query.ts'
import { listProducts } from '../src/search/list-products.ts'
import { listingRows } from '../src/search/listing-rows.ts'
import {
  type JudgedQuery,
  US_MARKET,
  baselineTexts,
  hasJudgedCatalog,
  judgedProducts,
  judgedQueries,
} from './search-quality/judged-catalog.ts'
import { plainBm25 } from './search-quality/plain-bm25.ts'
import { type LocalSearch, fill, openLocalSearch } from './search-quality/local-search.ts'

/**
 * How well search ranks: NDCG@10 over the judged queries, through the very code and SQL that shoppers use, on the
 * SQLite of Workers. The weights (src/search/scores.ts) were chosen on the queries with an even number alone.
 */
export type Quality = {
  readonly queries: number
  readonly ndcg: number
  /** Plain BM25 over the same queries and text. */
  readonly baseline: number
  /** Share of the ten shown that anyone has judged; the others count as irrelevant. */
  readonly judged: number
}
type Outcome = Omit<Quality, 'queries'> & { readonly query: JudgedQuery }

const SHOWN = 10
const isTuning = ({ qid }: JudgedQuery): boolean => Number(qid.slice(1)) % 2 === 0
const isNegation = ({ query }: JudgedQuery): boolean => NEGATION.test(query)
const NEGATION = /\b(?:without|not|no)\b/

export async function searchQuality(): Promise<Record<string, Quality> | undefined> {
  if (!hasJudgedCatalog()) return undefined
  const outcomes = await judge()
  const of = (which: (query: JudgedQuery) => boolean): Quality =>
    mean(outcomes.filter(({ query }) => which(query)))
  return {
    all: of(() => true),
    'without negations': of((query) => !isNegation(query)),
    'negations alone': of(isNegation),
    'tuning half': of(isTuning),
    'held-out half': of((query) => !isTuning(query)),
    'held-out, without negations': of((query) => !isTuning(query) && !isNegation(query)),
  }
}

async function judge(): Promise<Outcome[]> {
  const search = await openLocalSearch()
  try {
    const products = judgedProducts()
    await fill(
      search,
      products.map((product) => ({
        productId: product.id,
        rows: listingRows(product, [US_MARKET], search.ctx.now),
      })),
    )
    const outcomes: Outcome[] = []
    const bm25 = plainBm25(baselineTexts())
    for (const query of judgedQueries()) {
      outcomes.push(outcome(query, await topTen(search, query.query), bm25.topTen(query.query)))
    }
    return outcomes
  } finally {
    await search.close()
  }
}

async function topTen(search: LocalSearch, q: string): Promise<string[]> {
  const page = await listProducts(search.ctx, US_MARKET, plainQuery(q), undefined)
  return page.cards.map((card) => (JSON.parse(card) as { id: string }).id)
}

const plainQuery = (q: string): ListQuery => ({
  locale: US_MARKET.defaultLocale,
  q,
  categories: [],
  vendors: [],
  tags: [],
  options: new Map(),
  sort: 'relevance',
  facets: false,
  limit: SHOWN,
})

function outcome(query: JudgedQuery, ids: readonly string[], baselineIds: readonly string[]): Outcome {
  const gains = new Map(query.judged.map(({ id, gain }) => [id, gain]))
  return {
    query,
    ndcg: gainOf(ids, gains),
    baseline: gainOf(baselineIds, gains),
    judged: ids.filter((id) => gains.has(id)).length / SHOWN,
  }
}

function gainOf(ids: readonly string[], gains: ReadonlyMap<string, number>): number {
  const ideal = discounted([...gains.values()].toSorted((left, right) => right - left).slice(0, SHOWN))
  return ideal === 0 ? 0 : discounted(ids.map((id) => gains.get(id) ?? 0)) / ideal
}

const discounted = (gains: readonly number[]): number =>
  gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)

function mean(outcomes: readonly Outcome[]): Quality {
  const of = (value: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, each) => sum + value(each), 0) / outcomes.length
  return {
    queries: outcomes.length,
    ndcg: of(({ ndcg }) => ndcg),
    baseline: of((each) => each.baseline),
    judged: of(({ judged }) => judged),
  }
}

if (import.meta.main) {
  const quality = await searchQuality()
  if (quality === undefined) console.log('search quality: skipped, there is no ../shared/data')
  else {
    console.log('NDCG@10 of the judged queries (BM25 over the same text: see baseline)')
    console.table(
      Object.fromEntries(
        Object.entries(quality).map(([name, { queries, ndcg, baseline, judged }]) => [
          name,
          {
            queries,
            ndcg: ndcg.toFixed(3),
            baseline: baseline.toFixed(3),
            judged: `${Math.round(judged * 100)} %`,
          },
        ]),
      ),
    )
  }
}
