import { CART_EXAMPLE } from '../cart/cart-examples.ts'
import { ORDER_EXAMPLE } from '../orders/order-examples.ts'
import type {
  CheckoutAnswer,
  CheckoutInProgress,
  CompletedCheckout,
  OpenedCheckout,
  ShownCheckout,
} from './checkout-schemas.ts'

const { destination: _destination, ...priced } = CART_EXAMPLE
const [shipping] = CART_EXAMPLE.shippingOptions

export const CHECKOUT_EXAMPLE: ShownCheckout = {
  ...priced,
  id: 'chk_q3t6w9z1c4f7h0k2m5p8r1u4x7a0d3g6',
  status: 'ready_for_complete',
  version: 1795593600003,
  cartId: CART_EXAMPLE.id,
  email: 'ada@example.com',
  phone: null,
  shippingAddress: {
    firstName: 'Ada',
    lastName: 'Nuñez',
    line1: 'Torstraße 1',
    city: 'Berlin',
    postalCode: '10119',
    country: 'DE',
  },
  billingAddress: null,
  shippingOptionId: shipping?.id ?? null,
  totals: [...CART_EXAMPLE.totals, ...(shipping?.totals ?? [])],
  total: { amount: 8572, currency: 'EUR' },
  taxes: [{ label: 'MwSt.', rate: '0.19', amount: { amount: 1368, currency: 'EUR' } }],
  payment: { providers: ['stripe', 'manual'] },
  expiresAt: '2026-11-26T08:00:00.000Z',
}

export const OPENED_CHECKOUT_EXAMPLE: OpenedCheckout = {
  checkout: CHECKOUT_EXAMPLE,
  token: 'the-token-of-this-checkout',
}

export const CHECKOUT_ANSWER_EXAMPLE: CheckoutAnswer = CHECKOUT_EXAMPLE

export const COMPLETED_EXAMPLE: CompletedCheckout = {
  status: 'completed',
  order: ORDER_EXAMPLE,
  token: 'the-token-of-this-order',
}

export const IN_PROGRESS_EXAMPLE: CheckoutInProgress = {
  status: 'complete_in_progress',
  action: { type: 'test_confirm', reference: 'tst_pop_01KB3C4R8Q7X1Y4E6G8H3J5K7M' },
  retryAfter: 2,
}
