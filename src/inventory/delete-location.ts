import { commitChange, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { demandMatch, type Preconditions } from '../platform/preconditions.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { locationById, type LocationUse, useOfLocation } from './location-queries.ts'
import { currentOf } from './update-location.ts'

/**
 * Deletes a location that never had stock; levels of 0 go with it. One that had stock stays, since its ledger speaks of
 * it: taken out of every market it sells nothing more.
 */
export const deleteLocation = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(
    async () => {
      const location = await locationById(ctx.db, id)
      if (location === undefined) throw notFound()
      demandMatch(given, currentOf(location))
      const why = standsAgainst(await useOfLocation(ctx.db, id))
      if (why !== undefined) throw new Problem('in_use', why)
      return commitChange(ctx, call, {
        statements: [
          ctx.db.prepare('DELETE FROM stock_levels WHERE location_id = ?1 AND on_hand = 0').bind(id),
          ctx.db.prepare('DELETE FROM locations WHERE id = ?1 AND revision = ?2').bind(id, location.revision),
          ...guardOneRow(ctx.db),
        ],
        events: [{ type: 'location.deleted', subject: `location:${id}`, data: {} }],
        audit: {
          action: 'location.deleted',
          subject: `location:${id}`,
          changes: [{ member: 'name', from: location.name }],
        },
        outcome: { status: 204, headers: {}, body: null },
      })
    },
    // A market listed it, or stock came, since it was looked at: a foreign key keeps the row.
    (constraint) => constraint.startsWith('SQLITE_CONSTRAINT'),
  )

function standsAgainst({ markets, stocked, recorded }: LocationUse): string | undefined {
  if (markets.length > 0)
    return `These markets ship from it: ${markets.join(', ')}. Take it out of their locations first.`
  if (stocked > 0) return `Stock of ${stocked} variants lies there. Move or write it off first.`
  if (recorded)
    return 'It has had stock, and the stock ledger must go on naming it. Leave it without a market instead.'
  return undefined
}
