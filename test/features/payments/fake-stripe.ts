type Params = Readonly<Record<string, string>>
export type FakeIntent = {
  id: string
  object: 'payment_intent'
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  status: string
  client_secret: string
  created: number
  metadata: Record<string, string>
  last_payment_error: { type: string; code?: string; decline_code?: string } | null
}
type FakeRefund = {
  id: string
  object: 'refund'
  amount: number
  currency: string
  status: string
  payment_intent: string
  metadata: Record<string, string>
}
export type SeenRequest = {
  readonly method: string
  readonly path: string
  readonly key: string | null
  readonly params: Params
}
type Answer = { readonly status: number; readonly body: unknown }

const error = (status: number, type: string, more: Record<string, unknown> = {}): Answer => ({
  status,
  body: { error: { type, message: 'said by Stripe, never shown', ...more } },
})

/**
 * As much of Stripe's API as the adapter calls, by its documentation: intents, refunds, and above all idempotency keys,
 * which replay the first answer and refuse other parameters.
 */
export class FakeStripe {
  readonly intents: FakeIntent[] = []
  readonly refunds: FakeRefund[] = []
  readonly requests: SeenRequest[] = []
  /** What becomes of the next requests: lost on their way there, or the answer on its way back. */
  losing: { way: 'there' | 'back'; times: number; path?: RegExp } | undefined
  /** Answers these instead, to requests of that path. */
  readonly instead: { path: RegExp; answer: Answer }[] = []
  /** How many intents a list shows at most, so that the index is asked. */
  pageSize = 100
  readonly #keys = new Map<string, { print: string; answer: Answer }>()

  readonly fetch = (async (url: string, init: RequestInit) => {
    const request = new Request(url, init as never)
    const { pathname, searchParams } = new URL(request.url)
    const params = Object.fromEntries(
      request.method === 'POST'
        ? new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()))
        : searchParams,
    )
    const key = request.headers.get('Idempotency-Key')
    const lost = this.#loses(pathname)
    if (lost === 'there') throw new Error('connection lost')
    this.requests.push({ method: request.method, path: pathname, key, params })
    const answer = this.#answer(request.method, pathname, params, key)
    if (lost === 'back') throw new Error('connection lost')
    return Response.json(answer.body, { status: answer.status, headers: { 'Request-Id': 'req_fake' } })
  }) as unknown as typeof fetch

  intent(id: string): FakeIntent | undefined {
    return this.intents.find((each) => each.id === id)
  }

  #loses(path: string): 'there' | 'back' | undefined {
    const { losing } = this
    if (losing === undefined || losing.times === 0 || !(losing.path?.test(path) ?? true)) return undefined
    losing.times -= 1
    return losing.way
  }

  #answer(method: string, path: string, params: Params, key: string | null): Answer {
    const instead = this.instead.find((each) => each.path.test(path))
    if (instead !== undefined) return instead.answer
    if (method === 'GET') return this.#read(path, params)
    const print = JSON.stringify([path, params])
    const known = key === null ? undefined : this.#keys.get(key)
    if (known !== undefined) return known.print === print ? known.answer : error(400, 'idempotency_error')
    const answer = structuredClone(this.#write(path, params))
    if (key !== null) this.#keys.set(key, { print, answer })
    return answer
  }

  #read(path: string, params: Params): Answer {
    const newest = this.intents.toReversed()
    if (path === '/v1/payment_intents')
      return {
        status: 200,
        body: {
          object: 'list',
          data: newest.slice(0, this.pageSize),
          has_more: newest.length > this.pageSize,
        },
      }
    if (path === '/v1/payment_intents/search') {
      const [, wanted] = /^metadata\['operation'\]:'(\w+)'$/.exec(params.query ?? '') ?? []
      const data = newest.filter(({ metadata }) => metadata.operation === wanted)
      return { status: 200, body: { object: 'search_result', data, has_more: false } }
    }
    if (path === '/v1/refunds') {
      const data = this.refunds.filter((each) => each.payment_intent === params.payment_intent)
      return { status: 200, body: { object: 'list', data, has_more: false } }
    }
    const intent = this.intent(path.split('/')[3] ?? '')
    return intent === undefined
      ? error(404, 'invalid_request_error', { code: 'resource_missing', param: 'intent' })
      : { status: 200, body: intent }
  }

  #write(path: string, params: Params): Answer {
    if (path === '/v1/payment_intents') return this.#create(params)
    if (path === '/v1/refunds') return this.#refund(params)
    const [, , , id = '', verb] = path.split('/')
    const intent = this.intent(id)
    if (intent === undefined) return error(404, 'invalid_request_error', { code: 'resource_missing' })
    return verb === 'capture' ? this.#capture(intent, params) : this.#cancel(intent)
  }

  #create(params: Params): Answer {
    const method = params.payment_method ?? params.confirmation_token ?? ''
    if (params.confirm === 'true' && method === 'pm_unknown')
      return error(400, 'invalid_request_error', { code: 'resource_missing', param: 'payment_method' })
    const amount = Number(params.amount)
    const id = `pi_fake${this.intents.length + 1}`
    const intent: FakeIntent = {
      id,
      object: 'payment_intent',
      amount,
      amount_capturable: 0,
      amount_received: 0,
      currency: params.currency ?? '',
      status: 'requires_payment_method',
      client_secret: `${id}_secret_1`,
      created: Math.floor(Date.now() / 1_000),
      metadata: { operation: params['metadata[operation]'] ?? '', order: params['metadata[order]'] ?? '' },
      last_payment_error: null,
    }
    this.intents.push(intent)
    if (params.confirm !== 'true') return { status: 200, body: intent }
    const failure = FAILURES[method]
    if (failure !== undefined) {
      intent.last_payment_error = { type: 'card_error', ...failure }
      return error(402, 'card_error', { ...failure, payment_intent: intent })
    }
    if (method === 'pm_action') intent.status = 'requires_action'
    else if (method === 'pm_processing') intent.status = 'processing'
    else this.authorize(intent)
    return { status: 200, body: intent }
  }

  /** The buyer's bank says yes. */
  authorize(intent: FakeIntent): void {
    intent.status = 'requires_capture'
    intent.amount_capturable = intent.amount
  }

  /** The buyer failed the authentication: they may try again, as long as they hold the secret. */
  fail(intent: FakeIntent): void {
    intent.status = 'requires_payment_method'
    intent.last_payment_error = { type: 'card_error', code: 'payment_intent_authentication_failure' }
  }

  #capture(intent: FakeIntent, params: Params): Answer {
    if (intent.status !== 'requires_capture') return unexpected
    intent.status = 'succeeded'
    intent.amount_received = Number(params.amount_to_capture)
    intent.amount_capturable = 0
    return { status: 200, body: intent }
  }

  #cancel(intent: FakeIntent): Answer {
    if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpected
    intent.status = 'canceled'
    intent.amount_capturable = 0
    return { status: 200, body: intent }
  }

  #refund(params: Params): Answer {
    const intent = this.intent(params.payment_intent ?? '')
    const given = this.refunds
      .filter((each) => each.payment_intent === intent?.id)
      .reduce((all, { amount }) => all + amount, 0)
    const amount = Number(params.amount)
    if (intent === undefined || given + amount > intent.amount_received)
      return error(400, 'invalid_request_error', { code: 'charge_already_refunded', param: 'amount' })
    const refund: FakeRefund = {
      id: `re_fake${this.refunds.length + 1}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      status: 'succeeded',
      payment_intent: intent.id,
      metadata: { operation: params['metadata[operation]'] ?? '' },
    }
    this.refunds.push(refund)
    return { status: 200, body: refund }
  }
}

const unexpected = error(400, 'invalid_request_error', { code: 'payment_intent_unexpected_state' })

const FAILURES: Readonly<Record<string, { code: string; decline_code?: string }>> = {
  pm_declined: { code: 'card_declined', decline_code: 'generic_decline' },
  pm_poor: { code: 'card_declined', decline_code: 'insufficient_funds' },
  pm_stolen: { code: 'card_declined', decline_code: 'stolen_card' },
  pm_expired: { code: 'expired_card' },
  pm_cvc: { code: 'incorrect_cvc' },
  pm_must_authenticate: { code: 'authentication_required', decline_code: 'authentication_required' },
}
