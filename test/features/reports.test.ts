import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { SalesReport, TopProducts } from '../../src/admin/report-schemas.ts'
import { SALES, salesBy, TOP_PRODUCTS, topProducts } from '../../src/orders/sales-queries.ts'
import { askAdmin } from './admin-ask.ts'
import { madeOrder } from './orders/support.ts'
import { context } from './shop.ts'

// What was sold: by market and day, and which products most of.

const sales = (query = '') =>
  askAdmin<SalesReport>('orders:read', 'GET', `/reports/sales${query === '' ? '' : `?${query}`}`)
const top = (query = '') => askAdmin<TopProducts>('orders:read', 'GET', `/reports/top-products?${query}`)

const NOON = Date.parse('2026-03-10T12:00:00Z')
const MARCH = 'from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z'

/** A past that no use case makes: orders stay as they were bought, so their triggers are lifted for it. */
async function tell(id: string, changes: Record<string, string | number>): Promise<void> {
  const set = Object.keys(changes)
    .map((column, at) => `${column} = ?${at + 2}`)
    .join(', ')
  const trigger = await env.DB.prepare(
    "SELECT sql FROM sqlite_master WHERE name = 'orders_stay'",
  ).first<string>('sql')
  await env.DB.prepare('DROP TRIGGER orders_stay').run()
  await env.DB.prepare(`UPDATE orders SET ${set} WHERE id = ?1`)
    .bind(id, ...Object.values(changes))
    .run()
  await env.DB.prepare(trigger ?? '').run()
}

const IDS: string[] = []
let total = 0
beforeAll(async () => {
  const past: Record<string, string | number>[] = [
    { created_at: NOON },
    { created_at: NOON + 1 },
    { created_at: NOON, market: 'jp', currency: 'JPY' },
    // Half past one of the next day in Tokyo.
    { created_at: Date.parse('2026-03-11T16:30:00Z'), market: 'jp', currency: 'JPY' },
  ]
  for (const changes of past) {
    const order = await madeOrder('paid')
    total = order.bill.total
    IDS.push(order.id)
    await tell(order.id, changes)
  }
  for (const stage of ['pending', 'paid'] as const) {
    const { id } = await madeOrder(stage)
    await tell(id, { created_at: NOON, ...(stage === 'paid' && { status: 'canceled' }) })
  }
})

describe('sales', () => {
  it('counts what was bought by day, market and currency, and never adds two currencies', async () => {
    const { status, body } = await sales(MARCH)
    expect(status).toBe(200)
    const of = (orders: number, currency: string) => ({
      orders,
      total: { amount: orders * total, currency },
      refunded: { amount: 0, currency },
    })
    expect(body.data).toEqual([
      { period: '2026-03-10', market: 'jp', ...of(1, 'JPY') },
      { period: '2026-03-10', market: 'us', ...of(2, 'USD') },
      { period: '2026-03-11', market: 'jp', ...of(1, 'JPY') },
    ])
    expect(body.markets).toEqual([
      { market: 'jp', ...of(2, 'JPY') },
      { market: 'us', ...of(2, 'USD') },
    ])
    expect(body.coveredFrom).toBeNull()
  })

  it('begins days where the reader does', async () => {
    const days = async (query: string) =>
      (await sales(`${MARCH}&${query}`)).body.data.map((row) => row.period)
    expect(await days('utcOffset=540')).toContain('2026-03-12')
    expect(await days('utcOffset=-840')).toEqual(['2026-03-09', '2026-03-09', '2026-03-11'])
    expect(await days('by=month')).toEqual(['2026-03', '2026-03'])
  })

  it('takes the first moment in and leaves the last one out', async () => {
    const at = (instant: number) => new Date(instant).toISOString()
    expect((await sales(`from=${at(NOON)}&to=${at(NOON + 1)}`)).body.markets).toMatchObject([
      { market: 'jp', orders: 1 },
      { market: 'us', orders: 1 },
    ])
  })

  it('is of the last 30 days when nothing is asked', async () => {
    const { body } = await sales()
    expect(Date.parse(body.to) - Date.parse(body.from)).toBe(30 * 86_400_000)
    expect(body.data).toEqual([])
  })

  it('reads the newest orders only where there are too many, and says since when', async () => {
    const period = { from: NOON - 1, to: NOON + 86_400_000 * 2 }
    const few = await salesBy(context().db, period, 'day', 0, 2)
    expect(few.rows.map(({ period: day }) => day)).toEqual(['2026-03-10', '2026-03-11'])
    expect(few.coveredFrom).toBe(NOON + 1)
    // Six orders are made in it: none is left out.
    expect((await salesBy(context().db, period, 'day', 0, 6)).coveredFrom).toBeUndefined()
    expect((await topProducts(context().db, period, undefined, 5, 5)).coveredFrom).toBe(NOON)
  })
})

describe('top products', () => {
  it('puts those first of which most pieces were sold', async () => {
    const { status, body } = await top(MARCH)
    expect(status).toBe(200)
    expect(body.data.map(({ pieces, orders }) => ({ pieces, orders }))).toEqual([
      { pieces: 12, orders: 4 },
      { pieces: 4, orders: 4 },
    ])
    expect(body.data[0]?.sold).toEqual([
      { amount: 6000, currency: 'JPY' },
      { amount: 6000, currency: 'USD' },
    ])
  })

  it('keeps to a market and a number', async () => {
    const { body } = await top(`${MARCH}&market=us&limit=1`)
    expect(body.data).toMatchObject([{ pieces: 6, sold: [{ amount: 6000, currency: 'USD' }] }])
    expect((await top(`${MARCH}&market=de`)).body.data).toEqual([])
  })
})

test.each([
  'by=year',
  'utcOffset=841',
  'utcOffset=1e2',
  'from=2026-03-01',
  'from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z',
  'from=2025-01-01T00:00:00Z&to=2026-03-01T00:00:00Z',
  'market=us',
])('refuses sales?%s', async (query) => {
  expect(await sales(query)).toMatchObject({ status: 400, body: { code: 'invalid_parameter' } })
})

test.each([
  ['sales', SALES],
  ['top products', TOP_PRODUCTS],
])('%s look orders up by their time, and lines by their order', async (_what, sql) => {
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(0, 1, 10, null, 5)
    .all<{ detail: string }>()
  const plan = results.map(({ detail }) => detail)
  expect(plan.join('; ')).toContain('SEARCH orders USING INDEX orders_by_time')
  expect(plan.filter((detail) => /^SCAN (orders|l)\b/.test(detail))).toEqual([])
})
