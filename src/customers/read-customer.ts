import { sql } from 'drizzle-orm'
import { customerCartIds } from '../auth/cart-credential.ts'
import type { OrderCustomer } from '../domain/order.ts'
import { formatInstant } from '../domain/time.ts'
import { filesOf } from '../orders/order-queries.ts'
import { showOrder } from '../orders/show-order.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { ADDRESSES_MAX, addressesAfter, showAddress } from './addresses.ts'
import { customerId } from './customer-id.ts'
import type { ShownCustomer, ShownExport } from './customer-schemas.ts'

const cartIdOf = (ctx: Ctx, customer: Customer): string => customerCartIds(ctx, customer)[0] ?? ''

/** What is known of a customer, in a few words. */
export async function readCustomer(ctx: Ctx, customer: Customer): Promise<ShownCustomer> {
  const ofCustomer = 'FROM customer_addresses WHERE issuer = ?1 AND subject = ?2'
  const row = await ctx.db
    .prepare(
      `SELECT (SELECT count(*) ${ofCustomer}) AS addresses,
         (SELECT count(*) FROM orders WHERE customer_issuer = ?1 AND customer_subject = ?2) AS orders,
         (SELECT id ${ofCustomer} AND default_shipping = 1) AS defaultShippingAddressId,
         (SELECT id ${ofCustomer} AND default_billing = 1) AS defaultBillingAddressId`,
    )
    .bind(customer.issuer, customer.subject)
    .first<Omit<ShownCustomer, 'id' | 'cartId'>>()
  if (row === null) throw new Error('a query without FROM has a row')
  return { id: customerId(customer), cartId: cartIdOf(ctx, customer), ...row }
}

// An order can have a hundred lines, each with its own reckoning.
const EXPORTED_ORDERS = 25

/** Everything that is held of a customer, a page of orders at a time. */
export async function exportCustomer(
  ctx: Ctx,
  customer: Customer,
  cursor: string | undefined,
): Promise<ShownExport> {
  const { issuer, subject } = customer
  const id = customerId(customer)
  const bind = `export ${id}`
  const place = placeIn<[number, string]>(ctx, bind, cursor)
  const [addresses, files] = await Promise.all([
    addressesAfter(ctx.db, customer, undefined, ADDRESSES_MAX),
    filesOf(ctx.db, orderIdsAfter(customer, place, EXPORTED_ORDERS + 1)),
  ])
  const { data, page } = pageOf(
    ctx,
    bind,
    files,
    EXPORTED_ORDERS,
    (file) => showOrder(ctx, file),
    ({ order }) => [order.createdAt, order.id],
  )
  return {
    id,
    issuer,
    subject,
    cartId: cartIdOf(ctx, customer),
    addresses: addresses.map(showAddress),
    orders: data,
    page,
    exportedAt: formatInstant(ctx.now),
  }
}

const orderIdsAfter = (
  { issuer, subject }: OrderCustomer,
  place: readonly [number, string] | undefined,
  limit: number,
) => sql`SELECT id FROM orders WHERE customer_issuer = ${issuer} AND customer_subject = ${subject}
  ${place === undefined ? sql`` : sql`AND (created_at, id) < (${place[0]}, ${place[1]})`}
  ORDER BY created_at DESC, id DESC LIMIT ${limit}`
