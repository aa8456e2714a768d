import { beforeEach, describe, expect, test, vi } from 'vitest'
import { manualProvider } from '../../src/payments/manual.ts'
import type { PaymentDetails } from '../../src/payments/payment-details.ts'
import type { PaymentProvider } from '../../src/payments/provider.ts'
import { paymentProvider, isOffered } from '../../src/payments/providers.ts'
import { steady } from '../../src/payments/steady.ts'
import { StripeProvider } from '../../src/payments/stripe.ts'
import { testBook, TestProvider } from '../../src/payments/test-provider.ts'
import { FakeStripe } from './payments/fake-stripe.ts'
import { type Charged, PROVIDER_CASES, type ProviderWorld } from './payments/provider-cases.ts'
import { asked } from './payments/support.ts'
import { context } from './shop.ts'

// What breaks on purpose is not logged here.
const log = vi.fn<(line: string) => void>()
beforeEach(() => {
  log.mockClear()
  vi.spyOn(console, 'error').mockImplementation(log)
})

const stripeDetails = (paymentMethod: string): PaymentDetails => ({ provider: 'stripe', paymentMethod })
const testDetails = (script: string): PaymentDetails => ({ provider: 'test', script })

/** Invoices have no book but the shop's own: what was answered is what was charged. */
function manualWorld(): ProviderWorld {
  const book = new Map<string, Charged>()
  const entry = (orderId: string): Charged => {
    const found = book.get(orderId) ?? { authorized: 0, captured: 0, refunded: 0 }
    book.set(orderId, found)
    return found
  }
  const booking: PaymentProvider = {
    ...manualProvider,
    authorize: async (operation, details) => {
      const outcome = await manualProvider.authorize(operation, details)
      if (outcome.status === 'approved') entry(operation.orderId).authorized = operation.amount
      return outcome
    },
    capture: async (operation) => {
      entry(operation.orderId).captured = operation.amount
      return manualProvider.capture(operation)
    },
    lookUp: async (operation) => {
      if (operation.kind === 'capture') entry(operation.orderId).captured = operation.amount
      return manualProvider.lookUp(operation)
    },
  }
  return {
    provider: steady(booking),
    approve: { provider: 'manual', method: 'invoice' },
    charged: async (orderId) => entry(orderId),
  }
}

function testWorld(): ProviderWorld {
  const ctx = context()
  return {
    provider: steady(new TestProvider(ctx)),
    approve: testDetails('webhook_never'),
    decline: testDetails('decline'),
    action: testDetails('require_action'),
    lost: {
      charged: () => testDetails('time_out_charged'),
      notCharged: () => testDetails('time_out_not_charged'),
    },
    lostCapture: () => testDetails('capture_time_out'),
    act: async (reference, decision) => {
      expect(await testBook(ctx).act(reference, decision)).toBe(true)
    },
    charged: async (orderId) => {
      const payments = (await testBook(ctx).read()).filter((each) => each.orderId === orderId)
      return {
        authorized: payments
          .filter(({ status, captured }) => status === 'authorized' && captured === 0)
          .reduce((all, { amount }) => all + amount, 0),
        captured: payments.reduce((all, each) => all + each.captured, 0),
        refunded: payments.reduce((all, each) => all + each.refunded, 0),
      }
    },
  }
}

function stripeWorld(): ProviderWorld {
  const stripe = new FakeStripe()
  const provider = new StripeProvider({
    secretKey: 'sk_test_1',
    webhookSecret: 'whsec_1',
    fetch: stripe.fetch,
  })
  // The SDK tries twice: both are lost.
  const lose = (way: 'there' | 'back', path: RegExp) => {
    stripe.losing = { way, times: 2, path }
    return stripeDetails('pm_card_visa')
  }
  return {
    provider: steady(provider),
    approve: stripeDetails('pm_card_visa'),
    decline: stripeDetails('pm_declined'),
    action: stripeDetails('pm_action'),
    lost: {
      charged: () => lose('back', /^\/v1\/payment_intents$/),
      notCharged: () => lose('there', /^\/v1\/payment_intents$/),
    },
    lostCapture: () => lose('back', /capture$/),
    act: async (reference, decision) => {
      const intent = stripe.intent(reference)
      expect(intent?.status).toBe('requires_action')
      if (intent !== undefined) stripe[decision === 'approve' ? 'authorize' : 'fail'](intent)
    },
    charged: async (orderId) => {
      const intents = stripe.intents.filter(({ metadata }) => metadata.order === orderId)
      const ids = new Set(intents.map(({ id }) => id))
      return {
        authorized: intents.reduce((all, each) => all + each.amount_capturable, 0),
        captured: intents.reduce((all, each) => all + each.amount_received, 0),
        refunded: stripe.refunds
          .filter((each) => ids.has(each.payment_intent))
          .reduce((all, each) => all + each.amount, 0),
      }
    },
  }
}

const NOBODY = 'nobody is asked over a wire'
const SHOP = 'the shop keeps the book, and asks mayAsk before'
const WORLDS: readonly { name: string; world: () => ProviderWorld; cannot: Record<string, string> }[] = [
  {
    name: 'manual',
    world: manualWorld,
    cannot: {
      'a decline is certain, says why, and takes nothing': NOBODY,
      'a buyer who must act is waited for, and then it is approved': NOBODY,
      'a buyer who fails to is declined, for good': NOBODY,
      'what waits for its buyer can be let go': NOBODY,
      'a lost answer is pending; looked up, it was approved, once': NOBODY,
      'a lost request is pending; looked up, it never arrived, and cannot arrive any more': NOBODY,
      'a lost answer to a capture is pending; looked up, it was taken, once': NOBODY,
      'refunds give back in parts, each once': SHOP,
      'a refund beyond what was captured is declined': SHOP,
      'a void lets go, once, and nothing can be captured after it': SHOP,
      'a void after the capture is declined': SHOP,
    },
  },
  { name: 'test', world: testWorld, cannot: {} },
  { name: 'stripe', world: stripeWorld, cannot: {} },
]

describe.each(WORLDS)('$name', ({ world, cannot }) => {
  const named = Object.entries(PROVIDER_CASES).filter(([name]) => !(name in cannot))
  test.each(named)('%s', async (_name, tries) => tries(world()))

  test('leaves out what it lists and nothing else', () => {
    expect(Object.keys(cannot).filter((name) => !(name in PROVIDER_CASES))).toEqual([])
  })
})

test.each(['authorize', 'capture', 'refund', 'void', 'lookUp'] as const)(
  'whatever becomes of %s, the port answers pending in time',
  async (call) => {
    for (const breaks of [
      () => new Promise<never>(() => undefined),
      () => Promise.reject(new Error('secret')),
      () => {
        throw new Error('secret')
      },
    ]) {
      const provider = steady({ ...manualProvider, [call]: breaks }, 50)
      const operation = asked('authorize', { providerReference: 'pi_1' })
      const start = Date.now()
      expect(await provider[call](operation, { provider: 'manual', method: 'invoice' })).toEqual({
        status: 'pending',
        reference: 'pi_1',
      })
      expect(Date.now() - start).toBeLessThan(1_000)
    }
    const logged = log.mock.calls.flat().join('')
    expect(logged).toContain(`"call":"${call}"`)
    expect(logged).not.toContain('secret')
  },
)

test('a provider serves what was paid by it, and new orders while it is offered', () => {
  const ctx = context({ PAYMENT_PROVIDERS: 'manual' })
  expect(isOffered(ctx, 'manual')).toBe(true)
  expect(isOffered(ctx, 'test')).toBe(false)
  expect(paymentProvider(ctx, 'test')?.name).toBe('test')
  expect(paymentProvider(ctx, 'stripe')).toBeUndefined()
})
