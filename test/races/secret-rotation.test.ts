import { beforeAll, describe, expect, test } from 'vitest'
import { forget, item, open, pieces, stock } from '../features/carts/support.ts'
import { context } from '../features/shop.ts'
import { makeSecret } from '../features/auth/capabilities.ts'
import {
  type Break,
  breakAt,
  BREAKS,
  change,
  claimPatiently,
  evict,
  hold,
  holds,
  isOpen,
  meet,
  NOTHING,
  ring,
  type Shop,
  SHOP,
  Shopper,
  TOGETHER,
} from './claims.ts'

// A new secret in front of TOKEN_SECRETS gives every customer's cart another id: what lies under the old one is poured
// over, whichever Worker still believes what.
beforeAll(stock)

/** The shop with one more secret in front. */
const renewed = (shop: Shop = SHOP): Shop => ({
  ...shop,
  TOKEN_SECRETS: `${makeSecret()},${String(shop.TOKEN_SECRETS)}`,
})

/** A customer with a cart of two kettles, at the old Worker and at the new one. */
async function rotate() {
  const before = await Shopper.make()
  const { id, version } = await before.open(item('var-kettle', 2))
  const shop = renewed()
  return { before, after: before.at(shop), old: id, version, shop }
}
const KETTLES = { 'var-kettle': 2 }

/** How often a customer's cart was changed: its versions count on from the moment it was made. */
const changesOf = ({ version, createdAt }: { version: number; createdAt: string }): number =>
  version - Date.parse(createdAt)

test('the customer finds the same cart, under the new id; the old one has ended', async () => {
  const { before, after, old } = await rotate()
  const found = await after.cart()
  expect([found.status, pieces(found.body), changesOf(found.body)]).toEqual([200, KETTLES, 1])
  expect(found.body.id).not.toBe(old)
  expect(await holds(old)).toEqual(NOTHING)
  const again = await after.cart()
  expect([again.body.id, changesOf(again.body), pieces(again.body)]).toEqual([found.body.id, 1, KETTLES])
  expect((await after.ask('GET', `/v1/carts/${old}`)).status).toBe(410)
  expect((await before.cart()).status).toBe(404)
  // The id of a customer's cart that is yet to come is nobody's.
  expect((await before.ask('GET', `/v1/carts/${found.body.id}`)).status).toBe(404)
})

test('edits under the old id work until it is moved, and none is lost', async () => {
  const { after, old } = await rotate()
  const added = await after.ask('POST', `/v1/carts/${old}/items`, { items: [item('var-mug', 4)] })
  expect([added.status, added.body.id]).toEqual([200, old])
  const [edits, found] = await Promise.all([
    Promise.all(
      Array.from({ length: 10 }, () =>
        after.ask('POST', `/v1/carts/${old}/items`, { items: [item('var-mug', 1)] }),
      ),
    ),
    after.cart(),
  ])
  expect(found.status).toBe(200)
  for (const { status } of edits) expect([200, 409, 410]).toContain(status)
  const done = edits.filter(({ status }) => status === 200).length
  expect(pieces((await after.cart()).body)).toEqual({ ...KETTLES, 'var-mug': 4 + done })
  expect((await after.ask('POST', `/v1/carts/${old}/items`, { items: [item('var-mug', 1)] })).status).toBe(
    410,
  )
})

test('first reads that come together find one cart, once', async () => {
  const { after } = await rotate()
  const found = await Promise.all(Array.from({ length: 8 }, () => after.cart()))
  for (const { status, body } of found)
    expect([status, pieces(body), changesOf(body)]).toEqual([200, KETTLES, 1])
  expect(new Set(found.map(({ body }) => body.id)).size).toBe(1)
})

test('a read, an opening and a claim that come together', async () => {
  const { after } = await rotate()
  const guest = await open([item('var-mug', 3)])
  const [read, opened, claimed] = await Promise.all([
    after.cart(),
    after.ask('POST', '/v1/carts', { market: 'us', items: [item('var-kettle', 1)] }),
    after.claim(guest),
  ])
  expect([read?.status, claimed?.status]).toEqual([200, 200])
  expect([200, 201]).toContain(opened?.status)
  expect(pieces((await after.cart()).body)).toEqual(TOGETHER)
})

test('what a Worker with the old secrets opens afterwards is found too, as often as it does', async () => {
  const { before, after, old } = await rotate()
  const { id } = (await after.cart()).body
  for (const round of [1, 2]) {
    expect((await before.open(item('var-mug', 1))).id).toBe(old)
    const found = await after.cart()
    expect([found.body.id, pieces(found.body)]).toEqual([id, { ...KETTLES, 'var-mug': round }])
    expect(await holds(old)).toEqual(NOTHING)
  }
})

test('a move that comes back late does not end what was opened anew meanwhile', async () => {
  const { before, after, old } = await rotate()
  const first = await hold(old, 'claim.told')
  const late = after.cart()
  await first.isReached()
  expect(pieces((await after.cart()).body)).toEqual(KETTLES)
  await before.open(item('var-mug', 1))
  first.letGo()
  expect((await late).status).toBe(200)
  expect(pieces((await before.cart()).body)).toEqual({ 'var-mug': 1 })
  expect(pieces((await after.cart()).body)).toEqual({ ...KETTLES, 'var-mug': 1 })
})

test('two rotations at once, and one back', async () => {
  const { before, after, old, shop } = await rotate()
  const newest = renewed(shop)
  await after.open(item('var-mug', 1))
  await before.open(item('var-mug', 1))
  const latest = before.at(newest)
  const found = await latest.cart()
  expect(pieces(found.body)).toEqual({ ...KETTLES, 'var-mug': 2 })
  // The operator puts the first secret in front again.
  const back = before.at({
    ...SHOP,
    TOKEN_SECRETS: String(newest.TOKEN_SECRETS).split(',').toReversed().join(','),
  })
  const returned = await back.cart()
  expect([returned.body.id, pieces(returned.body)]).toEqual([old, { ...KETTLES, 'var-mug': 2 }])
  expect(await holds(found.body.id)).toMatchObject({ alarm: expect.any(Number) })
})

test('a customer without a cart gets none by it', async () => {
  const nobody = await Shopper.make(undefined, renewed())
  expect((await nobody.cart()).status).toBe(404)
})

test('what does not fit stays where it is, until there is room', async () => {
  const { before, after, old } = await rotate()
  const { id, items } = (await after.cart()).body
  await after.ask('PATCH', `/v1/carts/${id}/items/${items[0]?.id}`, { quantity: 998 })
  await before.open(item('var-kettle', 2))
  const full = await after.cart()
  expect([full.status, pieces(full.body)]).toEqual([200, { 'var-kettle': 998 }])
  expect(await isOpen(old)).toBe(true)
  await after.ask('PATCH', `/v1/carts/${id}/items/${items[0]?.id}`, { quantity: 1 })
  expect(pieces((await after.cart()).body)).toEqual({ 'var-kettle': 3 })
  expect(await holds(old)).toEqual(NOTHING)
})

test('while it cannot be moved, the customer is asked to wait, not told that there is none', async () => {
  const { after, old } = await rotate()
  await breakAt(old, 'claim.frozen', 'throws')
  expect((await after.cart()).status).toBe(500)
  const lost = context({ FAULTS: 'KV=fail,DB=fail' } as never)
  await change(after.newestId, (ctx) =>
    Object.defineProperties(ctx, { kv: { value: lost.kv }, db: { value: lost.db } }),
  )
  forget()
  const answers = [await after.cart(), await after.ask('POST', '/v1/carts', { market: 'us' })]
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [503, 'unavailable'],
    [503, 'unavailable'],
  ])
  await evict(after.newestId)
  forget()
  expect(pieces((await after.cart()).body)).toEqual(KETTLES)
})

describe('a move that comes to nothing', () => {
  const steps = ['claim.frozen', 'claim.poured', 'claim.told', 'claim.ended'] as const
  const cases = steps.flatMap((step) => (Object.keys(BREAKS) as Break[]).map((how) => [step, how] as const))

  test.each(cases)('%s %s: the cart is found at the next read', async (step, how) => {
    const { after, old } = await rotate()
    const id = after.newestId
    await breakAt(step === 'claim.poured' ? id : old, step, how)
    const first = await after.cart()
    // Never "there is none": the client would open another.
    expect([200, 500, 503]).toContain(first.status)
    await evict(old)
    await evict(id)
    const found = await after.cart()
    expect([found.status, pieces(found.body), changesOf(found.body)]).toEqual([200, KETTLES, 1])
    expect(await holds(old)).toEqual(NOTHING)
  })
})

describe('a guest who is on the way to the old id', () => {
  test('not yet poured: is moved on by the alarm', async () => {
    const { guest, shopper } = await meet()
    const after = shopper.at(renewed())
    await breakAt(guest.id, 'claim.frozen', 'throws')
    await shopper.claim(guest)
    expect(pieces((await after.cart()).body)).toEqual({ 'var-kettle': 1 })
    const early = await after.claim(guest)
    expect([early.status, early.body.code]).toEqual([409, 'cart_locked'])
    await ring(guest.id)
    const answer = await claimPatiently(after, guest)
    expect([answer.status, pieces(answer.body)]).toEqual([200, TOGETHER])
    expect(pieces((await after.cart()).body)).toEqual(TOGETHER)
  })

  test('poured, and the reply lost: is not poured again where it is no more', async () => {
    const { guest, shopper, target } = await meet()
    const after = shopper.at(renewed())
    await breakAt(target, 'claim.poured', 'throws')
    await shopper.claim(guest)
    await evict(target)
    const found = await after.cart()
    expect(pieces(found.body)).toEqual(TOGETHER)
    expect((await after.claim(guest)).status).toBe(409)
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    const answer = await after.claim(guest)
    expect([answer.status, answer.body.id, pieces(answer.body)]).toEqual([200, found.body.id, TOGETHER])
    expect(pieces((await after.cart()).body)).toEqual(TOGETHER)
  })

  test('while that one is on its way itself: waits, and follows', async () => {
    const { guest, shopper, target } = await meet()
    const after = shopper.at(renewed())
    await breakAt(target, 'claim.frozen', 'throws')
    expect((await after.cart()).status).toBe(500)
    const early = await shopper.claim(guest)
    expect([early.status, early.body.code]).toEqual([409, 'cart_locked'])
    expect(await isOpen(guest.id)).toBe(false)
    await ring(target)
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect(pieces((await after.cart()).body)).toEqual(TOGETHER)
  })
})
