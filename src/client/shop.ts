import type { Hono } from 'hono'
import {
  hc,
  type ApplyGlobalResponse,
  type ClientRequestOptions,
  type InferRequestType,
  type InferResponseType,
} from 'hono/client'
import type { BlankEnv, Endpoint, ExtractSchema } from 'hono/types'
import type { JSONValue } from 'hono/utils/types'
import type { App, ProblemCode, ProblemError } from '../app.ts'

/** The document of a refusal (RFC 9457). Act on `code`, which never changes its meaning; texts may change. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  requestId: string
  errors?: ProblemError[]
  retryable: boolean
  /** With `version_mismatch`: the resource as it is now, to merge with. */
  current?: unknown
}

// Any route may refuse: on each of them `response.ok` tells its own answer from a problem.
type RefusalStatus =
  400 | 401 | 403 | 404 | 405 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 422 | 428 | 429 | 500 | 503
type Refusals = { [Status in RefusalStatus]: { json: Problem } }

/** Entries of the category tree. */
export type CategoryTree = { handle: string; title: string; children: CategoryTree[] }

// What Hono infers, made handier: a query without required members may be left out; of the names that no schema can
// list only `option.{name}` passes, so that a slip of the pen is an error; and the tree is one, where inference gives up.
type Handier<Route> = Route extends Endpoint
  ? Omit<Route, 'input' | 'output'> & { input: Input<Route['input']>; output: Output<Route['output']> }
  : never
type Input<Given> = Given extends { query: infer Query }
  ? Omit<Given, 'query'> &
      ({ [Name in never]: unknown } extends Query ? { query?: Named<Query> } : { query: Named<Query> })
  : Given
type Named<Query> = {
  [Name in keyof Query as string extends Name ? `option.${string}` : Name]: Query[Name]
}
type Output<Given> = Given extends { data: { children: JSONValue }[] } ? { data: CategoryTree[] } : Given
type Routes<S> = { [Path in keyof S]: { [Method in keyof S[Path]]: Handier<S[Path][Method]> } }
type Api = ApplyGlobalResponse<Hono<BlankEnv, Routes<ExtractSchema<App>>>, Refusals>

export type Client = ReturnType<typeof hc<Api>>

/**
 * The typed client of a shop. Only types come from the Worker, so that a bundle holds Hono's small proxy and this file.
 * Give tokens in `options.headers` as a function: it is asked for every request, so a renewed token is seen.
 */
export const createClient = (baseUrl: string, options?: ClientRequestOptions): Client =>
  hc<Api>(baseUrl, options)

type InMarket = Client['v1']['markets'][':market']
type ListProducts = InMarket['products']['$get']

export type Market = InferResponseType<InMarket['$get'], 200>
export type Product = InferResponseType<InMarket['products'][':handle']['$get'], 200>
export type ProductVariant = Product['variants'][number]
export type ProductPage = InferResponseType<ListProducts, 200>
export type ProductCard = ProductPage['data'][number]
export type Facets = NonNullable<ProductPage['facets']>
export type ProductQuery = NonNullable<InferRequestType<ListProducts>['query']>
export type Category = InferResponseType<InMarket['categories'][':handle']['$get'], 200>
export type Availability = Product['availability']
export type Money = ProductVariant['price']

type AnyResponse = { headers: Headers; json(): Promise<unknown> }

/** The problem a response carries; undefined when it carries none, as an answer, or the error page of a proxy. */
export async function problemOf(response: AnyResponse): Promise<Problem | undefined> {
  const type = response.headers.get('Content-Type') ?? ''
  return type.startsWith('application/problem+json') ? ((await response.json()) as Problem) : undefined
}

/** A refusal as something to throw. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly problem: Problem | undefined

  constructor(status: number, problem: Problem | undefined) {
    super(problem === undefined ? `status ${status}` : `${problem.code}: ${problem.detail}`)
    this.status = status
    this.problem = problem
  }
}

/**
 * Walks a product list page by page, from the first page or from `query.cursor`; stop by leaving the loop. Throws
 * `Refused`. A page may be empty and not be the last: only `nextCursor` says so.
 */
export async function* productPages(
  client: Client,
  market: string,
  query: ProductQuery = {},
): AsyncGenerator<ProductPage, void> {
  let next: ProductQuery | undefined = query
  while (next !== undefined) {
    const response = await client.v1.markets[':market'].products.$get({ param: { market }, query: next })
    if (!response.ok) throw new Refused(response.status, await problemOf(response))
    const page = await response.json()
    yield page
    const cursor = page.page.nextCursor
    next = cursor === null ? undefined : { ...query, cursor }
  }
}
