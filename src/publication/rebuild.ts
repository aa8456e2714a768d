import { recordAudit } from '../audit/record.ts'
import { appendEvents } from '../events/append.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { commit } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { clearListings } from '../search/save-listings.ts'
import { readPublication } from './read-publication.ts'
import { markAllStale } from './stale-products.ts'

type Publication = Awaited<ReturnType<typeof readPublication>>

/**
 * Makes every projection anew from DB: empties SEARCH, marks all products, and lets the publisher go through them
 * behind live changes. Product pages stay as they are meanwhile; lists fill up again.
 */
export async function rebuild(ctx: Ctx, call: AdminCall): Promise<Outcome<Publication, 202>> {
  // The event also makes the publisher put markets and categories again.
  const event = { type: 'shop.rebuild', subject: 'shop:all', data: {} }
  const auditId = ctx.newId('audit')
  await commit(ctx.db, [markAllStale(ctx), ...appendEvents(ctx, [event], call.actor, 'live', auditId)])
  await commit(ctx.search, clearListings(ctx))
  // A run that was under way may have left rows alone that are gone now, and taken their marks away: marked again, they
  // are made anew whatever it did. The first marks stand for a kill between the two.
  // The key is settled here, with all of it done.
  const entry = { action: event.type, subject: event.subject, changes: [] }
  const outcome = { status: 202 as const, headers: {}, body: await readPublication(ctx) }
  await commit(ctx.db, [...call.keep(outcome), markAllStale(ctx), ...recordAudit(ctx, call, entry, auditId)])
  ctx.wakePublisher()
  return outcome
}
