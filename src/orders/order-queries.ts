import { and, asc, desc, eq, lt, sql, type SQL } from 'drizzle-orm'
import type { Order, OrderCustomer, OrderLine } from '../domain/order.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../domain/order-states.ts'
import type { Instant } from '../domain/time.ts'
import { paymentOperations } from '../payments/tables.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { ProviderName } from '../payments/provider.ts'
import type { Db } from '../platform/d1.ts'
import {
  type FulfillmentRow,
  fulfillments,
  type OrderEventRow,
  orderEvents,
  orderLines,
  type OrderRow,
  orders,
  type RefundRow,
  refunds,
} from './tables.ts'

/** An order as it is stored: the value, and when its personal data was erased. */
export type OrderRecord = Order & { readonly provider: ProviderName; readonly erasedAt: Instant | null }

/** Everything that is known of an order. */
export type OrderFile = {
  readonly order: OrderRecord
  readonly events: readonly OrderEventRow[]
  readonly fulfillments: readonly FulfillmentRow[]
  readonly refunds: readonly RefundRow[]
  /** What its payment provider was asked to do. */
  readonly operations: readonly OperationRow[]
}

type LineRow = typeof orderLines.$inferSelect

function toOrder(row: OrderRow, lines: readonly LineRow[]): OrderRecord {
  const { cartId, cartSince, customerIssuer, customerSubject, total: _total, ...rest } = row
  return {
    ...rest,
    cart: cartId === null || cartSince === null ? null : { id: cartId, since: cartSince },
    customer:
      customerIssuer === null || customerSubject === null
        ? null
        : { issuer: customerIssuer, subject: customerSubject },
    lines: lines.map(toLine),
  }
}

const toLine = ({ orderId: _order, position: _position, total: _total, ...line }: LineRow): OrderLine => line

/** The files of the orders that a query gives the ids of; one crossing. */
export async function filesOf(db: Db, ids: SQL): Promise<OrderFile[]> {
  const { orm } = db
  const [rows, lines, events, sent, back, operations] = await orm.batch([
    orm
      .select()
      .from(orders)
      .where(sql`${orders.id} IN (${ids})`)
      .orderBy(desc(orders.createdAt), desc(orders.id)),
    orm
      .select()
      .from(orderLines)
      .where(sql`${orderLines.orderId} IN (${ids})`)
      .orderBy(asc(orderLines.position)),
    orm
      .select()
      .from(orderEvents)
      .where(sql`${orderEvents.orderId} IN (${ids})`)
      .orderBy(asc(orderEvents.sequence)),
    orm
      .select()
      .from(fulfillments)
      .where(sql`${fulfillments.orderId} IN (${ids})`)
      .orderBy(asc(fulfillments.createdAt), asc(fulfillments.id)),
    orm
      .select()
      .from(refunds)
      .where(sql`${refunds.orderId} IN (${ids})`)
      .orderBy(asc(refunds.createdAt), asc(refunds.id)),
    orm
      .select()
      .from(paymentOperations)
      .where(sql`${paymentOperations.orderId} IN (${ids})`)
      .orderBy(asc(paymentOperations.createdAt), asc(paymentOperations.id)),
  ])
  return rows.map((row) => {
    const own = <Part extends { readonly orderId: string }>(parts: readonly Part[]) =>
      parts.filter(({ orderId }) => orderId === row.id)
    return {
      order: toOrder(row, own(lines)),
      events: own(events),
      fulfillments: own(sent),
      refunds: own(back),
      operations: own(operations),
    }
  })
}

/** The file of the one order that a query for its id finds, or undefined. */
const fileOf = async (db: Db, id: SQL): Promise<OrderFile | undefined> => (await filesOf(db, id))[0]

export const orderById = (db: Db, id: string): Promise<OrderFile | undefined> => fileOf(db, sql`${id}`)

// Failed and canceled orders leave room for another one: that one, if there is one.
const LIVE_FIRST = "ORDER BY status IN ('failed', 'canceled'), created_at DESC, id DESC LIMIT 1"

/** The order of a checkout: the one that is not over, else the last one. */
export const orderByCheckout = (db: Db, checkoutId: string): Promise<OrderFile | undefined> =>
  fileOf(db, sql`SELECT id FROM orders WHERE checkout_id = ${checkoutId} ${sql.raw(LIVE_FIRST)}`)

/** The order that a cart of that time became, if it is not over. */
export async function orderOfCart(
  db: Db,
  cart: { readonly id: string; readonly since: Instant },
): Promise<Pick<OrderRow, 'id' | 'number' | 'checkoutId' | 'status'> | undefined> {
  return db.orm
    .select({ id: orders.id, number: orders.number, checkoutId: orders.checkoutId, status: orders.status })
    .from(orders)
    .where(
      sql`${orders.cartId} = ${cart.id} AND ${orders.cartSince} = ${cart.since} AND status NOT IN ('failed', 'canceled')`,
    )
    .get()
}

export type UndecidedOrder = Pick<OrderRow, 'id' | 'checkoutId' | 'provider' | 'updatedAt'>
const UNDECIDED = {
  id: orders.id,
  checkoutId: orders.checkoutId,
  provider: orders.provider,
  updatedAt: orders.updatedAt,
}

/** Orders that are being paid and of which nothing was heard since, longest first: for the sweeper. */
export const undecidedOrders = (db: Db, before: Instant, limit: number): Promise<UndecidedOrder[]> =>
  db.orm
    .select(UNDECIDED)
    .from(orders)
    // Spelt like the partial index, so that SQLite takes it.
    .where(and(sql`status = 'pending'`, lt(orders.updatedAt, before)))
    .orderBy(asc(orders.updatedAt), asc(orders.id))
    .limit(limit)
    .all()

/** A refund that the shop owes and the provider has refused is asked for again so much later; staff may be quicker. */
export const REFUND_AGAIN_MS = 86_400_000

/**
 * Orders that are over although money came, and of which some is not on its way back yet; with `refused` none of which
 * the provider has refused to give something back since.
 */
export const ordersToPayBack = (db: Db, limit: number, refused?: Instant): Promise<UndecidedOrder[]> =>
  db.orm
    .select(UNDECIDED)
    .from(orders)
    .where(
      and(
        // Spelt like the partial index, so that SQLite takes it.
        sql`status IN ('canceled', 'failed') AND captured - refunded - refunding > 0`,
        refused === undefined
          ? undefined
          : sql`NOT EXISTS (SELECT 1 FROM payment_operations AS p WHERE p.order_id = ${orders.id}
              AND p.kind = 'refund' AND p.status = 'declined' AND p.updated_at > ${refused})`,
      ),
    )
    .orderBy(asc(orders.updatedAt), asc(orders.id))
    .limit(limit)
    .all()

export type OrderFilter = {
  readonly status?: OrderStatus | undefined
  readonly paymentStatus?: PaymentStatus | undefined
  readonly fulfillmentStatus?: FulfillmentStatus | undefined
  readonly market?: string | undefined
  readonly number?: string | undefined
  readonly email?: string | undefined
  readonly createdFrom?: Instant | undefined
  readonly createdTo?: Instant | undefined
  /** The beginning of a number. */
  readonly q?: string | undefined
  readonly customer?: OrderCustomer | undefined
}

/** An order in a list. */
export type OrderEntry = Pick<
  OrderRow,
  | 'id'
  | 'number'
  | 'status'
  | 'paymentStatus'
  | 'fulfillmentStatus'
  | 'market'
  | 'currency'
  | 'total'
  | 'refunded'
  | 'createdAt'
  | 'placedAt'
> & { readonly email: string | null; readonly pieces: number }

/** The next orders of the list, newest first. */
export function ordersAfter(
  db: Db,
  filter: OrderFilter,
  place: readonly [number, string] | undefined,
  limit: number,
): Promise<OrderEntry[]> {
  const is = <Value>(column: SQL | typeof orders.market, value: Value | undefined) =>
    value === undefined ? undefined : sql`${column} = ${value}`
  const { q, email, customer, createdFrom, createdTo } = filter
  return db.orm
    .select({
      id: orders.id,
      number: orders.number,
      status: orders.status,
      paymentStatus: orders.paymentStatus,
      fulfillmentStatus: orders.fulfillmentStatus,
      market: orders.market,
      currency: orders.currency,
      total: orders.total,
      refunded: orders.refunded,
      createdAt: orders.createdAt,
      placedAt: orders.placedAt,
      email: sql<string | null>`contact ->> '$.email'`.as('email'),
      pieces: sql<number>`(SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id)`.as('pieces'),
    })
    .from(orders)
    .where(
      and(
        is(sql`status`, filter.status),
        is(sql`payment_status`, filter.paymentStatus),
        is(sql`fulfillment_status`, filter.fulfillmentStatus),
        is(orders.market, filter.market),
        is(sql`number`, filter.number),
        // Only plain letters and digits get here: no pattern of GLOB.
        q === undefined ? undefined : sql`number GLOB ${`${q}*`}`,
        // Spelt like the index.
        email === undefined
          ? undefined
          : sql`contact IS NOT NULL AND lower(contact ->> '$.email') = lower(${email})`,
        customer === undefined
          ? undefined
          : and(eq(orders.customerIssuer, customer.issuer), eq(orders.customerSubject, customer.subject)),
        createdFrom === undefined ? undefined : sql`${orders.createdAt} >= ${createdFrom}`,
        createdTo === undefined ? undefined : sql`${orders.createdAt} < ${createdTo}`,
        place && sql`(${orders.createdAt}, ${orders.id}) < (${place[0]}, ${place[1]})`,
      ),
    )
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(limit)
    .all()
}

export const refundOfOperation = (
  { refunds: known }: Pick<OrderFile, 'refunds'>,
  operationId: string,
): RefundRow | undefined => known.find((refund) => refund.operationId === operationId)
