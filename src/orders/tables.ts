import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Seen } from '../domain/cart.ts'
import type { FulfillmentId, OrderId, ProductId, RefundId, VariantId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { Currency } from '../domain/money.ts'
import type { Contact, LineBill, OrderBill } from '../domain/order.ts'
import type { Piece } from '../domain/order-moves.ts'
import type { RefundLine } from '../domain/order-refund.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../domain/order-states.ts'
import type { ProviderName } from '../payments/provider.ts'

export const orders = sqliteTable('orders', {
  id: text().$type<OrderId>().primaryKey(),
  number: text().notNull(),
  checkoutId: text('checkout_id').notNull(),
  cartId: text('cart_id'),
  cartSince: integer('cart_since'),
  market: text().$type<MarketCode>().notNull(),
  locale: text().$type<Locale>().notNull(),
  currency: text().$type<Currency>().notNull(),
  customerIssuer: text('customer_issuer'),
  customerSubject: text('customer_subject'),
  contact: text({ mode: 'json' }).$type<Contact>(),
  bill: text({ mode: 'json' }).$type<OrderBill>().notNull(),
  total: integer().notNull(),
  provider: text().$type<ProviderName>().notNull(),
  status: text().$type<OrderStatus>().notNull(),
  paymentStatus: text('payment_status').$type<PaymentStatus>().notNull(),
  fulfillmentStatus: text('fulfillment_status').$type<FulfillmentStatus>().notNull(),
  captured: integer().notNull(),
  refunded: integer().notNull(),
  refunding: integer().notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  placedAt: integer('placed_at'),
  erasedAt: integer('erased_at'),
})

export const orderLines = sqliteTable(
  'order_lines',
  {
    orderId: text('order_id').$type<OrderId>().notNull(),
    id: text().notNull(),
    position: integer().notNull(),
    variantId: text('variant_id').$type<VariantId>().notNull(),
    productId: text('product_id').$type<ProductId>().notNull(),
    quantity: integer().notNull(),
    seen: text({ mode: 'json' }).$type<Seen>().notNull(),
    unitPrice: integer('unit_price').notNull(),
    bill: text({ mode: 'json' }).$type<LineBill>().notNull(),
    total: integer().notNull(),
    fulfilled: integer().notNull(),
    comingBack: integer('coming_back').notNull(),
    returned: integer().notNull(),
    restocked: integer().notNull(),
    refunded: integer().notNull(),
    refundedTax: integer('refunded_tax').notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.id] })],
)

export const orderEvents = sqliteTable('order_events', {
  sequence: integer().primaryKey({ autoIncrement: true }),
  /** That of the event in the log. */
  id: text().notNull(),
  orderId: text('order_id').$type<OrderId>().notNull(),
  type: text().notNull(),
  data: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
  actor: text().notNull(),
  createdAt: integer('created_at').notNull(),
})

/** Where a parcel is. */
export type Tracking = {
  readonly carrier?: string | undefined
  readonly number?: string | undefined
  readonly url?: string | undefined
}

export const fulfillments = sqliteTable('fulfillments', {
  id: text().$type<FulfillmentId>().primaryKey(),
  orderId: text('order_id').$type<OrderId>().notNull(),
  lines: text({ mode: 'json' }).$type<readonly Piece[]>().notNull(),
  tracking: text({ mode: 'json' }).$type<Tracking>(),
  createdAt: integer('created_at').notNull(),
})

export type RefundStatus = 'pending' | 'succeeded' | 'failed'

export const refunds = sqliteTable('refunds', {
  id: text().$type<RefundId>().primaryKey(),
  orderId: text('order_id').$type<OrderId>().notNull(),
  operationId: text('operation_id').notNull(),
  status: text().$type<RefundStatus>().notNull(),
  amount: integer().notNull(),
  reason: text().notNull(),
  lines: text({ mode: 'json' }).$type<readonly RefundLine[]>().notNull(),
  restock: integer({ mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export type OrderRow = typeof orders.$inferSelect
export type OrderEventRow = typeof orderEvents.$inferSelect
export type FulfillmentRow = typeof fulfillments.$inferSelect
export type RefundRow = typeof refunds.$inferSelect
