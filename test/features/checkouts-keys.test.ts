import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { OpenedCheckout } from '../../src/checkout/checkout-schemas.ts'
import { ask, type Fault, item, open } from './carts/support.ts'
import { buyer, type Buyer, checkoutObject, checkoutOf, ordersOf, prepared } from './checkouts/support.ts'
import { customerToken } from './shop.ts'

// Idempotency-Keys of checkouts (reliability.md §3.6, rows 91 to 98; I-06 to I-10).

beforeAll(prepared)

const approve = { provider: 'test', script: 'approve' }

describe('a completion', () => {
  it('is refused without a key, and begins nothing', async () => {
    const ada = await buyer()
    const { total, version } = (await ada.read()).body
    const refused = await ada.ask('POST', '/complete', { confirmedTotal: total, payment: approve })
    expect([refused.status, refused.body.code]).toEqual([400, 'idempotency_key_required'])
    expect((await ada.read()).body).toMatchObject({ status: 'ready_for_complete', version })
  })

  it.each(['', ' ', 'x'.repeat(256), '"open', 'ünicode'])('is refused with %j for a key', async (key) => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    const refused = await ada.pay(total, approve, key)
    expect(refused.status).toBe(400)
    expect(['idempotency_key_invalid', 'idempotency_key_required']).toContain(refused.body.code)
    expect(await ordersOf(ada.id)).toEqual([])
  })

  it('knows a key with and without quotes, and takes any text for one', async () => {
    const ada = await buyer()
    const key = "'; DROP TABLE orders; -- ../{{7*7}}"
    const { total } = (await ada.read()).body
    const first = await ada.pay(total, approve, `"${key}"`)
    expect(first.status, first.text).toBe(200)
    const again = await ada.pay(total, approve, key)
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    expect(again.body.order).toEqual(first.body.order)
  })

  it.each(['approve', 'decline', 'require_action', 'time_out_charged'])(
    'under a key with another body is a conflict, whatever came of the first: %s',
    async (script) => {
      const ada = await buyer()
      const { total } = (await ada.read()).body
      await ada.pay(total, { provider: 'test', script }, 'k')
      const orders = await ordersOf(ada.id)
      for (const other of [
        { ...total, amount: total.amount + 1 },
        { ...total, currency: 'EUR' },
      ]) {
        const refused = await ada.pay(other, { provider: 'test', script }, 'k')
        expect([refused.status, refused.body.code]).toEqual([422, 'idempotency_conflict'])
      }
      const other = await ada.pay(total, { provider: 'test', script: 'webhook_never' }, 'k')
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
      expect(await ordersOf(ada.id)).toEqual(orders)
    },
  )

  it('that was refused is judged anew under its key: nothing was committed', async () => {
    const ada = await buyer()
    const { total } = (await ada.read()).body
    const wrong = { ...total, amount: total.amount - 1 }
    expect((await ada.pay(wrong, approve, 'k')).body.code).toBe('price_changed')
    expect((await ada.pay(total, approve, 'k')).status).toBe(200)
  })

  it('is not replayed to another buyer under the same key, nor in the way of theirs', async () => {
    const [ada, bob] = [await buyer(), await buyer([item('var-mug')])]
    const [first, second] = [
      await ada.complete('approve', undefined, 'same'),
      await bob.complete('approve', undefined, 'same'),
    ]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.headers.get('Idempotent-Replayed')).toBeNull()
    expect(second.body.order.id).not.toBe(first.body.order.id)
  })

  it('has an answer to a late retry, though so much was answered that it was not kept', async () => {
    const ada = await buyer()
    await fill(ada)
    const first = await ada.complete('approve', undefined, 'k')
    const again = await ada.complete('approve', first.body.order.total.amount, 'k')
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    expect(again.body.order).toMatchObject({ id: first.body.order.id, items: first.body.order.items })
    const bob = await buyer()
    await fill(bob)
    const declined = await bob.complete('decline', undefined, 'k')
    const told = await bob.complete('decline', undefined, 'k')
    expect([told.status, told.headers.get('Idempotent-Replayed')]).toEqual([402, 'true'])
    expect(told.body.errors?.[0]?.pointer).toBe(declined.body.errors?.[0]?.pointer)
    expect(await ordersOf(bob.id)).toHaveLength(1)
  })
})

/** As if it had answered ten million characters already. */
const fill = (ada: Buyer): Promise<void> =>
  runInDurableObject(checkoutObject(ada.id), (_object, { storage }) => {
    const text = 'x'.repeat(250_000)
    for (let at = 0; at < 40; at += 1)
      storage.sql.exec(
        `INSERT INTO answers (key, print, status, text, etag, kept_at) VALUES (?, '', 200, ?, '', ?)`,
        `filled ${at}`,
        text,
        Date.now(),
      )
  })

describe('a change under a key', () => {
  it('is answered again, is a conflict with another body, and is not made twice', async () => {
    const ada = await buyer()
    const key = { 'Idempotency-Key': 'k' }
    const first = await ada.ask('PATCH', '', { note: 'one' }, key)
    const second = await ada.change({ note: 'two' })
    const again = await ada.ask('PATCH', '', { note: 'one' }, key)
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    expect(again.body).toMatchObject({ note: 'one', version: first.body.version })
    expect((await ada.ask('PATCH', '', { note: 'three' }, key)).body.code).toBe('idempotency_conflict')
    expect((await ada.read()).body).toMatchObject({ note: 'two', version: second.body.version })
  })

  it('is not made twice either when its answer was not kept', async () => {
    const ada = await buyer()
    await fill(ada)
    const key = { 'Idempotency-Key': 'k' }
    await ada.ask('PATCH', '', { note: 'one' }, key)
    const { body } = await ada.change({ note: 'two' })
    const again = await ada.ask('PATCH', '', { note: 'one' }, key)
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    expect(again.body).toMatchObject({ note: 'two', version: body.version })
  })
})

describe("a customer's key", () => {
  const items = { market: 'us', items: [item('var-mug')] }
  const opened = async (customer: string, body: object, key = 'k') =>
    ask<OpenedCheckout & Fault>('POST', '/v1/checkouts', await customerToken(customer), body, {
      'Idempotency-Key': key,
    })

  it('opens one checkout of items, however often and at once; another body is a conflict', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => opened('keys-1', items)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.checkout))).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true')).toHaveLength(9)
    const other = await opened('keys-1', { ...items, items: [item('var-mug', 2)] })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
    const theirs = await opened('keys-2', items)
    expect([theirs.status, theirs.headers.get('Idempotent-Replayed')]).toEqual([201, null])
    expect(theirs.body.checkout.id).not.toBe(answers[0]?.body.checkout.id)
  })

  it('is a conflict with another body also when the checkout has been paid', async () => {
    const first = await opened('keys-3', items)
    const { id } = first.body.checkout
    const at = (method: string, rest: string, body?: unknown) =>
      ask('POST' === method ? 'POST' : method, `/v1/checkouts/${id}${rest}`, first.body.token, body, {
        'Idempotency-Key': 'pay',
      })
    const { body } = await at('PATCH', '', {
      email: 'keys-3@example.com',
      shippingAddress: {
        firstName: 'A',
        lastName: 'B',
        line1: '1 Main Street',
        country: 'US',
        region: 'CA',
        postalCode: '94103',
        city: 'San Francisco',
      },
      shippingOptionId: 'shp-us',
    })
    expect((await at('POST', '/complete', { confirmedTotal: body.total, payment: approve })).status).toBe(200)
    const again = await opened('keys-3', items)
    expect([again.status, again.headers.get('Idempotent-Replayed'), again.body.checkout.id]).toEqual([
      201,
      'true',
      id,
    ])
    const other = await opened('keys-3', { ...items, items: [item('var-mug', 2)] })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
  })
})

test('a guest’s key opens nothing twice and nothing for somebody else', async () => {
  const headers = { 'Idempotency-Key': 'guest' }
  const body = { market: 'us', items: [item('var-mug')] }
  const [one, two] = [
    await ask<OpenedCheckout>('POST', '/v1/checkouts', undefined, body, headers),
    await ask<OpenedCheckout>('POST', '/v1/checkouts', undefined, body, headers),
  ]
  expect(one.body.checkout.id).not.toBe(two.body.checkout.id)
  const cart = await open([item('var-mug')])
  const first = await checkoutOf(cart)
  expect((await checkoutOf(cart)).id).toBe(first.id)
})
