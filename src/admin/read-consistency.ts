import { LIVES_TO_ACT } from '../checkout/checkout-payments.ts'
import { formatInstant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { encodeCursor } from '../platform/cursor.ts'
import { type Laws, ORDERS_A_LOOK, ROWS_A_LOOK } from '../platform/law.ts'
import { placeIn } from '../platform/pages.ts'
import type { Consistency } from './consistency-schemas.ts'
import { LATE, LAWS } from './laws.ts'

// Alarms take seconds, cron a minute: what has waited for longer is somebody's to look at.
const LATE_MS = 15 * 60_000
const COUNTED_MAX = 1_000
const IDS_MAX = 100
const BIND = 'consistency'

// A parameter that a law does not use is there all the same, so that all are asked alike.
const asked = (sql: string): string =>
  `WITH asked AS (SELECT ?2, ?3, ?4)
   SELECT id, count(*) OVER () AS count FROM (SELECT DISTINCT id FROM (${sql}) LIMIT ${COUNTED_MAX})
   ORDER BY id LIMIT ?1`

const rest = (book: string, rows = ROWS_A_LOOK): string =>
  `EXISTS (SELECT 1 FROM ${book} LIMIT 1 OFFSET ${rows} * (?1 + 1))`
/** Whether a book goes on behind this look. */
const MORE = [
  rest('orders', ORDERS_A_LOOK),
  ...['stock_levels', 'stock_ledger', 'stock_holds', 'payment_operations', 'price_history', 'events'].map(
    (book) => rest(book),
  ),
].join(' OR ')

type Found = { readonly id: string; readonly count: number }

/**
 * Asks every law of the shop for the ids that break it, all at one moment and in one crossing. A look takes the newest
 * rows of each book, so that it costs the same in a shop of any age; `cursor` goes on to those before.
 */
export async function readConsistency(ctx: Ctx, cursor: string | undefined): Promise<Consistency> {
  const [looks] = placeIn<readonly [number]>(ctx, BIND, cursor) ?? [0]
  const late = ctx.now - LATE_MS
  const values = [IDS_MAX, looks, late, late - LIVES_TO_ACT * ctx.config.holdMs]
  const statements = [...Object.values(LAWS), ...Object.values(LATE)].map(({ sql }) =>
    ctx.db.prepare(asked(sql)).bind(...values),
  )
  const results = await ctx.db.batch([...statements, ctx.db.prepare(`SELECT ${MORE} AS more`).bind(looks)])
  const rows = results.map((result) => result.results)
  const [last] = rows.pop() as unknown as readonly { readonly more: number }[]
  const told = (laws: Laws) =>
    Object.entries(laws).map(([law, { means }]) => {
      const found = (rows.shift() ?? []) as unknown as readonly Found[]
      return { law, means, count: found[0]?.count ?? 0, violations: found.map(({ id }) => id) }
    })
  const laws = told(LAWS)
  return {
    ok: laws.every(({ count }) => count === 0),
    checkedAt: formatInstant(ctx.now),
    laws,
    late: told(LATE),
    page: { nextCursor: last?.more === 1 ? encodeCursor(ctx, BIND, [looks + 1]) : null },
  }
}
