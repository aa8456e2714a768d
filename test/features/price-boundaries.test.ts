import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { nextPriceBoundary, productsWithBoundary } from '../../src/catalog/queries.ts'
import worker from '../../src/index.ts'
import { emptyShop } from './imports/support.ts'
import { setPrices, stockProduct, usd } from './prices/support.ts'
import { context, getJson, publishAll, send } from './shop.ts'

// The clock is set, nothing else is done: what is seen must move with it.

type Money = { amount: number; currency: string }
type Variant = { price: Money; compareAt?: Money; referencePrice?: Money }
type Product = { variants: Variant[] }
type List = {
  data: { handle: string; price: { min: Money } }[]
  facets?: { price: { min: number; max: number } | null }
}

const DAY = 86_400_000
const NOW = Date.now()
const START = Math.ceil(NOW / 1_000) * 1_000 + 3 * DAY
const END = START + DAY

const setClock = (now: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now })
  context().answers.expire(now)
}
afterEach(() => {
  vi.useRealTimers()
})

const iso = (moment: number): string => new Date(moment).toISOString()

beforeAll(async () => {
  await emptyShop()
  await stockProduct('lantern', '30.00')
  await stockProduct('candle', '20.00')
  const answer = await setPrices([
    {
      variantId: 'var-lantern',
      price: usd(1000),
      compareAt: usd(3000),
      startsAt: iso(START),
      endsAt: iso(END),
    },
  ])
  expect(answer.status).toBe(200)
  await publishAll()
})

const variantIn = async (market: string): Promise<Variant | undefined> =>
  (await getJson<Product>(`/v1/markets/${market}/products/lantern`)).variants[0]

/** Everything a shopper of a market sees of the prices. */
async function seen(market: string) {
  const path = `/v1/markets/${market}/products`
  const byPrice = await getJson<List>(`${path}?sort=price`)
  const search = await getJson<List>(`${path}?q=lantern&facets=true`)
  const cheap = await getJson<List>(`${path}?priceMax=${market === 'jp' ? 2500 : 1500}`)
  return {
    product: (await variantIn(market))?.price.amount,
    order: byPrice.data.map(({ handle }) => handle),
    search: search.data[0]?.price.min.amount,
    facet: search.facets?.price?.min,
    cheap: cheap.data.map(({ handle }) => handle),
  }
}

const dear = (amount: number) => ({
  product: amount,
  order: ['candle', 'lantern'],
  search: amount,
  facet: amount,
  cheap: [],
})
const reduced = (amount: number) => ({
  product: amount,
  order: ['lantern', 'candle'],
  search: amount,
  facet: amount,
  cheap: ['lantern'],
})

describe('a scheduled price', () => {
  it('shows its reference price in every market, its own rule applied', async () => {
    setClock(START)
    expect(await variantIn('us')).toMatchObject({ compareAt: usd(3000), referencePrice: usd(3000) })
    expect(await variantIn('jp')).toMatchObject({ referencePrice: { amount: 4950, currency: 'JPY' } })
    setClock(START - 1)
    expect((await variantIn('us'))?.referencePrice).toBeUndefined()
  })

  it('cuts the lifetime of what is shown before it, on product and list', async () => {
    setClock(START - 20_000)
    for (const path of [
      'products/lantern',
      'products?sort=price',
      'products?priceMax=1500',
      'availability?variants=var-lantern',
    ]) {
      const answer = await send(`/v1/markets/us/${path}`)
      const browser = Number(/max-age=(\d+)/.exec(answer.headers.get('Cache-Control') ?? '')?.[1])
      const edge = answer.headers.get('Cloudflare-CDN-Cache-Control') ?? ''
      expect(browser, path).toBeLessThanOrEqual(20)
      expect(Number(/max-age=(\d+)/.exec(edge)?.[1]), path).toBeLessThanOrEqual(20)
      if (!path.startsWith('availability')) expect(edge, path).toContain('stale-while-revalidate=0')
    }
  })

  it('is on the product page from its first to its last millisecond, without publication', async () => {
    for (const [moment, amount] of [
      [START - 1, 3000],
      [START, 1000],
      [END - 1, 1000],
      [END, 3000],
    ] as const) {
      setClock(moment)
      expect((await variantIn('us'))?.price.amount).toBe(amount)
    }
  })

  it('moves lists, filters, facets and derived markets when the clock wakes the publisher, and back', async () => {
    setClock(START - 1)
    await publishAll()
    expect(await seen('us')).toEqual(dear(3000))
    expect(await seen('jp')).toEqual(dear(4950))
    // The message for this moment is lost; the cron that comes next is enough.
    setClock(START + 1)
    await publishAll()
    expect(await seen('us')).toEqual(reduced(1000))
    expect(await seen('de')).toEqual(reduced(1090))
    expect(await seen('jp')).toEqual(reduced(1650))
    setClock(END)
    await publishAll()
    expect(await seen('us')).toEqual(dear(3000))
    expect(await seen('de')).toEqual(dear(3270))
  })
})

it('cron sends a wake for the second of the next boundary', async () => {
  const start = Math.ceil(Date.now() / 1_000) * 1_000 + 10 * DAY
  await setPrices([{ variantId: 'var-candle', price: usd(1), startsAt: iso(start) }])
  await publishAll()
  const sent: { body: unknown; delay: number | undefined }[] = []
  const queue = {
    send: (body: unknown, options?: { delaySeconds?: number }) => {
      sent.push({ body, delay: options?.delaySeconds })
      return Promise.resolve()
    },
  }
  const bindings = { ...(env as object), PUBLISH: queue } as never
  const tick = () =>
    worker.scheduled({} as never, bindings, { waitUntil: (work: Promise<unknown>) => work } as never)
  setClock(start - 3 * DAY)
  await tick()
  expect(sent).toEqual([{ body: { kind: 'wake' }, delay: undefined }])
  sent.length = 0
  setClock(start - 25_500)
  await tick()
  expect(sent).toEqual([
    { body: { kind: 'wake' }, delay: undefined },
    { body: { kind: 'wake' }, delay: 26 },
  ])
})

it('a price of a withdrawn variant begins and ends for nobody', async () => {
  const next = () => nextPriceBoundary(context().db, START)
  const soon = START + 1_000
  await stockProduct('torch', '9.00')
  const answer = await setPrices([
    { variantId: 'var-torch', price: usd(800), startsAt: iso(soon), endsAt: iso(soon + 1_000) },
  ])
  expect(answer.status).toBe(200)
  expect(await next()).toBe(soon)
  expect(await productsWithBoundary(context().db, START, soon)).toEqual(['prd-torch'])
  await env.DB.prepare("UPDATE variants SET withdrawn_at = 1 WHERE id = 'var-torch'").run()
  expect(await next()).toBe(END)
  expect(await productsWithBoundary(context().db, START, soon)).toEqual([])
})
