import { type CustomerId, ID_PREFIX } from '../domain/ids.ts'
import type { OrderCustomer } from '../domain/order.ts'
import type { Customer } from '../platform/context.ts'
import { sha256 } from '../platform/idempotency.ts'

/** Text by which events, audit and pages name a customer: whoever knows issuer and subject can work it out, nobody else. */
export const customerId = ({ issuer, subject }: OrderCustomer): CustomerId =>
  `${ID_PREFIX.customer}${sha256(`customer\n${JSON.stringify([issuer, subject])}`).slice(0, 32)}` as CustomerId

/** A customer whom staff name. */
export const asCustomer = ({ issuer, subject }: OrderCustomer): Customer => ({
  kind: 'customer',
  issuer,
  subject,
})
