import { listDurableObjectIds } from 'cloudflare:test'
import { beforeAll, describe, expect, test } from 'vitest'
import { later, makeCartId, makeSecret, shopWith, tokenOf } from './auth/capabilities.ts'
import {
  ask,
  type Fault,
  item,
  namespace,
  open,
  shopperDoors,
  stock,
  told,
  type Told,
} from './carts/support.ts'
import { staffDoors, type Ask, type Door, requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { context, customerToken, send, sendRequest, token as staffToken } from './shop.ts'

// Who may come in at the doors of carts and customers: generated from the OpenAPI document (I-21, I-22; reliability.md
// rows 81 to 90). A stranger meets the very bytes of a cart that never was, and no object comes into being.

beforeAll(stock)

const DAY = 86_400_000
const cartDoors = shopperDoors.filter(({ credential }) => credential === 'cart')
const customerDoors = shopperDoors.filter(({ credential }) => credential === 'customer')
const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
const objects = async () => (await listDurableObjectIds(namespace)).length

type Headers = Readonly<Record<string, string>>

/** What does not open this cart, by name. */
async function strangers(id: string): Promise<[string, Headers][]> {
  const good = await tokenOf(context(), id)
  const other = await open([], 'us')
  const scopes = [...new Set(staffDoors.map(({ scope }) => scope))].join(' ')
  const now = Math.floor(Date.now() / 1_000)
  const [header, claims, signature] = good.split('.')
  const none = btoa(JSON.stringify({ alg: 'none', typ: 'cart+jwt' })).replaceAll('=', '')
  return [
    ['nobody', {}],
    ['an empty header', { Authorization: '' }],
    ['Bearer alone', { Authorization: 'Bearer' }],
    ['Basic', { Authorization: `Basic ${good}` }],
    ['a bare token', { Authorization: good }],
    ['two tokens', { Authorization: `Bearer ${good}, Bearer ${good}` }],
    ['two tokens, the other one first', { Authorization: `Bearer ${other.token}, Bearer ${good}` }],
    ['a token and its id', bearer(`${good} ${id}`)],
    ['a token in another header', { 'X-Authorization': `Bearer ${good}` }],
    ['a token for a proxy', { 'Proxy-Authorization': `Bearer ${good}` }],
    ['a cookie', { Cookie: `token=${good}; cart=${id}` }],
    ['a claimed customer', { 'X-User-Id': 'alice', 'X-Forwarded-User': 'alice' }],
    ["another cart's token", bearer(other.token)],
    ["a checkout's token", bearer(await tokenOf(context(), id, 'checkout'))],
    ["an order's token", bearer(await tokenOf(context(), id, 'order'))],
    ["another shop's token", bearer(await tokenOf(shopWith([makeSecret()]), id))],
    ["another shop's token, expired", bearer(await tokenOf(later(shopWith([makeSecret()]), -31 * DAY), id))],
    ['a changed signature', bearer(good.replace(/.{4}$/, 'AAAA'))],
    ['no signature', bearer(`${header}.${claims}.`)],
    ['no algorithm', bearer(`${none}.${claims}.`)],
    ['no algorithm, signed all the same', bearer(`${none}.${claims}.${signature}`)],
    ['staff with every scope', bearer(await staffToken(scopes))],
    ['another customer', bearer(await customerToken('mallory'))],
    [
      'a customer who is too late',
      bearer(await customerToken('mallory', { iat: now - 700, exp: now - 100 })),
    ],
    ['rubbish', bearer('aaaa.bbbb.cccc')],
  ]
}

/** All of an answer that must not tell two refusals apart. */
function appearance({ status, text, headers }: Told<Fault>): unknown {
  const changing = new Set(['x-request-id', 'server-timing'])
  return [
    status,
    text.replace(/req_[0-9a-f]{32}/, 'req'),
    [...headers].map(([name, value]) => (changing.has(name) ? name : `${name}: ${value}`)).toSorted(),
  ]
}

let nowhere: unknown
beforeAll(async () => {
  nowhere = appearance(await ask<Fault>('GET', '/v1/nowhere'))
})

/** The same request to another cart. */
const at = (id: string, given: Ask): Ask => ({ ...given, path: given.path.replace(/cart_[\w-]+/, id) })
const plain = ({ headers: _token, ...given }: Ask): Ask => given
const refusal = async (door: Door, given: Ask, headers: Headers) =>
  appearance(await told<Fault>(await sendRequest(requestOf(door, given, headers))))

describe.each(cartDoors)('$operationId ($method $path)', (door) => {
  test('strangers meet the bytes of a cart that never was, at one that is and at one that is not', async () => {
    const given = plain(await askFor(door))
    const [id = ''] = /cart_[\w-]+/.exec(given.path) ?? []
    for (const cartId of [id, makeCartId()]) {
      const all = await strangers(cartId)
      const before = await objects()
      for (const [who, headers] of all)
        expect([who, await refusal(door, at(cartId, given), headers)]).toEqual([who, nowhere])
      expect(await objects(), 'no object has come into being').toBe(before)
    }
  })

  test('a token in the query or the body opens nothing', async () => {
    const given = plain(await askFor(door))
    const [id = ''] = /cart_[\w-]+/.exec(given.path) ?? []
    const good = await tokenOf(context(), id)
    for (const query of [
      `?token=${good}`,
      `?access_token=${good}`,
      `?id=${id}&id=x`,
      '?explain=true',
      '?nonsense',
    ])
      expect(await refusal(door, { ...given, path: `${given.path}${query}` }, {})).toEqual(nowhere)
    if (door.takesJson)
      expect(await refusal(door, { ...given, body: { ...(given.body as object), token: good } }, {})).toEqual(
        nowhere,
      )
  })

  test('a stranger learns nothing about the body, the key or the version', async () => {
    const given = plain(await askFor(door))
    if (door.method === 'GET') return
    const type: Headers = door.takesJson ? { 'Content-Type': 'application/json' } : {}
    for (const more of [{ 'Idempotency-Key': 'a, b' }, { 'If-Match': '"9.x"' }, { 'If-None-Match': '*' }])
      expect(await refusal(door, given, { ...more } as Headers)).toEqual(nowhere)
    for (const raw of ['{', '{}', '[]', '{"__proto__":1}', '\u0000'])
      expect(await refusal(door, { ...given, raw: new TextEncoder().encode(raw) }, type)).toEqual(nowhere)
  })

  test('its own token opens it, and after a month says that it is over (410)', async () => {
    const given = plain(await askFor(door))
    const [id = ''] = /cart_[\w-]+/.exec(given.path) ?? []
    const over = await told<Fault>(
      await sendRequest(requestOf(door, given, bearer(await tokenOf(later(context(), -31 * DAY), id)))),
    )
    expect([over.status, over.body.code]).toEqual([410, 'cart_expired'])
    expect(over.headers.get('Cache-Control')).toBe('private, no-store')
    // Of its own cart only.
    const elsewhere = await tokenOf(later(context(), -31 * DAY), makeCartId())
    expect(await refusal(door, given, bearer(elsewhere))).toEqual(nowhere)
    const good = await sendRequest(requestOf(door, given, bearer(await tokenOf(context(), id))))
    expect(good.status, await good.clone().text()).toBe(200)
  })

  test('opens to the customer whose cart it is, and to no other', async () => {
    const given = plain(await askFor(door))
    const subject = `owner-${door.operationId}`
    const token = await customerToken(subject)
    const opened = await ask<{ cart: { id: string; items: { id: string }[] } }>('POST', '/v1/carts', token, {
      market: 'us',
      items: [item('var-mug')],
    })
    const { id, items } = opened.body.cart
    const mine = { ...given, path: at(id, given).path.replace(/lin_\w+/, items[0]?.id ?? '') }
    expect(await refusal(door, mine, bearer(await customerToken('mallory')))).toEqual(nowhere)
    const now = Math.floor(Date.now() / 1_000)
    const late = await customerToken(subject, { iat: now - 700, exp: now - 100 })
    expect(await refusal(door, mine, bearer(late))).toEqual(nowhere)
    const answer = await sendRequest(requestOf(door, mine, bearer(token)))
    const text = await answer.text()
    expect([answer.status, text.includes('"token"')], text).toEqual([200, false])
  })

  test('is shut in every spelling of its path, but for escapes that are the same id', async () => {
    const { headers = {}, ...given } = await askFor(door)
    const { path } = given
    const [id = ''] = /cart_[\w-]+/.exec(path) ?? []
    const spellings = [
      path.replace('/v1/carts', '/v1/CARTS'),
      path.replace('/v1/carts/', '/v1//carts/'),
      path.replace('/carts/', '/carts//'),
      path.replace('/carts/', '/carts%2f'),
      path.replace('/carts/', '/x/%2e%2e/carts%2f'),
      path.replace('/carts/', '/carts;x/'),
      `${path}/`,
      `${path}.json`,
      `${path}/x.css`,
      `${path};x.js`,
      `${path}%00`,
      `${path}%20`,
      path.replace(id, id.toUpperCase()),
      path.replace(id, id.slice(0, -1)),
      path.replace(id, `${id}x`),
      path.replace(id, `${id}%20`),
      path.replace(id, `${id}%2f..`),
      path.replace(id, 'me'),
      path.replace(id, '*'),
      path.replace(id, 'x'.repeat(5_000)),
    ]
    for (const spelling of spellings) {
      const answer = await sendRequest(requestOf(door, { ...given, path: spelling }, headers))
      expect([spelling, [404, 405].includes(answer.status)]).toEqual([spelling, true])
      expect(answer.headers.get('Cache-Control')).toContain('no-store')
    }
    const escaped = path.replace('cart_', '%63art_')
    expect((await sendRequest(requestOf(door, { ...given, path: escaped }, headers))).status).toBe(200)
  })
})

describe.each(customerDoors)('$operationId ($method $path)', (door) => {
  test('is shut to whoever is no customer: 401, and no object comes into being', async () => {
    const given = plain(await askFor(door))
    const good = await customerToken('alice')
    const guest = await open([], 'us')
    const now = Math.floor(Date.now() / 1_000)
    const all: [string, Headers, string][] = [
      ['nobody', {}, 'unauthenticated'],
      ['an empty header', { Authorization: '' }, 'unauthenticated'],
      ['Basic', { Authorization: `Basic ${good}` }, 'unauthenticated'],
      ['a bare token', { Authorization: good }, 'unauthenticated'],
      ['a token in another header', { 'X-Authorization': `Bearer ${good}` }, 'unauthenticated'],
      ['a cookie', { Cookie: `token=${good}` }, 'unauthenticated'],
      ['two tokens', { Authorization: `Bearer ${good}, Bearer ${good}` }, 'invalid_token'],
      ["a guest's token", bearer(guest.token), 'invalid_token'],
      ['staff', bearer(await staffToken('carts:write')), 'invalid_token'],
      ['a changed signature', bearer(good.replace(/.{4}$/, 'AAAA')), 'invalid_token'],
      [
        'one who is too late',
        bearer(await customerToken('alice', { iat: now - 700, exp: now - 100 })),
        'invalid_token',
      ],
      ['one for another shop', bearer(await customerToken('alice', { aud: 'elsewhere' })), 'invalid_token'],
      ['one without a name', bearer(await customerToken('')), 'invalid_token'],
      ['rubbish', bearer('aaaa.bbbb.cccc'), 'invalid_token'],
    ]
    const before = await objects()
    for (const [who, headers, code] of all) {
      const answer = await told<Fault>(await sendRequest(requestOf(door, given, headers)))
      expect([who, answer.status, answer.body.code]).toEqual([who, 401, code])
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        code === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer',
      )
      expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    }
    expect(await objects()).toBe(before)
  })

  test('tells a stranger nothing about parameters and body', async () => {
    const given = plain(await askFor(door))
    const type: Headers = door.takesJson ? { 'Content-Type': 'application/json' } : {}
    const wrong = [
      { ...given, path: `${given.path.split('?')[0]}?nonsense=1` },
      ...(door.takesJson ? [{ ...given, raw: new TextEncoder().encode('{') }] : []),
    ]
    for (const each of wrong) expect((await sendRequest(requestOf(door, each, type))).status).toBe(401)
  })
})

describe('opening a cart', () => {
  test('with a token that is not good: 401, not a guest’s cart, and no object', async () => {
    const good = await customerToken('alice')
    const before = await objects()
    for (const [authorization, code] of [
      ['Bearer', 'unauthenticated'],
      [`Basic ${good}`, 'unauthenticated'],
      [`Bearer ${good}, Bearer ${good}`, 'invalid_token'],
      [`Bearer ${good.replace(/.{4}$/, 'AAAA')}`, 'invalid_token'],
      [`Bearer ${await staffToken('carts:write')}`, 'invalid_token'],
      ['Bearer aaaa.bbbb.cccc', 'invalid_token'],
    ]) {
      const answer = await ask(
        'POST',
        '/v1/carts',
        undefined,
        { market: 'us' },
        { Authorization: authorization ?? '' },
      )
      expect([authorization, answer.status, answer.body.code]).toEqual([authorization, 401, code])
    }
    expect(await objects()).toBe(before)
  })

  test('what is refused makes no object: a body that cannot be, in any market', async () => {
    const before = await objects()
    for (const body of [
      {},
      { market: 'US' },
      { market: 'us', items: [{ variantId: 'x' }] },
      '{',
      { market: 'us', id: 'cart_x' },
    ])
      expect((await ask('POST', '/v1/carts', undefined, body)).status).toBeGreaterThanOrEqual(400)
    expect(await objects()).toBe(before)
  })
})

describe('claiming', () => {
  test('what is not in hand is not there: rubbish, a foreign or forged token, no object', async () => {
    const mine = await open([item('var-mug')], 'us')
    const theirs = await open([item('var-mug')], 'us')
    const alice = await customerToken('alice')
    const claim = (path: string, token: string) => ask('POST', `${path}/claim`, alice, { token })
    const before = await objects()
    for (const token of ['x', 'aaaa.bbbb.cccc', theirs.token, alice, mine.token.replace(/.{4}$/, 'AAAA')])
      expect(appearance((await claim(mine.path, token)) as Told<Fault>)).toEqual(nowhere)
    const never = `/v1/carts/${makeCartId()}`
    expect(appearance((await claim(never, mine.token)) as Told<Fault>)).toEqual(nowhere)
    const over = await claim(mine.path, await tokenOf(later(context(), -31 * DAY), mine.id))
    expect([over.status, over.body.code]).toEqual([410, 'cart_expired'])
    expect(await objects()).toBe(before)
    expect((await mine.read()).body).toEqual(mine.opened)
  })
})

// I-21: a thousand near misses of a real id and token.

test('1,000 near misses: none is let in, none looks like another, no object comes into being', async () => {
  const guest = await open([item('var-mug')], 'us')
  const misses = nearMisses(guest.id, guest.token, 1_000)
  expect(new Set(misses.map((miss) => miss.join(' '))).size).toBe(1_000)
  const before = await objects()
  const seen = new Map<string, number>()
  let accepted = 0
  for (const [id, token] of misses) {
    const answer = await told<Fault>(await send(`/v1/carts/${id}`, { headers: bearer(token) }))
    if (answer.status < 400) accepted += 1
    const looks = JSON.stringify(appearance(answer))
    seen.set(looks, (seen.get(looks) ?? 0) + 1)
  }
  expect({ accepted, looks: [...seen] }).toEqual({ accepted: 0, looks: [[JSON.stringify(nowhere), 1_000]] })
  expect(await objects()).toBe(before)
  expect((await guest.read()).status).toBe(200)
})

/** One character changed, another case, halves swapped, cut, doubled: of the id, or of the token. */
function nearMisses(id: string, token: string, count: number): [string, string][] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  let seed = 2026
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed % below
  }
  const other = (text: string) => {
    const place = random(text.length)
    const letter = alphabet[random(64)] ?? 'A'
    return `${text.slice(0, place)}${letter}${text.slice(place + 1)}`
  }
  const middle = Math.floor(id.length / 2)
  const misses = new Map<string, [string, string]>()
  const note = (...miss: [string, string]) => {
    if (miss[0] !== id || miss[1] !== token) misses.set(miss.join(' '), miss)
  }
  note(id.toUpperCase(), token)
  note(id.toLowerCase(), token)
  note(id.slice(5), token)
  note(`chk_${id.slice(5)}`, token)
  note(`${id.slice(middle)}${id.slice(0, middle)}`, token)
  note(id.slice(0, -1), token)
  note(`${id}A`, token)
  note(id, token.toUpperCase())
  note(id, token.slice(0, -1))
  note(id, `${token}A`)
  note(id, `${token}=`)
  note(id, token.split('.').toReversed().join('.'))
  // The last characters of a part have bits that no byte is made of.
  for (const letter of alphabet) note(id, `${token.slice(0, -1)}${letter}`)
  while (misses.size < count) {
    if (random(2) === 0) note(other(id), token)
    else note(id, other(token))
  }
  return [...misses.values()].slice(0, count)
}
