import { base64url, createLocalJWKSet, type JWK } from 'jose'
import type { TokenHeader } from './token.ts'

/** Picks the one key that fits a header: its `kid`, its `alg`, and what the key itself says it is for. */
export type KeyFinder = (header: TokenHeader) => Promise<CryptoKey | undefined>

const RSA_BITS_MIN = 2_048
// Above this one verification costs more time than it protects.
const RSA_BITS_MAX = 8_192
const EXPONENT_65537 = 'AQAB'
const CURVES: ReadonlySet<string> = new Set(['P-256', 'P-384'])

/**
 * The keys of a JWK Set that may verify our tokens: public signature keys of sound size. Others are left out one by
 * one, because real sets carry keys for other uses. Undefined if this is no JWK Set at all.
 */
export function usableKeys(set: unknown): JWK[] | undefined {
  if (!isObject(set) || !Array.isArray(set.keys) || !set.keys.every(isObject)) return undefined
  return (set.keys as JWK[]).filter(isUsable).map(publicPart)
}

/** A secret or private key has no place in a key set: whoever could read it there can sign. */
export const isSecret = (key: JWK): boolean => key.kty === 'oct' || key.d !== undefined || key.k !== undefined

export function keyFinder(keys: readonly JWK[]): KeyFinder {
  const find = createLocalJWKSet({ keys: [...keys] })
  return async (header) => {
    try {
      return await find(header)
    } catch {
      // None, several without a `kid` to tell them apart, or one that cannot be imported.
      return undefined
    }
  }
}

function isUsable(key: JWK): boolean {
  if (isSecret(key) || (key.use !== undefined && key.use !== 'sig')) return false
  if (key.kty === 'RSA') {
    const bits = bitLength(key.n)
    return RSA_BITS_MIN <= bits && bits <= RSA_BITS_MAX && key.e === EXPONENT_65537
  }
  if (key.kty === 'EC') return typeof key.crv === 'string' && CURVES.has(key.crv)
  return key.kty === 'OKP' && key.crv === 'Ed25519'
}

function bitLength(number: unknown): number {
  if (typeof number !== 'string') return 0
  try {
    const bytes = base64url.decode(number)
    const first = bytes.findIndex((byte) => byte !== 0)
    return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24)
  } catch {
    return 0
  }
}

/** Without certificates and other members that we do not read, so that the cached copy stays small. */
function publicPart({ kty, kid, alg, use, key_ops, n, e, crv, x, y }: JWK): JWK {
  const part = { kty, kid, alg, use, key_ops, n, e, crv, x, y }
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as JWK
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
