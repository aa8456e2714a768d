import type { Currency } from '../domain/money.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import { salesBy, type SalesPeriod, type SalesRow, topProducts } from '../orders/sales-queries.ts'
import { jsonAnswer } from '../platform/content.ts'
import type { Ctx } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  SALES_EXAMPLE,
  type SalesReport,
  salesQuery,
  salesSchema,
  TOP_PRODUCTS_EXAMPLE,
  topProductsQuery,
  topProductsSchema,
} from './report-schemas.ts'

const DAY_MS = 86_400_000
const PERIOD_DAYS = 30
const PERIOD_DAYS_MAX = 366
const TOP = 10

const common = {
  method: 'get' as const,
  tags: ['Reports'],
  facts: { scope: 'orders:read', cache: 'private' as const, budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'unavailable'] as const,
}

const sales = defineRoute({
  ...common,
  path: '/v1/admin/reports/sales',
  operationId: 'reportSales',
  summary: 'Orders and revenue by market and day',
  description:
    'Orders that are placed or completed, by when they were made (`createdAt`), over at most 366 days. Each amount is in the ' +
    "currency of its orders; nothing is converted. A period's numbers change as orders of it are canceled and refunded.",
  request: { query: salesQuery },
  responses: { 200: jsonAnswer('The report', salesSchema, SALES_EXAMPLE) },
})

const top = defineRoute({
  ...common,
  path: '/v1/admin/reports/top-products',
  operationId: 'reportTopProducts',
  summary: 'The products of which most pieces were sold',
  description:
    'Orders that are placed or completed, by when they were made, over at most 366 days; by default the first ten.',
  request: { query: topProductsQuery },
  responses: { 200: jsonAnswer('The report', topProductsSchema, TOP_PRODUCTS_EXAMPLE) },
})

/** The period that a report is asked for. */
function periodIn(ctx: Ctx, asked: { from?: Instant | undefined; to?: Instant | undefined }): SalesPeriod {
  const { to = ctx.now } = asked
  const { from = to - PERIOD_DAYS * DAY_MS } = asked
  const refuse = (message: string) =>
    new Problem('invalid_parameter', undefined, { errors: [{ parameter: 'from', code: 'invalid', message }] })
  if (from >= to) throw refuse('is before `to`')
  if (to - from > PERIOD_DAYS_MAX * DAY_MS) throw refuse(`is at most ${PERIOD_DAYS_MAX} days before \`to\``)
  return { from, to }
}

const showPeriod = ({ from, to }: SalesPeriod, coveredFrom: Instant | undefined) => ({
  from: formatInstant(from),
  to: formatInstant(to),
  coveredFrom: coveredFrom === undefined ? null : formatInstant(coveredFrom),
})

const showSold = ({ orders, total, refunded, currency }: Omit<SalesRow, 'period' | 'market'>) => ({
  orders,
  total: { amount: total, currency },
  refunded: { amount: refunded, currency },
})

/** The sums of the rows, by market and currency. */
function sumByMarket(rows: readonly SalesRow[]): SalesReport['markets'] {
  const groups = Map.groupBy(rows, ({ market, currency }) => `${market} ${currency}`)
  return [...groups.values()].map((group) => {
    const sum = (member: 'orders' | 'total' | 'refunded') => group.reduce((all, row) => all + row[member], 0)
    const [{ market, currency } = { market: '', currency: '' as Currency }] = group
    return {
      market,
      ...showSold({ orders: sum('orders'), total: sum('total'), refunded: sum('refunded'), currency }),
    }
  })
}

export const reportRoutes = featureRoutes()
  .openapi(sales, async (c) => {
    const { ctx } = c.var
    const { by, utcOffset, ...asked } = c.req.valid('query')
    const period = periodIn(ctx, asked)
    const { rows, coveredFrom } = await salesBy(ctx.db, period, by, utcOffset)
    const data = rows.map((row) => ({ period: row.period, market: row.market, ...showSold(row) }))
    return c.json({ ...showPeriod(period, coveredFrom), data, markets: sumByMarket(rows) }, 200)
  })
  .openapi(top, async (c) => {
    const { ctx } = c.var
    const { market, limit = TOP, ...asked } = c.req.valid('query')
    const period = periodIn(ctx, asked)
    const { rows, coveredFrom } = await topProducts(ctx.db, period, market, limit)
    const data = rows.map(({ productId, handle, title, orders, pieces, returned, sold }) => ({
      productId,
      handle,
      title,
      orders,
      pieces,
      returned,
      sold: JSON.parse(sold) as { amount: number; currency: Currency }[],
    }))
    return c.json({ ...showPeriod(period, coveredFrom), data }, 200)
  })
