import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, test } from 'vitest'
import { checkEnvironment, type Bindings } from '../../src/env.ts'
import { freeStock, selectFreeStock } from '../../src/inventory/free-stock.ts'
import { holdsOf } from '../../src/inventory/hold-queries.ts'
import { holdStock, retakeStock } from '../../src/inventory/hold-stock.ts'
import { releaseExpired, releaseHeld, sweepExpiredHolds } from '../../src/inventory/release-holds.ts'
import { returnStock } from '../../src/inventory/return-stock.ts'
import { STOCK_LAWS } from '../../src/inventory/stock-violations.ts'
import { broken } from './consistency/broken.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { commit, type Statement } from '../../src/platform/d1.ts'
import {
  allocated,
  at,
  buy,
  giveBack,
  holding,
  levelOf,
  linesOf,
  MINUTE,
  newOrder,
  NOW,
  pay,
  piece,
} from './inventory/holds.ts'
import { adjust, ask, line, type Refusal, stocked } from './inventory/support.ts'
import { context } from './shop.ts'

// What staff see of holds and may do beside them, the laws of the stock room, and what its statements read.

afterEach(async () => {
  expect(await broken(STOCK_LAWS)).toEqual({})
})

describe('the stock room of the admin', () => {
  const levelShown = async (id: string) => {
    const { body } = await ask<{ data: Record<string, unknown>[] }>('GET', `/inventory?variantId=${id}`)
    const { onHand, held: kept, available } = body.data[0] ?? {}
    return { onHand, held: kept, available }
  }
  const stockShown = async (id: string) => {
    type Stock = { held: number; available: number; markets: { market: string; available: number }[] }
    const { body } = await ask<Stock>('GET', `/inventory/${id}`)
    return [body.held, body.available, body.markets.find(({ market }) => market === 'us')?.available]
  }
  /** Holds that are over by the clock of the doors, or far from it. */
  const over = (id: string, pieces: number) =>
    buy(at(), newOrder(), linesOf({ [id]: pieces }), { life: -MINUTE })

  it('shows what is held as not available, and what has expired as available again', async () => {
    const id = await stocked(9)
    await buy(at(), newOrder(), linesOf({ [id]: 2 }))
    expect(await levelShown(id)).toEqual({ onHand: 9, held: 2, available: 7 })
    await over(id, 4)
    expect(await levelShown(id)).toEqual({ onHand: 9, held: 2, available: 7 })
    expect(await stockShown(id)).toEqual([2, 7, 7])
    expect(await levelOf(id)).toEqual([9, 6])
  })

  it('does not call low what only an expired hold makes low', async () => {
    const low = async (id: string) =>
      (await ask<{ data: unknown[] }>('GET', `/inventory?lowStock=true&variantId=${id}`)).body.data.length
    const [one, two] = [await stocked(9), await stocked(9)]
    await buy(at(), newOrder(), linesOf({ [one]: 6 }))
    await over(two, 6)
    expect([await low(one), await low(two)]).toEqual([1, 0])
  })

  it('does not go below what is held', async () => {
    const id = await stocked(9)
    await buy(at(), newOrder(), linesOf({ [id]: 4 }))
    const adjusted = await adjust(line(id, -6))
    expect([adjusted.status, adjusted.body.code]).toEqual([409, 'out_of_stock'])
    const set = await ask<Refusal>('PUT', `/inventory/${id}/loc_main`, { onHand: 3, expected: 9 })
    expect([set.status, set.body.code]).toEqual([409, 'out_of_stock'])
    expect((await adjust(line(id, -5))).status).toBe(200)
    expect(await levelOf(id)).toEqual([4, 4])
  })

  it('is not kept from it by holds that are over: they are given back with the change', async () => {
    const id = await stocked(9)
    await buy(at(), newOrder(), linesOf({ [id]: 2 }))
    await over(id, 6)
    expect((await adjust(line(id, -4))).status).toBe(200)
    expect(await levelOf(id)).toEqual([5, 2])
    await over(id, 3)
    const set = await ask('PUT', `/inventory/${id}/loc_main`, { onHand: 2, expected: 5 })
    expect([set.status, set.body.held, set.body.available]).toEqual([200, 2, 0])
    expect(await levelOf(id)).toEqual([2, 2])
  })

  it('keeps a location of which holds speak', async () => {
    const { body, etag } = await ask('POST', '/locations', { name: 'Attic' })
    const place = String(body.id)
    const id = await stocked(0)
    await adjust(line(id, 1, { location: place }))
    const order = newOrder()
    await commit(at().db, holdStock(at(), holding(order, piece(id, 1, place))))
    await giveBack(at(), order)
    await adjust(line(id, -1, { location: place }))
    const told = await ask<Refusal>('DELETE', `/locations/${place}`, undefined, { 'If-Match': etag })
    expect([told.status, told.body.code]).toEqual([409, 'in_use'])
  })
})

describe('what must never be found', () => {
  const say = (sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .run()
  const found = () => broken(STOCK_LAWS)

  it('is named when it is there', async () => {
    const id = await stocked(5)
    const place = `${id} loc_main`
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    await say('UPDATE stock_levels SET held = 1 WHERE variant_id = ?', id)
    expect(await found()).toEqual({ heldIsSumOfHolds: [place] })
    await say('UPDATE stock_levels SET held = 0 WHERE variant_id = ?', id)
    expect(await found()).toEqual({ heldIsSumOfHolds: [place] })
    await say('UPDATE stock_levels SET held = 2 WHERE variant_id = ?', id)
    await pay(at(), order, [])
    await say('UPDATE stock_ledger SET delta = -1 WHERE variant_id = ? AND delta = -2', id)
    const hold = (await holdsOf(at().db, order))[0]?.id
    expect(await found()).toEqual({ onHandIsSumOfLedger: [place], soldIsInLedger: [hold] })
    await say('UPDATE stock_ledger SET delta = -2 WHERE variant_id = ? AND delta = -1', id)
  })

  it('also half an order, and a sale that was given back', async () => {
    const [id, other] = [await stocked(5), await stocked(5)]
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2, [other]: 1 }))
    await pay(at(), order, [])
    const half = (state: string, settled: number | null) =>
      say(
        'UPDATE stock_holds SET state = ?, settled_at = ? WHERE order_id = ? AND variant_id = ?',
        state,
        settled,
        order,
        id,
      )
    const hold = (await holdsOf(at().db, order)).find(({ variantId }) => variantId === id)?.id
    const entry = hold?.replace('hld_', 'led_')
    await half('held', null)
    expect(await found()).toEqual({
      heldIsSumOfHolds: [`${id} loc_main`],
      ordersAreWhole: [order],
      soldIsInLedger: [hold, entry],
    })
    await half('released', NOW)
    expect(await found()).toEqual({ soldIsInLedger: [hold, entry], holdsAreTold: [hold] })
    await half('taken', NOW)
  })
})

it('searches by index, whatever it does', async () => {
  const [id, other] = [await stocked(5), await stocked(5)]
  const order = newOrder()
  await buy(at(), order, linesOf({ [id]: 1, [other]: 1 }))
  const ran: [sql: string, values: unknown[]][] = []
  const { db } = context()
  const prepare = (sql: string) => ({
    bind: (...values: unknown[]) => {
      ran.push([sql, values])
      return db.prepare(sql).bind(...values)
    },
  })
  const ctx = Object.defineProperty(at(), 'db', { value: { ...db, prepare } }) as Ctx
  const pieces = [piece(id, 1), piece(other, 1)]
  const statements: Statement[] = [
    ...releaseExpired(ctx, [id, other]),
    ...retakeStock(ctx, { orderId: order, pieces }),
    ...releaseHeld(ctx, order),
    ...returnStock(ctx, { orderId: order, pieces: pieces as never }, 'staff:test'),
  ]
  expect(statements.length).toBeGreaterThan(10)
  await freeStock(ctx, 'us', [id, other])
  await holdsOf(ctx.db, order)
  await sweepExpiredHolds(ctx)
  for (const [sql, values] of ran) {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    const scans = results.filter(({ detail }) =>
      /^SCAN (?:h|s|v|hold|stock_\w+|events|variants)\b/.test(detail),
    )
    expect(scans, sql).toEqual([])
  }
  await giveBack(at(), order)
})

it('reads no more of a variant that many hold', async () => {
  const id = await stocked(500)
  const ctx = at()
  const holdOne = () => ({ ...holding(newOrder(), piece(id, 1)) })
  const rowsRead = async () => {
    const looked = ctx.db.batch([...releaseExpired(ctx, [id]), ...holdStock(ctx, holdOne())])
    const free = await selectFreeStock(ctx, 'us', [id]).all()
    return [...(await looked), free].map(({ meta }) => meta.rows_read)
  }
  await rowsRead()
  const first = await rowsRead()
  await commit(ctx.db, Array.from({ length: 100 }, () => holdStock(ctx, holdOne())).flat())
  expect(await rowsRead()).toEqual(first)
})

describe('HOLD_SECONDS', () => {
  const configured = (HOLD_SECONDS?: string) =>
    checkEnvironment({ ...(env as unknown as Bindings), ...(HOLD_SECONDS !== undefined && { HOLD_SECONDS }) })

  test.each([
    [undefined, 900_000],
    ['', 900_000],
    ['3', 3_000],
    ['86400', 86_400_000],
  ])('%j is %i ms', (text, ms) => {
    expect(configured(text)).toMatchObject({ ok: true, config: { holdMs: ms } })
  })

  test.each(['0', '-1', '1.5', '15m', '1e3', ' 3', '1000000'])('%j closes the shop', (text) => {
    expect(configured(text)).toMatchObject({
      ok: false,
      why: expect.stringContaining('HOLD_SECONDS') as string,
    })
  })
})

it('reads what is free in the order of the market, and nothing of what there is not', async () => {
  const id = await stocked(2)
  expect(await allocated(at(), linesOf({ [id]: 2 }))).toEqual({
    kind: 'allocated',
    pieces: [{ variantId: id, location: 'loc_main', quantity: 2 }],
  })
  const { locations, stock } = await freeStock(at(), 'jp', [id, id, 'var-nowhere'])
  expect([locations, [...stock.keys()]]).toEqual([['loc_east', 'loc_main'], [id]])
  expect((await freeStock(at(), 'nowhere', [id])).locations).toEqual([])
})
