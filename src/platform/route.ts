import { OpenAPIHono, createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { cachedAnswers } from './answers.ts'
import type { AppEnv } from './app-env.ts'
import { PROBLEMS, Problem, type ProblemCode, type ProblemError } from './problem.ts'

/** How an answer may be cached. Everything that is not listed here is private, no-store. */
export type CacheClass = 'catalog' | 'availability' | 'document' | 'private'

/** Storage crossings a cold answer may cost, by tier. A law test holds every route to it. */
export type Budget = { readonly kv: number; readonly d1: number }

export type RouteFacts = {
  /** The scope a staff token needs; absent = nobody is asked. */
  readonly scope?: string
  readonly cache: CacheClass
  readonly budget: Budget
}

const FACTS = 'x-highstreet'

const problemSchema = z
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
  const refusals: readonly ProblemCode[] = facts.scope
    ? ['unauthenticated', 'invalid_token', 'insufficient_scope', ...problems]
    : problems
  return createRoute({
    ...(route as unknown as R),
    [FACTS]: facts,
    security: facts.scope ? [{ staff: [facts.scope] }] : [],
    responses: { ...problemResponses(refusals), ...route.responses } as R['responses'],
    middleware: [
      ...(facts.scope ? [authenticated(facts.scope)] : []),
      ...(facts.cache === 'catalog' || facts.cache === 'availability' ? [cachedAnswers(facts.cache)] : []),
    ],
  })
}

function problemResponses(codes: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      { description: some.join(', '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  )
}

/** Runs before a route's parameters are looked at: who may not call it learns nothing about them. */
function authenticated(scope: string): MiddlewareHandler<AppEnv> {
  return async function authenticatedStaff(c, next) {
    c.set('staff', await c.var.ctx.authenticate(c.req.header('Authorization'), scope))
    await next()
  }
}

/** A feature's router: parameters that do not fit become one problem that names each of them. */
export function featureRoutes(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const inBody = result.target === 'json'
      const errors: ProblemError[] = result.error.issues.flatMap((issue) => {
        const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join(inBody ? '/' : '.')]
        return names.map((name) => ({
          ...(inBody ? { pointer: `/${name}` } : { parameter: name.slice(0, 64) }),
          code: issue.code === 'unrecognized_keys' ? 'unknown' : 'invalid',
          message: issue.code === 'unrecognized_keys' ? 'is not known here' : issue.message,
        }))
      })
      if (result.target === 'param') throw new Problem('not_found')
      throw new Problem(inBody ? 'validation_failed' : 'invalid_parameter', undefined, { errors })
    },
  })
}

/** An answer whose JSON is put together from ready texts; the type is the one the route's schema promises. */
export function jsonText<Data>(
  c: Context<AppEnv>,
  text: string,
): Response & TypedResponse<Data, 200, 'json'> {
  return c.body(text, 200, { 'Content-Type': 'application/json' }) as unknown as Response &
    TypedResponse<Data, 200, 'json'>
}
