import type { Currency } from '../domain/money.ts'
import type { MarketCode } from '../domain/market.ts'
import type { Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'

/** What a report looks at: orders made from then until before then. */
export type SalesPeriod = { readonly from: Instant; readonly to: Instant }

/** A report reads so many orders, the newest of its period: however long that is, it costs no more. */
export const REPORTED_ORDERS_MAX = 10_000

const IN_PERIOD = 'FROM orders WHERE created_at >= ?1 AND created_at < ?2 ORDER BY created_at DESC, id DESC'
// What was bought: neither undecided, nor declined, nor canceled.
const SOLD = "status IN ('placed', 'completed')"
// The last order that is read and, if there is one, the first that is not.
const EDGE = `SELECT created_at AS at ${IN_PERIOD} LIMIT 2 OFFSET ?3 - 1`

const PERIODS = { day: '%Y-%m-%d', month: '%Y-%m' } as const
export type ReportStep = keyof typeof PERIODS
export const REPORT_STEPS = ['day', 'month'] as const satisfies readonly ReportStep[]

export type SalesRow = {
  readonly period: string
  readonly market: MarketCode
  readonly currency: Currency
  readonly orders: number
  readonly total: number
  readonly refunded: number
}

export const SALES = `SELECT strftime(?4, created_at / 1000 + ?5 * 60, 'unixepoch') AS period, market, currency, count(*) AS orders,
    sum(total) AS total, sum(refunded) AS refunded
  FROM (SELECT created_at, market, currency, status, total, refunded ${IN_PERIOD} LIMIT ?3)
  WHERE ${SOLD} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

export type TopProductRow = {
  readonly productId: string
  readonly handle: string
  readonly title: string
  readonly orders: number
  readonly pieces: number
  readonly returned: number
  /** JSON: `[{ amount, currency }]`. */
  readonly sold: string
}

// With max() as the only such aggregate, SQLite takes plain columns from the row that has it: the newest names, in whatever
// language its buyer read. They stand in for the product's own, should it have gone.
export const TOP_PRODUCTS = `SELECT productId, handle, coalesce((SELECT p.title FROM products AS p WHERE p.id = productId), title) AS title, max(latest), sum(orders) AS orders, sum(pieces) AS pieces,
    sum(returned) AS returned, json_group_array(json_object('amount', total, 'currency', currency)) AS sold
  FROM (SELECT l.product_id AS productId, o.currency, l.seen->>'handle' AS handle, l.seen->>'title' AS title, max(o.created_at) AS latest,
      count(DISTINCT o.id) AS orders, sum(l.quantity) AS pieces, sum(l.returned) AS returned, sum(l.total) AS total
    FROM (SELECT id, created_at, market, currency, status ${IN_PERIOD} LIMIT ?3) AS o JOIN order_lines AS l ON l.order_id = o.id
    WHERE ${SOLD} AND (?4 IS NULL OR market = ?4) GROUP BY l.product_id, o.currency ORDER BY o.currency)
  GROUP BY productId ORDER BY pieces DESC, productId LIMIT ?5`

/** The rows of a report, and since when the orders of its period are in it; undefined: all are. One crossing. */
type Report<Row> = { readonly rows: readonly Row[]; readonly coveredFrom: Instant | undefined }

async function report<Row>(
  db: Db,
  { from, to }: SalesPeriod,
  sql: string,
  values: readonly unknown[],
  ordersMax: number,
): Promise<Report<Row>> {
  const [rows, edge] = await db.batch([
    db.prepare(sql).bind(from, to, ordersMax, ...values),
    db.prepare(EDGE).bind(from, to, ordersMax),
  ])
  const [last, beyond] = (edge?.results ?? []) as unknown as { at: Instant }[]
  return {
    rows: (rows?.results ?? []) as unknown as Row[],
    coveredFrom: beyond === undefined ? undefined : last?.at,
  }
}

/** What was sold by day or month (of a clock so many minutes before UTC's), market and currency. */
export const salesBy = (
  db: Db,
  period: SalesPeriod,
  step: ReportStep,
  utcOffset: number,
  ordersMax = REPORTED_ORDERS_MAX,
): Promise<Report<SalesRow>> => report(db, period, SALES, [PERIODS[step], utcOffset], ordersMax)

/** The products of which most pieces were sold. */
export const topProducts = (
  db: Db,
  period: SalesPeriod,
  market: string | undefined,
  limit: number,
  ordersMax = REPORTED_ORDERS_MAX,
): Promise<Report<TopProductRow>> => report(db, period, TOP_PRODUCTS, [market ?? null, limit], ordersMax)
