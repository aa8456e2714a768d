import type { z } from '@hono/zod-openapi'
import type {
  adminOrderSchema,
  adminRefundSchema,
  fulfillmentSchema,
  orderListSchema,
  ownOrderListSchema,
  orderSchema,
  orderStandingSchema,
} from './order-schemas.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const vat = (amount: number) => ({ type: 'tax' as const, label: 'MwSt.', rate: '0.19', amount: eur(amount) })
const AT = '2026-11-25T09:30:00.000Z'
const SENT_AT = '2026-11-26T08:15:00.000Z'
const LINE = 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R'

export const FULFILLMENT_EXAMPLE: z.output<typeof fulfillmentSchema> = {
  id: 'ful_01KB1B3Q7N5V8W2C4D6F8G0H1J',
  lines: [{ lineId: LINE, quantity: 2 }],
  tracking: {
    carrier: 'DHL',
    number: '00340434161094021501',
    url: 'https://track.example/00340434161094021501',
  },
  createdAt: SENT_AT,
}

export const REFUND_EXAMPLE: z.output<typeof adminRefundSchema> = {
  id: 'ref_01KB3C4R8P6W9X3D5F7G1H2J3K',
  status: 'pending',
  amount: eur(8900),
  lines: [{ lineId: LINE, quantity: 1, amount: eur(8900), tax: eur(1421) }],
  createdAt: '2026-11-28T14:00:00.000Z',
  reason: 'Dented on arrival',
  restock: false,
  operationId: 'pop_01KB3C4R8Q7X1Y4E6G8H3J5K7M',
}

const COMMON = {
  id: 'ord_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  number: '7K3M9Q2X',
  status: 'completed' as const,
  paymentStatus: 'paid' as const,
  fulfillmentStatus: 'fulfilled' as const,
  market: 'de',
  locale: 'de',
  currency: 'EUR',
  email: 'ada@example.com',
  shippingAddress: {
    firstName: 'Ada',
    lastName: 'Nuñez',
    line1: 'Torstraße 1',
    city: 'Berlin',
    postalCode: '10119',
    country: 'DE',
  },
  items: [
    {
      id: LINE,
      variantId: 'var-ket-15l',
      productId: 'prd-copper-stovetop-kettle',
      handle: 'copper-stovetop-kettle',
      sku: 'KET-15L',
      title: 'Kupferkessel',
      variantTitle: '1,5 l',
      quantity: 2,
      fulfilled: 2,
      refunded: 0,
      unitPrice: eur(8900),
      subtotal: eur(17800),
      discounts: [],
      tax: { label: 'MwSt.', rate: '0.19', amount: eur(2842) },
      totals: [{ type: 'items' as const, label: 'Items', amount: eur(17800), includes: [vat(2842)] }],
      total: eur(17800),
    },
  ],
  codes: [],
  discounts: [],
  shipping: {
    id: 'shp-de-dhl',
    name: 'DHL',
    daysMin: 1,
    daysMax: 3,
    price: eur(490),
    discounts: [],
    tax: { label: 'MwSt.', rate: '0.19', amount: eur(78) },
    totals: [{ type: 'shipping' as const, label: 'DHL', amount: eur(490), includes: [vat(78)] }],
    total: eur(490),
  },
  totals: [
    { type: 'items' as const, label: 'Items', amount: eur(17800), includes: [vat(2842)] },
    { type: 'shipping' as const, label: 'DHL', amount: eur(490), includes: [vat(78)] },
  ],
  total: eur(18290),
  taxes: [{ label: 'MwSt.', rate: '0.19', amount: eur(2920) }],
  taxIncluded: true,
  captured: eur(18290),
  refunded: eur(0),
  fulfillments: [FULFILLMENT_EXAMPLE],
  createdAt: AT,
  placedAt: AT,
  updatedAt: SENT_AT,
}

const HISTORY = [
  ['order.created', AT],
  ['order.placed', AT],
  ['order.paid', AT],
  ['order.fulfilled', SENT_AT],
  ['order.completed', SENT_AT],
] as const

export const ORDER_EXAMPLE: z.output<typeof orderSchema> = {
  ...COMMON,
  refunds: [],
  events: HISTORY.map(([type, createdAt]) => ({ type, createdAt })),
}

export const ADMIN_ORDER_EXAMPLE: z.output<typeof adminOrderSchema> = {
  ...COMMON,
  revision: 4,
  checkoutId: 'chk_Xq3v9sT1mC7bLr2WnD5yKg',
  cartId: 'cart_pS8kV2xQ6mZ1cR4tB9nH3w',
  provider: 'stripe',
  customer: null,
  refunding: eur(0),
  refundable: eur(18290),
  refunds: [],
  operations: [
    {
      id: 'pop_01KB0Q7X3P6W9X3D5F7G1H2J3K',
      kind: 'authorize',
      status: 'approved',
      amount: eur(18290),
      createdAt: AT,
      updatedAt: AT,
    },
    {
      id: 'pop_01KB0Q7X3Q7X1Y4E6G8H3J5K7M',
      kind: 'capture',
      status: 'approved',
      amount: eur(18290),
      createdAt: AT,
      updatedAt: AT,
    },
  ],
  events: HISTORY.map(([type, createdAt], at) => ({
    type,
    createdAt,
    id: `evt_01KB0Q7X3R8Y2Z5F7H9J4K6M${at}N`,
    actor: at < 3 ? 'shop' : 'staff:https://issuer.example#maya',
    data: type === 'order.fulfilled' ? { fulfillment: FULFILLMENT_EXAMPLE.id } : {},
  })),
  erasedAt: null,
}

export const STANDING_EXAMPLE: z.output<typeof orderStandingSchema> = {
  id: COMMON.id,
  number: COMMON.number,
  status: 'canceled',
  paymentStatus: 'paid',
  fulfillmentStatus: 'unfulfilled',
  total: eur(18290),
  captured: eur(18290),
  refunded: eur(0),
  refunding: eur(18290),
  revision: 3,
  updatedAt: '2026-11-25T11:00:00.000Z',
}

export const OWN_ORDER_ENTRY_EXAMPLE: z.output<typeof ownOrderListSchema>['data'][number] = {
  id: COMMON.id,
  number: COMMON.number,
  status: 'placed',
  paymentStatus: 'paid',
  fulfillmentStatus: 'unfulfilled',
  market: 'de',
  pieces: 2,
  total: eur(18290),
  refunded: eur(0),
  createdAt: AT,
  placedAt: AT,
}

export const ORDER_ENTRY_EXAMPLE: z.output<typeof orderListSchema>['data'][number] = {
  ...OWN_ORDER_ENTRY_EXAMPLE,
  email: COMMON.email,
}
