import { deletionConflicts } from '../domain/market-faults.ts'
import { commitChange, untilUnraced } from '../events/commit-change.ts'
import { toldAs } from '../events/told-as.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardOneRow } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { deleted } from '../platform/outcomes.ts'
import { type Preconditions, demandMatch, versionTag } from '../platform/preconditions.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { ALL_USES, guardShopStands, guardUnused, usesOf } from './market-uses.ts'
import { loadMarkets, marketByCode } from './queries.ts'
import { showMarketRecord } from './show-market.ts'

/** Deletes a market that nothing refers to. One that has sold is closed instead. */
export const deleteMarket = (
  ctx: Ctx,
  call: AdminCall,
  code: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const all = await loadMarkets(ctx.db)
    const market = marketByCode(all, code)
    if (market === undefined) throw notFound()
    const shown = showMarketRecord(market)
    demandMatch(given, { tag: versionTag(market), shown })
    const used = (await usesOf(ctx.db, code, ALL_USES)).filter((use) => use !== 'derived markets')
    const conflicts = [
      ...deletionConflicts(market, all),
      ...(used.length > 0 ? [`It has ${used.join(', ')}; close it if it is no longer wanted.`] : []),
    ]
    if (conflicts.length > 0) throw new Problem('in_use', conflicts.join(' '))
    return commitChange(ctx, call, {
      statements: [
        ...guardUnused(ctx.db, code, ALL_USES),
        ctx.db.prepare('DELETE FROM market_locations WHERE market = ?1').bind(code),
        ctx.db.prepare('DELETE FROM markets WHERE code = ?1 AND revision = ?2').bind(code, market.revision),
        ...guardOneRow(ctx.db),
        ...guardShopStands(ctx.db),
      ],
      ...toldAs('market', code, shown, undefined),
      outcome: deleted,
    })
  })
