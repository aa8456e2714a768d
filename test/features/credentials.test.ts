import { OpenAPIHono, z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { customerCartIds } from '../../src/auth/cart-credential.ts'
import type { AppEnv } from '../../src/platform/app-env.ts'
import { Problem, problemResponse } from '../../src/platform/problem.ts'
import { referencePage } from '../../src/platform/reference-page.ts'
import type { OpenApiDocument } from '../../src/platform/reference/openapi.ts'
import { defineRoute, featureRoutes } from '../../src/platform/route.ts'
import { later, makeCartId, makeSecret, shopWith, tokenOf } from './auth/capabilities.ts'
import { customerToken, token } from './shop.ts'

// Routes of shoppers, as defineRoute makes them: what they ask for, in which order, and what the document says of it.

const answer = { description: 'Done', content: { 'application/json': { schema: z.unknown(), example: {} } } }
const body = {
  required: true,
  content: { 'application/json': { schema: z.strictObject({ a: z.number() }), example: { a: 1 } } },
}
const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cart_1' }) })
const budget = { kv: 1, d1: 0, do: 1 }
const common = { tags: ['Carts'], summary: 'A test', responses: { 200: answer } }

const openCart = defineRoute({
  ...common,
  method: 'post',
  path: '/v1/carts',
  operationId: 'openCart',
  request: { body },
  facts: { credential: 'opening', cache: 'private', budget },
})
const readCart = defineRoute({
  ...common,
  method: 'get',
  path: '/v1/carts/{id}',
  operationId: 'readCart',
  request: { params },
  facts: { credential: 'cart', cache: 'private', budget },
})
const changeCart = defineRoute({
  ...common,
  method: 'patch',
  path: '/v1/carts/{id}',
  operationId: 'changeCart',
  request: { params, body },
  facts: { credential: 'cart', cache: 'private', budget, match: 'optional', bodyBytesMax: 100 },
})
const readMine = defineRoute({
  ...common,
  method: 'get',
  path: '/v1/customers/me/cart',
  operationId: 'readMine',
  facts: { credential: 'customer', cache: 'private', budget },
})

const shop = shopWith([makeSecret()])
const id = makeCartId()
const alice = { kind: 'customer', issuer: 'https://customers.test', subject: 'alice' }

const app = new OpenAPIHono<AppEnv>()
app.use(async (c, next) => {
  c.set('ctx', shop)
  await next()
})
app.route(
  '/',
  featureRoutes()
    .openapi(openCart, (c) => c.json({ opener: c.var.opener ?? null }, 200))
    .openapi(readCart, (c) => c.json(c.var.cart, 200))
    .openapi(changeCart, (c) => c.json(c.var.cart, 200))
    .openapi(readMine, (c) => c.json(c.var.customer, 200)),
)
app.onError((error) => {
  if (!(error instanceof Problem)) throw error
  return problemResponse(error, 'req_test')
})

const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'T', version: '0' } })

type Given = { bearer?: string; headers?: Record<string, string>; body?: string }
async function ask(method: string, path: string, { bearer, headers = {}, body: text }: Given = {}) {
  const response = await app.request(`https://shop.test${path}`, {
    method,
    headers: {
      ...(text !== undefined && { 'Content-Type': 'application/json' }),
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(text !== undefined && { body: text }),
  })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  }
}
const codeOf = ({ text }: { text: string }): unknown => (JSON.parse(text) as { code?: unknown }).code

const path = `/v1/carts/${id}`
const good = await tokenOf(shop, id)
const stranger = await tokenOf(shop, makeCartId())

describe('what the handler is given', () => {
  test('on a cart: its holder, or its customer', async () => {
    const guest = await ask('GET', path, { bearer: good })
    expect([guest.status, JSON.parse(guest.text)]).toEqual([200, { kind: 'guest', id, renew: false }])
    const [mine] = customerCartIds(shop, alice as never)
    const customer = await ask('GET', `/v1/carts/${mine}`, { bearer: await customerToken('alice') })
    expect(JSON.parse(customer.text)).toEqual({ kind: 'customer', id: mine, customer: alice })
    const escaped = await ask('GET', path.replace('cart_', 'cart%5F'), { bearer: good })
    expect(JSON.parse(escaped.text)).toMatchObject({ kind: 'guest', id })
  })

  test('where a cart is opened: a customer or nobody', async () => {
    const open = (bearer?: string) =>
      ask('POST', '/v1/carts', { body: '{"a":1}', ...(bearer !== undefined && { bearer }) })
    expect(JSON.parse((await open()).text)).toEqual({ opener: null })
    expect(JSON.parse((await open(good)).text)).toEqual({ opener: null })
    expect(JSON.parse((await open(await customerToken('alice'))).text)).toEqual({ opener: alice })
    const staff = await open(await token('carts:write'))
    expect([staff.status, codeOf(staff)]).toEqual([401, 'invalid_token'])
    expect(staff.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  })

  test('for customers: the customer', async () => {
    const mine = await ask('GET', '/v1/customers/me/cart', { bearer: await customerToken('alice') })
    expect(JSON.parse(mine.text)).toEqual(alice)
    for (const [bearer, code] of [
      [undefined, 'unauthenticated'],
      [good, 'invalid_token'],
      [await token('carts:write'), 'invalid_token'],
    ] as const) {
      const refused = await ask('GET', '/v1/customers/me/cart', { ...(bearer !== undefined && { bearer }) })
      expect([refused.status, codeOf(refused)]).toEqual([401, code])
    }
  })
})

describe('strangers of a cart', () => {
  test('are told the same, to the byte, wherever the token is and whatever else is wrong', async () => {
    const none = await ask('GET', path)
    expect([none.status, codeOf(none)]).toEqual([404, 'not_found'])
    expect(none.headers).not.toHaveProperty('www-authenticate')
    const alike: [string, ReturnType<typeof ask>][] = [
      ['a token in the query', ask('GET', `${path}?token=${good}&access_token=${good}`)],
      ['a cookie', ask('GET', path, { headers: { Cookie: `token=${good}; cart=${good}` } })],
      ['another header', ask('GET', path, { headers: { 'X-Authorization': `Bearer ${good}` } })],
      ['a proxy', ask('GET', path, { headers: { 'Proxy-Authorization': `Bearer ${good}` } })],
      ['a claimed name', ask('GET', path, { headers: { 'X-User-Id': 'alice', 'X-Cart-Id': id } })],
      ['two headers', ask('GET', path, { headers: { Authorization: `Bearer ${good}, Bearer ${good}` } })],
      ['Basic', ask('GET', path, { headers: { Authorization: `Basic ${good}` } })],
      ["another cart's token", ask('GET', path, { bearer: stranger })],
      [
        "another cart's token that has run out",
        ask('GET', path, { bearer: await tokenOf(later(shop, -99 * 86_400_000), makeCartId()) }),
      ],
      ['staff', ask('GET', path, { bearer: await token('carts:write') })],
      ['a customer', ask('GET', path, { bearer: await customerToken('alice') })],
      ['a cart that never was', ask('GET', `/v1/carts/${makeCartId()}`, { bearer: good })],
      ['an id that is none', ask('GET', '/v1/carts/%00%27%20OR%201=1', { bearer: good })],
      ['a long id', ask('GET', `/v1/carts/${'x'.repeat(5_000)}`, { bearer: good })],
      [
        'a bad key',
        ask('PATCH', path, { bearer: stranger, body: '{"a":1}', headers: { 'Idempotency-Key': '' } }),
      ],
      ['a bad body', ask('PATCH', path, { bearer: stranger, body: '{"a":' })],
      ['a wrong body', ask('PATCH', path, { bearer: stranger, body: '{"b":2}' })],
      [
        'a wrong tag',
        ask('PATCH', path, { bearer: stranger, body: '{"a":1}', headers: { 'If-Match': '"0"' } }),
      ],
    ]
    for (const [what, asked] of alike) expect([what, await asked]).toEqual([what, none])
  })

  test('but for the own token that has run out', async () => {
    const over = await tokenOf(later(shop, -99 * 86_400_000), id)
    const answered = await ask('GET', path, { bearer: over })
    expect([answered.status, codeOf(answered)]).toEqual([410, 'cart_expired'])
  })
})

test('size and media type come before the credential, the key before the body', async () => {
  const key = { 'Idempotency-Key': '' }
  const steps: [Given, number, string][] = [
    [
      { body: `{"a":${'1'.repeat(200)}`, headers: { ...key, 'Content-Length': '205' } },
      413,
      'content_too_large',
    ],
    [{ body: '{"a":', headers: { ...key, 'Content-Type': 'text/plain' } }, 415, 'unsupported_media_type'],
    [{ body: '{"a":', headers: key }, 404, 'not_found'],
    [{ body: '{"a":', headers: key, bearer: good }, 400, 'idempotency_key_invalid'],
    [{ body: '{"a":', headers: { 'Idempotency-Key': 'k' }, bearer: good }, 400, 'malformed_json'],
    [{ body: '{"b":1}', bearer: good }, 422, 'validation_failed'],
    [{ body: '{"a":1}', bearer: good, headers: { 'Idempotency-Key': '"k"' } }, 200, 'none'],
  ]
  for (const [given, status, code] of steps) {
    const answered = await ask('PATCH', path, given)
    expect([answered.status, codeOf(answered) ?? 'none']).toEqual([status, code])
  }
})

describe('the document', () => {
  type Described = {
    security: unknown
    parameters?: { name: string; required?: boolean }[]
    responses: Record<string, { description: string }>
    'x-highstreet': unknown
  }
  const operation = (door: string, method: string) =>
    (document.paths?.[door] as Record<string, Described> | undefined)?.[method] as Described
  const headersOf = ({ parameters = [] }: Described) =>
    parameters.filter(({ name }) => /^[A-Z]/.test(name)).map(({ name, required }) => [name, required])

  test('names the credential, the key and the optional tag with their refusals', () => {
    const change = operation('/v1/carts/{id}', 'patch')
    expect(change.security).toEqual([{ cart: [] }, { customer: [] }])
    expect(change['x-highstreet']).toMatchObject({ credential: 'cart', budget })
    expect(headersOf(change)).toEqual([
      ['Idempotency-Key', false],
      ['If-Match', false],
    ])
    expect(change.responses).toMatchObject({
      404: { description: 'not_found' },
      410: { description: 'cart_expired' },
      412: { description: 'version_mismatch' },
    })
    expect(Object.keys(change.responses)).not.toContain('428')
    expect(Object.keys(change.responses)).not.toContain('401')
  })

  test("says who may open a cart, and what is a customer's", () => {
    const open = operation('/v1/carts', 'post')
    expect(open.security).toEqual([{ customer: [] }, {}])
    expect(open.responses[401]?.description).toBe('unauthenticated, invalid_token')
    const mine = operation('/v1/customers/me/cart', 'get')
    expect(mine.security).toEqual([{ customer: [] }])
    expect(mine.responses[401]?.description).toBe('unauthenticated, invalid_token')
    expect(headersOf(mine)).toEqual([])
  })

  test('is shown on the reference page', () => {
    const page = referencePage(document as OpenApiDocument, { style: '/a.css', script: '/a.js' })
    const section = (name: string) => {
      const start = page.indexOf(`<section class="operation" id="${name}"`)
      return page
        .slice(start, page.indexOf('</section>', start))
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
    }
    expect(section('changeCart')).toContain('Credential token of the cart, or of its customer')
    expect(section('changeCart')).toContain('at most 1 Durable Object, 1 KV when cold')
    expect(section('changeCart')).toContain('# TOKEN and the id are what opening the cart answered')
    expect(section('changeCart')).toContain('Authorization: Bearer $TOKEN')
    expect(section('openCart')).toContain('Credential none, or a customer token')
    expect(section('openCart')).not.toContain('$TOKEN')
    expect(section('readMine')).toContain('TOKEN=$(npm run -s token -- --customer alice)')
  })
})
