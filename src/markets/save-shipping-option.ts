import type { Fault } from '../domain/market-faults.ts'
import type { MarketRecord } from '../domain/market.ts'
import type { ShippingOptionId } from '../domain/ids.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import { isChanged, toldAs } from '../events/told-as.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import { stated } from '../platform/body-schema.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { created, deleted, refuseConflict, refuseInvalid, updated } from '../platform/outcomes.ts'
import { type Preconditions, demandMatch, demandMatchToPut, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { loadMarkets, marketByCode } from './queries.ts'
import type { ShippingOptionMembers, ShippingOptionPatch } from './shipping-option-schemas.ts'
import {
  type ShippingOptionRow,
  type ShownShippingOption,
  guardShippingOption,
  insertShippingOption,
  removeShippingOption,
  shippingOptionById,
  showShippingOption,
  updateShippingOption,
} from './shipping-options.ts'

type Draft = Omit<ShippingOptionRow, 'revision' | 'createdAt' | 'updatedAt'>

/** Offers a way to send goods in a market. */
export async function createShippingOption(
  ctx: Ctx,
  call: AdminCall,
  {
    id = ctx.newId('shippingOption') as ShippingOptionId,
    ...members
  }: ShippingOptionMembers & { id?: ShippingOptionId | undefined },
): Promise<Outcome<ShownShippingOption, 201>> {
  return untilUnraced(async () => {
    if ((await shippingOptionById(ctx.db, id)) !== undefined)
      refuseConflict('already_exists', [{ pointer: '/id', message: 'is the id of another shipping option' }])
    return insert(ctx, call, id, members)
  })
}

/** Changes the members that are given; the market stays. */
export const patchShippingOption = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  patch: ShippingOptionPatch,
): Promise<Outcome<ShownShippingOption, 200>> =>
  untilUnraced(async () => {
    const before = await found(ctx, id)
    const {
      revision: _revision,
      createdAt: _created,
      updatedAt: _updated,
      ...shown
    } = showShippingOption(before)
    demandMatch(given, { tag: versionTag(before), shown: showShippingOption(before) })
    return update(ctx, call, before, { ...(shown as unknown as ShippingOptionMembers), ...stated(patch) })
  })

/** Makes the option what the body says, or makes it. */
export const putShippingOption = (
  ctx: Ctx,
  call: AdminCall,
  id: ShippingOptionId,
  given: Preconditions,
  { id: named = id, ...members }: ShippingOptionMembers & { id?: ShippingOptionId | undefined },
): Promise<Outcome<ShownShippingOption, 200 | 201>> =>
  untilUnraced<Outcome<ShownShippingOption, 200 | 201>>(async () => {
    if (named !== id) refuseInvalid([{ pointer: '/id', message: 'is the id of the path, or absent' }])
    const before = await shippingOptionById(ctx.db, id)
    demandMatchToPut(given, before && { tag: versionTag(before), shown: showShippingOption(before) })
    return before === undefined ? insert(ctx, call, id, members) : update(ctx, call, before, members)
  })

export const deleteShippingOption = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const row = await found(ctx, id)
    const shown = showShippingOption(row)
    demandMatch(given, { tag: versionTag(row), shown })
    return commitChange(ctx, call, {
      statements: removeShippingOption(ctx.db, row),
      ...toldAs('shipping_option', id, shown, undefined, { market: row.market }),
      outcome: deleted,
    })
  })

export async function found(ctx: Ctx, id: string): Promise<ShippingOptionRow> {
  const row = await shippingOptionById(ctx.db, id)
  if (row === undefined) throw notFound()
  return row
}

async function insert(
  ctx: Ctx,
  call: AdminCall,
  id: ShippingOptionId,
  members: ShippingOptionMembers,
): Promise<Outcome<ShownShippingOption, 201>> {
  const draft = await checked(ctx, id, members)
  const row = { ...draft, revision: 1, createdAt: ctx.now, updatedAt: ctx.now }
  const shown = showShippingOption(row)
  return commitChange(ctx, call, {
    statements: [...guardShippingOption(ctx.db, row), ...insertShippingOption(ctx.db, row)],
    ...toldAs('shipping_option', id, undefined, shown, { market: row.market }),
    outcome: created(`/v1/admin/shipping-options/${id}`, row, shown),
  })
}

async function update(
  ctx: Ctx,
  call: AdminCall,
  before: ShippingOptionRow,
  members: ShippingOptionMembers,
): Promise<Outcome<ShownShippingOption, 200>> {
  if (members.market !== before.market)
    refuseInvalid([
      {
        pointer: '/market',
        message: `stays ${before.market}: make a shipping option of its own for another market`,
      },
    ])
  const draft = await checked(ctx, before.id, members)
  const next = { revision: before.revision + 1, createdAt: before.createdAt, updatedAt: ctx.now }
  const row = { ...draft, ...next }
  const [earlier, shown] = [showShippingOption(before), showShippingOption(row)]
  if (!isChanged(earlier, shown)) return commitNothing(ctx, call, updated(before, earlier))
  return commitChange(ctx, call, {
    statements: [...guardShippingOption(ctx.db, row), ...updateShippingOption(ctx.db, row)],
    ...toldAs('shipping_option', row.id, earlier, shown, { market: row.market }),
    outcome: updated(row, shown),
  })
}

/** The option that the members state, if it can be in its market. */
async function checked(ctx: Ctx, id: ShippingOptionId, members: ShippingOptionMembers): Promise<Draft> {
  const { price, freeFrom = null, ...rest } = members
  const market = marketByCode(await loadMarkets(ctx.db), members.market)
  const draft: Draft = {
    names: {},
    countries: [],
    regions: [],
    taxClass: 'standard',
    active: true,
    position: 0,
    ...stated(rest),
    weightMin: rest.weightMin ?? null,
    weightMax: rest.weightMax ?? null,
    daysMin: rest.daysMin ?? null,
    daysMax: rest.daysMax ?? null,
    amount: price.amount,
    freeFrom: freeFrom?.amount ?? null,
    currency: market?.currency ?? price.currency,
    id,
  } as Draft
  refuseInvalid(faultsOf(draft, members, market))
  return draft
}

function faultsOf(
  draft: Draft,
  { price, freeFrom }: ShippingOptionMembers,
  market: MarketRecord | undefined,
): Fault[] {
  if (market === undefined) return [{ pointer: '/market', message: 'is not the code of a market' }]
  const faults: Fault[] = []
  const fault = (pointer: string, message: string) => faults.push({ pointer, message })
  const { currency, countries } = market
  if (price.currency !== currency) fault('/price/currency', `is ${currency}, the currency of the market`)
  if (freeFrom && freeFrom.currency !== currency)
    fault('/freeFrom/currency', `is ${currency}, the currency of the market`)
  draft.countries.forEach((country, index) => {
    if (!countries.includes(country))
      fault(`/countries/${index}`, `is a country of the market: ${countries.join(', ')}`)
  })
  draft.regions.forEach((region, index) => {
    const country = region.slice(0, 2)
    const served = draft.countries.length === 0 ? countries : draft.countries
    if (!served.includes(country))
      fault(`/regions/${index}`, `is part of a country that the option goes to: ${served.join(', ')}`)
  })
  if (draft.weightMin !== null && draft.weightMax !== null && draft.weightMax <= draft.weightMin)
    fault('/weightMax', 'is more than weightMin')
  if (draft.daysMin !== null && draft.daysMax !== null && draft.daysMax < draft.daysMin)
    fault('/daysMax', 'is at least daysMin')
  return faults
}
