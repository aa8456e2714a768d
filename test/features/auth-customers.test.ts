import { describe, expect, test } from 'vitest'
import { DEVELOPMENT_CUSTOMER_ISSUER } from '../../src/auth/issuers.ts'
import { Problem } from '../../src/platform/problem.ts'
import { principalOf } from '../../src/platform/idempotency.ts'
import { makeCartId, makeSecret, shopWith, tokenOf } from './auth/capabilities.ts'
import { goodClaims, inlineIssuer, SECONDS, Shop } from './auth/shop.ts'
import { hmac, seal, signer, type Part } from './auth/signing.ts'
import { attacker, CUSTOMER_ISSUER, customers, good, headerOf, rsa, shop } from './auth/tokens.ts'
import { customerToken, send, token } from './shop.ts'

// Customers' tokens against reliability.md §3.2. How a token is proven is one code for both roles (auth.test.ts and its
// neighbours have every row); here stands what differs: who vouches for whom, and what no storage is asked for.

const customerClaims = (more: Record<string, unknown> = {}) => goodClaims({ iss: CUSTOMER_ISSUER, ...more })
const sealed = (payload: Part, pair = customers) => seal(headerOf(pair), payload, signer(pair))

/** Code and challenge of a refusal; the customer when there is none. */
async function met(authorization: string | undefined, at: Shop = shop): Promise<unknown> {
  try {
    return await at.authenticateCustomer(authorization)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [error.status, error.code, error.headers]
  }
}
const UNAUTHENTICATED = [401, 'unauthenticated', { 'WWW-Authenticate': 'Bearer' }]
const INVALID = [401, 'invalid_token', { 'WWW-Authenticate': 'Bearer error="invalid_token"' }]

test('a customer is issuer and subject, whatever else the token says', async () => {
  const ada = { kind: 'customer', issuer: CUSTOMER_ISSUER, subject: 'ada' }
  expect(await met(`Bearer ${await sealed(customerClaims())}`)).toEqual(ada)
  const wordy = customerClaims({ jti: 'a-token', email: 'ada@example.test', role: 'staff', scope: '*' })
  expect(await met(`bearer  ${await sealed(wordy)}`)).toEqual(ada)
})

test('staff and customers of one name are two principals', () => {
  const who = { issuer: 'https://id.example.test', subject: 'ada' }
  expect(principalOf({ kind: 'customer', ...who })).toBe('customer:https://id.example.test#ada')
  expect(principalOf({ kind: 'staff', ...who, tokenId: null, scopes: new Set() })).toBe(
    'staff:https://id.example.test#ada',
  )
})

describe('refused', () => {
  test.each([undefined, '', ' ', 'Bearer', 'Bearer ', 'Basic YWRhOnNlY3JldA==', 'aaaa.bbbb.cccc'])(
    '%j is no token',
    async (authorization) => {
      expect(await met(authorization)).toEqual(UNAUTHENTICATED)
    },
  )

  test.each<[string, () => Promise<string>]>([
    ['staff', () => good()],
    [
      'staff who say that they are customers',
      async () => seal(headerOf(rsa), goodClaims({ role: 'customer' }), signer(rsa)),
    ],
    ["the issuer of customers named under staff's key", () => sealed(customerClaims(), rsa)],
    ["the issuer of staff named under customers' key", () => sealed(goodClaims())],
    ['a key of nobody', () => sealed(customerClaims(), attacker)],
    [
      'an HMAC with the public key',
      () =>
        seal(
          { alg: 'HS256', typ: 'at+jwt', kid: customers.kid },
          customerClaims(),
          hmac('256', JSON.stringify(customers.jwk)),
        ),
    ],
    ['the token of a cart', () => tokenOf(shopWith([makeSecret()]), makeCartId())],
    ['another typ', () => seal(headerOf(customers, { typ: 'JWT' }), customerClaims(), signer(customers))],
    ['another audience', () => sealed(customerClaims({ aud: 'https://other.example.test' }))],
    ['one whose time has passed', () => sealed(customerClaims({ iat: SECONDS - 700, exp: SECONDS - 100 }))],
    ['one that is older than its issuer allows', () => sealed(customerClaims({ iat: SECONDS - 4_000 }))],
    ['nobody', () => sealed(customerClaims({ sub: '' }))],
    ['two at once', async () => `${await sealed(customerClaims())}, Bearer ${await good()}`],
  ])('%s', async (_who, made) => {
    expect(await met(`Bearer ${await made()}`)).toEqual(INVALID)
  })

  test('the development issuer, in production', async () => {
    const issuers = [inlineIssuer([rsa.jwk], { issuer: DEVELOPMENT_CUSTOMER_ISSUER, role: 'customer' })]
    const compact = await sealed(goodClaims({ iss: DEVELOPMENT_CUSTOMER_ISSUER }), rsa)
    expect(await met(`Bearer ${compact}`, new Shop(issuers))).toEqual(INVALID)
    const local = new Shop(issuers, { stage: 'development' })
    expect(await met(`Bearer ${compact}`, local)).toMatchObject({ kind: 'customer' })
  })
})

test('no storage is asked who a customer is, not even for the id of their token', async () => {
  const ctx = shopWith([makeSecret()])
  await ctx.authenticateCustomer(`Bearer ${await customerToken('alice', { jti: crypto.randomUUID() })}`)
  await expect(ctx.authenticateCustomer(`Bearer ${await token('catalog:read')}`)).rejects.toThrow(Problem)
  expect(ctx.meter.crossings).toEqual({ memory: 0, kv: 0, d1: 0, do: 0 })
})

test.each([
  ['a customer', () => customerToken('alice')],
  ['a customer with a scope', () => customerToken('alice', { scope: 'catalog:write catalog:read' })],
  ['a guest', () => tokenOf(shopWith([makeSecret()]), makeCartId())],
])('%s opens no admin route', async (_who, made) => {
  const answer = await send('/v1/admin/products', { headers: { Authorization: `Bearer ${await made()}` } })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'invalid_token'])
  expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
  expect(answer.headers.get('Server-Timing')).toContain('d1;dur=0;desc="0"')
})
