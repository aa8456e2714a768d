import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AVAILABILITIES,
  type Availability,
  PURCHASABLE,
  availability,
  bestAvailability,
  marketAvailable,
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
