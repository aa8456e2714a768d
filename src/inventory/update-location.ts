import { changesBetween } from '../audit/record.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { demandMatch, demandMatchToPut, type Preconditions, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { storeNewLocation } from './create-location.ts'
import {
  type Location,
  locationById,
  placeForLocation,
  showLocation,
  type ShownLocation,
} from './location-queries.ts'

export type LocationChange = {
  readonly name?: string | undefined
  readonly country?: string | null | undefined
  readonly position?: number | undefined
}

/** Changes what is named; the rest stays. */
export const updateLocation = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  change: LocationChange,
): Promise<Outcome<ShownLocation, 200>> =>
  untilUnraced(async () => {
    const location = await locationById(ctx.db, id)
    if (location === undefined) throw notFound()
    demandMatch(given, currentOf(location))
    return storeLocation(ctx, call, location, change)
  })

/** Makes a location of this id, or states all of one that is there. */
export const putLocation = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  { name, country = null, position }: LocationChange & { readonly name: string },
): Promise<Outcome<ShownLocation, 200 | 201>> =>
  untilUnraced<Outcome<ShownLocation, 200 | 201>>(
    async () => {
      const { taken, nextPosition } = await placeForLocation(ctx.db, id)
      demandMatchToPut(given, taken && currentOf(taken))
      return taken === undefined
        ? storeNewLocation(ctx, call, { id, name, country, position: position ?? nextPosition })
        : storeLocation(ctx, call, taken, { name, country, position })
    },
    (constraint) => constraint === 'locations.id',
  )

export const currentOf = (location: Location) => ({
  tag: versionTag(location),
  shown: showLocation(location),
})

function storeLocation(
  ctx: Ctx,
  call: AdminCall,
  before: Location,
  { name = before.name, country = before.country, position = before.position }: LocationChange,
): Promise<Outcome<ShownLocation, 200>> {
  const changes = changesBetween(
    { name: before.name, country: before.country, position: before.position },
    { name, country, position },
  )
  if (changes.length === 0) {
    return commitNothing(ctx, call, {
      status: 200,
      headers: { ETag: versionTag(before) },
      body: showLocation(before),
    })
  }
  const revision = before.revision + 1
  return commitChange(ctx, call, {
    statements: [
      ctx.db
        .prepare(
          `UPDATE locations SET name = ?1, country = ?2, position = ?3, revision = revision + 1, updated_at = ?4
           WHERE id = ?5 AND revision = ?6`,
        )
        .bind(name, country, position, ctx.now, before.id, before.revision),
      ...guardOneRow(ctx.db),
    ],
    events: [
      {
        type: 'location.updated',
        subject: `location:${before.id}`,
        data: { changed: changes.map(({ member }) => member) },
      },
    ],
    audit: { action: 'location.updated', subject: `location:${before.id}`, changes },
    outcome: {
      status: 200,
      headers: { ETag: versionTag({ ...before, revision }) },
      body: showLocation({ ...before, name, country, position, revision, updatedAt: ctx.now }),
    },
  })
}
