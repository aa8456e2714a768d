import type { Order, OrderLine } from '../domain/order.ts'
import type { OrderId } from '../domain/ids.ts'
import { appendEvents, type NewEvent } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, guardOneRow, type Statement, statement } from '../platform/d1.ts'
import { type FulfillmentRow, fulfillments, type RefundRow, refunds, type RefundStatus } from './tables.ts'

type Writing = Pick<Ctx, 'db' | 'now' | 'newId'>

/** Who acts when nobody does: the shop itself, by what a provider told. Buyers are not named: the order knows whose it is. */
export const SHOP = 'shop'
export const BUYER = 'buyer'

/** Something that happened to an order: it stands in its history and in the log under one id. */
export type OrderEvent = NewEvent & { readonly id: string }

export const orderEvent = (
  { newId }: Pick<Ctx, 'newId'>,
  orderId: OrderId,
  type: string,
  data: Readonly<Record<string, unknown>> = {},
): OrderEvent => ({ id: newId('event'), type: `order.${type}`, subject: `order:${orderId}`, data })

/** The statements that write events into the history of their order; the log is told by whoever commits. */
export const saveHistory = (
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  events: readonly OrderEvent[],
  actor: string,
): Statement[] =>
  bulk(
    db,
    `INSERT INTO order_events (id, order_id, type, data, actor, created_at)
     SELECT value->>'id', substr(value->>'subject', 7), value->>'type', value->'data', ?2, ?3
     FROM json_each(?1) ORDER BY key`,
    events,
    actor,
    now,
  )

/**
 * The statements of a new order (`newOrder`), in the batch that makes it: row, lines, history, log. What has an order
 * already breaks the batch; `orderRace` tells what it was.
 */
export function insertOrder(ctx: Ctx, order: Order, actor = BUYER): Statement[] {
  const { db } = ctx
  const { bill, cart, customer, contact } = order
  const event = orderEvent(ctx, order.id, 'created')
  return [
    db
      .prepare(
        `INSERT INTO orders (id, number, checkout_id, cart_id, cart_since, market, locale, currency, customer_issuer,
           customer_subject, contact, bill, total, provider, status, payment_status, fulfillment_status, revision,
           created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)`,
      )
      .bind(
        order.id,
        order.number,
        order.checkoutId,
        cart?.id ?? null,
        cart?.since ?? null,
        order.market,
        order.locale,
        order.currency,
        customer?.issuer ?? null,
        customer?.subject ?? null,
        contact === null ? null : JSON.stringify(contact),
        JSON.stringify(bill),
        bill.total,
        order.provider,
        order.status,
        order.paymentStatus,
        order.fulfillmentStatus,
        order.revision,
        order.createdAt,
        order.updatedAt,
      ),
    ...bulk(
      db,
      `INSERT INTO order_lines (order_id, id, position, variant_id, product_id, quantity, seen, unit_price, bill, total)
       SELECT ?2, value->>'id', value->>'position', value->>'variantId', value->>'productId', value->>'quantity',
         value->'seen', value->>'unitPrice', value->'bill', value->'bill'->>'total'
       FROM json_each(?1) WHERE true`,
      order.lines.map((line, position) => ({ position, ...line })),
      order.id,
    ),
    ...saveHistory(ctx, [event], actor),
    ...appendEvents(ctx, [event], actor, 'live'),
  ]
}

/** What a new order met, by the constraint that broke; undefined when it was something else. */
export function orderRace(constraint: string): 'cart' | 'checkout' | 'number' | undefined {
  if (constraint.startsWith('orders.cart_id')) return 'cart'
  if (constraint === 'orders.checkout_id') return 'checkout'
  // Two of a million million: made anew.
  return constraint === 'orders.number' ? 'number' : undefined
}

const countersOf = ({
  id,
  fulfilled,
  comingBack,
  returned,
  restocked,
  refunded,
  refundedTax,
}: OrderLine) => ({
  id,
  fulfilled,
  comingBack,
  returned,
  restocked,
  refunded,
  refundedTax,
})

/**
 * The statements that make an order what the domain has decided, if it is still the one that was looked at: another
 * revision breaks the batch on the guard.
 */
export function saveOrder({ db }: Writing, before: Order, after: Order): Statement[] {
  const lines = after.lines.filter((line, at) => line !== before.lines[at])
  return [
    db
      .prepare(
        `UPDATE orders SET status = ?3, payment_status = ?4, fulfillment_status = ?5, captured = ?6, refunded = ?7,
           refunding = ?8, placed_at = ?9, updated_at = max(updated_at, ?10), revision = revision + 1
         WHERE id = ?1 AND revision = ?2`,
      )
      .bind(
        before.id,
        before.revision,
        after.status,
        after.paymentStatus,
        after.fulfillmentStatus,
        after.captured,
        after.refunded,
        after.refunding,
        after.placedAt,
        after.updatedAt,
      ),
    ...guardOneRow(db),
    ...bulk(
      db,
      `UPDATE order_lines SET fulfilled = value->>'fulfilled', coming_back = value->>'comingBack',
         returned = value->>'returned', restocked = value->>'restocked', refunded = value->>'refunded',
         refunded_tax = value->>'refundedTax'
       FROM json_each(?1) WHERE order_id = ?2 AND order_lines.id = value->>'id'`,
      lines.map(countersOf),
      before.id,
    ),
  ]
}

export const insertFulfillment = ({ db }: Pick<Ctx, 'db'>, row: FulfillmentRow): Statement[] => [
  statement(db, db.orm.insert(fulfillments).values(row)),
]

export const insertRefund = ({ db }: Pick<Ctx, 'db'>, row: RefundRow): Statement[] => [
  statement(db, db.orm.insert(refunds).values(row)),
]

/** What became of a refund. Decided once: a second word of it breaks the batch on the guard. */
export const decideRefund = (
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  { id }: Pick<RefundRow, 'id'>,
  status: Exclude<RefundStatus, 'pending'>,
): Statement[] => [
  db
    .prepare("UPDATE refunds SET status = ?2, updated_at = ?3 WHERE id = ?1 AND status = 'pending'")
    .bind(id, status, now),
  ...guardOneRow(db),
]
