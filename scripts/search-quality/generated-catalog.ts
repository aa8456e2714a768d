import type { LiveProduct } from '../../src/catalog/snapshot.ts'
import type { Handle } from '../../src/domain/handle.ts'
import type { Id, IdKind } from '../../src/domain/ids.ts'

const ADJECTIVES =
  'walnut copper linen steel matt small large round folding wall garden travel soft heavy blue red green grey black white'.split(
    ' ',
  )
const NOUNS =
  'lamp kettle desk chair towel bottle rug shelf mirror basket clock vase candle blanket pillow tray hook bench stool frame'.split(
    ' ',
  )
const PROSE =
  'made by hand from good material with care for every day and lasts for years in any room of the house washes well'.split(
    ' ',
  )
const COLORS = ['Red', 'Blue', 'Green', 'Black', 'White']
const SIZES = ['S', 'M', 'L']

/**
 * A catalogue of any size: common words in a twentieth of the titles, a rare one (`model` number) in each, 100
 * categories below ten, 500 vendors. The same for the same size. For tests of search, which need no import; the
 * benchmark sends its own through the door (scripts/bench/generated-catalog.ts).
 */
export function* generatedProducts(count: number, markets: readonly string[]): Generator<LiveProduct> {
  for (let n = 0; n < count; n++) yield product(n, chance(n), markets)
}

function product(n: number, random: () => number, markets: readonly string[]): LiveProduct {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const noun = pick(NOUNS)
  const category = Math.floor(random() * 100)
  const amount = 100 + Math.floor(random() * 50_000)
  const color = pick(COLORS)
  return {
    state: 'live',
    id: id('product', `p${n}`),
    handle: `p-${n}` as Handle,
    revision: 1,
    createdAt: 1_700_000_000_000 + n * 1_000,
    updatedAt: 0,
    vendor: `Maker ${Math.floor(random() * 500)}`,
    productType: '',
    tags: random() < 0.2 ? ['new'] : [],
    popularity: Math.floor(1_000 * random() ** 4),
    base: {
      title: `${pick(ADJECTIVES)} ${pick(ADJECTIVES)} ${noun} model ${(n * 7919).toString(36)}x`,
      description: `<p>A ${noun}. ${Array.from({ length: 40 }, () => (random() < 0.8 ? pick(PROSE) : pick(NOUNS))).join(' ')}</p>`,
      seoTitle: '',
      seoDescription: '',
    },
    translations: {},
    categories: [
      {
        id: id('category', `c${category}`),
        handle: `category-${category}` as Handle,
        title: `Category ${category}`,
        titles: {},
        ancestors: [`department-${category % 10}` as Handle],
      },
    ],
    options: ['Color', 'Size'],
    media: [{ url: `https://img.example/${n}.jpg`, alt: noun }],
    variants: SIZES.map((size, at) => ({
      id: id('variant', `v${n}-${at}`),
      sku: `SKU-${n}-${size}`,
      values: [color, size],
      barcode: '',
      weightGrams: null,
      image: null,
      prices: Object.fromEntries(
        markets.map((market) => [market, [{ amount, minQuantity: 1, startsAt: 0 }]]),
      ),
      availability: Object.fromEntries(
        markets.map((market) => [market, n % 10 === 0 ? 'out_of_stock' : 'in_stock']),
      ),
    })),
  }
}

const id = <Kind extends IdKind>(_kind: Kind, text: string): Id<Kind> => text as Id<Kind>

/** Chance that repeats itself (mulberry32). */
function chance(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
