import { describe, expect, it, test } from 'vitest'
import type { OrderId } from '../../src/domain/ids.ts'
import type { PaymentOperationId } from '../../src/domain/payment.ts'
import { cancelOrder } from '../../src/orders/cancel-order.ts'
import { captureOrder } from '../../src/orders/capture-order.ts'
import { fulfillOrder } from '../../src/orders/fulfill-order.ts'
import { markCanceled, markFailed, markPaid } from '../../src/orders/mark-order.ts'
import { refundOrder } from '../../src/orders/refund-order.ts'
import { settleOperation } from '../../src/orders/settle-operation.ts'
import { ORDER_LAWS } from '../../src/orders/order-violations.ts'
import { broken } from '../features/consistency/broken.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { commit, type Statement } from '../../src/platform/d1.ts'
import { Problem } from '../../src/platform/problem.ts'
import { onHand, stocked } from '../features/inventory/support.ts'
import { decideAll, fileOf, historyOf, madeOrder, standing } from '../features/orders/support.ts'
import { adminCall, context } from '../features/shop.ts'

// Two at the same moment (reliability.md rows 68 and 212; I-13, I-32): in parallel, and forced between look and batch.

const NOW = { ifMatch: undefined, ifNoneMatch: undefined }
const nobody = () => Promise.resolve()

/** A context in which something else happens once, between the look and the batch that changes the order. */
function interrupted(meanwhile: () => Promise<unknown>): Ctx {
  const ctx = context()
  const { db } = ctx
  let [isArmed, isDone] = [false, false]
  return Object.defineProperty(ctx, 'db', {
    value: {
      ...db,
      prepare: (text: string) => {
        isArmed ||= text.startsWith('UPDATE orders SET')
        return db.prepare(text)
      },
      batch: async (statements: Statement[]) => {
        if (isArmed && !isDone) {
          isDone = true
          await meanwhile()
        }
        return db.batch(statements)
      },
    },
  })
}

const acts = {
  cancel: (ctx: Ctx, id: string) => cancelOrder(ctx, adminCall(), id, NOW, undefined, nobody),
  capture: (ctx: Ctx, id: string) => captureOrder(ctx, adminCall(), id, NOW, nobody),
  refund: (ctx: Ctx, id: string) => refundOrder(ctx, adminCall(), id, NOW, {}, nobody),
  fulfill: (ctx: Ctx, id: string) => fulfillOrder(ctx, adminCall(), id, NOW, {}),
} as const
type Act = keyof typeof acts

async function outcomeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
    return 'done'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** The books balance: at the provider, in the order, in its lines. */
async function settled(id: OrderId): Promise<void> {
  await decideAll(id)
  const { order, operations, refunds } = await fileOf(id)
  const sum = (kind: string) =>
    operations
      .filter((each) => each.kind === kind && each.status === 'approved')
      .reduce((total, { amount }) => total + amount, 0)
  expect(sum('capture')).toBe(order.captured)
  expect(sum('refund')).toBe(order.refunded)
  expect(order.refunding).toBe(0)
  expect(refunds.filter(({ status }) => status === 'pending')).toEqual([])
  expect(await broken(ORDER_LAWS)).toEqual({})
}

describe('between look and batch', () => {
  test.each<[Act, Act, 'paid' | 'authorized', string, string]>([
    ['cancel', 'cancel', 'paid', 'invalid_transition', 'canceled/refunded'],
    ['cancel', 'refund', 'paid', 'payment_in_progress', 'placed/refunded'],
    ['cancel', 'fulfill', 'paid', 'invalid_transition', 'completed/paid'],
    ['cancel', 'capture', 'authorized', 'payment_in_progress', 'placed/paid'],
    ['cancel', 'cancel', 'authorized', 'invalid_transition', 'canceled/voided'],
    ['capture', 'cancel', 'authorized', 'payment_in_progress', 'canceled/voided'],
    ['capture', 'capture', 'authorized', 'payment_in_progress', 'placed/paid'],
    ['refund', 'refund', 'paid', 'refund_exceeds_payment', 'placed/refunded'],
    ['refund', 'cancel', 'paid', 'refund_exceeds_payment', 'canceled/refunded'],
    ['fulfill', 'fulfill', 'paid', 'invalid_transition', 'completed/paid'],
    ['fulfill', 'cancel', 'paid', 'invalid_transition', 'canceled/refunded'],
  ])('%s meets %s of what is %s', async (act, meanwhile, stage, code, end) => {
    const { id } = await madeOrder(stage)
    const ctx = interrupted(() => acts[meanwhile](context(), id))
    expect(await outcomeOf(acts[act](ctx, id))).toBe(code)
    await settled(id)
    expect((await standing(id)).split(' ')[0]).toBe(end)
  })

  it('a refund is made on top of a parcel', async () => {
    const { id } = await madeOrder('paid')
    const ctx = interrupted(() => acts.fulfill(context(), id))
    expect(await outcomeOf(acts.refund(ctx, id))).toBe('done')
    await settled(id)
    expect((await standing(id)).split(' ').slice(0, 2)).toEqual(['completed/refunded', 'fulfilled'])
  })
})

describe('in parallel', () => {
  it('twenty refunds of a part: as many as fit', async () => {
    const { id, bill } = await madeOrder('paid')
    const amount = { amount: Math.floor(bill.total / 3), currency: bill.taxIncluded ? 'EUR' : 'USD' } as never
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        outcomeOf(refundOrder(context(), adminCall(), id, NOW, { amount }, nobody)),
      ),
    )
    expect(all.filter((each) => each === 'done').length).toBeLessThanOrEqual(3)
    expect(all.filter((each) => each === 'done').length).toBeGreaterThan(0)
    // Who looked in vain five times is told to come again.
    expect(new Set(all.filter((each) => each !== 'done'))).not.toContain('internal')
    await settled(id)
  })

  it('parcels: no piece is sent twice', async () => {
    const { id } = await madeOrder('paid', { pieces: { mug: 5 } })
    const lines = [{ lineId: 'line-mug', quantity: 1 }]
    for (let round = 0; round < 4; round += 1)
      await Promise.all(
        Array.from({ length: 4 }, () => outcomeOf(fulfillOrder(context(), adminCall(), id, NOW, { lines }))),
      )
    const { order, fulfillments } = await fileOf(id)
    const sent = fulfillments.flatMap((each) => each.lines).reduce((sum, { quantity }) => sum + quantity, 0)
    expect([order.lines[0]?.fulfilled, sent, order.status]).toEqual([5, 5, 'completed'])
    await settled(id)
  })

  it('cancel, capture, fulfill and refund at once, many times: one end, and the stock is whole', async () => {
    for (let round = 0; round < 8; round += 1) {
      const variant = await stocked(6)
      const { id } = await madeOrder(
        round % 2 === 0 ? 'paid' : 'authorized',
        { pieces: { [variant]: 4 } },
        true,
      )
      const names: Act[] = ['cancel', 'capture', 'fulfill', 'refund', 'cancel', 'refund']
      await Promise.all(names.map((name) => outcomeOf(acts[name](context(), id))))
      await settled(id)
      const { order } = await fileOf(id)
      expect(await onHand(variant)).toBe(order.status === 'canceled' ? 6 : 2)
    }
  })

  it('a provider that says it twenty times at once is heard once', async () => {
    const { id, bill } = await madeOrder('paid')
    await acts.refund(context(), id)
    const operation = (await fileOf(id)).operations.at(-1)?.id as PaymentOperationId
    const moved = await Promise.all(
      Array.from({ length: 20 }, () => settleOperation(context(), id, operation, { status: 'approved' })),
    )
    expect(moved.filter(Boolean)).toHaveLength(1)
    expect(await standing(id)).toBe(`placed/refunded unfulfilled ${bill.total}+0`)
    expect((await historyOf(id)).filter((type) => type === 'refunded')).toHaveLength(1)
  })

  it('paid, failed and canceled at once: one of them', async () => {
    const ctx = context()
    for (let round = 0; round < 5; round += 1) {
      const { id } = await madeOrder('pending')
      const marks = [markPaid, markFailed, markCanceled, markPaid]
      const told = await Promise.allSettled(marks.map((mark) => commit(ctx.db, mark(ctx, id))))
      expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await historyOf(id)).toHaveLength(
        told[0]?.status === 'fulfilled' || told[3]?.status === 'fulfilled' ? 3 : 2,
      )
    }
  })
})
