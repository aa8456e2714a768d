import { hc, type ApplyGlobalResponse, type InferRequestType, type InferResponseType } from 'hono/client'
import type { App } from './app.ts'
import type { ProblemCode, ProblemError } from './platform/problem.ts'

/** The document of a refusal (RFC 9457). Act on `code`: it never changes its meaning; texts may. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  requestId: string
  errors?: ProblemError[]
  retryable: boolean
}

// Any route may refuse, so every status that a problem can have is possible on each; `ok` tells them apart.
type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 411 | 413 | 414 | 415 | 422 | 500 | 503
type Refusals = { [Status in RefusalStatus]: { json: Problem } }

export type Client = ReturnType<typeof hc<ApplyGlobalResponse<App, Refusals>>>
export type ClientOptions = Parameters<typeof hc>[1]

/**
 * A typed client of the API. Only types come from the Worker, so a bundle holds Hono's small proxy and this file. For
 * admin routes, give the token in `options.headers`, best as a function, so that a renewed one is seen.
 */
export const createClient = (baseUrl: string, options?: ClientOptions): Client =>
  hc<ApplyGlobalResponse<App, Refusals>>(baseUrl, options)
