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
