import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { requireScope } from '../../src/auth/staff.ts'
import { Problem } from '../../src/platform/problem.ts'
import { expectInvalid, goodClaims, inlineIssuer, ISSUER, AUDIENCE, SECONDS, Shop } from './auth/shop.ts'
import { makePair, seal, signer } from './auth/signing.ts'
import { rsa, ec, attacker, shop, headerOf, good, withHeader, withClaims } from './auth/tokens.ts'

// The numbers are the rows of reliability.md §3.2.

beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(new Error('nothing may be fetched')))
})
afterEach(() => {
  expect(globalThis.fetch).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('good tokens', () => {
  test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA', 'Ed25519'])(
    '%s',
    async (alg) => {
      const pair = await makePair(alg, 'k')
      const one = new Shop([inlineIssuer([pair.jwk], { algorithms: [alg] })])
      const staff = await one.authenticate(`Bearer ${await good(pair)}`)
      expect(staff).toEqual({
        kind: 'staff',
        issuer: ISSUER,
        subject: 'ada',
        tokenId: null,
        scopes: new Set(['catalog:write', 'orders:read']),
      })
    },
  )

  test.each([
    ['the scheme in any case', async () => `bEaReR ${await good()}`],
    ['typ in any case', async () => `Bearer ${await withHeader(headerOf(rsa, { typ: 'AT+JWT' }))}`],
    [
      'typ in long form',
      async () => `Bearer ${await withHeader(headerOf(rsa, { typ: 'application/at+jwt' }))}`,
    ],
    ['an audience among others', async () => `Bearer ${await withClaims({ aud: ['other', AUDIENCE] })}`],
    [
      'members that we do not know',
      async () => `Bearer ${await withClaims({ name: 'Ada', roles: { a: ['b'] } })}`,
    ],
    ['a clock 5 s ahead', async () => `Bearer ${await withClaims({ iat: SECONDS + 5, nbf: SECONDS + 5 })}`],
    [
      'no kid, where one key fits',
      async () => `Bearer ${await withHeader({ alg: 'ES256', typ: 'at+jwt' }, ec)}`,
    ],
  ])('%s', async (_name, header) => {
    await expect(shop.authenticate(await header())).resolves.toMatchObject({ subject: 'ada' })
  })

  test('two keys during a rotation', async () => {
    const next = await makePair('RS256', 'rsa-2')
    const both = new Shop([inlineIssuer([rsa.jwk, next.jwk])])
    for (const pair of [rsa, next]) {
      await expect(both.authenticate(`Bearer ${await good(pair)}`)).resolves.toBeDefined()
    }
    const nameless = seal({ alg: 'RS256', typ: 'at+jwt' }, goodClaims(), signer(rsa))
    await expectInvalid(both, await nameless)
  })
})

describe('1, 2: the header', () => {
  const token = 'aaaa.bbbb.cccc'
  test.each([
    undefined,
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'bearer   ',
    'Basic YWRhOnNlY3JldA==',
    token,
    `Bearer${token}`,
    `Token ${token}`,
    `Basic x, Bearer ${token}`,
  ])('%j is no token', async (authorization) => {
    const problem = await shop.refusal(authorization)
    expect(problem).toMatchObject({ code: 'unauthenticated', status: 401 })
    expect(problem?.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
  })

  test('never the good one of two', async () => {
    const one = await good()
    const other = await seal(headerOf(attacker), goodClaims(), signer(attacker))
    for (const pair of [`${one}, Bearer ${other}`, `${other}, Bearer ${one}`, `${one}, ${one}`, `${one},`]) {
      await expectInvalid(shop, pair)
    }
    expect(await shop.refusal(`Basic x, Bearer ${one}`)).toMatchObject({ code: 'unauthenticated' })
  })
})

describe('32: scopes', () => {
  const refusal = async (claims: Record<string, unknown>, anyOf: string[], at = shop) => {
    const staff = await at.authenticate(`Bearer ${await withClaims(claims)}`)
    try {
      requireScope(staff, anyOf)
      return undefined
    } catch (error) {
      return error
    }
  }

  test.each<[unknown, string[]]>([
    ['catalog:write', ['catalog:write']],
    ['orders:read catalog:write', ['catalog:write']],
    ['catalog:write', ['catalog:read']],
    ['orders:read', ['catalog:read', 'orders:read']],
  ])('%j is enough for one of %j', async (scope, anyOf) => {
    expect(await refusal({ scope }, anyOf)).toBeUndefined()
  })

  test.each([
    undefined,
    null,
    '',
    'orders:write',
    'catalog:read',
    'Catalog:Write',
    'catalog:writ',
    'catalog:write2',
    'xcatalog:write',
    'catalog:write,orders:read',
    'catalog:write\torders:read',
    'catalog:*',
    '*',
    'admin',
    { 'catalog:write': true },
    ['catalog:write'],
    true,
    7,
  ])('%j is not enough', async (scope) => {
    const problem = await refusal({ scope, user_metadata: { scope: 'catalog:write' } }, ['catalog:write'])
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ code: 'insufficient_scope', status: 403 })
    expect(problem).toHaveProperty('headers', {
      'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="catalog:write"',
    })
  })

  test.each(['scopes', 'scp', 'permissions', 'roles', 'role'])('the claim %s says nothing', async (name) => {
    const claims = { scope: undefined, [name]: ['catalog:write'] }
    expect(await refusal(claims, ['catalog:write'])).toBeInstanceOf(Problem)
  })

  test('the configured claim counts, and only it', async () => {
    const other = new Shop([inlineIssuer([rsa.jwk], { scopeClaim: 'permissions' })])
    const ask = (permissions: unknown) => refusal({ permissions }, ['catalog:write'], other)
    expect(await ask(['orders:read', 'catalog:write'])).toBeUndefined()
    expect(await ask('orders:read catalog:write')).toBeUndefined()
    expect(await ask(undefined), 'goodClaims has it in scope').toBeInstanceOf(Problem)
    expect(await ask(['orders:read catalog:write'])).toBeInstanceOf(Problem)
    expect(await ask(['catalog:write', 7])).toBeInstanceOf(Problem)
    expect(await ask([['catalog:write']])).toBeInstanceOf(Problem)
    const inherited = new Shop([inlineIssuer([rsa.jwk], { scopeClaim: 'toString' })])
    expect(await refusal({}, ['catalog:write'], inherited)).toBeInstanceOf(Problem)
  })
})

describe('33: size', () => {
  test.each([
    ['400 kB', 'a'.repeat(400_000)],
    ['400 kB in three parts', `${'a'.repeat(130_000)}.${'a'.repeat(130_000)}.${'a'.repeat(130_000)}`],
    ['6,000 dots', '.'.repeat(6_000)],
    ['dots and letters', 'a.'.repeat(4_000)],
    ['400 kB of blanks', ' '.repeat(400_000)],
  ])('%s', async (_name, compact) => {
    const start = Date.now()
    expect(await shop.refusal(`Bearer ${compact}x`)).toMatchObject({ code: 'invalid_token' })
    expect(Date.now() - start).toBeLessThan(500)
  })

  test('a genuine token of 9 kB', async () => {
    await expectInvalid(shop, await withClaims({ padding: 'x'.repeat(6_500) }))
    const below = await withClaims({ padding: 'x'.repeat(5_000) })
    await expect(shop.authenticate(`Bearer ${below}`)).resolves.toBeDefined()
  })

  test('a 12 kB signature', async () => {
    const [header, payload, signature = ''] = (await good()).split('.')
    await expectInvalid(shop, `${header}.${payload}.${signature.repeat(35)}`)
    await expectInvalid(shop, `${header}.${payload}.${'A'.repeat(4_000)}`)
  })
})
