const EXPOSED = 'ETag, X-Request-Id, Server-Timing, Retry-After, Idempotent-Replayed, Location'
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match'
const MAX_AGE_SECONDS = '7200'

export const PUBLIC_CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED }

/** What everybody may read from anywhere: no credential, no origin of its own, so that the cached answer fits all. */
const isPublic = (path: string): boolean => !path.startsWith('/v1/') || path.startsWith('/v1/market')

/** CORS: `*` on the catalog, elsewhere the operator's list; never with credentials (contract.md). */
export function corsHeaders(
  path: string,
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> {
  if (isPublic(path)) return PUBLIC_CORS
  const allowed = origin !== undefined && allowedOrigins.includes(origin)
  return {
    Vary: 'Origin',
    ...(allowed && { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED }),
  }
}

/** The answer to a preflight of a known path: no body, no data, no token asked for. */
export function preflight(methods: readonly string[], cors: Record<string, string>): Response {
  const granted = 'Access-Control-Allow-Origin' in cors
  return new Response(null, {
    status: 204,
    headers: {
      Allow: methods.join(', '),
      ...cors,
      ...(granted && {
        'Access-Control-Allow-Methods': methods.join(', '),
        'Access-Control-Allow-Headers': ALLOWED_HEADERS,
        'Access-Control-Max-Age': MAX_AGE_SECONDS,
      }),
    },
  })
}
