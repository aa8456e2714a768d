import fc from 'fast-check'
import { base64url, exportSPKI, importJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { expectInvalid, goodClaims, inlineIssuer, ISSUER, AUDIENCE, Shop } from './auth/shop.ts'
import {
  encode,
  fixed,
  fromText,
  hmac,
  joined,
  rawRsa,
  seal,
  signer,
  toBytes,
  toNumber,
} from './auth/signing.ts'
import { rsa, ec, ed, shop, headerOf, good, withHeader, withClaims } from './auth/tokens.ts'

// The numbers are the rows of reliability.md §3.2.

beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(new Error('nothing may be fetched')))
})
afterEach(() => {
  expect(globalThis.fetch).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('5, 6: alg', () => {
  const NONE = ['none', 'None', 'NONE', 'nOnE', ' none', 'none ', 'none\u0000', '\u0000none', '']
  test.each(NONE)('%j', async (alg) => {
    const header = encode(headerOf(rsa, { alg }))
    const payload = encode(goodClaims())
    const [, , signature] = (await good()).split('.')
    for (const end of ['', '.', `.${signature}`]) await expectInvalid(shop, `${header}.${payload}${end}`)
    await expectInvalid(shop, await withHeader(headerOf(rsa, { alg })))
  })

  test.each([
    undefined,
    null,
    256,
    ['RS256'],
    { alg: 'RS256' },
    true,
    'rs256',
    'Rs256',
    'RS256 ',
    'RS256\u0000',
    'RS2560',
    'RS256,ES256',
    'RSA',
    '*',
  ])('%j', async (alg) => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, { alg })))
  })
})

describe('7, 8: HMAC with something everybody knows', async () => {
  const spki = await exportSPKI((await importJWK(rsa.jwk, 'RS256', { extractable: true })) as CryptoKey)
  const der = Uint8Array.from(atob(spki.replace(/-----[^-]+-----|\s/g, '')), (c) => c.charCodeAt(0))
  // RSA-2048: what follows the algorithm identifier and the bit string's head.
  const pkcs1 = der.slice(24)
  const pem = (name: string, bytes: Uint8Array) =>
    `-----BEGIN ${name}-----\n${btoa(String.fromCharCode(...bytes))}\n-----END ${name}-----\n`
  const secrets: Record<string, string | Uint8Array> = {
    PEM: spki.trimEnd(),
    'PEM with newline': `${spki.trimEnd()}\n`,
    'PEM with CRLF': `${spki.trimEnd()}\n`.replaceAll('\n', '\r\n'),
    DER: der,
    'PKCS #1': pkcs1,
    'PKCS #1 PEM': pem('RSA PUBLIC KEY', pkcs1),
    JWK: JSON.stringify(rsa.jwk),
    'JWK Set': JSON.stringify({ keys: [rsa.jwk] }),
    modulus: base64url.decode(rsa.jwk.n ?? ''),
    'modulus text': rsa.jwk.n ?? '',
    kid: rsa.kid,
    nothing: '',
    secret: 'secret',
    issuer: ISSUER,
    audience: AUDIENCE,
  }
  test.each(Object.entries(secrets))('%s', async (_name, secret) => {
    for (const bits of ['256', '384', '512']) {
      for (const header of [headerOf(rsa, { alg: `HS${bits}` }), { alg: `HS${bits}`, typ: 'at+jwt' }]) {
        await expectInvalid(shop, await seal(header, goodClaims(), hmac(bits, secret)))
      }
    }
  })

  test('a symmetric key is never used, whatever the configuration says', async () => {
    const oct = { kty: 'oct', k: base64url.encode('x'.repeat(32)), kid: 'oct-1', alg: 'HS256' }
    const careless = new Shop([inlineIssuer([oct], { algorithms: ['HS256'] })])
    const header = { alg: 'HS256', typ: 'at+jwt', kid: 'oct-1' }
    await expectInvalid(careless, await seal(header, goodClaims(), hmac('256', 'x'.repeat(32))))
  })
})

describe('9, 10: another algorithm than the key is for', () => {
  const ALL = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'EdDSA']
  test.each(['RS384', 'RS512', 'PS256', 'PS384', 'PS512'])('%s by the RS256 key', async (alg) => {
    const compact = await seal(headerOf(rsa, { alg }), goodClaims(), signer(rsa, alg))
    await expectInvalid(shop, compact)
    // Even where the issuer may use the algorithm, this key says that it is for RS256.
    await expectInvalid(new Shop([inlineIssuer([rsa.jwk], { algorithms: ALL })]), compact)
    const { alg: _alg, ...anyAlg } = rsa.jwk
    const free = new Shop([inlineIssuer([anyAlg], { algorithms: ALL })])
    await expect(free.authenticate(`Bearer ${compact}`)).resolves.toBeDefined()
  })

  test.each([
    'ES256',
    'ES384',
    'EdDSA',
    'Ed25519',
    'HS256',
    'dir',
    'PBES2-HS256+A128KW',
    'RSA-OAEP',
    'A256GCM',
  ])('%s over a genuine RS256 signature', async (alg) => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, { alg })))
    const wide = new Shop([inlineIssuer([rsa.jwk, ec.jwk], { algorithms: [...ALL, alg] })])
    await expectInvalid(wide, await withHeader(headerOf(rsa, { alg })))
  })

  test('SHA-1 under RS256', async () => {
    await expectInvalid(shop, await seal(headerOf(rsa), goodClaims(), signer(rsa, 'RS1')))
  })
})

describe('11: ECDSA', async () => {
  const N = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
  const with64 = (signature: Uint8Array) => seal(headerOf(ec), goodClaims(), fixed(signature))
  const edges = [0n, 1n, N, N + 1n]
  test.each(edges.flatMap((r) => edges.map((s) => [r, s] as const)))('r %s s %s', async (r, s) => {
    await expectInvalid(shop, await with64(joined(toBytes(r, 32), toBytes(s, 32))))
  })

  const genuine = base64url.decode((await good(ec)).split('.')[2] ?? '')
  const [r, s] = [genuine.slice(0, 32), genuine.slice(32)]
  const integer = (bytes: Uint8Array) => {
    const positive = (bytes[0] ?? 0) < 128 ? bytes : joined(Uint8Array.of(0), bytes)
    return joined(Uint8Array.of(2, positive.length), positive)
  }
  const sequence = joined(integer(r), integer(s))
  test.each([
    ['the genuine one still passes', genuine, true],
    ['DER', joined(Uint8Array.of(48, sequence.length), sequence), false],
    ['halves swapped', joined(s, r), false],
    ['zero-padded', joined(Uint8Array.of(0), r, Uint8Array.of(0), s), false],
    ['zeros behind', joined(genuine, new Uint8Array(2)), false],
    ['r + N', joined(toBytes(toNumber(r) + N, 33), toBytes(toNumber(s), 33)), false],
    ['half of it', r, false],
  ])('%s', async (_name, signature, passes) => {
    // The same header and claims as the genuine one, which ECDSA signs with new randomness each time.
    const [header, payload] = (await good(ec)).split('.')
    const compact = `${header}.${payload}.${base64url.encode(signature)}`
    if (passes) await expect(shop.authenticate(`Bearer ${compact}`)).resolves.toBeDefined()
    else await expectInvalid(shop, compact)
  })
})

describe('12: RSA', async () => {
  const n = fromText(rsa.jwk.n)
  const compact = await good()
  const input = compact.slice(0, compact.lastIndexOf('.'))
  const genuine = base64url.decode(compact.slice(input.length + 1))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(input)))
  const digestInfo = base64url.decode('MDEwDQYJYIZIAWUDBAIBBQAEIA')
  const withoutNull = Uint8Array.from(digestInfo)
    .filter((_, at) => at !== 15 && at !== 16)
    .map((byte, at) => (at === 1 || at === 3 ? byte - 2 : byte))
  const pad = (type: number, filler: number, tail: Uint8Array, padding = 253 - tail.length) =>
    joined(Uint8Array.of(0, type), new Uint8Array(padding).fill(filler), Uint8Array.of(0), tail)
  const block = (...parts: readonly Uint8Array[]) => rawRsa(rsa, joined(...parts))
  const info = joined(digestInfo, hash)

  test('the block that we build is right when nothing is wrong with it', async () => {
    expect(await block(pad(1, 255, info))).toEqual(genuine)
  })

  const signatures: Record<string, Uint8Array> = {
    '0': toBytes(0n, 256),
    '1': toBytes(1n, 256),
    n: toBytes(n, 256),
    'n - 1': toBytes(n - 1n, 256),
    's + n': toBytes(toNumber(genuine) + n, 257),
    'zero-prefixed': joined(Uint8Array.of(0), genuine),
    'zero behind': joined(genuine, Uint8Array.of(0)),
    truncated: genuine.slice(0, 255),
    'one byte': Uint8Array.of(1),
    'garbage behind': await block(pad(1, 255, info, 8), new Uint8Array(256 - 11 - info.length).fill(7)),
    'short padding': await block(pad(1, 255, joined(new Uint8Array(100), info))),
    'wrong block type': await block(pad(2, 255, info)),
    'wrong filler': await block(pad(1, 254, info)),
    'missing NULL': await block(pad(1, 255, joined(withoutNull, hash))),
    'bare digest': await block(pad(1, 255, hash)),
    'digest of another text': await block(pad(1, 255, joined(digestInfo, hash.toReversed()))),
  }
  test.each(Object.entries(signatures))('%s', async (_name, signature) => {
    await expectInvalid(shop, `${input}.${base64url.encode(signature)}`)
  })
})

describe('13: Ed25519', async () => {
  const L = 2n ** 252n + 27742317777372353535851937790883648493n
  const compact = await good(ed)
  const input = compact.slice(0, compact.lastIndexOf('.'))
  const genuine = base64url.decode(compact.slice(input.length + 1))
  const R = genuine.slice(0, 32)
  const S = toNumber(genuine.slice(32).toReversed())
  const identity = joined(Uint8Array.of(1), new Uint8Array(31))
  test.each([
    ['S + order', joined(R, toBytes(S + L, 32).toReversed())],
    ['identity R', joined(identity, genuine.slice(32))],
    ['identity R, S 0', joined(identity, new Uint8Array(32))],
    ['all zero', new Uint8Array(64)],
  ])('%s', async (_name, signature) => {
    await expectInvalid(shop, `${input}.${base64url.encode(signature)}`)
  })
})

describe('14, 15, 16: changed on the way', async () => {
  const compact = await good()
  const [header = '', payload = '', signature = ''] = compact.split('.')
  const [, , foreign] = (await withClaims({ sub: 'eve' })).split('.')
  const flipped = base64url.decode(signature)
  flipped[100] = (flipped[100] ?? 0) ^ 1
  const reordered = Object.fromEntries(Object.entries(goodClaims()).toReversed())
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const otherBits = signature.slice(0, -1) + last[last.indexOf(signature.slice(-1)) + 1]

  test.each([
    ['signature of another token', `${header}.${payload}.${foreign}`],
    ['one bit flipped', `${header}.${payload}.${base64url.encode(flipped)}`],
    ['empty signature', `${header}.${payload}.`],
    ['doubled signature', `${header}.${payload}.${signature}${signature}`],
    ['members reordered', `${header}.${encode(reordered)}.${signature}`],
    ['other claims', `${header}.${encode(goodClaims({ sub: 'eve' }))}.${signature}`],
    ['header padded', `${header}=.${payload}.${signature}`],
    ['payload padded', `${header}.${payload}==.${signature}`],
    ['signature padded', `${compact}==`],
    ['+/ alphabet', compact.replaceAll('-', '+').replaceAll('_', '/')],
    ['percent escape', `${compact.slice(0, 5)}%${compact.charCodeAt(5).toString(16)}${compact.slice(6)}`],
    ['blank before', ` ${compact} x`],
    ['blank inside', `${header}.${payload}.${signature.slice(0, 9)} ${signature.slice(9)}`],
    ['tab inside', `${header}.${payload}.\t${signature}`],
    ['newline behind', `${compact}\n`],
    ['blank behind', `${compact} `],
    ['comma inside', `${header},${header}.${payload}.${signature}`],
    ['unused bits changed', `${header}.${payload}.${otherBits}`],
    ['a letter from elsewhere', compact.replace('e', 'е')],
  ])('%s', async (_name, changed) => {
    expect(changed).not.toBe(compact)
    await expectInvalid(shop, changed)
  })

  test('law: no other text than the token itself is let in', async () => {
    const characters = fc.constantFrom(...last.split(''), '.', '=', ' ', ',', '%', '+', '/', '\n', '\u0000')
    const place = fc.nat({ max: compact.length - 1 })
    const change = fc.oneof(
      fc.record({ at: place, remove: fc.constant(1), insert: characters }),
      fc.record({
        at: place,
        remove: fc.constant(0),
        insert: fc.string({ unit: characters, minLength: 1, maxLength: 4 }),
      }),
      fc.record({ at: place, remove: fc.integer({ min: 1, max: 4 }), insert: fc.constant('') }),
    )
    const changes = fc.array(change, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(compact, await good(ec), await good(ed)),
        changes,
        async (token, list) => {
          let text = token
          for (const { at, remove, insert } of list)
            text = text.slice(0, at) + insert + text.slice(at + remove)
          const problem = await shop.refusal(`Bearer ${text}`)
          expect(problem === undefined).toBe(text === token)
        },
      ),
      { seed: 2026, numRuns: 500 },
    )
  })
})
