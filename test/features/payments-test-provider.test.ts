import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { checkEnvironment } from '../../src/env.ts'
import type { Incoming } from '../../src/payments/provider.ts'
import { paymentProvider } from '../../src/payments/providers.ts'
import { testBook, TestProvider } from '../../src/payments/test-provider.ts'
import { TEST_SCRIPT_NAMES } from '../../src/payments/test-scripts.ts'
import { signTestWebhook, TEST_SIGNATURE } from '../../src/payments/test-signature.ts'
import { asked } from './payments/support.ts'
import { context } from './shop.ts'

const ctx = context()
const provider = new TestProvider(ctx)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What the shop was sent, and when; it takes it after so many tries. */
let sent: { incoming: Incoming; at: number }[] = []
let refusals = 0
beforeEach(async () => {
  sent = []
  refusals = 0
  const namespace = (env as unknown as { TEST_PROVIDER: DurableObjectNamespace }).TEST_PROVIDER
  await runInDurableObject(namespace.getByName('book'), (book) => {
    Object.assign(book, {
      deliver: async (request: Request) => {
        expect([request.method, new URL(request.url).pathname]).toEqual(['POST', '/v1/hooks/test'])
        const bytes = new Uint8Array(await request.arrayBuffer())
        const incoming = await provider.parseWebhook(bytes, request.headers, Date.now())
        sent.push({ incoming, at: Date.now() })
        refusals -= 1
        return new Response(null, { status: refusals >= 0 ? 503 : 200 })
      },
    })
  })
})

const authorize = (script: string) => {
  const operation = asked('authorize')
  const answered = provider.authorize(operation, { provider: 'test', script }).then(
    (outcome) => ({ status: outcome.status, at: Date.now() }),
    () => ({ status: 'nothing', at: Date.now() }),
  )
  return { operation, answered }
}
const news = (operation: string) =>
  sent.flatMap(({ incoming, at }) =>
    incoming.kind === 'news' && incoming.news.operationId === operation ? [{ ...incoming, at }] : [],
  )
const settle = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('webhooks', () => {
  test('come after the answer, once', async () => {
    const { operation, answered } = authorize('approve')
    const { status, at } = await answered
    expect(status).toBe('approved')
    await vi.waitFor(() => expect(news(operation.id)).toHaveLength(1), 3_000)
    const [only] = news(operation.id)
    expect(only).toMatchObject({
      type: 'authorize.approved',
      reference: `tst_${operation.id}`,
      news: { kind: 'authorize', outcome: 'approved', amount: 5_000, currency: 'EUR' },
    })
    expect(only?.at).toBeGreaterThanOrEqual(at)
  })

  test('may come first', async () => {
    const { operation, answered } = authorize('webhook_first')
    const { status, at } = await answered
    expect(status).toBe('approved')
    expect(news(operation.id)[0]?.at).toBeLessThanOrEqual(at)
  })

  test('may come late, when the answer has left it open', async () => {
    const { operation, answered } = authorize('webhook_late')
    expect((await answered).status).toBe('pending')
    expect(news(operation.id)).toEqual([])
    await vi.waitFor(() => expect(news(operation.id)).toHaveLength(1), 5_000)
  })

  test('may come twice, the same event', async () => {
    const { operation, answered } = authorize('webhook_twice')
    await answered
    await vi.waitFor(() => expect(news(operation.id)).toHaveLength(2), 3_000)
    expect(new Set(news(operation.id).map(({ eventId }) => eventId)).size).toBe(1)
  })

  test('may never come', async () => {
    const { operation, answered } = authorize('webhook_never')
    expect((await answered).status).toBe('approved')
    await settle(500)
    expect(news(operation.id)).toEqual([])
  })

  test('come again until the shop takes them', async () => {
    refusals = 1
    const { operation, answered } = authorize('approve')
    await answered
    await vi.waitFor(() => expect(news(operation.id).length).toBeGreaterThanOrEqual(2), 5_000)
    expect(new Set(news(operation.id).map(({ eventId }) => eventId)).size).toBe(1)
  })

  test('tell of captures and refunds too, by the operation that each is found by', async () => {
    const { operation, answered } = authorize('approve')
    await answered
    const providerReference = `tst_${operation.id}`
    const capture = asked('capture', { orderId: operation.orderId, providerReference })
    const refund = asked('refund', { orderId: operation.orderId, providerReference, amount: 100 })
    await provider.capture(capture)
    await provider.refund(refund)
    await vi.waitFor(() => {
      expect(
        news(operation.id)
          .map(({ type }) => type)
          .toSorted(),
      ).toEqual(['authorize.approved', 'capture.approved'])
      expect(news(refund.id).map(({ type }) => type)).toEqual(['refund.approved'])
    }, 5_000)
  })
})

test.each([
  ['decline', 'declined', 'declined'],
  ['require_action', 'requires_action', 'waiting'],
  ['time_out_charged', 'nothing', 'authorized'],
  ['time_out_not_charged', 'nothing', undefined],
  ['approve_after_ms:300', 'approved', 'authorized'],
])('%s answers %s, and the book says %s', async (script, answer, booked) => {
  const start = Date.now()
  const { operation, answered } = authorize(script)
  const { status, at } = await answered
  expect(status).toBe(answer)
  if (script.startsWith('approve_after_ms')) expect(at - start).toBeGreaterThanOrEqual(290)
  const payments = await testBook(ctx).read()
  expect(payments.find((each) => each.operation === operation.id)?.status).toBe(booked)
})

test.each([
  ['capture_decline', 'capture'],
  ['refund_decline', 'refund'],
] as const)('%s declines the %s', async (script, kind) => {
  const { operation, answered } = authorize(script)
  await answered
  const upon = { orderId: operation.orderId, providerReference: `tst_${operation.id}` }
  const capture = await provider.capture(asked('capture', upon))
  const outcome = kind === 'capture' ? capture : await provider.refund(asked('refund', upon))
  expect(outcome).toMatchObject({ status: 'declined', reason: 'declined' })
})

test('scripts are played by name', () => {
  expect(TEST_SCRIPT_NAMES).toEqual([
    'approve',
    'decline',
    'require_action',
    'time_out_charged',
    'time_out_not_charged',
    'webhook_first',
    'webhook_late',
    'webhook_twice',
    'webhook_never',
    'capture_time_out',
    'capture_decline',
    'refund_decline',
  ])
})

describe('a webhook of the test provider', () => {
  const event = {
    id: 'tevt_1',
    type: 'authorize.approved',
    reference: 'tst_1',
    operation: 'pop_1',
    kind: 'authorize',
    outcome: 'approved',
    amount: 1,
    currency: 'EUR',
  }
  const body = bytesOf(JSON.stringify(event))
  const secrets = ctx.config.tokenSecrets
  const read = (header: string, bytes = body) =>
    provider.parseWebhook(bytes, new Headers({ [TEST_SIGNATURE]: header }), Date.now())

  test('is genuine by its signature alone', async () => {
    const good = signTestWebhook(secrets, body, Date.now())
    expect((await read(good)).kind).toBe('news')
    const refused = { kind: 'invalid_signature' }
    expect(await read(good, bytesOf(`${JSON.stringify(event)} `))).toEqual(refused)
    expect(await read(signTestWebhook(['x'.repeat(32)], body, Date.now()))).toEqual(refused)
    expect(await read(signTestWebhook(secrets, body, Date.now() - 360_000))).toEqual(refused)
    expect(await read(signTestWebhook(secrets, body, Date.now() + 360_000))).toEqual(refused)
  })

  test('of an older secret is good while that is configured', async () => {
    const rotated = context({ TOKEN_SECRETS: `${'n'.repeat(32)},${secrets[0] ?? ''}` })
    const headers = new Headers({ [TEST_SIGNATURE]: signTestWebhook(secrets, body, Date.now()) })
    expect((await new TestProvider(rotated).parseWebhook(body, headers, Date.now())).kind).toBe('news')
  })

  test('of another shape is ignored', async () => {
    const odd = bytesOf(JSON.stringify({ ...event, amount: -1 }))
    expect((await read(signTestWebhook(secrets, odd, Date.now()), odd)).kind).toBe('ignored')
  })
})

test('production knows no test provider', () => {
  const production = { ...ctx, config: { ...ctx.config, stage: 'production' as const } }
  expect(paymentProvider(production, 'test')).toBeUndefined()
  const bindings = { ...env, STAGE: 'production', PAYMENT_PROVIDERS: 'test' }
  expect(checkEnvironment(bindings as never)).toMatchObject({ ok: false })
})

test('the book reaches the shop through its own front door', async () => {
  const namespace = (env as unknown as { TEST_PROVIDER: DurableObjectNamespace }).TEST_PROVIDER
  const status = await runInDurableObject(namespace.getByName('fresh'), async (book) => {
    const { deliver } = book as unknown as { deliver: (request: Request) => Promise<Response> }
    return (await deliver.call(book, new Request('https://shop.test/healthz'))).status
  })
  expect(status).toBe(200)
})
