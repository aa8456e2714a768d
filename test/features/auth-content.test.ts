import { base64url } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DEVELOPMENT_ISSUER } from '../../src/auth/issuers.ts'
import { expectInvalid, goodClaims, inlineIssuer, ISSUER, AUDIENCE, SECONDS, Shop } from './auth/shop.ts'
import { encode, hmac, joined, seal, signer } from './auth/signing.ts'
import {
  rsa,
  ec,
  attacker,
  customers,
  CUSTOMER_ISSUER,
  shop,
  headerOf,
  good,
  withHeader,
  withPayload,
  withClaims,
} from './auth/tokens.ts'

// The numbers are the rows of reliability.md §3.2.

beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(new Error('nothing may be fetched')))
})
afterEach(() => {
  expect(globalThis.fetch).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('17, 18, 19, 20: claims', () => {
  test.each([
    undefined,
    null,
    '',
    [ISSUER],
    { [ISSUER]: true },
    7,
    'https://evil.example.test',
    'https://id.example.tes',
    `${ISSUER}.evil.test`,
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ` ${ISSUER}`,
    ISSUER.replace('i', 'і'),
    `${ISSUER}\u0000`,
    'https://id.example.test#',
    '__proto__',
  ])('iss %j', async (iss) => {
    await expectInvalid(shop, await withClaims({ iss }))
  })

  test.each([
    undefined,
    null,
    '',
    [],
    [[AUDIENCE]],
    [AUDIENCE, [AUDIENCE]],
    [AUDIENCE, 7],
    { 0: AUDIENCE },
    { [AUDIENCE]: true },
    AUDIENCE.slice(0, -1),
    `${AUDIENCE}/`,
    `${AUDIENCE} other`,
    `other ${AUDIENCE}`,
    `${AUDIENCE},other`,
    AUDIENCE.toUpperCase(),
    'other',
    ['other'],
    '*',
    true,
  ])('aud %j', async (aud) => {
    await expectInvalid(shop, await withClaims({ aud }))
  })

  test.each([
    undefined,
    null,
    0,
    -1,
    SECONDS - 6,
    String(SECONDS + 600),
    new Date((SECONDS + 600) * 1_000).toISOString(),
    true,
    [SECONDS + 600],
    { value: SECONDS + 600 },
    SECONDS + 0.5,
    SECONDS + 50 * 365 * 86_400,
    SECONDS + 2 * 86_400,
    (SECONDS + 600) * 1_000,
    Number.MAX_SAFE_INTEGER + 1,
  ])('exp %j', async (exp) => {
    await expectInvalid(shop, await withClaims({ exp }))
  })

  test.each(['1e999', '-1e999', '1e308', 'NaN', 'Infinity', '0x7fffffff', '9007199254740993'])(
    'exp %s',
    async (text) => {
      await expectInvalid(
        shop,
        await withPayload(JSON.stringify(goodClaims()).replace(/"exp":\d+/, `"exp":${text}`)),
      )
    },
  )

  test.each([SECONDS + 6, SECONDS + 3_600, String(SECONDS - 10), null, true, [SECONDS - 10], SECONDS - 0.5])(
    'nbf %j',
    async (nbf) => {
      await expectInvalid(shop, await withClaims({ nbf }))
    },
  )

  // An id that a revocation could not name would make a token that nobody can revoke.
  test.each([null, 7, '', 'a\nb', 'é', 'x'.repeat(256), ['a'], { id: 'a' }])('jti %j', async (jti) => {
    await expectInvalid(shop, await withClaims({ jti }))
  })

  test.each([undefined, null, SECONDS + 6, SECONDS - 3_606, 0, String(SECONDS - 10), SECONDS - 0.5, true])(
    'iat %j',
    async (iat) => {
      await expectInvalid(shop, await withClaims({ iat, exp: SECONDS + 60 }))
    },
  )

  test.each([undefined, null, '', 7, ['ada'], { id: 'ada' }, 'x'.repeat(256)])('sub %j', async (sub) => {
    await expectInvalid(shop, await withClaims({ sub }))
  })

  test('a token that has passed its maxTokenAge, though not its exp', async () => {
    const compact = await withClaims({ exp: SECONDS + 7_200 })
    const later = new Shop([inlineIssuer([rsa.jwk])])
    await expect(later.authenticate(`Bearer ${compact}`)).resolves.toBeDefined()
    later.now += 3_600_000
    await expectInvalid(later, compact)
  })
})

describe('21, 22, 23: the payload', () => {
  const claims = goodClaims()
  const text = JSON.stringify(claims)
  const behind = (members: string) => `${text.slice(0, -1)},${members}}`
  test.each([
    ['exp twice', behind(`"exp":1`)],
    ['exp twice, the same', behind(`"exp":${SECONDS + 600}`)],
    ['iss twice', behind('"iss":"https://evil.example.test"')],
    ['aud twice', behind('"aud":"other"')],
    ['exp twice, escaped', behind('"\\u0065xp":1')],
    ['scope twice', behind('"scope":"*"')],
    ['twice, deep inside', behind('"a":[{"b":1,"b":2}]')],
    ['__proto__', `{"__proto__":${text}}`],
    ['__proto__ beside', behind('"__proto__":{"admin":true}')],
    ['__proto__ escaped', behind('"\\u005f_proto__":{}')],
    ['constructor.prototype', `{"constructor":{"prototype":${text}}}`],
    ['constructor.prototype beside', behind('"constructor":{"prototype":{"admin":true}}')],
    ['a name with NUL', behind('"exp\\u0000":1')],
    ['a name that is half a letter', behind('"\\ud800":1')],
    ['null', 'null'],
    ['array', `[${text}]`],
    ['string', JSON.stringify(text)],
    ['number', '7'],
    ['blank', ' '],
    ['empty object', '{}'],
    ['trailing text', `${text}x`],
    ['trailing object', `${text}{}`],
    ['trailing NUL', `${text}\u0000`],
    ['trailing comma', behind('')],
    ['comment', `${text}/**/`],
    ['single quotes', text.replaceAll('"', "'")],
    ['byte order mark', `\ufeff${text}`],
    ['invalid UTF-8', joined(new TextEncoder().encode(text.slice(0, -1)), Uint8Array.of(0xff, 0x7d))],
    [
      'invalid UTF-8 in a string',
      Uint8Array.from(text, (c) => (c === '~' ? 0xc0 : c.charCodeAt(0))).with(9, 0xff),
    ],
    ['UTF-16', Uint8Array.from(text.split('').flatMap((c) => [c.charCodeAt(0), 0]))],
    ['deep', behind(`"a":${'['.repeat(100)}${']'.repeat(100)}`)],
  ])('%s', async (_name, payload) => {
    await expectInvalid(shop, await withPayload(payload))
  })

  test('empty', async () => {
    const header = encode(headerOf(rsa))
    await expectInvalid(shop, `${header}..${(await good()).split('.')[2]}`)
  })

  test('nothing has leaked into other objects', () => {
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })
})

describe('24, 25, 26, 27: header and kid', () => {
  const text = JSON.stringify(headerOf(rsa))
  test.each([
    ['alg twice', `${text.slice(0, -1)},"alg":"RS256"}`],
    ['alg twice, none first', text.replace('{', '{"alg":"none",')],
    ['array', `[${text}]`],
    ['null', 'null'],
    ['string', JSON.stringify(text)],
    ['trailing comma', `${text.slice(0, -1)},}`],
    ['comment', `${text.slice(0, -1)}/* */}`],
    ['trailing text', `${text}x`],
    ['byte order mark', `\ufeff${text}`],
    ['invalid UTF-8', joined(new TextEncoder().encode(text.slice(0, -2)), Uint8Array.of(0xff, 0x22, 0x7d))],
    ['nesting', `${text.slice(0, -1)},"a":${'['.repeat(1_500)}${']'.repeat(1_500)}}`],
    ['nesting in kid', text.replace('"rsa-1"', `${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}`)],
    ['__proto__', `{"__proto__":${text}}`],
  ])('%s', async (_name, header) => {
    await expectInvalid(shop, await withHeader(header))
  })

  test.each([
    'unknown',
    '',
    null,
    7,
    ['rsa-1'],
    { kid: 'rsa-1' },
    '__proto__',
    'constructor',
    'x'.repeat(6_000),
    'rsa-1\u0000',
    'rsa-1\n',
    'RSA-1',
    ' rsa-1',
    '../../dev/null',
    '/dev/null',
    'file:///etc/passwd',
    'http://127.0.0.1:1/jwks',
    "' OR 1=1 --",
    "x' UNION SELECT 'secret' --",
    '{{7*7}}',
    '$(id)',
    '; cat /etc/passwd',
    '*',
  ])('kid %j', async (kid) => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, { kid })))
    const header = headerOf(rsa, { alg: 'HS256', kid })
    await expectInvalid(shop, await seal(header, goodClaims(), hmac('256', '')))
  })

  test('the kid of another key of the set', async () => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, { kid: ec.kid })))
  })

  test("an attacker's key under the genuine kid", async () => {
    const sign = signer(attacker)
    await expectInvalid(shop, await seal(headerOf(rsa), goodClaims(), sign))
    await expectInvalid(shop, await seal({ alg: 'RS256', typ: 'at+jwt' }, goodClaims(), sign))
    await expectInvalid(shop, await seal(headerOf(rsa, { jwk: attacker.jwk }), goodClaims(), sign))
    const oct = { kty: 'oct', k: base64url.encode('secret') }
    const header = headerOf(rsa, { alg: 'HS256', jwk: oct })
    await expectInvalid(shop, await seal(header, goodClaims(), hmac('256', 'secret')))
  })
})

describe('28, 29: header members that we do not take, under a genuine signature', () => {
  test.each<object>([
    { jku: 'http://127.0.0.1:9/jwks.json' },
    { jku: 'https://id.example.test@127.0.0.1:9/jwks.json' },
    { jku: 'file:///etc/passwd' },
    { x5u: 'http://127.0.0.1:9/cert.pem' },
    { x5u: 'https://id.example.test' },
    { x5c: ['MIIB'] },
    { x5t: 'abc' },
    { 'x5t#S256': 'abc' },
    { jwk: rsa.jwk },
    { crit: ['exp'] },
    { crit: ['unknown'], unknown: 1 },
    { crit: ['absent'] },
    { crit: ['b64'], b64: true },
    { crit: ['alg'] },
    { crit: [] },
    { crit: [''] },
    { crit: 'b64' },
    { crit: null },
    { crit: [7] },
    { b64: false },
    { b64: false, crit: ['b64'] },
    { zip: 'DEF' },
    { cty: 'JWT' },
    { enc: 'A256GCM' },
    { url: 'https://shop.example.test' },
    { nonce: '1' },
    { scope: '*' },
  ])('%j', async (more) => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, more)))
  })
})

describe('30, 31: other kinds of token', () => {
  test('nested', async () => {
    await expectInvalid(shop, await withPayload(await good()))
    await expectInvalid(shop, await seal(headerOf(rsa, { cty: 'JWT' }), await good(), signer(rsa)))
  })

  test('five parts', async () => {
    const header = encode({ alg: 'RSA-OAEP', enc: 'A256GCM', typ: 'at+jwt' })
    await expectInvalid(shop, `${header}.AAAA.AAAA.AAAA.AAAA`)
    await expectInvalid(shop, `${await good()}.AAAA.AAAA`)
  })

  test('JSON form', async () => {
    const [header, payload, signature] = (await good()).split('.')
    await expectInvalid(shop, JSON.stringify({ protected: header, payload, signature }))
    await expectInvalid(shop, JSON.stringify({ payload, signatures: [{ protected: header, signature }] }))
  })

  test.each([
    undefined,
    null,
    '',
    'JWT',
    'dpop+jwt',
    'logout+jwt',
    'at+jwt2',
    'at',
    ['at+jwt'],
    'x/at+jwt',
    'at+jwt ',
  ])('typ %j', async (typ) => {
    await expectInvalid(shop, await withHeader(headerOf(rsa, { typ })))
  })

  test("a customer's token, and staff claims by the customers' issuer", async () => {
    const iss = CUSTOMER_ISSUER
    await expectInvalid(shop, await seal(headerOf(customers), goodClaims({ iss }), signer(customers)))
    const posing = goodClaims({ iss, role: 'staff', roles: ['admin'] })
    await expectInvalid(shop, await seal(headerOf(customers), posing, signer(customers)))
    await expectInvalid(shop, await seal(headerOf(customers), goodClaims(), signer(customers)))
  })

  test('a token of the development issuer in production', async () => {
    const issuers = [inlineIssuer([rsa.jwk], { issuer: DEVELOPMENT_ISSUER })]
    const compact = await withClaims({ iss: DEVELOPMENT_ISSUER })
    await expectInvalid(new Shop(issuers), compact)
    const local = new Shop(issuers, { stage: 'development' })
    await expect(local.authenticate(`Bearer ${compact}`)).resolves.toBeDefined()
  })
})
