import { DurableObject } from 'cloudflare:workers'
import type { Ctx } from '../platform/context.ts'
import type { Asked, AuthorizeOutcome, Outcome } from './provider.ts'
import { type BookedPayment, TestBookStore } from './test-book-store.ts'
import type { TestBookCalls, TestEvent } from './test-provider.ts'
import { testScript, type TestScript } from './test-scripts.ts'
import { signTestWebhook, TEST_SIGNATURE } from './test-signature.ts'

// Behind the answer, so that the shop has it first; late, when everybody has given up waiting.
const WEBHOOK_AFTER_MS = 100
const WEBHOOK_LATE_MS = 1_500
// A webhook that comes first is not waited for longer: the shop may be waiting for us.
const WEBHOOK_FIRST_MS = 1_000
const RETRY_MS = 500
const ATTEMPTS_MAX = 6

/**
 * The test provider's side of the wire: one book of payments, idempotent by operation, that calls our webhook as a bank
 * would. It stands outside the shop's database, so that what was charged can be held against what the shop believes.
 */
export abstract class TestBookObject<Env> extends DurableObject<Env> implements TestBookCalls {
  readonly #store: TestBookStore

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#store = new TestBookStore(state.storage.sql)
  }

  protected abstract openContext(): Ctx
  /** Sends a request to the shop, as from outside. */
  protected abstract deliver(request: Request): Promise<Response>

  /** Does what the operation asks for, once, and answers as the payment's script has it. */
  async ask(asked: Asked, script: string | null): Promise<AuthorizeOutcome | null> {
    const ctx = this.#open()
    const known = this.#store.booked(asked.id)
    if (known !== undefined) return this.#present(asked, known.outcome)
    const payment =
      asked.providerReference === null ? undefined : this.#store.payment(asked.providerReference)
    const name = payment?.script ?? script ?? 'approve'
    const plays = testScript(name)
    if (asked.kind === 'authorize') return this.#authorize(ctx, asked, name, plays)
    const outcome = settleOn(payment, asked, plays)
    await this.#book(ctx, asked, outcome, payment, plays)
    return asked.kind === 'capture' && plays.capture === 'answer_nothing' ? null : outcome
  }

  /** What became of an operation. An authorization that never came is struck out for good; the rest is done now. */
  async lookUp(asked: Asked): Promise<AuthorizeOutcome | null> {
    this.#open()
    const known = this.#store.booked(asked.id)
    if (known !== undefined) return this.#present(asked, known.outcome)
    if (asked.kind !== 'authorize') return this.ask(asked, null)
    const outcome: Outcome = { status: 'declined', reason: 'never_arrived', reference: null }
    this.#store.book(asked.id, { kind: 'authorize', reference: null, outcome })
    return outcome
  }

  /** The buyer, or a test in their place, answers what `require_action` asked of them. False: nobody was waiting. */
  async act(reference: string, decision: 'approve' | 'decline'): Promise<boolean> {
    const ctx = this.#open()
    const payment = this.#store.payment(reference)
    if (payment?.status !== 'waiting') return false
    const outcome: Outcome =
      decision === 'approve'
        ? { status: 'approved', reference }
        : { status: 'declined', reason: 'authentication_failed', reference }
    this.#store.savePayment({ ...payment, status: decision === 'approve' ? 'authorized' : 'declined' })
    this.#store.book(payment.operation, { kind: 'authorize', reference, outcome })
    await this.#announce(ctx, eventOf(ctx, 'authorize', payment.operation, payment, outcome), 'after', 0)
    return true
  }

  /** Every payment: what was authorized, captured and given back. */
  async read(): Promise<readonly BookedPayment[]> {
    return this.#store.payments
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    for (const { id, body, copies, attempts } of this.#store.dueEvents(now)) {
      if (attempts + 1 >= ATTEMPTS_MAX) this.#store.forgetEvent(id)
      else this.#store.putOffEvent(id, now + RETRY_MS * 2 ** attempts)
      const sent = await Promise.all(Array.from({ length: copies }, () => this.#send(body)))
      if (sent.every(Boolean)) this.#store.forgetEvent(id)
    }
    const next = this.#store.nextEventAt
    if (next !== undefined) await this.ctx.storage.setAlarm(Math.max(next, Date.now() + 1))
  }

  async #authorize(
    ctx: Ctx,
    asked: Asked,
    script: string,
    plays: TestScript,
  ): Promise<AuthorizeOutcome | null> {
    if (plays.outcome === 'lose') return null
    const reference = `tst_${asked.id}`
    const { id: operation, orderId, amount, currency } = asked
    const payment: BookedPayment = {
      reference,
      operation,
      orderId,
      amount,
      currency,
      script,
      status: { approve: 'authorized', decline: 'declined', require_action: 'waiting' }[
        plays.outcome
      ] as BookedPayment['status'],
      captured: 0,
      refunded: 0,
    }
    this.#store.savePayment(payment)
    if (plays.outcome === 'require_action') {
      this.#store.book(operation, { kind: 'authorize', reference, outcome: { status: 'pending', reference } })
      return this.#present(asked, { status: 'pending', reference })
    }
    const outcome: Outcome =
      plays.outcome === 'decline'
        ? { status: 'declined', reason: 'declined', reference }
        : { status: 'approved', reference }
    await this.#book(ctx, asked, outcome, payment, plays)
    if (plays.answerAfterMs > 0) await sleep(plays.answerAfterMs)
    if (plays.answer === 'nothing') return null
    return plays.answer === 'under_way' ? { status: 'pending', reference } : outcome
  }

  /** Writes down what was done and tells the shop by webhook, as the script has it. */
  async #book(
    ctx: Ctx,
    asked: Asked,
    outcome: Outcome,
    payment: BookedPayment | undefined,
    plays: TestScript,
  ): Promise<void> {
    const { id, kind } = asked
    const reference = payment?.reference ?? null
    this.#store.book(id, { kind, reference, outcome })
    if (payment === undefined || outcome.status === 'pending') return
    if (outcome.status === 'approved') this.#store.savePayment(movedBy(payment, asked))
    const operation = kind === 'refund' ? id : payment.operation
    const event = eventOf(ctx, kind, operation, { ...payment, amount: asked.amount }, outcome)
    await this.#announce(ctx, event, plays.webhook, plays.answerAfterMs)
  }

  async #announce(
    ctx: Ctx,
    event: TestEvent,
    when: TestScript['webhook'],
    answerAfterMs: number,
  ): Promise<void> {
    const body = JSON.stringify(event)
    if (when === 'never') return
    if (when === 'first') {
      const arrived = this.#send(body)
      await Promise.race([arrived, sleep(WEBHOOK_FIRST_MS)])
      return
    }
    const delay = when === 'late' ? WEBHOOK_LATE_MS : WEBHOOK_AFTER_MS
    this.#store.addEvent(event.id, ctx.now + answerAfterMs + delay, body, when === 'twice' ? 2 : 1)
    const next = this.#store.nextEventAt
    if (next !== undefined) await this.ctx.storage.setAlarm(next)
  }

  /** Whether the shop took it. */
  async #send(body: string): Promise<boolean> {
    const { config } = this.#open()
    const bytes = new TextEncoder().encode(body)
    const url = `${config.publicUrl || 'https://shop.invalid'}/v1/hooks/test`
    const headers = {
      'Content-Type': 'application/json',
      [TEST_SIGNATURE]: signTestWebhook(config.tokenSecrets, bytes, Date.now()),
    }
    try {
      const answer = await this.deliver(new Request(url, { method: 'POST', headers, body: bytes }))
      await answer.body?.cancel()
      return answer.ok
    } catch {
      return false
    }
  }

  /** What is answered when it is asked again: a payment that still waits for its buyer says so. */
  #present(asked: Asked, outcome: Outcome): AuthorizeOutcome {
    const { reference } = outcome
    const waits = asked.kind === 'authorize' && reference !== null && outcome.status === 'pending'
    if (!waits) return outcome
    return { status: 'requires_action', reference, action: { type: 'test_confirm', reference } }
  }

  #open(): Ctx {
    const ctx = this.openContext()
    if (ctx.config.stage !== 'development') throw new Error('the test provider works in development only')
    return ctx
  }
}

/** What comes of a capture, refund or void, by what has been done with the payment. */
function settleOn(payment: BookedPayment | undefined, asked: Asked, plays: TestScript): Outcome {
  if (payment === undefined)
    return { status: 'declined', reason: 'invalid_details', reference: asked.providerReference }
  const { reference, status, amount, captured, refunded } = payment
  const approved: Outcome = { status: 'approved', reference }
  const refused: Outcome = { status: 'declined', reason: 'not_supported', reference }
  switch (asked.kind) {
    case 'authorize':
      return refused
    case 'capture': {
      if (plays.capture === 'decline') return { status: 'declined', reason: 'declined', reference }
      return status === 'authorized' && captured === 0 && asked.amount <= amount ? approved : refused
    }
    case 'refund':
      if (plays.refund === 'decline') return { status: 'declined', reason: 'declined', reference }
      return refunded + asked.amount <= captured ? approved : refused
    case 'void':
      return captured === 0 && status !== 'declined' ? approved : refused
  }
}

function movedBy(payment: BookedPayment, { kind, amount }: Asked): BookedPayment {
  switch (kind) {
    case 'authorize':
      return payment
    case 'capture':
      return { ...payment, captured: amount }
    case 'refund':
      return { ...payment, refunded: payment.refunded + amount }
    case 'void':
      return { ...payment, status: 'voided' }
  }
}

function eventOf(
  ctx: Ctx,
  kind: TestEvent['kind'],
  operation: string,
  { reference, amount, currency }: Pick<BookedPayment, 'reference' | 'amount' | 'currency'>,
  outcome: Outcome,
): TestEvent {
  const isDeclined = outcome.status === 'declined'
  return {
    id: `t${ctx.newId('event')}`,
    type: `${kind}.${isDeclined ? 'declined' : 'approved'}`,
    reference,
    operation,
    kind,
    outcome: isDeclined ? 'declined' : 'approved',
    ...(isDeclined && { reason: outcome.reason }),
    amount,
    currency,
  }
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
