import { appendEvents } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import type { Keep, Outcome } from '../platform/idempotency.ts'
import { clearListings } from '../search/save-listings.ts'
import { markAllStale } from './stale-products.ts'

/**
 * Makes every projection anew from DB: empties SEARCH, marks all products, and lets the publisher go through them
 * behind live changes. Product pages stay as they are meanwhile; lists fill up again.
 */
export async function rebuild(ctx: Ctx, actor: string, keep: Keep): Promise<Outcome> {
  const outcome: Outcome = { status: 202, headers: {}, body: null }
  // The event also makes the publisher put markets and categories again.
  const event = { type: 'shop.rebuild', subject: 'shop:all', data: {} }
  await commit(ctx.db, [markAllStale(ctx), ...appendEvents(ctx, [event], actor, 'live')])
  await commit(ctx.search, clearListings(ctx))
  // A run that was under way may have left rows alone that are gone now, and taken their marks away: marked again, they
  // are made anew whatever it did. The first marks stand for a kill between the two.
  // The key is settled here, with all of it done.
  await commit(ctx.db, [markAllStale(ctx), ...keep(outcome)])
  ctx.wakePublisher()
  return outcome
}
