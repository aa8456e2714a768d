import { problem, type Asked, type Told } from './fake-shop.ts'

type Attempt = {
  readonly order: string
  readonly key: string
  readonly total: number
  readonly script: string
}
type Body = { confirmedTotal: { amount: number }; payment: { script: string } }

/**
 * The shop as far as one checkout goes: its states, keys and refusals as contract.md has them. The scripts of payments:
 * `approve`, `decline`, `ask` (the buyer has to act), `wait` (nobody knows, until `decide`).
 */
export class FakeTill {
  /** Orders that were charged. Two of them are what must never be. */
  readonly charged: string[] = []
  readonly keys = new Set<string>()
  total = 2_000
  tokenAge = 0
  ended = false
  /** What the bank says of `ask` and `wait`. */
  verdict: 'approve' | 'decline' | undefined
  readonly email: string[] = []
  #attempt: Attempt | undefined
  #state: 'none' | 'open' | 'completed' | 'canceled' = 'none'
  #declined = false
  #orders = 0
  readonly #answers = new Map<string, Told>()

  tell({ method, path, headers, body }: Asked): Told {
    const [, , , id = '', what = ''] = path.split('/')
    const bearer = headers.get('Authorization') ?? ''
    if (id === '') return this.#opened(bearer, body)
    if (!bearer.startsWith(`Bearer checkout.${id}.`)) return problem(404, 'not_found')
    if (this.ended) return problem(410, 'cart_expired')
    if (what === 'complete') {
      const { confirmedTotal, payment } = body as unknown as Body
      return this.#completed(headers.get('Idempotency-Key') ?? '', confirmedTotal.amount, payment.script)
    }
    // The bank may have said it meanwhile: the shop hears of that by itself.
    if (this.#attempt !== undefined) this.#goOn(this.#attempt)
    if (what === 'cancel') {
      if (this.#state === 'completed') return problem(409, 'checkout_completed')
      this.#attempt = undefined
      this.#state = 'canceled'
      return { status: 200, body: this.#show() }
    }
    if (method === 'PATCH') {
      if (this.#attempt !== undefined) return problem(409, 'payment_in_progress')
      this.email.push(String(body['email']))
    }
    const renew = bearer.endsWith(`.${this.tokenAge}`) ? {} : { token: this.#token }
    const order = this.#state === 'completed' ? this.#order : renew
    return { status: 200, body: { ...this.#show(), ...order } }
  }

  #opened(bearer: string, body: Record<string, unknown>): Told {
    if (body['cartId'] !== undefined && bearer !== 'Bearer guest.cart-1') return problem(404, 'not_found')
    const isNew = this.#state === 'none' || this.#state === 'canceled'
    if (isNew) this.#state = 'open'
    return { status: isNew ? 201 : 200, body: { checkout: this.#show(), token: this.#token } }
  }

  #completed(key: string, total: number, script: string): Told {
    this.keys.add(key)
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    if (this.#state === 'completed') return problem(409, 'checkout_completed', { current: { id: 'chk-1' } })
    if (this.#state !== 'open') return problem(409, 'invalid_transition')
    if (this.#attempt !== undefined && total !== this.#attempt.total)
      return problem(409, 'payment_in_progress')
    if (this.#attempt === undefined) {
      if (total !== this.total) return problem(409, 'price_changed', { current: this.#show() })
      this.#orders += 1
      this.#declined = false
      this.#attempt = { order: `ord-${this.#orders}`, key, total, script }
    }
    const told = this.#goOn(this.#attempt)
    if (told.status !== 202) this.#answers.set(key, told)
    return told
  }

  #goOn(attempt: Attempt): Told {
    const { script, key, order } = attempt
    const verdict = script === 'ask' || script === 'wait' ? this.verdict : script
    if (verdict === undefined) {
      const action = script === 'ask' ? { action: { type: 'test_confirm', reference: 'tst_1' } } : {}
      return { status: 202, body: { status: 'complete_in_progress', ...action, retryAfter: 2 } }
    }
    this.#attempt = undefined
    if (verdict === 'approve') {
      this.charged.push(order)
      this.#state = 'completed'
    } else this.#declined = true
    const told =
      verdict === 'approve'
        ? { status: 200, body: { status: 'completed', ...this.#order } }
        : problem(402, 'payment_declined')
    this.#answers.set(key, told)
    return told
  }

  get #order() {
    return { order: { id: `ord-${this.#orders}` }, token: 'order.token' }
  }

  get #token(): string {
    return `checkout.chk-1.${this.tokenAge}`
  }

  #show() {
    return {
      id: 'chk-1',
      status: this.#attempt !== undefined ? 'complete_in_progress' : this.#state,
      total: { amount: this.total, currency: 'EUR' },
      items: [],
      messages: this.#declined ? [{ code: 'payment_declined' }] : [],
    }
  }
}
