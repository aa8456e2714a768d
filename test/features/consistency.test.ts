import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import type { Consistency } from '../../src/admin/consistency-schemas.ts'
import { LATE, LAWS } from '../../src/admin/laws.ts'
import { broken } from './consistency/broken.ts'
import { make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { brokenBy } from './inventory/holds.ts'
import { stocked } from './inventory/support.ts'
import { decideAll, madeOrder, type Stage, type Wanted } from './orders/support.ts'
import { publishAll, send, token } from './shop.ts'

// Every law is broken here by plain SQL, past the API, and must be told; where a constraint refuses that, it is shown.

const HOUR = 3_600_000
const PATH = '/v1/admin/health/consistency'

const read = async (query = ''): Promise<Consistency> =>
  (await make<Consistency>('GET', PATH + query, 'health:read')).body

const say = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()
const valueOf = async <Value>(sql: string, ...values: unknown[]): Promise<Value> => {
  const row = await env.DB.prepare(sql)
    .bind(...values)
    .first<{ value: Value }>()
  if (row === null) throw new Error(`nothing is found by ${sql}`)
  return row.value
}

const ordered = async (stage: Stage, wanted: Wanted = {}, stock = false): Promise<string> =>
  (await madeOrder(stage, wanted, stock)).id

/** An order of two pieces of one variant and one of another, held or taken. */
async function withStock(stage: Stage): Promise<{ order: string; variant: string; hold: string }> {
  const [variant, other] = [await stocked(5), await stocked(5)]
  const order = await ordered(stage, { pieces: { [variant]: 2, [other]: 1 } }, true)
  const hold = await valueOf<string>(
    'SELECT id AS value FROM stock_holds WHERE order_id = ? AND variant_id = ?',
    order,
    variant,
  )
  return { order, variant, hold }
}

const operationOf = (order: string, kind: string) =>
  valueOf<string>('SELECT id AS value FROM payment_operations WHERE order_id = ? AND kind = ?', order, kind)

/** A promotion that an order has redeemed. */
async function redeemed(): Promise<{ promotion: string; order: string }> {
  const body = promotionBody({ status: 'active' })
  const { id } = (await make<{ id: string }>('POST', '/v1/admin/promotions', 'promotions:write', body)).body
  return { promotion: id, order: await ordered('paid', { promotionIds: [id] }) }
}

/** A variant whose price was 1.00 and is 2.00. */
async function repriced(): Promise<string> {
  const variantId = await stocked(1)
  const prices = [{ variantId, price: { amount: 200, currency: 'USD' } }]
  await make('POST', '/v1/admin/prices', 'catalog:write', { market: 'us', prices })
  return variantId
}

async function endpoint(): Promise<string> {
  const body = { url: 'https://receiver.example/hook' }
  return (await make<{ id: string }>('POST', '/v1/admin/webhooks', 'webhooks:write', body)).body.id
}

const anOperation = (id: string, order: string, more: Record<string, unknown> = {}) => {
  const row = {
    kind: 'authorize',
    authorization_id: null,
    provider: 'stripe',
    amount: 1,
    currency: 'USD',
    status: 'approved',
    created_at: 1,
    updated_at: 1,
    ...more,
  }
  const names = Object.keys(row)
  return say(
    `INSERT INTO payment_operations (id, order_id, ${names.join(', ')}) VALUES (?, ?, ${names.map(() => '?').join(', ')})`,
    id,
    order,
    ...Object.values(row),
  )
}

it('finds nothing in a shop that is well', async () => {
  await withStock('pending')
  const { order } = await withStock('paid')
  const at = `/v1/admin/orders/${order}`
  const lines = [
    {
      lineId: await valueOf<string>('SELECT id AS value FROM order_lines WHERE order_id = ?', order),
      quantity: 1,
    },
  ]
  await make('POST', `${at}/fulfillments`, 'orders:write', { lines })
  await make('POST', `${at}/refunds`, 'orders:write', { lines, restock: true }, { 'Idempotency-Key': 'back' })
  await decideAll(order as never)
  await make(
    'POST',
    `${at}/refunds`,
    'orders:write',
    { amount: { amount: 5, currency: 'USD' } },
    { 'Idempotency-Key': 'more' },
  )
  const canceled = (await withStock('authorized')).order
  await make('POST', `/v1/admin/orders/${canceled}/cancel`, 'orders:write', {})
  await decideAll(canceled as never)
  await redeemed()
  await repriced()
  await publishAll()
  await endpoint()
  const found = await read()
  expect(found.ok).toBe(true)
  expect(found.page.nextCursor).toBeNull()
  expect([...found.laws, ...found.late].filter(({ count }) => count > 0)).toEqual([])
  expect(found.laws.map(({ law }) => law)).toEqual(Object.keys(LAWS))
  expect(found.late.map(({ law }) => law)).toEqual(Object.keys(LATE))
})

it('is no less well when something is late', async () => {
  const { hold } = await withStock('pending')
  await say('UPDATE stock_holds SET expires_at = 1 WHERE id = ?', hold)
  const { ok, late } = await read()
  expect([ok, late.find(({ law }) => law === 'expiredHolds')?.violations]).toEqual([true, [hold]])
})

type Break = () => Promise<string>
const LAW_BREAKERS: readonly [law: keyof typeof LAWS, what: string, break_: Break][] = [
  [
    'heldIsSumOfHolds',
    'a level that sets aside more than is held',
    async () => {
      const variant = await stocked(5)
      await say('UPDATE stock_levels SET held = 1 WHERE variant_id = ?', variant)
      return `${variant} loc_main`
    },
  ],
  [
    'heldIsSumOfHolds',
    'a hold that no level knows of',
    async () => {
      const { variant } = await withStock('pending')
      await say('UPDATE stock_levels SET held = 0 WHERE variant_id = ?', variant)
      return `${variant} loc_main`
    },
  ],
  [
    'onHandIsSumOfLedger',
    'an entry that does not go on from the one before',
    async () => {
      const { variant } = await withStock('paid')
      await say('UPDATE stock_ledger SET delta = delta + 1 WHERE variant_id = ? AND delta > 0', variant)
      return `${variant} loc_main`
    },
  ],
  [
    'onHandIsSumOfLedger',
    'a level whose entries are gone',
    async () => {
      const variant = await stocked(5)
      await say('DELETE FROM stock_ledger WHERE variant_id = ?', variant)
      return `${variant} loc_main`
    },
  ],
  [
    'ordersAreWhole',
    'an order that has taken half of its stock',
    async () => {
      const { order, hold } = await withStock('paid')
      await say("UPDATE stock_holds SET state = 'held', settled_at = NULL WHERE id = ?", hold)
      return order
    },
  ],
  [
    'soldIsInLedger',
    'a sale without an entry',
    async () => {
      const { hold } = await withStock('paid')
      await say('DELETE FROM stock_ledger WHERE id = ?', hold.replace('hld_', 'led_'))
      return hold
    },
  ],
  [
    'soldIsInLedger',
    'an entry without a sale',
    async () => {
      const variant = await stocked(5)
      await say(
        `INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
         VALUES ('led_nobodys', ?, 'loc_main', -1, 4, 'sale', 'nobody', 1)`,
        variant,
      )
      return 'led_nobodys'
    },
  ],
  [
    'holdsAreTold',
    'a sale that the log does not know',
    async () => {
      const { hold } = await withStock('paid')
      await say('DELETE FROM events WHERE id = ?', hold.replace('hld_', 'evt_'))
      return hold
    },
  ],
  [
    'capturedOnce',
    'a second authorization that was captured, too',
    async () => {
      const order = await ordered('paid')
      await say(
        "UPDATE payment_operations SET status = 'voided' WHERE id = ?",
        await operationOf(order, 'authorize'),
      )
      await anOperation('pop_again', order)
      await anOperation('pop_taken', order, { kind: 'capture', authorization_id: 'pop_again' })
      return order
    },
  ],
  [
    'capturesAreAuthorized',
    'a capture of what was let go',
    async () => {
      const order = await ordered('paid')
      await say(
        "UPDATE payment_operations SET status = 'voided' WHERE id = ?",
        await operationOf(order, 'authorize'),
      )
      return operationOf(order, 'capture')
    },
  ],
  [
    'capturesAreAuthorized',
    'a capture of more than was promised',
    async () => {
      const capture = await operationOf(await ordered('paid'), 'capture')
      await say('UPDATE payment_operations SET amount = amount + 1 WHERE id = ?', capture)
      return capture
    },
  ],
  [
    'refundsAreCaptured',
    'a refund of more than was captured',
    async () => {
      const order = await ordered('paid')
      const authorization_id = await operationOf(order, 'authorize')
      await anOperation('pop_back', order, {
        kind: 'refund',
        authorization_id,
        amount: 1_000_000,
        status: 'pending',
      })
      return order
    },
  ],
  [
    'partsSumToTotal',
    'an order with another total than its bill',
    async () => {
      await say(
        `INSERT INTO orders (id, number, checkout_id, market, locale, currency, bill, total, provider, status, payment_status,
           fulfillment_status, created_at, updated_at)
         SELECT 'ord_wrong', '0000WR0N', 'chk_wrong', market, locale, currency, bill, total + 1, provider, status, payment_status,
           fulfillment_status, created_at, updated_at FROM orders WHERE id = ?`,
        await ordered('pending'),
      )
      return 'ord_wrong'
    },
  ],
  [
    'linesSumToParts',
    'a line that the bill does not know',
    async () => {
      const order = await ordered('paid')
      await say(
        `INSERT INTO order_lines (order_id, id, position, variant_id, product_id, quantity, seen, unit_price, bill, total)
         SELECT order_id, 'more', 9, variant_id, product_id, 1, seen, unit_price, bill, total FROM order_lines
         WHERE order_id = ? LIMIT 1`,
        order,
      )
      return order
    },
  ],
  ...(['succeeded', 'pending'] as const).map(
    (status) =>
      [
        'refundsAreCounted',
        `a refund that the order does not count (${status})`,
        async () => {
          const order = await ordered('paid')
          await say(
            `INSERT INTO refunds (id, order_id, operation_id, status, amount, created_at, updated_at)
             VALUES (?1, ?2, ?1, ?3, 5, 1, 1)`,
            `ref_${status}`,
            order,
            status,
          )
          return order
        },
      ] as const satisfies [string, string, Break],
  ),
  ...['refunded', 'coming_back', 'returned'].map(
    (column) =>
      [
        'linesAreRefunded',
        `a line that says so alone (${column})`,
        async () => {
          const order = await ordered('paid')
          await say(`UPDATE order_lines SET ${column} = 1 WHERE order_id = ? AND id = 'line-mug'`, order)
          return `${order} line-mug`
        },
      ] as const satisfies [string, string, Break],
  ),
  [
    'sentIsCounted',
    'a piece that is in no parcel',
    async () => {
      const order = await ordered('paid')
      await say("UPDATE order_lines SET fulfilled = 1 WHERE order_id = ? AND id = 'line-mug'", order)
      await say("UPDATE orders SET fulfillment_status = 'partially_fulfilled' WHERE id = ?", order)
      return order
    },
  ],
  [
    'sentIsCounted',
    'an order that is sent, of which nothing was',
    async () => {
      const order = await ordered('paid')
      await say("UPDATE orders SET fulfillment_status = 'fulfilled' WHERE id = ?", order)
      return order
    },
  ],
  [
    'capturedIsPaid',
    'a paid order without its capture',
    async () => {
      const order = await ordered('paid')
      await say("DELETE FROM payment_operations WHERE order_id = ? AND kind = 'capture'", order)
      return order
    },
  ],
  [
    'capturedIsPaid',
    'a capture without its paid order',
    async () => {
      const order = await ordered('authorized')
      const authorization_id = await operationOf(order, 'authorize')
      await anOperation(`pop_${order}`, order, { kind: 'capture', authorization_id })
      return order
    },
  ],
  [
    'capturedIsPaid',
    'an order that calls itself authorized when it is paid',
    async () => {
      const order = await ordered('paid')
      await say("UPDATE orders SET payment_status = 'authorized' WHERE id = ?", order)
      return order
    },
  ],
  [
    'operationsAreOrders',
    'a payment in another currency',
    async () => {
      const capture = await operationOf(await ordered('paid'), 'capture')
      await say("UPDATE payment_operations SET currency = 'EUR' WHERE id = ?", capture)
      return capture
    },
  ],
  [
    'operationsAreOrders',
    "a payment for nobody's order",
    async () => {
      await anOperation('pop_nobodys', 'ord_nobody')
      return 'pop_nobodys'
    },
  ],
  [
    'authorizationsAreLetGo',
    'money that a canceled order still reserves',
    async () => {
      const order = await ordered('authorized')
      const authorization = await operationOf(order, 'authorize')
      await say("UPDATE orders SET status = 'canceled' WHERE id = ?", order)
      expect((await broken(LAWS)).authorizationsAreLetGo ?? []).not.toContain(authorization)
      await say('UPDATE payment_operations SET created_at = 1, updated_at = 1 WHERE id = ?', authorization)
      return authorization
    },
  ],
  [
    'authorizationsAreLetGo',
    'money whose void says that it is done',
    async () => {
      const order = await ordered('authorized')
      const authorization = await operationOf(order, 'authorize')
      await say("UPDATE orders SET status = 'canceled' WHERE id = ?", order)
      await say('UPDATE payment_operations SET created_at = 1, updated_at = 1 WHERE id = ?', authorization)
      await anOperation('pop_void', order, { kind: 'void', authorization_id: authorization })
      return authorization
    },
  ],
  [
    'ordersHaveTheirStock',
    'an order that has taken fewer pieces than it sold',
    async () => {
      const { order, hold } = await withStock('paid')
      await say('UPDATE stock_holds SET quantity = 1 WHERE id = ?', hold)
      return order
    },
  ],
  [
    'ordersHaveTheirStock',
    'a paid order whose stock was given back',
    async () => {
      const { order } = await withStock('paid')
      await say("UPDATE stock_holds SET state = 'released' WHERE order_id = ?", order)
      return order
    },
  ],
  [
    'holdsFollowOrders',
    'stock held for an order that failed',
    async () => {
      const { order, hold } = await withStock('pending')
      await say("UPDATE orders SET status = 'failed', payment_status = 'failed' WHERE id = ?", order)
      return hold
    },
  ],
  [
    'holdsFollowOrders',
    "stock taken for nobody's order",
    async () => {
      const { hold } = await withStock('paid')
      await say("UPDATE stock_holds SET order_id = 'ord_nobody' WHERE id = ?", hold)
      return hold
    },
  ],
  [
    'redemptionsAreCounted',
    'a code that counts one use too few',
    async () => {
      const { promotion } = await redeemed()
      await say('UPDATE promotions SET redeemed = 0 WHERE id = ?', promotion)
      return promotion
    },
  ],
  [
    'redemptionsAreCounted',
    'a code that a paid order gave back',
    async () => {
      const { promotion, order } = await redeemed()
      await say("UPDATE promotion_redemptions SET state = 'given_back' WHERE order_id = ?", order)
      return `${promotion} ${order}`
    },
  ],
  [
    'historyIsLogged',
    'a step of an order that the log does not know',
    async () => {
      const order = await ordered('paid')
      const event = await valueOf<string>(
        "SELECT id AS value FROM order_events WHERE order_id = ? AND type = 'order.paid'",
        order,
      )
      await say('DELETE FROM events WHERE id = ?', event)
      return event
    },
  ],
  [
    'historyIsLogged',
    'an event of an order that its history does not know',
    async () => {
      await say(
        `INSERT INTO events (id, type, subject, subject_sequence, lane, actor, data, created_at)
         VALUES ('evt_invented', 'order.paid', 'order:' || ?, 99, 'live', 'nobody', '{}', 1)`,
        await ordered('pending'),
      )
      return 'evt_invented'
    },
  ],
  [
    'movesAreTold',
    'an order that failed and never said so',
    async () => {
      const order = await ordered('pending')
      await say("UPDATE orders SET status = 'failed', payment_status = 'failed' WHERE id = ?", order)
      return order
    },
  ],
  [
    'movesAreTold',
    'money that came and was never told',
    async () => {
      const order = await ordered('authorized')
      await say("UPDATE orders SET captured = total, payment_status = 'paid' WHERE id = ?", order)
      return order
    },
  ],
  [
    'pricesFollowHistory',
    'a price that was set before the one it replaced was gone',
    async () => {
      const variant = await repriced()
      await say('UPDATE prices SET set_at = set_at - ? WHERE variant_id = ?', HOUR, variant)
      return `${variant} us`
    },
  ],
  [
    'pricesFollowHistory',
    'two past prices at one time',
    async () => {
      const variant = await repriced()
      await say(
        `INSERT INTO price_history (variant_id, market, min_quantity, starts_at, currency, amount, set_at, replaced_at)
         SELECT variant_id, market, min_quantity, starts_at, currency, 1, set_at, replaced_at FROM price_history
         WHERE variant_id = ?`,
        variant,
      )
      await say('UPDATE price_history SET set_at = set_at - ? WHERE variant_id = ?', HOUR, variant)
      return `${variant} us`
    },
  ],
  [
    'pricesAreInCurrency',
    "a price from before its market's currency",
    async () => {
      const variant = await repriced()
      await say(
        "UPDATE price_history SET currency = 'EUR', replaced_at = replaced_at + ? WHERE variant_id = ?",
        HOUR,
        variant,
      )
      return `${variant} us`
    },
  ],
  [
    'logHasNoGaps',
    'an event that was deleted',
    async () => {
      const order = await ordered('paid')
      await say("DELETE FROM events WHERE subject = 'order:' || ? AND subject_sequence = 2", order)
      return valueOf<string>(
        "SELECT id AS value FROM events WHERE subject = 'order:' || ? AND subject_sequence = 3",
        order,
      )
    },
  ],
  [
    'logHasNoGaps',
    'the last event, deleted',
    async () => {
      await ordered('paid')
      await say('DELETE FROM events WHERE sequence = (SELECT max(sequence) FROM events)')
      return 'end'
    },
  ],
]

describe('a law that is broken is told', () => {
  test.each(LAW_BREAKERS)('%s: %s', async (law, _what, break_) => {
    const before = (await broken(LAWS))[law] ?? []
    const id = await break_()
    expect(before).not.toContain(id)
    const found = await read()
    expect(found.ok).toBe(false)
    const told = found.laws.find((each) => each.law === law)
    expect(told?.violations).toContain(id)
    expect(told?.count).toBeGreaterThan(0)
    expect(told?.means).toBe(LAWS[law].means)
  })

  // What the tables keep by themselves needs somebody who writes past them, too.
  test.each<[keyof typeof LAWS, string, string, () => Promise<unknown>]>([
    [
      'heldIsThere',
      'more set aside than is there',
      'stock_held',
      async () => say('UPDATE stock_levels SET held = 6 WHERE variant_id = ?', await stocked(5)),
    ],
    [
      'heldIsThere',
      'less than nothing on hand',
      'stock_on_hand',
      async () => say('UPDATE stock_levels SET on_hand = -1 WHERE variant_id = ?', await stocked(5)),
    ],
    [
      'authorizedOnce',
      'a second live authorization',
      'payment_operations.order_id',
      async () => anOperation('pop_second', await ordered('authorized'), { status: 'requires_action' }),
    ],
  ])('%s: %s is refused by %s', async (law, _what, constraint, act) => {
    expect(await brokenBy(act())).toBe(constraint)
    expect((await broken(LAWS))[law]).toBeUndefined()
  })

  test.each([
    ['the total of a bill', 'UPDATE orders SET total = total + 1 WHERE id = ?', 'what was bought'],
    ['the price of a line', 'UPDATE order_lines SET total = 0 WHERE order_id = ?', 'what was bought'],
    ['the history', "UPDATE order_events SET type = 'order.paid' WHERE order_id = ?", 'are not changed'],
    ['an order', 'DELETE FROM orders WHERE id = ?', 'are not deleted'],
  ])('%s cannot be changed', async (_what, sql, message) => {
    await expect(say(sql, await ordered('pending'))).rejects.toThrow(message)
  })

  it('but what is written to a level is entered into its ledger, and two prices never begin together', async () => {
    const variant = await stocked(5)
    await say('UPDATE stock_levels SET on_hand = 9 WHERE variant_id = ?', variant)
    expect((await broken(LAWS)).onHandIsSumOfLedger ?? []).not.toContain(`${variant} loc_main`)
    const twice = say("INSERT INTO prices (variant_id, market, amount) VALUES (?, 'us', 1)", variant)
    await expect(twice).rejects.toThrow('UNIQUE constraint failed: prices')
  })
})

const LATE_MAKERS: readonly [law: keyof typeof LATE, what: string, make_: Break][] = [
  [
    'expiredHolds',
    'a hold whose end is long past',
    async () => {
      const { hold } = await withStock('pending')
      await say('UPDATE stock_holds SET expires_at = 1 WHERE id = ?', hold)
      return hold
    },
  ],
  [
    'undecidedOperations',
    'a refund of which nothing is heard',
    async () => {
      const order = await ordered('paid')
      const authorization_id = await operationOf(order, 'authorize')
      await anOperation('pop_unheard', order, { kind: 'refund', authorization_id, status: 'pending' })
      return 'pop_unheard'
    },
  ],
  [
    'undecidedOperations',
    'a buyer who was to act an hour ago',
    async () => {
      await anOperation('pop_forsaken', await ordered('pending'), { status: 'requires_action' })
      const heard = (ago: number) =>
        say("UPDATE payment_operations SET updated_at = ? WHERE id = 'pop_forsaken'", Date.now() - ago)
      // Two lives of a hold are theirs.
      await heard(HOUR / 2)
      expect((await broken(LATE)).undecidedOperations ?? []).not.toContain('pop_forsaken')
      await heard(HOUR)
      return 'pop_forsaken'
    },
  ],
  [
    'undecidedOrders',
    'an order that is being paid since yesterday',
    async () => {
      const order = await ordered('pending')
      await say('UPDATE orders SET updated_at = 1 WHERE id = ?', order)
      return order
    },
  ],
  [
    'unreturnedMoney',
    'a canceled order whose money is still here',
    async () => {
      const order = await ordered('paid')
      await say("UPDATE orders SET status = 'canceled', updated_at = 1 WHERE id = ?", order)
      return order
    },
  ],
  [
    'unpublishedEvents',
    'a change of yesterday',
    async () => {
      const id = await valueOf<string>('SELECT id AS value FROM events ORDER BY sequence DESC LIMIT 1')
      await say('UPDATE events SET created_at = 1 WHERE id = ?', id)
      await say("UPDATE publication_cursors SET sequence = 0 WHERE lane = 'live'")
      return id
    },
  ],
  ...(['starts_at', 'ends_at'] as const).map(
    (column) =>
      [
        'unpublishedPrices',
        `a price whose boundary nobody saw (${column})`,
        async () => {
          const variant = await stocked(1)
          await say("UPDATE publication_cursors SET sequence = 1 WHERE lane = 'boundary'")
          await say(`UPDATE prices SET set_at = 1, ${column} = 5 WHERE variant_id = ?`, variant)
          return `${variant} us`
        },
      ] as const satisfies [string, string, Break],
  ),
  [
    'unpublishedStock',
    'stock that waits for longer than its turn',
    async () => {
      const product = await valueOf<string>('SELECT id AS value FROM products LIMIT 1')
      await say('INSERT INTO stale_products (product_id, not_before, stock_only) VALUES (?, 5, 1)', product)
      return product
    },
  ],
  [
    'unpublishedStock',
    'what a publisher remembered and never told',
    async () => {
      const variant = await stocked(1)
      await say(
        "INSERT INTO published_availability (variant_id, states, published_at, announced) VALUES (?, '{}', 1, 0)",
        variant,
      )
      return variant
    },
  ],
  [
    'undelivered',
    'a delivery that nobody attempts',
    async () => {
      await say(
        `INSERT INTO webhook_deliveries (id, endpoint_id, event_sequence, event_id, event_type, subject, body, status,
           next_attempt_at, created_at, updated_at)
         VALUES ('dlv_due', ?, 1, 'evt_1', 'order.paid', 'order:1', '{}', 'pending', 1, 1, 1)`,
        await endpoint(),
      )
      return 'dlv_due'
    },
  ],
  [
    'undelivered',
    'an endpoint that fell behind the log',
    async () => {
      const id = await endpoint()
      await ordered('pending')
      await say('UPDATE events SET created_at = 1 WHERE sequence > (SELECT max(sequence) - 1 FROM events)')
      return id
    },
  ],
]

test.each(LATE_MAKERS)('what is late is told: %s: %s', async (law, _what, make_) => {
  const before = (await broken(LATE))[law] ?? []
  const id = await make_()
  expect(before).not.toContain(id)
  const told = (await read()).late.find((each) => each.law === law)
  expect(told?.violations).toContain(id)
  expect(told?.means).toBe(LATE[law].means)
})

describe('a look', () => {
  it('is bounded, and its cursor leads to what was before', async () => {
    const variant = await repriced()
    await say(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO price_history (variant_id, market, min_quantity, starts_at, currency, amount, set_at, replaced_at)
       SELECT ?, 'us', 2, 0, 'USD', 1, i, i FROM n`,
      await stocked(1),
    )
    await say('UPDATE prices SET set_at = set_at - ? WHERE variant_id = ?', HOUR, variant)
    const first = await read()
    const told = ({ laws }: Consistency) => laws.find(({ law }) => law === 'pricesFollowHistory')?.violations
    expect(told(first)).not.toContain(`${variant} us`)
    const second = await read(`?cursor=${first.page.nextCursor}`)
    expect(told(second)).toContain(`${variant} us`)
    expect(second.page.nextCursor).toBeNull()
  })

  it('counts to a thousand and names a hundred', async () => {
    await say(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
       INSERT INTO payment_operations (id, order_id, kind, provider, amount, currency, status, created_at, updated_at)
       SELECT 'pop_many_' || i, 'ord_many_' || i, 'authorize', 'stripe', 1, 'USD', 'approved', 1, 1 FROM n`,
    )
    const told = (await read()).laws.find(({ law }) => law === 'operationsAreOrders')
    expect([told?.count, told?.violations.length]).toEqual([1_000, 100])
  })

  test.each(['?cursor=', '?cursor=x', '?page=1'])('%s is refused', async (query) => {
    const headers = { Authorization: `Bearer ${await token('health:read')}` }
    expect((await send(PATH + query, { headers })).status).toBe(400)
  })

  // The newest of a book are scanned from its end; of everything else a look reads what it has a key of.
  const SCANNED =
    /^SCAN (?:o|a|d|f|order_\w+|refunds|fulfillments|promotion_redemptions|prices|webhook_deliveries|orders(?! USING COVERING INDEX orders_by_time)|payment_operations(?! USING INDEX (?:sqlite_autoindex|payment_operations_undecided)))\b/
  it('would be seen to scan', () => {
    for (const plan of ['SCAN o', 'SCAN orders', 'SCAN payment_operations', 'SCAN order_lines'])
      expect(plan).toMatch(SCANNED)
  })
  test.each(Object.entries({ ...LAWS, ...LATE }))('searches by index for %s', async (_law, { sql }) => {
    const { results } = await env.DB.prepare(
      `EXPLAIN QUERY PLAN WITH asked AS (SELECT ?1, ?2, ?3, ?4) SELECT DISTINCT id FROM (${sql}) LIMIT 1000`,
    )
      .bind(100, 0, 1, 1)
      .all<{ detail: string }>()
    expect(results.map(({ detail }) => detail).filter((detail) => SCANNED.test(detail))).toEqual([])
  })
})
