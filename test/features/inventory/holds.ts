import { env } from 'cloudflare:workers'
import {
  type Allocation,
  allocateStock,
  type Piece,
  type Shortage,
  type WantedLine,
} from '../../../src/domain/allocation.ts'
import type { LocationId, VariantId } from '../../../src/domain/ids.ts'
import { untilUnraced } from '../../../src/events/commit-change.ts'
import { freeStock } from '../../../src/inventory/free-stock.ts'
import { holdsOf, stateOfHolds } from '../../../src/inventory/hold-queries.ts'
import { holdStock, retakeStock, tellsOfShortage } from '../../../src/inventory/hold-stock.ts'
import { releaseExpired, releaseHeld } from '../../../src/inventory/release-holds.ts'
import { takeHeld } from '../../../src/inventory/take-held.ts'
import type { Ctx } from '../../../src/platform/context.ts'
import { brokenConstraint, commit } from '../../../src/platform/d1.ts'
import { fresh } from '../doors/door.ts'
import { context } from '../shop.ts'

/** The moment at which these tests begin; holds are made and end around it. */
export const NOW = Date.now()
export const MINUTE = 60_000

/** A context of its own at a moment of its own. */
export const at = (now: number = NOW): Ctx => Object.defineProperty(context(), 'now', { value: now })

export const newOrder = (): string => `ord-${fresh()}`

/** `{ 'var-1': 2 }` as the lines of an order. */
export const linesOf = (wanted: Readonly<Record<string, number>>): WantedLine[] =>
  Object.entries(wanted).map(([variantId, quantity]) => ({ variantId: variantId as VariantId, quantity }))

export async function allocated(ctx: Ctx, lines: readonly WantedLine[], market = 'us'): Promise<Allocation> {
  const { locations, stock } = await freeStock(
    ctx,
    market,
    lines.map(({ variantId }) => variantId),
  )
  return allocateStock(locations, stock, lines)
}

/** A piece as `allocateStock` would give it. */
export const piece = (variantId: string, quantity: number, location: string | null = 'loc_main'): Piece => ({
  variantId: variantId as VariantId,
  quantity,
  location: location as LocationId | null,
})

/** These pieces for an order, held for a minute. */
export const holding = (orderId: string, ...pieces: Piece[]) => ({ orderId, pieces, expiresAt: NOW + MINUTE })

type Buying = { readonly market?: string; readonly life?: number }

/** Holds what an order wants as completion will: looks, decides, commits; looks again when somebody came in between. */
export const buy = (
  ctx: Ctx,
  orderId: string,
  lines: readonly WantedLine[],
  { market, life = 15 * MINUTE }: Buying = {},
): Promise<'held' | 'again' | readonly Shortage[]> =>
  untilUnraced(async () => {
    if (stateOfHolds(await holdsOf(ctx.db, orderId)) !== undefined) return 'again'
    const allocation = await allocated(ctx, lines, market)
    if (allocation.kind === 'short') return allocation.shortages
    const { pieces } = allocation
    await commit(ctx.db, [
      ...releaseExpired(ctx, variantsOf(lines)),
      ...holdStock(ctx, { orderId, pieces, expiresAt: ctx.now + life }),
    ])
    return 'held'
  }, tellsOfShortage)

/** What a paid order does: takes what it holds; if that has been given back, what is free now. */
export const pay = (
  ctx: Ctx,
  orderId: string,
  lines: readonly WantedLine[],
  { market }: Buying = {},
): Promise<'taken' | 'again' | 'retaken' | readonly Shortage[]> =>
  untilUnraced(async () => {
    const state = stateOfHolds(await holdsOf(ctx.db, orderId))
    if (state === 'taken') return 'again'
    if (state === 'held') {
      await commit(ctx.db, takeHeld(ctx, orderId))
      return 'taken'
    }
    const allocation = await allocated(ctx, lines, market)
    if (allocation.kind === 'short') return allocation.shortages
    await commit(ctx.db, [
      ...releaseExpired(ctx, variantsOf(lines)),
      ...retakeStock(ctx, { orderId, pieces: allocation.pieces }),
    ])
    return 'retaken'
  }, tellsOfShortage)

export const giveBack = async (ctx: Ctx, orderId: string): Promise<void> => {
  await commit(ctx.db, releaseHeld(ctx, orderId))
}

const variantsOf = (lines: readonly WantedLine[]): string[] => lines.map(({ variantId }) => variantId)

/** The constraint that refuses a batch. */
export async function brokenBy(batch: Promise<unknown>): Promise<string | undefined> {
  try {
    await batch
  } catch (error) {
    return brokenConstraint(error)
  }
  throw new Error('nothing was broken')
}

/** A level as the table has it. */
export async function levelOf(
  variantId: string,
  location = 'loc_main',
): Promise<[onHand: number, held: number]> {
  const row = await env.DB.prepare(
    'SELECT on_hand, held FROM stock_levels WHERE variant_id = ? AND location_id = ?',
  )
    .bind(variantId, location)
    .first<{ on_hand: number; held: number }>()
  if (row === null) throw new Error(`no level of ${variantId} at ${location}`)
  return [row.on_hand, row.held]
}

/** An order's holds as '2 held loc_main'. */
export const holdsAs = async (orderId: string): Promise<string[]> =>
  (await holdsOf(context().db, orderId)).map(
    ({ quantity, state, location }) => `${quantity} ${state} ${location ?? 'later'}`,
  )

/** What the log says of a variant's stock since it was made. */
export async function eventsOf(variantId: string): Promise<[type: string, data: Record<string, unknown>][]> {
  const { results } = await env.DB.prepare(
    'SELECT type, data FROM events WHERE subject = ? ORDER BY sequence',
  )
    .bind(`variant:${variantId}`)
    .all<{ type: string; data: string }>()
  return results.map(({ type, data }) => [type, JSON.parse(data) as Record<string, unknown>])
}
