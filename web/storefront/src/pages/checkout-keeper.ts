import { createCheckout, type Order } from 'highstreet/client'
import { keepOrder } from '../orders.ts'
import { cart, shop } from '../shop.ts'

/** The shopper's one checkout, across reloads. */
export const checkout = createCheckout(shop)

/** It is ordered: the order is kept where its page finds it, the checkout is over, and the bag begins anew. */
export function finish(order: Order): void {
  const token = checkout.authorization()?.replace('Bearer ', '')
  if (token !== undefined) keepOrder(order.id, token)
  checkout.forget()
  void cart.refresh()
}
