import type { LocationId } from './ids.ts'

/** What shoppers learn about stock: never counts. */
export type Availability = 'in_stock' | 'low_stock' | 'backorder' | 'out_of_stock'

/** What decides a variant's availability in a market; amounts in pieces. */
export type StockState = {
  /** Whether stock is counted at all: services and downloads are not. */
  tracked: boolean
  /** Whether it may be sold before it is there. */
  backorder: boolean
  /** Pieces free to be sold, as of `marketAvailable`. */
  available: number
  /** At this many pieces or fewer the stock is low; 0 turns the warning off. */
  lowStockThreshold: number
}

/** Pieces of one variant at one location: there, and of these held for open checkouts. */
export type StockLevel = { locationId: LocationId; onHand: number; held: number }

/** The kinds of availability, best first. */
export const AVAILABILITIES = [
  'in_stock',
  'low_stock',
  'backorder',
  'out_of_stock',
] as const satisfies Availability[]

/** What a shopper can buy: what the filter `available=true` keeps. */
export const PURCHASABLE: ReadonlySet<Availability> = new Set(['in_stock', 'low_stock', 'backorder'])

/** A variant's availability. */
export function availability({ tracked, backorder, available, lowStockThreshold }: StockState): Availability {
  if (!tracked) return 'in_stock'
  if (available <= 0) return backorder ? 'backorder' : 'out_of_stock'
  return available <= lowStockThreshold ? 'low_stock' : 'in_stock'
}

/**
 * Pieces free to be sold in a market: those of its locations, less the held ones. A location oversold by backorders
 * counts as empty; it takes nothing from the others, which do not ship for it.
 */
export function marketAvailable(levels: readonly StockLevel[], locations: readonly LocationId[]): number {
  const serving = new Set(locations)
  return levels
    .filter(({ locationId }) => serving.has(locationId))
    .reduce((total, { onHand, held }) => total + Math.max(0, onHand - held), 0)
}

/** A product's availability: its best variant's; without variants, out of stock. */
export function bestAvailability(list: readonly Availability[]): Availability {
  return AVAILABILITIES.find((kind) => list.includes(kind)) ?? 'out_of_stock'
}

/**
 * Pieces above the threshold that low stock must have left behind before it counts as in stock again: half of the
 * threshold, rounded up. Sales, returns and holds around the threshold would otherwise be announced one by one; with
 * the usual threshold of 5, stock that was low is in stock again from 9 pieces on.
 */
export const inStockMargin = (lowStockThreshold: number): number => Math.ceil(lowStockThreshold / 2)

/**
 * What shoppers are told of a variant, from what they were told before (`previous`; undefined: nothing yet). Whether it
 * can be bought is exact and never waits; only the step from low back to in stock takes the margin.
 */
export function nextAvailability(previous: Availability | undefined, state: StockState): Availability {
  const exact = availability(state)
  if (previous !== 'low_stock' || exact !== 'in_stock' || !state.tracked) return exact
  const { available, lowStockThreshold } = state
  return available > lowStockThreshold + inStockMargin(lowStockThreshold) ? 'in_stock' : 'low_stock'
}
