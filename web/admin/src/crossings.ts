import { useSyncExternalStore } from 'react'

/** Where a request was answered from, as the shop's own headers tell it. */
export type Crossing = {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly status: number
  /** As this browser waited for it. */
  readonly milliseconds: number
  readonly memory: number
  readonly kv: number
  readonly d1: number
  readonly objects: number
  readonly rowsRead: number
  /** Cloudflare's cache had it: our code did not run, and the counts are those of whoever filled it. */
  readonly isEdgeHit: boolean
}

const KEPT_MAX = 200
let kept: readonly Crossing[] = []
const listeners = new Set<() => void>()

/** Reads `Server-Timing` as the Worker writes it: `kv;dur=3;desc="1"`. */
export function readTiming(header: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [, tier = '', count] of header.matchAll(/(\w+);dur=[\d.]+;desc="(\d+)"/g))
    counts[tier] = Number(count)
  return counts
}

export function crossingOf(url: URL, method: string, response: Response, milliseconds: number): Crossing {
  const {
    memory = 0,
    kv = 0,
    d1 = 0,
    do: objects = 0,
    sql = 0,
  } = readTiming(response.headers.get('Server-Timing') ?? '')
  const cacheStatus = response.headers.get('CF-Cache-Status')
  return {
    at: Date.now(),
    method,
    path: url.pathname,
    status: response.status,
    milliseconds,
    memory,
    kv,
    d1,
    objects,
    rowsRead: sql,
    isEdgeHit: cacheStatus === 'HIT' || cacheStatus === 'STALE' || cacheStatus === 'UPDATING',
  }
}

/** `fetch`, and a note of what the answer cost the shop. */
export async function observedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const start = performance.now()
  const response = await fetch(input, init)
  const url = new URL(input instanceof Request ? input.url : input, location.origin)
  kept = [
    ...kept.slice(1 - KEPT_MAX),
    crossingOf(url, init?.method ?? 'GET', response, performance.now() - start),
  ]
  for (const listener of listeners) listener()
  return response
}

/** The last requests of this console, oldest first. */
export const useCrossings = (): readonly Crossing[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => kept,
  )
