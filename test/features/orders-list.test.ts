import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { Order } from '../../src/domain/order.ts'
import type { ShownOrderEntry } from '../../src/orders/order-schemas.ts'
import { askAdmin } from './admin-ask.ts'
import { madeOrder } from './orders/support.ts'

// The list of orders: filters, people's way of writing numbers, pages.

type Page = { data: ShownOrderEntry[]; page: { nextCursor: string | null } }
const list = (query: string) => askAdmin<Page>('orders:read', 'GET', `/orders?${query}`)

let all: Order[]
beforeAll(async () => {
  all = [
    await madeOrder('pending'),
    await madeOrder('authorized', { contact: { email: 'Ada+Shop@Example.com' } }),
    await madeOrder('paid'),
    await madeOrder('paid', { contact: { email: 'ada+shop@example.com.evil.test' } }),
  ]
})
const at = (index: number): Order => {
  const order = all[index]
  if (order === undefined) throw new Error('no such order')
  return order
}
const found = async (query: string): Promise<number[]> => {
  const { status, body } = await list(query)
  if (status !== 200) throw new Error(`${status} ${body.code}`)
  return body.data.map(({ id }) => all.findIndex((order) => order.id === id)).toSorted((a, b) => a - b)
}

test.each<[string, () => string, number[]]>([
  ['all', () => 'limit=100', [0, 1, 2, 3]],
  ['status', () => 'status=placed', [1, 2, 3]],
  ['payment', () => 'paymentStatus=paid', [2, 3]],
  ['both', () => 'status=pending&paymentStatus=paid', []],
  ['fulfilment', () => 'fulfillmentStatus=fulfilled', []],
  ['market', () => 'market=us', [0, 1, 2, 3]],
  ['another market', () => 'market=de', []],
  ['number', () => `number=${at(2).number}`, [2]],
  [
    'number as people write it',
    () =>
      `number=${at(2)
        .number.toLowerCase()
        .replace(/^(.{4})/, '$1-')}`,
    [2],
  ],
  ['beginning of a number', () => `q=${at(3).number.slice(0, 5).toLowerCase()}`, [3]],
  ['e-mail, without case', () => 'email=ada%2Bshop@example.com', [1]],
  ['from now on', () => `createdFrom=${new Date(at(0).createdAt).toISOString()}`, [0, 1, 2, 3]],
  ['before', () => `createdTo=${new Date(at(0).createdAt).toISOString()}`, []],
])('by %s', async (_what, query, expected) => {
  expect(await found(query())).toEqual(expected)
})

test.each([
  'status=shipped',
  'paymentStatus=',
  'number=123',
  'number=ILOUILOU',
  'q=%2A',
  'q=123456789',
  'q=%27%20OR%201',
  'email=ada',
  'email=a@b.c,d@e.f',
  'createdFrom=yesterday',
  'limit=0',
  'sort=total',
])('refuses %s', async (query) => {
  const { status, body } = await list(query)
  expect([status, body.code]).toEqual([400, 'invalid_parameter'])
})

it('shows what staff looks for', async () => {
  const { body } = await list(`number=${at(1).number}`)
  expect(body.data).toEqual([
    {
      id: at(1).id,
      number: at(1).number,
      status: 'placed',
      paymentStatus: 'authorized',
      fulfillmentStatus: 'unfulfilled',
      market: at(1).market,
      email: 'Ada+Shop@Example.com',
      pieces: 4,
      total: { amount: at(1).bill.total, currency: 'USD' },
      refunded: { amount: 0, currency: 'USD' },
      createdAt: expect.stringMatching(/Z$/),
      placedAt: expect.stringMatching(/Z$/),
    },
  ])
})

describe('pages', () => {
  it('meet every order once, newest first, ties included', async () => {
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await list(`limit=1${more}`)
      ids.push(...body.data.map(({ id }) => id))
      cursor = body.page.nextCursor
    }
    const { results } = await env.DB.prepare('SELECT id FROM orders ORDER BY created_at DESC, id DESC').all<{
      id: string
    }>()
    expect(ids).toEqual(results.map(({ id }) => id))
  })

  it('belong to their filters', async () => {
    const { body } = await list('limit=1&status=placed')
    const { status, body: refused } = await list(`limit=1&status=pending&cursor=${body.page.nextCursor}`)
    expect([status, refused.code]).toEqual([400, 'invalid_cursor'])
  })
})

test.each([
  ['number', "number = '7K3M9Q2X'", 'sqlite_autoindex_orders_2'],
  ['beginning of a number', "number GLOB '7K3*'", 'sqlite_autoindex_orders_2'],
  [
    'e-mail',
    "contact IS NOT NULL AND lower(contact ->> '$.email') = lower('a@b.example')",
    'orders_by_email',
  ],
  ['customer', "customer_issuer = 'i' AND customer_subject = 's'", 'orders_of_customer'],
  ['time', 'created_at < 5', 'orders_by_time'],
  ['nothing', 'true', 'orders_by_time'],
  ['being undecided', "status = 'pending' AND updated_at < 5", 'orders_undecided'],
  [
    'owed money',
    "status IN ('canceled', 'failed') AND captured - refunded - refunding > 0 AND updated_at < 5",
    'orders_owed',
  ],
  ['cart', "cart_id = 'c' AND cart_since = 1 AND status NOT IN ('failed', 'canceled')", 'orders_of_cart'],
])('by %s goes by an index', async (_what, where, index) => {
  const order = ['orders_undecided', 'orders_owed'].includes(index)
    ? 'updated_at, id'
    : 'created_at DESC, id DESC'
  const { results } = await env.DB.prepare(
    `EXPLAIN QUERY PLAN SELECT id FROM orders WHERE ${where} ORDER BY ${order} LIMIT 20`,
  ).all<{ detail: string }>()
  expect(results.map(({ detail }) => detail).join('; ')).toContain(index)
})
