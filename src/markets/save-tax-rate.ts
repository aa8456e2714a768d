import type { Fault } from '../domain/market-faults.ts'
import type { TaxRateId } from '../domain/ids.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import { isChanged, toldAs } from '../events/told-as.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import { stated } from '../platform/body-schema.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { created, deleted, refuseConflict, refuseInvalid, updated } from '../platform/outcomes.ts'
import { type Preconditions, demandMatch, demandMatchToPut, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import type { TaxRateMembers, TaxRatePatch } from './tax-rate-schemas.ts'
import {
  type ShownTaxRate,
  type TaxRateRow,
  guardTaxRate,
  insertTaxRate,
  readTaxGround,
  removeTaxRate,
  showTaxRate,
  taxRateById,
  updateTaxRate,
} from './tax-rates.ts'

/** States what tax a place of a market levies, and when. */
export async function createTaxRate(
  ctx: Ctx,
  call: AdminCall,
  { id = ctx.newId('taxRate') as TaxRateId, ...members }: TaxRateMembers & { id?: TaxRateId | undefined },
): Promise<Outcome<ShownTaxRate, 201>> {
  return untilUnraced(async () => {
    if ((await taxRateById(ctx.db, id)) !== undefined)
      refuseConflict('already_exists', [{ pointer: '/id', message: 'is the id of another tax rate' }])
    return insert(ctx, call, rowOf(ctx, id, members))
  })
}

/** Changes the members that are given; the market stays. */
export const patchTaxRate = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  patch: TaxRatePatch,
): Promise<Outcome<ShownTaxRate, 200>> =>
  untilUnraced(async () => {
    const before = await found(ctx, id)
    demandMatch(given, { tag: versionTag(before), shown: showTaxRate(before) })
    const { startsAt = before.startsAt, ...rest } = stated(patch)
    return update(ctx, call, before, { ...before, ...rest, startsAt: startsAt ?? 0 })
  })

/** Makes the rate what the body says, or makes it. */
export const putTaxRate = (
  ctx: Ctx,
  call: AdminCall,
  id: TaxRateId,
  given: Preconditions,
  { id: named = id, ...members }: TaxRateMembers & { id?: TaxRateId | undefined },
): Promise<Outcome<ShownTaxRate, 200 | 201>> =>
  untilUnraced<Outcome<ShownTaxRate, 200 | 201>>(async () => {
    if (named !== id) refuseInvalid([{ pointer: '/id', message: 'is the id of the path, or absent' }])
    const before = await taxRateById(ctx.db, id)
    demandMatchToPut(given, before && { tag: versionTag(before), shown: showTaxRate(before) })
    const row = rowOf(ctx, id, members)
    return before === undefined ? insert(ctx, call, row) : update(ctx, call, before, row)
  })

export const deleteTaxRate = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const row = await found(ctx, id)
    const shown = showTaxRate(row)
    demandMatch(given, { tag: versionTag(row), shown })
    return commitChange(ctx, call, {
      statements: removeTaxRate(ctx.db, row),
      ...toldAs('tax_rate', id, shown, undefined, { market: row.market }),
      outcome: deleted,
    })
  })

export async function found(ctx: Ctx, id: string): Promise<TaxRateRow> {
  const row = await taxRateById(ctx.db, id)
  if (row === undefined) throw notFound()
  return row
}

const rowOf = (
  ctx: Ctx,
  id: TaxRateId,
  { region = '', postcodePrefix = '', taxClass = 'standard', onShipping = true, ...members }: TaxRateMembers,
): TaxRateRow => ({
  ...members,
  id,
  region,
  postcodePrefix,
  taxClass,
  onShipping,
  startsAt: members.startsAt ?? 0,
  endsAt: members.endsAt ?? null,
  revision: 1,
  createdAt: ctx.now,
  updatedAt: ctx.now,
})

async function insert(ctx: Ctx, call: AdminCall, row: TaxRateRow): Promise<Outcome<ShownTaxRate, 201>> {
  await refuse(ctx, row)
  const shown = showTaxRate(row)
  return commitChange(ctx, call, {
    statements: [...guardTaxRate(ctx.db, row), ...insertTaxRate(ctx.db, row)],
    ...toldAs('tax_rate', row.id, undefined, shown, { market: row.market }),
    outcome: created(`/v1/admin/tax-rates/${row.id}`, row, shown),
  })
}

async function update(
  ctx: Ctx,
  call: AdminCall,
  before: TaxRateRow,
  draft: TaxRateRow,
): Promise<Outcome<ShownTaxRate, 200>> {
  const { createdAt } = before
  const row = { ...draft, revision: before.revision + 1, createdAt, updatedAt: ctx.now }
  const [earlier, shown] = [showTaxRate(before), showTaxRate(row)]
  if (!isChanged(earlier, shown)) return commitNothing(ctx, call, updated(before, earlier))
  if (row.market !== before.market)
    refuseInvalid([
      {
        pointer: '/market',
        message: `stays ${before.market}: make a tax rate of its own for another market`,
      },
    ])
  await refuse(ctx, row)
  return commitChange(ctx, call, {
    statements: [...guardTaxRate(ctx.db, row), ...updateTaxRate(ctx.db, row)],
    ...toldAs('tax_rate', row.id, earlier, shown, { market: row.market }),
    outcome: updated(row, shown),
  })
}

async function refuse(ctx: Ctx, row: TaxRateRow): Promise<void> {
  const { market, overlapping } = await readTaxGround(ctx.db, row)
  const faults: Fault[] = []
  if (market === undefined) faults.push({ pointer: '/market', message: 'is not the code of a market' })
  else if (!market.countries.includes(row.country))
    faults.push({
      pointer: '/country',
      message: `is a country of the market: ${market.countries.join(', ')}`,
    })
  if (row.endsAt !== null && row.endsAt <= row.startsAt)
    faults.push({ pointer: '/endsAt', message: 'is after startsAt' })
  refuseInvalid(faults)
  if (overlapping !== undefined)
    refuseConflict('already_exists', [
      {
        pointer: '/startsAt',
        message: `meets the tax rate ${overlapping}, which is for the same place and class; end the one before the other starts`,
      },
    ])
}
