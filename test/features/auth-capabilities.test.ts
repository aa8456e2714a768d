import { base64url, decodeJwt, decodeProtectedHeader, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  isHalfSpent,
  openCapability,
  signCapability,
  type CapabilityKind,
} from '../../src/auth/capability.ts'
import { cartCredential } from '../../src/auth/cart-credential.ts'
import { derivedKey } from '../../src/auth/derived-key.ts'
import { encodeCursor } from '../../src/platform/cursor.ts'
import { Problem } from '../../src/platform/problem.ts'
import {
  crossings,
  genuine,
  goodClaims,
  goodHeader,
  later,
  LIFE_SECONDS,
  makeCartId,
  makeSecret,
  shopWith,
  tokenOf,
} from './auth/capabilities.ts'
import { encode, hmac, joined, makePair, seal, signer, type Part } from './auth/signing.ts'
import { customerToken, token } from './shop.ts'

// Tokens that the shop signs for carts (I-21), against reliability.md §3.2 where its rows fit an HMAC.

const secret = makeSecret()
const shop = shopWith([secret])
const id = makeCartId()
const good = await tokenOf(shop, id)
const [head = '', payload = '', signature = ''] = good.split('.')
const header = await goodHeader(shop)
const claims = goodClaims(shop, id)
const rsa = await makePair('RS256', String(decodeProtectedHeader(good).kid))

const open = async (compact: string, kind: CapabilityKind = 'cart', ctx = shop) => {
  const before = crossings(ctx)
  const opened = await openCapability(ctx, compact, kind)
  expect(crossings(ctx), 'no storage is asked').toBe(before)
  return opened
}

// Sealed with the genuine key, so that only the changed part can be the reason of a refusal.
const withHeader = (more: object): Promise<string> => seal({ ...header, ...more }, claims, genuine(shop))
const withClaims = (more: object): Promise<string> => seal(header, { ...claims, ...more }, genuine(shop))
const withParts = (one: Part, other: Part): Promise<string> => seal(one, other, genuine(shop))
const without = (from: object, name: string): object =>
  Object.fromEntries(Object.entries(from).filter(([each]) => each !== name))

describe('good tokens', () => {
  test('say what they open and until when, and nothing else', async () => {
    expect(await open(good)).toEqual({
      state: 'good',
      id,
      issuedAt: Math.floor(shop.now / 1_000) * 1_000,
      expiresAt: (Math.floor(shop.now / 1_000) + LIFE_SECONDS) * 1_000,
    })
    expect(decodeJwt(good)).toEqual(claims)
    expect(decodeProtectedHeader(good)).toEqual({ alg: 'HS256', typ: 'cart+jwt', kid: expect.any(String) })
    expect(
      await open(await withClaims({})),
      'the forgeries below differ from good ones in one thing',
    ).toEqual(await open(good))
  })

  test('of every kind, for this kind only', async () => {
    const kinds: CapabilityKind[] = ['cart', 'checkout', 'order']
    for (const made of kinds)
      for (const asked of kinds) {
        const opened = await open(await tokenOf(shop, id, made), asked)
        expect([made, asked, opened?.state]).toEqual([made, asked, made === asked ? 'good' : undefined])
      }
  })

  test('that were proven before prove nothing for another kind, another id or other secrets', async () => {
    expect(await open(good)).toMatchObject({ state: 'good' })
    expect(await open(good, 'order')).toBeUndefined()
    expect(await open(good, 'cart', shopWith([makeSecret()]))).toBeUndefined()
    const stranger = await cartCredential(shop, `Bearer ${good}`, makeCartId()).catch(
      (error: unknown) => error,
    )
    expect(stranger).toBeInstanceOf(Problem)
    expect(await cartCredential(shop, `Bearer ${good}`, id)).toMatchObject({ kind: 'guest', id })
  })

  test('are over at their second, and then still say whose they were', async () => {
    const end = (Math.floor(shop.now / 1_000) + LIFE_SECONDS) * 1_000
    expect(await open(good, 'cart', later(shop, end - 1 - shop.now))).toMatchObject({ state: 'good' })
    const over = later(shop, end - shop.now)
    expect(await open(good, 'cart', over)).toEqual({ state: 'expired', id })
    expect(await open(good, 'order', over)).toBeUndefined()
    expect(await open(`${head}.${payload}.${signature.replace(/^./, 'A')}`, 'cart', over)).toBeUndefined()
  })

  test.each([
    [0, false],
    [49, false],
    [50, false],
    [51, true],
    [100, true],
  ])('after %i of 100 ms, half of the life is spent: %s', (passed, spent) => {
    expect(isHalfSpent({ state: 'good', id, issuedAt: 1_000, expiresAt: 1_100 }, 1_000 + passed)).toBe(spent)
  })

  test('what has no id, or no life, gets no token', async () => {
    for (const bad of ['', 'a b', 'a.b', 'é', 'x'.repeat(65)])
      await expect(signCapability(shop, 'cart', bad, 60)).rejects.toThrow('broken law')
    for (const life of [0, -1, 0.5, NaN, Infinity])
      await expect(signCapability(shop, 'cart', id, life)).rejects.toThrow('broken law')
  })
})

describe('forged', () => {
  test.each<[string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['alg none', () => new UnsecuredJWT(claims).encode()],
    [
      'alg none with the signature kept',
      () => `${encode({ ...header, alg: 'none' })}.${payload}.${signature}`,
    ],
    ['alg none, sealed', () => withHeader({ alg: 'none' })],
    ['alg in small letters', () => withHeader({ alg: 'hs256' })],
    ['no alg', () => withParts(without(header, 'alg'), claims)],
    ['alg as a list', () => withHeader({ alg: ['HS256'] })],
    [
      'HS512 with the genuine key',
      () => seal({ ...header, alg: 'HS512' }, claims, hmac('512', derivedKey(secret, 'capability'))),
    ],
    ['an RS256 header', () => withHeader({ alg: 'RS256' })],
    ['RS256, really', () => seal({ ...header, alg: 'RS256' }, claims, signer(rsa))],
    ['another secret', () => seal(header, claims, hmac('256', derivedKey(makeSecret(), 'capability')))],
    ['an empty secret', () => seal(header, claims, hmac('256', ''))],
    ['the secret itself', () => seal(header, claims, hmac('256', secret))],
    [
      'the key of another use',
      () => seal(header, claims, hmac('256', derivedKey(secret, "a customer's cart"))),
    ],
    [
      'its kid as the secret',
      () => seal(header, claims, hmac('256', String(decodeProtectedHeader(good).kid))),
    ],
    ['its id as the secret', () => seal(header, claims, hmac('256', id))],
    ['a cursor of this shop as the signature', () => `${head}.${payload}.${encodeCursor(shop, 'x', [1])}`],
    ['another typ', () => withHeader({ typ: 'order+jwt' })],
    ['typ of others', () => withHeader({ typ: 'at+jwt' })],
    ['typ in capitals', () => withHeader({ typ: 'CART+JWT' })],
    ['typ in long form', () => withHeader({ typ: 'application/cart+jwt' })],
    ['no typ', () => withParts(without(header, 'typ'), claims)],
    ['another aud', () => withClaims({ aud: 'order' })],
    ['aud as a list', () => withClaims({ aud: ['cart'] })],
    ['aud among others', () => withClaims({ aud: ['cart', 'order'] })],
    ['no aud', () => withParts(header, without(claims, 'aud'))],
    ['another iss', () => withClaims({ iss: 'urn:highstreet:shop2' })],
    ['iss of staff', () => withClaims({ iss: 'https://issuer.test' })],
    ['iss as a list', () => withClaims({ iss: ['urn:highstreet:shop'] })],
    ['no iss', () => withParts(header, without(claims, 'iss'))],
    ['no sub', () => withParts(header, without(claims, 'sub'))],
    ['sub as a number', () => withClaims({ sub: 7 })],
    ['sub as a list', () => withClaims({ sub: [id] })],
    ['an empty sub', () => withClaims({ sub: '' })],
    ['sub that is no id', () => withClaims({ sub: `${id} ` })],
    ['a long sub', () => withClaims({ sub: 'x'.repeat(65) })],
    ['no exp', () => withParts(header, without(claims, 'exp'))],
    ['exp null', () => withClaims({ exp: null })],
    ['exp as text', () => withClaims({ exp: String(claims.exp) })],
    ['exp in halves', () => withClaims({ exp: Number(claims.exp) + 0.5 })],
    ['exp without end', () => withParts(header, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'))],
    ['exp twice', () => withParts(header, JSON.stringify(claims).replace('{', '{"exp":1,'))],
    ['no iat', () => withParts(header, without(claims, 'iat'))],
    ['iat as text', () => withClaims({ iat: 'now' })],
    ['nbf to come', () => withClaims({ nbf: Number(claims.iat) + 60 })],
    ['claims in __proto__', () => withParts(header, `{"__proto__":${JSON.stringify(claims)}}`)],
    ['a list', () => withParts(header, [claims])],
    ['null', () => withParts(header, null)],
    ['text after the claims', () => withParts(header, `${JSON.stringify(claims)} {}`)],
    ['no UTF-8', () => withParts(header, new Uint8Array([0xff, 0xfe]))],
    ['no kid', () => withParts(without(header, 'kid'), claims)],
    ['an unknown kid', () => withHeader({ kid: 'AAAAAAAA' })],
    ['an empty kid', () => withHeader({ kid: '' })],
    ['half a kid', () => withHeader({ kid: String(decodeProtectedHeader(good).kid).slice(0, 4) })],
    ['a file as kid', () => withHeader({ kid: '../../dev/null' })],
    ['SQL as kid', () => withHeader({ kid: "' OR 1=1 --" })],
    ['__proto__ as kid', () => withHeader({ kid: '__proto__' })],
    ['a long kid', () => withHeader({ kid: 'k'.repeat(6_000) })],
    ['a list of kids', () => withHeader({ kid: [decodeProtectedHeader(good).kid] })],
    ['crit', () => withHeader({ crit: ['exp'] })],
    ['crit of what is there', () => withHeader({ crit: ['b64'], b64: true })],
    ['b64 false', () => withHeader({ b64: false })],
    ['zip', () => withHeader({ zip: 'DEF' })],
    ['jku', () => withHeader({ jku: 'http://127.0.0.1:1/jwks' })],
    ['an embedded key', () => withHeader({ jwk: { kty: 'oct', k: base64url.encode('k') } })],
    [
      'the payload of another token',
      async () => `${head}.${(await tokenOf(shop, makeCartId())).split('.')[1]}.${signature}`,
    ],
    [
      'the signature of another token',
      async () => `${head}.${payload}.${(await tokenOf(shop, makeCartId())).split('.')[2]}`,
    ],
    [
      'members in another order',
      () => `${head}.${encode(JSON.stringify(claims, Object.keys(claims).toReversed()))}.${signature}`,
    ],
    ['no signature', () => `${head}.${payload}.`],
    ['two parts', () => `${head}.${payload}`],
    ['five parts', () => `${good}.${payload}.${signature}`],
    ['half a signature', () => `${head}.${payload}.${signature.slice(0, 22)}`],
    ['a signature of zeros', () => `${head}.${payload}.${base64url.encode(new Uint8Array(32))}`],
    [
      'its signature twice',
      () =>
        `${head}.${payload}.${base64url.encode(joined(base64url.decode(signature), base64url.decode(signature)))}`,
    ],
    ['padding', () => `${good}=`],
    ['padding in the middle', () => `${head}=.${payload}.${signature}`],
    ['a blank', () => `${good} `],
    ['a line break', () => `${good}\n`],
    ['percent escapes', () => good.replace('.', '%2E')],
    ['two tokens', () => `${good}, ${good}`],
    ['two tokens with their schemes', () => `${good}, Bearer ${good}`],
    ['a token in a token', () => withParts({ ...header, cty: 'JWT' }, good)],
    ['8 kB and more', () => withClaims({ more: 'x'.repeat(6_500) })],
    ['staff', () => token('carts:write', id)],
    ['a customer', () => customerToken(id)],
  ])('%s', async (_what, made) => {
    const compact = await made()
    expect(compact).not.toBe(good)
    expect(await open(compact)).toBeUndefined()
    const problem = await cartCredential(shop, `Bearer ${compact}`, id).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ code: 'not_found', headers: {}, errors: [] })
  })

  test('unused bits: one token has one spelling', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const at = letters.indexOf(good.at(-1) ?? '')
    for (const bits of [1, 2, 3]) expect(await open(good.slice(0, -1) + letters[at ^ bits])).toBeUndefined()
  })

  test('every bit of the signature counts', async () => {
    const bytes = base64url.decode(signature)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(await open(`${head}.${payload}.${base64url.encode(flipped)}`)).toBeUndefined()
    }
  })
})

describe('1,000 near misses', () => {
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const changed = (text: string, at: number, by: number): string => {
    const letter = LETTERS[(LETTERS.indexOf(text[at] ?? '') + by) % LETTERS.length]
    return text.slice(0, at) + letter + text.slice(at + 1)
  }
  const swappedCase = (text: string): string =>
    text.replaceAll(/[a-z]/gi, (each) => (each < 'a' ? each.toLowerCase() : each.toUpperCase()))
  const swappedHalves = (text: string): string =>
    text.slice(text.length >> 1) + text.slice(0, text.length >> 1)

  /** As many different near misses of a text as are wanted; dots stay where they are. */
  function nearMisses(text: string, wanted: number): string[] {
    const parts = text.split('.')
    const made = new Set([
      swappedCase(text),
      text.toLowerCase(),
      text.toUpperCase(),
      swappedHalves(text),
      text.slice(0, -1),
      text.slice(1),
      `${text}A`,
      `A${text}`,
      text.replace(/^cart_/, ''),
      text.replace(/^cart_/, 'ord_'),
      ...parts.map((part, at) => parts.with(at, swappedHalves(part)).join('.')),
      ...parts.map((part, at) => parts.with(at, swappedCase(part)).join('.')),
      ...parts.map((part, at) => parts.with(at, part.slice(0, -1)).join('.')),
      parts.toReversed().join('.'),
    ])
    for (let by = 1; made.size <= wanted; by += 1)
      for (let at = 0; at < text.length; at += 1) if (text[at] !== '.') made.add(changed(text, at, by))
    made.delete(text)
    return [...made].slice(0, wanted)
  }

  test.each([
    ['token', nearMisses(good, 1_000).map((compact) => [compact, id] as const)],
    ['id', nearMisses(id, 1_000).map((other) => [good, other] as const)],
  ])('of the %s: none is let in, and all are told the same', async (what, tried) => {
    expect(new Set(tried.map((pair) => pair.join(' '))).size).toBe(1_000)
    const before = crossings(shop)
    let accepted = 0
    const told = new Set<string>()
    for (const [compact, cartId] of tried) {
      try {
        await cartCredential(shop, `Bearer ${compact}`, cartId)
        accepted += 1
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        told.add(JSON.stringify([error.code, error.detail, error.headers, error.errors]))
      }
    }
    console.log(`near misses of the ${what}: ${accepted} accepted of ${tried.length}`)
    expect(accepted).toBe(0)
    expect([...told]).toEqual([JSON.stringify(['not_found', new Problem('not_found').detail, {}, []])])
    expect(crossings(shop)).toBe(before)
    expect(await cartCredential(shop, `Bearer ${good}`, id), 'the one they miss').toMatchObject({ id })
  })
})

describe('rotation', () => {
  const next = makeSecret()
  const kidOf = (compact: string) => decodeProtectedHeader(compact).kid

  test('a secret put in front signs; the one behind it still proves', async () => {
    const both = shopWith([next, secret])
    expect(await open(good, 'cart', both)).toMatchObject({ state: 'good', id })
    const fresh = await tokenOf(both, id)
    expect(kidOf(fresh)).toBe(kidOf(await tokenOf(shopWith([next]), id)))
    expect(kidOf(fresh)).not.toBe(kidOf(good))
    expect(await open(fresh, 'cart', shopWith([next]))).toMatchObject({ state: 'good', id })
    expect(await open(fresh, 'cart', shop), 'a Worker that has not heard of the new one').toBeUndefined()
  })

  test('a secret that is taken away proves nothing more', async () => {
    expect(await open(good, 'cart', shopWith([next]))).toBeUndefined()
    expect(await open(good, 'cart', later(shopWith([next]), 31 * 86_400_000))).toBeUndefined()
  })

  test('the order of the secrets decides nothing but the signer', async () => {
    for (const secrets of [
      [secret, next],
      [next, secret],
      [next, makeSecret(), secret],
    ])
      expect(await open(good, 'cart', shopWith(secrets))).toMatchObject({ state: 'good' })
  })

  test('a kid says nothing of its secret', async () => {
    const kid = String(kidOf(good))
    expect(kid).toMatch(/^[\w-]{8}$/)
    expect(secret).not.toContain(kid)
    expect(derivedKey(secret, 'capability').toString('base64url')).not.toContain(kid)
  })
})
