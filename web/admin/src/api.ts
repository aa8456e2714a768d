import { type QueryKey, useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query'
import { createClient, type Problem, problemOf } from 'highstreet/client'
import { useRef } from 'react'
import { observedFetch } from './crossings.ts'
import { currentToken, endSession } from './session.ts'

// Everything the console knows and does goes through here: the typed client, with a tag for what is changed and a key
// for what is done.

async function asked(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await observedFetch(input, init)
  const refused = new Headers(init?.headers).get('Authorization')?.replace('Bearer ', '')
  if (response.status !== 401 || refused === undefined) return response
  const token = await currentToken(refused)
  if (token === undefined || token === refused) {
    endSession('Your token is no longer accepted. Sign in again to go on where you were.')
    return response
  }
  const headers = new Headers(init?.headers)
  headers.set('Authorization', `Bearer ${token}`)
  return observedFetch(input, { ...init, headers })
}

const authorization = async (): Promise<Record<string, string>> => {
  const token = await currentToken()
  return token === undefined ? {} : { Authorization: `Bearer ${token}` }
}

/** The public catalog, without a token and past the browser's own cache: what shoppers get. */
export const shop = createClient(location.origin, { fetch: asked, init: { cache: 'no-store' } })
export const { admin } = createClient(location.origin, { fetch: asked, headers: authorization }).v1

/** A refusal in the API's own words, or none where a proxy or nobody answered. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly problem: Problem | undefined
  readonly etag: string

  constructor(status: number, problem: Problem | undefined, etag = '') {
    super(problem?.detail ?? `The server answered with status ${status}.`)
    this.status = status
    this.problem = problem
    this.etag = etag
  }
}

type Reply = {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<unknown>
}
/** The body of the good answers among all that a route may answer. */
type Told<R> = R extends { ok: true; json(): Promise<infer Body> } ? Body : never
/** What a route of the client answers. */
export type Answer<Route extends (...given: never[]) => Promise<unknown>> = Told<Awaited<ReturnType<Route>>>

/** What was read, and the tag that a change of it has to show. */
export type Tagged<Body> = { readonly body: Body; readonly etag: string }

export async function readTagged<R extends Reply>(reply: Promise<R>): Promise<Tagged<Told<R>>> {
  const response: Reply = await reply
  const { ok, status, headers } = response
  const etag = headers.get('ETag') ?? ''
  if (!ok) throw new Refusal(status, await problemOf(response), etag)
  return { body: (status === 204 ? undefined : await response.json()) as Told<R>, etag }
}

export const read = async <R extends Reply>(reply: Promise<R>): Promise<Told<R>> =>
  (await readTagged(reply)).body

export const problemIn = (error: unknown): Problem | undefined =>
  error instanceof Refusal ? error.problem : undefined

/** What the API has against members of a body, by their JSON pointer. */
export const faultsIn = (error: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (problemIn(error)?.errors ?? []).map(({ pointer, parameter, message }) => [
      pointer ?? parameter ?? '',
      message.charAt(0).toUpperCase() + message.slice(1),
    ]),
  )

/** Somebody else changed it first: what it is now, with its tag. */
export function conflictIn<Body>(error: unknown): Tagged<Body> | undefined {
  const problem = problemIn(error)
  if (!(error instanceof Refusal) || problem?.code !== 'version_mismatch') return undefined
  return { body: problem.current as Body, etag: error.etag }
}

/** Whether nobody knows what came of it: it is sent again with the same key, and done once. */
const isUnknown = (error: unknown): boolean => !(error instanceof Refusal) || error.status >= 500

const RETRIES_MAX = 2

/**
 * Something to do at the API, once however often it is sent: a key for each press, kept as long as its outcome is not
 * known. `changes` are what has to be read anew afterwards.
 */
export function useAct<Given, Done>(
  act: (given: Given, headers: Record<string, string>) => Promise<Done>,
  changes: readonly QueryKey[] = [],
): UseMutationResult<Done, Error, Given> {
  const queries = useQueryClient()
  const open = useRef<{ given: string; key: string } | undefined>(undefined)
  return useMutation<Done, Error, Given>({
    mutationFn: (given) => {
      const text = JSON.stringify(given, (_, value: unknown) =>
        value instanceof File ? `${value.name} ${value.size} ${value.lastModified}` : value,
      )
      if (open.current?.given !== text) open.current = { given: text, key: crypto.randomUUID() }
      return act(given, { 'Idempotency-Key': open.current.key })
    },
    retry: (count, error) => isUnknown(error) && count < RETRIES_MAX,
    onSettled: async (_done, error) => {
      if (error === null || !isUnknown(error)) open.current = undefined
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })))
    },
  })
}

/** Sends a file as it is. The client knows JSON alone, so the route's answer has to be named. */
export const upload = async <Body>(
  url: URL,
  file: File,
  headers: Record<string, string>,
): Promise<Reply & { readonly ok: true; json(): Promise<Body> }> =>
  (await asked(url, {
    method: 'POST',
    body: file,
    headers: { ...headers, ...(await authorization()) },
  })) as Response & {
    readonly ok: true
  }
