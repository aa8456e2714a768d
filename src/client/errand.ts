import type { CartCommand, CartOutcome } from './cart-types.ts'

/** A command on its way to the shop. */
export type Errand = {
  command: CartCommand
  /** The same on all its tries: the shop does it once. */
  readonly key: string
  readonly startedAt: number
  /** What the shopper looked at; moves on with the changes of this very client. */
  seen: number | undefined
  /** It was given after a login, so that the claim comes first. */
  claims: boolean
  tries: number
  /** The cart where it may have been done: its reply is not known. */
  sentTo?: string | undefined
  /** Nobody waits for it any more. */
  dropped: boolean
  /** Ends what it waits for: a request, or a rest. */
  interrupt: () => void
  readonly outcome: Promise<CartOutcome>
  readonly settle: (outcome: CartOutcome) => void
}

export function newErrand(command: CartCommand, seen: number | undefined, claims: boolean): Errand {
  let settle: Errand['settle'] = () => undefined
  const outcome = new Promise<CartOutcome>((resolve) => (settle = resolve))
  return {
    command,
    key: newKey(),
    startedAt: Date.now(),
    seen,
    claims,
    tries: 0,
    dropped: false,
    interrupt: () => undefined,
    outcome,
    settle,
  }
}

/** 128 random bits. Not `randomUUID`, which pages without TLS do not have: a phone that tries a developer's machine. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, '0')).join(
    '',
  )

const REST_MS_MIN = 500
const REST_MS_MAX = 30_000

/** How long to rest before the next try: ever longer, each a little else, so that phones do not come back as one. */
export function restMs(tries: number, asked: number): number {
  const longest = Math.min(REST_MS_MAX, REST_MS_MIN * 2 ** tries)
  return asked + longest * (0.5 + Math.random() / 2)
}
