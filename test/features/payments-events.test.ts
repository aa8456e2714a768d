import { env } from 'cloudflare:workers'
import { ulid } from 'ulid'
import { expect, test, vi } from 'vitest'
import type { PaymentNews } from '../../src/domain/payment-news.ts'
import type { PaymentEventList } from '../../src/payments/event-routes.ts'
import { matchNews } from '../../src/payments/match-news.ts'
import { eventsBefore, operationById, providerEvent } from '../../src/payments/queries.ts'
import { commitEvent, type NotedEvent } from '../../src/payments/save-event.ts'
import { saveTelling } from '../../src/payments/save-operation.ts'
import { brokenConstraint } from '../../src/platform/d1.ts'
import { make } from './doors/door.ts'
import { opened, told } from './payments/rows.ts'
import { EUR } from './payments/support.ts'
import { context } from './shop.ts'

const hash = (text: string): string => text.padEnd(64, '0')
const event = (more: Partial<NotedEvent> = {}): NotedEvent => ({
  provider: 'test',
  eventId: `evt_${ulid()}`,
  type: 'authorize.approved',
  reference: 'pi_1',
  operationId: null,
  bodyHash: hash('a'),
  outcome: 'applied',
  ...more,
})
const newOrder = (): string => `ord_${ulid()}`

const page = async (query: string): Promise<PaymentEventList> =>
  (await make<PaymentEventList>('GET', `/v1/admin/payment-events${query}`, 'orders:read')).body
/** The ids of a whole list, page by page. */
async function listed(query: string): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ;) {
    const { data, page: place } = await page(query + cursor)
    ids.push(...data.map(({ eventId }) => eventId))
    if (place.nextCursor === null) return ids
    cursor = `&cursor=${place.nextCursor}`
  }
}

test('an event that comes fifty times at once takes effect once', async () => {
  const ctx = context()
  const a = await opened(newOrder(), 'authorize')
  const noted = event({ operationId: a })
  const count = () =>
    ctx.db
      .prepare(
        `UPDATE payment_operations SET attempt = json_set(attempt, '$.effects',
        coalesce(attempt->>'effects', 0) + 1) WHERE id = ?1`,
      )
      .bind(a)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () =>
      commitEvent(ctx, noted, [count(), ...saveTelling(ctx, a, { status: 'approved', reference: 'pi_1' })]),
    ),
  )
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(49)
  expect(await operationById(ctx.db, a)).toMatchObject({ status: 'approved', attempt: { effects: 1 } })
  // And after a day.
  expect(await commitEvent({ db: ctx.db, now: ctx.now + 86_400_000 }, noted, [count()])).toBe('repeated')
})

test('the same id with another body: the first effect stands, and staff is told', async () => {
  const ctx = context()
  const alarm = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const noted = event()
  expect(await commitEvent(ctx, noted, [])).toBe('taken')
  expect(await commitEvent(ctx, { ...noted, bodyHash: hash('b'), outcome: 'nothing' }, [])).toBe(
    'conflicting',
  )
  expect(alarm).toHaveBeenCalledWith(expect.stringContaining(noted.eventId))
  alarm.mockRestore()
  expect(await providerEvent(ctx.db, 'test', noted.eventId)).toMatchObject({
    bodyHash: hash('a'),
    outcome: 'applied',
    conflicts: 1,
  })
  const odd = await eventsBefore(ctx.db, true, undefined, 100)
  expect(odd.map(({ eventId }) => eventId)).toContain(noted.eventId)
})

test('the same id from another provider is another event', async () => {
  const ctx = context()
  const noted = event()
  expect(await commitEvent(ctx, noted, [])).toBe('taken')
  expect(await commitEvent(ctx, { ...noted, provider: 'stripe' }, [])).toBe('taken')
})

test('an effect that breaks takes the event with it, so that it can come again', async () => {
  const ctx = context()
  const a = await opened(newOrder(), 'authorize')
  await told(a, { status: 'declined', reason: 'declined' })
  const noted = event()
  const broken = await commitEvent(ctx, noted, saveTelling(ctx, a, { status: 'approved' })).catch(
    brokenConstraint,
  )
  expect(broken).toBe('guard_held')
  expect(await providerEvent(ctx.db, 'test', noted.eventId)).toBeUndefined()
})

test('what is odd is listed for staff, what is not is not', async () => {
  const ctx = context()
  const dull = [event(), event({ outcome: 'nothing' }), event({ outcome: 'ignored' })]
  const odd = [
    event({ outcome: 'unknown_payment' }),
    event({ outcome: 'dispute' }),
    event({ outcome: 'contradiction' }),
  ]
  for (const each of [...dull, ...odd]) await commitEvent(ctx, each, [])
  const seen = await listed('?odd=true&limit=100')
  expect(odd.every(({ eventId }) => seen.includes(eventId))).toBe(true)
  expect(dull.some(({ eventId }) => seen.includes(eventId))).toBe(false)
  const all = await listed('?limit=100')
  expect([...odd, ...dull].every(({ eventId }) => all.includes(eventId))).toBe(true)
  // Newest first, and each once, however small the pages are.
  const walked = await listed('?odd=true&limit=2')
  expect(walked).toEqual(seen)
  expect(new Set(walked).size).toBe(walked.length)
})

test('a dispute leads to its order by the payment that it names', async () => {
  const ctx = context()
  const orderId = newOrder()
  const a = await opened(orderId, 'authorize')
  await told(a, { status: 'approved', reference: `pi_${a}` })
  const dispute = event({ outcome: 'dispute', type: 'charge.dispute.created', reference: `pi_${a}` })
  const strange = event({ outcome: 'unknown_payment', reference: 'pi_nobody' })
  await commitEvent(ctx, dispute, [])
  await commitEvent(ctx, strange, [])
  const { data } = await page('?odd=true&limit=100')
  const orderOf = ({ eventId }: NotedEvent) => data.find((each) => each.eventId === eventId)?.orderId
  expect([orderOf(dispute), orderOf(strange)]).toEqual([orderId, null])
})

test.each(['odd=false', 'odd=1', 'odd', 'provider=test', 'limit=0'])('%s is refused', async (query) => {
  await expect(page(`?${query}`)).rejects.toThrow('invalid_parameter')
})

test.each([
  ['odd ones', "(conflicts > 0 OR outcome NOT IN ('applied', 'nothing', 'ignored'))", 'provider_events_odd'],
  ['all', 'true', 'provider_events_received'],
])('%s are found by their index', async (_what, where, index) => {
  const { results } = await env.DB.prepare(
    `EXPLAIN QUERY PLAN SELECT * FROM provider_events AS e WHERE ${where} AND (received_at, provider, event_id) < (1, 'a', 'b')
     ORDER BY received_at DESC, provider DESC, event_id DESC LIMIT 20`,
  ).all<{ detail: string }>()
  expect(results.map(({ detail }) => detail).join('; ')).toContain(index)
  expect(results.map(({ detail }) => detail).join('; ')).not.toContain('TEMP')
})
const news = (
  kind: PaymentNews['kind'],
  operationId: string | null,
  more: Partial<PaymentNews> = {},
): PaymentNews => ({
  kind,
  operationId,
  outcome: 'approved',
  amount: 5_000,
  currency: EUR,
  ...more,
})
const match = (reference: string, said: PaymentNews, provider: 'test' | 'stripe' = 'test') =>
  matchNews(context(), provider, { kind: 'news', eventId: 'evt_1', type: 'x', reference, news: said })

test('news find their order by the operation they name, also before the answer has told the reference', async () => {
  const orderId = newOrder()
  const a = await opened(orderId, 'authorize')
  const early = await match('pi_early', news('authorize', a))
  expect(early).toMatchObject({ orderId, judgement: { does: 'settle', decision: { status: 'approved' } } })
  await told(a, { status: 'approved', reference: 'pi_early' })
  const c = await opened(orderId, 'capture', 5_000, a)
  expect(await match('pi_early', news('capture', a))).toMatchObject({
    orderId,
    judgement: { does: 'settle', operation: { id: c } },
  })
})

test('news without a name find it by the payment; what we did not do is for staff', async () => {
  const orderId = newOrder()
  const reference = `pi_${ulid()}`
  const a = await opened(orderId, 'authorize')
  await told(a, { status: 'approved', reference })
  for (const [kind, why] of [
    ['dispute', 'dispute'],
    ['refund', 'done_elsewhere'],
    ['capture', 'done_elsewhere'],
  ] as const)
    expect(await match(reference, news(kind, null))).toMatchObject({
      orderId,
      judgement: { does: 'show_staff', why },
    })
})

test('a payment that is not ours touches no order', async () => {
  const a = await opened(newOrder(), 'authorize')
  await told(a, { status: 'requires_action', reference: 'pi_ours' })
  const unknown = { orderId: undefined, judgement: { does: 'show_staff', why: 'unknown_payment' } }
  expect(await match('pi_nobody', news('authorize', null))).toMatchObject(unknown)
  expect(await match('pi_nobody', news('authorize', 'pop_nobody'))).toMatchObject(unknown)
  // Of another provider, or another payment under a name of ours.
  expect(await match('pi_ours', news('authorize', a), 'stripe')).toMatchObject(unknown)
  const { judgement } = await match('pi_theirs', news('authorize', a))
  expect(judgement).toEqual({ does: 'show_staff', why: 'unknown_payment' })
})
