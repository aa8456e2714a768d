import { beforeAll, describe, expect, test } from 'vitest'
import { LINE_QUANTITY_MAX } from '../../src/domain/cart.ts'
import { ask, type Guest, item, MANY, open, pieces, published, stock } from './carts/support.ts'
import { madeProduct } from './doors/product-samples.ts'
import { make } from './doors/door.ts'

// Adding, setting and removing items (contract.md, "Carts"; reliability.md §3.5).

beforeAll(stock)

/** The refusal's code and the places that it names; and that nothing has changed. */
async function refused(guest: Guest, asked: ReturnType<Guest['ask']>) {
  const before = await guest.read()
  const { status, body } = await asked
  expect((await guest.read()).text).toBe(before.text)
  return [status, body.code, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)]
}

describe('adding', () => {
  test('many at once: one change, and the whole cart in the answer', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const answer = await guest.add(item('var-mug', 2), item('var-kettle', 2), item('var-mug', 1))
    expect(answer.status).toBe(200)
    expect(pieces(answer.body)).toEqual({ 'var-kettle': 3, 'var-mug': 3 })
    expect(answer.body).toMatchObject({ version: 2, id: guest.id })
    expect(answer.etag).toMatch(/^"2\.[\w-]{16}"$/)
    expect((await guest.read()).text).toBe(answer.text)
    // The line keeps its id.
    expect(answer.body.items[0]?.id).toBe(guest.opened.items[0]?.id)
  })

  test.each([
    ['a draft', 'var-draft', 409, 'not_purchasable', '/items/1/variantId not_purchasable'],
    ['a deleted one', 'var-deleted', 409, 'not_purchasable', '/items/1/variantId not_purchasable'],
    ['one without a price', 'var-free-priced', 409, 'not_purchasable', '/items/1/variantId not_purchasable'],
    ['one of another market', 'var-stein', 409, 'not_purchasable', '/items/1/variantId not_purchasable'],
    ['an unknown one', 'var-nobody', 422, 'validation_failed', '/items/1/variantId unknown'],
  ])('all or none: %s (%s) keeps the others out', async (_what, variantId, ...answer) => {
    const guest = await open([item('var-kettle')], 'us')
    const asked = guest.add(item('var-mug'), item(variantId), item('var-kettle'))
    expect(await refused(guest, asked)).toEqual(answer)
  })

  test('every line that cannot be bought is named', async () => {
    const guest = await open([], 'us')
    const asked = guest.add(item('var-draft'), item('var-mug'), item('var-stein'), item('var-draft'))
    expect(await refused(guest, asked)).toEqual([
      409,
      'not_purchasable',
      ...[0, 2, 3].map((at) => `/items/${at}/variantId not_purchasable`),
    ])
  })

  test('one that is withdrawn later stays on its line, marked, as it looked', async () => {
    const { variants, path } = await madeProduct()
    await published()
    const guest = await open([item(variants[0]?.id ?? '', 2), item('var-mug')], 'us')
    const line = guest.opened.items[0]
    expect(line).toMatchObject({ purchasable: true, total: { amount: 17800 } })
    const { etag } = await make('GET', path, 'catalog:read')
    await make('DELETE', path, 'catalog:write', undefined, { 'If-Match': etag })
    await published()
    const { body } = await guest.read()
    const { handle, title, sku, variantTitle } = line ?? expect.fail()
    expect(body.items[0]).toMatchObject({
      id: line?.id,
      handle,
      title,
      sku,
      variantTitle,
      quantity: 2,
      purchasable: false,
      unitPrice: null,
      total: { amount: 0 },
      totals: [],
    })
    expect(body.messages).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'line_withdrawn', pointer: '/items/0' }),
    )
    expect(body.totals[0]?.amount.amount).toBe(500)
    expect((await guest.ask('PATCH', `/items/${line?.id}`, { quantity: 1 })).body.items[0]?.quantity).toBe(1)
    expect(await refused(guest, guest.ask('PATCH', `/items/${line?.id}`, { quantity: 3 }))).toEqual([
      409,
      'not_purchasable',
      '/quantity not_purchasable',
    ])
    const rest = await guest.ask('DELETE', `/items/${line?.id}`)
    expect(pieces(rest.body)).toEqual({ 'var-mug': 1 })
    expect(rest.body.messages.map(({ code }) => code)).not.toContain('line_withdrawn')
  })

  test('sold out, or more than there is: 200, told by availability, refused at completion only', async () => {
    const guest = await open([], 'us')
    const { status, body } = await guest.add(
      item('var-sold-out'),
      item('var-back-order'),
      item('var-mug', 900),
    )
    expect(status).toBe(200)
    expect(body.items.map(({ availability }) => availability)).toEqual([
      'out_of_stock',
      'backorder',
      'in_stock',
    ])
  })

  test('a quantity break prices the line by all of its pieces', async () => {
    await make('POST', '/v1/admin/prices', 'catalog:write', {
      market: 'us',
      prices: [{ variantId: MANY[50], price: { amount: 4000, currency: 'USD' }, minQuantity: 10 }],
    })
    await published()
    const guest = await open([item(MANY[50] ?? '', 9)], 'us')
    expect(guest.opened.items[0]?.unitPrice?.amount).toBe(5100)
    const { body } = await guest.add(item(MANY[50] ?? '', 1))
    expect(body.items[0]).toMatchObject({ unitPrice: { amount: 4000 }, subtotal: { amount: 40000 } })
  })
})

describe('setting and removing', () => {
  test('sets, sets to the same (no new version), removes by 0', async () => {
    const guest = await open([item('var-kettle', 2), item('var-mug')], 'us')
    const at = `/items/${await guest.line('var-kettle')}`
    const set = async (quantity: number) => {
      const { status, body } = await guest.ask('PATCH', at, { quantity })
      return [status, body.version, pieces(body)['var-kettle']]
    }
    expect(await set(5)).toEqual([200, 2, 5])
    expect(await set(5)).toEqual([200, 2, 5])
    expect(await set(LINE_QUANTITY_MAX)).toEqual([200, 3, 999])
    expect(await set(0)).toEqual([200, 4, undefined])
    expect((await guest.ask('PATCH', at, { quantity: 1 })).body.code).toBe('not_found')
    expect((await guest.ask('PATCH', at, { quantity: 0 })).body.code).toBe('not_found')
  })

  test('removes; what is not there is 404, and says no more than any 404', async () => {
    const guest = await open([item('var-kettle'), item('var-mug')], 'us')
    const at = `/items/${await guest.line('var-kettle')}`
    const answer = await guest.ask('DELETE', at)
    expect([answer.status, pieces(answer.body), answer.body.version]).toEqual([200, { 'var-mug': 1 }, 2])
    const gone = await guest.ask('DELETE', at)
    const nowhere = await ask('GET', '/v1/nowhere')
    expect(gone.text.replace(gone.body.requestId, '')).toBe(nowhere.text.replace(nowhere.body.requestId, ''))
    for (const id of [
      'lin_x',
      'var-mug',
      '0',
      '-1',
      "1'%20OR%201=1",
      '%00',
      '%2e%2e',
      'null',
      '%F0%9F%98%80',
    ])
      expect([id, (await guest.ask('DELETE', `/items/${id}`)).status]).toEqual([id, 404])
    expect((await guest.read()).body.version).toBe(2)
  })

  test("another cart's line is not there", async () => {
    const [mine, theirs] = [await open([item('var-mug')], 'us'), await open([item('var-mug')], 'us')]
    const at = `/items/${theirs.opened.items[0]?.id}`
    expect((await mine.ask('PATCH', at, { quantity: 9 })).status).toBe(404)
    expect((await mine.ask('DELETE', at)).status).toBe(404)
    expect(pieces((await theirs.read()).body)).toEqual({ 'var-mug': 1 })
  })

  test('a variant that was removed comes back on a new line', async () => {
    const guest = await open([item('var-mug')], 'us')
    const before = await guest.line('var-mug')
    await guest.ask('DELETE', `/items/${before}`)
    await guest.add(item('var-mug'))
    expect(await guest.line('var-mug')).not.toBe(before)
  })
})

describe('limits', () => {
  test('999 pieces of a variant, on the add that passes it (row 74)', async () => {
    const guest = await open([item('var-mug', 998)], 'us')
    expect(await refused(guest, guest.add(item('var-kettle'), item('var-mug', 2)))).toEqual([
      422,
      'validation_failed',
      '/items/1/quantity too_many_pieces',
    ])
    expect((await guest.add(item('var-mug', 1))).status).toBe(200)
    const at = `/items/${await guest.line('var-mug')}`
    expect(await refused(guest, guest.ask('PATCH', at, { quantity: 1_000 }))).toEqual([
      422,
      'validation_failed',
      '/quantity invalid',
    ])
  })

  test('99 lines; the 100th is refused (row 75)', async () => {
    const guest = await open(
      MANY.slice(0, 98).map((id) => item(id)),
      'us',
    )
    expect(await refused(guest, guest.add(item(MANY[98] ?? ''), item(MANY[99] ?? '')))).toEqual([
      422,
      'validation_failed',
      '/items too_many_lines',
    ])
    expect((await guest.add(item(MANY[98] ?? ''))).body.items).toHaveLength(99)
    expect((await guest.add(item(MANY[99] ?? ''))).status).toBe(422)
    expect((await guest.add(item(MANY[0] ?? ''))).status).toBe(200)
  })

  test('99 items in one request, the same ones too; 100 are refused', async () => {
    const guest = await open([], 'us')
    const once = Array.from({ length: 99 }, () => item('var-mug'))
    expect(pieces((await guest.add(...once)).body)).toEqual({ 'var-mug': 99 })
    expect(await refused(guest, guest.add(...once, item('var-mug')))).toEqual([
      422,
      'validation_failed',
      '/items invalid',
    ])
    expect(await refused(guest, guest.ask('POST', '/items', { items: [] }))).toEqual([
      422,
      'validation_failed',
      '/items invalid',
    ])
  })

  test('lines and codes share the 99 places', async () => {
    const guest = await open(
      MANY.slice(0, 95).map((id) => item(id)),
      'us',
    )
    const codes = ['a', 'b', 'c', 'd', 'e']
    expect(await refused(guest, guest.ask('PUT', '/codes', { codes }))).toEqual([
      422,
      'validation_failed',
      '/codes too_many_lines',
    ])
    expect((await guest.ask('PUT', '/codes', { codes: codes.slice(1) })).status).toBe(200)
    expect((await guest.add(item(MANY[96] ?? ''))).status).toBe(422)
  })

  test('no amount beyond what can be reckoned with (row 61)', async () => {
    // 10 billion dollars each: nine of them are 9,000,000,000,000 cents.
    const guest = await open([item('var-palace', 9)], 'us')
    expect(guest.opened.total.amount).toBe(9_000_000_000_000)
    expect(await refused(guest, guest.add(item('var-palace')))).toEqual([
      422,
      'validation_failed',
      expect.stringMatching(/amount_too_large$/),
    ])
    const at = `/items/${await guest.line('var-palace')}`
    expect(await refused(guest, guest.ask('PATCH', at, { quantity: 999 }))).toEqual([
      422,
      'validation_failed',
      expect.stringMatching(/amount_too_large$/),
    ])
    expect(
      (await ask('POST', '/v1/carts', undefined, { market: 'us', items: [item('var-palace', 10)] })).status,
    ).toBe(422)
    // Worth more in yen than in dollars: what is too much there waits, marked, and counts for nothing.
    const { status, body } = await guest.ask('PATCH', '', { market: 'jp' })
    expect([status, body.items[0]?.purchasable, body.total.amount]).toEqual([200, false, 0])
    expect(body.messages).toContainEqual(expect.objectContaining({ code: 'line_amount_too_large' }))
    expect((await guest.ask('PATCH', at, { quantity: 1 })).body.items[0]).toMatchObject({ purchasable: true })
  })
})
