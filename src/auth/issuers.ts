import { z } from 'zod'
import type { Issuer, SignIn } from '../platform/context.ts'
import { parseStrictJson } from '../platform/strict-json.ts'
import { isSecret, usableKeys } from './key-set.ts'

/** The shop itself, which signs the tokens of carts (capability.ts). No other issuer may have this name. */
export const SHOP_ISSUER = 'urn:highstreet:shop'

/** The issuer that `npm start` makes for one developer. Its private key lies in a file: never for production. */
export const DEVELOPMENT_ISSUER = 'urn:highstreet:development'
/** The same for the customers that a developer makes up. */
export const DEVELOPMENT_CUSTOMER_ISSUER = 'urn:highstreet:development-customers'
const DEVELOPMENT_ISSUERS: ReadonlySet<string> = new Set([DEVELOPMENT_ISSUER, DEVELOPMENT_CUSTOMER_ISSUER])

/** Signatures only: with an HMAC algorithm, whoever can verify a token can make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
  'Ed25519',
] as const

const Text = z.string().min(1).max(255)
const JwkSet = z.looseObject({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(100),
})

const Door = z.string().max(2_048)
const SignInEntry = z.strictObject({
  clientId: Text,
  authorizationEndpoint: Door,
  tokenEndpoint: Door,
  scope: z.string().max(1_000).default('openid'),
})

const IssuerEntry = z
  .strictObject({
    issuer: Text.refine((name) => name !== SHOP_ISSUER, 'is the name of the shop itself'),
    audience: Text,
    role: z.enum(['staff', 'customer']),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1),
    typ: z.array(Text).min(1),
    maxTokenAge: z.int().positive(),
    scopeClaim: Text.optional(),
    jwks: JwkSet.optional(),
    jwksUri: Door.optional(),
    signIn: SignInEntry.optional(),
  })
  .check((entry) => {
    const why = objection(entry.value)
    if (why !== undefined) entry.issues.push({ code: 'custom', input: entry.value, ...why })
  })

export type ParsedIssuers =
  { readonly ok: true; readonly issuers: readonly Issuer[] } | { readonly ok: false; readonly why: string }

const DEPTH_MAX = 8

/** Reads AUTH_ISSUERS (contract.md, "Configuration"). `why` names the place, never a value. */
export function parseIssuers(text: string): ParsedIssuers {
  const json = parseStrictJson(text, { depthMax: DEPTH_MAX })
  if (!json.ok) return { ok: false, why: `not the JSON that is due (${json.why})` }
  const parsed = z.array(IssuerEntry).max(20).safeParse(json.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    return { ok: false, why: `${place?.join('') ?? ''} ${issue?.message ?? 'is not valid'}`.trim() }
  }
  const issuers = parsed.data.map(toIssuer)
  // The token names its issuer and nothing else: two entries of one name would leave the choice to chance.
  if (new Set(issuers.map((one) => one.issuer)).size < issuers.length) {
    return { ok: false, why: 'an issuer is named twice' }
  }
  return { ok: true, issuers }
}

/** An issuer that only a developer's own machine may trust: its key, or the way to its keys, is open to others. */
export const isDevelopmentIssuer = (issuer: Issuer): boolean =>
  DEVELOPMENT_ISSUERS.has(issuer.issuer) || addressesOf(issuer).some((uri) => issuerAddress(uri) !== 'https')

const addressesOf = (entry: { jwksUri?: string | undefined; signIn?: SignIn | undefined }): string[] =>
  [entry.jwksUri, entry.signIn?.authorizationEndpoint, entry.signIn?.tokenEndpoint].filter(
    (uri) => uri !== undefined,
  )

/** Why these issuers must not be used in production; undefined if they may. */
export const productionRefusal = (issuers: readonly Issuer[]): string | undefined =>
  issuers.some(isDevelopmentIssuer)
    ? 'development issuers, key sets and sign-in without https work only with STAGE=development'
    : undefined

/** What kind of address an issuer has. Plain http is for an issuer on the developer's own machine. */
export function issuerAddress(uri: string): 'https' | 'loopback' | 'refused' {
  const url = URL.parse(uri)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return 'refused'
  if (url.protocol === 'https:') return 'https'
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'http:' && loopback ? 'loopback' : 'refused'
}

type Entry = z.infer<typeof IssuerEntry>

function objection(entry: {
  jwks?: z.infer<typeof JwkSet> | undefined
  jwksUri?: string | undefined
  signIn?: SignIn | undefined
}): { message: string; path: string[] } | undefined {
  if ((entry.jwks === undefined) === (entry.jwksUri === undefined)) {
    return { message: 'needs either jwks or jwksUri', path: [] }
  }
  if (entry.jwksUri !== undefined && issuerAddress(entry.jwksUri) === 'refused') {
    return { message: 'must be https, without credentials and fragment', path: ['jwksUri'] }
  }
  if (addressesOf(entry).some((uri) => issuerAddress(uri) === 'refused')) {
    return { message: 'must be https, without credentials and fragment', path: ['signIn'] }
  }
  if (entry.jwks?.keys.some(isSecret)) {
    return { message: 'holds a secret or private key; only public keys belong here', path: ['jwks'] }
  }
  if (entry.jwks !== undefined && usableKeys(entry.jwks)?.length === 0) {
    return {
      message: 'has no usable key: RSA of 2048 bits or more, P-256, P-384 or Ed25519, for signatures',
      path: ['jwks'],
    }
  }
  return undefined
}

function toIssuer({ jwks, jwksUri, scopeClaim, signIn, ...rest }: Entry): Issuer {
  const keys = jwksUri === undefined ? { jwks: { keys: jwks?.keys ?? [] } } : { jwksUri }
  return { ...rest, ...(scopeClaim !== undefined && { scopeClaim }), ...(signIn && { signIn }), ...keys }
}
