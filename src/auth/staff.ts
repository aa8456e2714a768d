import type { Ctx, Staff } from '../platform/context.ts'
import { challenge, demandBearer, invalidToken } from './bearer.ts'
import { scopesOf } from './claims.ts'
import { isRevoked } from './revocations.ts'
import { verifyToken } from './verify.ts'

/** Who sends this `Authorization` header; throws the 401 that fits, which never says why a token was refused. */
export async function authenticateStaff(ctx: Ctx, authorization: string | undefined): Promise<Staff> {
  const verified = await verifyToken(ctx, demandBearer(authorization), 'staff')
  if (verified === undefined) throw invalidToken()
  const { issuer, claims } = verified
  const tokenId = typeof claims.jti === 'string' ? claims.jti : null
  if (tokenId !== null && (await isRevoked(ctx, issuer.issuer, tokenId))) throw invalidToken()
  // verifyToken has checked that `sub` is text.
  return {
    kind: 'staff',
    issuer: issuer.issuer,
    subject: String(claims.sub),
    tokenId,
    scopes: scopesOf(claims, issuer),
  }
}

/** Demands one of these scopes. `x:write` implies `x:read`; otherwise a scope is matched letter by letter. */
export function requireScope(staff: Staff, anyOf: readonly string[]): void {
  if (anyOf.some((scope) => holds(staff.scopes, scope))) return
  throw challenge('insufficient_scope', `Bearer error="insufficient_scope", scope="${anyOf.join(' ')}"`)
}

function holds(scopes: ReadonlySet<string>, wanted: string): boolean {
  return scopes.has(wanted) || (wanted.endsWith(':read') && scopes.has(wanted.replace(/:read$/, ':write')))
}
