import { type Fault, marketConflicts, marketFaults } from '../domain/market-faults.ts'
import type { MarketCode, MarketRecord } from '../domain/market.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import { isChanged, toldAs } from '../events/told-as.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import { stated } from '../platform/body-schema.ts'
import type { Ctx } from '../platform/context.ts'
import { type Db, type Statement, bulk, guardOneRow, guardThat } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { created, refuseConflict, refuseInvalid, updated } from '../platform/outcomes.ts'
import { type Preconditions, demandMatch, demandMatchToPut, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import type { MarketMembers, MarketPatch } from './market-schemas.ts'
import {
  type Asked,
  type DerivedSale,
  guardCountriesUnused,
  guardDerivedSales,
  guardLocations,
  guardShopStands,
  guardUnused,
  type Obstacles,
  readObstacles,
  unknownLocations,
} from './market-uses.ts'
import { loadMarkets, marketByCode } from './queries.ts'
import { type ShownMarket, showMarketRecord } from './show-market.ts'

/**
 * Puts away the prices that a market still has, of withdrawn variants all, before their amounts mean something else. The
 * catalog's to do, which may not be imported here.
 */
export type RetirePrices = (ctx: Pick<Ctx, 'db' | 'now'>, market: MarketCode) => Statement[]

/** Opens a market, or makes one ready that is still closed. */
export const createMarket = (
  ctx: Ctx,
  call: AdminCall,
  { code, ...members }: MarketMembers & { code: MarketCode },
): Promise<Outcome<ShownMarket, 201>> =>
  untilUnraced(async () => {
    const all = await loadMarkets(ctx.db)
    if (marketByCode(all, code) !== undefined)
      refuseConflict('already_exists', [{ pointer: '/code', message: 'is the code of another market' }])
    return insert(ctx, call, all, draftOf(code, members, all))
  })

/** Changes the members that are given; the others stay. */
export const patchMarket = (
  ctx: Ctx,
  call: AdminCall,
  code: string,
  given: Preconditions,
  { derivedFrom, ...patch }: MarketPatch,
  retirePrices: RetirePrices,
): Promise<Outcome<ShownMarket, 200>> =>
  untilUnraced(async () => {
    const all = await loadMarkets(ctx.db)
    const before = marketByCode(all, code)
    if (before === undefined) throw notFound()
    demandMatch(given, { tag: versionTag(before), shown: showMarketRecord(before) })
    const { derivedFrom: kept, ...rest } = before
    const rule = derivedFrom === undefined ? kept : ruleOf(derivedFrom)
    const after = { ...rest, ...stated(patch), ...(rule && { derivedFrom: rule }) }
    return update(ctx, call, all, before, after, derivedFrom !== undefined, retirePrices)
  })

/** Makes the market what the body says, or makes it. */
export const putMarket = (
  ctx: Ctx,
  call: AdminCall,
  code: MarketCode,
  given: Preconditions,
  body: MarketMembers & { code?: string | undefined },
  retirePrices: RetirePrices,
): Promise<Outcome<ShownMarket, 200 | 201>> =>
  untilUnraced<Outcome<ShownMarket, 200 | 201>>(async () => {
    const { code: named = code, ...members } = body
    if (named !== code) refuseInvalid([{ pointer: '/code', message: 'is the code of the path, or absent' }])
    const all = await loadMarkets(ctx.db)
    const before = marketByCode(all, code)
    demandMatchToPut(given, before && { tag: versionTag(before), shown: showMarketRecord(before) })
    const draft = draftOf(code, members, all)
    return before === undefined
      ? insert(ctx, call, all, draft)
      : update(
          ctx,
          call,
          all,
          before,
          { ...before, ...draft, derivedFrom: draft.derivedFrom },
          true,
          retirePrices,
        )
  })

type Draft = Omit<MarketRecord, 'revision' | 'createdAt' | 'updatedAt' | 'derivedFrom'> & {
  derivedFrom?: MarketRecord['derivedFrom'] | undefined
}

function draftOf(code: MarketCode, members: MarketMembers, all: readonly MarketRecord[]): Draft {
  const { locales, derivedFrom, ...rest } = members
  const before = marketByCode(all, code)
  const last = Math.max(-1, ...all.map(({ position }) => position))
  return {
    ...rest,
    // A body that does not speak of them neither opens a closed market nor takes away where an open one ships from.
    status: rest.status ?? before?.status ?? 'open',
    locations: rest.locations ?? before?.locations ?? [],
    code,
    locales,
    // Without any locale the market is refused before this is looked at.
    defaultLocale: rest.defaultLocale ?? (locales[0] as MarketRecord['defaultLocale']),
    position: rest.position ?? before?.position ?? last + 1,
    derivedFrom: derivedFrom ? ruleOf(derivedFrom) : undefined,
  } as Draft
}

const ruleOf = (body: MarketMembers['derivedFrom']): MarketRecord['derivedFrom'] =>
  body ? { market: body.market, rate: body.rate, step: body.step ?? 1, ending: body.ending ?? 0 } : undefined

async function insert(
  ctx: Ctx,
  call: AdminCall,
  all: readonly MarketRecord[],
  draft: Draft,
): Promise<Outcome<ShownMarket, 201>> {
  const market = recordOf(draft, { revision: 1, createdAt: ctx.now, updatedAt: ctx.now })
  refuseInvalid([...marketFaults(market, all), ...(await unknownLocations(ctx.db, market.locations))])
  refuseConflict('invalid_transition', marketConflicts(undefined, market, all, true))
  const shown = showMarketRecord(market)
  return commitChange(ctx, call, {
    statements: [
      ...guardThat(
        ctx.db,
        'SELECT NOT EXISTS (SELECT 1 FROM markets WHERE code IN (SELECT value FROM json_each(?1)))',
        [market.code],
      ),
      ...guardLocations(ctx.db, market.locations),
      insertMarket(ctx.db, market),
      ...insertLocations(ctx.db, market),
      ...guardShopStands(ctx.db),
    ],
    ...toldAs('market', market.code, undefined, shown),
    outcome: created(`/v1/admin/markets/${market.code}`, market, shown),
  })
}

async function update(
  ctx: Ctx,
  call: AdminCall,
  all: readonly MarketRecord[],
  before: MarketRecord,
  draft: Draft,
  rateStated: boolean,
  retirePrices: RetirePrices,
): Promise<Outcome<ShownMarket, 200>> {
  const next = { revision: before.revision + 1, createdAt: before.createdAt, updatedAt: ctx.now }
  const market = recordOf(draft, next)
  const shown = showMarketRecord(market)
  const earlier = showMarketRecord(before)
  if (!isChanged(earlier, shown)) return commitNothing(ctx, call, updated(before, earlier))

  const asked = askedOf(before, market)
  const obstacles = await readObstacles(ctx.db, market.code, asked)
  refuseInvalid([...marketFaults(market, all), ...obstacles.unknownLocations])
  refuseConflict('invalid_transition', marketConflicts(before, market, all, rateStated))
  refuseConflict('in_use', useFaults(before, asked, obstacles))
  return commitChange(ctx, call, {
    statements: [
      ...guardUnused(ctx.db, market.code, asked.uses),
      ...guardCountriesUnused(ctx.db, market.code, asked.gone),
      ...guardDerivedSales(ctx.db, asked.sales),
      ...guardLocations(ctx.db, asked.locations),
      ...(asked.uses.includes('prices') ? retirePrices(ctx, market.code) : []),
      updateMarket(ctx.db, market, before.revision),
      ...guardOneRow(ctx.db),
      ctx.db.prepare('DELETE FROM market_locations WHERE market = ?1').bind(market.code),
      ...insertLocations(ctx.db, market),
      ...guardShopStands(ctx.db),
    ],
    ...toldAs('market', market.code, earlier, shown),
    outcome: updated(market, shown),
  })
}

/** What would get another meaning by the change, or be sold no more. */
function askedOf(before: MarketRecord, after: MarketRecord): Asked {
  const recoined = before.currency !== after.currency
  // Closed, nobody buys: the prices can be set anew for the other way before it opens again.
  const retaxed = before.taxIncluded !== after.taxIncluded && after.status === 'open'
  const base = before.derivedFrom?.market
  const next = after.derivedFrom?.market ?? null
  const sale = { market: before.code, base: base ?? '', now: after.updatedAt }
  const sales: DerivedSale[] = []
  if (base !== undefined && retaxed) sales.push({ ...sale, pointer: '/taxIncluded', next: null })
  if (base !== undefined && next !== base && before.status === 'open' && after.status === 'open')
    sales.push({ ...sale, pointer: '/derivedFrom', next })
  return {
    locations: after.locations,
    uses: recoined ? ['prices', 'shipping options'] : retaxed ? ['prices'] : [],
    gone: before.countries.filter((country) => !after.countries.includes(country)),
    sales,
  }
}

function useFaults(
  before: MarketRecord,
  { gone, uses }: Asked,
  { uses: used, naming, sold }: Obstacles,
): Fault[] {
  const faults: Fault[] = []
  const recoined = uses.includes('shipping options')
  if (recoined && used.length > 0)
    faults.push({
      pointer: '/currency',
      message: `cannot change while the market has ${used.join(' and ')}: their amounts are in ${before.currency}`,
    })
  if ((!recoined && used.includes('prices')) || sold.includes('/taxIncluded'))
    faults.push({
      pointer: '/taxIncluded',
      message:
        'cannot change while the market is open and has prices: each would cost something else at once',
    })
  if (sold.includes('/derivedFrom'))
    faults.push({
      pointer: '/derivedFrom',
      message: `stays while the market is open and sells goods that have no price there but the one derived from ${before.derivedFrom?.market}: set their prices or close the market first`,
    })
  if (naming.length > 0)
    faults.push({
      pointer: '/countries',
      message: `keeps ${gone.join(', ')} while named by ${naming.join(', ')}`,
    })
  return faults
}

const recordOf = (
  { derivedFrom, ...draft }: Draft,
  next: Pick<MarketRecord, 'revision' | 'createdAt' | 'updatedAt'>,
): MarketRecord => ({ ...draft, ...(derivedFrom && { derivedFrom }), ...next })

const COLUMNS =
  'position, name, currency, countries, locales, default_locale, tax_included, status, derived_from, rate, step, ending, updated_at'

const valuesOf = (market: MarketRecord) => [
  market.position,
  market.name,
  market.currency,
  JSON.stringify(market.countries),
  JSON.stringify(market.locales),
  market.defaultLocale,
  market.taxIncluded ? 1 : 0,
  market.status,
  market.derivedFrom?.market ?? null,
  market.derivedFrom?.rate ?? null,
  market.derivedFrom?.step ?? null,
  market.derivedFrom?.ending ?? null,
  market.updatedAt,
]

const insertMarket = (db: Db, market: MarketRecord): Statement =>
  db
    .prepare(
      `INSERT INTO markets (${COLUMNS}, code, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`,
    )
    .bind(...valuesOf(market), market.code, market.createdAt)

const updateMarket = (db: Db, market: MarketRecord, revision: number): Statement =>
  db
    .prepare(
      `UPDATE markets SET (${COLUMNS}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13),
         revision = revision + 1
       WHERE code = ?14 AND revision = ?15`,
    )
    .bind(...valuesOf(market), market.code, revision)

const insertLocations = (db: Db, { code, locations }: MarketRecord): Statement[] =>
  bulk(
    db,
    `INSERT INTO market_locations (market, location_id, position)
     SELECT ?2, value->>'id', value->>'position' FROM json_each(?1)`,
    locations.map((id, position) => ({ id, position })),
    code,
  )
