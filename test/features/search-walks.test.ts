import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { generatedProducts } from '../../scripts/search-quality/generated-catalog.ts'
import type { LiveProduct } from '../../src/catalog/snapshot.ts'
import { type ListQuery, SORTS, type Sort } from '../../src/search/list-query.ts'
import { stem } from '../../src/search/stems.ts'
import { optionTerm, readStored, tagTerm, vendorTerm } from '../../src/search/terms.ts'
import { DE, JP, NOW, US, idsOf, list, product, publish, searchCtx, walk, withdraw } from './search-shop.ts'

type Row = {
  id: number
  product_id: string
  title_key: string
  created_at: number
  price_min: number
  terms: string
  words: string
}

const KEYS: Record<Sort, (row: Row) => number | string> = {
  relevance: ({ id }) => id,
  newest: ({ created_at }) => -created_at,
  price: ({ price_min }) => price_min,
  '-price': ({ price_min }) => -price_min,
  title: ({ title_key }) => title_key,
}

const rowsOf = async (scope: string): Promise<Row[]> =>
  (
    await env.SEARCH.prepare(
      `SELECT l.id, product_id, title_key, -age AS created_at, price_min, terms, t.title || t.forms || t.maker || t.body AS words
       FROM listings l JOIN listing_texts t USING (id) WHERE scope = ?1`,
    )
      .bind(scope)
      .all<Row>()
  ).results

/** What the list must be, worked out from the rows the slow way. */
function naive(rows: readonly Row[], query: Partial<ListQuery>): string[] {
  const {
    sort = 'relevance',
    categories = [],
    tags = [],
    vendors = [],
    options = new Map(),
    available,
    q,
  } = query
  const filters = [
    categories.map((handle) => `c:${handle}`),
    tags.map(tagTerm),
    vendors.map(vendorTerm),
    ...Array.from(options, ([name, values]: [string, readonly string[]]) =>
      values.map((value) => optionTerm(name, value)),
    ),
    available === true ? ['a'] : [],
  ].filter((terms) => terms.length > 0)
  const words = q === undefined ? [] : q.split(' ').map((word) => ` ${stem(word, 'en')} `)
  const kept = rows.filter((row) => {
    const terms = new Set((JSON.parse(row.terms) as string[]).map((stored) => readStored(stored).term))
    return (
      filters.every((any) => any.some((term) => terms.has(term))) &&
      row.price_min >= (query.priceMin ?? 0) &&
      row.price_min <= (query.priceMax ?? Infinity) &&
      words.every((word) => row.words.includes(word))
    )
  })
  return kept
    .toSorted((left, right) => compare(KEYS[sort](left), KEYS[sort](right)) || left.id - right.id)
    .map((row) => row.product_id)
}

function compare(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)))
}

const TITLES = [
  'Copper kettle',
  'Kupferkessel, groß',
  '真鍮のランプ',
  'ランプ 抹茶色',
  'Ölkanne',
  'Zebra',
  '👒 hat',
  'ﾗﾝﾌﾟ',
]
/** 300 in three markets: few prices, few moments, few titles, so that most keys are tied. */
const TIED = Array.from({ length: 300 }, (_, n) =>
  product(`tied-${n}`, TITLES[n % TITLES.length] ?? '', {
    prices: {
      us: 100 * (n % 4),
      ...(n % 3 !== 0 && { de: 500 }),
      ...(n % 2 === 0 && { jp: 1_000 + (n % 5) }),
    },
    createdAt: NOW + (n % 3),
    popularity: n % 5,
    tags: [`tag ${n % 4}`],
    category: `cat-${n % 6}`,
    above: ['all'],
    availability: n % 7 === 0 ? 'out_of_stock' : 'backorder',
    options: { Farbe: n % 2 === 0 ? 'Rot' : 'Blau' },
    translations: { de: { title: `Ding ${n % 9}` }, ja: { title: `${n % 4}番の品物` } },
  }),
)

describe('a walk meets every listing once, in order', () => {
  beforeAll(() => publish(TIED))

  const filters: Partial<ListQuery>[] = [
    {},
    { categories: ['all'] },
    { categories: ['cat-1', 'cat-2'], tags: ['TAG 1', 'tag 2'] },
    { available: true, options: new Map([['farbe', ['rot']]]) },
    { priceMin: 100, priceMax: 200 },
    { priceMin: 100, tags: ['tag 3'], available: true },
  ]
  test.each(SORTS.flatMap((sort) => filters.map((filter) => ({ sort, ...filter }))))('%j', async (query) => {
    for (const where of [US, DE, JP]) {
      expect(await walk(query, where)).toEqual(
        naive(await rowsOf(`${where.code}/${where.defaultLocale}`), query),
      )
    }
  })

  test('searched, too', async () => {
    const rows = await rowsOf('us/en')
    for (const q of ['kettle', 'copper kettle', 'ランプ', 'zebra hat']) {
      const ranked = await walk({ q })
      expect(new Set(ranked).size).toBe(ranked.length)
      for (const sort of SORTS.filter((each) => each !== 'relevance')) {
        const met = await walk({ q, sort })
        if (q !== 'zebra hat') expect(met.toSorted()).toEqual(ranked.toSorted())
        expect(met).toEqual(
          rows.length === 0
            ? []
            : naive(
                rows.filter(({ product_id }) => met.includes(product_id)),
                { sort },
              ),
        )
      }
    }
    expect((await walk({ q: 'ランプ' })).length).toBe(
      rows.filter(({ title_key }) => title_key.includes('ランプ')).length,
    )
    expect((await walk({ q: '番の品' }, JP)).length).toBe(150)
  })

  test.each([
    {},
    { sort: 'price' },
    { sort: 'newest' },
    { categories: ['all'] },
    { categories: ['all'], sort: '-price' },
    { q: 'kettle' },
    { q: 'kettle', sort: 'title' },
  ] as const)('while others come and go: %j', async (query) => {
    const before = await walk(query)
    const met = await walk(query, US, async (page) => {
      await publish([
        product(`new-${page}`, 'Copper kettle', {
          category: 'all',
          popularity: page % 7,
          prices: { us: 100 * (page % 4) },
        }),
      ])
      await withdraw(`new-${page - 2}`)
    })
    const old = met.filter((id) => !id.startsWith('new-'))
    expect(old).toEqual(before)
    expect(new Set(met).size).toBe(met.length)
    await withdraw(...Array.from({ length: 200 }, (_, page) => `new-${page}`))
  })

  test('behind a place whose listing is gone', async () => {
    const page = await list({ limit: 50, sort: 'title' })
    const gone = idsOf(page).slice(-2)
    await withdraw(...gone)
    const next = await list({ limit: 10, sort: 'title', cursor: page.nextCursor ?? '' })
    expect(idsOf(next)).toEqual(naive(await rowsOf('us/en'), { sort: 'title' }).slice(48, 58))
    await publish(TIED.filter((each) => gone.includes(each.id)))
  })
})

/** Old, cheap, not popular: at the end of most walks. */
const early = (each: LiveProduct): LiveProduct => ({
  ...each,
  popularity: 0,
  tags: ['early'],
  variants: each.variants.map((variant, at) => ({
    ...variant,
    prices: { us: [{ amount: 1 + (each.createdAt % 7) + at, minQuantity: 1, startsAt: 0 }] },
  })),
})

/** So many that every plan is used: exact sorting, the price index, walks that stop after 2,000 rows. */
describe('3,600 listings', () => {
  let rows: Row[] = []
  beforeAll(async () => {
    await withdraw(...TIED.map((each) => each.id))
    const generated = [...generatedProducts(3_600, ['us'])]
    await publish(generated.map((each, n) => (n < 1_100 ? early(each) : each)))
    rows = await rowsOf('us/en')
  })

  const given: fc.Arbitrary<Partial<ListQuery>> = fc.record(
    {
      sort: fc.constantFrom(...SORTS),
      categories: fc.constantFrom(
        [],
        ['department-3'],
        ['department-3', 'department-4', 'department-5', 'department-6'],
        ['category-17'],
      ),
      options: fc.constantFrom(
        new Map<string, string[]>(),
        new Map([['color', ['red', 'Blue']]]),
        new Map([['Size', ['m']]]),
      ),
      tags: fc.constantFrom([], [], ['new']),
      vendors: fc.constantFrom([], [], ['maker 7', 'Maker 8']),
      priceMin: fc.constantFrom(0, 5_000, 40_000),
      priceMax: fc.constantFrom(6_000, 41_000, 99_000),
      available: fc.constant(true),
    },
    { requiredKeys: ['sort'] },
  )
  test('any filters in any sort: as the slow way has it', async () => {
    const property = fc.asyncProperty(given, async (query) => {
      expect(await walk({ limit: 100, ...query })).toEqual(naive(rows, query))
    })
    await fc.assert(property, { numRuns: 60, seed: 2026 })
  })

  test('a rare combination at the end of a long scan is reached', async () => {
    const query: Partial<ListQuery> = {
      sort: 'title',
      options: new Map([['size', ['s']]]),
      vendors: ['maker 7'],
      priceMin: 1,
    }
    expect(await walk(query)).toEqual(naive(rows, query))
    const wide: Partial<ListQuery> = { sort: 'newest', available: true, priceMin: 49_500 }
    expect(await walk(wide)).toEqual(naive(rows, wide))
  })

  test.each([
    { tags: ['early'], sort: 'newest' },
    { tags: ['early'], sort: '-price', q: 'model' },
    { priceMin: 1, priceMax: 9, sort: 'newest' },
    { priceMin: 1, priceMax: 9 },
    { priceMin: 1, priceMax: 9, available: true },
    { priceMin: 1, priceMax: 9, tags: ['early'], sort: '-price' },
  ] satisfies Partial<ListQuery>[])('%j: too many to sort, and all at the far end', async (query) => {
    const ctx = searchCtx()
    const first = await list({ ...query, limit: 5 }, US, ctx)
    expect(ctx.meter.rowsRead).toBeLessThan(20_000)
    const met = await walk({ ...query, limit: 50 })
    expect(met).toHaveLength(first.cards.length === 5 || query.available ? met.length : 1_100)
    expect(met).toEqual(naive(rows, query))
  })

  test.each(['lamp', 'model', 'copper kettle', 'made by hand'])(
    'more match %j than are ranked: the rest follows',
    async (q) => {
      const matching = naive(rows, { q: q.replace('by ', '') })
      const met = await walk({ q, limit: 100 })
      expect(new Set(met).size).toBe(met.length)
      expect(met.toSorted()).toEqual(matching.toSorted())
      expect(await walk({ q, limit: 100, sort: 'price' })).toEqual(
        naive(rows, { q: q.replace('by ', ''), sort: 'price' }),
      )
      const filtered: Partial<ListQuery> = {
        q,
        limit: 100,
        options: new Map([['color', ['red']]]),
        priceMax: 30_000,
      }
      expect((await walk(filtered)).toSorted()).toEqual(
        naive(rows, { ...filtered, q: q.replace('by ', '') }).toSorted(),
      )
    },
  )

  test.each(['lamp', 'made by hand'])('%j, while ranked ones and others are withdrawn', async (q) => {
    const before = await walk({ q, limit: 100 })
    const gone = new Set<string>()
    const met = await walk({ q, limit: 40 }, US, async (page) => {
      const names = [before[page * 41 + 3], before[before.length - 1 - page], `p${page}`].flatMap(
        (name) => name ?? [],
      )
      for (const name of names) gone.add(name)
      await withdraw(...names)
    })
    const staying = (names: readonly string[]) => names.filter((name) => !gone.has(name)).toSorted()
    expect(staying(met)).toEqual(staying(before))
    expect(new Set(met).size).toBe(met.length)
    await publish([...generatedProducts(3_600, ['us'])].filter(({ id }) => gone.has(id)))
  })

  test.each(SORTS)('a page deep in the list sorted by %s reads no more than the first', async (sort) => {
    let cursor: string | undefined
    const read: number[] = []
    for (let page = 0; page < 30; page++) {
      const ctx = searchCtx()
      const { nextCursor } = await list(
        { sort, limit: 100, ...(cursor !== undefined && { cursor }) },
        US,
        ctx,
      )
      cursor = nextCursor ?? undefined
      read.push(ctx.meter.rowsRead)
    }
    // The last place of equal keys is looked up twice: behind it among its equals, and behind them.
    expect(Math.max(...read)).toBeLessThan((read[0] ?? 0) + 20)
  })

  test('pages are bounded in what they read', async () => {
    const { facets } = await list({ facets: true })
    expect(facets).toMatchObject({ counted: 1_000, approximate: true })
  })
})
