import { describe, expect, test } from 'vitest'
import {
  DEVELOPMENT_CUSTOMER_ISSUER,
  DEVELOPMENT_ISSUER,
  parseIssuers,
  productionRefusal,
  SHOP_ISSUER,
} from '../../src/auth/issuers.ts'
import { inlineIssuer, remoteIssuer } from './auth/shop.ts'
import { makePair } from './auth/signing.ts'

const rsa = await makePair('RS256', 'rsa-1')
const ed = await makePair('EdDSA', 'ed-1')

const base = {
  issuer: 'https://id.example.test',
  audience: 'shop',
  role: 'staff',
  algorithms: ['RS256'],
  typ: ['at+jwt', 'JWT'],
  maxTokenAge: 3_600,
}
const URI = 'https://id.example.test/jwks.json'
const good = { ...base, jwksUri: URI }
const keys = { keys: [rsa.jwk] }
const DOOR = {
  clientId: 'storefront',
  authorizationEndpoint: 'https://id.example.test/authorize?audience=shop',
  tokenEndpoint: 'https://id.example.test/token',
  scope: 'openid offline_access',
}

describe('accepted', () => {
  test.each([
    ['none', []],
    ['a key set by address', [good]],
    ['inline keys', [{ ...base, jwks: keys }]],
    ['a scope claim', [{ ...good, scopeClaim: 'permissions' }]],
    ['a customer issuer beside', [good, { ...good, issuer: 'https://b.example.test', role: 'customer' }]],
    ['a loopback address', [{ ...base, jwksUri: 'http://127.0.0.1:8080/jwks' }]],
    ['a door for pages', [{ ...good, signIn: DOOR }]],
    ['keys for other uses beside', [{ ...base, jwks: { keys: [{ ...rsa.jwk, use: 'enc' }, ed.jwk] } }]],
  ])('%s', (_name, issuers) => {
    expect(parseIssuers(JSON.stringify(issuers))).toEqual({ ok: true, issuers })
  })
})

describe('refused', () => {
  const weak = { ...rsa.jwk, n: rsa.jwk.n?.slice(0, 171) }
  test.each<[string, unknown]>([
    ['no list', good],
    ['no issuer', [{ ...good, issuer: undefined }]],
    ['an empty issuer', [{ ...good, issuer: '' }]],
    ['the name of the shop', [{ ...good, issuer: SHOP_ISSUER }]],
    ['no audience', [{ ...good, audience: undefined }]],
    ['several audiences', [{ ...good, audience: ['shop'] }]],
    ['another role', [{ ...good, role: 'admin' }]],
    ['no algorithms', [{ ...good, algorithms: [] }]],
    ['algorithm none', [{ ...good, algorithms: ['none'] }]],
    ['HMAC', [{ ...good, algorithms: ['RS256', 'HS256'] }]],
    ['no typ', [{ ...good, typ: [] }]],
    ['a typ of its own', [{ ...good, typ: 'at+jwt' }]],
    ['no maxTokenAge', [{ ...good, maxTokenAge: undefined }]],
    ['maxTokenAge 0', [{ ...good, maxTokenAge: 0 }]],
    ['maxTokenAge as text', [{ ...good, maxTokenAge: '1h' }]],
    ['half a second', [{ ...good, maxTokenAge: 0.5 }]],
    ['sign-in without a client', [{ ...good, signIn: { ...DOOR, clientId: undefined } }]],
    ['sign-in by http', [{ ...good, signIn: { ...DOOR, tokenEndpoint: 'http://id.example.test/token' } }]],
    ['sign-in by script', [{ ...good, signIn: { ...DOOR, authorizationEndpoint: 'javascript:alert(1)' } }]],
    ['an unknown member', [{ ...good, algorithm: 'RS256' }]],
    ['neither jwks nor jwksUri', [base]],
    ['both', [{ ...good, jwks: keys }]],
    ['plain http', [{ ...good, jwksUri: 'http://id.example.test/jwks' }]],
    ['a file', [{ ...good, jwksUri: 'file:///etc/passwd' }]],
    ['data', [{ ...good, jwksUri: 'data:application/json,{}' }]],
    ['credentials in the address', [{ ...good, jwksUri: 'https://a:b@id.example.test/jwks' }]],
    ['loopback in the user part', [{ ...good, jwksUri: 'http://localhost@id.example.test/jwks' }]],
    ['no address', [{ ...good, jwksUri: '/jwks' }]],
    ['no keys', [{ ...base, jwks: { keys: [] } }]],
    ['a symmetric key', [{ ...base, jwks: { keys: [rsa.jwk, { kty: 'oct', k: 'c2VjcmV0' }] } }]],
    ['a private key', [{ ...base, jwks: { keys: [{ ...ed.jwk, d: 'c2VjcmV0' }] } }]],
    ['a weak key alone', [{ ...base, jwks: { keys: [weak] } }]],
    ['an exponent of 1', [{ ...base, jwks: { keys: [{ ...rsa.jwk, e: 'AQ' }] } }]],
    ['an exponent of 3', [{ ...base, jwks: { keys: [{ ...rsa.jwk, e: 'Aw' }] } }]],
    ['another curve', [{ ...base, jwks: { keys: [{ kty: 'OKP', crv: 'X25519', x: 'AA' }] } }]],
    ['keys for encryption alone', [{ ...base, jwks: { keys: [{ ...rsa.jwk, use: 'enc' }] } }]],
    ['an issuer twice', [good, { ...good, audience: 'other', role: 'customer' }]],
  ])('%s', (_name, issuers) => {
    const parsed = parseIssuers(JSON.stringify(issuers))
    expect(parsed.ok).toBe(false)
    expect(JSON.stringify(parsed)).not.toContain('c2VjcmV0')
  })

  test.each(['', '{', 'null', '7', '[', '[{"issuer":"a","issuer":"b"}]', '[{"__proto__":{}}]'])(
    '%j',
    (text) => {
      expect(parseIssuers(text)).toMatchObject({ ok: false, why: expect.stringMatching(/./) })
    },
  )

  test('in words that name the place', () => {
    const parsed = parseIssuers(JSON.stringify([good, { ...good, issuer: 'b', maxTokenAge: -1 }]))
    expect(parsed).toMatchObject({ ok: false, why: expect.stringContaining('[1].maxTokenAge') })
    expect(parseIssuers(JSON.stringify([base]))).toMatchObject({
      why: expect.stringContaining('either jwks or jwksUri'),
    })
  })
})

test('what production must refuse', () => {
  const fine = [remoteIssuer(URI), inlineIssuer([rsa.jwk])]
  expect(productionRefusal(fine)).toBeUndefined()
  for (const bad of [
    inlineIssuer([rsa.jwk], { issuer: DEVELOPMENT_ISSUER }),
    inlineIssuer([rsa.jwk], { issuer: DEVELOPMENT_CUSTOMER_ISSUER, role: 'customer' }),
    remoteIssuer('http://localhost:8080/jwks'),
    remoteIssuer('http://[::1]:8080/jwks'),
    inlineIssuer([rsa.jwk], { signIn: { ...DOOR, tokenEndpoint: 'http://localhost:8080/token' } }),
  ]) {
    expect(productionRefusal([...fine, bad])).toContain('STAGE=development')
  }
})
