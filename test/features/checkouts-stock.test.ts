import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { testBook } from '../../src/payments/test-provider.ts'
import { item } from './carts/support.ts'
import {
  bookedFor,
  buyer,
  type Buyer,
  eventually,
  free,
  ordersOf,
  prepared,
  soundShop,
  stocked,
} from './checkouts/support.ts'
import { make } from './doors/door.ts'
import { adjust, line, onHand } from './inventory/support.ts'
import { standing } from './orders/support.ts'
import { context } from './shop.ts'

// Stock at completion (I-01 to I-05, I-33): all lines or none, from the first location that has it, and what is paid late.

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }

type Hold = { location_id: string | null; quantity: number; state: string }
const holdsOf = async (orderId: string): Promise<Hold[]> =>
  (
    await env.DB.prepare(
      'SELECT location_id, quantity, state FROM stock_holds WHERE order_id = ? ORDER BY location_id, quantity',
    )
      .bind(orderId)
      .all<Hold>()
  ).results

/** What is held for an order was held long enough. */
const expireHolds = (orderId: string) =>
  env.DB.prepare('UPDATE stock_holds SET expires_at = 1 WHERE order_id = ?').bind(orderId).run()

const isPaid = (orderId: string) =>
  eventually(async () => (await standing(orderId)) === 'placed/paid unfulfilled 0+0')

const confirmed = (reference: string) => testBook(context()).act(reference, 'approve')

describe('an order', () => {
  it('takes all of its lines or none', async () => {
    const [some, none] = [await stocked(5), await stocked(1)]
    const ada = await buyer([item(some, 2), item(none, 2)])
    const refused = await ada.complete()
    expect([refused.status, refused.body.code]).toEqual([409, 'out_of_stock'])
    // How many there are, nobody is told.
    expect(refused.body.errors).toEqual([
      { pointer: '/items/1', code: 'out_of_stock', message: 'is not there in this quantity' },
    ])
    expect([await free(some), await free(none)]).toEqual([5, 1])
    const bob = await buyer([item(none), item(some, 5)])
    expect((await bob.complete()).status).toBe(200)
    expect([await free(some), await free(none)]).toEqual([0, 0])
  })

  it('takes what no single location has from two, in the order of the market', async () => {
    const variant = await stocked(3, '20.00', { prices: { jp: { price: '2000' } } })
    await adjust(line(variant, 2, { location: 'loc_east' }))
    const ada = await buyer([item(variant, 4)], 'jp')
    const { body, status, text } = await ada.complete()
    expect(status, text).toBe(200)
    expect(await holdsOf(body.order.id)).toEqual([
      { location_id: 'loc_east', quantity: 2, state: 'taken' },
      { location_id: 'loc_main', quantity: 2, state: 'taken' },
    ])
    expect([await onHand(variant), await onHand(variant, 'loc_east')]).toEqual([1, 0])
    // The us sells from loc_main alone.
    expect((await (await buyer([item(variant, 2)])).complete()).body.code).toBe('out_of_stock')
    await soundShop()
  })

  it('of backordered goods is placed without a piece, and of untracked ones without counting', async () => {
    const back = await stocked(1, '20.00', { backorder: true })
    const untracked = await stocked(0, '20.00', { tracked: false })
    const ada = await buyer([item(back, 3), item(untracked, 7)])
    const { body, status, text } = await ada.complete()
    expect(status, text).toBe(200)
    await isPaid(body.order.id)
    expect(await onHand(back)).toBeGreaterThanOrEqual(0)
    const still = await ada.read()
    expect(still.body.orderId).toBe(body.order.id)
    expect((await (await buyer([item(back)])).complete()).status).toBe(200)
    await soundShop()
  })

  it('at the same moment as nineteen others leaves none over and none too many', async () => {
    const variant = await stocked(7)
    const buyers = await Promise.all(Array.from({ length: 20 }, () => buyer([item(variant)])))
    const { total } = (await buyers[0]?.read())?.body ?? {}
    const left = new Set<Buyer>(buyers)
    // Refused for the crowd alone (503), they ask again.
    while (left.size > 0)
      await Promise.all(
        [...left].map(async (each) => {
          const { status, body } = await each.pay(total as object, approve)
          if (status === 503) return
          expect(status === 200 || body.code === 'out_of_stock').toBe(true)
          left.delete(each)
        }),
      )
    const orders = (await Promise.all(buyers.map(({ id }) => ordersOf(id)))).flat()
    expect([orders.length, await free(variant)]).toEqual([7, 0])
    await Promise.all(orders.map(isPaid))
    await soundShop()
  })
})

describe('a payment that comes after the hold has ended', () => {
  async function waiting(variant: string) {
    const ada = await buyer([item(variant)])
    const { body } = await ada.complete('require_action')
    const [orderId = ''] = await ordersOf(ada.id)
    await expireHolds(orderId)
    return { ada, orderId, reference: body.action?.reference ?? '' }
  }

  it('has its stock still, when nobody wanted it', async () => {
    const variant = await stocked(1)
    const { ada, orderId, reference } = await waiting(variant)
    await confirmed(reference)
    await eventually(async () => (await ada.read()).body.orderId)
    await isPaid(orderId)
    expect([await free(variant), await onHand(variant)]).toEqual([0, 0])
    await soundShop()
  })

  it('takes it again, when somebody had it and gave it back', async () => {
    const variant = await stocked(1)
    const { ada, orderId, reference } = await waiting(variant)
    const bob = await buyer([item(variant)])
    expect((await bob.complete('decline')).status).toBe(402)
    expect((await holdsOf(orderId)).map(({ state }) => state)).toEqual(['released'])
    await confirmed(reference)
    await eventually(async () => (await ada.read()).body.orderId)
    await isPaid(orderId)
    expect(await free(variant)).toBe(0)
    await soundShop()
  })

  it('is let go, when it was sold: the buyer is told, and can buy something else', async () => {
    const variant = await stocked(1)
    const { ada, orderId, reference } = await waiting(variant)
    const bob = await buyer([item(variant)])
    expect((await bob.complete()).status).toBe(200)
    await confirmed(reference)
    await eventually(async () => (await ada.read()).body.status === 'ready_for_complete')
    await eventually(async () => (await bookedFor(orderId))[0]?.status === 'voided')
    expect(await standing(orderId)).toBe('failed/failed unfulfilled 0+0')
    expect(await bookedFor(orderId)).toMatchObject([{ captured: 0 }])
    expect((await ada.read()).body.messages).toMatchObject([{ code: 'payment_declined' }])
    expect((await ada.complete()).body.code).toBe('out_of_stock')
    expect((await ada.cart?.add(item('var-mug')))?.status).toBe(200)
    await soundShop()
  })

  it('is let go in the answer, when the buyer waits for it', async () => {
    const variant = await stocked(1)
    const ada = await buyer([item(variant)])
    const { total } = (await ada.read()).body
    const paying = ada.pay(total, { provider: 'test', script: 'approve_after_ms:1500' })
    const orderId = await eventually(async () => (await ordersOf(ada.id))[0])
    await expireHolds(orderId)
    expect((await (await buyer([item(variant)])).complete()).status).toBe(200)
    const refused = await paying
    expect([refused.status, refused.body.code, refused.body.errors?.[0]?.pointer]).toEqual([
      409,
      'out_of_stock',
      '/items/0',
    ])
    await eventually(async () => (await bookedFor(orderId))[0]?.status === 'voided')
    expect(await free(variant)).toBe(0)
    expect((await ada.read()).body.status).toBe('ready_for_complete')
    await soundShop()
  })

  it('that nobody makes keeps no stock from others: twenty who wait hold it one life, and no longer', async () => {
    const variant = await stocked(2)
    for (let times = 0; times < 3; times += 1) {
      const hoarders = await Promise.all([buyer([item(variant)]), buyer([item(variant)])])
      for (const each of hoarders) {
        expect((await each.complete('require_action')).status).toBe(202)
        const [orderId = ''] = await ordersOf(each.id)
        await expireHolds(orderId)
      }
    }
    expect((await (await buyer([item(variant, 2)])).complete()).status).toBe(200)
    await soundShop()
  })
})

test('a cart holds nothing, nor does a checkout that is not being paid', async () => {
  const variant = await stocked(1)
  await Promise.all(Array.from({ length: 10 }, () => buyer([item(variant)])))
  expect(await free(variant)).toBe(1)
  expect((await (await buyer([item(variant)])).complete()).status).toBe(200)
})

test('an order that is being paid cannot be canceled by staff; nor sent', async () => {
  const ada = await buyer()
  await ada.complete('require_action')
  const [orderId = ''] = await ordersOf(ada.id)
  for (const act of ['cancel', 'capture', 'fulfillments', 'refunds']) {
    const refused = await make(
      'POST',
      `/v1/admin/orders/${orderId}/${act}`,
      'orders:write',
      {},
      { 'Idempotency-Key': act },
    ).catch(String)
    expect(refused).toMatch(/: (409|422) /)
  }
  expect(await standing(orderId)).toBe('pending/pending unfulfilled 0+0')
  expect((await ada.cancel()).body.status).toBe('canceled')
})
