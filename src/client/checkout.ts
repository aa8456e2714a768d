import type { CartKeeper } from './cart-types.ts'
import type {
  BuyerAction,
  Checkout,
  CheckoutFailure,
  CheckoutItems,
  CheckoutKeeper,
  CheckoutOptions,
  CheckoutOutcome,
  CheckoutSnapshot,
  CompletionOutcome,
  Order,
  PaymentDetails,
} from './checkout-types.ts'
import { newKey, restMs } from './errand.ts'
import { exchange, type Refusal, type Reply, type Sending } from './exchange.ts'
import { browserStorage, isId, sharedMemory } from './memory.ts'
import { safely } from './safely.ts'
import type { Client, Money } from './shop.ts'

const PATIENCE_MS = 2 * 60_000
/** The shop itself answers a completion within 25 s. */
const COMPLETE_MS = 30_000
/** However often it was tried, a buyer who waits is not left alone for longer than some seconds. */
const TRIES_COUNTED = 3

/** A press of the button, kept until it is known what came of it. */
type Attempt = {
  readonly key: string
  readonly confirmedTotal: Money
  readonly payment: PaymentDetails
  /** The shop has said that it is under way. */
  readonly heard?: boolean
}
type Kept = { readonly id: string; readonly token: string; readonly attempt?: Attempt | undefined }
type Told = {
  readonly kind: 'told'
  readonly checkout?: Checkout
  readonly status?: 'completed' | 'complete_in_progress'
  readonly order?: Order | undefined
  readonly action?: BuyerAction | undefined
  readonly token?: string | undefined
}
type Send = (sending: Sending) => Promise<Reply>

/**
 * Keeps the checkout of whoever sits here, across reloads (docs/checkout.md). A press of the button has one key on all its
 * tries, and after a reload it is looked at first: nothing is paid that nobody has pressed for since.
 */
export function createCheckout(client: Client, options: CheckoutOptions = {}): CheckoutKeeper {
  const { storage = browserStorage(), key = 'highstreet.checkout', patienceMs = PATIENCE_MS } = options
  const { checkouts } = client.v1
  const one = checkouts[':id']
  const memory = sharedMemory<Kept>(storage, key, (stored) => {
    const { id, token, attempt } = stored as Kept
    return isId(id) && typeof token === 'string' ? { id, token, attempt } : undefined
  })
  const listeners = new Set<() => void>()
  let snapshot: CheckoutSnapshot = {
    checkout: undefined,
    order: undefined,
    action: undefined,
    paying: false,
    offline: false,
  }
  let orderToken: string | undefined
  let paying: Promise<CompletionOutcome> | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act)
    last = turn
    return turn
  }

  function show(more: Partial<CheckoutSnapshot>): void {
    snapshot = { ...snapshot, ...more }
    for (const listener of listeners) safely(listener)
  }

  /** Sends until there is an answer; undefined: patience is over. */
  async function insist(
    send: Send,
    authorization?: string,
    idempotencyKey?: string,
  ): Promise<Told | Refusal | undefined> {
    const headers = { Authorization: authorization, 'Idempotency-Key': idempotencyKey }
    const until = Date.now() + patienceMs
    for (let tries = 1; ; tries += 1) {
      const replyMs = idempotencyKey === undefined ? undefined : COMPLETE_MS
      const answer = await exchange(send, headers, new AbortController(), read, replyMs)
      const offline = answer.kind === 'again' && answer.offline
      if (offline !== snapshot.offline) show({ offline })
      if (answer.kind !== 'again') return answer
      if (!(await rested(tries, answer.restMs, until))) return undefined
    }
  }

  /** Of the checkout that is kept. */
  async function ask(
    send: (param: { id: string }) => Send,
    idempotencyKey?: string,
  ): Promise<Told | Refusal | 'no_checkout' | undefined> {
    const kept = memory.read()
    if (kept === undefined) return 'no_checkout'
    const { id, token } = kept
    const answer = await insist(send({ id }), `Bearer ${token}`, idempotencyKey)
    const now = memory.read()
    // Another tab, or the app, has gone on to another one: what is told is of no interest any more.
    if (now?.id !== id) return now === undefined ? 'no_checkout' : answer
    if (answer?.kind === 'told') take(now, answer)
    else if (answer?.status === 404 || answer?.status === 410) memory.write(undefined)
    return answer
  }

  function take(kept: Kept, { checkout, status, order, action, token }: Told): void {
    if (order !== undefined) {
      orderToken = token
      memory.write({ ...kept, attempt: undefined })
    } else if (token !== undefined) memory.write({ ...kept, token })
    const known = snapshot.checkout && { ...snapshot.checkout, ...(status && { status }) }
    // What the buyer has to do only a completion tells.
    const isWaiting = checkout?.status === 'complete_in_progress'
    show({ checkout: checkout ?? known, order, action: isWaiting ? snapshot.action : action })
  }

  const outcomeOf = (answer: Awaited<ReturnType<typeof ask>>): CheckoutOutcome =>
    typeof answer === 'object' && answer.kind === 'told' && snapshot.checkout !== undefined
      ? { ok: true, checkout: snapshot.checkout }
      : failed(answer)

  function failed(why: Told | Refusal | CheckoutFailure | undefined): CheckoutOutcome & { ok: false } {
    const { checkout } = snapshot
    if (typeof why === 'string') return { ok: false, code: why, checkout }
    const problem = why?.kind === 'refused' ? why.problem : undefined
    return { ok: false, code: problem?.code ?? 'unreachable', problem, checkout }
  }

  const readAnew = () => ask((param) => (sending) => one.$get({ param, query: {} }, sending))

  async function open(
    from: CartKeeper | CheckoutItems,
    authorization: string | undefined,
  ): Promise<CheckoutOutcome> {
    const isItems = 'items' in from
    const cartId = isItems ? undefined : from.getSnapshot().cart?.id
    if (!isItems && cartId === undefined) return failed('no_checkout')
    const json = isItems ? from : { cartId: cartId ?? '' }
    const header = isItems ? authorization : await from.authorization()
    const answer = await insist((sending) => checkouts.$post({ json }, sending), header)
    if (answer?.kind !== 'told') return failed(answer)
    const { checkout, token } = answer
    if (checkout === undefined || token === undefined) return failed('unreachable')
    const kept = memory.read()
    memory.write({ id: checkout.id, token, ...(kept?.id === checkout.id && { attempt: kept.attempt }) })
    show({ checkout, order: undefined, action: undefined })
    return { ok: true, checkout }
  }

  /** Asks with the one key until it is known what came of the attempt. */
  async function pay(attempt: Attempt): Promise<CompletionOutcome> {
    const { confirmedTotal, payment } = attempt
    const until = Date.now() + patienceMs
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(
        (param) => (sending) => one.complete.$post({ param, json: { confirmedTotal, payment } }, sending),
        attempt.key,
      )
      if (typeof answer !== 'object') return failed(answer)
      if (answer.kind === 'refused') return refused(answer)
      const { order, action } = answer
      if (order !== undefined) return { ok: true, order }
      keepAttempt({ ...attempt, heard: true })
      if (action !== undefined) return { ok: false, code: 'action_required', action }
      if (!(await rested(tries, 0, until))) return failed('in_progress')
    }
  }

  async function refused(answer: Refusal): Promise<CompletionOutcome> {
    const { problem, status } = answer
    // Something before the checkout itself has refused: an earlier try may have come through.
    if (problem === undefined || status === 429) return failed(answer)
    keepAttempt(undefined)
    if (isCheckout(problem.current)) show({ checkout: problem.current, action: undefined })
    else {
      const known = await readAnew()
      if (typeof known === 'object' && known.kind === 'told' && known.order !== undefined)
        return { ok: true, order: known.order }
    }
    return failed(answer)
  }

  async function goOn(): Promise<CompletionOutcome> {
    const attempt = memory.read()?.attempt
    const answer = await readAnew()
    if (typeof answer !== 'object' || answer.kind === 'refused') return failed(answer)
    const { order, checkout } = answer
    if (order !== undefined) return { ok: true, order }
    if (checkout?.status === 'complete_in_progress')
      return attempt === undefined ? failed('in_progress') : pay(attempt)
    keepAttempt(undefined)
    const isDeclined = checkout?.messages.some(({ code }) => code === 'payment_declined')
    return failed(attempt?.heard === true && isDeclined === true ? 'payment_declined' : 'not_ordered')
  }

  function keepAttempt(attempt: Attempt | undefined): void {
    const kept = memory.read()
    if (kept !== undefined) memory.write({ ...kept, attempt })
  }

  /** One at a time: whoever presses meanwhile is answered the same. */
  function press(act: () => Promise<CompletionOutcome>): Promise<CompletionOutcome> {
    if (paying !== undefined) return paying
    show({ paying: true })
    paying = inTurn(act).finally(() => {
      paying = undefined
      show({ paying: false })
    })
    return paying
  }

  const known = memory.read()
  if (known?.attempt !== undefined) void press(goOn)
  else if (known !== undefined) void inTurn(readAnew)

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    open: (from, authorization) => inTurn(() => open(from, authorization)),
    change: (json) =>
      inTurn(async () => outcomeOf(await ask((param) => (sending) => one.$patch({ param, json }, sending)))),
    refresh: () => inTurn(async () => outcomeOf(await readAnew())),
    complete: (confirmedTotal, payment) =>
      press(() => {
        const attempt = { key: newKey(), confirmedTotal, payment }
        // Before anything goes out: should the page die, the next one knows that there is something to look after.
        keepAttempt(attempt)
        return pay(attempt)
      }),
    resume: () => press(goOn),
    cancel: () =>
      inTurn(async () => {
        const outcome = outcomeOf(
          await ask((param) => (sending) => one.cancel.$post({ param, query: {} }, sending)),
        )
        if (outcome.ok) memory.write(undefined)
        return outcome
      }),
    authorization() {
      const token = orderToken ?? memory.read()?.token
      return token && `Bearer ${token}`
    },
    forget() {
      memory.write(undefined)
      orderToken = undefined
      show({ checkout: undefined, order: undefined, action: undefined })
    },
  }
}

/** Rests before the next try; false: that would be too long. */
async function rested(tries: number, asked: number, until: number): Promise<boolean> {
  const ms = restMs(Math.min(tries, TRIES_COUNTED), asked)
  if (Date.now() + ms > until) return false
  await new Promise((resolve) => setTimeout(resolve, ms))
  return true
}

const isCheckout = (body: unknown): body is Checkout =>
  typeof body === 'object' && body !== null && 'items' in body && 'messages' in body

/** What the routes of checkouts answer; throws when it is none of it. */
function read(body: unknown): Told {
  const { checkout, token, order, action, status } = body as Partial<
    Record<'checkout' | 'token' | 'order' | 'action' | 'status', never>
  >
  if (isCheckout(checkout)) return { kind: 'told', checkout, token }
  if (isCheckout(body)) {
    const { token: _token, order: _order, ...shown } = body as Checkout & { token?: string; order?: Order }
    return { kind: 'told', checkout: shown, order, token }
  }
  if (status !== 'completed' && status !== 'complete_in_progress') throw new TypeError('not a checkout')
  return { kind: 'told', status, order, action, token }
}
