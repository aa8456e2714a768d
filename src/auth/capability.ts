import { errors, jwtVerify, SignJWT } from 'jose'
import { assert } from '../domain/assert.ts'
import { ID_PATTERN } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { Memory } from '../platform/memory.ts'
import { derivedKey } from './derived-key.ts'
import { SHOP_ISSUER } from './issuers.ts'
import { readToken, type Token } from './token.ts'

/** What a token of the shop opens. It stands in `aud` and `typ`, so that one kind is never taken for another. */
export type CapabilityKind = 'cart' | 'checkout' | 'order'

/** A genuine token of the shop: whoever holds it may use the resource of this id, until it is over. */
export type Capability = GoodCapability | { readonly state: 'expired'; readonly id: string }
export type GoodCapability = {
  readonly state: 'good'
  readonly id: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
}

const ALGORITHM = 'HS256'
const REQUIRED_CLAIMS = ['iss', 'aud', 'sub', 'iat', 'exp']
const typOf = (kind: CapabilityKind): string => `${kind}+jwt`

/** A token for the resource of this id, signed with the newest secret. */
export async function signCapability(
  ctx: Ctx,
  kind: CapabilityKind,
  id: string,
  lifeSeconds: number,
): Promise<string> {
  assert(ID_PATTERN.test(id), 'only what has an id can be opened')
  assert(Number.isSafeInteger(lifeSeconds) && lifeSeconds > 0, 'a token lives for whole seconds')
  const [newest] = await signingKeys(ctx)
  assert(newest !== undefined, 'TOKEN_SECRETS is checked when the configuration is read')
  const now = Math.floor(ctx.now / 1_000)
  return new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: typOf(kind), kid: newest.kid })
    .setIssuer(SHOP_ISSUER)
    .setAudience(kind)
    .setSubject(id)
    .setIssuedAt(now)
    .setExpirationTime(now + lifeSeconds)
    .sign(newest.key)
}

/**
 * What a token of the shop opens; undefined for everything that the shop did not sign for this kind. An expired one
 * still says what it opened, so that its holder can be told. No storage is asked.
 */
export async function openCapability(
  ctx: Ctx,
  compact: string,
  kind: CapabilityKind,
): Promise<Capability | undefined> {
  const known = knownCapability(ctx, compact, kind)
  if (known !== undefined) return known
  const token = readToken(compact)
  return token === undefined ? undefined : proveCapability(ctx, token, kind)
}

/** What a token opens that was proven here before, until it is over: a shopper sends the same one with every request. */
export const knownCapability = (
  { config, now }: Ctx,
  compact: string,
  kind: CapabilityKind,
): GoodCapability | undefined =>
  proven.get(config.tokenSecrets)?.get<GoodCapability>(`${kind} ${compact}`, now)?.value

/** Whether a token says that it is the shop's. Proven it is only by `proveCapability`. */
export const namesTheShop = ({ claims }: Token): boolean => claims.iss === SHOP_ISSUER

/** `openCapability`, for a token whose form has been looked at. */
export async function proveCapability(
  ctx: Ctx,
  { compact, header, claims }: Token,
  kind: CapabilityKind,
): Promise<Capability | undefined> {
  const { aud, sub, iat, exp } = claims
  if (header.alg !== ALGORITHM || header.typ !== typOf(kind) || aud !== kind) return undefined
  if (typeof sub !== 'string' || !ID_PATTERN.test(sub)) return undefined
  // What jose does not ask for: it takes half seconds and 1e999.
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return undefined
  const key = (await signingKeys(ctx)).find(({ kid }) => kid === header.kid)?.key
  if (key === undefined) return undefined
  try {
    await jwtVerify(compact, key, {
      algorithms: [ALGORITHM],
      typ: typOf(kind),
      issuer: SHOP_ISSUER,
      audience: kind,
      requiredClaims: REQUIRED_CLAIMS,
      currentDate: new Date(ctx.now),
    })
  } catch (error) {
    // jose looks at the time last: everything else about this token was good.
    return error instanceof errors.JWTExpired ? { state: 'expired', id: sub } : undefined
  }
  const expiresAt = Number(exp) * 1_000
  const capability: GoodCapability = { state: 'good', id: sub, issuedAt: Number(iat) * 1_000, expiresAt }
  remember(ctx, `${kind} ${compact}`, capability)
  return capability
}

// By identity of the secrets, as the keys below: with other secrets nothing is proven yet.
const proven = new WeakMap<readonly string[], Memory>()
// Of some 2,000 tokens.
const PROVEN_BYTES = 2 * 1024 * 1024

function remember({ config: { tokenSecrets } }: Ctx, key: string, capability: GoodCapability): void {
  const memory = proven.get(tokenSecrets) ?? new Memory(PROVEN_BYTES)
  proven.set(tokenSecrets, memory)
  memory.set(key, capability, key.length, capability.expiresAt, capability.expiresAt)
}

/** Less than half of its life is left: time to hand out a new one. */
export const isHalfSpent = ({ issuedAt, expiresAt }: GoodCapability, now: Instant): boolean =>
  expiresAt - now < (expiresAt - issuedAt) / 2

type SigningKey = { readonly kid: string; readonly key: CryptoKey }

// By identity: the configuration is read once per isolate, and with it go the imported keys. Keys, not promises of them:
// in workerd one request must not wait for another's.
const imported = new WeakMap<readonly string[], readonly SigningKey[]>()

/** One key per secret, newest first: signed is with the first, proven with any. */
async function signingKeys({ config: { tokenSecrets } }: Ctx): Promise<readonly SigningKey[]> {
  const known = imported.get(tokenSecrets)
  if (known !== undefined) return known
  const keys = await Promise.all(tokenSecrets.map(importKey))
  imported.set(tokenSecrets, keys)
  return keys
}

const KID_CHARACTERS = 8

async function importKey(secret: string): Promise<SigningKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = derivedKey(secret, 'capability')
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  // A name that tells two keys apart and says nothing of them: made under a label of its own.
  const kid = derivedKey(secret, 'name of the capability key').toString('base64url').slice(0, KID_CHARACTERS)
  return { kid, key }
}
