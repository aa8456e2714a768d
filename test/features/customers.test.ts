import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import { cartStub } from '../../src/cart/cart-stub.ts'
import { customerId } from '../../src/customers/customer-id.ts'
import type { ShownCustomer, ShownExport } from '../../src/customers/customer-schemas.ts'
import { eraseSelf } from '../../src/customers/erase-customer.ts'
import type { CartId, CheckoutId } from '../../src/domain/ids.ts'
import { eraseOrder } from '../../src/orders/erase-orders.ts'
import { markCanceled } from '../../src/orders/mark-order.ts'
import type { OrderStanding, ShownOrder, ShownOwnOrderEntry } from '../../src/orders/order-schemas.ts'
import { ORDER_LAWS } from '../../src/orders/order-violations.ts'
import { broken } from './consistency/broken.ts'
import { signOrderToken } from '../../src/orders/own-order.ts'
import { commit } from '../../src/platform/d1.ts'
import { askAdmin } from './admin-ask.ts'
import { disturbed, refusal } from './ask.ts'
import { stock } from './carts/support.ts'
import { ADDRESS, everyRow, newShopper, type Shopper } from './customers/support.ts'
import { make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { fileOf, historyOf, insertion, loggedOf, madeOrder, newOrderFor } from './orders/support.ts'
import { adminCall, context, customerToken, send } from './shop.ts'

// What the shop holds of a customer: shown, handed out, and taken away.

type Page = { data: ShownOwnOrderEntry[]; page: { nextCursor: string | null } }

const CONTACT = {
  email: 'ada.personal@example.com',
  phone: '+49 30 901820',
  shippingAddress: { ...ADDRESS, lastName: 'Personal' },
  note: 'personal words',
}
const keep = (shopper: Shopper, label: string, key?: string) =>
  shopper.ask(
    'POST',
    '/addresses',
    { address: { ...ADDRESS, lastName: 'Personal' }, label },
    key === undefined ? {} : { 'Idempotency-Key': key },
  )

describe('a customer', () => {
  it('is known by their token alone', async () => {
    const shopper = await newShopper()
    const { status, body, etag } = await shopper.ask<ShownCustomer>('GET', '')
    expect([status, body]).toEqual([
      200,
      {
        id: customerId(shopper.customer),
        cartId: expect.stringMatching(/^cart_/),
        addresses: 0,
        orders: 0,
        defaultShippingAddressId: null,
        defaultBillingAddressId: null,
      },
    ])
    expect((await shopper.ask('GET', '', undefined, { 'If-None-Match': etag })).status).toBe(304)
    await keep(shopper, 'Home')
    const more = await shopper.ask<ShownCustomer>('GET', '', undefined, { 'If-None-Match': etag })
    expect([more.status, more.body.addresses]).toEqual([200, 1])
  })

  it('has a name in events that says neither issuer nor subject, and is nobody else', () => {
    const names = [
      { issuer: 'https://a', subject: 'b' },
      { issuer: 'https://a","b', subject: '' },
      { issuer: 'https://a', subject: 'c' },
    ].map(customerId)
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^cus_[0-9a-f]{32}$/)
  })
})

describe('orders of a customer', () => {
  it('are listed newest first, theirs alone, and a page belongs to its list', async () => {
    const [ada, eve] = [await newShopper(), await newShopper()]
    const made: string[] = []
    for (const stage of ['paid', 'pending', 'authorized'] as const)
      made.unshift((await madeOrder(stage, { customer: ada.customer, contact: CONTACT })).id)
    await madeOrder('paid', { customer: eve.customer, contact: CONTACT })
    // A guest with the same e-mail is somebody else.
    await madeOrder('paid', { contact: CONTACT })
    const met: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body }: { body: Page } = await ada.ask<Page>('GET', `/orders?limit=1${more}`)
      met.push(...body.data.map(({ id }) => id))
      cursor = body.page.nextCursor
      if (cursor !== null)
        for (const [who, path] of [
          [eve, `/orders?limit=1&cursor=${cursor}`],
          [ada, `/orders?limit=1&status=placed&cursor=${cursor}`],
        ] as const)
          expect((await who.ask('GET', path)).body.code).toBe('invalid_cursor')
    }
    const { results } = await env.DB.prepare(
      'SELECT id FROM orders WHERE customer_subject = ? ORDER BY created_at DESC, id DESC',
    )
      .bind(ada.customer.subject)
      .all<{ id: string }>()
    expect(met).toEqual(results.map(({ id }) => id))
    expect(met.toSorted()).toEqual(made.toSorted())
    const placed = await ada.ask<Page>('GET', '/orders?status=placed')
    expect(placed.body.data).toHaveLength(2)
    expect(placed.body.data[0]).not.toHaveProperty('email')
  })
})

test('an export is everything, page by page, for whom it is about', async () => {
  const shopper = await newShopper()
  await keep(shopper, 'Home')
  const made: string[] = []
  for (let at = 0; at < 27; at += 1)
    made.push((await madeOrder('paid', { customer: shopper.customer, contact: CONTACT })).id)
  const { body: first } = await shopper.ask<ShownExport>('GET', '/export')
  expect(first).toMatchObject({
    ...shopper.customer,
    id: customerId(shopper.customer),
    addresses: [{ label: 'Home' }],
  })
  expect(first.orders).toHaveLength(25)
  const { body: second } = await shopper.ask<ShownExport>('GET', `/export?cursor=${first.page.nextCursor}`)
  expect([second.orders.length, second.page.nextCursor]).toEqual([2, null])
  const orders = [...first.orders, ...second.orders]
  expect(orders.map(({ id }) => id).toSorted()).toEqual(made.toSorted())
  // Each as its own page shows it, lines and history in order.
  for (const order of [orders[0], orders[26]] as ShownOrder[]) {
    const own = await send(`/v1/orders/${order.id}`, {
      headers: { Authorization: `Bearer ${await customerToken(shopper.customer.subject)}` },
    })
    expect(order).toEqual(await own.json())
    expect([order.email, order.items.length, order.events.length]).toEqual([CONTACT.email, 2, 3])
  }
  const staff = await askAdmin<ShownExport>('customers:read', 'POST', '/customers/export', shopper.customer)
  expect({ ...staff.body, exportedAt: '', page: null }).toEqual({ ...first, exportedAt: '', page: null })
  const noted = await env.DB.prepare(
    "SELECT subject, changes FROM audit_entries WHERE action = 'customer.exported'",
  ).all()
  expect(noted.results).toEqual([{ subject: `customer:${first.id}`, changes: '[]' }])
})

test('of nobody, an export is empty and an erasure nothing', async () => {
  const nobody = { issuer: 'https://elsewhere.test', subject: 'nobody' }
  const { body } = await askAdmin<ShownExport>('customers:read', 'POST', '/customers/export', nobody)
  expect([body.addresses, body.orders, body.page.nextCursor]).toEqual([[], [], null])
  const entries = () => env.DB.prepare('SELECT count(*) AS n FROM audit_entries').first('n')
  const before = await entries()
  expect((await askAdmin('customers:write', 'POST', '/customers/erase', nobody)).status).toBe(204)
  expect(await entries()).toBe(before)
})

describe('an erasure', () => {
  it('leaves no word of the person in any row, and all of what was bought', async () => {
    const shopper = await newShopper('subject-of-ada')
    const promotion = await make<{ id: string }>(
      'POST',
      '/v1/admin/promotions',
      'promotions:write',
      promotionBody({ status: 'active', customerLimit: 1 }),
    )
    // Nothing else in the shop has these words.
    const address = { ...ADDRESS, lastName: 'Lovelace', line1: 'Dorset Street 12' }
    const contact = {
      email: 'lovelace@example.com',
      phone: '+44 20 7946',
      shippingAddress: address,
      note: 'Ring twice',
    }
    const words = [
      'subject-of-ada',
      'ovelace',
      'Dorset',
      '7946',
      'Ring twice',
      'Countess',
      '00340434161094021501',
    ]
    const { id } = await madeOrder('paid', {
      customer: shopper.customer,
      contact,
      promotionIds: [promotion.body.id],
    })
    const { id: unpaid } = await madeOrder('authorized', { customer: shopper.customer, contact })
    await askAdmin('orders:write', 'POST', `/orders/${id}/fulfillments`, {
      tracking: { carrier: 'DHL', number: '00340434161094021501' },
    })
    await shopper.ask('POST', '/addresses', { address, label: 'Countess' }, { 'Idempotency-Key': 'kept' })
    const other = await newShopper()
    await keep(other, 'Bystander', 'kept')
    const bystander = await madeOrder('paid', { customer: other.customer })
    const before = (await fileOf(id)).order
    const foundIn = (text: string) => words.filter((word) => text.includes(word))
    expect(foundIn(await everyRow())).toEqual(words)

    expect((await shopper.ask('DELETE', '')).status).toBe(204)
    expect(foundIn(await everyRow())).toEqual([])
    const { order, fulfillments } = await fileOf(id)
    expect(order).toEqual({
      ...before,
      contact: null,
      customer: null,
      erasedAt: expect.any(Number),
      updatedAt: expect.any(Number),
      revision: before.revision + 1,
    })
    expect(fulfillments[0]).toMatchObject({ tracking: null, lines: [{}, {}] })
    expect((await historyOf(id)).at(-1)).toBe('erased')
    expect(await loggedOf(id)).toEqual(await historyOf(id))
    expect((await fileOf(unpaid)).order.contact).toBeNull()
    const redeemers = await env.DB.prepare(
      'SELECT redeemer, state FROM promotion_redemptions WHERE order_id = ?',
    )
      .bind(id)
      .all()
    expect(redeemers.results).toEqual([{ redeemer: '', state: 'redeemed' }])
    expect(await broken(ORDER_LAWS)).toEqual({})

    // The customer is new; the bystander is untouched.
    const { body } = await shopper.ask<ShownExport>('GET', '/export')
    expect([body.addresses, body.orders]).toEqual([[], []])
    const asOwner = { Authorization: `Bearer ${await customerToken('subject-of-ada')}` }
    expect((await send(`/v1/orders/${id}`, { headers: asOwner })).status).toBe(404)
    const { body: others } = await other.ask<ShownExport>('GET', '/export')
    expect([others.addresses.length, others.orders.map((each) => each.id)]).toEqual([1, [bystander.id]])
    expect((await keep(other, 'Bystander', 'kept')).replayed).toBe(true)
    // The key is free again: its answer would have shown the address.
    expect((await keep(shopper, 'Anew', 'kept')).status).toBe(201)
  })

  it('is told once, to whoever knows the name, however often it is asked', async () => {
    const shopper = await newShopper()
    await keep(shopper, 'Home')
    const answers = await Promise.all(Array.from({ length: 5 }, () => shopper.ask('DELETE', '')))
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204])
    expect((await shopper.ask('DELETE', '', undefined, { 'Idempotency-Key': 'k' })).status).toBe(204)
    const { results } = await env.DB.prepare('SELECT type, actor, data FROM events WHERE subject = ?')
      .bind(`customer:${customerId(shopper.customer)}`)
      .all()
    expect(results).toEqual([{ type: 'customer.erased', actor: 'buyer', data: '{}' }])
  })

  it('waits while an order is being paid, and touches nothing', async () => {
    const shopper = await newShopper()
    await keep(shopper, 'Home')
    const placed = await madeOrder('paid', { customer: shopper.customer })
    const pending = await madeOrder('pending', { customer: shopper.customer })
    const before = await everyRow()
    for (const answer of [
      await shopper.ask('DELETE', ''),
      await askAdmin('customers:write', 'POST', '/customers/erase', shopper.customer),
      await askAdmin('customers:write', 'POST', `/orders/${pending.id}/erase`),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, 'payment_in_progress'])
    expect(await everyRow()).toBe(before)
    const ctx = context()
    await commit(ctx.db, markCanceled(ctx, pending.id))
    expect((await shopper.ask('DELETE', '')).status).toBe(204)
    for (const { id } of [placed, pending]) expect((await fileOf(id)).order.customer).toBeNull()
  })

  it('ends the cart, but not while it is being paid', async () => {
    await stock()
    const shopper = await newShopper()
    const headers = {
      Authorization: `Bearer ${await customerToken(shopper.customer.subject)}`,
      'Content-Type': 'application/json',
    }
    const opened = await send('/v1/carts', { method: 'POST', headers, body: '{"market":"us"}' })
    expect(opened.status).toBe(201)
    await keep(shopper, 'Home')
    const { body: me } = await shopper.ask<ShownCustomer>('GET', '')
    const note = JSON.stringify({ note: 'Ring twice' })
    const noted = await send(`/v1/carts/${me.cartId}`, { method: 'PATCH', headers, body: note })
    expect(await noted.json()).toMatchObject({ id: me.cartId, note: 'Ring twice' })

    const cart = cartStub(context(), me.cartId as CartId)
    const checkout = 'chk_of-the-cart' as CheckoutId
    await cart.lend(checkout)
    await cart.freeze(checkout)
    const refused = await shopper.ask('DELETE', '')
    expect([refused.status, refused.body.code]).toEqual([409, 'payment_in_progress'])
    expect((await shopper.ask<ShownCustomer>('GET', '')).body.addresses).toBe(1)
    expect((await shopper.ask('GET', '/cart')).status).toBe(200)

    await cart.thaw(checkout)
    expect((await shopper.ask('DELETE', '')).status).toBe(204)
    expect((await shopper.ask('GET', '/cart')).status).toBe(404)
    expect(await cart.freeze(checkout)).toMatchObject({ kind: 'gone' })
    const anew = await send('/v1/carts', { method: 'POST', headers, body: '{"market":"us"}' })
    expect([anew.status, await anew.text()]).toEqual([201, expect.not.stringContaining('Ring twice')])
  })

  it('that meets an order being placed leaves everything', async () => {
    const shopper = await newShopper()
    await keep(shopper, 'Home')
    const earlier = await madeOrder('paid', { customer: shopper.customer })
    const arriving = context()
    const ctx = disturbed(() =>
      commit(arriving.db, insertion(arriving, newOrderFor(arriving, { customer: shopper.customer }))),
    )
    const { code } = await refusal(eraseSelf(ctx, { kind: 'customer', ...shopper.customer }))
    expect(code).toBe('payment_in_progress')
    expect((await fileOf(earlier.id)).order.customer).toEqual(shopper.customer)
    const { body } = await shopper.ask<ShownCustomer>('GET', '')
    expect([body.addresses, body.orders]).toEqual([1, 2])
  })

  it('that meets a new address, or staff at work, takes in what is new', async () => {
    const shopper = await newShopper()
    const { id } = await madeOrder('paid', { customer: shopper.customer })
    const ctx = disturbed(async () => {
      await keep(shopper, 'Late')
      await askAdmin('orders:write', 'POST', `/orders/${id}/fulfillments`, { tracking: { number: '1Z' } })
    })
    await eraseSelf(ctx, { kind: 'customer', ...shopper.customer })
    const { order, fulfillments } = await fileOf(id)
    expect([order.customer, order.status, fulfillments[0]?.tracking]).toEqual([null, 'completed', null])
    const { body } = await shopper.ask<ShownCustomer>('GET', '')
    expect([body.addresses, body.orders]).toEqual([0, 0])
  })

  it('by staff is in the audit, with names of members only', async () => {
    const shopper = await newShopper('subject-for-staff')
    await keep(shopper, 'Home')
    await madeOrder('paid', { customer: shopper.customer })
    expect((await askAdmin('customers:read', 'POST', '/customers/erase', shopper.customer)).status).toBe(403)
    expect((await askAdmin('customers:write', 'POST', '/customers/erase', shopper.customer)).status).toBe(204)
    const entry = await env.DB.prepare(
      "SELECT id, subject, changes FROM audit_entries WHERE action = 'customer.erased' AND subject = ?",
    )
      .bind(`customer:${customerId(shopper.customer)}`)
      .first<{ id: string; changes: string }>()
    expect(JSON.parse(entry?.changes ?? '')).toEqual([{ member: 'addresses' }, { member: 'orders' }])
    const told = await env.DB.prepare('SELECT type FROM events WHERE audit_id = ? ORDER BY sequence')
      .bind(entry?.id)
      .all<{ type: string }>()
    expect(told.results.map(({ type }) => type)).toEqual(['order.erased', 'customer.erased'])
    expect(await everyRow()).not.toContain('subject-for-staff')
  })
})

describe("the erasure of a guest's order", () => {
  const erase = (id: string, headers: Record<string, string> = {}) =>
    askAdmin<OrderStanding>('customers:write', 'POST', `/orders/${id}/erase`, undefined, headers)

  it('takes the guest out, once, and the link shows what was bought', async () => {
    const { id } = await madeOrder('paid', { contact: CONTACT })
    const done = await erase(id)
    expect([done.status, done.body.revision]).toEqual([200, (await fileOf(id)).order.revision])
    const again = await erase(id)
    expect([again.status, again.body, again.etag]).toEqual([200, done.body, done.etag])
    expect((await historyOf(id)).filter((type) => type === 'erased')).toHaveLength(1)
    const link = { Authorization: `Bearer ${await signOrderToken(context(), id)}` }
    const shown = (await (await send(`/v1/orders/${id}`, { headers: link })).json()) as ShownOrder
    expect(shown.items).toHaveLength(2)
    for (const member of Object.keys(CONTACT)) expect(shown).not.toHaveProperty(member)
    const found = await askAdmin<{ data: unknown[] }>(
      'orders:read',
      'GET',
      `/orders?email=${CONTACT.email}&number=${shown.number}`,
    )
    expect(found.body.data).toEqual([])
  })

  it('keeps to the version that was looked at, and to whoever may', async () => {
    const { id } = await madeOrder('paid', { contact: CONTACT })
    expect((await erase(id, { 'If-Match': '"1-x"' })).body.code).toBe('version_mismatch')
    expect((await askAdmin('orders:write', 'POST', `/orders/${id}/erase`)).status).toBe(403)
    expect((await erase('ord_01KB0Q7X3N5V8W2C4D6F8G0H1J')).status).toBe(404)
    expect((await fileOf(id)).order.contact).toEqual(CONTACT)
  })

  it('goes on when somebody has changed the order meanwhile', async () => {
    const { id } = await madeOrder('paid', { contact: CONTACT })
    const ctx = disturbed(() => askAdmin('orders:write', 'POST', `/orders/${id}/fulfillments`, {}))
    const { body } = await eraseOrder(ctx, adminCall(), id, { ifMatch: undefined, ifNoneMatch: undefined })
    const { order } = await fileOf(id)
    expect([order.status, order.contact, order.revision]).toEqual(['completed', null, body.revision])
  })

  it('does not stand in the way of refunds', async () => {
    const { id } = await madeOrder('paid', { contact: CONTACT })
    await erase(id)
    const refund = await askAdmin(
      'orders:write',
      'POST',
      `/orders/${id}/refunds`,
      {},
      {
        'Idempotency-Key': `refund ${id}`,
      },
    )
    expect(refund.status).toBe(202)
  })
})
