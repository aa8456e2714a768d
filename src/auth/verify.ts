import { jwtVerify } from 'jose'
import type { Ctx, Issuer } from '../platform/context.ts'
import { CLOCK_TOLERANCE_SECONDS, claimsAreSound } from './claims.ts'
import { isDevelopmentIssuer } from './issuers.ts'
import { findKey } from './keys.ts'
import { readToken, type Claims } from './token.ts'

const REQUIRED_CLAIMS = ['exp', 'iat', 'sub', 'aud', 'iss']

/**
 * The proven claims of a token and who vouches for them; undefined when there is any doubt. Everything that decides
 * (which key, algorithm, audience, type, role) comes from the configuration: the token only gets to name its issuer.
 */
export async function verifyToken(
  ctx: Ctx,
  compact: string,
  role: Issuer['role'],
): Promise<{ readonly issuer: Issuer; readonly claims: Claims } | undefined> {
  const token = readToken(compact)
  if (token === undefined) return undefined
  const { header, claims } = token

  const issuer = ctx.config.issuers.find((one) => one.issuer === claims.iss)
  if (issuer === undefined || issuer.role !== role) return undefined
  // env.ts refuses such a configuration already; a mistake there must not hand the shop to everyone.
  if (isDevelopmentIssuer(issuer) && ctx.config.stage !== 'development') return undefined
  if (!issuer.algorithms.includes(header.alg) || !typFits(header.typ, issuer)) return undefined
  // Before the key is looked up, so that such a token cannot even cause a fetch of the key set.
  if (!claimsAreSound(claims, issuer)) return undefined

  const key = await findKey(ctx, issuer, header)
  if (key === undefined) return undefined
  try {
    await jwtVerify(compact, key, {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience: issuer.audience,
      requiredClaims: REQUIRED_CLAIMS,
      maxTokenAge: issuer.maxTokenAge,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(ctx.now),
    })
  } catch {
    return undefined
  }
  return { issuer, claims }
}

function typFits(typ: string | undefined, issuer: Issuer): boolean {
  return typ !== undefined && issuer.typ.some((allowed) => mediaType(allowed) === mediaType(typ))
}

/** RFC 7515 4.1.9: `at+jwt` is short for `application/at+jwt`, and case does not matter. */
function mediaType(typ: string): string {
  const small = typ.toLowerCase()
  return small.includes('/') ? small : `application/${small}`
}
