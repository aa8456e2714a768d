import type { LoggedEvent } from '../events/queries.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, commit, type Statement } from '../platform/d1.ts'
import { codeKey, idsOfKeys, loadCodes, loadRules, rulesKey } from '../promotions/shelves.ts'
import { KV_OPERATIONS_PER_RUN, putAll, type Entry } from './put-snapshots.ts'

// Codes come by the thousand; the marks that are left wait for the next slice or run.
const KEYS_PER_SLICE = 100
const REPEATS_MAX = 5

/**
 * Marks the rules and codes that these events make old. An event tells which markets it touched, since its row may be
 * gone; what the snapshots then hold is read from present rows.
 */
export async function markRules(ctx: Ctx, events: readonly LoggedEvent[]): Promise<void> {
  const of = (noun: string) => events.filter(({ subject }) => subject.startsWith(`${noun}:`))
  const promotions = of('promotion')
  const everything = of('shop').length > 0
  const everywhere = everything || promotions.some(({ data }) => textsIn(data.markets).length === 0)
  const markets = [
    ...of('market').map(({ subject }) => idIn(subject)),
    ...[...of('tax_rate'), ...of('shipping_option')].flatMap(({ data }) => textsIn([data.market])),
    ...promotions.flatMap(({ data }) => textsIn(data.markets)),
  ]
  await commit(ctx.db, [
    ...(everywhere ? [ctx.db.prepare(`${MARK} SELECT 'rules:' || code FROM markets`)] : []),
    ...bulk(ctx.db, `${MARK} SELECT value FROM json_each(?1)`, [...new Set(markets)].map(rulesKey)),
    ...(everything ? [ctx.db.prepare(`${MARK} SELECT DISTINCT 'code:' || folded FROM promotion_codes`)] : []),
    ...bulk(
      ctx.db,
      `${MARK} SELECT 'code:' || folded FROM promotion_codes WHERE promotion_id IN (SELECT value FROM json_each(?1))`,
      promotions.map(({ subject }) => idIn(subject)),
    ),
  ])
}

const MARK = 'INSERT OR IGNORE INTO stale_rules (key)'
const idIn = (subject: string): string => subject.slice(subject.indexOf(':') + 1)
const textsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : []

/** Rewrites some marked rules and codes; rules first. A mark goes when what was put is still what the rows say. */
export async function publishRules(ctx: Ctx): Promise<'idle' | 'worked' | 'spent'> {
  const room = KV_OPERATIONS_PER_RUN - ctx.meter.crossings.kv
  const { results } = await ctx.db
    .prepare('SELECT key FROM stale_rules ORDER BY key DESC LIMIT ?1')
    .bind(Math.max(1, Math.min(KEYS_PER_SLICE, room)))
    .all<{ key: string }>()
  const keys = results.map(({ key }) => key)
  if (keys.length === 0) return 'idle'
  let now = await snapshotsOf(ctx, keys)
  for (let round = 0, put = now; put.length > 0; round += 1) {
    if (round === REPEATS_MAX) return 'spent'
    await putAll(ctx, put)
    const before = new Map(now)
    now = await snapshotsOf(ctx, keys)
    put = now.filter(([key, value]) => before.get(key) !== value)
  }
  await commit(ctx.db, forgetMarks(ctx, keys))
  return 'worked'
}

const forgetMarks = (ctx: Ctx, keys: readonly string[]): Statement[] =>
  bulk(ctx.db, 'DELETE FROM stale_rules WHERE key IN (SELECT value FROM json_each(?1))', keys)

/** What the keys shall hold: a tombstone for what is no more, never nothing. */
async function snapshotsOf(ctx: Ctx, keys: readonly string[]): Promise<Entry[]> {
  const { markets, codes } = idsOfKeys(keys)
  const [rules, promotions] = await Promise.all([
    markets.length === 0 ? undefined : loadRules(ctx, markets),
    codes.length === 0 ? undefined : loadCodes(ctx, codes),
  ])
  const text = (snapshot: unknown) => JSON.stringify(snapshot ?? { state: 'gone' })
  return [
    ...markets.map((market): Entry => [rulesKey(market), text(rules?.get(market))]),
    ...codes.map((folded): Entry => [codeKey(folded), text(promotions?.get(folded))]),
  ]
}
