import { beforeAll, describe, expect, it, test } from 'vitest'
import { sweepPayments } from '../../src/checkout/sweep-payments.ts'
import { testBook } from '../../src/payments/test-provider.ts'
import { item } from './carts/support.ts'
import {
  bookedFor,
  buyer,
  type Buyer,
  eventually,
  free,
  ordersOf,
  prepared,
  soundShop,
  stocked,
} from './checkouts/support.ts'
import { fresh, make } from './doors/door.ts'
import { fileOf, standing } from './orders/support.ts'
import { context } from './shop.ts'

// Two who want different things of one payment at the same moment (row 212, I-13, I-32), and a random crowd, by a seed.

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }
const book = () => testBook(context())

/** Nothing is under way any more, neither here nor at the provider, and both say the same. */
async function agreed(orderId: string): Promise<string> {
  await eventually(async () => {
    const { operations } = await fileOf(orderId)
    return operations.every(({ status }) => status !== 'pending' && status !== 'requires_action')
  })
  const { order } = await fileOf(orderId)
  const payments = await bookedFor(orderId)
  const sum = (of: 'captured' | 'refunded') => payments.reduce((total, payment) => total + payment[of], 0)
  expect([orderId, sum('captured'), sum('refunded')]).toEqual([orderId, order.captured, order.refunded])
  return `${order.status}/${order.paymentStatus}`
}

const staff = (orderId: string, act: string, body: object = {}) =>
  make<object>('POST', `/v1/admin/orders/${orderId}/${act}`, 'orders:write', body, {
    'Idempotency-Key': `${act}-${fresh()}`,
  }).then(
    () => 'done',
    (error: unknown) => (/: (\d+) .*"code":"(\w+)"/.exec(String(error)) ?? []).slice(1, 3).join(' '),
  )

describe('a buyer who cancels', () => {
  it('while the provider approves: canceled and let go, or bought; never half', async () => {
    const ends = new Set<string>()
    for (let round = 0; round < 10; round += 1) {
      const ada = await buyer([item('var-mug')])
      const { body } = await ada.complete('require_action')
      const [orderId = ''] = await ordersOf(ada.id)
      const [canceled] = await Promise.all([
        round % 2 === 0
          ? ada.cancel()
          : book()
              .act(body.action?.reference ?? '', 'approve')
              .then(() => ada.cancel()),
        round % 2 === 0 ? book().act(body.action?.reference ?? '', 'approve') : undefined,
      ])
      await eventually(async () => (await standing(orderId)).split('/')[0] !== 'pending')
      const end = await agreed(orderId)
      ends.add(end)
      const { body: after } = await ada.read()
      if (end === 'placed/paid') {
        expect([canceled.status, canceled.body.code]).toEqual([409, 'checkout_completed'])
        expect(after.orderId).toBe(orderId)
      } else {
        expect([end, canceled.status, after.status]).toEqual(['canceled/voided', 200, 'canceled'])
        expect((await bookedFor(orderId))[0]?.status).toBe('voided')
      }
    }
    await soundShop()
  })

  it('while it is completed: one of the two, and the cart is free or gone', async () => {
    for (let round = 0; round < 8; round += 1) {
      const variant = await stocked(1)
      const ada = await buyer([item(variant)])
      const { total } = (await ada.read()).body
      const script = round % 2 === 0 ? 'approve' : 'approve_after_ms:50'
      const acts = [() => ada.pay(total, { provider: 'test', script }), () => ada.cancel()]
      const answers = await Promise.all((round % 4 < 2 ? acts : acts.toReversed()).map((act) => act()))
      const { body } = await ada.read()
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
      const orders = await ordersOf(ada.id)
      const isBought = body.status === 'completed'
      expect([orders.length, await free(variant)]).toEqual(isBought ? [1, 0] : [0, 1])
      if (isBought) expect(await agreed(orders[0] ?? '')).toMatch(/^placed\//)
      expect((await ada.cart?.add(item('var-mug')))?.status).toBe(isBought ? 410 : 200)
    }
    await soundShop()
  })

  it('ten times at once cancels once', async () => {
    const ada = await buyer([item('var-mug')])
    await ada.complete('require_action')
    const [orderId = ''] = await ordersOf(ada.id)
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.cancel()))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.status}`))).toEqual(
      new Set(['200 canceled']),
    )
    expect(await agreed(orderId)).toBe('canceled/voided')
    const { operations } = await fileOf(orderId)
    expect(operations.map(({ kind }) => kind).toSorted()).toEqual(['authorize', 'void'])
  })
})

describe('staff at the same moment', () => {
  const paid = async () => {
    const { body } = await (await buyer([item('var-mug', 2)])).complete()
    await eventually(async () => (await standing(body.order.id)).startsWith('placed/paid'))
    return body.order
  }

  it('refund all of it twice: one is refused, and no cent too much goes back', async () => {
    const order = await paid()
    const told = await Promise.all([staff(order.id, 'refunds'), staff(order.id, 'refunds')])
    expect(told.toSorted()).toEqual(['409 refund_exceeds_payment', 'done'])
    await agreed(order.id)
    expect((await bookedFor(order.id))[0]?.refunded).toBe(order.total.amount)
    await soundShop()
  })

  it('cancel and refund: the money goes back once', async () => {
    const order = await paid()
    const told = await Promise.all([staff(order.id, 'cancel'), staff(order.id, 'refunds')])
    expect(told).toContain('done')
    expect(await agreed(order.id)).toMatch(/refunded$/)
    expect((await bookedFor(order.id))[0]?.refunded).toBe(order.total.amount)
    await soundShop()
  })

  it('cancel and capture what was promised: one wins, and the books balance', async () => {
    for (let round = 0; round < 4; round += 1) {
      const ada = await buyer([item('var-mug')])
      const { total } = (await ada.read()).body
      const { body } = await ada.pay(total, { provider: 'manual', method: 'invoice' })
      const acts = ['cancel', 'capture']
      const told = await Promise.all(
        (round % 2 === 0 ? acts : acts.toReversed()).map((act) => staff(body.order.id, act)),
      )
      expect(told.filter((each) => each === 'done').length).toBeGreaterThanOrEqual(1)
      await eventually(async () => {
        const { operations } = await fileOf(body.order.id)
        return operations.every(({ status }) => status !== 'pending')
      })
      expect(await standing(body.order.id)).toMatch(/^(?:canceled\/(?:voided|refunded)|placed\/paid) /)
    }
    await soundShop()
  })

  it('cancel twice: the pieces come back once', async () => {
    const variant = await stocked(3)
    const { body } = await (await buyer([item(variant, 2)])).complete()
    await eventually(async () => (await standing(body.order.id)).startsWith('placed/paid'))
    const told = await Promise.all([staff(body.order.id, 'cancel'), staff(body.order.id, 'cancel')])
    expect(told.toSorted()).toEqual(['409 invalid_transition', 'done'])
    expect(await free(variant)).toBe(3)
    expect(await agreed(body.order.id)).toBe('canceled/refunded')
    await soundShop()
  })
})

/** A generator that can be repeated. */
function seeded(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test.each([7, 2026])('a random crowd ends with nothing lost and nothing twice (seed %i)', async (seed) => {
  const random = seeded(seed)
  const one = <Value>(list: readonly Value[]): Value => list[random(list.length)] as Value
  const stock = [6, 4, 9]
  const variants = await Promise.all(stock.map((pieces) => stocked(pieces)))
  const scripts = [
    'approve',
    'approve',
    'decline',
    'require_action',
    'webhook_first',
    'webhook_twice',
    'time_out_charged',
    'time_out_not_charged',
    'capture_time_out',
  ]
  const act = async (ada: Buyer, script: string, then: number): Promise<void> => {
    const first = await ada.complete(script)
    if (first.status === 202 && first.body.action !== undefined && then !== 2)
      await book().act(first.body.action.reference, then === 0 ? 'approve' : 'decline')
    if (then === 2) await ada.cancel()
    if (then === 1) await ada.complete('approve')
  }
  const crowd = await Promise.all(
    Array.from({ length: 24 }, () => {
      const chosen = new Set([one(variants), one(variants)])
      return buyer([...chosen].map((id) => item(id, 1 + random(2))))
    }),
  )
  await Promise.all(crowd.map((ada) => act(ada, one(scripts), random(4))))
  // Whoever still waits has given up.
  await Promise.all(crowd.map((ada) => ada.cancel()))
  const orders = (await Promise.all(crowd.map(({ id }) => ordersOf(id)))).flat()
  await eventually(async () => {
    await sweepPayments(context(), -60_000)
    const files = await Promise.all(orders.map(fileOf))
    return files.every(
      ({ order, operations }) =>
        order.status !== 'pending' &&
        order.paymentStatus !== 'authorized' &&
        operations.every(({ status }) => status !== 'pending' && status !== 'requires_action'),
    )
  })
  const taken = new Map(variants.map((id) => [id, 0]))
  for (const ada of crowd) {
    const files = await Promise.all((await ordersOf(ada.id)).map(fileOf))
    const sold = files.filter(({ order }) => order.status === 'placed')
    expect([ada.id, sold.length <= 1]).toEqual([ada.id, true])
    for (const { order } of files) await agreed(order.id)
    for (const { order } of sold)
      for (const { variantId, quantity } of order.lines)
        taken.set(variantId, (taken.get(variantId) ?? 0) + quantity)
  }
  for (const [at, id] of variants.entries())
    expect(await free(id)).toBe((stock[at] ?? 0) - (taken.get(id) ?? 0))
  // Nothing holds what is left: it can be sold to the end.
  for (const id of variants) {
    const left = await free(id)
    if (left > 0) expect((await (await buyer([item(id, left)])).complete()).status).toBe(200)
    expect((await (await buyer([item(id)])).complete()).body.code).toBe('out_of_stock')
  }
  await soundShop()
})

test('a completion that joins another and a webhook are the same order', async () => {
  const ada = await buyer([item('var-mug')])
  const { total } = (await ada.read()).body
  const answers = await Promise.all([
    ada.pay(total, { provider: 'test', script: 'webhook_first' }),
    ada.pay(total, approve),
    ada.read(),
  ])
  expect(answers.some(({ status }) => status === 200)).toBe(true)
  const orders = await ordersOf(ada.id)
  expect(orders).toHaveLength(1)
  expect(await agreed(orders[0] ?? '')).toMatch(/^placed\//)
})
