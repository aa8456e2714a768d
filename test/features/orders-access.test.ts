import { describe, expect, it, test } from 'vitest'
import { signCapability } from '../../src/auth/capability.ts'
import type { OrderCustomer } from '../../src/domain/order.ts'
import { ORDER_TOKEN_SECONDS, signOrderToken } from '../../src/orders/own-order.ts'
import type { ShownOrder } from '../../src/orders/order-schemas.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { later } from './auth/capabilities.ts'
import { doors, requestOf } from './doors/door.ts'
import { madeOrder } from './orders/support.ts'
import { context, customerToken, send, sendRequest, token } from './shop.ts'

// Whose an order is (I-22; reliability.md §3.6, rows 82 and 83).

const ADA: OrderCustomer = { issuer: 'https://customers.test', subject: 'ada' }
const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
const get = (id: string, headers: Record<string, string> = {}, method = 'GET') =>
  send(`/v1/orders/${id}`, { method, headers })

/** All of an answer that a stranger could tell another one by. */
async function seen(answer: Response): Promise<string> {
  const headers = [...answer.headers].filter(([name]) => !/^(?:x-request-id|server-timing)$/.test(name))
  const body = (await answer.text()).replace(/req_\w+/, 'req')
  return JSON.stringify([answer.status, headers, body])
}

describe('let in', () => {
  it('the holder of its token', async () => {
    const { id, number, bill } = await madeOrder('paid')
    const answer = await get(id, bearer(await signOrderToken(context(), id)))
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'private, no-store'])
    const order = (await answer.json()) as ShownOrder
    expect(order).toMatchObject({ id, number, status: 'placed', paymentStatus: 'paid', currency: 'USD' })
    expect(order.items.map((item) => [item.id, item.quantity, item.title])).toEqual([
      ['line-mug', 3, 'Mug'],
      ['line-tea', 1, 'Mug'],
    ])
    expect(order.totals.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(bill.total)
    expect(order.events.map(({ type }) => type)).toEqual(['order.created', 'order.placed', 'order.paid'])
    expect(order.token).toBeUndefined()
    // What is staff's stays with staff.
    expect(Object.keys(order)).not.toEqual(expect.arrayContaining(['operations']))
    for (const name of ['operations', 'provider', 'checkoutId', 'cartId', 'customer', 'revision'])
      expect(order).not.toHaveProperty(name)
    const etag = answer.headers.get('ETag') ?? ''
    const again = await get(id, { ...bearer(await signOrderToken(context(), id)), 'If-None-Match': etag })
    expect([again.status, again.headers.get('ETag')]).toEqual([304, etag])
    expect((await get(id, bearer(await signOrderToken(context(), id)), 'HEAD')).status).toBe(200)
  })

  it('its customer, on whatever device', async () => {
    const { id } = await madeOrder('paid', { customer: ADA })
    expect((await get(id, bearer(await customerToken('ada')))).status).toBe(200)
  })

  it('and gives whoever holds an old link a new one', async () => {
    const { id } = await madeOrder('paid')
    const long = context()
    const past = Object.defineProperty(context(), 'now', {
      value: long.now - (ORDER_TOKEN_SECONDS * 1_000 * 3) / 5,
    }) as Ctx
    const answer = await get(id, { ...bearer(await signOrderToken(past, id)), 'If-None-Match': '*' })
    const { token: fresh = '' } = (await answer.json()) as ShownOrder
    expect([answer.status, (await get(id, bearer(fresh))).status]).toEqual([200, 200])
  })
})

describe('shut out, all alike', () => {
  const strangers: [string, (id: string) => Promise<Record<string, string>>][] = [
    ['nobody', () => Promise.resolve({})],
    ['rubbish', () => Promise.resolve(bearer('a.b.c'))],
    ['another customer', async () => bearer(await customerToken('eve'))],
    ['staff without the route', async () => bearer(await token('orders:read orders:write'))],
    [
      'the link of another order',
      async () => bearer(await signOrderToken(context(), (await madeOrder('paid')).id)),
    ],
    ['a token of a cart', async (id) => bearer(await signCapability(context(), 'cart', id, 600))],
    ['a token of a checkout', async (id) => bearer(await signCapability(context(), 'checkout', id, 600))],
    [
      'an expired link',
      async (id) => bearer(await signOrderToken(later(context(), -ORDER_TOKEN_SECONDS * 1_000 - 5_000), id)),
    ],
    [
      'a link with another last letter',
      async (id) =>
        bearer((await signOrderToken(context(), id)).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))),
    ],
    ['an expired customer', async () => bearer(await customerToken('ada', { exp: 1_000 }))],
    [
      'the same subject of another issuer',
      async () => bearer(await customerToken('ada', { iss: 'https://issuer.test' })),
    ],
  ]

  test.each(strangers)('%s', async (_who, headersFor) => {
    const { id } = await madeOrder('paid', { customer: ADA })
    const headers = await headersFor(id)
    const missing = await seen(await get('ord_01KB0Q7X3N5V8W2C4D6F8G0H1J', headers))
    expect(JSON.parse(missing)).toEqual([404, expect.anything(), expect.stringContaining('not_found')])
    expect(await seen(await get(id, headers))).toBe(missing)
  })

  it("a guest's order from every customer, also from one with the same e-mail", async () => {
    const { id } = await madeOrder('paid', { contact: { email: 'ada@example.com' } })
    const answer = await get(id, bearer(await customerToken('ada', { email: 'ada@example.com' })))
    expect(answer.status).toBe(404)
  })

  it('whoever asks for a file of it', async () => {
    const { id } = await madeOrder('paid')
    const headers = bearer(await signOrderToken(context(), id))
    for (const suffix of ['/x.css', '.json', ';x.js', '%2f..%2fx.css', '/', '?token=1']) {
      const answer = await get(`${id}${suffix}`, headers)
      expect([suffix, answer.status >= 400, answer.headers.get('Cache-Control')]).toEqual([
        suffix,
        true,
        'private, no-store',
      ])
    }
  })
})

test('no door of orders opens to the link of an order, or to its customer, but its own', async () => {
  const { id } = await madeOrder('paid', { customer: ADA })
  const mine = [await signOrderToken(context(), id), await customerToken('ada')]
  const others = doors.filter(
    ({ path, operationId }) =>
      path.includes('/orders') && operationId !== 'readOrder' && operationId !== 'listOwnOrders',
  )
  expect(others.length).toBeGreaterThan(5)
  for (const door of others)
    for (const each of mine) {
      const path = door.path.replace('{id}', id)
      const body = door.takesJson ? {} : undefined
      const ask = { path, headers: { ...bearer(each), 'Idempotency-Key': 'x' }, body }
      expect([door.operationId, (await sendRequest(requestOf(door, ask))).status]).toEqual([
        door.operationId,
        401,
      ])
    }
})
