import { signOrderToken } from '../../../src/orders/own-order.ts'
import { madeOrder, type Stage } from '../orders/support.ts'
import { context } from '../shop.ts'
import { type Ask, type Sample } from './door.ts'

const AT = '/v1/admin/orders'

const at =
  (stage: Stage, rest: string, more: Partial<Ask> = {}): Sample =>
  async () => ({ path: `${AT}/${(await madeOrder(stage)).id}${rest}`, ...more })

const mugs = (quantity: number) => [{ lineId: 'line-mug', quantity }]

/** The doors of orders. */
export const orderSamples: Record<string, Sample> = {
  readOrder: async () => {
    const { id } = await madeOrder('paid')
    return {
      path: `/v1/orders/${id}`,
      headers: { Authorization: `Bearer ${await signOrderToken(context(), id)}` },
    }
  },
  listOrders: () => ({
    path: `${AT}?status=placed&paymentStatus=paid&market=us&q=7&email=ada@example.com&createdFrom=2026-01-01T00:00:00Z`,
  }),
  readAdminOrder: at('paid', ''),
  fulfillOrder: at('paid', '/fulfillments', {
    body: { lines: mugs(2), tracking: { carrier: 'UPS', number: '1Z' } },
    otherBody: { lines: mugs(1) },
  }),
  cancelOrder: at('paid', '/cancel', { body: { reason: 'customer' }, otherBody: {} }),
  refundOrder: at('paid', '/refunds', {
    body: { lines: mugs(1), reason: 'Dented' },
    otherBody: { amount: { amount: 1, currency: 'USD' } },
  }),
  captureOrder: at('authorized', '/capture'),
  reportSales: async () => {
    await madeOrder('paid')
    return { path: '/v1/admin/reports/sales?by=day&utcOffset=540' }
  },
  reportTopProducts: async () => {
    await madeOrder('paid')
    return { path: '/v1/admin/reports/top-products?market=us&limit=5' }
  },
  listPaymentEvents: () => ({ path: '/v1/admin/payment-events?odd=true' }),
  readConsistency: () => ({ path: '/v1/admin/health/consistency' }),
}
