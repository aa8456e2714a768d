import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose'
import { DEVELOPMENT_CUSTOMER_ISSUER, DEVELOPMENT_ISSUER } from '../src/auth/issuers.ts'
import type { SignIn } from '../src/platform/context.ts'

export const DEVELOPMENT_AUDIENCE = 'highstreet'
export const TOKEN_SECONDS_MAX = 12 * 3_600
const ALGORITHM = 'ES256'
const TYP = 'at+jwt'

export type DevelopmentIssuer = {
  /** The value of AUTH_ISSUERS: public key only. */
  readonly issuerJson: string
  sign(claims: DevelopmentClaims): Promise<string>
}
export type DevelopmentClaims = {
  /** Space-separated. */
  readonly scope: string
  readonly subject?: string
  /** A role is the issuer's, never the token's: this issuer speaks for staff. */
  readonly role?: 'staff'
  /** Seconds; beyond TOKEN_SECONDS_MAX the Worker refuses the token whatever it says. */
  readonly ttl?: number
  /** The `jti`, by which the token can be revoked. */
  readonly tokenId?: string
}

/** The customers that a developer makes up: an issuer of its own, since a role is the issuer's. */
export type DevelopmentCustomers = {
  /** As `DevelopmentIssuer.issuerJson`. */
  readonly issuerJson: string
  sign(claims: { readonly subject: string; readonly ttl?: number }): Promise<string>
}

/**
 * The issuer of one developer. Its key is made on first use and kept, so that tokens outlive a restart. `signIn`: where its
 * people sign in from a page, if they can (sign-in-server.ts).
 */
export async function developmentIssuer(stateDir: string, signIn?: SignIn): Promise<DevelopmentIssuer> {
  const issuer = await keptIssuer(stateDir, 'development-issuer.json', DEVELOPMENT_ISSUER, 'staff', signIn)
  return {
    issuerJson: issuer.json,
    sign: ({ scope, subject = 'developer', ttl = TOKEN_SECONDS_MAX, tokenId = crypto.randomUUID() }) =>
      issuer.sign({ scope, jti: tokenId }, subject, ttl),
  }
}

/** The same for customers, with a key of their own. */
export async function developmentCustomers(stateDir: string, signIn?: SignIn): Promise<DevelopmentCustomers> {
  const file = 'development-customers.json'
  const issuer = await keptIssuer(stateDir, file, DEVELOPMENT_CUSTOMER_ISSUER, 'customer', signIn)
  return {
    issuerJson: issuer.json,
    sign: ({ subject, ttl = TOKEN_SECONDS_MAX }) => issuer.sign({}, subject, ttl),
  }
}

async function keptIssuer(
  stateDir: string,
  fileName: string,
  name: string,
  role: 'staff' | 'customer',
  signIn: SignIn | undefined,
) {
  const file = join(stateDir, fileName)
  const jwk = (await readKey(file)) ?? (await makeKey(stateDir, file))
  const { kty, crv, x, y, kid } = jwk
  const privateKey = await importJWK(jwk, ALGORITHM)

  const issuer = {
    issuer: name,
    audience: DEVELOPMENT_AUDIENCE,
    role,
    algorithms: [ALGORITHM],
    typ: [TYP],
    maxTokenAge: TOKEN_SECONDS_MAX,
    jwks: { keys: [{ kty, crv, x, y, kid, alg: ALGORITHM, use: 'sig' }] },
    ...(signIn && { signIn }),
  }
  return {
    json: JSON.stringify([issuer]),
    sign: (claims: JWTPayload, subject: string, ttl: number): Promise<string> => {
      const now = Math.floor(Date.now() / 1_000)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: TYP, ...(kid !== undefined && { kid }) })
        .setIssuer(name)
        .setAudience(DEVELOPMENT_AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(now)
        .setExpirationTime(now + ttl)
        .sign(privateKey)
    },
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as JWK
  } catch {
    throw new Error(`${file} is damaged: delete it, and a new key is made`)
  }
}

async function makeKey(stateDir: string, file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
  const jwk = await exportJWK(privateKey)
  const made: JWK = { ...jwk, kid: await calculateJwkThumbprint(jwk) }

  await mkdir(stateDir, { recursive: true })
  const draft = `${file}.${crypto.randomUUID()}`
  await writeFile(draft, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Unlike a rename, a link never replaces: of two processes that race, the first makes the key of both.
    await link(draft, file)
  } catch (error) {
    // Some mounted folders know no links; there, a race is less likely than this failure.
    if (codeOf(error) !== 'EEXIST') await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKey(file)) ?? made
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
