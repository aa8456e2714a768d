import { madeOrder } from '../orders/support.ts'
import { customerToken, send } from '../shop.ts'
import { type Ask, fresh, type Sample } from './door.ts'

export const ISSUER = 'https://customers.test'
const ADDRESS = { firstName: 'Ada', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' }

/** A customer of whom nothing is held. */
export async function newCustomer() {
  const subject = `customer-${fresh()}`
  const headers = { Authorization: `Bearer ${await customerToken(subject)}` }
  return { customer: { issuer: ISSUER, subject }, headers }
}

/** A customer with an address and a paid order. */
export async function knownCustomer() {
  const { customer, headers } = await newCustomer()
  const { id: orderId } = await madeOrder('paid', { customer })
  const kept = await send('/v1/customers/me/addresses', {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ address: ADDRESS, label: 'Home', defaultShipping: true }),
  })
  if (kept.status !== 201) throw new Error(`an address is kept: ${kept.status} ${await kept.text()}`)
  const { id: addressId } = (await kept.json()) as { id: string }
  return { customer, headers, addressId, orderId }
}

const asKnown =
  (rest: string, more: Partial<Ask> = {}): Sample =>
  async () => {
    const { headers, addressId } = await knownCustomer()
    return { path: `/v1/customers/me${rest.replace('{id}', addressId)}`, headers, ...more }
  }

/** The doors of customers, theirs and staff's. */
export const customerSamples: Record<string, Sample> = {
  readCustomer: asKnown(''),
  listOwnOrders: asKnown('/orders?status=placed'),
  exportOwnData: asKnown('/export'),
  eraseOwnData: asKnown(''),
  listAddresses: asKnown('/addresses'),
  keepAddress: asKnown('/addresses', { body: { address: ADDRESS, defaultShipping: true } }),
  readAddress: asKnown('/addresses/{id}'),
  changeAddress: asKnown('/addresses/{id}', { body: { defaultBilling: true } }),
  deleteAddress: asKnown('/addresses/{id}'),
  exportCustomer: async () => ({
    path: '/v1/admin/customers/export',
    body: (await knownCustomer()).customer,
  }),
  eraseCustomer: async () => ({
    path: '/v1/admin/customers/erase',
    body: (await knownCustomer()).customer,
    otherBody: (await newCustomer()).customer,
  }),
  eraseOrder: async () => ({ path: `/v1/admin/orders/${(await madeOrder('paid')).id}/erase` }),
}
