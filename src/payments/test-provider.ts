import { z } from '@hono/zod-openapi'
import { parseCurrency } from '../domain/money.ts'
import { DECLINE_REASONS, OPERATION_KINDS } from '../domain/payment.ts'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { DeadlineExceeded } from '../platform/deadline.ts'
import type { PaymentDetails } from './payment-details.ts'
import type { Asked, AuthorizeOutcome, Incoming, Outcome, PaymentProvider } from './provider.ts'
import { signedText } from './signature-header.ts'
import type { BookedPayment } from './test-book-store.ts'
import { provesTestWebhook, TEST_SIGNATURE } from './test-signature.ts'

/** What the test provider's book answers; null: nothing, as when an answer is lost on the way. */
export type TestBookCalls = {
  ask(asked: Asked, script: string | null): Promise<AuthorizeOutcome | null>
  lookUp(asked: Asked): Promise<AuthorizeOutcome | null>
  act(reference: string, decision: 'approve' | 'decline'): Promise<boolean>
  read(): Promise<readonly BookedPayment[]>
}

/** The one book of the test provider. It knows what was charged, whatever the shop believes. */
export const testBook = (ctx: Pick<Ctx, 'testProvider'>): TestBookCalls =>
  ctx.testProvider.getByName('book') as TestBookCalls

/** What a webhook of the test provider says. */
export const testEvent = z.strictObject({
  id: z.string().min(1).max(64),
  type: z.string().min(1).max(64),
  reference: z.string().min(1).max(64),
  operation: z.string().min(1).max(64),
  kind: z.enum(OPERATION_KINDS),
  outcome: z.enum(['approved', 'declined']),
  reason: z.enum(DECLINE_REASONS).optional(),
  amount: z.number().int().positive(),
  currency: z.string(),
})
export type TestEvent = z.infer<typeof testEvent>

/** Plays what a script says, so that every way in which a payment goes wrong can be tried. Development only. */
export class TestProvider implements PaymentProvider {
  readonly name = 'test'
  readonly capturedBy = 'shop'
  readonly #ctx: Pick<Ctx, 'testProvider' | 'config'>

  constructor(ctx: Pick<Ctx, 'testProvider' | 'config'>) {
    this.#ctx = ctx
  }

  async authorize(asked: Asked, details: PaymentDetails): Promise<AuthorizeOutcome> {
    if (details.provider !== 'test') return { status: 'declined', reason: 'invalid_details', reference: null }
    return heard(await testBook(this.#ctx).ask(asked, details.script))
  }

  capture(asked: Asked): Promise<Outcome> {
    return this.#ask(asked)
  }

  refund(asked: Asked): Promise<Outcome> {
    return this.#ask(asked)
  }

  void(asked: Asked): Promise<Outcome> {
    return this.#ask(asked)
  }

  async lookUp(asked: Asked): Promise<AuthorizeOutcome> {
    return heard(await testBook(this.#ctx).lookUp(asked))
  }

  async parseWebhook(body: Uint8Array, headers: Headers, now: Instant): Promise<Incoming> {
    const secrets = this.#ctx.config.tokenSecrets
    if (!provesTestWebhook(secrets, body, headers.get(TEST_SIGNATURE), now))
      return { kind: 'invalid_signature' }
    const parsed = testEvent.safeParse(parseJson(signedText(body)))
    const currency = parsed.success ? parseCurrency(parsed.data.currency) : undefined
    if (!parsed.success || currency === undefined) return { kind: 'ignored', eventId: null, type: 'unknown' }
    const { id, type, reference, operation, kind, outcome, reason, amount } = parsed.data
    const news = { kind, operationId: operation, outcome, amount, currency }
    return {
      kind: 'news',
      eventId: id,
      type,
      reference,
      news: reason === undefined ? news : { ...news, reason },
    }
  }

  async #ask(asked: Asked): Promise<Outcome> {
    const outcome = heard(await testBook(this.#ctx).ask(asked, null))
    return outcome.status === 'requires_action'
      ? { status: 'pending', reference: outcome.reference }
      : outcome
  }
}

/** A lost answer, without the wait for it. */
function heard(outcome: AuthorizeOutcome | null): AuthorizeOutcome {
  if (outcome === null) throw new DeadlineExceeded('the test provider did not answer')
  return outcome
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
