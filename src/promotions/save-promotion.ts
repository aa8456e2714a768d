import type { PromotionId } from '../domain/ids.ts'
import { holdsIn, promotionFaults } from '../domain/promotion.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import { toldAs } from '../events/told-as.ts'
import { guardCurrencies } from '../markets/market-uses.ts'
import { selectMarketLocations, selectMarkets, toMarketRecords } from '../markets/queries.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import { stated } from '../platform/body-schema.ts'
import type { Ctx } from '../platform/context.ts'
import type { Statement } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { created, deleted, refuseConflict, refuseInvalid, updated } from '../platform/outcomes.ts'
import { type Preconditions, demandMatch, demandMatchToPut, versionTag } from '../platform/preconditions.ts'
import { notFound, Problem } from '../platform/problem.ts'
import {
  guardCodes,
  guardGoods,
  insertPromotion,
  missingFaults,
  removePromotion,
  saveCodes,
  selectMissingGoods,
  selectTakenCodes,
  takenFaults,
  updatePromotion,
} from './promotion-rows.ts'
import type { PromotionMembers, PromotionPatch, ShownPromotion } from './promotion-schemas.ts'
import { type PromotionRecord, promotionById, showPromotion } from './queries.ts'
import { namedIn, ruleOf } from './rule-of.ts'

/** Makes a promotion, a draft unless its status says otherwise. */
export async function createPromotion(
  ctx: Ctx,
  call: AdminCall,
  {
    id = ctx.newId('promotion') as PromotionId,
    ...members
  }: PromotionMembers & { id?: PromotionId | undefined },
): Promise<Outcome<ShownPromotion, 201>> {
  return untilUnraced(async () => {
    if ((await promotionById(ctx.db, id)) !== undefined)
      refuseConflict('already_exists', [{ pointer: '/id', message: 'is the id of another promotion' }])
    return insert(ctx, call, recordOf(ctx, id, members))
  })
}

/** Changes the members that are given; the others stay. */
export const patchPromotion = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  patch: PromotionPatch,
): Promise<Outcome<ShownPromotion, 200>> =>
  untilUnraced(async () => {
    const before = await found(ctx, id)
    demandMatch(given, { tag: versionTag(before), shown: showPromotion(before) })
    const { rule, startsAt, ...rest } = stated(patch)
    const after: PromotionRecord = {
      ...before,
      ...rest,
      rule: rule === undefined ? before.rule : ruleOf(rule),
      startsAt: startsAt === undefined ? before.startsAt : (startsAt ?? 0),
    }
    return update(ctx, call, before, after)
  })

/** Makes the promotion what the body says, or makes it. */
export const putPromotion = (
  ctx: Ctx,
  call: AdminCall,
  id: PromotionId,
  given: Preconditions,
  { id: named = id, ...members }: PromotionMembers & { id?: PromotionId | undefined },
): Promise<Outcome<ShownPromotion, 200 | 201>> =>
  untilUnraced<Outcome<ShownPromotion, 200 | 201>>(async () => {
    if (named !== id) refuseInvalid([{ pointer: '/id', message: 'is the id of the path, or absent' }])
    const before = await promotionById(ctx.db, id)
    demandMatchToPut(given, before && { tag: versionTag(before), shown: showPromotion(before) })
    const record = recordOf(ctx, id, members)
    return before === undefined ? insert(ctx, call, record) : update(ctx, call, before, record)
  })

/** Deletes a promotion that nobody gets. An active one is archived first, so that nobody deletes it by mistake. */
export const deletePromotion = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const record = await found(ctx, id)
    const shown = showPromotion(record)
    demandMatch(given, { tag: versionTag(record), shown })
    if (record.status === 'active')
      throw new Problem('invalid_transition', 'The promotion is active; archive it before it is deleted.')
    return commitChange(ctx, call, {
      statements: removePromotion(ctx.db, record),
      ...toldAs('promotion', id, shown, undefined, { markets: record.markets }),
      outcome: deleted,
    })
  })

export async function found(ctx: Ctx, id: string): Promise<PromotionRecord> {
  const record = await promotionById(ctx.db, id)
  if (record === undefined) throw notFound()
  return record
}

const recordOf = (ctx: Ctx, id: PromotionId, members: PromotionMembers): PromotionRecord => ({
  id,
  name: members.name,
  status: members.status ?? 'draft',
  kind: members.kind,
  codes: members.codes ?? [],
  markets: members.markets ?? [],
  rule: ruleOf(members.rule),
  priority: members.priority ?? 0,
  exclusive: members.exclusive ?? false,
  usageLimit: members.usageLimit ?? null,
  customerLimit: members.customerLimit ?? null,
  startsAt: members.startsAt ?? 0,
  endsAt: members.endsAt ?? null,
  revision: 1,
  createdAt: ctx.now,
  updatedAt: ctx.now,
})

async function insert(
  ctx: Ctx,
  call: AdminCall,
  record: PromotionRecord,
): Promise<Outcome<ShownPromotion, 201>> {
  const guards = await refuse(ctx, undefined, record)
  const shown = showPromotion(record)
  return commitChange(ctx, call, {
    statements: [
      ...guards,
      ...insertPromotion(ctx.db, record),
      ...saveCodes(ctx.db, record, codeState(record)),
    ],
    ...toldAs('promotion', record.id, undefined, shown, { markets: record.markets }),
    outcome: created(`/v1/admin/promotions/${record.id}`, record, shown),
  })
}

// What has to be looked at again: a promotion that is only renamed or archived may be as wrong as the shop has made it.
const CHECKED = new Set(['kind', 'codes', 'markets', 'rule', 'startsAt', 'endsAt'])

async function update(
  ctx: Ctx,
  call: AdminCall,
  before: PromotionRecord,
  draft: PromotionRecord,
): Promise<Outcome<ShownPromotion, 200>> {
  const { createdAt } = before
  const record = { ...draft, revision: before.revision + 1, createdAt, updatedAt: ctx.now }
  const [earlier, shown] = [showPromotion(before), showPromotion(record)]
  // Who reads rules hears of the markets it held in as well as of those it holds in now.
  const markets =
    before.markets.length === 0 || record.markets.length === 0
      ? []
      : [...new Set([...before.markets, ...record.markets])]
  const told = toldAs('promotion', record.id, earlier, shown, { markets })
  const changed = told.audit.changes.map(({ member }) => member)
  if (changed.length === 0) return commitNothing(ctx, call, updated(before, earlier))
  if (before.status === 'archived' && changed.some((member) => member !== 'status'))
    throw new Problem(
      'invalid_transition',
      'The promotion is archived: nothing but its status can be changed. Make it a draft or active first.',
    )
  const wakes = before.status !== record.status && record.status !== 'archived'
  const guards =
    wakes || changed.some((member) => CHECKED.has(member)) ? await refuse(ctx, before, record) : []
  const recoded = changed.includes('codes') || codeState(before) !== codeState(record)
  return commitChange(ctx, call, {
    statements: [
      ...guards,
      ...updatePromotion(ctx.db, record),
      ...(recoded ? saveCodes(ctx.db, record, codeState(record)) : []),
    ],
    ...told,
    outcome: updated(record, shown),
  })
}

const codeState = ({ status }: PromotionRecord) => (status === 'archived' ? 'kept' : 'live')

/** Refuses what cannot be; answers the guards that keep it so until the commit. */
async function refuse(
  ctx: Ctx,
  before: PromotionRecord | undefined,
  record: PromotionRecord,
): Promise<Statement[]> {
  const known = new Set(
    before === undefined ? [] : namedIn(before.rule).map(({ kind, id }) => `${kind} ${id}`),
  )
  const named = namedIn(record.rule).filter(({ kind, id }) => !known.has(`${kind} ${id}`))
  const claims = record.status === 'archived' ? { id: record.id, codes: [] } : record
  const [rows, places, missing, taken] = await ctx.db.orm.batch([
    selectMarkets(ctx.db),
    selectMarketLocations(ctx.db),
    selectMissingGoods(ctx.db, named),
    selectTakenCodes(ctx.db, claims),
  ])
  const markets = toMarketRecords(rows, places)
  refuseInvalid([...promotionFaults(record, markets), ...missingFaults(missing)])
  refuseConflict('already_exists', takenFaults(taken))
  const held = markets.filter(({ code }) => holdsIn(record, code))
  return [...guardCurrencies(ctx.db, held), ...guardGoods(ctx.db, named), ...guardCodes(ctx.db, claims)]
}
