import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  bodiesWithoutExamples,
  type RouteDefinition,
  routesWithoutFacts,
  unlistedRoutes,
  wrongExamples,
} from './law-routes.ts'

// Loaded inside the tests: should the app not load here, the laws' own tests still run.
async function house() {
  const { app } = await import('../../src/app.ts')
  const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Highstreet', version: '0' } })
  const definitions = app.openAPIRegistry.definitions.flatMap((each) =>
    each.type === 'route' ? [each.route as RouteDefinition] : [],
  )
  return { routes: app.routes, document, definitions }
}

test('every operation is listed with its facts', async () => {
  const { document } = await house()
  expect(Object.keys(document.paths ?? {})).toContain('/v1/markets')
  expect(routesWithoutFacts(document)).toEqual([])
})

test('every route of the app is in the document', async () => {
  const { routes, document } = await house()
  expect(unlistedRoutes(routes, document)).toEqual([])
})

test('every JSON body and every good JSON answer shows an example', async () => {
  const { document } = await house()
  expect(bodiesWithoutExamples(document)).toEqual([])
})

test('every example is one that its route would take or give', async () => {
  const { definitions } = await house()
  expect(definitions.length).toBeGreaterThan(20)
  expect(wrongExamples(definitions)).toEqual([])
})

const refusal = { content: { 'application/problem+json': {} } }
const read = {
  operationId: 'readShelf',
  tags: ['Shelves'],
  summary: 'One shelf',
  responses: { 200: { content: { 'application/json': {} } }, 304: {}, 404: refusal },
  'x-highstreet': { cache: 'catalog', budget: { kv: 1, d1: 0 } },
}
const staff = {
  ...read,
  security: [{ staff: ['catalog:write'] }],
  'x-highstreet': { scope: 'catalog:write', cache: 'private', budget: { kv: 0, d1: 1 } },
}

const open = (credential: string, security: object[], more: object = {}) => ({
  ...read,
  security,
  'x-highstreet': { credential, cache: 'private', budget: { kv: 1, d1: 0, do: 1 }, ...more },
})
const cart = open('cart', [{ cart: [] }, { customer: [] }])
const tooMany = { 429: { description: 'rate_limited', ...refusal } }
const opening = (facts: object, responses: object = tooMany) => ({
  ...open('opening', [{ customer: [] }, {}], facts),
  responses: { ...read.responses, ...responses },
})
const customer = open('customer', [{ customer: [] }])

test('not reported: complete operations', () => {
  const paths = {
    '/v1/carts': {
      post: { ...opening({ limit: 'open' }), operationId: 'openCart' },
    },
    '/v1/carts/{id}': { get: { ...cart, operationId: 'readCart' } },
    '/v1/customers/me/cart': { get: { ...customer, operationId: 'readMyCart' } },
    '/v1/shelves/{id}': { get: read, parameters: [] },
    '/v1/admin/shelves': { post: { ...staff, operationId: 'makeShelf' } },
  }
  expect(routesWithoutFacts({ paths })).toEqual([])
})

const facts = (given: object) => ({ 'x-highstreet': { ...read['x-highstreet'], ...given } })
const cartFacts = (given: object) => ({ 'x-highstreet': { ...cart['x-highstreet'], ...given } })
const staffFacts = (given: object) => ({ 'x-highstreet': { ...staff['x-highstreet'], ...given } })

test.each([
  ['no id', 'GET /v1/shelves', { ...read, operationId: undefined }, 'has no operationId'],
  ['no tag', 'GET /v1/shelves', { ...read, tags: [] }, 'has no tag'],
  ['no summary', 'GET /v1/shelves', { ...read, summary: '' }, 'has no summary'],
  [
    'a cache class of its own',
    'GET /v1/shelves',
    { ...read, ...facts({ cache: 'public' }) },
    'no cache class',
  ],
  ['half a budget', 'GET /v1/shelves', { ...read, ...facts({ budget: { kv: 1 } }) }, 'no storage budget'],
  [
    'a budget below nothing',
    'GET /v1/shelves',
    { ...read, ...facts({ budget: { kv: 0, d1: -1 } }) },
    'no storage budget',
  ],
  ['a cached POST', 'POST /v1/shelves', read, 'is no GET'],
  ['a scope in public', 'GET /v1/shelves', staff, 'outside /v1/admin/'],
  [
    'a guard without a scope',
    'GET /v1/shelves',
    { ...read, security: [{ staff: ['x:read'] }] },
    'does not say which',
  ],
  ['a credential in public', 'GET /v1/shelves', cart, "where nothing is a shopper's"],
  ['a credential beside carts', 'GET /v1/cartsandmore/{id}', cart, "where nothing is a shopper's"],
  [
    "a shopper's door for staff",
    'GET /v1/admin/shelves',
    {
      ...staff,
      security: [{ staff: ['catalog:write'] }, { customer: [] }],
      ...staffFacts({ credential: 'customer' }),
    },
    "where nothing is a shopper's",
  ],
  ['a cart open to all', 'GET /v1/carts/{id}', { ...cart, ...facts({ cache: 'private' }) }, 'no credential'],
  ['a credential of its own', 'GET /v1/carts/{id}', open('guest', [{ cart: [] }]), 'no credential (guest)'],
  ['carts without a guard', 'GET /v1/carts/{id}', { ...cart, security: [] }, 'not ask for its credential'],
  ['half a guard', 'GET /v1/carts/{id}', { ...cart, security: [{ cart: [] }] }, 'not ask for its credential'],
  [
    'a guard that lets everybody pass',
    'GET /v1/customers/me',
    { ...customer, security: [{ customer: [] }, {}] },
    'not ask for its credential',
  ],
  [
    'guards that must hold together',
    'GET /v1/carts/{id}',
    { ...cart, security: [{ cart: [], customer: [] }] },
    'not ask for its credential',
  ],
  [
    'customers without a credential',
    'GET /v1/customers/me',
    { ...read, ...facts({ cache: 'private' }) },
    'no credential (undefined)',
  ],
  [
    'customers with a token of a cart',
    'GET /v1/customers/me',
    open('cart', [{ cart: [] }, { customer: [] }]),
    'something else than their token',
  ],
  [
    "a shopper's answer in a cache",
    'GET /v1/orders/{id}',
    open('customer', [{ customer: [] }], { cache: 'catalog' }),
    'for one shopper',
  ],
  ['a scope on a cart', 'GET /v1/carts/{id}', { ...cart, ...cartFacts({ scope: 'carts:read' }) }, 'a scope'],
  [
    'a budget of half an object',
    'GET /v1/carts/{id}',
    { ...cart, ...cartFacts({ budget: { kv: 1, d1: 0, do: 0.5 } }) },
    'no count of objects',
  ],
  ['a door that anybody opens', 'POST /v1/carts', opening({}), 'without a limit'],
  ['a limit of its own', 'POST /v1/carts', opening({ limit: 'some' }), 'has no such limit (some)'],
  ['a limit that is not told', 'POST /v1/carts', opening({ limit: 'open' }, {}), 'does not say 429'],
  [
    'staff without a guard',
    'GET /v1/admin/shelves',
    { ...staff, security: [] },
    'does not ask for its scope',
  ],
  [
    'staff answers in a cache',
    'GET /v1/admin/shelves',
    { ...staff, ...staffFacts({ cache: 'catalog' }) },
    'is private',
  ],
  [
    'an error as JSON',
    'GET /v1/shelves',
    { ...read, responses: { 404: { content: { 'application/json': {} } } } },
    '404',
  ],
  ['an error as nothing', 'GET /v1/shelves', { ...read, responses: { 503: {} } }, '503'],
])('reported: %s', (_what, door, operation, message) => {
  const [method = '', path = ''] = door.split(' ')
  const messages = routesWithoutFacts({ paths: { [path]: { [method.toLowerCase()]: operation } } })
  expect(messages).toEqual([expect.stringContaining(message)])
  expect(messages[0]).toContain(door)
})

test('reported: an operation without any fact, and an id used twice', () => {
  const paths = { '/v1/a': { get: read }, '/v1/admin/b': { get: { operationId: 'readShelf' } } }
  expect(routesWithoutFacts({ paths })).toEqual(
    [
      'shares its operationId readShelf',
      'has no tag',
      'has no summary',
      'has no cache class (undefined)',
      'has no storage budget { kv, d1 }',
      'has no scope',
      'is for staff, so its answer is private',
      'does not ask for its scope',
    ].map((problem) => `GET /v1/admin/b: ${problem}`),
  )
})

test('reported: a route beside the document, and a document beside the routes', () => {
  const routes = [
    { method: 'ALL', path: '/*' },
    { method: 'GET', path: '/docs' },
    { method: 'GET', path: '/v1/shelves/:id{[0-9]+}' },
    { method: 'DELETE', path: '/v1/shelves/:id' },
  ]
  const paths = { '/v1/shelves/{id}': { get: read }, '/v1/rooms': { get: read } }
  expect(unlistedRoutes(routes, { paths })).toEqual([
    'DELETE /v1/shelves/{id}: is not in the document',
    'GET /v1/rooms: is in the document only',
  ])
})

const json = (example?: unknown) => ({ content: { 'application/json': { example } } })

test('reported: bodies and good answers without an example; others need none', () => {
  const operation = {
    requestBody: json(),
    responses: { 200: json({ a: 1 }), 201: json(), 204: {}, 304: {}, 404: refusal },
  }
  const file = { requestBody: { content: { 'text/csv': {} } }, responses: { 200: json(null) } }
  expect(bodiesWithoutExamples({ paths: { '/v1/a': { post: operation, put: file } } })).toEqual([
    'POST /v1/a: has no example (body)',
    'POST /v1/a: has no example (201)',
  ])
})

test('reported: examples that the schema refuses, or knows only in part', () => {
  const schema = z.object({ id: z.string(), from: z.string().optional() })
  const content = (example: unknown, given: z.ZodType = schema) => ({
    content: { 'application/json': { schema: given, example } },
  })
  const instant = z.strictObject({ at: z.string().transform((text) => Date.parse(text)) })
  const route = (body: object, answer: object): RouteDefinition => ({
    method: 'post',
    path: '/v1/a',
    request: { body },
    responses: { 200: answer },
  })
  expect(
    wrongExamples([
      route(content({ at: '2026-11-24T00:00:00Z' }, instant), content({ id: 'a', from: 'b' })),
      route({ content: {} }, { content: { 'application/json': { schema } } }),
    ]),
  ).toEqual([])
  const wrong = wrongExamples([
    route(content({ at: 7 }, instant), content({ id: 7 })),
    route(content({ at: '', more: 1 }, instant), content({ id: 'a', more: 1 })),
  ])
  expect(wrong.map((each) => each.replaceAll(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^POST \/v1\/a: its example \(body\) .*expected string/),
    expect.stringMatching(/^POST \/v1\/a: its example \(200\) .*expected string/),
    expect.stringMatching(/^POST \/v1\/a: its example \(body\) .*unrecognized/i),
    'POST /v1/a: its example (200) has members that its schema has not',
  ])
})
