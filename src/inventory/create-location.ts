import { changesBetween } from '../audit/record.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { LocationId } from '../domain/ids.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { versionTag } from '../platform/preconditions.ts'
import { Problem } from '../platform/problem.ts'
import { type Location, placeForLocation, showLocation, type ShownLocation } from './location-queries.ts'

export type NewLocation = {
  readonly id?: string | undefined
  readonly name: string
  readonly country?: string | null | undefined
  readonly position?: number | undefined
}

/** Makes a place where stock can lie. It serves nobody until a market lists it. */
export const createLocation = (
  ctx: Ctx,
  call: AdminCall,
  { id = ctx.newId('location'), name, country = null, position }: NewLocation,
): Promise<Outcome<ShownLocation, 201>> =>
  untilUnraced(
    async () => {
      const { taken, nextPosition } = await placeForLocation(ctx.db, id)
      if (taken !== undefined) throw alreadyThere(id)
      return storeNewLocation(ctx, call, { id, name, country, position: position ?? nextPosition })
    },
    // Somebody took the id in between.
    (constraint) => constraint === 'locations.id',
  )

const alreadyThere = (id: string): Problem =>
  new Problem('already_exists', undefined, {
    errors: [{ pointer: '/id', code: 'already_exists', message: `There is a location ${id} already.` }],
  })

export function storeNewLocation(
  ctx: Ctx,
  call: AdminCall,
  { id, name, country, position }: { id: string; name: string; country: string | null; position: number },
): Promise<Outcome<ShownLocation, 201>> {
  const location: Location = {
    id: id as LocationId,
    name,
    country,
    position,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  return commitChange(ctx, call, {
    statements: [
      ctx.db
        .prepare(
          `INSERT INTO locations (id, name, country, position, revision, created_at, updated_at)
           VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)`,
        )
        .bind(id, name, country, position, ctx.now),
    ],
    events: [
      {
        type: 'location.created',
        subject: `location:${id}`,
        data: { changed: ['name', 'country', 'position'] },
      },
    ],
    audit: {
      action: 'location.created',
      subject: `location:${id}`,
      changes: changesBetween(undefined, { name, country, position }),
    },
    outcome: {
      status: 201,
      headers: { ETag: versionTag(location), Location: `/v1/admin/locations/${id}` },
      body: showLocation(location),
    },
  })
}
