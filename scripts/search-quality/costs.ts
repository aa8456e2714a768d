import type { Market } from '../../src/domain/market.ts'
import type { ListQuery } from '../../src/search/list-query.ts'
import { listProducts } from '../../src/search/list-products.ts'
import { listingRows } from '../../src/search/listing-rows.ts'
import { generatedProducts } from './generated-catalog.ts'
import { US_MARKET } from './judged-catalog.ts'
import { type LocalSearch, fill, openLocalSearch } from './local-search.ts'

/** What one kind of query costs inside SQLite, as D1 reports it. */
export type Cost = { readonly milliseconds: number; readonly rowsRead: number; readonly crossings: number }

const PLAIN: ListQuery = {
  locale: US_MARKET.defaultLocale,
  categories: [],
  vendors: [],
  tags: [],
  options: new Map(),
  sort: 'relevance',
  facets: false,
  limit: 20,
}

const color = (value: string) => ({ options: new Map([['color', [value]]]) })

export const QUERIES: Readonly<Record<string, Partial<ListQuery>>> = {
  'plain list': {},
  'sorted by price': { sort: 'price' },
  'one category': { categories: ['category-7'] },
  'department, available': { categories: ['department-7'], available: true },
  'category sorted by price': { categories: ['category-7'], sort: 'price' },
  'department sorted by title': { categories: ['department-7'], sort: 'title' },
  'two filters sorted by price': { ...color('red'), categories: ['department-7'], sort: 'price' },
  'three filters, rare': { ...color('red'), categories: ['category-7'], tags: ['new'] },
  'price range': { priceMin: 5_000, priceMax: 6_000 },
  'narrow price range, newest': { priceMin: 5_000, priceMax: 5_010, sort: 'newest' },
  'price range sorted by price': { priceMin: 5_000, priceMax: 30_000, sort: '-price' },
  facets: { facets: true },
  'facets of a department': { categories: ['department-7'], facets: true },
  'broad word': { q: 'lamp' },
  'word of every text': { q: 'model' },
  'two words': { q: 'copper kettle' },
  'three words': { q: 'red wall clock' },
  'rare word': { q: `${(400 * 7919).toString(36)}x` },
  'unfinished word': { q: 'copper ket' },
  'wrongly typed': { q: 'coper ketle' },
  'no such thing': { q: 'xylophone' },
  'words and facets': { q: 'copper kettle', facets: true },
  'word sorted by price': { q: 'lamp', sort: 'price' },
  'word in a category': { q: 'lamp', categories: ['department-7'] },
}

export async function measureCosts(count: number, rowsEach = 1, repeats = 40): Promise<Record<string, Cost>> {
  const markets = Array.from(
    { length: rowsEach },
    (_, at) => ({ ...US_MARKET, code: at === 0 ? 'us' : `m${at}` }) as Market,
  )
  const search = await openLocalSearch()
  try {
    const start = performance.now()
    let batch = []
    for (const product of generatedProducts(
      count,
      markets.map(({ code }) => code),
    )) {
      batch.push({ productId: product.id, rows: listingRows(product, markets, search.ctx.now) })
      if (batch.length < 1_000) continue
      await fill(search, batch)
      batch = []
    }
    await fill(search, batch)
    console.log(
      `${count} products × ${rowsEach}: ${Math.round(count / ((performance.now() - start) / 1_000))}/s`,
    )
    const costs: Record<string, Cost> = {}
    for (const [name, query] of Object.entries(QUERIES))
      costs[name] = await cost(search, { ...PLAIN, ...query }, repeats)
    return costs
  } finally {
    await search.close()
  }
}

async function cost({ ctx, meter }: LocalSearch, query: ListQuery, repeats: number): Promise<Cost> {
  // The first turn reads from disk what the others find in memory.
  await listProducts(ctx, US_MARKET, query, undefined)
  const before = { milliseconds: meter.sqlMilliseconds, rows: meter.rowsRead, crossings: meter.crossings.d1 }
  for (let turn = 0; turn < repeats; turn++) await listProducts(ctx, US_MARKET, query, undefined)
  // D1 counts whole milliseconds: only the mean tells a half from a third.
  return {
    milliseconds: (meter.sqlMilliseconds - before.milliseconds) / repeats,
    rowsRead: (meter.rowsRead - before.rows) / repeats,
    crossings: (meter.crossings.d1 - before.crossings) / repeats,
  }
}

if (import.meta.main) {
  const [small, large] = [await measureCosts(1_000), await measureCosts(Number(process.argv[2] ?? 100_000))]
  console.table(
    Object.fromEntries(
      Object.keys(QUERIES).map((name) => [
        name,
        {
          'ms small': small[name]?.milliseconds.toFixed(2),
          'ms large': large[name]?.milliseconds.toFixed(2),
          ratio: ((large[name]?.milliseconds ?? 0) / (small[name]?.milliseconds || 1)).toFixed(1),
          'rows small': small[name]?.rowsRead,
          'rows large': large[name]?.rowsRead,
          crossings: large[name]?.crossings,
        },
      ]),
    ),
  )
}
