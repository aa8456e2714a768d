import { eq, and, count } from 'drizzle-orm'
import { recordAudit } from '../audit/record.ts'
import type { OrderCustomer } from '../domain/order.ts'
import { forgetCarts } from '../cart/forget-carts.ts'
import { appendEvents, type NewEvent } from '../events/append.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import { type Erasable, eraseOrders, refuseUndecided } from '../orders/erase-orders.ts'
import { BUYER } from '../orders/save-order.ts'
import { orders } from '../orders/tables.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { commit, type Db, guardThat, type Statement } from '../platform/d1.ts'
import { forgetKeysOf, type Outcome } from '../platform/idempotency.ts'
import { deleted } from '../platform/outcomes.ts'
import { removeAddresses } from './addresses.ts'
import { customerId } from './customer-id.ts'
import { customerAddresses } from './tables.ts'

/** Whom events and audit are told of. */
const subjectOf = (customer: OrderCustomer): string => `customer:${customerId(customer)}`

/** A customer erases themselves. Nobody is told of what was not there. */
export const eraseSelf = (ctx: Ctx, customer: Customer): Promise<void> =>
  untilUnraced(async () => {
    const { statements, events } = await erasure(ctx, customer, BUYER)
    await commit(ctx.db, [...statements, ...appendEvents(ctx, events, BUYER, 'live')])
    if (events.length > 0) ctx.wakeConsumers()
  })

/** Staff erase a customer who has asked for it. */
export const eraseCustomer = (ctx: Ctx, call: AdminCall, customer: Customer): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const { statements, events } = await erasure(ctx, customer, call.actor)
    if (events.length === 0) return commitNothing(ctx, call, deleted)
    const changes = [{ member: 'addresses' }, { member: 'orders' }]
    const audit = { action: 'customer.erased', subject: subjectOf(customer), changes }
    return commitChange(ctx, call, { statements, events, audit, outcome: deleted })
  })

/** Notes that staff have looked at everything that is held of a customer. */
export const noteExport = (ctx: Ctx, call: Omit<AdminCall, 'keep'>, customer: Customer) =>
  commit(
    ctx.db,
    recordAudit(ctx, call, { action: 'customer.exported', subject: subjectOf(customer), changes: [] }),
  )

/** Everything that takes a customer out of the shop, and what there is to tell; of nobody, nothing but kept answers. */
async function erasure(
  ctx: Ctx,
  customer: Customer,
  actor: string,
): Promise<{ readonly statements: Statement[]; readonly events: NewEvent[] }> {
  const { db } = ctx
  const held = await heldOf(db, customer)
  refuseUndecided(held.orders)
  // Before the batch: a cart that is being paid refuses, and then nothing has been erased. It is paid by nobody afterwards.
  await forgetCarts(ctx, customer)
  const kept = forgetKeysOf(db, customer)
  if (held.orders.length === 0 && held.addresses === 0) return { statements: kept, events: [] }
  const { statements, events } = eraseOrders(ctx, held.orders, actor)
  return {
    statements: [
      ...removeAddresses(db, customer, held.addresses),
      ...statements,
      ...guardNoOrders(db, customer),
      ...kept,
    ],
    events: [...events, { type: 'customer.erased', subject: subjectOf(customer), data: {} }],
  }
}

const isOrderOf = ({ issuer, subject }: OrderCustomer) =>
  and(eq(orders.customerIssuer, issuer), eq(orders.customerSubject, subject))

async function heldOf(
  { orm }: Db,
  customer: OrderCustomer,
): Promise<{ readonly orders: Erasable[]; readonly addresses: number }> {
  const { issuer, subject } = customer
  const { id, revision, status } = orders
  const [found, counted] = await orm.batch([
    orm.select({ id, revision, status }).from(orders).where(isOrderOf(customer)),
    orm
      .select({ addresses: count() })
      .from(customerAddresses)
      .where(and(eq(customerAddresses.issuer, issuer), eq(customerAddresses.subject, subject))),
  ])
  return { orders: found, addresses: counted[0]?.addresses ?? 0 }
}

/** Breaks the batch if one was made since it was looked. */
const guardNoOrders = (db: Db, { issuer, subject }: OrderCustomer): Statement[] =>
  guardThat(
    db,
    `SELECT NOT EXISTS (SELECT 1 FROM orders WHERE customer_issuer = value->>'issuer'
       AND customer_subject = value->>'subject') FROM json_each(?1)`,
    [{ issuer, subject }],
  )
