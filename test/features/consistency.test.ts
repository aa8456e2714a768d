import { env } from 'cloudflare:workers'
import { expect, it, test } from 'vitest'
import type { Consistency } from '../../src/admin/consistency-schemas.ts'
import { make } from './doors/door.ts'
import { madeOrder } from './orders/support.ts'

const read = async (): Promise<Consistency> =>
  (await make<Consistency>('GET', '/v1/admin/health/consistency', 'health:read')).body

const broken = async (): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await read()).laws
      .filter(({ violations }) => violations.length > 0)
      .map((law) => [law.law, law.violations]),
  )

it('finds nothing in a shop whose books add up', async () => {
  await madeOrder('paid')
  await madeOrder('pending')
  const found = await read()
  expect(found.ok).toBe(true)
  expect(found.laws.map(({ law }) => law)).toEqual(
    expect.arrayContaining(['capturedOnce', 'heldIsSumOfHolds']),
  )
  expect(await broken()).toEqual({})
})

test.each([
  [
    'capturedIsPaid',
    'an order without its capture',
    `DELETE FROM payment_operations WHERE order_id = ?1 AND kind = 'capture'`,
  ],
  [
    'refundsAreCaptured',
    'a refund of what was not captured',
    `INSERT INTO payment_operations (id, order_id, kind, authorization_id, provider, amount, currency, created_at, updated_at)
     SELECT 'pop_refund', order_id, 'refund', id, provider, amount + 1, currency, created_at, updated_at
     FROM payment_operations WHERE order_id = ?1 AND kind = 'authorize'`,
  ],
  [
    'capturesAreAuthorized',
    'a capture of what was let go',
    `UPDATE payment_operations SET status = 'voided' WHERE order_id = ?1 AND kind = 'authorize'`,
  ],
  [
    'operationsAreOrders',
    'another currency',
    `UPDATE payment_operations SET currency = 'EUR' WHERE order_id = ?1`,
  ],
])('%s names %s', async (law, _what, sql) => {
  const { id } = await madeOrder('paid')
  await env.DB.prepare(sql).bind(id).run()
  const found = await broken()
  expect(found[law]?.length).toBeGreaterThan(0)
  expect((await read()).ok).toBe(false)
})
