import type { Issuer } from '../platform/context.ts'
import type { Claims } from './token.ts'

export const DAY_SECONDS = 86_400
/** How far the clocks of an issuer and of ours may differ. */
export const CLOCK_TOLERANCE_SECONDS = 5
/** A `jti` as we take it: a token that has an id can then always be revoked by it. */
export const TOKEN_ID_PATTERN = /^[\x20-\x7e]{1,255}$/
const SUBJECT_CHARACTERS_MAX = 255

/**
 * Whether the claims have the types and the sane life that jose does not ask for: it takes 1e999 as a time, and a
 * nested list as an audience. Their values (who, for whom, since and until when) are jose's to check.
 */
export function claimsAreSound(claims: Claims, issuer: Issuer): boolean {
  const { sub, aud, exp, iat, jti } = claims
  return (
    typeof sub === 'string' &&
    sub !== '' &&
    sub.length <= SUBJECT_CHARACTERS_MAX &&
    (aud === issuer.audience || (isFlat(aud) && aud.includes(issuer.audience))) &&
    Number.isSafeInteger(exp) &&
    Number.isSafeInteger(iat) &&
    (!Object.hasOwn(claims, 'nbf') || Number.isSafeInteger(claims.nbf)) &&
    (!Object.hasOwn(claims, 'jti') || (typeof jti === 'string' && TOKEN_ID_PATTERN.test(jti))) &&
    // maxTokenAge already bounds the use of a long-lived token. This refuses one that was made by mistake
    // (milliseconds for seconds, a life of 50 years), before someone relies on it.
    Number(exp) - Number(iat) <= Math.max(DAY_SECONDS, issuer.maxTokenAge)
  )
}

/**
 * What a token may do: the configured claim of its issuer (a list, or text with blanks), or `scope` (text with
 * blanks). A value of another type grants nothing.
 */
export function scopesOf(claims: Claims, issuer: Issuer): ReadonlySet<string> {
  const value = claims[issuer.scopeClaim ?? 'scope']
  if (typeof value === 'string') return new Set(value.split(' ').filter((scope) => scope !== ''))
  if (issuer.scopeClaim !== undefined && isFlat(value)) return new Set(value)
  return new Set()
}

const isFlat = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string')
