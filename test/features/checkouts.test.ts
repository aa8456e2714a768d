import { beforeAll, describe, expect, it } from 'vitest'
import { fileOf, historyOf, standing } from './orders/support.ts'
import { bookedFor, buyer, eventually, item, type MarketName, prepared } from './checkouts/support.ts'

beforeAll(prepared)

describe('a purchase', () => {
  it.each(['us', 'de', 'jp'] as const)(
    'goes from a cart to a paid order in %s',
    async (market: MarketName) => {
      const ada = await buyer([item('var-kettle', 2), item('var-mug')], market)
      const { body: seen } = await ada.read()
      const answer = await ada.complete()
      expect(answer.status, answer.text).toBe(200)
      const { order } = answer.body
      expect(order.total).toEqual(seen.total)
      expect(order.totals.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(order.total.amount)
      await eventually(async () => (await fileOf(order.id)).order.paymentStatus === 'paid')
      expect(await standing(order.id)).toBe('placed/paid unfulfilled 0+0')
      expect(await historyOf(order.id)).toEqual(['created', 'placed', 'authorized', 'paid'])
      expect(await bookedFor(order.id)).toMatchObject([
        { status: 'authorized', amount: order.total.amount, captured: order.total.amount, refunded: 0 },
      ])
      const { body: after } = await ada.read()
      expect(after).toMatchObject({ status: 'completed', orderId: order.id, order: { id: order.id } })
      expect((await ada.cart?.read())?.status).toBe(410)
    },
  )

  it('is what the answer said: the order as it is read afterwards', async () => {
    const ada = await buyer()
    const { body } = await ada.complete('approve', undefined, 'k')
    const again = await ada.complete('approve', undefined, 'k')
    expect(again.status).toBe(200)
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect(again.body.order).toEqual(body.order)
  })
})
