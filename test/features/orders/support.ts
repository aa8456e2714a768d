import { env } from 'cloudflare:workers'
import type { Contact, Order, OrderCustomer } from '../../../src/domain/order.ts'
import type { OrderId } from '../../../src/domain/ids.ts'
import { orderNumber } from '../../../src/domain/order.ts'
import type { PaymentOperationId } from '../../../src/domain/payment.ts'
import { openActing } from '../../../src/checkout/settle-authorization.ts'
import { holdStock } from '../../../src/inventory/hold-stock.ts'
import { takeHeld } from '../../../src/inventory/take-held.ts'
import { markAuthorized, markPaid } from '../../../src/orders/mark-order.ts'
import { orderById, type OrderFile } from '../../../src/orders/order-queries.ts'
import { insertOrder } from '../../../src/orders/save-order.ts'
import { settleOperation } from '../../../src/orders/settle-operation.ts'
import { openOperation, saveTelling } from '../../../src/payments/save-operation.ts'
import type { ProviderName } from '../../../src/payments/provider.ts'
import type { Ctx } from '../../../src/platform/context.ts'
import { commit, type Statement } from '../../../src/platform/d1.ts'
import { redeemerOf, redeemPromotions } from '../../../src/promotions/redemptions.ts'
import { id } from '../../domain/make.ts'
import { orderOf } from '../../domain/orders.ts'
import { goods, NOW, sessionIn, US } from '../../domain/sessions.ts'
import { context } from '../shop.ts'

/** How far an order is: before money moves, promised, or paid. */
export type Stage = 'pending' | 'authorized' | 'paid'

export type Wanted = {
  readonly pieces?: Readonly<Record<string, number>>
  readonly customer?: OrderCustomer | null
  readonly contact?: Contact
  readonly provider?: ProviderName
  readonly checkoutId?: string
  readonly cart?: Order['cart']
  readonly promotionIds?: readonly string[]
}

let made = 0
/** An order that nobody has, in the us, with 8.875 % on top: by default three mugs and a tea. */
export function newOrderFor(ctx: Ctx, wanted: Wanted = {}): Order {
  made += 1
  const name = `${made}-${crypto.randomUUID().slice(0, 8)}`
  const pieces = wanted.pieces ?? { mug: 3, tea: 1 }
  const shelf = Object.keys(pieces).map((variant) =>
    goods(variant, { price: variant === 'tea' ? 333 : 1000 }),
  )
  const session = sessionIn(US, shelf, pieces, {
    destination: { country: 'US', region: 'NY', postalCode: '10001' },
    now: NOW,
  })
  const order = orderOf(session, {
    id: id('order', ctx.newId('order')),
    number: orderNumber(crypto.getRandomValues(new Uint8Array(5))),
    checkoutId: wanted.checkoutId ?? `chk_${name}`,
    cart: wanted.cart === undefined ? { id: `cart_${name}`, since: 1 } : wanted.cart,
    customer: wanted.customer ?? null,
    contact: wanted.contact ?? { email: `buyer-${name}@example.com` },
    // Its keys are not configured here: what it is asked waits until a test says what came of it.
    provider: wanted.provider ?? 'stripe',
    now: ctx.now,
  })
  if (order === undefined) throw new Error('the order has lines')
  return order
}

/** The statements that make the order, with what it redeems. */
export const insertion = (ctx: Ctx, order: Order, promotionIds: readonly string[] = []): Statement[] => [
  ...insertOrder(ctx, order),
  ...redeemPromotions(ctx, {
    orderId: order.id,
    redeemer: redeemerOf(order.customer, order.contact?.email),
    promotionIds,
  }),
]

const approved = (ctx: Ctx, operation: Parameters<typeof openOperation>[1]): Statement[] => [
  ...openOperation(ctx, operation),
  ...saveTelling(ctx, operation.id, { status: 'approved' }),
]

/** Makes an order as a completion does, step by step. `stock`: its pieces are held and taken at the main warehouse. */
export async function madeOrder(stage: Stage, wanted: Wanted = {}, stock = false): Promise<Order> {
  const ctx = context()
  const order = newOrderFor(ctx, wanted)
  await commit(ctx.db, [...insertion(ctx, order, wanted.promotionIds), ...(stock ? held(ctx, order) : [])])
  if (stage === 'pending') return order
  await commit(ctx.db, [
    ...taken(ctx, order, stage === 'paid'),
    ...(stock ? takeHeld(ctx, order.id) : []),
    ...(stage === 'paid' ? markPaid(ctx, order.id) : markAuthorized(ctx, order.id)),
  ])
  return order
}

/** The provider has authorized the money, and taken it. */
function taken(ctx: Ctx, { id: orderId, provider, currency, bill }: Order, isCaptured: boolean): Statement[] {
  const money = { orderId, provider: provider as ProviderName, amount: bill.total, currency }
  const newOperation = () => ctx.newId('paymentOperation') as PaymentOperationId
  const authorizationId = newOperation()
  return [
    ...approved(ctx, { ...money, id: authorizationId, kind: 'authorize', authorizationId: null }),
    ...(isCaptured ? approved(ctx, { ...money, id: newOperation(), kind: 'capture', authorizationId }) : []),
  ]
}

/** The provider has authorized the money and is asked to take it, and the order knows nothing of it yet. */
export async function captureAsked(orderId: string): Promise<void> {
  const ctx = context()
  await commit(ctx.db, taken(ctx, (await fileOf(orderId)).order, false))
  const authorization = (await fileOf(orderId)).operations.find(({ kind }) => kind === 'authorize')
  if (authorization !== undefined) await commit(ctx.db, openActing(ctx, authorization, 'capture'))
}

const held = (ctx: Ctx, order: Order): Statement[] =>
  holdStock(ctx, {
    orderId: order.id,
    pieces: order.lines.map(({ variantId, quantity }) => ({
      variantId,
      location: id('location', 'loc_main'),
      quantity,
    })),
    expiresAt: ctx.now + 60_000,
  })

export async function fileOf(orderId: string): Promise<OrderFile> {
  const file = await orderById(context().db, orderId)
  if (file === undefined) throw new Error(`there is no order ${orderId}`)
  return file
}

/** What the provider says of everything that it has been asked for this order. */
export async function decideAll(
  orderId: OrderId,
  status: 'approved' | 'declined' = 'approved',
): Promise<number> {
  const open = (await fileOf(orderId)).operations.filter((each) => each.status === 'pending')
  for (const { id: operationId } of open)
    await settleOperation(
      context(),
      orderId,
      operationId,
      status === 'approved' ? { status } : { status, reason: 'declined' },
    )
  return open.length
}

/** How the order stands, in a line: `placed/paid unfulfilled 0 of 3629`. */
export async function standing(orderId: string): Promise<string> {
  const { order } = await fileOf(orderId)
  return `${order.status}/${order.paymentStatus} ${order.fulfillmentStatus} ${order.refunded}+${order.refunding}`
}

export const historyOf = async (orderId: string): Promise<string[]> =>
  (
    await env.DB.prepare('SELECT type FROM order_events WHERE order_id = ? ORDER BY sequence')
      .bind(orderId)
      .all<{ type: string }>()
  ).results.map(({ type }) => type.replace('order.', ''))

export const loggedOf = async (orderId: string): Promise<string[]> =>
  (
    await env.DB.prepare('SELECT type FROM events WHERE subject = ? ORDER BY sequence')
      .bind(`order:${orderId}`)
      .all<{ type: string }>()
  ).results.map(({ type }) => type.replace('order.', ''))
