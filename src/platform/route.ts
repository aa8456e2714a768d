import { OpenAPIHono, createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { cachedAnswers } from './answers.ts'
import type { AppEnv } from './app-env.ts'
import { CREDENTIALS, type CredentialKind, staffCredential } from './credentials.ts'
import { requireIdempotencyKey, parseIdempotencyKey } from './idempotency.ts'
import type { Limit } from './context.ts'
import { BODY_BYTES_DEFAULT, guardJsonBody, readJsonBody, readUnaskedBody } from './json-body.ts'
import { limited } from './limits.ts'
import { ERRORS_MAX, PROBLEMS, Problem, type ProblemCode, type ProblemError } from './problem.ts'

/** How an answer may be cached. Everything that is not listed here is private, no-store. */
export type CacheClass = 'catalog' | 'availability' | 'document' | 'private'

/**
 * Storage crossings a cold answer may cost, by tier, a route's own without those of authentication. A test holds every
 * route to it.
 */
export type Budget = { readonly kv: number; readonly d1: number; readonly do?: number }

export type RouteFacts = {
  /** The scope a staff token needs; without it and without a credential nobody is asked. */
  readonly scope?: string
  /** What a shopper has to show (credentials.ts). The cart is the one whose `id` stands in the path. */
  readonly credential?: CredentialKind
  readonly cache: CacheClass
  readonly budget: Budget
  /**
   * Unsafe routes of staff and shoppers take an Idempotency-Key; 'required' ones are refused without. `needless`: the
   * operation can be repeated as it is, so a key is looked at for its form alone.
   */
  readonly key?: 'required' | 'needless'
  /**
   * The route changes one resource with a revision: `put` may also create it, `optional` does without If-Match, too.
   * Documents If-Match and its refusals.
   */
  readonly match?: 'required' | 'put' | 'optional'
  /** What is counted of it by the minute (limits.ts), and refused with 429 where it is too much. */
  readonly limit?: Limit
  /** The most that a JSON body may weigh. */
  readonly bodyBytesMax?: number
}

const FACTS = 'x-highstreet'

/** What `authenticated` adds to a route for staff: whether the token has been revoked. */
const AUTHENTICATION_D1 = 1

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional(),
          parameter: z.string().optional(),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional(),
    retryable: z.boolean(),
    current: z
      .unknown()
      .optional()
      .openapi({ description: 'With version_mismatch: the resource as it is now.' }),
  })
  .openapi('Problem')

/**
 * A route with its facts: scope, cache class and storage budget stand in the OpenAPI document as `x-highstreet`, where
 * the law tests and the reference read them. Problems are listed by code and grouped by status.
 */
export function defineRoute<const R extends Omit<RouteConfig, 'security'>>(
  config: R & { facts: RouteFacts; problems?: readonly ProblemCode[] },
) {
  const { facts, problems = [], ...route } = config
  const credential =
    facts.scope !== undefined
      ? staffCredential(facts.scope)
      : facts.credential !== undefined
        ? CREDENTIALS[facts.credential]
        : undefined
  const unsafe = credential !== undefined && config.method !== 'get'
  const takesJson = config.request?.body?.content['application/json'] !== undefined
  const bodyBytesMax = facts.bodyBytesMax ?? BODY_BYTES_DEFAULT
  const refusals = new Set<ProblemCode>([
    ...(credential?.problems ?? []),
    ...(unsafe ? (facts.key === 'needless' ? NEEDLESS_KEY_PROBLEMS : KEY_PROBLEMS) : []),
    ...(facts.key === 'required' ? (['idempotency_key_required'] as const) : []),
    ...(facts.match && facts.match !== 'optional' ? (['version_required'] as const) : []),
    ...(facts.match ? (['version_mismatch'] as const) : []),
    ...(facts.limit ? (['rate_limited'] as const) : []),
    ...(takesJson ? BODY_PROBLEMS : []),
    ...problems,
  ])
  return createRoute({
    ...(route as unknown as R),
    [FACTS]: withAuthentication(facts),
    security: [...(credential?.security ?? [])],
    parameters: [
      ...(unsafe ? [keyParameter(facts.key)] : []),
      ...(facts.match ? matchParameters(facts.match, config.path) : []),
    ],
    responses: { ...problemResponses([...refusals]), ...route.responses } as R['responses'],
    // In the order of reliability.md §3.1: size and media type, who is asking, and only then what is in the request.
    middleware: [
      named(`${config.method.toUpperCase()} ${config.path}`),
      ...(takesJson ? [guardJsonBody(bodyBytesMax)] : []),
      // Around authentication, since it counts refusals.
      ...(facts.limit === 'guess' ? [limited('guess')] : []),
      ...(credential === undefined ? [] : [credential.middleware]),
      ...(facts.limit === 'open' || facts.limit === 'pay' ? [limited(facts.limit)] : []),
      ...(unsafe ? [keyed(facts.key)] : []),
      ...(takesJson ? [readJsonBody(bodyBytesMax)] : []),
      // Behind the body, since it counts what brings codes.
      ...(facts.limit === 'code' ? [limited('code')] : []),
      ...(unsafe && config.request?.body === undefined ? [readUnaskedBody] : []),
      ...(facts.cache === 'catalog' || facts.cache === 'availability' ? [cachedAnswers(facts.cache)] : []),
    ],
  })
}

const withAuthentication = (facts: RouteFacts): RouteFacts =>
  facts.scope === undefined
    ? facts
    : { ...facts, budget: { ...facts.budget, d1: facts.budget.d1 + AUTHENTICATION_D1 } }

const NEEDLESS_KEY_PROBLEMS = ['idempotency_key_invalid'] as const
const KEY_PROBLEMS = ['idempotency_key_invalid', 'idempotency_conflict', 'idempotency_in_flight'] as const
const BODY_PROBLEMS = [
  'malformed_json',
  'content_too_large',
  'unsupported_media_type',
  'validation_failed',
] as const

const keyParameter = (key: RouteFacts['key']) => ({
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: key === 'required',
  schema: { type: 'string' as const, maxLength: 255 },
  description:
    key === 'needless'
      ? 'Not needed: the operation can be repeated as it is.'
      : 'A new random text per operation, and the same one on its retries: it is then done once. Kept 48 h.',
})

/** Tags of products and their variants, and of carts, are made otherwise (preconditions.ts). */
const tagExample = (path: string): string =>
  path.startsWith('/v1/carts/')
    ? '"3.Wq0dk2c_uT1xEr7z"'
    : /^\/v1\/admin\/(products|variants)\b/.test(path)
      ? '"7"'
      : '"7-mieuu9s0"'

const matchParameters = (match: NonNullable<RouteFacts['match']>, path: string) => [
  {
    name: 'If-Match',
    in: 'header' as const,
    required: match === 'required',
    schema: { type: 'string' as const, example: tagExample(path) },
    description:
      match === 'optional'
        ? 'The ETag of what you have read: with an old one 412 and the present resource. Without it the last one wins.'
        : 'The ETag of what you have read. Without it 428, with an old one 412 and the present resource.',
  },
  ...(match === 'put'
    ? [
        {
          name: 'If-None-Match',
          in: 'header' as const,
          required: false,
          schema: { type: 'string' as const, example: '*' },
          description: '`*` makes the resource only where there is none.',
        },
      ]
    : []),
]

function problemResponses(codes: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      { description: some.join(', '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  )
}

/** Tells the handlers which route they serve, for the audit. */
const named = (route: string): MiddlewareHandler<AppEnv> =>
  async function namedRoute(c, next) {
    c.set('route', route)
    await next()
  }

const keyed = (key: RouteFacts['key']): MiddlewareHandler<AppEnv> =>
  async function keyedRequest(c, next) {
    const header = c.req.header('Idempotency-Key')
    if (key === 'required') requireIdempotencyKey(header)
    else parseIdempotencyKey(header)
    await next()
  }

/** What a feature's own messages mean: a schema of it may say a code instead of words. */
export type DescribeIssue = (message: string) => { code: string; message: string } | undefined

/** What a schema has against a request, member by member. */
export function issueErrors(
  issues: readonly z.core.$ZodIssue[],
  inBody: boolean,
  describe: DescribeIssue = () => undefined,
): ProblemError[] {
  const errors = issues.flatMap(innermost).flatMap((issue): ProblemError[] => {
    const at = (...more: string[]) => {
      const path = [...issue.path, ...more]
      return inBody ? { pointer: pointerTo(path) } : { parameter: path.join('.').slice(0, 64) }
    }
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .slice(0, ERRORS_MAX)
        .map((key) => ({ ...at(key), code: 'unknown', message: 'is not known here' }))
    return [{ ...at(), ...(describe(issue.message) ?? { code: 'invalid', message: issue.message }) }]
  })
  return errors.slice(0, ERRORS_MAX)
}

/** Of a choice that nothing fits, the issues of the branch that is nearest to what was sent; else the choice itself. */
export function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const [deep] = issue.errors
    .filter((branch) => branch.some((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'))
    .toSorted((a, b) => faultsIn(a) - faultsIn(b))
  if (deep === undefined) return [issue]
  return deep.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }))
}

const faultsIn = (branch: readonly z.core.$ZodIssue[]): number =>
  branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)

/** A feature's router: parameters that do not fit become one problem that names each of them. */
export function featureRoutes(describe: DescribeIssue = () => undefined): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const inBody = result.target === 'json'
      if (result.target === 'param') throw new Problem('not_found')
      const errors = issueErrors(result.error.issues, inBody, describe)
      throw new Problem(inBody ? 'validation_failed' : 'invalid_parameter', undefined, { errors })
    },
  })
}

/** A JSON pointer (RFC 6901); of a name that a stranger chose not more than its beginning. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((name) => `/${String(name).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** An answer whose JSON is put together from ready texts; the type is the one the route's schema promises. */
export function jsonText<Data, Status extends ContentfulStatusCode = 200>(
  c: Context<AppEnv>,
  text: string,
  status: Status = 200 as Status,
  headers: Readonly<Record<string, string>> = {},
): Response & TypedResponse<Data, Status, 'json'> {
  return c.body(text, status, { ...headers, 'Content-Type': 'application/json' }) as unknown as Response &
    TypedResponse<Data, Status, 'json'>
}
