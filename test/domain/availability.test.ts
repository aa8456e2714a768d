import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AVAILABILITIES,
  type Availability,
  PURCHASABLE,
  availability,
  bestAvailability,
  inStockMargin,
  marketAvailable,
  nextAvailability,
  type StockState,
} from '../../src/domain/availability.ts'
import { law } from './law.ts'
import { id } from './make.ts'

test.each([
  { tracked: true, backorder: false, available: 6, is: 'in_stock' },
  { tracked: true, backorder: false, available: 5, is: 'low_stock' },
  { tracked: true, backorder: false, available: 1, is: 'low_stock' },
  { tracked: true, backorder: false, available: 0, is: 'out_of_stock' },
  { tracked: true, backorder: false, available: -2, is: 'out_of_stock' },
  { tracked: true, backorder: true, available: 0, is: 'backorder' },
  { tracked: true, backorder: true, available: 3, is: 'low_stock' },
  { tracked: false, backorder: false, available: 0, is: 'in_stock' },
  { tracked: false, backorder: true, available: -5, is: 'in_stock' },
])('$available left (counted $tracked, backorder $backorder): $is', ({ is, ...state }) => {
  expect(availability({ ...state, lowStockThreshold: 5 })).toBe(is)
})

test('a threshold of 0 never warns', () => {
  expect(availability({ tracked: true, backorder: false, available: 1, lowStockThreshold: 0 })).toBe(
    'in_stock',
  )
})

const berlin = id('location', 'berlin')
const osaka = id('location', 'osaka')
const ohio = id('location', 'ohio')
const LEVELS = [
  { locationId: berlin, onHand: 10, held: 3 },
  { locationId: osaka, onHand: 2, held: 4 },
  { locationId: ohio, onHand: 5, held: 5 },
]

test.each([
  [[berlin], 7],
  [[osaka], 0],
  [[berlin, osaka], 7],
  [[berlin, berlin], 7],
  [[ohio], 0],
  [[], 0],
])('from %j a market can sell %i', (locations, pieces) => {
  expect(marketAvailable(LEVELS, locations)).toBe(pieces)
})

test.each<[Availability[], Availability]>([
  [['out_of_stock', 'low_stock', 'in_stock'], 'in_stock'],
  [['backorder', 'low_stock'], 'low_stock'],
  [['out_of_stock', 'backorder'], 'backorder'],
  [['out_of_stock'], 'out_of_stock'],
  [[], 'out_of_stock'],
])('variants %j make the product %s', (list, best) => {
  expect(bestAvailability(list)).toBe(best)
})

law(
  'a product can be bought exactly when one of its variants can',
  fc.property(fc.array(fc.constantFrom(...AVAILABILITIES)), (list) => {
    expect(PURCHASABLE.has(bestAvailability(list))).toBe(list.some((kind) => PURCHASABLE.has(kind)))
  }),
)

const counted = (available: number, more: Partial<StockState> = {}): StockState => ({
  tracked: true,
  backorder: false,
  lowStockThreshold: 5,
  available,
  ...more,
})

test('told step by step: low at 5, in stock again only from 9 on, sold out and back at once', () => {
  const steps: [available: number, told: Availability][] = [
    [20, 'in_stock'],
    [6, 'in_stock'],
    [5, 'low_stock'],
    [6, 'low_stock'],
    [5, 'low_stock'],
    [8, 'low_stock'],
    [9, 'in_stock'],
    [6, 'in_stock'],
    [5, 'low_stock'],
    [0, 'out_of_stock'],
    [1, 'low_stock'],
    [0, 'out_of_stock'],
    [6, 'in_stock'],
  ]
  let told: Availability | undefined
  for (const [available, expected] of steps) {
    told = nextAvailability(told, counted(available))
    expect([available, told]).toEqual([available, expected])
  }
})

test.each([
  ['a threshold of 0 warns no more', 'low_stock', counted(1, { lowStockThreshold: 0 }), 'in_stock'],
  ['what is not counted is there', 'low_stock', counted(0, { tracked: false }), 'in_stock'],
  ['backorder at once', 'in_stock', counted(0, { backorder: true }), 'backorder'],
  ['from backorder straight to in stock', 'backorder', counted(6, { backorder: true }), 'in_stock'],
  ['nothing told yet', undefined, counted(6), 'in_stock'],
] as const)('%s', (_what, previous, state, expected) => {
  expect(nextAvailability(previous, state)).toBe(expected)
})

const anyState = fc.record({
  tracked: fc.boolean(),
  backorder: fc.boolean(),
  available: fc.integer({ min: -5, max: 40 }),
  lowStockThreshold: fc.integer({ min: 0, max: 20 }),
})
const anyPrevious = fc.option(fc.constantFrom(...AVAILABILITIES), { nil: undefined })

law(
  'whether it can be bought is told exactly, whatever was told before; only in stock may be told as low',
  fc.property(anyPrevious, anyState, (previous, state) => {
    const exact = availability(state)
    const told = nextAvailability(previous, state)
    expect([exact, exact === 'in_stock' ? 'low_stock' : exact]).toContain(told)
    if (told !== exact) expect(previous).toBe('low_stock')
  }),
)

law(
  'told twice of the same stock is told once',
  fc.property(anyPrevious, anyState, (previous, state) => {
    const told = nextAvailability(previous, state)
    expect(nextAvailability(told, state)).toBe(told)
  }),
)

law(
  'more stock is never told as less',
  fc.property(anyPrevious, anyState, fc.nat(20), (previous, state, more) => {
    const rank = (kind: Availability) => AVAILABILITIES.indexOf(kind)
    const fuller = { ...state, available: state.available + more }
    expect(rank(nextAvailability(previous, fuller))).toBeLessThanOrEqual(
      rank(nextAvailability(previous, state)),
    )
  }),
)

law(
  'stock that moves within the margin is told at most once',
  fc.property(
    fc.integer({ min: 1, max: 20 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }),
    (lowStockThreshold, moves) => {
      let told: Availability = 'in_stock'
      let changes = 0
      for (const move of moves) {
        const top = lowStockThreshold + inStockMargin(lowStockThreshold)
        const available = 1 + Math.floor(move * (top - 1))
        const next = nextAvailability(told, counted(available, { lowStockThreshold }))
        if (next !== told) changes += 1
        told = next
      }
      expect(changes).toBeLessThanOrEqual(1)
    },
  ),
)
