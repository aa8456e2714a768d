import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { loadProductRows } from '../../src/catalog/queries.ts'
import type { PastPrice, PriceListEntry } from '../../src/catalog/price-schemas.ts'
import { setPrices as act } from '../../src/catalog/set-prices.ts'
import { emptyShop, queueImport, work } from './imports/support.ts'
import { ask, at, setPrices, stockProduct, usd } from './prices/support.ts'
import { adminCall, context, getJson, publishAll } from './shop.ts'

type PageOf<Entry> = { data: Entry[]; page: { nextCursor: string | null }; code?: string }
const DAY = 86_400_000

const read = <Entry = PriceListEntry>(query: string) =>
  ask<PageOf<Entry>>('GET', `/v1/admin/prices${query}`, undefined, 'catalog:read')

/** All entries of a list, by pages of three. */
async function walk<Entry = PriceListEntry>(query: string): Promise<Entry[]> {
  const all: Entry[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body }: { body: PageOf<Entry> } = await read<Entry>(
      `${query}${query.endsWith('?') ? '' : '&'}limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    all.push(...body.data)
    cursor = body.page.nextCursor
  }
  return all
}

const told = ({ variantId, market, minQuantity, startsAt, price, effective, derived }: PriceListEntry) =>
  `${variantId} ${market} ${minQuantity}+ ${startsAt?.slice(0, 10) ?? 'standing'} ${price.amount} ${price.currency}` +
  `${effective ? ' now' : ''}${derived ? ' derived' : ''}`

beforeAll(async () => {
  await emptyShop()
  for (const name of ['a', 'b', 'c', 'd', 'e']) await stockProduct(name)
  await setPrices([
    { variantId: 'var-b', price: usd(900), minQuantity: 10 },
    { variantId: 'var-b', price: usd(800), compareAt: usd(1000), startsAt: '2099-01-01T00:00:00Z' },
  ])
  await setPrices([{ variantId: 'var-c', price: { amount: 999, currency: 'EUR' } }], 'de')
})

describe('the list of prices', () => {
  it('shows rows as they are, which holds now, and what derived markets make of them', async () => {
    expect((await walk('?variantId=var-b')).map(told)).toEqual([
      'var-b de 1+ standing 1090 EUR now derived',
      'var-b de 1+ 2099-01-01 872 EUR derived',
      'var-b de 10+ standing 981 EUR now derived',
      'var-b jp 1+ standing 1650 JPY now derived',
      'var-b jp 1+ 2099-01-01 1320 JPY derived',
      'var-b jp 10+ standing 1485 JPY now derived',
      'var-b us 1+ standing 1000 USD now',
      'var-b us 1+ 2099-01-01 800 USD',
      'var-b us 10+ standing 900 USD now',
    ])
  })

  it('is walked whole, each row once, under every filter', async () => {
    const all = (await walk('?')).map(told)
    expect(new Set(all).size).toBe(all.length)
    expect(all).toHaveLength(5 * 3 + 6)
    expect((await walk('?market=de')).map(told)).toEqual(all.filter((row) => row.includes(' de ')))
    expect((await walk('?market=us&sku=B')).map(told)).toEqual(
      all.filter((row) => row.startsWith('var-b us')),
    )
    expect((await walk('?productId=prd-c')).map(told)).toEqual([
      'var-c de 1+ standing 999 EUR now',
      'var-c jp 1+ standing 1650 JPY now derived',
      'var-c us 1+ standing 1000 USD now',
    ])
  })

  test.each([
    ['?variantId=nobody', 0],
    ['?market=atlantis', 0],
  ])('%s finds nothing', async (query, found) => {
    expect((await read(query)).body.data).toHaveLength(found)
  })

  test.each([
    ['?variantId=var-a&sku=A', 'invalid_parameter'],
    ['?limit=0', 'invalid_parameter'],
    ['?currency=USD', 'invalid_parameter'],
    ['?variantId=a%20b', 'invalid_parameter'],
    ['/history', 'invalid_parameter'],
    ['/history?variantId=var-a&cursor=AAAA', 'invalid_cursor'],
  ])('%s is refused', async (query, code) => {
    expect(await read(query)).toMatchObject({ status: 400, body: { code } })
  })

  it('does not take the cursor of another list', async () => {
    const { body } = await read('?limit=1')
    expect(await read(`?limit=1&market=us&cursor=${body.page.nextCursor}`)).toMatchObject({ status: 400 })
  })
})

test('the history says what was replaced, when and by whom, latest first', async () => {
  const T = Date.now() + DAY
  const set = (now: number, amount: number, who: string) =>
    act(at(now), adminCall(who), { market: 'us', prices: [{ variantId: 'var-a', price: usd(amount) }] })
  await set(T, 1100, 'anna')
  await set(T + 1_000, 1200, 'bert')
  await work(
    await queueImport('{"id":"prd-a","price":"13.00"}', { actor: 'staff:file' }),
    undefined,
    at(T + 2_000),
  )
  await act(at(T + 3_000), adminCall('carl'), {
    market: 'us',
    prices: [{ variantId: 'var-a', price: null }],
  })
  const history = await walk<PastPrice>('/history?variantId=var-a')
  const iso = (moment: number) => new Date(moment).toISOString()
  const staff = (who: string) => `staff:https://issuer.test#${who}`
  expect(
    history.map(({ price, setAt, setBy, replacedAt, replacedBy }) => [
      price.amount,
      setAt,
      setBy,
      replacedAt,
      replacedBy,
    ]),
  ).toEqual([
    [1300, iso(T + 2_000), 'staff:file', iso(T + 3_000), staff('carl')],
    [1200, iso(T + 1_000), staff('bert'), iso(T + 2_000), 'staff:file'],
    [1100, iso(T), staff('anna'), iso(T + 1_000), staff('bert')],
    [1000, expect.any(String), 'staff:test', iso(T), staff('anna')],
  ])
  expect(await walk<PastPrice>('/history?variantId=var-a&market=de')).toEqual([])
  expect(history[0]?.price.currency).toBe('USD')
})

describe('the reference price in the catalog', () => {
  type Variant = { price: { amount: number }; compareAt?: unknown; referencePrice?: { amount: number } }
  const shown = async (handle: string, market: string) => {
    const product = await getJson<{ variants: Variant[] }>(`/v1/markets/${market}/products/${handle}`)
    const [variant] = product.variants
    return [variant?.price.amount, variant?.referencePrice?.amount]
  }
  /** Prices set so many days ago, each in place of the one before. */
  async function story(name: string, steps: [daysAgo: number, amount: number, compareAt?: number][]) {
    await stockProduct(name)
    const variantId = `var-${name}`
    const now = Date.now()
    const [first, ...rest] = steps
    await env.DB.prepare('UPDATE prices SET amount = ?, set_at = ? WHERE variant_id = ?')
      .bind(first?.[1], now - (first?.[0] ?? 0) * DAY, variantId)
      .run()
    for (const [daysAgo, amount, compareAt] of rest) {
      await act(at(now - daysAgo * DAY), adminCall(), {
        market: 'us',
        prices: [
          { variantId, price: usd(amount), ...(compareAt !== undefined && { compareAt: usd(compareAt) }) },
        ],
      })
    }
  }

  it('is there for a reduction, in all markets, whoever wrote it', async () => {
    await story('cut', [
      [100, 10_000],
      [5, 8_000],
    ])
    await story('teased', [
      [100, 8_000],
      [20, 10_000],
      [5, 9_000, 10_000],
    ])
    await story('raised', [
      [100, 8_000],
      [5, 9_000],
    ])
    await story('long', [
      [100, 9_000],
      [50, 10_000],
      [5, 9_500, 10_000],
    ])
    await story('filed', [[100, 10_000]])
    await work(await queueImport('{"id":"prd-filed","price":"70.00","compareAt":"100.00"}'))
    await publishAll()
    expect(await shown('cut', 'us')).toEqual([8_000, 10_000])
    expect(await shown('cut', 'de')).toEqual([8_720, 10_900])
    expect(await shown('cut', 'jp')).toEqual([13_200, 16_500])
    expect(await shown('teased', 'us')).toEqual([9_000, 8_000])
    expect(await shown('raised', 'us')).toEqual([9_000, undefined])
    expect(await shown('long', 'us')).toEqual([9_500, 10_000])
    expect(await shown('filed', 'us')).toEqual([7_000, 10_000])
    const list = await getJson<{ data: unknown[] }>('/v1/markets/jp/products?q=cut')
    expect(list.data[0]).toMatchObject({ referencePrice: { amount: 16_500, currency: 'JPY' } })
  })

  it('knows nothing of prices in another currency', async () => {
    await story('recoined', [
      [100, 10_000],
      [5, 8_000, 10_000],
    ])
    await env.DB.prepare("UPDATE price_history SET currency = 'CAD' WHERE variant_id = 'var-recoined'").run()
    await publishAll()
    expect(await shown('recoined', 'us')).toEqual([8_000, undefined])
  })

  it('costs no crossing of its own', async () => {
    const ctx = context()
    const rows = await loadProductRows(ctx.db, { ids: ['prd-cut'] })
    expect(ctx.meter.crossings.d1).toBe(1)
    expect([...rows.pastPrices.values()].flat()).toHaveLength(1)
  })

  it('reads no history that cannot matter any more', async () => {
    const ctx = context()
    await story('ancient', [
      [395, 1],
      [390, 2],
      [10, 3],
    ])
    const rows = await loadProductRows(ctx.db, { ids: ['prd-ancient'] })
    expect([...rows.pastPrices.values()].flat().map(({ amount }) => amount)).toEqual([2])
  })
})
