import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import { Problem } from './problem.ts'
import { parseStrictJson } from './strict-json.ts'

/** What most bodies need; a route that takes more says so in its facts. */
export const BODY_BYTES_DEFAULT = 65_536

// Deeper than any body of ours (reliability.md §3.3, row 40).
const DEPTH_MAX = 32

// No blank before the semicolon: hono's own gate, which comes later, does not know it.
const JSON_TYPE = /^application\/json(?:;\s*charset="?utf-8"?)?\s*$/i

/**
 * Size and media type, before anybody is asked who they are (reliability.md §3.1): only headers are looked at. Without
 * this check hono's validator would take a body of another type for `{}`.
 */
export function guardJsonBody(bytesMax: number): MiddlewareHandler<AppEnv> {
  return async function guardedJsonBody(c, next) {
    const length = c.req.header('Content-Length')
    if (length !== undefined && Number(length) > bytesMax) throw tooLarge(bytesMax)
    if (!JSON_TYPE.test(c.req.header('Content-Type') ?? ''))
      throw unsupported(c.req.method, 'Send the body as application/json in UTF-8.')
    if ((c.req.header('Content-Encoding') ?? 'identity').toLowerCase() !== 'identity')
      throw unsupported(c.req.method, 'Compressed bodies are not accepted.')
    await next()
  }
}

const tooLarge = (bytesMax: number): Problem =>
  new Problem('content_too_large', `This route takes at most ${bytesMax} bytes.`)

// Which type would be taken: RFC 5789 §3.1 for PATCH.
const unsupported = (method: string, why: string): Problem =>
  new Problem('unsupported_media_type', why, {
    headers: { [method === 'PATCH' ? 'Accept-Patch' : 'Accept-Post']: 'application/json' },
  })

/**
 * Reads the body once, as bytes (idempotency compares them), and as JSON without two meanings. The validators that
 * follow read the text from hono's own cache.
 */
export function readJsonBody(bytesMax: number): MiddlewareHandler<AppEnv> {
  return async function strictJsonBody(c, next) {
    const bytes = await readBytes(c.req.raw.body, bytesMax)
    const text = decode(bytes)
    if (text === undefined) throw new Problem('malformed_json', 'The body is not valid UTF-8.')
    const parsed = parseStrictJson(text, { depthMax: DEPTH_MAX })
    if (!parsed.ok) {
      const { why } = parsed
      if (why !== 'forbidden_name' && why !== 'rounded_number')
        throw new Problem('malformed_json', MALFORMED[why])
      throw new Problem('validation_failed', undefined, {
        errors: [{ pointer: '', code: why, message: INVALID[why] }],
      })
    }
    c.set('bodyBytes', bytes)
    // As a promise, which is what hono keeps there, whatever its type says.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
    await next()
  }
}

const INVALID = {
  forbidden_name:
    'holds a member that is called __proto__, constructor or prototype, or has control characters in its name',
  rounded_number: 'holds a fraction with more digits than numbers have',
} as const

const MALFORMED = {
  malformed: 'The body is not valid JSON.',
  duplicate_name: 'An object names a member twice.',
  too_deep: `The body is nested more than ${DEPTH_MAX} deep.`,
} as const

/** The body as it was sent; 413 for more than so many bytes, before the rest is read. */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength
      if (size > bytesMax) throw tooLarge(bytesMax)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('malformed_request', 'The body ended before all of it had arrived.')
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Undefined where the bytes are no UTF-8. A byte order mark is accepted, and is no part of the text. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * For unsafe routes that take no body: whatever comes all the same is ignored by them, but it is part of what a key was
 * used for.
 */
export const readUnaskedBody: MiddlewareHandler<AppEnv> = async function unaskedBody(c, next) {
  if (c.req.raw.body !== null) c.set('bodyBytes', await readBytes(c.req.raw.body, BODY_BYTES_DEFAULT))
  await next()
}
