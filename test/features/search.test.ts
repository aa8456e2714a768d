import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CategoriesSnapshot } from '../../src/catalog/snapshot.ts'
import { Problem } from '../../src/platform/problem.ts'
import { commit } from '../../src/platform/d1.ts'
import { clearListings, replaceListings } from '../../src/search/save-listings.ts'
import { suggest } from '../../src/search/suggestions.ts'
import { listingRows } from '../../src/search/listing-rows.ts'
import { id, locale } from '../domain/make.ts'
import {
  DE,
  JP,
  MARKETS,
  NOW,
  US,
  found,
  idsOf,
  list,
  product,
  publish,
  searchCtx,
  walk,
  withdraw,
} from './search-shop.ts'

const SHELF = [
  product('kettle', 'Copper Kettle', {
    vendor: 'Brass & Sons',
    description: '<p>Boils water &amp; whistles.</p>',
    category: 'kettles',
    above: ['kitchen'],
    popularity: 50,
    sku: 'KT-400-M',
  }),
  product('kettle-set', 'Set of two copper kettles', {
    category: 'kettles',
    above: ['kitchen'],
    tags: ['Neu'],
  }),
  product('steel', 'Steel kettle', { description: 'With a copper bottom, for running water', tags: ['Näh'] }),
  product('shoes', 'Running shoes, men’s', { options: { Color: 'Crème', Size: 'XL' } }),
  product('agent', 'Multi-agent systems', { description: 'A book about 20.5 things' }),
  product('cpp', 'Programming C++ by example', { description: 'Now 50% off' }),
  product('csharp', 'C# in a nutshell'),
  product('tagged', 'Mug #tag @x', { description: 'a_b and a/b' }),
  product('obrien', "O'Brien's saddle"),
  product('quoted', 'A 12" record, 18x28 sleeve'),
  product('and', 'Salt AND pepper NOT sugar'),
  product('name', 'name:x rank:1 price:0'),
  product('family', 'Sticker 👨‍👩‍👧 family'),
  product('cord', 'Wall lamp with cord', { popularity: 90 }),
  product('cordless', 'Cordless wall lamp'),
  product('without', 'Wall lamp, matt', { description: 'Comes without a cord.' }),
  product('wifi', 'Wi-Fi plug'),
  product('phones', 'Head phones'),
  product('half', '1/2 gallon bottle'),
  product('cafe', 'Cafe\u0301 crème'),
  product('strasse', 'Straße nach Ísafjörður'),
  product('istanbul', 'İstanbul ışık'),
  product('ligature', 'ﬁne ofﬁce'),
  product('wide', 'ＦＵＬＬ ｗｉｄｔｈ'),
  product('arabic', 'مصباح مكتب'),
  product('hebrew', 'מנורת שולחן'),
  product('lampen', 'Desk lamp', {
    translations: { de: { title: 'Schreibtischlampe aus Messing' }, ja: { title: '真鍮のデスクランプ' } },
  }),
  product('haus', 'Bird house', {
    translations: { de: { title: 'Vogelhäuser für den Garten' }, ja: { title: '東京都の鳥の家' } },
  }),
  product('matcha', 'Matcha set', {
    translations: { ja: { title: '抹茶ラテセット', description: 'ステンレスの茶筅つき' } },
  }),
  product('thai', 'กระเป๋าผ้าฝ้าย'),
  product('chinese', '不锈钢保温杯'),
  product('pattern', `100% \\ _under_ ${'x%_'.repeat(20)}`),
  product('dear', 'Golden kettle', { prices: { us: 99_900 }, availability: 'out_of_stock' }),
]

beforeAll(() => publish(SHELF))

const refusal = (code: string) => expect.objectContaining({ name: 'Problem', code })

describe('what a search finds', () => {
  test.each([
    ['kettle', ['dear', 'kettle', 'kettle-set', 'steel']],
    ['KETTLES', ['dear', 'kettle', 'kettle-set', 'steel']],
    ['copper ket', ['kettle', 'kettle-set', 'steel']],
    ['boil whistle', ['kettle']],
    ['run shoe', ['shoes']],
    ['mens', ['shoes']],
    ['creme xl', ['shoes']],
    ['kt-400-m', ['kettle']],
    ['kt400m', ['kettle']],
    ['multi-agent', ['agent']],
    ['multiagent', ['agent']],
    ['multi agent', ['agent']],
    ['20.5', ['agent']],
    ['C++', ['cpp']],
    ['c#', ['csharp']],
    ['50%', ['cpp']],
    ['#tag', ['tagged']],
    ['@x', ['tagged']],
    ['a_b', ['tagged']],
    ['a/b', ['tagged']],
    ["o'brien", ['obrien']],
    ['obriens', ['obrien']],
    ['wifi', ['wifi']],
    ['wi fi', ['wifi']],
    ['headphones', ['phones']],
    ['1/2gallon', ['half']],
    ['1/2 gallon', ['half']],
    ['18x28', ['quoted']],
    ['👨‍👩‍👧', ['family']],
    ['👧', ['family']],
    ['café', ['cafe']],
    ['cafe\u0301', ['cafe']],
    ['strasse', ['strasse']],
    ['isafjordur', ['strasse']],
    ['İSTANBUL', ['istanbul']],
    ['istanbul isik', ['istanbul']],
    ['fine office', ['ligature']],
    ['full width', ['wide']],
    ['ｆｕｌｌ', ['wide']],
    ['مصباح', ['arabic']],
    ['\u200Fמנורת\u200E', ['hebrew']],
    ['ผ้าฝ้าย', ['thai']],
    ['เป๋าผ้า', ['thai']],
    ['锈钢', ['chinese']],
    ['保温杯', ['chinese']],
  ])('%j', async (q, ids) => {
    expect((await found(q)).toSorted()).toEqual(ids)
  })

  test('German and Japanese shops search their own texts, and fall back to the base text', async () => {
    expect(await found('schreibtischlampen', {}, DE)).toEqual(['lampen'])
    expect(await found('vogelhaus', {}, DE)).toEqual(['haus'])
    expect(await found('gärten', {}, DE)).toEqual(['haus'])
    expect(await found('desk lamp', {}, DE)).not.toContain('lampen')
    // A market's other languages fall back to its own one first.
    expect(await found('schreibtischlampe', { locale: locale('en') }, DE)).toEqual(['lampen'])
    expect(await found('desk lamp')).toEqual(['lampen'])
    expect(await found('kupfer', {}, DE)).toEqual([])
    expect(await found('copper kettle', {}, DE)).toContain('kettle')
    for (const q of ['抹茶', '茶ラ', 'ラテセット', '茶筅', 'ﾗﾃ'])
      expect(await found(q, {}, JP)).toEqual(['matcha'])
    expect(await found('デスクランプ', {}, JP)).toEqual(['lampen'])
    expect(await found('ランプ 真鍮', {}, JP)).toEqual(['lampen'])
    expect(await found('京都', {}, JP)).toEqual(['haus'])
    expect(await found('鳥', {}, JP)).toEqual(['haus'])
  })

  test('a market finds only what it sells', async () => {
    expect(await found('golden')).toEqual(['dear'])
    expect(await found('golden', {}, DE)).toEqual([])
  })

  test('titles come before descriptions, full matches before near ones', async () => {
    expect((await found('copper kettle'))[0]).toBe('kettle')
    expect((await found('copper kettle')).indexOf('steel')).toBeGreaterThan(1)
    const near = await found('golden copper kettle')
    expect(near).toContain('dear')
    expect(near).toContain('kettle')
  })

  test('what is asked to be absent sinks, and what lacks it rises', async () => {
    const order = await found('wall lamp without cord')
    expect(order.slice(0, 3).toSorted()).toEqual(['cord', 'cordless', 'without'])
    expect(order[2]).toBe('cord')
    expect((await found('no such thing as -cord'))[0]).toBe('cord')
  })

  test('a word nobody has is corrected, and says so', async () => {
    for (const q of ['kettel', 'ketle', 'kettlee', 'kettke']) {
      const page = await list({ q })
      expect(idsOf(page)).toContain('kettle')
      expect(page.corrected).toBe('kettle')
    }
    expect(idsOf(await list({ q: 'programing c++' }))).toEqual(['cpp'])
    expect((await list({ q: 'coper wisthles' })).corrected).toBe('copper wisthles')
    expect(idsOf(await list({ q: 'xqzzzv' }))).toEqual([])
    expect(await list({ q: 'kettlecopper' })).toMatchObject({ corrected: 'kettle copper' })
    expect((await list({ q: 'kettle' })).corrected).toBeUndefined()
  })

  test('a corrected search walks on in the corrected words', async () => {
    const met = await walk({ q: 'kettel', limit: 1 })
    expect(met.toSorted()).toEqual(['dear', 'kettle', 'kettle-set', 'steel'])
  })
})

describe('what a shopper types is never syntax', () => {
  const literal = [
    '"', '""', '"a', "'", 'a"b', '*', '**', 'a*', '^a', '-a', '+a', '(', ')', '{', ':', '~', '=', '"="',
    'AND', 'OR', 'NOT', 'NEAR', 'NEAR(a b', 'a AND', 'name:x', 'rank:1', '{name description}: x', 'price:0',
    'title:kettle', '%', '_', '\\', 'x%_'.repeat(20), '‮abc', '‏', '<script>alert(1)</script>', '${7*7}', '{{7*7}}',
    'a\r\nSet-Cookie: x', 'us/en/kettle', '=a', "'; DROP TABLE listings; --", 'a'.repeat(256), 'a-b+c#d/e.f_g '.repeat(18),
    Array.from({ length: 32 }, (_, at) => `word${at}`).join(' '),
    '東京都の鳥の家'.repeat(36),
  ] // prettier-ignore
  test.each(literal)('%j', async (q) => {
    for (const more of [{}, { sort: 'price' as const }, { facets: true }, { available: true }]) {
      const { cards } = await list({ q, ...more })
      expect(cards.length).toBeLessThan(30)
    }
  })

  test('signs alone find nothing, operators are words', async () => {
    for (const q of ['"', '*', '-', '()', '‏']) expect(await found(q)).toEqual([])
    expect(await found('salt AND pepper')).toEqual(['and'])
    expect(await found('NOT sugar')).toEqual(['and'])
    expect(await found('rank:1')).toEqual(['name'])
    // Were it a column filter or a bare scope, it would find kettles.
    expect(await found('title:kettle')).not.toEqual(await found('kettle'))
    expect(await found('us/en/kettle', { limit: 1 })).not.toEqual([undefined])
  })

  test('blank text is a plain listing', async () => {
    const plain = await list()
    for (const q of ['', ' ', '\t\n', '\u3000'])
      expect(await list({ q })).toMatchObject({ cards: plain.cards })
  })

  test.each([['NUL', 'a\0b'], ['half a pair', 'a\ud800'], ['control', 'a\u0007'], ['10 kB', 'a'.repeat(10_000)],
    ['257', 'ä'.repeat(257)], ['500 words', 'a '.repeat(500)], ['33 words', 'b '.repeat(33)]])('%s is refused before the database', async (_, q) => {
    const ctx = searchCtx()
    await expect(list({ q }, US, ctx)).rejects.toEqual(refusal('invalid_parameter'))
    expect(ctx.meter.crossings.d1).toBe(0)
  }) // prettier-ignore

  test('any text is answered or refused, in one crossing or two', async () => {
    const sort = fc.constantFrom('relevance' as const, 'price' as const)
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '*',
            ' ',
            'AND',
            'NEAR(',
            ')',
            '^',
            ':',
            '-',
            '{title}',
            'kettle',
            'ラ',
            '~',
            '\u0001',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, sort, fc.boolean(), async (q, by, facets) => {
        const ctx = searchCtx()
        try {
          await list({ q, sort: by, facets }, US, ctx)
        } catch (error) {
          expect(error).toEqual(refusal('invalid_parameter'))
        }
        expect(ctx.meter.crossings.d1).toBeLessThanOrEqual(2)
      }),
      { numRuns: 150, seed: 2026 },
    )
  })
})

describe('filters and facets', () => {
  test('values are alternatives, filters are conditions; case and accents do not matter', async () => {
    expect(idsOf(await list({ categories: ['kitchen'] })).toSorted()).toEqual(['kettle', 'kettle-set'])
    expect(idsOf(await list({ categories: ['kettles', 'nothing'] })).toSorted()).toEqual([
      'kettle',
      'kettle-set',
    ])
    expect(idsOf(await list({ categories: ['kettles'], tags: ['NEU'] }))).toEqual(['kettle-set'])
    expect(idsOf(await list({ vendors: ['BRASS & sons'] }))).toEqual(['kettle'])
    expect(idsOf(await list({ tags: ['nah', 'neu'] })).toSorted()).toEqual(['kettle-set', 'steel'])
    expect(idsOf(await list({ options: new Map([['color', ['creme']]]) }))).toEqual(['shoes'])
    expect(idsOf(await list({ options: new Map([['color', ['red']]]) }))).toEqual([])
    expect(idsOf(await list({ priceMin: 99_900, priceMax: 99_900 }))).toEqual(['dear'])
    expect(await found('kettle', { available: true })).not.toContain('dear')
    expect(await found('kettle', { priceMin: 1_001 })).toEqual(['dear'])
    expect(await found('kettle', { categories: ['kitchen'], sort: 'title' })).toEqual([
      'kettle',
      'kettle-set',
    ])
  })

  test('facets count what is there, in its own spelling', async () => {
    const { facets } = await list({ q: 'kettle', facets: true })
    expect(facets).toEqual({
      categories: [
        { value: 'kettles', label: 'KETTLES', count: 2 },
        { value: 'kitchen', label: 'kitchen', count: 2 },
      ],
      vendors: [{ value: 'brass & sons', label: 'Brass & Sons', count: 1 }],
      tags: [
        { value: 'nah', label: 'Näh', count: 1 },
        { value: 'neu', label: 'Neu', count: 1 },
      ],
      options: [],
      available: 3,
      price: { min: 1_000, max: 99_900 },
      counted: 4,
      approximate: false,
    })
    const all = await list({ facets: true })
    expect(all.facets?.counted).toBe(SHELF.length)
    expect(all.facets?.options).toEqual([
      { name: 'color', label: 'Color', values: [{ value: 'creme', label: 'Crème', count: 1 }] },
      { name: 'size', label: 'Size', values: [{ value: 'xl', label: 'XL', count: 1 }] },
    ])
    expect((await list({ facets: true }, DE)).facets?.categories[0]?.label).toBe('kettles (de)')
  })

  test('too many values are refused', async () => {
    const tags = Array.from({ length: 101 }, (_, at) => `tag ${at}`)
    await expect(list({ tags })).rejects.toEqual(refusal('invalid_parameter'))
    expect((await list({ tags: tags.slice(1), sort: 'price', q: 'kettle', facets: true })).cards).toEqual([])
  })
})

describe('cursors', () => {
  test('belong to one list', async () => {
    const { nextCursor } = await list({ limit: 2 })
    const cursor = nextCursor ?? ''
    expect(cursor).not.toBe('')
    const others = [
      { sort: 'price' as const },
      { tags: ['neu'] },
      { q: 'kettle' },
      { available: true },
      { priceMin: 1 },
    ]
    for (const other of others)
      await expect(list({ ...other, cursor })).rejects.toEqual(refusal('invalid_cursor'))
    await expect(list({ cursor }, DE)).rejects.toEqual(refusal('invalid_cursor'))
    const rubbish = ['abc', '', cursor.slice(1), `${cursor}!`, cursor.slice(0, -1), `${cursor[0] === 'A' ? 'B' : 'A'}${cursor.slice(1)}`, 'x'.repeat(20_000), "' OR 1=1 --", '{"id":1}'] // prettier-ignore
    for (const text of rubbish)
      await expect(list({ cursor: text })).rejects.toEqual(refusal('invalid_cursor'))
    expect((await list({ limit: 3, cursor })).cards).toHaveLength(3)
  })
})

describe('crossings', () => {
  test.each([
    [{}], [{ sort: 'price' as const }], [{ categories: ['kitchen'], facets: true }], [{ q: 'kettle', facets: true }],
    [{ q: 'kettle', sort: 'newest' as const, facets: true }], [{ q: 'xqzzzv' }], [{ q: '"' }], [{ priceMin: 5, sort: 'title' as const }],
  ])('%j takes one at most', async (given) => {
    const ctx = searchCtx()
    await list(given, US, ctx)
    expect(ctx.meter.crossings.d1).toBeLessThanOrEqual(1)
  }) // prettier-ignore

  test('a correction takes a second one', async () => {
    const ctx = searchCtx()
    await list({ q: 'kettel' }, US, ctx)
    expect(ctx.meter.crossings.d1).toBe(2)
  })
})

describe('suggestions', () => {
  const categories: CategoriesSnapshot = {
    categories: [
      { id: id('category', 'c1'), handle: 'kettles' as never, parent: null, title: 'Kettles', description: '', translations: { de: { title: 'Kessel' }, ja: { title: 'やかん' } }, revision: 1 },
    ],
  } // prettier-ignore
  const suggested = async (q: string, where = US) =>
    (await suggest(searchCtx(), where, where.defaultLocale, q, categories, undefined)).map(
      ({ kind, title, handle }) => `${kind} ${handle ?? ''} ${title}`,
    )

  test('complete words, name categories and products', async () => {
    expect(await suggested('ket')).toEqual([
      'query  kettle',
      'query  kettles',
      'category kettles Kettles',
      'product kettle Copper Kettle',
      'product kettle-set Set of two copper kettles',
      'product steel Steel kettle',
      'product dear Golden kettle',
    ])
    expect(await suggested('copper ke')).toContain('query  copper kettle')
    expect(await suggested('kes', DE)).toContain('category kettles Kessel')
    expect(await suggested('抹', JP)).toEqual(expect.arrayContaining(['product matcha 抹茶ラテセット']))
    expect(await suggested('やか', JP)).toEqual(['category kettles やかん'])
  })

  test('answer anything, in one crossing', async () => {
    for (const q of ['', ' ', '"', '*', 'NEAR(', 'a', 'c++', 'ケ', '👧', 'ket"', "o'b", 'without']) {
      const ctx = searchCtx()
      await suggest(ctx, US, US.defaultLocale, q, categories, undefined)
      expect(ctx.meter.crossings.d1).toBeLessThanOrEqual(1)
    }
    await expect(suggested('a\0')).rejects.toEqual(refusal('invalid_parameter'))
    await expect(suggested('a'.repeat(300))).rejects.toBeInstanceOf(Problem)
  })
})

describe('rows', () => {
  const count = async (sql: string): Promise<number> =>
    (await env.SEARCH.prepare(sql).first<number>('n')) ?? -1

  test('follow their product: renamed, repriced, gone, back', async () => {
    await publish([product('mover', 'Zinnia vase', { category: 'vases' })])
    expect(await found('zinnia')).toEqual(['mover'])
    await publish([product('mover', 'Dahlia vase', { popularity: 7 })])
    expect(await found('zinnia')).toEqual([])
    expect(await found('dahlia')).toEqual(['mover'])
    expect((await list({ categories: ['vases'] })).cards).toEqual([])
    await publish([product('mover', 'Dahlia vase', { prices: { de: 100 } })])
    expect(await found('dahlia')).toEqual([])
    expect(await found('dahlia', {}, DE)).toEqual(['mover'])
    await withdraw('mover')
    expect(await found('dahlia', {}, DE)).toEqual([])
    expect(await count("SELECT count(*) AS n FROM vocabulary WHERE word IN ('zinnia', 'dahlia')")).toBe(0)
  })

  test('that would not change are not written', async () => {
    const ctx = searchCtx()
    const rows = SHELF.map((each) => ({ productId: each.id, rows: listingRows(each, MARKETS, NOW) }))
    expect(await replaceListings(ctx, rows)).toEqual([])
  })

  test('keep their id through a change, and say when they are due', async () => {
    const idOf = () => count("SELECT id AS n FROM listings WHERE product_id = 'sale' AND scope = 'us/en'")
    const rows = [
      { amount: 500, minQuantity: 1, startsAt: 0 },
      { amount: 400, compareAt: 500, minQuantity: 1, startsAt: NOW + 1_000, endsAt: NOW + 5_000 },
    ]
    await publish([product('sale', 'Quince jelly', { prices: { us: rows } })])
    const before = await idOf()
    const page = await list({ q: 'quince' })
    expect(page.nextBoundary).toBe(NOW + 1_000)
    expect(JSON.parse(page.cards[0] ?? '')).toEqual({
      id: 'sale', handle: 'sale', title: 'Quince jelly', vendor: '',
      price: { min: { amount: 500, currency: 'USD' }, max: { amount: 500, currency: 'USD' } },
      availability: 'in_stock', variantCount: 1,
    }) // prettier-ignore
    await publish([product('sale', 'Quince jelly', { prices: { us: rows } })], NOW + 1_000)
    expect(await idOf()).toBe(before)
    const sale = await list({ q: 'quince' })
    expect(sale.nextBoundary).toBe(NOW + 5_000)
    expect(JSON.parse(sale.cards[0] ?? '')).toMatchObject({
      price: { min: { amount: 400 } },
      compareAt: { amount: 500, currency: 'USD' },
    })
    await withdraw('sale')
  })

  test('are made again after a rebuild', async () => {
    const before = await walk({ sort: 'title' })
    const ctx = searchCtx()
    await commit(ctx.search, clearListings(ctx))
    expect((await list()).cards).toEqual([])
    expect(await found('kettle')).toEqual([])
    await publish(SHELF)
    expect(await walk({ sort: 'title' })).toEqual(before)
    expect((await found('kettle')).length).toBe(4)
  })
})
