import { expect, it } from 'vitest'
import { Room } from '../../src/platform/room.ts'
import { buyer, ordersOf } from './checkouts/support.ts'
import { context } from './shop.ts'

// More at once than the shop can serve: those too many hear so at once, with a time to come again (I-42).

const AT_ONCE = 200

it('completions beyond those that have a place are 503 at once; who comes again is served', async () => {
  const ada = await buyer()
  const { body } = await ada.read()
  const total = { amount: body.total.amount, currency: body.currency }
  const pay = (key: string) => ada.pay(total, { provider: 'test', script: 'approve' }, key)
  const key = ada.newKey()
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => pay(key)))
  const by = Map.groupBy(answers, ({ status }) => status)
  expect(new Set(by.keys())).toEqual(new Set([200, 503]))
  for (const refused of by.get(503) ?? []) {
    expect(refused.body.code).toBe('unavailable')
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
  }
  const [orderId] = new Set((by.get(200) ?? []).map((answer) => answer.body.order.id))
  expect(await ordersOf(ada.id)).toEqual([orderId])
  expect((await pay(key)).body.order.id).toBe(orderId)
})

const never = () => new Promise<never>(() => undefined)
const nothing = () => Promise.resolve()

it('a place is left by whoever is done, fails or is cut off', async () => {
  const ctx = context()
  const room = new Room(1, 1_000)
  await room.enter(ctx, nothing)
  await expect(room.enter(ctx, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  void room.enter(ctx, never)
  await expect(room.enter(ctx, nothing)).rejects.toMatchObject({ code: 'unavailable' })
  const later = Object.defineProperty(context(), 'now', { value: ctx.now + 1_000 })
  await room.enter(later, nothing)
})
