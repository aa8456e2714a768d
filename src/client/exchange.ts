import type { Cart } from './cart-types.ts'
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

export type Answer =
  | { readonly kind: 'cart'; readonly cart: Cart; readonly token: string | undefined }
  | { readonly kind: 'refused'; readonly status: number; readonly problem: Problem | undefined }
  | Again
/** To be sent again. `unsure`: it may have been done; `offline`: no server was met. */
export type Again = {
  readonly kind: 'again'
  readonly restMs: number
  readonly unsure: boolean
  readonly offline: boolean
}

/** Sends a request once. What is not an answer is to be sent again; nothing of this throws. */
export async function exchange(
  send: (sending: Sending) => Promise<Reply>,
  headers: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<Answer> {
  const timer = setTimeout(() => abort.abort(), REPLY_MS)
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  try {
    const reply = await send({ headers: Object.fromEntries(given), init: { signal: abort.signal } })
    if (reply.ok) return readCart(await reply.json())
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

type ShownCart = Cart & { readonly token?: string }

/** Every route answers a cart with its token, or the two side by side. Throws when it is neither. */
function readCart(body: unknown): Answer {
  const { cart, token } =
    'cart' in (body as object)
      ? (body as { cart: ShownCart; token?: string })
      : { cart: body as ShownCart, token: undefined }
  const { token: renewed, ...shown } = cart
  if (typeof shown.id !== 'string' || !Array.isArray(shown.items)) throw new TypeError('not a cart')
  return { kind: 'cart', cart: shown, token: token ?? renewed }
}
