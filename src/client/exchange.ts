import { problemOf, type Problem } from './shop.ts'

/** A reply that has not come by then is lost: phones change networks without telling anybody. */
const REPLY_MS = 10_000
/** Whoever asks for a longer rest is taken to have refused: a shopper is waiting. */
const REST_MS_MAX = 60_000

export type Reply = {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<unknown>
}
export type Sending = { readonly headers: Record<string, string>; readonly init: { signal: AbortSignal } }

/** What was told, as it was read; or why nothing was. */
export type Answer<Told> = Told | Refusal | Again
export type Refusal = {
  readonly kind: 'refused'
  readonly status: number
  readonly problem: Problem | undefined
}
/** To be sent again. `unsure`: it may have been done; `offline`: no server was met. */
export type Again = {
  readonly kind: 'again'
  readonly restMs: number
  readonly unsure: boolean
  readonly offline: boolean
}

/** Sends a request once. What is not an answer is to be sent again; nothing of this throws. */
export async function exchange<Told>(
  send: (sending: Sending) => Promise<Reply>,
  headers: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
  /** Throws when it is not what was asked for. */
  read: (body: unknown) => Told,
  replyMs = REPLY_MS,
): Promise<Answer<Told>> {
  const timer = setTimeout(() => abort.abort(), replyMs)
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  try {
    const reply = await send({ headers: Object.fromEntries(given), init: { signal: abort.signal } })
    if (reply.ok) return read(await reply.json())
    const problem = await problemOf(reply)
    const { status } = reply
    const restMs = 1_000 * Number(reply.headers.get('Retry-After')) || 0
    const isBusy = status === 429 || status >= 500 || problem?.code === 'idempotency_in_flight'
    if (!isBusy || (status === 429 && restMs > REST_MS_MAX)) return { kind: 'refused', status, problem }
    return { kind: 'again', restMs: Math.min(restMs, REST_MS_MAX), unsure: status !== 429, offline: false }
  } catch {
    return { kind: 'again', restMs: 0, unsure: true, offline: true }
  } finally {
    clearTimeout(timer)
  }
}
