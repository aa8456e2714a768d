import { exportJWK, type JWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  expectInvalid,
  FakeKv,
  goodClaims,
  inlineIssuer,
  NOW,
  remoteIssuer,
  SECONDS,
  Shop,
} from './auth/shop.ts'
import { makePair, seal, signer, type Pair } from './auth/signing.ts'

const URI = 'https://id.example.test/jwks.json'
const MINUTE = 60_000

const first = await makePair('RS256', 'rsa-1')
const second = await makePair('ES256', 'ec-1')
const stranger = await makePair('ES256', 'stranger')

/** What the issuer answers; the tests change it. */
let answer: () => Response | Promise<Response>
let fetches: string[]

const keySet = (...keys: readonly JWK[]) => Response.json({ keys })
const down = (): Promise<Response> => Promise.reject(new TypeError('connection refused'))

beforeEach(() => {
  fetches = []
  answer = () => keySet(first.jwk)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    fetches.push(input instanceof Request ? input.url : String(input))
    return answer()
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

const open = (kv = new FakeKv()) => new Shop([remoteIssuer(URI, { maxTokenAge: 7 * 86_400 })], { kv })

/** Fresh at the shop's present time, so that only keys decide. */
const token = (pair: Pair, shop: Shop, kid: string | undefined = pair.kid) => {
  const iat = SECONDS + Math.floor((shop.now - NOW) / 1_000)
  const header = { alg: pair.alg, typ: 'at+jwt', kid }
  return seal(header, goodClaims({ iat, exp: iat + 600 }), signer(pair))
}
const enters = async (shop: Shop, pair: Pair) => {
  const problem = await shop.refusal(`Bearer ${await token(pair, shop)}`)
  await shop.settled()
  return problem === undefined ? true : problem.code
}

describe('an issuer with a key set at an address', () => {
  test('is asked once in ten minutes, at the configured address', async () => {
    const shop = open()
    for (const minute of [0, 1, 9.9]) {
      shop.now = NOW + minute * MINUTE
      expect(await enters(shop, first)).toBe(true)
    }
    expect(fetches).toEqual([URI])
    shop.now = NOW + 10.1 * MINUTE
    expect(await enters(shop, first)).toBe(true)
    expect(fetches).toHaveLength(2)
  })

  test('is asked once when many requests come at once', async () => {
    const shop = open()
    answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return keySet(first.jwk)
    }
    const all = await Promise.all(Array.from({ length: 20 }, () => enters(shop, first)))
    expect(all).toEqual(Array.from({ length: 20 }, () => true))
    expect(fetches).toHaveLength(1)
  })

  test('is not asked by a second isolate, which finds the keys in KV', async () => {
    const kv = new FakeKv()
    expect(await enters(open(kv), first)).toBe(true)
    expect([...kv.stored.keys()]).toEqual([expect.stringMatching(/^jwks:[0-9a-f]{64}$/)])
    expect(await enters(open(kv), first)).toBe(true)
    expect(fetches).toHaveLength(1)
    const late = open(kv)
    late.now = NOW + 11 * MINUTE
    expect(await enters(late, first)).toBe(true)
    expect(fetches).toHaveLength(2)
  })

  test('works without KV', async () => {
    const kv = new FakeKv()
    kv.down = true
    expect(await enters(open(kv), first)).toBe(true)
  })

  test.each(['{', '{}', '{"at":1}', '{"at":"x","keys":[]}', '{"keys":[]}', '7'])(
    'garbage in KV: %s',
    async (text) => {
      const kv = new FakeKv()
      await enters(open(kv), first)
      for (const name of kv.stored.keys()) kv.stored.set(name, text)
      expect(await enters(open(kv), first)).toBe(true)
      expect(fetches).toHaveLength(2)
    },
  )

  test('is not asked for a token that is wrong anyway', async () => {
    const shop = open()
    const header = { alg: 'RS256', typ: 'at+jwt', kid: 'x' }
    await expectInvalid(shop, await seal({ ...header, typ: 'JWT' }, goodClaims(), signer(first)))
    await expectInvalid(shop, await seal(header, goodClaims({ aud: 'other' }), signer(first)))
    await expectInvalid(shop, await seal(header, goodClaims({ iss: 'https://evil.test' }), signer(first)))
    await expectInvalid(
      shop,
      await seal({ ...header, jku: 'https://evil.test' }, goodClaims(), signer(first)),
    )
    expect(fetches).toEqual([])
  })

  test('on plain http is only asked in development', async () => {
    const issuers = [remoteIssuer('http://127.0.0.1:8080/jwks')]
    expect(await enters(new Shop(issuers, { stage: 'development' }), first)).toBe(true)
    expect(await enters(new Shop(issuers), first)).toBe('invalid_token')
    expect(fetches).toHaveLength(1)
  })
})

describe('34, 35: rotation, unknown and withdrawn keys', () => {
  test('a new key is found at its first use', async () => {
    const shop = open()
    expect(await enters(shop, first)).toBe(true)
    answer = () => keySet(first.jwk, second.jwk)
    shop.now += 1_000
    expect(await enters(shop, second)).toBe(true)
    expect(await enters(shop, first)).toBe(true)
    expect(fetches).toHaveLength(2)
  })

  test('a withdrawn key ends within ten minutes, also in other isolates', async () => {
    const kv = new FakeKv()
    const shop = open(kv)
    expect(await enters(shop, first)).toBe(true)
    answer = () => keySet(second.jwk)
    for (const one of [shop, open(kv)]) {
      one.now = NOW + 10 * MINUTE + 1
      expect(await enters(one, first)).toBe('invalid_token')
      expect(await enters(one, second)).toBe(true)
    }
  })

  test('an empty key set is an outage, not a withdrawal: known keys carry on, as long as in any outage', async () => {
    const shop = open()
    expect(await enters(shop, first)).toBe(true)
    answer = () => keySet()
    shop.now += 10 * MINUTE + 1
    expect(await enters(shop, first)).toBe(true)
  })

  test.each([
    ['one after the other, cold', false, false],
    ['one after the other, warm', true, false],
    ['at once, cold', false, true],
    ['at once, warm', true, true],
  ])('50 random kids in a second, %s: at most 3 fetches', async (_name, warm, atOnce) => {
    const shop = open()
    if (warm) {
      await enters(shop, first)
      fetches = []
      shop.now += 60_000
    }
    const tries = Array.from({ length: 50 }, async () => token(stranger, shop, crypto.randomUUID()))
    const tokens = await Promise.all(tries)
    if (atOnce) await Promise.all(tokens.map((one) => expectInvalid(shop, one)))
    else {
      for (const one of tokens) {
        shop.now += 20
        await expectInvalid(shop, one)
      }
    }
    expect(fetches.length).toBeLessThanOrEqual(3)
    expect(await enters(shop, first)).toBe(true)
  })

  test.each(['', 'a\u0000', 'a\nb', 'é', 'x'.repeat(300), null, 7, ['x']])(
    'kid %j is no reason to ask the issuer',
    async (kid) => {
      const shop = open()
      await enters(shop, first)
      shop.now += MINUTE
      const header = { alg: 'ES256', typ: 'at+jwt', kid }
      await expectInvalid(shop, await seal(header, goodClaims(), signer(stranger)))
      expect(fetches).toHaveLength(1)
    },
  )

  test('one unknown kid again and again leaves room for a real rotation', async () => {
    const shop = open()
    await enters(shop, first)
    for (let time = 0; time < 20; time++) {
      shop.now += 1_000
      expect(await enters(shop, stranger)).toBe('invalid_token')
    }
    expect(fetches).toHaveLength(2)
    answer = () => keySet(second.jwk)
    expect(await enters(shop, second)).toBe(true)
  })

  test('after a flood, a new key is found within 30 s', async () => {
    const shop = open()
    await enters(shop, first)
    for (let time = 0; time < 50; time++) {
      shop.now += 10
      await expectInvalid(shop, await token(stranger, shop, `k${time}`))
    }
    answer = () => keySet(second.jwk)
    expect(await enters(shop, second)).toBe('invalid_token')
    shop.now += 30_000
    expect(await enters(shop, second)).toBe(true)
  })
})

describe('when the issuer fails', () => {
  const failures: Record<string, () => Response | Promise<Response>> = {
    'is down': down,
    'answers 500': () => Response.json({ keys: [second.jwk] }, { status: 500 }),
    'answers 204': () => new Response(null, { status: 204 }),
    'answers 599': () => new Response('no network', { status: 599 }),
    redirects: () => new Response(null, { status: 302, headers: { Location: 'https://evil.test/jwks' } }),
    'answers HTML': () => new Response('<html>maintenance</html>'),
    'answers null': () => Response.json(null),
    'answers a list': () => Response.json([second.jwk]),
    'answers no keys member': () => Response.json({ error: 'x' }),
    'answers keys that are none': () => Response.json({ keys: [1, 'x', null] }),
    'answers keys twice': () => new Response('{"keys":[],"keys":[]}'),
    'answers invalid UTF-8': () => new Response(Uint8Array.of(0x7b, 0xff, 0x7d)),
    'answers without end': () => new Response(`{"keys":[${' '.repeat(300_000)}]}`),
    'answers nothing': () => new Response(''),
  }

  test.each(Object.entries(failures))(
    '%s: known keys work for a day, and it is left alone',
    async (_name, failure) => {
      const shop = open()
      expect(await enters(shop, first)).toBe(true)
      answer = failure
      for (const minutes of [11, 11.1, 11.2, 600, 1_439]) {
        shop.now = NOW + minutes * MINUTE
        expect(await enters(shop, first)).toBe(true)
        expect(await enters(shop, second)).toBe('invalid_token')
      }
      expect(fetches).toHaveLength(1 + 3)
      shop.now = NOW + 1_441 * MINUTE
      expect(await enters(shop, first)).toBe('unavailable')
      answer = () => keySet(second.jwk)
      shop.now += MINUTE
      expect(await enters(shop, second)).toBe(true)
      expect(await enters(shop, first)).toBe('invalid_token')
    },
  )

  test.each(Object.entries(failures))('%s and no key is known: 503, few fetches', async (_name, failure) => {
    const shop = open()
    answer = failure
    for (let time = 0; time < 50; time++) {
      shop.now += 20
      expect(await enters(shop, first)).toBe('unavailable')
    }
    expect(fetches.length).toBeLessThanOrEqual(3)
    answer = () => keySet(first.jwk)
    shop.now += 5_000
    expect(await enters(shop, first)).toBe(true)
  })

  test('hangs: known keys work after the patience of one fetch, and then it is left alone', async () => {
    const shop = open()
    expect(await enters(shop, first)).toBe(true)
    let hung = 0
    vi.spyOn(globalThis, 'fetch').mockImplementation(
      (_input, init) =>
        new Promise((_resolve, reject) => {
          hung += 1
          init?.signal?.addEventListener('abort', () => reject(new Error('the fetch was given up')))
        }),
    )
    shop.now += 10 * MINUTE + 1
    const all = await Promise.all(Array.from({ length: 10 }, () => enters(shop, first)))
    expect(all).toEqual(Array.from({ length: 10 }, () => true))
    shop.now += 29_000
    expect(await enters(shop, first)).toBe(true)
    expect(hung).toBe(1)
  })

  test('an isolate that starts during the outage takes the keys from KV', async () => {
    const kv = new FakeKv()
    await enters(open(kv), first)
    answer = down
    const cold = open(kv)
    cold.now = NOW + 600 * MINUTE
    expect(await enters(cold, first)).toBe(true)
    const tooLate = open(kv)
    tooLate.now = NOW + 1_441 * MINUTE
    expect(await enters(tooLate, first)).toBe('unavailable')
  })
})

describe('keys that are not used, wherever they come from', async () => {
  const weak = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 1_024,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  )
  const { privateKey, publicKey } = weak as CryptoKeyPair
  const weakJwk = { ...(await exportJWK(publicKey)), kid: 'weak' }
  const weakPair: Pair = { alg: 'RS256', kid: 'weak', private: privateKey, jwk: weakJwk }

  test.each<[string, Pair, JWK]>([
    ['RSA of 1,024 bits', weakPair, weakJwk],
    ['exponent 1', first, { ...first.jwk, e: 'AQ' }],
    ['exponent written long', first, { ...first.jwk, e: 'AAEAAQ' }],
    ['for encryption', first, { ...first.jwk, use: 'enc' }],
    ['for signing only', first, { ...first.jwk, key_ops: ['sign'] }],
    ['for another algorithm', first, { ...first.jwk, alg: 'RS512' }],
    ['a private key', second, { ...second.jwk, d: 'AAAA' }],
    ['of another type', second, { ...second.jwk, kty: 'RSA' }],
    ['of another curve', second, { ...second.jwk, crv: 'P-384' }],
    ['not on its curve', second, { ...second.jwk, y: second.jwk.x ?? '' }],
    ['under another kid', second, { ...second.jwk, kid: 'ec-2' }],
    ['without kid', second, { kty: 'EC', crv: 'P-256', x: second.jwk.x ?? '', y: second.jwk.y ?? '' }],
  ])('%s', async (_name, pair, jwk) => {
    const other = pair === stranger ? first : stranger
    answer = () => keySet(jwk, other.jwk)
    const remote = open()
    const inline = new Shop([inlineIssuer([jwk, other.jwk])])
    for (const shop of [remote, inline]) {
      expect(await enters(shop, pair)).toBe('invalid_token')
      expect(await enters(shop, other), 'the good key beside it works').toBe(true)
    }
  })
})
