import { type Availability, marketAvailable, nextAvailability } from '../domain/availability.ts'
import type { LocationId } from '../domain/ids.ts'
import { formatInstant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import type { Db } from '../platform/d1.ts'
import { heldOf } from './hold-queries.ts'
import type { LedgerReason } from './reasons.ts'

/** A variant's stock by location, in total, and what shoppers of each market are told of it; undefined: no such one. */
export async function readVariantStock({ db, now }: Pick<Ctx, 'db' | 'now'>, variantId: string) {
  const ask = (sql: string) => db.prepare(sql).bind(variantId)
  const [variants, levels, markets, places, told] = await db.batch([
    ask(`SELECT id, sku, product_id, tracked, backorder, low_stock_threshold FROM variants WHERE id = ?1`),
    db
      .prepare(
        `SELECT s.location_id, s.on_hand, ${heldOf('s', '?2')} AS held, s.updated_at
         FROM stock_levels s JOIN locations l ON l.id = s.location_id
         WHERE s.variant_id = ?1 ORDER BY l.position, l.id`,
      )
      .bind(variantId, now),
    db.prepare(`SELECT code FROM markets WHERE status = 'open' ORDER BY position, code`),
    db.prepare('SELECT market, location_id FROM market_locations ORDER BY market, position'),
    ask('SELECT states FROM published_availability WHERE variant_id = ?1'),
  ])
  const variant = variants?.results[0]
  if (variant === undefined) return undefined

  const stock = (levels?.results ?? []).map((row) => ({
    locationId: row.location_id as LocationId,
    onHand: row.on_hand as number,
    held: row.held as number,
    updatedAt: row.updated_at as number,
  }))
  const states = JSON.parse((told?.results[0]?.states as string | undefined) ?? '{}') as Record<
    string,
    Availability
  >
  const locationsOf = Map.groupBy(places?.results ?? [], (row) => row.market as string)
  const counting = {
    tracked: variant.tracked === 1,
    backorder: variant.backorder === 1,
    lowStockThreshold: variant.low_stock_threshold as number,
  }
  const total = (member: 'onHand' | 'held') => stock.reduce((sum, level) => sum + level[member], 0)
  return {
    variantId: variant.id as string,
    sku: variant.sku as string | null,
    productId: variant.product_id as string,
    ...counting,
    onHand: total('onHand'),
    held: total('held'),
    available: total('onHand') - total('held'),
    levels: stock.map(({ locationId, onHand, held, updatedAt }) => ({
      location: locationId,
      onHand,
      held,
      available: onHand - held,
      updatedAt: formatInstant(updatedAt),
    })),
    markets: (markets?.results ?? []).map(({ code }) => {
      const market = code as string
      const serving = (locationsOf.get(market) ?? []).map((row) => row.location_id as LocationId)
      const state = { ...counting, available: marketAvailable(stock, serving) }
      const previous = Object.hasOwn(states, market) ? states[market] : undefined
      return {
        market,
        available: state.available,
        availability: nextAvailability(previous, state),
        published: previous ?? null,
      }
    }),
  }
}

export type LedgerRecord = {
  readonly sequence: number
  readonly id: string
  readonly location: string
  readonly delta: number
  readonly onHand: number
  readonly reason: LedgerReason
  readonly note: string
  readonly actor: string
  readonly createdAt: number
}

/** The ledger of a variant, newest first, before a place in it; undefined: no such variant. */
export async function ledgerBefore(
  db: Db,
  variantId: string,
  location: string | undefined,
  before: number | undefined,
  limit: number,
): Promise<LedgerRecord[] | undefined> {
  const [variants, entries] = await db.batch([
    db.prepare('SELECT 1 FROM variants WHERE id = ?1').bind(variantId),
    db
      .prepare(
        `SELECT sequence, id, location_id AS location, delta, on_hand AS onHand, reason, note, actor,
           created_at AS createdAt
         FROM stock_ledger WHERE variant_id = ?1 AND sequence < ?2 AND (?3 IS NULL OR location_id = ?3)
         ORDER BY sequence DESC LIMIT ?4`,
      )
      .bind(variantId, before ?? Number.MAX_SAFE_INTEGER, location ?? null, limit),
  ])
  return variants?.results.length === 0 ? undefined : (entries?.results as unknown as LedgerRecord[])
}

export const showEntry = ({ sequence: _sequence, createdAt, ...entry }: LedgerRecord) => ({
  ...entry,
  createdAt: formatInstant(createdAt),
})
