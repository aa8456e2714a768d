import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import type { OrderCustomer } from '../../src/domain/order.ts'
import { markCanceled, markFailed, markPaid } from '../../src/orders/mark-order.ts'
import { ORDER_LAWS } from '../../src/orders/order-violations.ts'
import { broken } from './consistency/broken.ts'
import { brokenConstraint, commit } from '../../src/platform/d1.ts'
import { giveBackRedemptions, redeemerOf, redemptionRefusal } from '../../src/promotions/redemptions.ts'
import { make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { insertion, madeOrder, newOrderFor, type Wanted } from './orders/support.ts'
import { context, publishAll } from './shop.ts'

// A code with limit n is redeemed at most n times (I-30), and given back once.

type Limits = { usageLimit?: number; customerLimit?: number }
async function promoted(limits: Limits): Promise<{ id: string; code: string }> {
  const body = promotionBody({ status: 'active', ...limits })
  const made = await make<{ id: string }>('POST', '/v1/admin/promotions', 'promotions:write', body)
  return { id: made.body.id, code: String(body.codes[0]) }
}

/** Orders, and redeems with it: what broke, if something did. */
async function redeemed(promotionId: string, wanted: Wanted = {}): Promise<string> {
  const ctx = context()
  const order = newOrderFor(ctx, wanted)
  try {
    await commit(ctx.db, insertion(ctx, order, [promotionId]))
    return order.id
  } catch (error) {
    return redemptionRefusal(brokenConstraint(error) ?? '') ?? String(error)
  }
}

const countOf = (id: string) =>
  env.DB.prepare('SELECT redeemed FROM promotions WHERE id = ?').bind(id).first<number>('redeemed')
const toldOf = async (id: string): Promise<string[]> =>
  (
    await env.DB.prepare('SELECT type FROM events WHERE subject = ? ORDER BY sequence')
      .bind(`promotion:${id}`)
      .all<{ type: string }>()
  ).results.map(({ type }) => type.replace('promotion.', ''))
const sound = async () => (await broken(ORDER_LAWS)).redemptionsAreCounted ?? []

describe('a code for five', () => {
  it('is redeemed five times by a hundred at once', async () => {
    const { id } = await promoted({ usageLimit: 5 })
    const all = await Promise.all(Array.from({ length: 100 }, () => redeemed(id)))
    expect(all.filter((each) => each.startsWith('ord_'))).toHaveLength(5)
    expect(new Set(all.filter((each) => !each.startsWith('ord_')))).toEqual(new Set(['used_up']))
    expect(await countOf(id)).toBe(5)
    expect(await toldOf(id)).toEqual(['created', 'used_up'])
    expect(await sound()).toEqual([])
  })

  it('is free again when an order fails, once, however often that is told', async () => {
    const { id } = await promoted({ usageLimit: 1 })
    const order = (await redeemed(id)) as never
    expect(await redeemed(id)).toBe('used_up')
    const ctx = context()
    await commit(ctx.db, markFailed(ctx, order))
    expect(await countOf(id)).toBe(0)
    await commit(ctx.db, giveBackRedemptions(ctx, order))
    await commit(ctx.db, giveBackRedemptions(ctx, order))
    expect(await countOf(id)).toBe(0)
    expect(await redeemed(id)).toMatch(/^ord_/)
    expect(await toldOf(id)).toEqual(['created', 'used_up', 'available', 'used_up'])
    expect(await sound()).toEqual([])
  })

  it('is what the edge is told', async () => {
    const { id, code } = await promoted({ usageLimit: 1 })
    const snapshot = async () => {
      await publishAll()
      return JSON.parse((await env.KV.get(`code:${code.toLowerCase()}`)) ?? '{}') as { redeemed?: number }
    }
    expect((await snapshot()).redeemed).toBe(0)
    const order = (await redeemed(id)) as never
    expect((await snapshot()).redeemed).toBe(1)
    const ctx = context()
    await commit(ctx.db, markCanceled(ctx, order))
    expect((await snapshot()).redeemed).toBe(0)
  })
})

describe('once per customer', () => {
  const ada: OrderCustomer = { issuer: 'https://customers.test', subject: 'ada' }

  it('counts customers by issuer and subject', async () => {
    const { id } = await promoted({ customerLimit: 1 })
    expect(await redeemed(id, { customer: ada })).toMatch(/^ord_/)
    expect(await redeemed(id, { customer: ada })).toBe('customer_limit')
    expect(await redeemed(id, { customer: { ...ada, subject: 'eve' } })).toMatch(/^ord_/)
    expect(await redeemed(id, { customer: { ...ada, issuer: 'https://other.test' } })).toMatch(/^ord_/)
  })

  it('counts guests by e-mail, however it is written', async () => {
    const { id } = await promoted({ customerLimit: 2 })
    const by = (email: string) => redeemed(id, { contact: { email } })
    const all = [await by('ada@example.com'), await by('ADA@example.com'), await by(' Ada@Example.com ')]
    expect(all.map((each) => each.slice(0, 4))).toEqual(['ord_', 'ord_', 'cust'])
    expect(await by('eve@example.com')).toMatch(/^ord_/)
  })

  it('a customer at two tills', async () => {
    const { id } = await promoted({ customerLimit: 1 })
    const all = await Promise.all(Array.from({ length: 20 }, () => redeemed(id, { customer: ada })))
    expect(all.filter((each) => each.startsWith('ord_'))).toHaveLength(1)
    expect(await sound()).toEqual([])
  })

  it('what failed does not count', async () => {
    const { id } = await promoted({ customerLimit: 1 })
    const ctx = context()
    await commit(ctx.db, markFailed(ctx, (await redeemed(id, { customer: ada })) as never))
    expect(await redeemed(id, { customer: ada })).toMatch(/^ord_/)
  })
})

test('a promotion without limits is counted, and nobody told', async () => {
  const { id } = await promoted({})
  for (let at = 0; at < 3; at += 1) expect(await redeemed(id)).toMatch(/^ord_/)
  expect([await countOf(id), await toldOf(id)]).toEqual([3, ['created']])
})

test('what is not there any more is not counted', async () => {
  expect(await redeemed('pro_nowhere')).toMatch(/^ord_/)
})

test('what is paid stays redeemed', async () => {
  const { id } = await promoted({ usageLimit: 1 })
  const order = await madeOrder('pending', { promotionIds: [id] })
  const ctx = context()
  await commit(ctx.db, markPaid(ctx, order.id))
  expect([await countOf(id), await redeemed(id)]).toEqual([1, 'used_up'])
})

test('a redeemer says nothing of who it is', () => {
  const known = redeemerOf({ issuer: 'https://customers.test', subject: 'ada' }, 'ada@example.com')
  expect(known).toMatch(/^[0-9a-f]{64}$/)
  expect(known).not.toBe(redeemerOf(null, 'ada@example.com'))
  expect(redeemerOf(null, 'ada@example.com')).toBe(redeemerOf(null, 'ADA@example.com'))
})
