import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { sweepPayments } from '../../src/checkout/sweep-payments.ts'
import worker from '../../src/index.ts'
import { askAdmin } from './admin-ask.ts'
import { item } from './carts/support.ts'
import {
  buyer,
  type Buyer,
  cartsWithout,
  checkoutObject,
  eventually,
  free,
  ordersOf,
  prepared,
  rebind,
  soundShop,
  stocked,
} from './checkouts/support.ts'
import { historyOf, standing } from './orders/support.ts'
import { context } from './shop.ts'

// What comes when nobody waits for it any more, and what is interrupted and never asked for again.

beforeAll(prepared)

const alarm = (ada: Buyer): Promise<boolean> => runDurableObjectAlarm(checkoutObject(ada.id))
const byInvoice = { provider: 'manual', method: 'invoice' }

/** The database, whose second batch (the order) is on its way until it is let through. */
function held(): { readonly DB: D1Database; letThrough: () => Promise<unknown> } {
  let count = 0
  let waiting: D1PreparedStatement[] = []
  const batch = async <T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> => {
    count += 1
    if (count !== 2) return env.DB.batch<T>(statements)
    waiting = statements
    throw new Error('D1_ERROR: Network connection lost.')
  }
  return {
    DB: new Proxy(env.DB, {
      get: (db, name) => (name === 'batch' ? batch : Reflect.get(db, name, db).bind(db)),
    }),
    letThrough: () => env.DB.batch(waiting),
  }
}

test.each(['canceled', 'opened again by its alarm'])(
  'an order that arrives when its checkout has been %s is nobody’s, and the cart can be bought',
  async (how) => {
    const variant = await stocked(1)
    const ada = await buyer([item(variant)])
    const { total } = (await ada.read()).body
    const { DB, letThrough } = held()
    await rebind(ada.id, { DB })
    expect((await ada.pay(total, byInvoice)).status).toBe(503)
    await rebind(ada.id, {})
    if (how === 'canceled') expect((await ada.cancel()).status).toBe(200)
    else await alarm(ada)
    await letThrough()
    const [late = ''] = await ordersOf(ada.id)
    await sweepPayments(context(), -60_000)
    expect(await standing(late)).toBe('canceled/voided unfulfilled 0+0')
    expect(await free(variant)).toBe(1)
    if (how !== 'canceled') {
      const done = await ada.pay(total, byInvoice)
      expect(done.status, done.text).toBe(200)
      expect(await free(variant)).toBe(0)
    }
    await soundShop()
  },
)

test('a cancellation that does not reach the cart is taken up by the alarm, though nobody asks again', async () => {
  const ada = await buyer()
  expect((await ada.complete('require_action')).status).toBe(202)
  await rebind(ada.id, cartsWithout('release'))
  expect((await ada.cancel()).status).toBe(503)
  await rebind(ada.id, {})
  await alarm(ada)
  expect((await ada.cart?.add(item('var-mug')))?.status).toBe(200)
  expect((await ada.cancel()).status).toBe(200)
  await soundShop()
})

test('a refund that the shop owes and the provider refuses is asked for once a day, not by every tick of cron', async () => {
  const ada = await buyer()
  const { id } = (await ada.complete('refund_decline')).body.order
  await eventually(async () => (await standing(id)) === 'placed/paid unfulfilled 0+0')
  expect((await askAdmin('orders:write', 'POST', `/orders/${id}/cancel`, {})).status).toBe(200)
  const refunds = async () => (await historyOf(id)).filter((event) => event === 'refund_failed').length
  await eventually(async () => (await refunds()) === 1)
  for (let ticks = 0; ticks < 3; ticks += 1) await sweepPayments(context(), -60_000)
  expect(await refunds()).toBe(1)
  await env.DB.prepare(
    `UPDATE payment_operations SET created_at = created_at - 86500000, updated_at = updated_at - 86500000 WHERE order_id = ?`,
  )
    .bind(id)
    .run()
  await sweepPayments(context(), -60_000)
  expect(await refunds()).toBe(2)
  await soundShop()
})

test('cron gives back what has expired, though something else of it is broken', async () => {
  const variant = await stocked(1)
  const ada = await buyer([item(variant)])
  expect((await ada.complete('require_action')).status).toBe(202)
  await env.DB.prepare('UPDATE stock_holds SET expires_at = 1 WHERE variant_id = ?').bind(variant).run()
  const prepare = (sql: string) => {
    if (sql.includes('FROM imports')) throw new Error('D1_ERROR: no answer')
    return env.DB.prepare(sql)
  }
  const DB = new Proxy(env.DB, {
    get: (db, name) => (name === 'prepare' ? prepare : Reflect.get(db, name, db).bind(db)),
  })
  const execution = { waitUntil: (work: Promise<unknown>) => work }
  const tick = worker.scheduled({} as never, { ...env, DB } as never, execution as never)
  await expect(tick).rejects.toThrow('D1_ERROR')
  expect(await free(variant)).toBe(1)
})
