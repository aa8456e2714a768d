import type { Ctx, Customer } from '../platform/context.ts'
import { demandBearer, invalidToken } from './bearer.ts'
import { verifyToken } from './verify.ts'

/**
 * Which customer sends this `Authorization` header; throws the 401 that fits, which never says why. A customer's token
 * cannot be revoked here: signing out is the issuer's business, and what it signed ends with its age (`maxTokenAge`).
 * So a shopper's request asks no database who they are.
 */
export async function authenticateCustomer(ctx: Ctx, authorization: string | undefined): Promise<Customer> {
  const customer = await customerOf(ctx, demandBearer(authorization))
  if (customer === undefined) throw invalidToken()
  return customer
}

/** The customer whom this token names; undefined when there is any doubt. */
export async function customerOf(ctx: Ctx, compact: string): Promise<Customer | undefined> {
  const verified = await verifyToken(ctx, compact, 'customer')
  if (verified === undefined) return undefined
  // verifyToken has checked that `sub` is text.
  return { kind: 'customer', issuer: verified.issuer.issuer, subject: String(verified.claims.sub) }
}
