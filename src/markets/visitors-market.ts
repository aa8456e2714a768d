import { suggestMarket, type Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import { readThrough } from '../platform/snapshots.ts'
import { marketsShelf } from './shelves.ts'

/** The market for where a visitor seems to be; undefined where no market is open. */
export async function visitorsMarket(ctx: Ctx, request: Request): Promise<Market | undefined> {
  const [reading] = await readThrough(ctx, [marketsShelf])
  return suggestMarket(reading.value?.markets ?? [], visitorCountry(request))
}

// `cf` is absent in tests and behind some local servers (platform.md §1); "T1" is Tor, "XX" unknown.
export function visitorCountry(request: Request): string | undefined {
  const country = request.cf?.country
  return typeof country === 'string' && /^[A-Z]{2}$/.test(country) && country !== 'XX' ? country : undefined
}
