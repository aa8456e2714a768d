import { createCart, createClient, type CartNotice } from 'highstreet/client'
import { createSession } from '../../shared/session.ts'

/** The shop's public API: all that this storefront knows of it. */
export const shop = createClient('/')

export const session = createSession(shop, {
  role: 'customer',
  key: 'highstreet.session',
  storage: localStorage,
  callbackPath: '/sign-in',
})

const hearers = new Set<(notice: CartNotice) => void>()
/** Told what the shopper should be told of their cart. */
export function hearCart(hear: (notice: CartNotice) => void): () => void {
  hearers.add(hear)
  return () => void hearers.delete(hear)
}

/** The shopper's one cart, in all tabs. */
export const cart = createCart(shop, {
  market: location.pathname.split('/')[1] || 'us',
  customerToken: (refused) => session.token(refused),
  notify: (notice) => {
    for (const hear of hearers) hear(notice)
  },
})

/** Headers of a request in the customer's own name. */
export async function asCustomer(): Promise<{ headers: Record<string, string> }> {
  const token = await session.token()
  return { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } }
}
