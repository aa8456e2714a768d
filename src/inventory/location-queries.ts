import type { LocationId } from '../domain/ids.ts'
import { formatInstant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'

export type Location = {
  readonly id: LocationId
  readonly name: string
  readonly country: string | null
  readonly position: number
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

const COLUMNS = 'id, name, country, position, revision, created_at AS createdAt, updated_at AS updatedAt'

export async function locationById(db: Db, id: string): Promise<Location | undefined> {
  const sql = `SELECT ${COLUMNS} FROM locations WHERE id = ?1`
  return (await db.prepare(sql).bind(id).first<Location>()) ?? undefined
}

/** Locations in their order, behind a place in it. */
export async function locationsAfter(
  db: Db,
  after: readonly [position: number, id: string] | undefined,
  limit: number,
): Promise<Location[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM locations WHERE (position, id) > (?1, ?2) ORDER BY position, id LIMIT ?3`,
    )
    .bind(after?.[0] ?? -1, after?.[1] ?? '', limit)
    .all<Location>()
  return results
}

/** A location of this id, if there is one, and the position behind all others. */
export async function placeForLocation(
  db: Db,
  id: string,
): Promise<{ taken: Location | undefined; nextPosition: number }> {
  const [found, last] = await db.batch([
    db.prepare(`SELECT ${COLUMNS} FROM locations WHERE id = ?1`).bind(id),
    db.prepare('SELECT coalesce(max(position), -1) + 1 AS next FROM locations'),
  ])
  return {
    taken: found?.results[0] as Location | undefined,
    nextPosition: (last?.results[0] as { next: number } | undefined)?.next ?? 0,
  }
}

/** What stands against deleting a location. */
export type LocationUse = {
  readonly markets: readonly string[]
  readonly stocked: number
  readonly recorded: boolean
}

export async function useOfLocation(db: Db, id: string): Promise<LocationUse> {
  const [markets, levels, ledger] = await db.batch([
    db.prepare('SELECT market FROM market_locations WHERE location_id = ?1 ORDER BY market').bind(id),
    db.prepare('SELECT count(*) AS n FROM stock_levels WHERE location_id = ?1 AND on_hand > 0').bind(id),
    db.prepare('SELECT 1 FROM stock_ledger WHERE location_id = ?1 LIMIT 1').bind(id),
  ])
  return {
    markets: (markets?.results ?? []).map((row) => row.market as string),
    stocked: (levels?.results[0]?.n as number | undefined) ?? 0,
    recorded: (ledger?.results.length ?? 0) > 0,
  }
}

/** A location as the API shows it. */
export const showLocation = ({ createdAt, updatedAt, ...location }: Location) => ({
  ...location,
  createdAt: formatInstant(createdAt),
  // Locations from before they had a revision of their own.
  updatedAt: formatInstant(Math.max(createdAt, updatedAt)),
})

export type ShownLocation = ReturnType<typeof showLocation>
