import type { Ctx, Issuer } from '../platform/context.ts'
import { keyFinder, usableKeys, type KeyFinder } from './key-set.ts'
import { remoteKeys } from './remote-keys.ts'
import type { TokenHeader } from './token.ts'

// By identity: the configuration is read once per isolate, and with it go the imported keys.
const inline = new WeakMap<object, KeyFinder>()

/**
 * The issuer's key for this header; undefined if it has none. Keys come from the configured set or address only.
 * Throws 503 while the issuer cannot be reached and nothing of it is known.
 */
export async function findKey(ctx: Ctx, issuer: Issuer, header: TokenHeader): Promise<CryptoKey | undefined> {
  if ('jwksUri' in issuer) return remoteKeys(ctx, issuer.jwksUri).find(ctx, header)
  let find = inline.get(issuer.jwks)
  if (find === undefined) {
    find = keyFinder(usableKeys(issuer.jwks) ?? [])
    inline.set(issuer.jwks, find)
  }
  return find(header)
}
