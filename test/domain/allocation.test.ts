import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Allocation,
  allocateStock,
  type FreeStock,
  type WantedLine,
} from '../../src/domain/allocation.ts'
import type { LocationId, VariantId } from '../../src/domain/ids.ts'
import { law } from './law.ts'
import { id } from './make.ts'

const PLACES = ['berlin', 'osaka', 'ohio'].map((name) => id('location', name))

type Shelf = { tracked?: boolean; backorder?: boolean; free?: readonly number[] }

/** Free pieces in Berlin, Osaka and Ohio, which is also the market's order. */
const shelves = (table: Readonly<Record<string, readonly number[] | Shelf>>): Map<VariantId, FreeStock> =>
  new Map(
    Object.entries(table).map(([variant, given]) => {
      const shelf: Shelf = Array.isArray(given) ? { free: given } : (given as Shelf)
      const { tracked = true, backorder = false, free = [] } = shelf
      const byPlace = new Map(free.map((pieces, at) => [PLACES[at] as LocationId, pieces]))
      return [id('variant', variant), { tracked, backorder, free: byPlace }]
    }),
  )

const line = (text: string): WantedLine => {
  const [quantity = '', variant = ''] = text.split(' ')
  return { variantId: id('variant', variant), quantity: Number(quantity) }
}

/** As a shopkeeper would note it: '2 kettle berlin', '1 kettle later'; or 'kettle 2 of 3'. */
const noted = (allocation: Allocation): string[] =>
  allocation.kind === 'allocated'
    ? allocation.pieces.map(
        ({ variantId, location, quantity }) => `${quantity} ${variantId} ${location ?? 'later'}`,
      )
    : allocation.shortages.map(({ variantId, wanted, free }) => `${variantId} ${free} of ${wanted}`)

const allocated = (
  table: Readonly<Record<string, readonly number[] | Shelf>>,
  lines: readonly string[],
  places: readonly LocationId[] = PLACES,
): string[] => noted(allocateStock(places, shelves(table), lines.map(line)))

describe('which location ships what', () => {
  test.each<[what: string, Readonly<Record<string, readonly number[] | Shelf>>, string[], string[]]>([
    ['the first that has it', { kettle: [3, 3, 3] }, ['2 kettle'], ['2 kettle berlin']],
    ['the first that has enough of it', { kettle: [1, 3, 9] }, ['2 kettle'], ['2 kettle osaka']],
    [
      'the first that has all lines, though others have some',
      { cup: [9, 0, 9], kettle: [0, 9, 9] },
      ['1 kettle', '1 cup'],
      ['1 cup ohio', '1 kettle ohio'],
    ],
    [
      'no location has all lines: each variant by the order',
      { cup: [9, 0, 0], kettle: [0, 9, 9] },
      ['1 kettle', '1 cup'],
      ['1 cup berlin', '1 kettle osaka'],
    ],
    [
      'no location has one of them whole: in the order',
      { kettle: [2, 2, 2] },
      ['5 kettle'],
      ['2 kettle berlin', '2 kettle osaka', '1 kettle ohio'],
    ],
    [
      'split into as few parcels as can be: not three',
      { kettle: [1, 3, 3] },
      ['5 kettle'],
      ['3 kettle osaka', '2 kettle ohio'],
    ],
    [
      'of two equally few, those that stand first',
      { kettle: [3, 2, 3] },
      ['5 kettle'],
      ['3 kettle berlin', '2 kettle osaka'],
    ],
    [
      'whole from one where it can, split only where it must',
      { cup: [0, 1, 1], kettle: [2, 0, 0] },
      ['2 cup', '2 kettle'],
      ['1 cup osaka', '1 cup ohio', '2 kettle berlin'],
    ],
    [
      'two lines of one variant are one wish',
      { kettle: [2, 3, 0] },
      ['2 kettle', '1 kettle'],
      ['3 kettle osaka'],
    ],
    ['the last piece', { kettle: [0, 0, 1] }, ['1 kettle'], ['1 kettle ohio']],
    ['an empty order', { kettle: [1, 1, 1] }, [], []],
  ])('%s', (_what, table, lines, expected) => {
    expect(allocated(table, lines)).toEqual(expected)
  })

  test('only locations of the market ship, in its own order', () => {
    const [berlin, osaka] = PLACES as [LocationId, LocationId]
    expect(allocated({ kettle: [5, 5, 5] }, ['2 kettle'], [osaka, berlin])).toEqual(['2 kettle osaka'])
    expect(allocated({ kettle: [1, 1, 9] }, ['3 kettle'], [osaka, berlin])).toEqual(['kettle 2 of 3'])
    expect(allocated({ kettle: [5, 5, 5] }, ['1 kettle'], [])).toEqual(['kettle 0 of 1'])
  })
})

describe('what is short', () => {
  test.each<[what: string, Readonly<Record<string, readonly number[] | Shelf>>, string[], string[]]>([
    ['one piece too few', { kettle: [1, 1, 0] }, ['3 kettle'], ['kettle 2 of 3']],
    ['the sum of two lines', { kettle: [1, 1, 0] }, ['2 kettle', '1 kettle'], ['kettle 2 of 3']],
    [
      'every such variant is named, and nothing ships of the others',
      { bowl: [9, 9, 9], cup: [0, 0, 0], kettle: [1, 0, 0] },
      ['1 bowl', '2 kettle', '1 cup'],
      ['cup 0 of 1', 'kettle 1 of 2'],
    ],
    ['an oversold location lends nothing to others', { kettle: [-2, 1, 0] }, ['2 kettle'], ['kettle 1 of 2']],
  ])('%s', (_what, table, lines, expected) => {
    expect(allocated(table, lines)).toEqual(expected)
  })
})

describe('what is not counted, or may come later', () => {
  const later = (...free: number[]): Shelf => ({ backorder: true, free })
  test.each<[what: string, Readonly<Record<string, readonly number[] | Shelf>>, string[], string[]]>([
    ['a service takes no stock', { advice: { tracked: false } }, ['3 advice'], []],
    [
      'nor does it decide where the rest ships from',
      { advice: { tracked: false, free: [0, 0, 9] }, kettle: [1, 1, 1] },
      ['3 advice', '1 kettle'],
      ['1 kettle berlin'],
    ],
    ['what is nowhere comes later', { kettle: later(0, 0, 0) }, ['2 kettle'], ['2 kettle later']],
    [
      'what is there ships, the rest comes later',
      { kettle: later(1, 0, 1) },
      ['3 kettle'],
      ['1 kettle berlin', '1 kettle ohio', '1 kettle later'],
    ],
    ['nothing comes later that is there', { kettle: later(0, 3, 0) }, ['3 kettle'], ['3 kettle osaka']],
    [
      'one location has all that is there at all: it ships it',
      { cup: [1, 1, 0], kettle: later(0, 1, 0) },
      ['1 cup', '4 kettle'],
      ['1 cup osaka', '1 kettle osaka', '3 kettle later'],
    ],
    [
      'a shortage beside it stops all',
      { cup: [0, 0, 0], kettle: later(0, 0, 0) },
      ['1 cup', '1 kettle'],
      ['cup 0 of 1'],
    ],
  ])('%s', (_what, table, lines, expected) => {
    expect(allocated(table, lines)).toEqual(expected)
  })
})

describe('broken laws', () => {
  test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('a line of %s pieces', (quantity) => {
    expect(() =>
      allocateStock(PLACES, shelves({ kettle: [9, 9, 9] }), [
        { variantId: id('variant', 'kettle'), quantity },
      ]),
    ).toThrow('whole pieces')
  })
  test('a variant whose stock nobody read', () => {
    expect(() => allocateStock(PLACES, shelves({}), [line('1 kettle')])).toThrow('is known')
  })
})

const VARIANTS = ['bowl', 'cup', 'kettle', 'lid'].map((name) => id('variant', name))
const anyShelf = fc.record({
  tracked: fc.boolean(),
  backorder: fc.boolean(),
  free: fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 3, maxLength: 3 }),
})
const anyStock = fc
  .tuple(anyShelf, anyShelf, anyShelf, anyShelf)
  .map((all) => shelves(Object.fromEntries(all.map((shelf, at) => [VARIANTS[at] ?? '', shelf]))))
const anyLines = fc.array(
  fc.record({ variantId: fc.constantFrom(...VARIANTS), quantity: fc.integer({ min: 1, max: 8 }) }),
  { maxLength: 6 },
)
const anyPlaces = fc.shuffledSubarray(PLACES)

const sumOf = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0)
const wantedIn = (lines: readonly WantedLine[], variant: VariantId): number =>
  sumOf(lines.filter(({ variantId }) => variantId === variant).map(({ quantity }) => quantity))
const freeAt = (stock: Map<VariantId, FreeStock>, variant: VariantId, place: LocationId): number =>
  Math.max(0, stock.get(variant)?.free.get(place) ?? 0)
const allFree = (stock: Map<VariantId, FreeStock>, variant: VariantId, places: readonly LocationId[]) =>
  sumOf(places.map((place) => freeAt(stock, variant, place)))

law(
  'all or none: short exactly when a counted variant that may not come later is free in fewer pieces than wanted',
  fc.property(anyPlaces, anyStock, anyLines, (places, stock, lines) => {
    const short = VARIANTS.filter((variant) => {
      const { tracked = true, backorder = true } = stock.get(variant) ?? {}
      return tracked && !backorder && allFree(stock, variant, places) < wantedIn(lines, variant)
    })
    const allocation = allocateStock(places, stock, lines)
    expect(allocation.kind).toBe(short.length > 0 ? 'short' : 'allocated')
    if (allocation.kind === 'short')
      expect(allocation.shortages).toEqual(
        short.map((variantId) => ({
          variantId,
          wanted: wantedIn(lines, variantId),
          free: allFree(stock, variantId, places),
        })),
      )
  }),
)

law(
  'pieces sum to what is wanted, come from where they are free, and only what is nowhere comes later',
  fc.property(anyPlaces, anyStock, anyLines, (places, stock, lines) => {
    const allocation = allocateStock(places, stock, lines)
    if (allocation.kind === 'short') return
    const keys = allocation.pieces.map(({ variantId, location }) => `${variantId} ${location}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { variantId, location, quantity } of allocation.pieces) {
      expect(quantity).toBeGreaterThan(0)
      if (location === null) continue
      expect(places).toContain(location)
      expect(quantity).toBeLessThanOrEqual(freeAt(stock, variantId, location))
    }
    for (const variant of VARIANTS) {
      const pieces = allocation.pieces.filter(({ variantId }) => variantId === variant)
      const { tracked = true } = stock.get(variant) ?? {}
      expect(sumOf(pieces.map(({ quantity }) => quantity))).toBe(tracked ? wantedIn(lines, variant) : 0)
      const later = pieces.find(({ location }) => location === null)?.quantity ?? 0
      const missing = wantedIn(lines, variant) - allFree(stock, variant, places)
      expect(later).toBe(tracked ? Math.max(0, missing) : 0)
    }
  }),
)

/** All ways to choose some of the places, in their order. */
const choices = (places: readonly LocationId[]): LocationId[][] =>
  places.reduce<LocationId[][]>((all, place) => [...all, ...all.map((some) => [...some, place])], [[]])

law(
  'the first location that has everything ships it; else each variant comes from the fewest, the first of them',
  fc.property(anyPlaces, anyStock, anyLines, (places, stock, lines) => {
    const allocation = allocateStock(places, stock, lines)
    if (allocation.kind === 'short') return
    const there = new Map(
      VARIANTS.filter((variant) => stock.get(variant)?.tracked).map((variant) => [
        variant,
        Math.min(wantedIn(lines, variant), allFree(stock, variant, places)),
      ]),
    )
    const usedOf = (variant: VariantId) =>
      allocation.pieces.flatMap(({ variantId, location }) =>
        variantId === variant && location !== null ? [location] : [],
      )
    const whole = places.find((place) =>
      [...there].every(([variant, n]) => freeAt(stock, variant, place) >= n),
    )
    for (const [variant, pieces] of there) {
      if (pieces === 0) expect(usedOf(variant)).toEqual([])
      else if (whole !== undefined) expect(usedOf(variant)).toEqual([whole])
      else {
        const enough = choices(places).filter((some) => allFree(stock, variant, some) >= pieces)
        const least = Math.min(...enough.map((some) => some.length))
        const rank = (some: readonly LocationId[]) => some.map((place) => places.indexOf(place)).join()
        const [best = []] = enough
          .filter((some) => some.length === least)
          .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
        expect(usedOf(variant)).toEqual(best)
      }
    }
  }),
)

law(
  'neither the order of the lines nor their division decides anything',
  fc.property(
    anyPlaces,
    anyStock,
    anyLines.chain((lines) =>
      fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
    ),
    (places, stock, [lines, shuffled]) => {
      const units = shuffled.flatMap(({ variantId, quantity }) =>
        Array.from({ length: quantity }, () => ({ variantId, quantity: 1 })),
      )
      const allocation = allocateStock(places, stock, lines)
      expect(allocateStock(places, stock, shuffled)).toEqual(allocation)
      expect(allocateStock(places, stock, units)).toEqual(allocation)
    },
  ),
)
