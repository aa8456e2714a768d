import { env } from 'cloudflare:workers'
import { ulid } from 'ulid'
import { describe, expect, test } from 'vitest'
import { paymentsOf, type OperationStatus, type PaymentOperationId } from '../../src/domain/payment.ts'
import {
  operationById,
  operationsByReference,
  operationsOf,
  undecidedOperations,
} from '../../src/payments/queries.ts'
import {
  guardUndecided,
  openOperation,
  racedOperation,
  saveLapse,
  saveTelling,
} from '../../src/payments/save-operation.ts'
import { brokenConstraint, commit } from '../../src/platform/d1.ts'
import { opened, told } from './payments/rows.ts'
import { EUR, newOperationId } from './payments/support.ts'
import { context } from './shop.ts'

const newOrder = (): string => `ord_${ulid()}`

const why = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => brokenConstraint(error) ?? String(error),
  )

const statusOf = async (id: PaymentOperationId): Promise<OperationStatus | undefined> =>
  (await operationById(context().db, id))?.status

/** An order that is authorized, or captured as well. */
async function authorized(orderId = newOrder(), reference = `pi_${ulid()}`) {
  const a = await opened(orderId, 'authorize')
  await told(a, { status: 'approved', reference })
  return { orderId, a, reference }
}
async function captured() {
  const paid = await authorized()
  const c = await opened(paid.orderId, 'capture', 5_000, paid.a)
  await told(c, { status: 'approved' })
  return { ...paid, c }
}

test('an operation is written down, told of, and found again', async () => {
  const { orderId, a, reference, c } = await captured()
  const { db } = context()
  const operations = await operationsOf(db, orderId)
  expect(
    operations.map(({ id, kind, status, providerReference }) => [id, kind, status, providerReference]),
  ).toEqual([
    [a, 'authorize', 'approved', reference],
    [c, 'capture', 'approved', reference],
  ])
  expect(await operationsByReference(db, 'test', reference)).toEqual(operations)
  expect(await operationsByReference(db, 'stripe', reference)).toEqual([])
  expect(paymentsOf(operations)).toMatchObject({ status: 'paid', captured: 5_000, refundable: 5_000 })
})

describe('the database refuses', () => {
  test('a second authorization while one is pending, waits or is approved', async () => {
    for (const status of ['pending', 'requires_action', 'approved'] as const) {
      const orderId = newOrder()
      const a = await opened(orderId, 'authorize')
      await told(a, { status })
      const broken = await why(opened(orderId, 'authorize'))
      expect(broken).toBe('payment_operations.order_id')
      expect(racedOperation(broken)).toBe(true)
    }
  })

  test('of twenty authorizations at once all but one', async () => {
    const orderId = newOrder()
    const answers = await Promise.all(Array.from({ length: 20 }, () => why(opened(orderId, 'authorize'))))
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(await operationsOf(context().db, orderId)).toHaveLength(1)
  })

  test('nothing after a decline', async () => {
    const orderId = newOrder()
    await told(await opened(orderId, 'authorize'), { status: 'declined', reason: 'declined' })
    expect(await why(opened(orderId, 'authorize'))).toBe('done')
  })

  test('of captures and voids at once all but one', async () => {
    const { orderId, a } = await authorized()
    const kinds = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'capture' : 'void'))
    const answers = await Promise.all(
      kinds.map((kind) => why(opened(orderId, kind as 'capture' | 'void', 5_000, a))),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(new Set(answers)).toEqual(new Set(['done', 'payment_operations.authorization_id']))
  })

  test('refunds beyond what was captured, however they race', async () => {
    const { orderId, a } = await captured()
    // 30 times 3.00 of 50.00: 16 fit.
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => why(opened(orderId, 'refund', 300, a))),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(16)
    expect(new Set(answers)).toEqual(new Set(['done', 'guard_held']))
    expect(paymentsOf(await operationsOf(context().db, orderId))).toMatchObject({
      refunding: 4_800,
      refundable: 200,
    })
  })

  test('room for a refund comes back when one is declined', async () => {
    const { orderId, a } = await captured()
    const all = await opened(orderId, 'refund', 5_000, a)
    expect(await why(opened(orderId, 'refund', 1, a))).toBe('guard_held')
    await told(all, { status: 'declined', reason: 'declined' })
    expect(await why(opened(orderId, 'refund', 5_000, a))).toBe('done')
  })

  test('what nothing stands behind', async () => {
    const { orderId, a } = await authorized()
    const open = await opened(newOrder(), 'authorize')
    expect(await why(opened(orderId, 'capture', 5_001, a))).toBe('guard_held')
    expect(await why(opened(newOrder(), 'capture', 5_000, a))).toBe('guard_held')
    expect(await why(opened(orderId, 'void', 4_999, a))).toBe('guard_held')
    expect(await why(opened(orderId, 'refund', 1, a))).toBe('guard_held')
    const { orderId: other } = (await operationById(context().db, open)) ?? { orderId: '' }
    expect(await why(opened(other, 'capture', 5_000, open))).toBe('guard_held')
  })

  test.each([
    ['no amount', { amount: 0 }, 'payment_amount'],
    ['no currency', { currency: 'euro' }, 'payment_currency'],
    ['an id of another kind', { id: 'ord_1' }, 'payment_id'],
    ['an attempt as long as a diary', { attempt: { note: 'x'.repeat(4_000) } }, 'payment_attempt'],
  ])('%s', async (_what, more, constraint) => {
    const ctx = context()
    const operation = {
      id: newOperationId(),
      orderId: newOrder(),
      kind: 'authorize',
      authorizationId: null,
      provider: 'test',
      amount: 1,
      currency: EUR,
      ...more,
    }
    expect(await why(commit(ctx.db, openOperation(ctx, operation as never)))).toBe(constraint)
  })
})

describe('what a provider tells', () => {
  test('moves once; the same again changes nothing', async () => {
    const a = await opened(newOrder(), 'authorize')
    await told(a, { status: 'approved', reference: 'pi_1', attempt: { code: 'ok' } })
    const once = await operationById(context().db, a)
    await told(a, { status: 'approved', reference: 'pi_2' })
    await told(a, { status: 'pending' })
    await told(a, { status: 'requires_action' })
    expect(await operationById(context().db, a)).toEqual(once)
    expect(once).toMatchObject({ providerReference: 'pi_1', attempt: { code: 'ok' } })
  })

  test('in contradiction breaks the batch, and the first word stands', async () => {
    const yes = await opened(newOrder(), 'authorize')
    await told(yes, { status: 'approved' })
    expect(await why(told(yes, { status: 'declined', reason: 'declined' }))).toBe('guard_held')
    expect(await statusOf(yes)).toBe('approved')
    const no = await opened(newOrder(), 'authorize')
    await told(no, { status: 'declined', reason: 'expired_card' })
    expect(await why(told(no, { status: 'approved' }))).toBe('guard_held')
    expect(await operationById(context().db, no)).toMatchObject({
      status: 'declined',
      reason: 'expired_card',
    })
  })

  test('ten times at once lets other effects of the batch happen once', async () => {
    const ctx = context()
    const a = await opened(newOrder(), 'authorize')
    const effect = () =>
      ctx.db
        .prepare(
          `UPDATE payment_operations SET attempt = json_set(attempt, '$.effects',
          coalesce(attempt->>'effects', 0) + 1) WHERE id = ?1`,
        )
        .bind(a)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        why(
          commit(ctx.db, [
            ...guardUndecided(ctx, a),
            effect(),
            ...saveTelling(ctx, a, { status: 'approved' }),
          ]),
        ),
      ),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(await operationById(ctx.db, a)).toMatchObject({ status: 'approved', attempt: { effects: 1 } })
  })

  test('of a void lets the authorization go, and the order may be authorized anew', async () => {
    const { orderId, a } = await authorized()
    const v = await opened(orderId, 'void', 5_000, a)
    await told(v, { status: 'approved' })
    await told(v, { status: 'approved' })
    expect(await statusOf(a)).toBe('voided')
    // Told late that it had been authorized: it comes to the same.
    await told(a, { status: 'approved' })
    expect(await statusOf(a)).toBe('voided')
    expect(await why(opened(orderId, 'capture', 5_000, a))).toBe('guard_held')
    expect(await why(opened(orderId, 'authorize'))).toBe('done')
  })

  test('of a void lets one go that waited for its buyer', async () => {
    const orderId = newOrder()
    const a = await opened(orderId, 'authorize')
    await told(a, { status: 'requires_action', reference: 'pi_waits' })
    await told(await opened(orderId, 'void', 5_000, a), { status: 'approved' })
    expect(await statusOf(a)).toBe('voided')
  })

  test('an authorization that lapses is let go, unless it is captured', async () => {
    const ctx = context()
    const { a } = await authorized()
    await commit(ctx.db, saveLapse(ctx, a))
    expect(await statusOf(a)).toBe('voided')
    const paid = await captured()
    expect(await why(commit(ctx.db, saveLapse(ctx, paid.a)))).toBe('guard_held')
    expect(await statusOf(paid.a)).toBe('approved')
  })
})

test('what is undecided for long is found, longest first, and goes to the end when it was looked up', async () => {
  const ctx = context()
  const [first, second] = [await opened(newOrder(), 'authorize'), await opened(newOrder(), 'authorize')]
  const old = Date.now() - 600_000
  for (const [at, id] of [first, second].entries())
    await env.DB.prepare('UPDATE payment_operations SET created_at = ?1, updated_at = ?1 WHERE id = ?2')
      .bind(old + at, id)
      .run()
  const found = async () => {
    const rows = await undecidedOperations(ctx.db, Date.now() - 60_000, 10)
    return rows.map(({ id }) => id).filter((id) => id === first || id === second)
  }
  expect(await found()).toEqual([first, second])
  await told(first, { status: 'pending' })
  expect(await found()).toEqual([second])
  await told(second, { status: 'declined', reason: 'never_arrived' })
  expect(await found()).toEqual([])
})
