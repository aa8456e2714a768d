import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { PUBLIC_CORS } from './cors.ts'
import type { Memory } from './memory.ts'
import type { AnswerFacts, AppEnv } from './app-env.ts'

/**
 * Catalog answers: a pure function of path and query, so a whole answer can be kept and given again. This is the top
 * tier behind Cloudflare's cache: a hit here reads no storage and renders nothing.
 */
type KeptAnswer = {
  readonly status: number
  readonly body: string | null
  readonly etag: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

// Kept answers stay usable this long past their freshness, for the day every lower tier fails (design.md §1.4).
const USABLE_MS = 600_000
// What the headers of a kept answer weigh, roughly.
const HEADER_BYTES = 600
const BROWSER_SECONDS = 30
// Without an explicit stale-if-error Cloudflare masks errors with old copies for ever (platform.md §2a).
const GRACE_SECONDS = { whileRevalidate: 60, ifError: 600 }
const EDGE_SECONDS: Record<'catalog' | 'availability', number> = { catalog: 240, availability: 10 }

// What a memory hit costs, in the form of Meter.header.
const HIT_TIMING =
  'memory;dur=0;desc="1", kv;dur=0;desc="0", d1;dur=0;desc="0", do;dur=0;desc="0", total;dur=0'

/**
 * The kept answer to a request, if a fresh one is in this isolate's memory. Asked before the router: the commonest
 * request of all costs one look into a Map.
 */
export function answerFromMemory(
  request: Request,
  answers: Memory,
  newRequestId: () => string,
): Response | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const now = Date.now()
  const kept = answers.get<KeptAnswer>(answerKey(request.url), now)
  if (kept === undefined || kept.freshUntil <= now) return undefined
  return respond(kept.value, request.headers.get('If-None-Match'), request.method, {
    'X-Request-Id': newRequestId(),
    'Server-Timing': HIT_TIMING,
  })
}

/** Gives the answers of the routes below it their cache headers, keeps them in memory, and lends old ones in an outage. */
export function cachedAnswers(kind: 'catalog' | 'availability'): MiddlewareHandler<AppEnv> {
  return async function catalogAnswer(c, next) {
    const { ctx } = c.var
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    await next()
    const key = answerKey(c.req.url)
    const ifNoneMatch = c.req.header('If-None-Match') ?? null
    if (c.res.status >= 500) {
      const kept = ctx.answers.get<KeptAnswer>(key, ctx.now)
      if (kept !== undefined) c.res = respond(staleCopy(kept.value), ifNoneMatch, c.req.method)
      return
    }
    if (c.res.status !== 200 && c.res.status !== 308) return
    const facts = c.get('facts') ?? {}
    const body = c.res.status === 200 ? await c.res.text() : null
    const answer = describe(c.res, body, kind, facts, ctx.now)
    const freshUntil = Math.min(facts.freshUntil ?? ctx.now, facts.boundary ?? Infinity)
    if (!facts.stale && freshUntil > ctx.now) {
      const bytes = (body?.length ?? 0) + key.length + HEADER_BYTES
      ctx.answers.set(key, answer, bytes, freshUntil, ctx.now + USABLE_MS)
    }
    c.res = undefined
    c.res = respond(answer, ifNoneMatch, c.req.method)
  }
}

function describe(
  response: Response,
  body: string | null,
  kind: 'catalog' | 'availability',
  facts: AnswerFacts,
  now: number,
): KeptAnswer {
  const etag =
    body === null ? undefined : `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const location = response.headers.get('Location')
  return {
    status: response.status,
    body,
    etag,
    headers: {
      ...(body !== null && { 'Content-Type': 'application/json' }),
      ...(etag !== undefined && { ETag: etag }),
      ...(location !== null && { Location: location }),
      'X-Content-Type-Options': 'nosniff',
      ...PUBLIC_CORS,
      ...(facts.stale ? STALE : cacheHeaders(kind, facts, now)),
    },
  }
}

/** Browser short, edge longer, both cut to the next price boundary; errors may be masked ten minutes, not longer. */
function cacheHeaders(
  kind: 'catalog' | 'availability',
  facts: AnswerFacts,
  now: number,
): Record<string, string> {
  const toBoundary =
    facts.boundary === undefined ? Infinity : Math.max(0, Math.floor((facts.boundary - now) / 1000))
  const edge = Math.min(EDGE_SECONDS[kind], toBoundary)
  const browser = Math.min(kind === 'catalog' ? BROWSER_SECONDS : EDGE_SECONDS.availability, toBoundary)
  // Past a boundary the old price must not be served, not even while a new answer is fetched or the Worker is down.
  const gracious =
    kind === 'catalog' && toBoundary >= edge + GRACE_SECONDS.whileRevalidate + GRACE_SECONDS.ifError
  const { whileRevalidate, ifError } = gracious ? GRACE_SECONDS : { whileRevalidate: 0, ifError: 0 }
  const grace = `stale-while-revalidate=${whileRevalidate}, stale-if-error=${ifError}`
  return {
    'Cache-Control': `public, max-age=${browser}`,
    'Cloudflare-CDN-Cache-Control': `public, max-age=${edge}, ${grace}`,
    'Cache-Tag': ['catalog', ...(facts.tags ?? [])].join(','),
  }
}

/** RFC 9211: an old copy given because what lies below failed. Marked, and kept by nobody. */
export const STALE = {
  'Cache-Control': 'private, no-store',
  'Cache-Status': 'highstreet; hit; detail=stale',
} as const

const staleCopy = (answer: KeptAnswer): KeptAnswer => {
  const { 'Cloudflare-CDN-Cache-Control': _edge, 'Cache-Tag': _tags, ...headers } = answer.headers
  return { ...answer, headers: { ...headers, ...STALE } }
}

// Headers go into one object: each later `set` is a call into the runtime of its own.
function respond(
  answer: KeptAnswer,
  ifNoneMatch: string | null,
  method: string,
  more?: Record<string, string>,
): Response {
  if (answer.etag !== undefined && ifNoneMatch !== null && etagMatches(ifNoneMatch, answer.etag)) {
    const { 'Content-Type': _type, ...headers } = answer.headers
    return new Response(null, { status: 304, headers: { ...headers, ...more } })
  }
  return new Response(method === 'HEAD' ? null : answer.body, {
    status: answer.status,
    headers: { ...answer.headers, ...more },
  })
}

/** If-None-Match compares weakly: the edge may have weakened our tag (RFC 9110 §13.1.2, platform.md §2c). */
export function etagMatches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)
}

/** Parameters in another order are the same answer. */
function answerKey(url: string): string {
  const at = url.indexOf('/', 8)
  const path = url.slice(at)
  const query = path.indexOf('?')
  if (query < 0) return path
  return `${path.slice(0, query)}?${path
    .slice(query + 1)
    .split('&')
    .toSorted()
    .join('&')}`
}
