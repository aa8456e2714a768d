import { base64url, decodeProtectedHeader } from 'jose'
import { signCapability, type CapabilityKind } from '../../../src/auth/capability.ts'
import { derivedKey } from '../../../src/auth/derived-key.ts'
import type { Ctx } from '../../../src/platform/context.ts'
import { context } from '../shop.ts'
import { hmac, type Signer } from './signing.ts'

const random = (bytes: number): string => base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)))

/** A secret as an operator would set it. */
export const makeSecret = (): string => random(32)
/** A cart's id as the shop makes them: at least 128 random bits. */
export const makeCartId = (): string => `cart_${random(20)}`

export const LIFE_SECONDS = 30 * 86_400

/** A shop with these secrets, newest first, at a moment that stands still. */
export function shopWith(secrets: readonly string[], now: number = Date.now()): Ctx {
  const ctx = context({ TOKEN_SECRETS: secrets.join(',') })
  return Object.defineProperty(ctx, 'now', { value: now })
}

export const later = (ctx: Ctx, milliseconds: number): Ctx =>
  shopWith(ctx.config.tokenSecrets, ctx.now + milliseconds)

export const tokenOf = (ctx: Ctx, id: string, kind: CapabilityKind = 'cart'): Promise<string> =>
  signCapability(ctx, kind, id, LIFE_SECONDS)

/** The signature of the shop itself: for tokens that differ from good ones in one thing only. */
export const genuine = (ctx: Ctx): Signer =>
  hmac('256', derivedKey(ctx.config.tokenSecrets[0] ?? '', 'capability'))

export async function goodHeader(ctx: Ctx): Promise<object> {
  return decodeProtectedHeader(await tokenOf(ctx, 'cart_x'))
}

export function goodClaims(ctx: Ctx, id: string): Record<string, unknown> {
  const now = Math.floor(ctx.now / 1_000)
  return { iss: 'urn:highstreet:shop', aud: 'cart', sub: id, iat: now, exp: now + LIFE_SECONDS }
}

/** Storage crossings so far. */
export const crossings = (ctx: Ctx): number => {
  const { kv, d1, do: objects } = ctx.meter.crossings
  return kv + d1 + objects
}
