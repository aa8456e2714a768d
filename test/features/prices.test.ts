import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { setPrices as act } from '../../src/catalog/set-prices.ts'
import { updateProduct } from '../../src/catalog/update-product.ts'
import { forgetOldPrices, HISTORY_MS } from '../../src/catalog/save-prices.ts'
import { workOnImport } from '../../src/imports/work.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { commit } from '../../src/platform/d1.ts'
import { make } from './doors/door.ts'
import { madeProduct } from './doors/product-samples.ts'
import { count, emptyShop, importText, queueImport, work } from './imports/support.ts'
import { ask, at, historyOf, pricesOf, revisionOf, setPrices, stockProduct, usd } from './prices/support.ts'
import { adminCall, context, send, token } from './shop.ts'

const LATER = '2027-01-01T00:00:00.000Z'
const START = Date.parse(LATER)
const variantId = 'var-kettle'

beforeAll(async () => {
  await emptyShop()
  await stockProduct('kettle')
  await stockProduct('pot')
})

describe('what one call does', () => {
  it('replaces the standing price, puts scheduled ones beside it, and takes rows away', async () => {
    const revision = await revisionOf('prd-kettle')
    const answer = await setPrices([
      { sku: 'KETTLE', price: usd(1200) },
      { variantId, price: usd(900), compareAt: usd(1200), startsAt: LATER, endsAt: '2027-01-08T00:00:00Z' },
      { variantId, price: usd(1000), minQuantity: 12 },
    ])
    expect(answer).toEqual({
      status: 200,
      body: { market: 'us', set: 3, removed: 0, unchanged: 0, products: 1 },
    })
    expect(await pricesOf(variantId)).toEqual([
      '1@0- 1200',
      `1@${START}-${START + 7 * 86_400_000} 900(1200)`,
      '12@0- 1000',
    ])
    expect(await revisionOf('prd-kettle')).toBe(revision + 1)

    const removed = await setPrices([
      { variantId, price: null, startsAt: LATER },
      { variantId, price: null, minQuantity: 12 },
      { variantId, price: null, minQuantity: 99 },
      { variantId, price: usd(1200) },
    ])
    expect(removed.body).toEqual({ market: 'us', set: 0, removed: 2, unchanged: 2, products: 1 })
    expect(await pricesOf(variantId)).toEqual(['1@0- 1200'])
  })

  it('says what happened once: one event a product, one entry of the audit', async () => {
    const before = [await count('events'), await count('audit_entries')]
    await setPrices([
      { variantId, price: usd(1300) },
      { variantId, price: usd(1250), minQuantity: 5 },
      { sku: 'POT', price: usd(2000) },
    ])
    expect([await count('events'), await count('audit_entries')]).toEqual([before[0]! + 2, before[1]! + 1])
    const { results } = await env.DB.prepare(
      'SELECT type, subject, data, lane FROM events ORDER BY sequence DESC LIMIT 2',
    ).all()
    expect(results).toEqual(
      ['prd-pot', 'prd-kettle'].map((id) => ({
        type: 'product.updated',
        subject: `product:${id}`,
        data: '{"changed":["prices"],"markets":["us"]}',
        lane: 'live',
      })),
    )
    const entry = await env.DB.prepare(
      `SELECT action, subject, changes FROM audit_entries WHERE id =
         (SELECT audit_id FROM events WHERE subject = 'product:prd-kettle' ORDER BY sequence DESC LIMIT 1)`,
    ).first<{ changes: string }>()
    expect(entry).toMatchObject({ action: 'prices.set', subject: 'market:us' })
    expect(JSON.parse(entry?.changes ?? '')).toEqual([
      { member: variantId, from: { amount: 1200 }, to: { amount: 1300 } },
      { member: variantId, to: { amount: 1250, minQuantity: 5 } },
      { member: 'var-pot', from: { amount: 1000 }, to: { amount: 2000 } },
    ])
  })

  it('that changes nothing leaves no trace', async () => {
    const before = [await count('events'), await count('audit_entries'), await revisionOf('prd-kettle')]
    const answer = await setPrices([{ variantId, price: usd(1300) }])
    expect(answer.body).toEqual({ market: 'us', set: 0, removed: 0, unchanged: 1, products: 0 })
    expect([await count('events'), await count('audit_entries'), await revisionOf('prd-kettle')]).toEqual(
      before,
    )
  })

  it('begins now where an entry has an end and no start, over the standing price', async () => {
    const now = Date.parse('2026-12-24T10:00:00Z')
    const ctx = at(now)
    const prices = [{ variantId: 'var-pot', price: usd(1500), endsAt: '2026-12-26T00:00:00Z' }]
    await act(ctx, adminCall(), { market: 'us', prices })
    expect(await pricesOf('var-pot')).toEqual(['1@0- 2000', `1@${now}-${now + 38 * 3_600_000} 1500`])
  })
})

// Amounts as JSON text, so that what is sent is what is written here.
describe('amounts (reliability.md §3.4)', () => {
  const send = (price: string) => setPricesText(`{"variantId":"${variantId}","price":${price}}`)

  test.each([
    ['60 negative', '{"amount":-1,"currency":"USD"}', '/prices/0/price/amount'],
    ['60 fractional', '{"amount":10.5,"currency":"USD"}', '/prices/0/price/amount'],
    ['60 text', '{"amount":"10","currency":"USD"}', '/prices/0/price/amount'],
    ['61 beyond 2^53-1', '{"amount":9007199254740992,"currency":"USD"}', '/prices/0/price/amount'],
    ['61 infinite', '{"amount":1e999,"currency":"USD"}', '/prices/0/price/amount'],
    ['62 small letters', '{"amount":1,"currency":"usd"}', '/prices/0/price/currency'],
    ['62 four letters', '{"amount":1,"currency":"EURO"}', '/prices/0/price/currency'],
    ['62 no currency', '{"amount":1,"currency":"XXX"}', '/prices/0/price/currency'],
    ['62 a sign', '{"amount":1,"currency":"€"}', '/prices/0/price/currency'],
    ['62 missing', '{"amount":1}', '/prices/0/price/currency'],
    ["63 another market's", '{"amount":1,"currency":"EUR"}', '/prices/0/price/currency'],
    ['unknown member', '{"amount":1,"currency":"USD","digits":2}', '/prices/0/price/digits'],
    ['a bare number', '10', '/prices/0/price'],
  ])('%s: 422', async (_what, price, pointer) => {
    const before = await pricesOf(variantId)
    const { status, body } = await send(price)
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', pointer])
    expect(await pricesOf(variantId)).toEqual(before)
  })

  test.each([
    ['60 1e3 is 1000', '{"amount":1e3,"currency":"USD"}', 1000],
    ['5.0 is 5', '{"amount":5.0,"currency":"USD"}', 5],
    ['-0 is 0', '{"amount":-0,"currency":"USD"}', 0],
    ['61 2^53-1', '{"amount":9007199254740991,"currency":"USD"}', Number.MAX_SAFE_INTEGER],
  ])('%s: stored', async (_what, price, amount) => {
    expect(await send(price)).toMatchObject({ status: 200 })
    expect((await pricesOf(variantId))[0]).toBe(`1@0- ${amount}`)
  })

  test('64 yen have no decimals: 10000 is ten thousand yen', async () => {
    expect(await setPrices([{ variantId, price: { amount: 10_000, currency: 'JPY' } }], 'jp')).toMatchObject({
      status: 200,
    })
    expect(await pricesOf(variantId, 'jp')).toEqual(['1@0- 10000'])
    await setPrices([{ variantId, price: null }], 'jp')
  })
})

const setPricesText = (entries: string) =>
  ask('POST', '/v1/admin/prices', `{"market":"us","prices":[${entries}]}`)

describe('entries that do not fit: none is taken, each is named', () => {
  const good = { variantId: 'var-pot', price: usd(777) }
  test.each<[string, object, string, string]>([
    ['unknown variant', { variantId: 'nobody', price: usd(1) }, '/variantId', 'unknown_variant'],
    ['unknown SKU', { sku: 'nobody', price: usd(1) }, '/sku', 'unknown_variant'],
    ['both names', { variantId, sku: 'KETTLE', price: usd(1) }, '', 'invalid'],
    ['no name', { price: usd(1) }, '', 'invalid'],
    ['no price', { variantId }, '/price', 'invalid'],
    [
      'ends as it starts',
      { variantId, price: usd(1), startsAt: LATER, endsAt: LATER },
      '/endsAt',
      'invalid_period',
    ],
    [
      'ends in the past',
      { variantId, price: usd(1), startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-02T00:00:00Z' },
      '/endsAt',
      'period_over',
    ],
    [
      'ends in the past, no start',
      { variantId, price: usd(1), endsAt: '2020-01-02T00:00:00Z' },
      '/endsAt',
      'invalid_period',
    ],
    ['the same row twice', { sku: 'POT', price: usd(5) }, '', 'duplicate_price'],
    [
      'struck-through not above',
      { variantId, price: usd(100), compareAt: usd(100) },
      '/compareAt/amount',
      'compare_at_not_above',
    ],
    [
      'struck-through in euro',
      { variantId, price: usd(100), compareAt: { amount: 200, currency: 'EUR' } },
      '/compareAt/currency',
      'wrong_currency',
    ],
    ['struck-through without price', { variantId, price: null, compareAt: usd(1) }, '/compareAt', 'invalid'],
    ['no moment', { variantId, price: usd(1), startsAt: '2026-02-30T00:00:00Z' }, '/startsAt', 'invalid'],
    [
      'a time without zone',
      { variantId, price: usd(1), startsAt: '2027-01-01T00:00:00' },
      '/startsAt',
      'invalid',
    ],
    ['before 1970', { variantId, price: usd(1), startsAt: '1969-12-31T23:59:59Z' }, '/startsAt', 'invalid'],
    ['quantity 0', { variantId, price: usd(1), minQuantity: 0 }, '/minQuantity', 'invalid'],
    ['unknown member', { variantId, price: usd(1), market: 'us' }, '/market', 'unknown'],
  ])('%s', async (_what, bad, member, code) => {
    const before = [await pricesOf('var-pot'), await pricesOf(variantId), await count('events')]
    const { status, body } = await setPrices([good, bad])
    expect([status, body.code]).toEqual([422, 'validation_failed'])
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: expect.stringMatching(`^/prices/1${member}`), code }),
    ])
    expect([await pricesOf('var-pot'), await pricesOf(variantId), await count('events')]).toEqual(before)
  })

  it('names the first hundred of them', async () => {
    const bad = Array.from({ length: 150 }, (_, at) => ({ variantId: `nobody-${at}`, price: usd(1) }))
    const unknown = await setPrices(bad)
    expect(unknown.body.errors).toHaveLength(100)
    const shapeless = await setPrices(bad.map(() => ({})))
    expect(shapeless.body.errors).toHaveLength(100)
  })

  it('refuses an unknown market, an empty list, more than 10,000', async () => {
    expect((await setPrices([good], 'atlantis')).body.errors).toEqual([
      expect.objectContaining({ pointer: '/market', code: 'unknown_market' }),
    ])
    expect((await setPrices([])).status).toBe(422)
    const many = Array.from({ length: 10_001 }, () => good)
    expect((await setPrices(many)).status).toBe(422)
  })

  it('refuses the 51st row of a variant, however the entries are ordered', async () => {
    await stockProduct('crowded')
    const row = (day: number) => ({
      variantId: 'var-crowded',
      price: usd(day),
      startsAt: new Date(START + day * 86_400_000).toISOString(),
    })
    expect((await setPrices(Array.from({ length: 49 }, (_, day) => row(day + 1)))).status).toBe(200)
    const full = await setPrices([row(90), row(91)])
    expect(full.body.errors).toEqual([
      expect.objectContaining({ pointer: '/prices/1', code: 'too_many_prices' }),
    ])
    expect((await setPrices([row(90), { ...row(1), price: null }])).status).toBe(200)
    expect(await pricesOf('var-crowded')).toHaveLength(50)
  })

  it('lets a variant that has too many from a file change and shrink', async () => {
    await env.DB.prepare(
      `INSERT INTO prices (variant_id, market, min_quantity, starts_at, amount)
       SELECT 'var-crowded', 'us', 900 + value, 0, 5 FROM json_each('[1,2,3,4]')`,
    ).run()
    const answer = await setPrices([
      { variantId: 'var-crowded', price: null, minQuantity: 901 },
      { variantId: 'var-crowded', price: usd(6), minQuantity: 902 },
    ])
    expect(answer.body).toMatchObject({ set: 1, removed: 1 })
    expect(await pricesOf('var-crowded')).toHaveLength(53)
  })

  it('does not know withdrawn variants', async () => {
    await env.DB.prepare("UPDATE variants SET withdrawn_at = 1 WHERE id = 'var-crowded'").run()
    const { body } = await setPrices([{ variantId: 'var-crowded', price: usd(1) }])
    expect(body.errors).toEqual([expect.objectContaining({ code: 'unknown_variant' })])
  })
})

describe('history', () => {
  const T = 1_790_000_000_000

  it('is exact after changes by all writers', async () => {
    await stockProduct('vase')
    const id = 'var-vase'
    await env.DB.prepare('UPDATE prices SET set_at = ? WHERE variant_id = ?').bind(T, id).run()
    const set = (now: number, prices: { price: unknown; startsAt?: string; minQuantity?: number }[]) =>
      act(at(now), adminCall(), {
        market: 'us',
        prices: prices.map((one) => ({ variantId: id, ...one })) as never,
      })
    const importAt = async (now: number, line: object) =>
      work(await queueImport(JSON.stringify({ id: 'prd-vase', ...line })), undefined, at(now))

    await set(T + 1, [{ price: usd(1100) }, { price: usd(900), minQuantity: 10 }])
    await set(T + 2, [{ price: usd(1100) }, { price: usd(850), minQuantity: 10 }])
    await importAt(T + 3, { price: '12.00' })
    await importAt(T + 4, { title: 'Vase, blue' })
    await importAt(T + 5, {
      variants: [{ id, sku: 'VASE', prices: { us: { price: '12.00', minQuantity: 20 } } }],
    })
    await set(T + 6, [{ price: null, minQuantity: 20 }])
    await importAt(T + 7, { variants: [{ id, sku: 'VASE', prices: { us: null } }] })
    expect(await historyOf(id)).toEqual([
      `1@0 1000: ${T}..${T + 1}`,
      `10@0 900: ${T + 1}..${T + 2}`,
      `1@0 1100: ${T + 1}..${T + 3}`,
      `20@0 1200: ${T + 5}..${T + 6}`,
      `1@0 1200: ${T + 3}..${T + 7}`,
      `10@0 850: ${T + 2}..${T + 7}`,
    ])
    expect(await pricesOf(id)).toEqual([])
  })

  it('survives clocks that disagree', async () => {
    await stockProduct('clock')
    const set = (now: number, amount: number) =>
      act(at(now), adminCall(), { market: 'us', prices: [{ variantId: 'var-clock', price: usd(amount) }] })
    await env.DB.prepare("UPDATE prices SET set_at = 1 WHERE variant_id = 'var-clock'").run()
    await set(T + 5, 1)
    await set(T, 2)
    await work(await queueImport('{"id":"prd-clock","price":"0.03"}'), undefined, at(T - 5))
    expect(await historyOf('var-clock')).toEqual([
      `1@0 1000: 1..${T + 5}`,
      `1@0 1: ${T + 5}..${T + 5}`,
      `1@0 2: ${T + 5}..${T + 5}`,
    ])
  })

  it('is forgotten after 400 days, not before', async () => {
    await stockProduct('old')
    await act(at(T), adminCall(), { market: 'us', prices: [{ variantId: 'var-old', price: usd(1) }] })
    const replaced = Number((await historyOf('var-old'))[0]?.split('..')[1])
    const forget = (now: number) => commit(context().db, forgetOldPrices({ db: context().db, now }))
    await forget(replaced + HISTORY_MS - 1)
    expect(await historyOf('var-old')).toHaveLength(1)
    await forget(replaced + HISTORY_MS)
    expect(await historyOf('var-old')).toEqual([])
  })
})

/** A context in which somebody else acts once, between what is read and what is committed. */
function interrupted(act: () => Promise<unknown>): Ctx {
  const ctx = context()
  const { db } = ctx
  let done = false
  const batch = async (statements: never[]) => {
    const before = await db.batch(statements)
    if (!done) {
      done = true
      await act()
    }
    return before
  }
  return Object.defineProperty(ctx, 'db', { value: { ...db, batch } })
}

describe('races', () => {
  it('a bulk set between the read and the commit of a PATCH: both hold, or the PATCH is told', async () => {
    const { path, variants, etag } = await madeProduct()
    const variantId = variants[0]?.id ?? ''
    const id = path.split('/').at(-1) ?? ''
    const bulkSet = (minQuantity: number) => setPrices([{ variantId, price: usd(700), minQuantity }])
    // Without a tag of its own, the PATCH is made on top of the other's.
    const whatever = { ifMatch: '*', ifNoneMatch: undefined }
    await updateProduct(
      interrupted(() => bulkSet(10)),
      adminCall(),
      id,
      whatever,
      {
        title: 'Patched',
        variants: [{ id: variantId, prices: { us: { price: usd(8000) } } }],
      } as never,
    )
    expect(await pricesOf(variantId)).toEqual(['1@0- 8000', '10@0- 700'])
    // With the tag of what it has read, it is told that somebody was there.
    const current = `"${await revisionOf(id)}"`
    const read = { ifMatch: current, ifNoneMatch: undefined }
    const late = updateProduct(
      interrupted(() => bulkSet(20)),
      adminCall(),
      id,
      read,
      { title: 'Late' } as never,
    )
    await expect(late).rejects.toMatchObject({ code: 'version_mismatch' })
    expect(current).not.toBe(etag)
    const product = await env.DB.prepare('SELECT title FROM products WHERE id = ?').bind(id).first()
    expect(product).toEqual({ title: 'Patched' })
    expect(await pricesOf(variantId)).toEqual(['1@0- 8000', '10@0- 700', '20@0- 700'])
    expect((await historyOf(variantId)).map((told) => told.split(':')[0])).toEqual(['1@0 8900'])
  })

  it('many writers of many kinds at once lose nothing', async () => {
    const { path, variants } = await madeProduct()
    const variantId = variants[0]?.id ?? ''
    const sets = Array.from({ length: 40 }, (_, n) =>
      setPrices([{ variantId, price: usd(1000 + n), minQuantity: 2 + n }]),
    )
    const patches = Array.from({ length: 10 }, async (_, n) => {
      const answer = await make(
        'PATCH',
        path,
        'catalog:write',
        { tags: [`tag-${n}`] },
        { 'If-Match': '*' },
      ).catch((error: Error) => error.message)
      return typeof answer === 'string' ? answer : answer.status
    })
    const answers = await Promise.all(sets)
    expect(answers.map(({ status }) => status)).toEqual(sets.map(() => 200))
    // A PATCH that five others have overtaken in a row gives up, and says so.
    for (const outcome of await Promise.all(patches)) expect(String(outcome)).toMatch(/^200$|unavailable/)
    expect(await pricesOf(variantId)).toHaveLength(41)
  })

  it('a bulk set between the plan and the commit of an import chunk: both changes hold', async () => {
    await stockProduct('raced')
    const id = await queueImport(JSON.stringify({ id: 'prd-raced', title: 'Renamed', price: '11.00' }))
    let hits = 0
    const ctx = context()
    const { db } = ctx
    const batch = async (statements: never[]) => {
      // The third batch of the chunk: the products have been read.
      const results = await db.batch(statements)
      hits += 1
      if (hits === 3) await setPrices([{ variantId: 'var-raced', price: usd(900), minQuantity: 10 }])
      return results
    }
    Object.defineProperty(ctx, 'db', { value: { ...db, batch } })
    for (let turn = 0; turn < 5 && (await workOnImport(ctx, id)) === 'more'; turn += 1);
    await work(id)
    expect(hits).toBeGreaterThanOrEqual(3)
    expect(await pricesOf('var-raced')).toEqual(['1@0- 1100', '10@0- 900'])
    const product = await env.DB.prepare("SELECT title FROM products WHERE id = 'prd-raced'").first()
    expect(product).toEqual({ title: 'Renamed' })
  })

  it('another writer between the read and the commit of a bulk set: the last one wins, history has both', async () => {
    await stockProduct('contest')
    const other = () => setPrices([{ variantId: 'var-contest', price: usd(12) }])
    const prices = [{ variantId: 'var-contest', price: usd(10) }]
    const before = await revisionOf('prd-contest')
    await act(interrupted(other), adminCall(), { market: 'us', prices })
    expect(await pricesOf('var-contest')).toEqual(['1@0- 10'])
    expect((await historyOf('var-contest')).map((told) => told.split(':')[0])).toEqual(['1@0 1000', '1@0 12'])
    expect(await revisionOf('prd-contest')).toBe(before + 2)
  })

  it('two that would fill a variant together: one is refused', async () => {
    await stockProduct('full')
    const rows = (from: number, many: number) =>
      Array.from({ length: many }, (_, n) => ({
        variantId: 'var-full',
        price: usd(5),
        minQuantity: from + n,
      }))
    const other = () => setPrices(rows(100, 30))
    const full = act(interrupted(other), adminCall(), { market: 'us', prices: rows(200, 30) })
    await expect(full).rejects.toMatchObject({ code: 'validation_failed' })
    expect(await pricesOf('var-full')).toHaveLength(31)
  })

  it.each([
    ['is deleted', 'DELETE', '/v1/admin/products/prd-gone', undefined],
    ['loses the variant', 'DELETE', '/v1/admin/products/prd-gone/variants/var-gone', undefined],
  ])('the product %s in between: its prices are not set', async (_what, method, path) => {
    const variants = ['var-gone', 'var-gone-2'].map((id) => ({ id, price: '10.00', options: { Kind: id } }))
    await stockProduct('gone', '10.00', { options: ['Kind'], variants })
    const before = await pricesOf('var-gone')
    const other = async () => {
      const headers = { Authorization: `Bearer ${await token('catalog:write')}`, 'If-Match': '*' }
      expect((await send(path, { method, headers })).status).toBe(204)
    }
    const late = act(interrupted(other), adminCall(), {
      market: 'us',
      prices: [{ variantId: 'var-gone', price: usd(5) }],
    })
    await expect(late).rejects.toMatchObject({
      errors: [expect.objectContaining({ code: 'unknown_variant' })],
    })
    expect(before).toEqual(['1@0- 1000'])
    expect(await pricesOf('var-gone')).toEqual(before)
  })

  it("the market's currency changes in between: the amounts are judged again", async () => {
    const currency = (code: string) =>
      env.DB.prepare("UPDATE markets SET currency = ? WHERE code = 'us'").bind(code).run()
    const raced = act(
      interrupted(() => currency('CAD')),
      adminCall(),
      {
        market: 'us',
        prices: [{ variantId: 'var-full', price: usd(4) }],
      },
    )
    await expect(raced).rejects.toMatchObject({
      errors: [expect.objectContaining({ code: 'wrong_currency' })],
    })
    await currency('USD')
  })
})

test('10,000 variants in one call', async () => {
  const products = Array.from({ length: 100 }, (_, p) => ({
    id: `prd-bulk-${p}`,
    handle: `bulk-${p}`,
    title: `Bulk ${p}`,
    options: ['Size'],
    variants: Array.from({ length: 100 }, (__, v) => ({
      id: `var-bulk-${p}-${v}`,
      sku: `BULK-${p}-${v}`,
      options: { Size: String(v) },
      price: '10.00',
    })),
  }))
  await importText(products.map((one) => JSON.stringify(one)).join('\n'))
  const entries = products.flatMap(({ variants }) =>
    variants.map(({ id, sku }, at) => ({ ...(at % 2 ? { variantId: id } : { sku }), price: usd(1234) })),
  )
  const before = await count('price_history')
  const ctx = context()
  const outcome = await act(ctx, adminCall(), { market: 'us', prices: entries })
  expect(outcome.body).toEqual({ market: 'us', set: 10_000, removed: 0, unchanged: 0, products: 100 })
  expect(await count('price_history')).toBe(before + 10_000)
  const priced = await env.DB.prepare('SELECT count(*) AS n FROM prices WHERE amount = 1234').first<number>(
    'n',
  )
  expect(priced).toBe(10_000)
  const lanes = await env.DB.prepare('SELECT lane FROM events ORDER BY sequence DESC LIMIT 100').all()
  expect(new Set(lanes.results.map(({ lane }) => lane))).toEqual(new Set(['import']))
  const { crossings, rowsRead, rowsWritten, statements } = ctx.meter
  expect(crossings.d1).toBe(2)
  console.info(
    `10,000 prices of 100 products: ${rowsWritten} rows written, ${rowsRead} read, ${statements} statements`,
  )
})
