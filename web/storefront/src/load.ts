import { problemOf, Refused } from 'highstreet/client'
import { useCallback, useEffect, useState } from 'preact/hooks'

/** Why something cannot be shown: there is no such thing, nobody may see it, or it could not be asked for. */
export type Failure = 'missing' | 'forbidden' | 'unreachable'
export type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure; readonly retry: () => void }

type Entry = { promise: Promise<unknown>; value?: unknown; failure?: Failure; at: number }

/** For so long what was asked for is shown without asking again; then it is shown, and asked for besides. */
const FRESH_MS = 30_000
const ENTRIES_MAX = 200
const entries = new Map<string, Entry>()

type Answer = {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<unknown>
}

/** The body of a good answer; anything else is thrown. */
export async function bodyOf<A extends Answer>(
  asked: Promise<A>,
): Promise<Awaited<ReturnType<Extract<A, { ok: true }>['json']>>> {
  const answer = await asked
  if (!answer.ok) throw new Refused(answer.status, await problemOf(answer))
  return (await answer.json()) as Awaited<ReturnType<Extract<A, { ok: true }>['json']>>
}

export function failureOf(error: unknown): Failure {
  const status = error instanceof Refused ? error.status : 0
  if (status === 404 || status === 410) return 'missing'
  return status === 401 || status === 403 ? 'forbidden' : 'unreachable'
}

/** Asks, unless it has been asked a moment ago. */
export function ask<T>(key: string, fetcher: () => Promise<T>): Entry {
  const known = entries.get(key)
  if (known !== undefined && known.failure === undefined && Date.now() - known.at < FRESH_MS) return known
  const entry: Entry = {
    promise: Promise.resolve(),
    at: Date.now(),
    ...(known?.value !== undefined && { value: known.value }),
  }
  entry.promise = fetcher().then(
    (value) => {
      entry.value = value
      delete entry.failure
    },
    (error: unknown) => {
      entry.failure = failureOf(error)
    },
  )
  entries.delete(key)
  entries.set(key, entry)
  const [oldest] = entries.keys()
  if (entries.size > ENTRIES_MAX && oldest !== undefined) entries.delete(oldest)
  return entry
}

export const known = <T>(key: string): T | undefined => entries.get(key)?.value as T | undefined

/** Forgets what begins so, such as everything of a customer who has logged out. */
export function forget(prefix: string): void {
  for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
}

/** What there is under a key; undefined = not now. Shown at once when it is known. */
export function useLoad<T>(key: string | undefined, fetcher: () => Promise<T>): Loading<T> {
  const [, redraw] = useState(0)
  const [tries, setTries] = useState(0)
  const retry = useCallback(() => setTries((count) => count + 1), [])
  useEffect(() => {
    if (key === undefined) return undefined
    let isWanted = true
    const entry = ask(key, fetcher)
    if (entry.value === undefined) redraw((count) => count + 1)
    void entry.promise.then(() => isWanted && redraw((count) => count + 1))
    return () => {
      isWanted = false
    }
  }, [key, tries])
  const entry = key === undefined ? undefined : entries.get(key)
  const failed = entry?.value === undefined && entry?.failure !== undefined
  useEffect(() => {
    if (!failed) return undefined
    addEventListener('online', retry)
    return () => removeEventListener('online', retry)
  }, [failed, retry])
  if (entry?.value !== undefined) return { state: 'ready', value: entry.value as T }
  return entry?.failure === undefined
    ? { state: 'loading' }
    : { state: 'failed', failure: entry.failure, retry }
}
