import { isDeepStrictEqual } from 'node:util'

type Content = Readonly<Record<string, { readonly example?: unknown; readonly examples?: unknown }>>
type Response = { readonly description?: string; readonly content?: Content }
type Operation = {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses?: Readonly<Record<string, Response>>
  readonly 'x-highstreet'?: {
    readonly scope?: unknown
    readonly credential?: unknown
    readonly cache?: unknown
    readonly limit?: string
    readonly budget?: { readonly kv?: unknown; readonly d1?: unknown; readonly do?: unknown }
  }
}
/** As much of an OpenAPI document as the laws look at. */
export type Document = { readonly paths?: Readonly<Record<string, unknown>> }
export type Route = { readonly method: string; readonly path: string }

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const CACHE_CLASSES: readonly unknown[] = ['catalog', 'availability', 'document', 'private']
const LIMITS = ['open', 'pay', 'code', 'guess']
// The document itself and the pages about it are not part of what it describes.
const NOT_DESCRIBED = new Set(['/', '/docs', '/openapi.json'])

/** Where shoppers' own things are; nothing else asks for a shopper's credential. */
const OF_SHOPPERS = /^\/v1\/(?:carts|customers|checkouts|orders)(?:\/|$)/
/** Of these, what only a customer has: no link and no capability opens it. */
const OF_CUSTOMERS = /^\/v1\/customers(?:\/|$)/
const OF_STAFF = /^\/v1\/admin(?:\/|$)/
/** The security schemes that a credential comes to, an empty one for those who show nothing. */
const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  cart: ['cart', 'customer'],
  opening: ['', 'customer'],
  buying: ['', 'cart', 'customer'],
  checkout: ['checkout', 'customer'],
  customer: ['customer'],
  order: ['customer', 'order'],
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0

function operationsOf(
  document: Document,
): { door: string; method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ door: `${method.toUpperCase()} ${path}`, method, path, operation })),
  )
}

/** Operations whose facts are missing or cannot be true, as `METHOD path: what is wrong`. */
export function routesWithoutFacts(document: Document): string[] {
  const ids = new Set<string>()
  return operationsOf(document).flatMap(({ door, method, path, operation }) => {
    const { operationId, tags, summary, security = [], responses = {} } = operation
    const { scope, credential, cache, budget, limit } = operation['x-highstreet'] ?? {}
    const problems: string[] = []
    if (!operationId) problems.push('has no operationId')
    else if (ids.has(operationId)) problems.push(`shares its operationId ${operationId}`)
    ids.add(operationId ?? '')
    if (!tags?.length) problems.push('has no tag')
    if (!summary) problems.push('has no summary')
    if (!CACHE_CLASSES.includes(cache)) problems.push(`has no cache class (${String(cache)})`)
    if (!isCount(budget?.kv) || !isCount(budget?.d1)) problems.push('has no storage budget { kv, d1 }')
    if (budget?.do !== undefined && !isCount(budget.do))
      problems.push('has no count of objects in its budget')
    if (limit !== undefined && !LIMITS.includes(limit)) problems.push(`has no such limit (${limit})`)
    if (limit !== undefined && !/\brate_limited\b/.test(responses['429']?.description ?? ''))
      problems.push('has a limit and does not say 429 rate_limited')
    if ((credential === 'opening' || credential === 'buying') && limit === undefined)
      problems.push('can be opened by anybody, without a limit')
    if (method !== 'get' && cache !== 'private') problems.push('is no GET, so its answer is private')
    if (OF_STAFF.test(path)) {
      if (typeof scope !== 'string' || !/^[a-z]+:(?:read|write)$/.test(scope)) problems.push('has no scope')
      if (cache !== 'private') problems.push('is for staff, so its answer is private')
      if (!security.some((each) => Object.values(each).some((scopes) => scopes.includes(String(scope)))))
        problems.push('does not ask for its scope')
    } else if (scope !== undefined) problems.push('asks for a scope outside /v1/admin/')
    if (OF_SHOPPERS.test(path)) {
      const schemes = SCHEMES[String(credential)]
      if (schemes === undefined) problems.push(`names no credential (${String(credential)})`)
      else if (!isDeepStrictEqual(security.map((each) => Object.keys(each).join('+')).toSorted(), schemes))
        problems.push('does not ask for its credential')
      if (schemes !== undefined && OF_CUSTOMERS.test(path) && credential !== 'customer')
        problems.push('is of customers, and asks for something else than their token')
      if (cache !== 'private') problems.push('is for one shopper, so its answer is private')
    } else if (credential !== undefined) problems.push("asks for a credential where nothing is a shopper's")
    else if (!OF_STAFF.test(path) && scope === undefined && security.length > 0)
      problems.push('asks for a token and does not say which')
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (/^[45]/.test(status) && Object.keys(content).join() !== 'application/problem+json')
        problems.push(`answers ${status} with something else than a problem`)
    }
    return problems.map((problem) => `${door}: ${problem}`)
  })
}

/** JSON bodies and good JSON answers that show no example. */
export const bodiesWithoutExamples = (document: Document): string[] =>
  operationsOf(document).flatMap(({ door, operation: { requestBody, responses = {} } }) => {
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    return [['body', requestBody] as const, ...answers].flatMap(([place, body]) => {
      const json = body?.content?.['application/json']
      return json !== undefined && json.example === undefined ? [`${door}: has no example (${place})`] : []
    })
  })

type Schema = {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown; readonly error?: unknown }
}
type SchemaContent = Readonly<Record<string, { readonly schema?: unknown; readonly example?: unknown }>>
/** A route as it is defined, with the schemas that its requests and answers are checked by. */
export type RouteDefinition = {
  readonly method: string
  readonly path: string
  readonly request?: { readonly body?: { readonly content?: SchemaContent } }
  readonly responses?: Readonly<Record<string, { readonly content?: SchemaContent }>>
}

/**
 * Examples that the route's own schema does not take. An answer's schema drops members it does not know, so that its
 * example must also come out as it went in.
 */
export const wrongExamples = (routes: readonly RouteDefinition[]): string[] =>
  routes.flatMap(({ method, path, request, responses = {} }) =>
    [['body', request?.body] as const, ...Object.entries(responses)].flatMap(([place, body]) =>
      Object.values(body?.content ?? {}).flatMap(({ schema, example }) => {
        if (example === undefined) return []
        const { success, data, error } = (schema as Schema).safeParse(example)
        const why = success
          ? place !== 'body' && !isDeepStrictEqual(data, example) && 'has members that its schema has not'
          : String(error)
        return why === false ? [] : [`${method.toUpperCase()} ${path}: its example (${place}) ${why}`]
      }),
    ),
  )

/** Routes that are registered and not described, and the other way round. `ALL` is middleware. */
export function unlistedRoutes(routes: readonly Route[], document: Document): string[] {
  const listed = new Set(operationsOf(document).map(({ door }) => door))
  const served = new Set(
    routes
      .filter(({ method, path }) => method !== 'ALL' && !NOT_DESCRIBED.has(path))
      .map(({ method, path }) => `${method} ${path.replace(/\/:(\w+)(?:\{[^}]*\})?/g, '/{$1}')}`),
  )
  return [
    ...[...served].filter((door) => !listed.has(door)).map((door) => `${door}: is not in the document`),
    ...[...listed].filter((door) => !served.has(door)).map((door) => `${door}: is in the document only`),
  ]
}
