import { createHmac } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test, vi } from 'vitest'
import type { CheckoutCalls } from '../../src/checkout/checkout-reply.ts'
import type { OrderId } from '../../src/domain/ids.ts'
import type { PaymentOperationId } from '../../src/domain/payment.ts'
import type { Bindings } from '../../src/env.ts'
import worker from '../../src/index.ts'
import type { TestEvent } from '../../src/payments/test-provider.ts'
import type { NotedEvent } from '../../src/payments/save-event.ts'
import { providerEvent } from '../../src/payments/queries.ts'
import { signTestWebhook, TEST_SIGNATURE } from '../../src/payments/test-signature.ts'
import {
  bookedFor,
  buyer,
  checkoutObject,
  eventually,
  ordersOf,
  prepared,
  rebind,
  soundShop,
} from './checkouts/support.ts'
import { fileOf, historyOf, standing } from './orders/support.ts'
import { context, sendRequest } from './shop.ts'

// What payment providers tell (reliability.md §3.14, rows 189 to 202; I-15): each takes effect once, forged ones never.

beforeAll(prepared)

const secrets = () => context().config.tokenSecrets

/** An order whose buyer has something to do; and the event that would tell that they have. */
async function waiting() {
  const ada = await buyer()
  const { body } = await ada.complete('require_action')
  const [orderId = ''] = await ordersOf(ada.id)
  const [operation] = (await fileOf(orderId)).operations
  if (operation === undefined) throw new Error('the order has a payment')
  const event: TestEvent = {
    id: `tevt-${crypto.randomUUID()}`,
    type: 'authorize.approved',
    reference: body.action?.reference ?? '',
    operation: operation.id,
    kind: 'authorize',
    outcome: 'approved',
    amount: operation.amount,
    currency: operation.currency,
  }
  return { ada, orderId, event }
}

const bytesOf = (event: unknown) => new TextEncoder().encode(JSON.stringify(event))

const requestOf = (body: Uint8Array, signature: string | undefined, more: object = {}): Request =>
  new Request('https://shop.test/v1/hooks/test', {
    method: 'POST',
    headers: { ...(signature !== undefined && { [TEST_SIGNATURE]: signature }), ...more },
    body,
  })

const post = (body: Uint8Array, signature: string | undefined, more: object = {}) =>
  sendRequest(requestOf(body, signature, more))

const tell = (event: unknown) => {
  const body = bytesOf(event)
  return post(body, signTestWebhook(secrets(), body, Date.now()))
}

const stampOf = (signature: string) => /^t=(\d+)/.exec(signature)?.[1] ?? ''
const hexOf = (signature: string) => signature.split('v1=')[1] ?? ''

describe('an event that is not genuine', () => {
  const now = () => Date.now()
  const forgeries: [string, (good: string, body: Uint8Array) => string | undefined][] = [
    ['has no signature', () => undefined],
    ['an empty one', () => ''],
    ['no stamp', (good) => `v1=${hexOf(good)}`],
    ['no value', (good) => `t=${stampOf(good)}`],
    ['the secret of another', (_good, body) => signTestWebhook(['x'.repeat(43)], body, now())],
    [
      'the plain secret',
      (good, body) =>
        `t=${stampOf(good)},v1=${createHmac('sha256', secrets()[0] ?? '')
          .update(`${stampOf(good)}.`)
          .update(body)
          .digest('hex')}`,
    ],
    ['a stamp of six minutes ago', (_good, body) => signTestWebhook(secrets(), body, now() - 360_000)],
    ['a stamp of six minutes ahead', (_good, body) => signTestWebhook(secrets(), body, now() + 360_000)],
    ['another stamp than was signed', (good) => `t=${Number(stampOf(good)) + 1},v1=${hexOf(good)}`],
    ['the stamp 0', (good) => `t=0,v1=${hexOf(good)}`],
    ['a negative stamp', (good) => `t=-${stampOf(good)},v1=${hexOf(good)}`],
    ['a word for a stamp', (good) => `t=now,v1=${hexOf(good)}`],
    ['a stamp of 1e999', (good) => `t=1e999,v1=${hexOf(good)}`],
    ['an unknown scheme alone', (good) => good.replace('v1=', 'v9=')],
    ['hex in capitals', (good) => `t=${stampOf(good)},v1=${hexOf(good).toUpperCase()}`],
    ['half of it', (good) => `t=${stampOf(good)},v1=${hexOf(good).slice(0, 32)}`],
    ['more than it', (good) => `${good}00`],
    ['a thousand others', (good) => `t=${stampOf(good)}${',v1='.concat('0'.repeat(64)).repeat(1_000)}`],
  ]

  it('is refused, and touches nothing: each in its way', async () => {
    const { orderId, event } = await waiting()
    for (const [how, forge] of forgeries) {
      const body = bytesOf(event)
      const answer = await post(body, forge(signTestWebhook(secrets(), body, Date.now()), body))
      expect([how, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        how,
        400,
        'invalid_signature',
      ])
    }
    for (const altered of [
      `${JSON.stringify(event)} `,
      JSON.stringify(event, null, 1),
      JSON.stringify({ ...event, amount: 1 }),
    ]) {
      const answer = await post(
        new TextEncoder().encode(altered),
        signTestWebhook(secrets(), bytesOf(event), Date.now()),
      )
      expect(answer.status).toBe(400)
    }
    expect(await standing(orderId)).toBe('pending/pending unfulfilled 0+0')
    expect(await providerEvent(context().db, 'test', event.id)).toBeUndefined()
  })
})

describe('a genuine event', () => {
  it('may have an unknown scheme in front, and any media type', async () => {
    const { orderId, event } = await waiting()
    const body = bytesOf(event)
    const good = signTestWebhook(secrets(), body, Date.now())
    const answer = await post(body, good.replace(',v1=', `,v0=${'0'.repeat(64)},v1=`), {
      'Content-Type': 'text/plain',
    })
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }])
    await eventually(async () => (await standing(orderId)).startsWith('placed/'))
  })

  it('that comes fifty times at once, and again later, makes one order with one capture', async () => {
    const { ada, orderId, event } = await waiting()
    // As the provider has it by then.
    const { testBook } = await import('../../src/payments/test-provider.ts')
    const answers = await Promise.all([
      ...Array.from({ length: 50 }, () => tell(event)),
      testBook(context()).act(event.reference, 'approve'),
    ])
    const statuses = answers.slice(0, 50).map((answer) => (answer as Response).status)
    // A provider sends again what was not taken.
    expect(new Set(statuses.filter((status) => status !== 200 && status !== 503))).toEqual(new Set())
    expect((await tell(event)).status).toBe(200)
    await eventually(async () => (await standing(orderId)) === 'placed/paid unfulfilled 0+0')
    expect((await tell(event)).status).toBe(200)
    expect(await historyOf(orderId)).toEqual(['created', 'placed', 'authorized', 'paid'])
    expect((await fileOf(orderId)).operations.map(({ kind }) => kind).toSorted()).toEqual([
      'authorize',
      'capture',
    ])
    expect(await bookedFor(orderId)).toMatchObject([{ captured: event.amount }])
    expect(await ordersOf(ada.id)).toEqual([orderId])
    await soundShop()
  })

  it('with another body under its id: the first effect stands, and staff are told', async () => {
    const { orderId, event } = await waiting()
    const alarm = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect((await tell(event)).status).toBe(200)
    await eventually(async () => (await standing(orderId)).startsWith('placed/'))
    expect((await tell({ ...event, outcome: 'declined', type: 'authorize.declined' })).status).toBe(200)
    alarm.mockRestore()
    expect(await standing(orderId)).toMatch(/^placed\//)
    expect((await providerEvent(context().db, 'test', event.id))?.outcome).toBe('applied')
  })

  it.each([
    ['another amount', { amount: 1 }, 'other_amount'],
    ['another currency', { currency: 'EUR' }, 'other_currency'],
    ['a payment that is not ours', { reference: 'tst_x', operation: 'pop_x' }, 'unknown_payment'],
    ['somebody else’s payment under a name of ours', { reference: 'tst_x' }, 'unknown_payment'],
  ])('of %s is kept for staff, and touches no order', async (_what, more, outcome) => {
    const { ada, orderId, event } = await waiting()
    expect((await tell({ ...event, ...more })).status).toBe(200)
    expect(await standing(orderId)).toBe('pending/pending unfulfilled 0+0')
    expect((await ada.read()).body.status).toBe('complete_in_progress')
    expect((await providerEvent(context().db, 'test', event.id))?.outcome).toBe(outcome)
  })

  it.each([{ hello: 1 }, [], 'x', null, { id: 'x', type: 'never.seen' }])(
    'of a kind that is not known is taken, and ignored: %j',
    async (event) => {
      expect((await tell(event)).status).toBe(200)
    },
  )

  it('that is too large is refused before it is looked at', async () => {
    const body = new Uint8Array(10 * 1024 * 1024)
    expect((await post(body, signTestWebhook(secrets(), body, Date.now()))).status).toBe(413)
  })

  it('of success after the cancellation is let go', async () => {
    const { ada, orderId, event } = await waiting()
    expect((await ada.cancel()).body.status).toBe('canceled')
    expect((await tell(event)).status).toBe(200)
    await eventually(async () => (await bookedFor(orderId))[0]?.status === 'voided')
    expect(await standing(orderId)).toBe('canceled/voided unfulfilled 0+0')
    expect(await historyOf(orderId)).not.toContain('placed')
    await soundShop()
  })
})

describe('while the database is down', () => {
  it('an event is answered 503, has half of no effect, and is taken when it comes again', async () => {
    const { ada, orderId, event } = await waiting()
    const body = bytesOf(event)
    const signature = signTestWebhook(secrets(), body, Date.now())
    const down: Bindings = { ...(env as unknown as Bindings), FAULTS: 'DB=fail' }
    const answer = await worker.fetch(
      requestOf(body, signature) as never,
      down as never,
      { waitUntil: () => undefined } as never,
    )
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '2'])
    // The door reads, the object of the checkout cannot write.
    await rebind(ada.id, { FAULTS: 'DB=fail' })
    expect((await post(body, signature)).status).toBe(503)
    await rebind(ada.id, {})
    expect(await standing(orderId)).toBe('pending/pending unfulfilled 0+0')
    expect(await providerEvent(context().db, 'test', event.id)).toBeUndefined()
    expect((await post(body, signature)).status).toBe(200)
    await eventually(async () => (await standing(orderId)).startsWith('placed/'))
  })
})

test('events of two orders at the same moment are all applied once', async () => {
  const orders = await Promise.all([waiting(), waiting()])
  await Promise.all(orders.flatMap(({ event }) => Array.from({ length: 10 }, () => tell(event))))
  for (const { orderId, event } of orders) {
    expect((await tell(event)).status).toBe(200)
    await eventually(async () => (await standing(orderId)).startsWith('placed/'))
    expect((await historyOf(orderId)).filter((type) => type === 'authorized')).toHaveLength(1)
  }
})

test.each(['manual', 'stripe'])('a provider that has no hook here: %s', async (name) => {
  const answer = await sendRequest(
    new Request(`https://shop.test/v1/hooks/${name}`, { method: 'POST', body: '{}' }),
  )
  expect(answer.status).toBe(404)
})

test('an authorization that is over, told while staff captures it: 503, and the provider tells again', async () => {
  const ada = await buyer()
  const { id } = (await ada.complete('capture_decline')).body.order
  const declined = await eventually(async () =>
    (await fileOf(id)).operations.find(({ kind, status }) => kind === 'capture' && status === 'declined'),
  )
  // As if it had been asked for between the judgement and the batch.
  await env.DB.prepare(
    `INSERT INTO payment_operations (id, order_id, kind, authorization_id, provider, amount, currency, created_at, updated_at)
     SELECT 'pop_anew', order_id, kind, authorization_id, provider, amount, currency, created_at, updated_at
     FROM payment_operations WHERE id = ?`,
  )
    .bind(declined.id)
    .run()
  const event: NotedEvent = {
    provider: 'test',
    eventId: `tevt-${crypto.randomUUID()}`,
    type: 'void.approved',
    reference: declined.providerReference,
    operationId: declined.authorizationId,
    bodyHash: '0'.repeat(64),
    outcome: 'applied',
  }
  const told = await (checkoutObject(ada.id) as unknown as Pick<CheckoutCalls, 'hear'>).hear({
    orderId: id as OrderId,
    operationId: declined.authorizationId as PaymentOperationId,
    event,
    news: { status: 'let_go' },
  })
  expect(told).toMatchObject({ kind: 'refused', problem: { code: 'unavailable' } })
  expect(await providerEvent(context().db, 'test', event.eventId)).toBeUndefined()
})
