import { assert } from './assert.ts'
import type { LocationId, VariantId } from './ids.ts'

/** What an order wants of a variant: one of its lines, of which several may ask for the same variant. */
export type WantedLine = { readonly variantId: VariantId; readonly quantity: number }

/** A variant as allocation sees it: at which locations how many pieces are free to be sold. */
export type FreeStock = {
  /** Whether stock is counted at all: services and downloads are not. */
  readonly tracked: boolean
  /** Whether it may be sold before it is there. */
  readonly backorder: boolean
  /** On hand less what is held for others. A location without an entry has none. */
  readonly free: ReadonlyMap<LocationId, number>
}

/** Pieces of a variant that one location ships; without a location they are not there yet, and hold no stock. */
export type Piece = {
  readonly variantId: VariantId
  readonly location: LocationId | null
  readonly quantity: number
}

/** A variant of which less is free in the market than the order wants. */
export type Shortage = { readonly variantId: VariantId; readonly wanted: number; readonly free: number }

export type Allocation =
  | { readonly kind: 'allocated'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'short'; readonly shortages: readonly Shortage[] }

/**
 * Which location ships how many pieces of which variant (domain.md 14): all of them, or none and the reason. `locations`
 * are the market's, in its order; `stock` has every variant that is wanted.
 *
 * The first location that has everything ships everything. If none has, each variant comes from as few locations as can
 * be, and of those from the ones that stand first. Of a variant that may be backordered only what is nowhere is: so a
 * piece that is there is never left lying while its buyer waits.
 */
export function allocateStock(
  locations: readonly LocationId[],
  stock: ReadonlyMap<VariantId, FreeStock>,
  lines: readonly WantedLine[],
): Allocation {
  const needs = needsOf(locations, stock, lines)
  const shortages = needs
    .filter(({ wanted, there, backorder }) => there < wanted && !backorder)
    .map(({ variantId, wanted, there }) => ({ variantId, wanted, free: there }))
  if (shortages.length > 0) return { kind: 'short', shortages }
  const whole = locations.findIndex((_, at) => needs.every(({ free, there }) => (free[at] ?? 0) >= there))
  const pieces = needs.flatMap(({ variantId, wanted, there, free }) => [
    ...fewest(whole < 0 ? free : free.map((each, at) => (at === whole ? each : 0)), there).map(
      ([at, quantity]) => ({ variantId, location: locations[at] ?? null, quantity }),
    ),
    ...(there < wanted ? [{ variantId, location: null, quantity: wanted - there }] : []),
  ])
  return { kind: 'allocated', pieces }
}

/** What is needed of one counted variant, over all lines. */
type Need = {
  readonly variantId: VariantId
  readonly backorder: boolean
  readonly wanted: number
  /** As many of them as are free in the market. */
  readonly there: number
  /** Free pieces, by the place of their location in the market's order. */
  readonly free: readonly number[]
}

/** By variant, so that the order of the lines decides nothing. Variants whose stock is not counted need none. */
function needsOf(
  locations: readonly LocationId[],
  stock: ReadonlyMap<VariantId, FreeStock>,
  lines: readonly WantedLine[],
): Need[] {
  const wantedOf = new Map<VariantId, number>()
  for (const { variantId, quantity } of lines) {
    assert(Number.isSafeInteger(quantity) && quantity > 0, 'a line wants whole pieces, one at least')
    wantedOf.set(variantId, (wantedOf.get(variantId) ?? 0) + quantity)
  }
  return [...wantedOf]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([variantId, wanted]) => {
      assert(Number.isSafeInteger(wanted), 'wanted pieces are a safe integer')
      const of = stock.get(variantId)
      assert(of !== undefined, `the stock of ${variantId} is known`)
      if (!of.tracked) return []
      const free = locations.map((location) => Math.max(0, of.free.get(location) ?? 0))
      const total = free.reduce((sum, each) => sum + each, 0)
      return [{ variantId, backorder: of.backorder, wanted, there: Math.min(wanted, total), free }]
    })
}

/**
 * So many pieces from as few places as can be; of all such choices the one whose places come first. Answers the place
 * and its pieces. There are enough.
 */
function fewest(free: readonly number[], pieces: number): [at: number, quantity: number][] {
  let rest = pieces
  let places = placesNeeded(free, rest)
  const taken: [number, number][] = []
  for (const [at, here] of free.entries()) {
    if (rest === 0) break
    // Without this place the later ones could not do it in as few; with it they can.
    if (here + sumOfLargest(free.slice(at + 1), places - 1) < rest) continue
    const quantity = Math.min(here, rest)
    taken.push([at, quantity])
    rest -= quantity
    places -= 1
  }
  assert(rest === 0, 'as many pieces are allocated as are wanted')
  return taken
}

/** How many places it takes, if the fullest are asked first. */
function placesNeeded(free: readonly number[], pieces: number): number {
  let places = 0
  while (sumOfLargest(free, places) < pieces) {
    places += 1
    assert(places <= free.length, 'there are as many pieces as are taken')
  }
  return places
}

const sumOfLargest = (free: readonly number[], places: number): number =>
  free
    .toSorted((a, b) => b - a)
    .slice(0, Math.max(0, places))
    .reduce((sum, each) => sum + each, 0)
