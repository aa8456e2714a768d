import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { ask, cartDoors, type Fault, item, open, pieces, stock, told } from './carts/support.ts'
import { type Ask, type Door, requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { customerToken, sendRequest } from './shop.ts'

// Bodies, texts, numbers and parameters that are no good (reliability.md §3.3 to §3.6), at every door of shoppers that
// takes JSON: what is refused is a problem document, and nothing of it took effect.

beforeAll(stock)

let logged: string[] = []
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
  vi.spyOn(console, name).mockImplementation(
    (...words: unknown[]) => void logged.push(words.map(String).join(' ')),
  )
beforeEach(() => {
  logged = []
})

const jsonDoors = cartDoors.filter(({ takesJson }) => takesJson)
const utf8 = new TextEncoder()
const JSON_TYPE = { 'Content-Type': 'application/json' }

type Given = Ask & { readonly state: () => Promise<string> }

/** A good request, and how its cart is doing. Whoever opens or claims one has a cart as a customer. */
async function givenFor(door: Door): Promise<Given> {
  const given = await askFor(door)
  const { headers = {}, path } = given
  if (door.credential === 'cart') {
    const own = path.replace(/^(\/v1\/carts\/[^/?]+).*/, '$1')
    return { ...given, state: async () => (await ask('GET', own, undefined, undefined, headers)).text }
  }
  const token = headers['Authorization']?.slice(7) ?? (await customerToken(`bad-${crypto.randomUUID()}`))
  await ask('GET', `/v1/customers/me/cart?market=${door.credential === 'opening' ? 'de' : 'us'}`, token)
  return {
    ...given,
    headers: { Authorization: `Bearer ${token}` },
    state: async () => (await ask('GET', '/v1/customers/me/cart', token)).text,
  }
}

async function refusal(
  door: Door,
  given: Given,
  raw: string | Uint8Array,
  headers: Record<string, string> = JSON_TYPE,
) {
  const before = await given.state()
  const bytes = typeof raw === 'string' ? utf8.encode(raw) : raw
  const answer = await told<Fault>(await sendRequest(requestOf(door, { ...given, raw: bytes }, headers)))
  if (answer.status < 400) return { ...answer, outcome: answer.status }
  expect(await given.state(), 'nothing of a refused request took effect').toBe(before)
  const { type, status, code, requestId, detail } = answer.body
  expect([type, status, answer.headers.get('Content-Type')]).toEqual([
    `/problems/${code}`,
    answer.status,
    'application/problem+json',
  ])
  expect(requestId).toBe(answer.headers.get('X-Request-Id'))
  expect(answer.headers.get('Cache-Control')).toContain('no-store')
  expect(detail).not.toMatch(/SQL|at \/|node_modules|\.ts\b/)
  return { ...answer, outcome: `${answer.status} ${code}` }
}

const MALFORMED = [
  '',
  ' ',
  '{',
  '}',
  '{"a":1,}',
  '[1,]',
  '{"a":1} x',
  '{} {}',
  '// comment\n{}',
  '{a:1}',
  "{'a':1}",
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":01}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":"\n"}',
  '\u0000',
  '{"a":1,"a":2}',
  '{"\\u0061":1,"a":2}',
  '{"x":{"b":1,"b":1}}',
]

describe.each(jsonDoors)('$operationId ($method $path)', (door) => {
  test('rows 36, 38, 40, 45: what is no JSON, or has two meanings', async () => {
    const given = await givenFor(door)
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    for (const text of [...MALFORMED, '['.repeat(10_000), deep, `{"a":${'['.repeat(40)}${']'.repeat(40)}}`])
      expect([text.slice(0, 40), (await refusal(door, given, text)).outcome]).toEqual([
        text.slice(0, 40),
        '400 malformed_json',
      ])
    const body = JSON.stringify(given.body)
    for (const bytes of [
      [0xff],
      [0xc3, 0x28],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xc0, 0xaf],
    ]) {
      const mixed = new Uint8Array([
        ...utf8.encode(body.slice(0, -1)),
        ...utf8.encode(',"x":"'),
        ...bytes,
        0x22,
        0x7d,
      ])
      expect((await refusal(door, given, mixed)).outcome).toBe('400 malformed_json')
    }
  })

  test('rows 37, 39, 41, 48, 49, 66, 87: what is JSON and not what is asked for', async () => {
    const given = await givenFor(door)
    for (const text of ['null', '[]', '[{}]', '"x"', '5', 'true', '{}'])
      expect([text, (await refusal(door, given, text)).outcome]).toEqual([text, '422 validation_failed'])
    const body = JSON.stringify(given.body).slice(0, -1)
    for (const name of ['__proto__', 'constructor', 'prototype'])
      for (const text of [`${body},"${name}":{"polluted":1}}`, `${body},"x":[{"${name}":1}]}`])
        expect((await refusal(door, given, text)).outcome).toBe('422 validation_failed')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const members = Array.from({ length: 100_000 }, (_, at) => `"m${at}":1`).join(',')
    expect((await refusal(door, given, `{${members}}`)).outcome).toBe('413 content_too_large')
    const some = Array.from({ length: 5_000 }, (_, at) => `"m${at}":1`).join(',')
    const many = await refusal(door, given, `${body},${some}}`)
    expect([many.outcome, many.body.errors?.length]).toEqual(['422 validation_failed', 100])
    for (const name of [
      'id',
      'price',
      'unitPrice',
      'total',
      'totals',
      'tax',
      'currency',
      'version',
      'status',
      'customerId',
      'createdAt',
      'expiresAt',
      'role',
      'Market',
      'item',
      'qunatity',
      '',
    ])
      for (const value of ['1', '"x"', '{"amount":1,"currency":"USD"}']) {
        const { outcome, body: told } = await refusal(door, given, `${body},"${name}":${value}}`)
        expect([name, outcome, told.errors?.[0]]).toMatchObject([
          name,
          '422 validation_failed',
          { pointer: `/${name}`, code: 'unknown' },
        ])
      }
  })

  test('row 44: half characters and controls in names', async () => {
    const given = await givenFor(door)
    const body = JSON.stringify(given.body).slice(0, -1)
    for (const name of ['\\u0000', '\\ud800', 'a\\u0007', '\\udc00\\ud800'])
      expect((await refusal(door, given, `${body},"${name}":1}`)).outcome).toBe('422 validation_failed')
  })

  test('rows 47, 50, 52, 53: other media types, never taken for an empty object', async () => {
    const given = await givenFor(door)
    const body = JSON.stringify(given.body)
    const accepted = door.method === 'PATCH' ? 'Accept-Patch' : 'Accept-Post'
    for (const type of [
      'text/plain',
      'text/json',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/merge-patch+json',
      'application/json-patch+json',
      'application/problem+json',
      'application/jsonx',
      'application/json; charset=iso-8859-1',
      'application/json; charset=utf-16',
      'application/json, text/plain',
      '*/*',
    ]) {
      const { outcome, headers } = await refusal(door, given, body, { 'Content-Type': type })
      expect([type, outcome, headers.get(accepted)]).toEqual([
        type,
        '415 unsupported_media_type',
        'application/json',
      ])
    }
    expect((await refusal(door, given, body, {})).outcome).toBe('415 unsupported_media_type')
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity', 'zstd']) {
      const headers = { ...JSON_TYPE, 'Content-Encoding': encoding }
      expect((await refusal(door, given, body, headers)).outcome).toBe('415 unsupported_media_type')
    }
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/JSON',
  ])('row 51: %s is taken', async (type) => {
    const given = await givenFor(door)
    expect(
      (await refusal(door, given, JSON.stringify(given.body), { 'Content-Type': type })).status,
    ).toBeLessThan(300)
  })

  test('row 46: a byte order mark is no part of the text', async () => {
    const given = await givenFor(door)
    const answer = await refusal(door, given, `\ufeff${JSON.stringify(given.body)}`)
    expect(answer.status, answer.text).toBeLessThan(300)
  })

  test('row 54: ten megabytes, with their length and in pieces', async () => {
    const given = await givenFor(door)
    const before = await given.state()
    const big = `{"x":"${'x'.repeat(10_000_000)}"}`
    const whole = await refusal(door, given, big)
    expect(whole.outcome).toBe('413 content_too_large')
    const piece = utf8.encode('x'.repeat(100_000))
    let sent = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        if (sent === 1) controller.enqueue(utf8.encode('{"x":"'))
        else if (sent < 100) controller.enqueue(piece)
        else controller.close()
      },
    })
    const answer = await sendRequest(
      new Request(`https://shop.test${given.path}`, {
        method: door.method,
        headers: { ...JSON_TYPE, ...given.headers },
        body: stream,
      }),
    )
    expect([answer.status, ((await answer.json()) as Fault).code]).toEqual([413, 'content_too_large'])
    expect(await given.state()).toBe(before)
    const padded = `${JSON.stringify(given.body)}${' '.repeat(66_000)}`
    expect((await refusal(door, given, padded)).outcome).toBe('413 content_too_large')
  })
})

describe.each(cartDoors)('$operationId ($method $path)', (door) => {
  test('row 86, 89: parameters that are unknown, repeated or traps', async () => {
    const given = await givenFor(door)
    const before = await given.state()
    const [path = '', query] = given.path.split('?')
    for (const more of [
      'x=1',
      'id=a&id=b',
      'id[]=a',
      'id[$ne]=',
      'cart=1',
      '__proto__=1',
      'utm_source=x',
      '=1',
      'explain=',
      'explain=yes',
      'explain=true&explain=false',
      '%zz=1',
      'a=%ED%A0%80',
      'market=',
      'locale=de',
    ]) {
      // The one that reads its own cart in a market, and the one that may be explained.
      const url = `${path}?${query === undefined ? '' : `${query}&`}${more}`
      const answer = await told<Fault>(await sendRequest(requestOf(door, { ...given, path: url })))
      expect([more, answer.status, answer.body.code]).toEqual([more, 400, 'invalid_parameter'])
    }
    const long = await told<Fault>(
      await sendRequest(requestOf(door, { ...given, path: `${path}?x=${'x'.repeat(9_000)}` })),
    )
    expect([long.status, long.body.code]).toEqual([414, 'uri_too_long'])
    expect(await given.state()).toBe(before)
  })
})

describe('quantities (rows 42, 43, 72)', () => {
  const NONE = [
    '-1',
    '1.5',
    '1e9',
    '2147483648',
    '1000',
    'null',
    '""',
    '"5"',
    'true',
    '[5]',
    '{}',
    '1e999',
    '-1e999',
    '1e308',
    '9007199254740993',
    '0.1',
    '1e-1',
    '"１"',
  ]

  test.each([...NONE, '0', '-0'])('an add of %s', async (quantity) => {
    const guest = await open([item('var-kettle')], 'us')
    const text = `{"items":[{"variantId":"var-mug","quantity":1},{"variantId":"var-mug","quantity":${quantity}}]}`
    const { status, body } = await guest.ask('POST', '/items', text)
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/items/1/quantity'])
    const opening = await ask('POST', '/v1/carts', undefined, `{"market":"us",${text.slice(1)}`)
    expect([opening.status, opening.body.errors?.[0]?.pointer]).toEqual([422, '/items/1/quantity'])
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test.each(NONE)('a set to %s', async (quantity) => {
    const guest = await open([item('var-kettle')], 'us')
    const { status, body } = await guest.ask(
      'PATCH',
      `/items/${guest.opened.items[0]?.id}`,
      `{"quantity":${quantity}}`,
    )
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/quantity'])
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test.each([
    ['5', 5],
    ['5.0', 5],
    ['5e0', 5],
    ['50e-1', 5],
    ['9.99e2', 999],
    ['-0', undefined],
    ['0.0', undefined],
  ])('a set to %s is one to %s', async (quantity, is) => {
    const guest = await open([item('var-kettle')], 'us')
    const { body } = await guest.ask(
      'PATCH',
      `/items/${guest.opened.items[0]?.id}`,
      `{"quantity":${quantity}}`,
    )
    expect(pieces(body)['var-kettle']).toBe(is)
  })

  test.each([
    [{ quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'var-mug' }, '/items/0/quantity'],
    [{ variantId: '', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 5, quantity: 1 }, '/items/0/variantId'],
    [{ variantId: null, quantity: 1 }, '/items/0/variantId'],
    [{ variantId: ['var-mug'], quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'x'.repeat(65), quantity: 1 }, '/items/0/variantId'],
    [{ variantId: "1' OR 1=1", quantity: 1 }, '/items/0/variantId'],
    [{ variantId: '../var-mug', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'var-mug\u0000', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'VAR-MUG', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'constructor', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'prd-mug', quantity: 1 }, '/items/0/variantId'],
    [{ variantId: 'var-mug', quantity: 1, price: { amount: 1, currency: 'USD' } }, '/items/0/price'],
    [{ variantId: 'var-mug', quantity: 1, id: 'lin_x' }, '/items/0/id'],
    ['var-mug', '/items/0'],
    [null, '/items/0'],
  ])('the item %j is refused at %s', async (wrong, pointer) => {
    const guest = await open([], 'us')
    const { status, body } = await guest.ask('POST', '/items', { items: [wrong] })
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', pointer])
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

describe('texts (rows 44, 57)', () => {
  const WRONG = [
    '"\\ud800"',
    '"a\\udc00"',
    '"a\\u0000b"',
    '"a\\u0007b"',
    '"\\u001b[31m"',
    '"\\u0085"',
    JSON.stringify(`e${'\u0301'.repeat(10_000)}`),
    JSON.stringify('x'.repeat(60_000)),
  ]
  test.each(WRONG)('%s in a note, a postal code and a code', async (text) => {
    const guest = await open([], 'us')
    for (const [method, rest, body, pointer] of [
      ['PATCH', '', `{"note":${text}}`, '/note'],
      ['PATCH', '', `{"destination":{"country":"US","postalCode":${text}}}`, '/destination/postalCode'],
      ['PUT', '/codes', `{"codes":["ok",${text}]}`, '/codes/1'],
    ] as const) {
      const answer = await guest.ask(method, rest, body)
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, pointer])
      expect(answer.text.length).toBeLessThan(1_000)
    }
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test.each([
    "O'Neil",
    'Nuñez',
    '李',
    'שלום',
    '👩‍👩‍👧',
    '<script>alert(1)</script>',
    "'; DROP TABLE cart; --",
    '{{7*7}}',
    '=1+1',
    '%s%n',
  ])('a note may say %j, and says it again', async (note) => {
    const guest = await open([], 'us')
    expect((await guest.ask('PATCH', '', { note })).body.note).toBe(note)
    expect((await guest.read()).body.note).toBe(note)
  })
})

describe('numbers of cards and bank accounts (row 71)', () => {
  const CARDS = [
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111111111111111',
    '378282246310005',
    '6011 0009 9013 9424',
    '４１１１１１１１１１１１１１１１',
  ]
  const IBANS = [
    'DE89 3704 0044 0532 0130 00',
    'gb82west12345698765432',
    'NO9386011117947',
    'FR1420041010050500013M02606',
  ]
  const secretOf = (text: string) => text.normalize('NFKC').replaceAll(/[ -]/g, '').slice(4)

  test.each([...CARDS, ...IBANS])(
    '%s is refused in a note, not echoed, not logged, not kept',
    async (number) => {
      const guest = await open([], 'us')
      for (const note of [number, `my card: ${number}, thanks`, `(${number})`]) {
        const { status, body, text } = await guest.ask('PATCH', '', { note })
        expect([note, status, body.errors?.[0]?.pointer]).toEqual([note, 422, '/note'])
        for (const trace of [number, secretOf(number)]) expect(text + logged.join('\n')).not.toContain(trace)
      }
      expect((await guest.read()).body).toEqual(guest.opened)
    },
  )

  test.each([...CARDS, ...IBANS])('%s is refused as a code', async (number) => {
    const guest = await open([], 'us')
    for (const codes of [[number], ['ok', ` ${number} `]]) {
      const { status, body, text } = await guest.ask('PUT', '/codes', { codes })
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, `/codes/${codes.length - 1}`])
      for (const trace of [number, secretOf(number)]) expect(text + logged.join('\n')).not.toContain(trace)
    }
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test.each(['4111111111111111', '4222222222222', 'NO9386011117947'])(
    '%s is refused as a postal code',
    async (postalCode) => {
      const guest = await open([], 'us')
      const { status, body, text } = await guest.ask('PATCH', '', {
        destination: { country: 'US', postalCode },
      })
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/destination/postalCode'])
      expect(text + logged.join('\n')).not.toContain(postalCode)
    },
  )

  test('numbers of other things pass: phones, orders, parcels that fail the check digit', async () => {
    const guest = await open([], 'us')
    for (const note of [
      '+49 30 901820',
      '4111 1111 1111 1112',
      '2026-11-25',
      'DE89 3704 0044 0532 0130 01',
      '12345',
    ])
      expect([note, (await guest.ask('PATCH', '', { note })).status]).toEqual([note, 200])
  })
})
