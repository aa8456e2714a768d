import type { OrderId } from '../domain/ids.ts'
import type { Db } from '../platform/d1.ts'

/** An order, and the checkout whose object asks its provider. */
export type CheckoutOfOrder = { readonly id: OrderId; readonly checkoutId: string }

/** The checkouts of these orders; of one that is not there none. */
export async function checkoutOfOrders(db: Db, orderIds: readonly string[]): Promise<CheckoutOfOrder[]> {
  if (orderIds.length === 0) return []
  const { results } = await db
    .prepare(
      `SELECT id, checkout_id AS checkoutId FROM orders WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY updated_at, id`,
    )
    .bind(JSON.stringify(orderIds))
    .all<CheckoutOfOrder>()
  return results
}
