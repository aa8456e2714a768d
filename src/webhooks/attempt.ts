import type { Ctx } from '../platform/context.ts'
import { judgeTarget } from './judge-target.ts'
import { type Secrets, signaturesOf } from './secret.ts'

/** All of one attempt, resolving apart: connecting, sending and the head of the answer. */
export const ATTEMPT_MS = 10_000
// What is read of an answer: enough to leave a well-behaved connection in order, nothing to anybody else.
const ANSWER_BYTES = 65_536
const ANSWER_MS = 1_000

/** How an attempt ended. Anything but 2xx is a failure; a status stands there if there was an answer. */
export type Attempt =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly error: AttemptError; readonly status: number | null }
export type AttemptError =
  'http_status' | 'redirect' | 'gone' | 'timeout' | 'connection_failed' | 'unresolved' | 'target_refused'

export type Sending = { readonly url: string; readonly eventId: string; readonly body: string } & Secrets

/**
 * Sends one delivery once. Where it goes is judged anew, since a name may lead elsewhere by now; a redirect is never
 * followed, for the same reason.
 */
export async function attempt(ctx: Ctx, { url, eventId, body, ...secrets }: Sending): Promise<Attempt> {
  const target = await judgeTarget(ctx, url)
  if (!target.ok) return { ok: false, error: target.why, status: null }
  const now = Date.now()
  try {
    const answer = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(ATTEMPT_MS),
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Highstreet-Webhooks/1',
        'webhook-id': eventId,
        'webhook-timestamp': String(Math.floor(now / 1_000)),
        'webhook-signature': signaturesOf(secrets, eventId, now, body),
      },
      body,
    })
    await readOff(answer.body)
    return judged(answer.status)
  } catch (error) {
    const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { ok: false, error: isLate ? 'timeout' : 'connection_failed', status: null }
  }
}

function judged(status: number): Attempt {
  if (status >= 200 && status < 300) return { ok: true, status }
  if (status === 410) return { ok: false, error: 'gone', status }
  return { ok: false, error: status >= 300 && status < 400 ? 'redirect' : 'http_status', status }
}

/** Reads a little of an answer and cuts the rest: the status has said everything. Never fails. */
async function readOff(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) return
  const reader = body.getReader()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_MS)
  })
  try {
    for (let bytes = 0; bytes < ANSWER_BYTES;) {
      const piece = await Promise.race([reader.read(), late])
      if (piece === undefined || piece.done) break
      bytes += piece.value.byteLength
    }
  } catch {
    // Broken off: the status came before it.
  } finally {
    clearTimeout(timer)
    reader.cancel().catch(() => undefined)
  }
}
