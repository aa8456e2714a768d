import { publicUrl } from '../catalog/project-product.ts'
import type { Order, OrderLine, OrderShipping } from '../domain/order.ts'
import { refundable } from '../domain/order-moves.ts'
import { type Instant, formatInstant } from '../domain/time.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { Ctx } from '../platform/context.ts'
import { inCurrency, showEntry, showShare, showTax } from '../platform/show-bill.ts'
import type { OrderEntry, OrderFile, OrderRecord } from './order-queries.ts'
import type {
  OrderStanding,
  ShownAdminOrder,
  ShownAdminRefund,
  ShownFulfillment,
  ShownOperation,
  ShownOrder,
  ShownOrderEntry,
  ShownOrderLine,
  ShownOwnOrderEntry,
  ShownRefund,
} from './order-schemas.ts'
import type { FulfillmentRow, RefundRow } from './tables.ts'

type Showing = Pick<Ctx, 'config'>
const momentOf = (instant: Instant | null): string | null =>
  instant === null ? null : formatInstant(instant)

/** The order as its buyer sees it. */
export const showOrder = (ctx: Showing, file: OrderFile): ShownOrder => ({
  ...shownAlike(ctx, file),
  refunds: file.refunds.map((row) => showRefund(file.order, row)),
  // Who of the staff did it is nobody's business.
  events: file.events.map(({ type, createdAt }) => ({ type, createdAt: formatInstant(createdAt) })),
})

/** The order as staff sees it: with what its provider was asked, and who did what. */
export function showAdminOrder(ctx: Showing, file: OrderFile): ShownAdminOrder {
  const { order } = file
  const money = inCurrency(order.currency)
  return {
    ...shownAlike(ctx, file),
    revision: order.revision,
    checkoutId: order.checkoutId,
    cartId: order.cart?.id ?? null,
    provider: order.provider,
    customer: order.customer,
    refunding: money(order.refunding),
    refundable: money(refundable(order)),
    refunds: file.refunds.map((row) => showAdminRefund(order, row)),
    operations: file.operations.map(showOperation),
    events: file.events.map(({ id, type, actor, data, createdAt }) => ({
      id,
      type,
      actor,
      data: { ...data },
      createdAt: formatInstant(createdAt),
    })),
    erasedAt: momentOf(order.erasedAt),
  }
}

function shownAlike(ctx: Showing, { order, fulfillments }: OrderFile) {
  const { bill, currency, contact } = order
  const money = inCurrency(currency)
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfillmentStatus: order.fulfillmentStatus,
    market: order.market,
    locale: order.locale,
    currency,
    ...contact,
    items: order.lines.map((line) => showLine(ctx, order, line)),
    codes: [...bill.codes],
    discounts: bill.discounts.map(({ allocations, ...discount }) => ({
      ...showShare(discount, currency),
      allocations: allocations.map(({ lineId, amount }) => ({ itemId: lineId, amount: money(amount) })),
    })),
    ...(bill.shipping !== null && { shipping: showShipping(order, bill.shipping) }),
    totals: bill.totals.map((entry) => showEntry(entry, currency)),
    total: money(bill.total),
    taxes: bill.taxes.map((tax) => showTax(tax, currency)),
    taxIncluded: bill.taxIncluded,
    captured: money(order.captured),
    refunded: money(order.refunded),
    fulfillments: fulfillments.map(showFulfillment),
    createdAt: formatInstant(order.createdAt),
    placedAt: momentOf(order.placedAt),
    updatedAt: formatInstant(order.updatedAt),
  }
}

function showLine(ctx: Showing, { currency }: Order, line: OrderLine): ShownOrderLine {
  const money = inCurrency(currency)
  const { image, ...seen } = line.seen
  const { bill } = line
  return {
    id: line.id,
    variantId: line.variantId,
    productId: line.productId,
    ...seen,
    ...(image !== null && { image: publicUrl(image, ctx.config.publicUrl) }),
    quantity: line.quantity,
    fulfilled: line.fulfilled,
    refunded: line.returned + line.comingBack,
    unitPrice: money(line.unitPrice),
    subtotal: money(bill.subtotal),
    discounts: bill.discounts.map((share) => showShare(share, currency)),
    ...(bill.tax !== undefined && { tax: showTax(bill.tax, currency) }),
    totals: bill.totals.map((entry) => showEntry(entry, currency)),
    total: money(bill.total),
  }
}

function showShipping({ currency }: Order, shipping: OrderShipping) {
  const { id, name, daysMin, daysMax, price, discounts, tax, totals, total } = shipping
  const money = inCurrency(currency)
  return {
    id,
    name,
    ...(daysMin !== undefined && { daysMin }),
    ...(daysMax !== undefined && { daysMax }),
    price: money(price),
    discounts: discounts.map((share) => showShare(share, currency)),
    ...(tax !== undefined && { tax: showTax(tax, currency) }),
    totals: totals.map((entry) => showEntry(entry, currency)),
    total: money(total),
  }
}

export const showFulfillment = ({ id, lines, tracking, createdAt }: FulfillmentRow): ShownFulfillment => ({
  id,
  lines: [...lines],
  ...(tracking !== null && { tracking }),
  createdAt: formatInstant(createdAt),
})

export function showRefund({ currency }: Pick<Order, 'currency'>, row: RefundRow): ShownRefund {
  const money = inCurrency(currency)
  return {
    id: row.id,
    status: row.status,
    amount: money(row.amount),
    lines: row.lines.map(({ lineId, quantity, amount, tax }) => ({
      lineId,
      quantity,
      amount: money(amount),
      tax: money(tax),
    })),
    createdAt: formatInstant(row.createdAt),
  }
}

export const showAdminRefund = (order: Pick<Order, 'currency'>, row: RefundRow): ShownAdminRefund => ({
  ...showRefund(order, row),
  reason: row.reason,
  restock: row.restock,
  operationId: row.operationId,
})

const showOperation = (row: OperationRow): ShownOperation => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  amount: inCurrency(row.currency)(row.amount),
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.providerReference !== null && { providerReference: row.providerReference }),
  createdAt: formatInstant(row.createdAt),
  updatedAt: formatInstant(row.updatedAt),
})

/** How an order stands, without anything personal. */
export function showStanding(order: OrderRecord): OrderStanding {
  const money = inCurrency(order.currency)
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfillmentStatus: order.fulfillmentStatus,
    total: money(order.bill.total),
    captured: money(order.captured),
    refunded: money(order.refunded),
    refunding: money(order.refunding),
    revision: order.revision,
    updatedAt: formatInstant(order.updatedAt),
  }
}

export const showOrderEntry = ({
  currency,
  total,
  refunded,
  createdAt,
  placedAt,
  ...entry
}: OrderEntry): ShownOrderEntry => ({
  ...entry,
  total: { amount: total, currency },
  refunded: { amount: refunded, currency },
  createdAt: formatInstant(createdAt),
  placedAt: momentOf(placedAt),
})

/** The same for the list of its buyer. */
export function showOwnOrderEntry(entry: OrderEntry): ShownOwnOrderEntry {
  const { email: _email, ...shown } = showOrderEntry(entry)
  return shown
}
