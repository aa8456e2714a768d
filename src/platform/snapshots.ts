import type { Ctx } from './context.ts'
import { D1_READ_MS, KV_READ_MS, remaining, within } from './deadline.ts'
import { KV_BULK_KEYS } from './kv.ts'
import { unavailable } from './problem.ts'

/** Loads projections from the D1 primary by id; ids that name nothing are missing from the map. */
export type Loader<T> = (ctx: Ctx, ids: readonly string[]) => Promise<Map<string, T>>

/** A named place for one projection: its KV key, and how to make it from D1 when KV has none. */
export type Shelf<T> = {
  readonly key: string
  readonly id: string
  readonly load: Loader<T>
  /** KV holds all there is of this kind: what it does not have is nowhere, and D1 is asked only when KV fails. */
  readonly complete?: true
}

/** What was read: null = exists nowhere. Stale = a lower tier failed and an old copy stands in. */
export type Reading<T> = { readonly value: T | null; readonly stale: boolean; readonly freshUntil: number }

// Bounds of design.md §1.2 and §3.
export const MEMORY_FRESH_MS = 10_000
const MEMORY_USABLE_MS = 600_000
// A tier that just failed is not asked again for this long, so that an outage does not cost every request its deadline.
const TIER_REST_MS = 2_000

export const SEARCH_RESTS = 'tier:search rests'
const KV_RESTS = 'tier:kv rests'
const D1_RESTS = 'tier:d1 rests'

/**
 * Memory (≤ 10 s) → KV → D1. Readers fill memory alone: a late reader that put to KV could lay an old snapshot over a
 * new one for good. A key that is nowhere is asked of D1 once per isolate and 10 s.
 */
export async function readThrough<const S extends readonly Shelf<unknown>[]>(
  ctx: Ctx,
  shelves: S,
): Promise<{ [K in keyof S]: Reading<S[K] extends Shelf<infer T> ? T : never> }> {
  const readings = new Map<string, Reading<unknown>>()
  let wanted: Shelf<unknown>[] = []
  for (const shelf of shelves) {
    const kept = ctx.memory.get<unknown>(shelf.key, ctx.now)
    if (kept === undefined || kept.freshUntil <= ctx.now) wanted.push(shelf)
    else {
      ctx.meter.memoryHit()
      readings.set(shelf.key, { value: kept.value, stale: false, freshUntil: kept.freshUntil })
    }
  }
  if (wanted.length > 0) wanted = await fromKv(ctx, wanted, readings)
  if (wanted.length > 0) await fromD1(ctx, wanted, readings)
  return shelves.map((shelf) => readings.get(shelf.key) ?? standIn(ctx, shelf)) as never
}

async function fromKv(ctx: Ctx, wanted: Shelf<unknown>[], readings: Map<string, Reading<unknown>>) {
  if (resting(ctx, KV_RESTS)) return wanted
  const missing: Shelf<unknown>[] = []
  for (let from = 0; from < wanted.length; from += KV_BULK_KEYS) {
    const slice = wanted.slice(from, from + KV_BULK_KEYS)
    try {
      const keys = slice.map((shelf) => shelf.key)
      const found = await within(remaining(ctx.now, KV_READ_MS), ctx.kv.getMany(keys))
      for (const shelf of slice) {
        const text = found.get(shelf.key)
        if (text == null && shelf.complete) readings.set(shelf.key, keep(ctx, shelf.key, null, 0))
        else if (text == null) missing.push(shelf)
        else readings.set(shelf.key, keep(ctx, shelf.key, JSON.parse(text), text.length))
      }
    } catch {
      rest(ctx, KV_RESTS)
      missing.push(...slice)
    }
  }
  return missing
}

async function fromD1(ctx: Ctx, wanted: Shelf<unknown>[], readings: Map<string, Reading<unknown>>) {
  if (resting(ctx, D1_RESTS)) return
  const byLoader = Map.groupBy(wanted, (shelf) => shelf.load)
  await Promise.all(
    [...byLoader].map(async ([load, group]) => {
      try {
        const ids = group.map((shelf) => shelf.id)
        const found = await within(remaining(ctx.now, D1_READ_MS), load(ctx, ids))
        for (const shelf of group) {
          const value = found.get(shelf.id) ?? null
          const characters = value === null ? 0 : JSON.stringify(value).length
          readings.set(shelf.key, keep(ctx, shelf.key, value, characters))
        }
      } catch {
        rest(ctx, D1_RESTS)
      }
    }),
  )
}

function keep(ctx: Ctx, key: string, value: unknown, characters: number): Reading<unknown> {
  const freshUntil = ctx.now + MEMORY_FRESH_MS
  // That a key is nowhere is no help in an outage.
  const usableUntil = value === null ? freshUntil : ctx.now + MEMORY_USABLE_MS
  ctx.memory.set(key, value, characters + key.length, freshUntil, usableUntil)
  return { value, stale: false, freshUntil }
}

/** Every tier failed: an old copy from memory, marked, or the honest refusal. */
function standIn(ctx: Ctx, shelf: Shelf<unknown>): Reading<unknown> {
  const kept = ctx.memory.get<unknown>(shelf.key, ctx.now)
  if (kept === undefined || kept.value === null) throw unavailable()
  return { value: kept.value, stale: true, freshUntil: ctx.now }
}

export const resting = (ctx: Ctx, tier: string): boolean =>
  (ctx.memory.get(tier, ctx.now)?.freshUntil ?? 0) > ctx.now
export const rest = (ctx: Ctx, tier: string): void =>
  ctx.memory.set(tier, true, tier.length, ctx.now + TIER_REST_MS, ctx.now + TIER_REST_MS)

/** The freshness of an answer made from several readings: as stale as any, as short-lived as the shortest. */
export const freshness = (...readings: readonly Reading<unknown>[]) => ({
  stale: readings.some((reading) => reading.stale),
  freshUntil: Math.min(...readings.map((reading) => reading.freshUntil)),
})
