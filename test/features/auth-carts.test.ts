import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { cartCredential, customerCartIds, openingCredential } from '../../src/auth/cart-credential.ts'
import { Problem } from '../../src/platform/problem.ts'
import type { Ctx, Customer } from '../../src/platform/context.ts'
import {
  crossings,
  later,
  LIFE_SECONDS,
  makeCartId,
  makeSecret,
  shopWith,
  tokenOf,
} from './auth/capabilities.ts'
import { context, customerToken, token } from './shop.ts'

// Who may use a cart (I-21; reliability.md §3.6, rows 81 to 85 and 90).

const shop = shopWith([makeSecret()])
const id = makeCartId()
const good = await tokenOf(shop, id)
const alice: Customer = { kind: 'customer', issuer: 'https://customers.test', subject: 'alice' }
const DAY = 86_400_000

/** What a request with this Authorization meets at this cart. */
async function met(ctx: Ctx, authorization: string | undefined, cartId: string): Promise<unknown> {
  const before = crossings(ctx)
  try {
    return await cartCredential(ctx, authorization, cartId)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, detail, headers, errors } = error
    return { code, detail, headers, errors }
  } finally {
    expect(crossings(ctx), 'no storage is asked').toBe(before)
  }
}

const NOT_FOUND = { code: 'not_found', detail: new Problem('not_found').detail, headers: {}, errors: [] }

describe('let in', () => {
  test("a guest with the cart's own token", async () => {
    expect(await met(shop, `Bearer ${good}`, id)).toEqual({ kind: 'guest', id, renew: false })
    expect(await met(shop, `bEARER  ${good}`, id)).toEqual({ kind: 'guest', id, renew: false })
  })

  test('a token is due for a new one when less than half of its life is left', async () => {
    const at = (milliseconds: number) => met(later(shop, milliseconds), `Bearer ${good}`, id)
    const half = (LIFE_SECONDS * 1_000) / 2
    // Times in a token are whole seconds.
    const begun = shop.now % 1_000
    expect(await at(half - begun)).toMatchObject({ renew: false })
    expect(await at(half - begun + 1)).toMatchObject({ renew: true })
    expect(await at(LIFE_SECONDS * 1_000 - begun - 1)).toMatchObject({ renew: true })
    expect(await at(LIFE_SECONDS * 1_000 - begun)).toMatchObject({ code: 'cart_expired' })
  })

  test('a customer, in their own cart', async () => {
    const [mine = ''] = customerCartIds(shop, alice)
    expect(await met(shop, `Bearer ${await customerToken('alice')}`, mine)).toEqual({
      kind: 'customer',
      id: mine,
      customer: alice,
    })
  })
})

describe('shut out, all alike', () => {
  test('an expired token is told of its own cart only', async () => {
    const after = later(shop, 31 * DAY)
    expect(await met(after, `Bearer ${good}`, id)).toMatchObject({ code: 'cart_expired' })
    expect(await met(after, `Bearer ${good}`, makeCartId())).toEqual(NOT_FOUND)
  })

  test.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['nothing', () => undefined],
    ['an empty header', () => ''],
    ['Basic', () => `Basic ${good}`],
    ['a bare token', () => good],
    ['two tokens', () => `Bearer ${good}, Bearer ${good}`],
    ['rubbish', () => 'Bearer aaaa.bbbb.cccc'],
    ["another cart's token", async () => `Bearer ${await tokenOf(shop, makeCartId())}`],
    ["a checkout's token of this id", async () => `Bearer ${await tokenOf(shop, id, 'checkout')}`],
    ["an order's token of this id", async () => `Bearer ${await tokenOf(shop, id, 'order')}`],
    ["another shop's token", async () => `Bearer ${await tokenOf(shopWith([makeSecret()]), id)}`],
    ['staff', async () => `Bearer ${await token('carts:write')}`],
    ['a customer', async () => `Bearer ${await customerToken('alice')}`],
    ['a customer who is too late', async () => `Bearer ${await customerToken('alice', { exp: 1, iat: 0 })}`],
  ])('%s', async (_what, authorization) => {
    expect(await met(shop, await authorization(), id)).toEqual(NOT_FOUND)
  })
})

describe('opening a cart', () => {
  const opened = async (authorization: string | undefined): Promise<unknown> => {
    try {
      return await openingCredential(shop, authorization)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return [error.code, error.headers['WWW-Authenticate']]
    }
  }
  const invalid = ['invalid_token', 'Bearer error="invalid_token"']

  test('guests: without a token, and with one of the shop in whatever state', async () => {
    expect(await opened(undefined)).toBeUndefined()
    expect(await opened(`Bearer ${good}`)).toBeUndefined()
    expect(await opened(`Bearer ${await tokenOf(shop, id, 'order')}`)).toBeUndefined()
    expect(await opened(`Bearer ${await tokenOf(shopWith([makeSecret()]), id)}`)).toBeUndefined()
    expect(await opened(`Bearer ${await tokenOf(later(shop, -31 * DAY), id)}`)).toBeUndefined()
  })

  test('a customer', async () => {
    expect(await opened(`Bearer ${await customerToken('alice')}`)).toEqual(alice)
  })

  test('nobody between: a customer whose token has run out is not taken for a guest', async () => {
    const now = Math.floor(shop.now / 1_000)
    const late = await customerToken('alice', { iat: now - 700, exp: now - 100 })
    expect(await opened(`Bearer ${late}`)).toEqual(invalid)
    expect(await opened(`Bearer ${await token('carts:write')}`)).toEqual(invalid)
    expect(await opened('Bearer aaaa.bbbb.cccc')).toEqual(invalid)
    expect(await opened(`Bearer ${good}, Bearer ${good}`)).toEqual(invalid)
    expect(await opened('')).toEqual(['unauthenticated', 'Bearer'])
    expect(await opened(`Basic ${good}`)).toEqual(['unauthenticated', 'Bearer'])
  })
})

describe("a customer's cart", () => {
  const [secret, next] = [makeSecret(), makeSecret()]
  const idsOf = (issuer: string, subject: string, secrets = [secret]): string[] =>
    customerCartIds(shopWith(secrets), { kind: 'customer', issuer, subject })

  test('has one id for each secret, newest first, the same on every device', () => {
    const [before = ''] = idsOf(alice.issuer, 'alice')
    expect(before).toMatch(/^cart_[\w-]{43}$/)
    expect(idsOf(alice.issuer, 'alice')).toEqual([before])
    const rotated = idsOf(alice.issuer, 'alice', [next, secret])
    expect(rotated).toEqual([...idsOf(alice.issuer, 'alice', [next]), before])
    expect(new Set(rotated).size).toBe(2)
  })

  test('is found by its old id while the old secret is configured, and by nobody after', async () => {
    const [old = ''] = idsOf(alice.issuer, 'alice')
    const bearer = `Bearer ${await customerToken('alice')}`
    expect(await met(shopWith([next, secret]), bearer, old)).toMatchObject({ kind: 'customer', id: old })
    expect(await met(shopWith([next]), bearer, old)).toEqual(NOT_FOUND)
  })

  test("is nobody else's: who and whose do not run together", () => {
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', ''],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['a\u0000b', 'c'],
      ['a', 'b\u0000c'],
      ['a', 'BC'],
      ['a', '\ud800'],
      ['a', '\ufffd'],
      ['é', 'x'],
      ['e\u0301', 'x'],
    ] as const
    const ids = pairs.map(([issuer, subject]) => idsOf(issuer, subject)[0])
    expect(new Set(ids).size).toBe(pairs.length)
  })

  test('opens to its customer alone', async () => {
    const [mine = ''] = customerCartIds(shop, alice)
    for (const [who, authorization] of [
      ['another customer', `Bearer ${await customerToken('bob')}`],
      ['another case', `Bearer ${await customerToken('Alice')}`],
      ['a blank more', `Bearer ${await customerToken('alice ')}`],
      ['staff of this name', `Bearer ${await token('carts:write', 'alice')}`],
      ['a guest', `Bearer ${good}`],
      ['an expired token', `Bearer ${await customerToken('alice', { iat: 1, exp: 2 })}`],
      ['two tokens', `Bearer ${await customerToken('alice')}, Bearer ${await customerToken('alice')}`],
    ] as const)
      expect([who, await met(shop, authorization, mine)]).toEqual([who, NOT_FOUND])
    const bearer = `Bearer ${await customerToken('alice')}`
    for (const other of [mine.toUpperCase(), `${mine}A`, mine.slice(0, -1), mine.slice(5), ''])
      expect([other, await met(shop, bearer, other)]).toEqual([other, NOT_FOUND])
  })
})

test("while the keys of a customer's issuer are out of reach, nobody is called a stranger", async () => {
  const [entry] = JSON.parse(String(env.AUTH_ISSUERS)) as object[]
  const away = { ...entry, jwks: undefined, issuer: 'https://away.test', role: 'customer' }
  const AUTH_ISSUERS = JSON.stringify([{ ...away, jwksUri: 'https://away.test/jwks.json' }])
  const ctx = context({ AUTH_ISSUERS })
  const bearer = `Bearer ${await customerToken('alice', { iss: 'https://away.test' })}`
  for (const asked of [cartCredential(ctx, bearer, id), openingCredential(ctx, bearer)])
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '2' } })
  // Guests do not need it.
  expect(await cartCredential(ctx, `Bearer ${await tokenOf(ctx, id)}`, id)).toMatchObject({ kind: 'guest' })
})
