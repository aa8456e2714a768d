import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedCart } from '../../../src/cart/cart-schemas.ts'
import type {
  CheckoutAnswer,
  CompletedCheckout,
  OpenedCheckout,
} from '../../../src/checkout/checkout-schemas.ts'
import type { Attempt, History } from './history.ts'

export type Item = { readonly variantId: string; readonly quantity: number }

/** Who buys what, and how: drawn before anything is sent, so that a seed repeats it. */
export type Plan = {
  readonly items: readonly Item[]
  /** Every completion is sent twice at once. */
  readonly isDoubled?: boolean
  /** Hangs up after so many milliseconds, and asks again with the same key. */
  readonly hangsUpAfter?: number | undefined
  /** What the provider does at each try to pay; behind them it approves. */
  readonly scripts?: readonly string[]
  /** Goes home once declined. */
  readonly givesUp?: boolean
  readonly email?: string
  readonly codes?: readonly string[]
}

/** What a buyer goes home with. */
export type Result =
  | { readonly kind: 'bought'; readonly orderId: string }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly code: string }

export type Total = { readonly amount: number; readonly currency: string }

const PLACE = {
  firstName: 'Ada',
  lastName: 'Nuñez',
  line1: '1 Main Street',
  city: 'San Francisco',
  country: 'US',
  region: 'CA',
  postalCode: '94103',
}
const SHIPPING_OPTION = 'shp-us-standard'
// As long as anybody waits before the next try, whatever Retry-After says: a proof is not a buyer with patience.
const REST_MS_MAX = 1_000
const REST_MS = 100

let buyers = 0

/** Somebody with a checkout that can be paid, over HTTP; each from an address of this machine's own. */
export class Buyer {
  readonly name: string
  readonly plan: Plan
  readonly checkoutId: string
  total: Total
  result: Result | undefined
  readonly #url: string
  readonly #history: History
  readonly #token: string
  readonly #address: string
  #keys = 0
  #tries = 0

  private constructor(
    url: string,
    history: History,
    who: { readonly name: string; readonly address: string },
    plan: Plan,
    { checkout, token }: OpenedCheckout,
  ) {
    this.#url = url
    this.#history = history
    this.name = who.name
    this.#address = who.address
    this.plan = plan
    this.checkoutId = checkout.id
    this.#token = token
    this.total = checkout.total
  }

  /** A guest fills a cart and goes to the checkout; a customer, who has one cart only, names the items there. */
  static async enter(url: string, history: History, plan: Plan, customerToken?: string): Promise<Buyer> {
    buyers += 1
    const name = `buyer-${buyers}`
    const address = `127.${1 + (buyers >> 16)}.${(buyers >> 8) & 255}.${buyers & 255}`
    const post = <T>(path: string, token: string | undefined, body: object): Promise<T> =>
      patiently(() => send(url + path, 'POST', token, address, body))
    const goods = { market: 'us', items: plan.items }
    const opened =
      customerToken === undefined
        ? await post<OpenedCart>('/v1/carts', undefined, goods).then(({ cart, token }) =>
            post<OpenedCheckout>('/v1/checkouts', token, { cartId: cart.id }),
          )
        : await post<OpenedCheckout>('/v1/checkouts', customerToken, goods)
    const buyer = new Buyer(url, history, { name, address }, plan, opened)
    await buyer.change({
      email: plan.email ?? `${name}@example.com`,
      shippingAddress: PLACE,
      shippingOptionId: SHIPPING_OPTION,
      ...(plan.codes !== undefined && { codes: plan.codes }),
    })
    return buyer
  }

  /** Changes the checkout, and sees what it costs now. */
  async change(change: object): Promise<CheckoutAnswer> {
    const shown = await patiently<CheckoutAnswer>(() => this.#ask('PATCH', '', change))
    this.total = shown.total
    return shown
  }

  async read(): Promise<CheckoutAnswer> {
    return patiently(() => this.#ask('GET', ''))
  }

  /** Pays as planned, until it is bought or refused: whoever is declined tries again with another card, or goes home. */
  async buy(total = this.total): Promise<Result> {
    const { scripts = [], givesUp = false } = this.plan
    for (;;) {
      const script = scripts[this.#tries] ?? 'approve'
      this.result = await this.pay(script, total)
      if (this.result.kind !== 'declined' || givesUp || this.#tries > scripts.length) return this.result
    }
  }

  /** Tries to pay once, by one key, sent again until it is known what came of it. */
  async pay(script: string, total = this.total): Promise<Result> {
    this.#tries += 1
    const key = this.newKey()
    const { isDoubled = false, hangsUpAfter } = this.plan
    const first = [this.complete(key, script, total, hangsUpAfter)]
    if (isDoubled) first.push(this.complete(key, script, total))
    let answers = await Promise.all(first)
    for (;;) {
      const result = resultOf(answers)
      if (result !== undefined) return result
      const [{ retryAfter } = { retryAfter: undefined }] = answers
      await sleep(retryAfter === undefined ? REST_MS : Math.min(REST_MS_MAX, retryAfter * 1_000))
      answers = [await this.complete(key, script, total)]
    }
  }

  /** One request, whatever becomes of it. */
  async complete(
    key: string,
    script: string,
    total: Total = this.total,
    hangUpAfter?: number,
  ): Promise<Attempt> {
    const sentAt = Date.now()
    const known = { buyer: this.name, checkout: this.checkoutId, key, script, sentAt }
    const aborter = new AbortController()
    const timer = hangUpAfter === undefined ? undefined : setTimeout(() => aborter.abort(), hangUpAfter)
    try {
      const body = { confirmedTotal: total, payment: { provider: 'test', script } }
      const answer = await this.#ask('POST', '/complete', body, { 'Idempotency-Key': key }, aborter.signal)
      const text = await answer.text()
      const retryAfter = answer.headers.get('Retry-After')
      return this.#history.note({
        ...known,
        ms: Date.now() - sentAt,
        status: answer.status,
        ...toldBy(answer.status, text),
        replayed: answer.headers.get('Idempotent-Replayed') === 'true',
        workerMs: Number(/total;dur=(\d+)/.exec(answer.headers.get('Server-Timing') ?? '')?.[1]),
        retryAfter: retryAfter === null ? undefined : Number(retryAfter),
        requestId: answer.headers.get('X-Request-Id') ?? undefined,
        timing: answer.headers.get('Server-Timing') ?? '',
      })
    } catch {
      const lost = {
        status: 'unknown',
        replayed: false,
        retryAfter: undefined,
        requestId: undefined,
      } as const
      return this.#history.note({
        ...known,
        ms: Date.now() - sentAt,
        ...lost,
        requestId: undefined,
        timing: '',
      })
    } finally {
      clearTimeout(timer)
    }
  }

  newKey(): string {
    this.#keys += 1
    return `${this.name} ${this.#keys}`
  }

  #ask(
    method: string,
    rest: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const path = `${this.#url}/v1/checkouts/${this.checkoutId}${rest}`
    return send(path, method, this.#token, this.#address, body, headers, signal)
  }
}

/** What an answer says; of one that is no order, its code. */
function toldBy(status: number, text: string): Pick<Attempt, 'code' | 'orderId' | 'order'> {
  if (status === 202) return {}
  if (status !== 200) return { code: codeOf(text) }
  const { order } = JSON.parse(text) as CompletedCheckout
  return { orderId: order.id, order: JSON.stringify(order) }
}

function codeOf(text: string): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? 'no code'
  } catch {
    return 'no problem document'
  }
}

const IN_BETWEEN = new Set<Attempt['status']>(['unknown', 202, 429, 503])

/** What the answers under one key come to; undefined: one of them leaves it open. */
function resultOf(answers: readonly Attempt[]): Result | undefined {
  const bought = answers.find(({ orderId }) => orderId !== undefined)
  if (bought?.orderId !== undefined) return { kind: 'bought', orderId: bought.orderId }
  if (answers.some(({ status, code }) => IN_BETWEEN.has(status) || code === 'idempotency_in_flight'))
    return undefined
  if (answers.some(({ status }) => status === 402)) return { kind: 'declined' }
  return { kind: 'refused', code: answers[0]?.code ?? 'no code' }
}

function send(
  url: string,
  method: string,
  token: string | undefined,
  address: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      'CF-Connecting-IP': address,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  })
}

/** What comes before paying is asked for until it is there: it is not what a proof is about. */
async function patiently<T>(ask: () => Promise<Response>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer?.ok === true) return (await answer.json()) as T
    if (answer !== undefined && answer.status !== 429 && answer.status !== 503)
      throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`)
    await sleep(REST_MS)
  }
}
