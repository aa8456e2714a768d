import { describe, expect, test } from 'vitest'
import { Stripe as Bundled } from '../../bundle/stripe.js'
import { Stripe } from '../../node_modules/stripe/esm/stripe.esm.worker.js'
import manifest from '../../package.json' with { type: 'json' }

// What the Worker is bundled with (bundle/stripe.js) beside the SDK that it is cut from: the same bytes on the wire.
type Sent = { url: string; method: string; headers: Record<string, string>; body: string }
type Sdk = Pick<Stripe, 'paymentIntents' | 'refunds'>
type Open = new (key: string, config: object) => Sdk

async function sent(
  Class: Open & { createFetchHttpClient: typeof Stripe.createFetchHttpClient },
  call: (stripe: Sdk) => Promise<unknown>,
  answer: () => Response = () => Response.json({ id: 'pi_1', object: 'payment_intent' }),
): Promise<{ requests: Sent[]; ended: unknown }> {
  const requests: Sent[] = []
  const fetching = async (url: string, init: RequestInit) => {
    const headers = Object.fromEntries(
      [...new Headers(init.headers)].filter(([name]) => name !== 'x-stripe-client-user-agent'),
    )
    requests.push({ url, method: init.method ?? '', headers, body: (init.body ?? '') as string })
    return answer()
  }
  const stripe = new Class('sk_test_1', {
    httpClient: Class.createFetchHttpClient(fetching as never),
    timeout: 8_000,
    maxNetworkRetries: 1,
    telemetry: false,
    appInfo: { name: 'highstreet' },
  })
  const ended = await call(stripe).then(
    (value) => value,
    (error: unknown) => {
      const { name, type, rawType, statusCode, code, decline_code, param } = error as Record<string, unknown>
      return { name, type, rawType, statusCode, code, decline_code, param }
    },
  )
  return { requests, ended }
}

const key = { idempotencyKey: 'pop_1' }
const calls: Record<string, (stripe: Sdk) => Promise<unknown>> = {
  create: ({ paymentIntents }) =>
    paymentIntents.create(
      {
        amount: 1_999,
        currency: 'eur',
        capture_method: 'manual',
        confirm: true,
        payment_method: 'pm_1',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { operation: 'pop_1', order: 'a b&c=ä' },
      },
      key,
    ),
  retrieve: ({ paymentIntents }) => paymentIntents.retrieve('pi_1/../x'),
  capture: ({ paymentIntents }) => paymentIntents.capture('pi_1', { amount_to_capture: 5 }, key),
  cancel: ({ paymentIntents }) => paymentIntents.cancel('pi_1', {}, key),
  list: ({ paymentIntents }) => paymentIntents.list({ created: { gte: 1 }, limit: 100 }),
  search: ({ paymentIntents }) => paymentIntents.search({ query: "metadata['operation']:'pop_1'", limit: 1 }),
  refund: ({ refunds }) =>
    refunds.create({ payment_intent: 'pi_1', amount: 5, metadata: { operation: 'pop_1' } }, key),
  refunds: ({ refunds }) => refunds.list({ payment_intent: 'pi_1', limit: 100 }),
}

const refusal = (status: number, error: object) => () => Response.json({ error }, { status })
const answers: Record<string, () => Response> = {
  well: () => Response.json({ id: 'pi_1', object: 'payment_intent' }),
  'with a decline': refusal(402, { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' }),
  'with a refusal': refusal(400, { type: 'invalid_request_error', code: 'resource_missing', param: 'id' }),
  'with a taken key': refusal(400, { type: 'idempotency_error' }),
  'with a conflict': refusal(409, { type: 'invalid_request_error', code: 'lock_timeout' }),
  'with a failure': refusal(500, { type: 'api_error' }),
  'with nonsense': () => new Response('<html>'),
}

describe.each(Object.keys(answers))('answered %s', (how) => {
  test.each(Object.keys(calls))('%s is the same by both', async (name) => {
    const call = calls[name] ?? (() => Promise.reject(new Error(name)))
    const whole = await sent(Stripe as never, call, answers[how])
    const cut = await sent(Bundled as never, call, answers[how])
    expect(whole.requests.length).toBeGreaterThan(0)
    expect(cut).toEqual(whole)
  })
})

test('both are the version that is installed', () => {
  expect(Bundled.PACKAGE_VERSION).toBe(Stripe.PACKAGE_VERSION)
  expect(manifest.dependencies.stripe).toBe(Stripe.PACKAGE_VERSION)
  expect(Bundled.API_VERSION).toBe(Stripe.API_VERSION)
})

test('both verify webhooks alike', async () => {
  const options = { payload: '{}', secret: 'whsec_1', cryptoProvider: Stripe.createSubtleCryptoProvider() }
  const header = await Stripe.webhooks.generateTestHeaderStringAsync(options as never)
  for (const { webhooks } of [Stripe, Bundled]) {
    expect(await webhooks.signature?.verifyHeaderAsync('{}', header, 'whsec_1', 300)).toBe(true)
    await expect(webhooks.signature?.verifyHeaderAsync('{} ', header, 'whsec_1', 300)).rejects.toThrow()
  }
})
