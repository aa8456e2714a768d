import { createHmac } from 'node:crypto'
import { base64url, exportJWK, generateKeyPair, type JWK } from 'jose'

/** A key pair of an issuer in a test, with everything an attacker might want to try. */
export type Pair = {
  readonly alg: string
  readonly kid: string
  readonly private: CryptoKey
  readonly jwk: JWK
}

export async function makePair(alg: string, kid: string): Promise<Pair> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' }
  return { alg, kid, private: pair.privateKey, jwk }
}

export type Part = string | Uint8Array | object | null
export type Signer = (input: Uint8Array) => Uint8Array | Promise<Uint8Array>

const utf8 = new TextEncoder()

/** Text and bytes as they are, anything else as JSON: so that a part can be any nonsense. */
export const encode = (part: Part): string =>
  base64url.encode(
    typeof part === 'string' || part instanceof Uint8Array ? part : utf8.encode(JSON.stringify(part)),
  )

/** A compact JWS with exactly these parts. */
export async function seal(header: Part, payload: Part, sign: Signer): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${base64url.encode(await sign(utf8.encode(input)))}`
}

const SIGNING: Readonly<Record<string, SubtleCryptoSignAlgorithm>> = {
  RS: { name: 'RSASSA-PKCS1-v1_5' },
  PS: { name: 'RSA-PSS' },
  ES: { name: 'ECDSA' },
  Ed: { name: 'Ed25519' },
}

/** Signs as the algorithm says, which need not be what the header says. */
export function signer(pair: Pair, alg: string = pair.alg): Signer {
  const hash = `SHA-${alg.slice(2)}`
  return async (input) => {
    const params = SIGNING[alg.slice(0, 2)] ?? { name: 'none' }
    const saltLength = Number(alg.slice(2)) / 8
    const key = pair.alg === alg ? pair.private : await reimport(pair, params.name, hash)
    const signature = await crypto.subtle.sign({ ...params, hash, saltLength }, key, input)
    return new Uint8Array(signature)
  }
}

async function reimport(pair: Pair, name: string, hash: string): Promise<CryptoKey> {
  const { kty, n, e, d, p, q, dp, dq, qi } = await exportJWK(pair.private)
  const jwk = { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey
  return crypto.subtle.importKey('jwk', jwk, { name, hash }, false, ['sign'])
}

export const hmac =
  (bits: string, secret: string | Uint8Array): Signer =>
  (input) =>
    new Uint8Array(createHmac(`sha${bits}`, secret).update(input).digest())

export const fixed =
  (signature: Uint8Array): Signer =>
  () =>
    signature

/** The RSA private operation on a block of our choice: what only the owner of the key can do, done badly. */
export async function rawRsa(pair: Pair, block: Uint8Array): Promise<Uint8Array> {
  const { n, d } = await exportJWK(pair.private)
  return toBytes(power(toNumber(block), fromText(d), fromText(n)), 256)
}

export const fromText = (text = ''): bigint => toNumber(base64url.decode(text))

export const toNumber = (bytes: Uint8Array): bigint =>
  bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)

export function toBytes(number: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = length - 1; at >= 0; at--, number >>= 8n) bytes[at] = Number(number & 255n)
  return bytes
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % modulus) {
    if (exponent & 1n) result = (result * square) % modulus
  }
  return result
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
