import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ProductSnapshot, VariantSnapshot } from '../../src/catalog/snapshot.ts'
import type { Availability } from '../../src/domain/availability.ts'
import { adjustStock } from '../../src/inventory/adjust-stock.ts'
import { sweepExpiredHolds } from '../../src/inventory/release-holds.ts'
import type { Ctx, PublishMessage } from '../../src/platform/context.ts'
import { holdLease } from '../../src/publication/lease.ts'
import { publish } from '../../src/publication/publish.ts'
import { readPublication } from '../../src/publication/read-publication.ts'
import { markAllStale, markStale } from '../../src/publication/stale-products.ts'
import { fresh } from './doors/door.ts'
import { importText } from './imports/support.ts'
import { buy, giveBack, linesOf, MINUTE, newOrder, pay } from './inventory/holds.ts'
import { line, type Line, stocked } from './inventory/support.ts'
import { adminCall, context, getJson, ndjson, publishAll } from './shop.ts'

// What shoppers are told of stock: when it crosses, no more often than it should be, and nothing besides.

/** A publisher that nobody disturbs, with everything it puts, purges and sends. */
type Publisher = {
  readonly ctx: Ctx
  readonly puts: string[]
  readonly tags: Set<string>
  readonly wakes: number[]
  readonly run: () => Promise<void>
}

async function publisher(failing?: (key: string) => boolean): Promise<Publisher> {
  const ctx = context()
  const puts: string[] = []
  const tags = new Set<string>()
  const wakes: number[] = []
  const { kv } = ctx
  const put = async (key: string, value: string) => {
    if (failing?.(key)) throw new Error('killed')
    puts.push(key)
    await kv.put(key, value)
  }
  const send = (message: PublishMessage, options?: { delaySeconds?: number }) => {
    if (message.kind === 'purge') for (const tag of message.tags) tags.add(tag)
    else wakes.push(options?.delaySeconds ?? 0)
    return Promise.resolve()
  }
  Object.defineProperties(ctx, {
    kv: { value: { ...kv, put } },
    publishQueue: { value: { send } },
    purge: { value: (some: readonly string[]) => Promise.resolve(some.every((tag) => tags.add(tag))) },
    // The queue's own consumer must not be quicker.
    wakeConsumers: { value: () => undefined },
    wakePublisher: { value: () => undefined },
  })
  while (!(await holdLease(ctx, ctx.requestId))) await new Promise((resolve) => setTimeout(resolve, 50))
  const run = async () => {
    while ((await publish(ctx)) !== 'done') await holdLease(ctx, ctx.requestId)
  }
  return { ctx, puts, tags, wakes, run }
}

const adjustBy = (ctx: Ctx, ...lines: Line[]) => adjustStock(ctx, adminCall(), lines as never)

/** Lets the ten seconds pass that a variant is not told of again. */
const tenSecondsLater = async () => {
  await env.DB.prepare('UPDATE published_availability SET published_at = published_at - 10000').run()
  await env.DB.prepare('UPDATE stale_products SET not_before = max(0, not_before - 10000)').run()
}

const put = async <Snapshot>(key: string): Promise<Snapshot | null> => env.KV.get<Snapshot>(key, 'json')

/** What KV tells of a variant, by market; product and variant snapshots must say the same. */
async function told(id: string): Promise<Readonly<Record<string, Availability>>> {
  const variant = await put<VariantSnapshot>(`variant:${id}`)
  const product = await put<ProductSnapshot>(`product:${id}`)
  if (variant?.state !== 'live' || product?.state !== 'live') throw new Error(`${id} is not live`)
  expect(product.variants.find((each) => each.id === id)?.availability).toEqual(variant.availability)
  return variant.availability
}

async function shown(id: string, market = 'us'): Promise<Availability | undefined> {
  context().answers.clear()
  type Answer = { data: { variantId: string; availability: Availability }[] }
  const { data } = await getJson<Answer>(`/v1/markets/${market}/availability?variants=${id}`)
  return data[0]?.availability
}

async function listed(id: string, market = 'us'): Promise<Availability | undefined> {
  context().answers.clear()
  context().memory.clear()
  type Answer = { data: { handle: string; availability: Availability }[] }
  const { data } = await getJson<Answer>(`/v1/markets/${market}/products?limit=100`)
  return data.find((card) => card.handle === id)?.availability
}

const marks = async () =>
  (
    await env.DB.prepare(
      'SELECT product_id, stock_only, not_before FROM stale_products ORDER BY product_id',
    ).all<{ product_id: string; stock_only: number; not_before: number }>()
  ).results

/** A published variant with so many pieces that was last told of a while ago. */
async function published(stock: number, more: object = {}): Promise<string> {
  const id = await stocked(stock, more)
  await publishAll()
  await tenSecondsLater()
  context().memory.clear()
  return id
}

beforeEach(async () => {
  await tenSecondsLater()
  await publishAll()
  expect(await marks()).toEqual([])
})

describe('an order', () => {
  it('is told of when its holds cross something, when they are given back or end, and not when they are sold', async () => {
    const id = await published(9)
    const { ctx, puts, tags, run } = await publisher()
    const [first, second] = [newOrder(), newOrder()]
    const all = { us: 'out_of_stock', de: 'out_of_stock', jp: 'out_of_stock' }
    const none = { us: 'in_stock', de: 'in_stock', jp: 'in_stock' }

    expect(await buy(ctx, first, linesOf({ [id]: 9 }), { life: MINUTE })).toBe('held')
    await run()
    expect(await told(id)).toEqual(all)
    expect([...tags].toSorted()).toEqual(['availability:de', 'availability:jp', 'availability:us'])
    await tenSecondsLater()
    await giveBack(ctx, first)
    await run()
    expect(await told(id)).toEqual(none)
    await tenSecondsLater()
    expect(await buy(ctx, first, linesOf({ [id]: 9 }), { life: -1 })).toBe('again')
    expect(await buy(ctx, second, linesOf({ [id]: 9 }), { life: -1 })).toBe('held')
    await run()
    expect(await told(id)).toEqual(all)
    await tenSecondsLater()
    expect(await sweepExpiredHolds(ctx)).toBe(1)
    await run()
    expect(await told(id)).toEqual(none)
    await tenSecondsLater()
    const paid = newOrder()
    await buy(ctx, paid, linesOf({ [id]: 1 }))
    await pay(ctx, paid, [])
    puts.length = 0
    await run()
    expect([puts, await told(id)]).toEqual([[], none])
  })

  it('that was paid too late takes what shoppers were told is there', async () => {
    const id = await published(9)
    const { ctx, run } = await publisher()
    const late = newOrder()
    await buy(ctx, late, linesOf({ [id]: 9 }))
    await giveBack(ctx, late)
    expect(await pay(ctx, late, linesOf({ [id]: 9 }))).toBe('retaken')
    await run()
    expect((await told(id)).us).toBe('out_of_stock')
  })
})

describe('a change of stock', () => {
  it('that crosses nothing writes nothing to KV and purges nothing', async () => {
    const id = await published(20)
    const { ctx, puts, tags, wakes, run } = await publisher()
    await adjustBy(ctx, line(id, -14))
    await adjustBy(ctx, line(id, 300), line(id, -300))
    await run()
    expect([puts, [...tags], wakes]).toEqual([[], [], []])
    expect((await readPublication(context())).live).toBe(true)
  })

  it('that crosses rewrites product, variant and listing, and purges availability alone', async () => {
    const id = await published(20)
    expect([await shown(id), await listed(id)]).toEqual(['in_stock', 'in_stock'])
    const { ctx, puts, tags, run } = await publisher()
    await adjustBy(ctx, line(id, -15))
    await run()
    expect(puts.toSorted()).toEqual([`product:${id}`, 'publication', `variant:${id}`])
    expect([...tags].toSorted()).toEqual(['availability:de', 'availability:jp', 'availability:us'])
    expect(await told(id)).toEqual({ us: 'low_stock', de: 'low_stock', jp: 'low_stock' })
    expect([await shown(id), await listed(id)]).toEqual(['low_stock', 'low_stock'])
  })

  it('purges only the markets in which it crosses', async () => {
    const id = await published(0)
    const { ctx, puts, tags, run } = await publisher()
    await adjustBy(ctx, line(id, 30, { location: 'loc_east' }))
    await run()
    expect([...tags]).toEqual(['availability:jp'])
    expect(puts).toContain(`variant:${id}`)
    expect(await told(id)).toEqual({ us: 'out_of_stock', de: 'out_of_stock', jp: 'in_stock' })
    expect([await shown(id, 'jp'), await shown(id, 'de')]).toEqual(['in_stock', 'out_of_stock'])
  })

  it('rewrites the snapshot of that variant alone, and no listing row whose card is the same', async () => {
    const id = `var-inv-${fresh()}`
    const variants = ['S', 'M', 'L'].map((size) => ({
      id: `${id}-${size}`,
      price: '1.00',
      stock: 50,
      options: { Size: size },
    }))
    await importText(ndjson([{ handle: id, title: 'Sizes', options: ['Size'], variants }]))
    await publishAll()
    await tenSecondsLater()
    const { ctx, puts, run } = await publisher()
    const rows = () =>
      env.SEARCH.prepare('SELECT id, digest FROM listings ORDER BY id')
        .all()
        .then(({ results }) => results)
    const before = await rows()
    await adjustBy(ctx, line(`${id}-M`, -50))
    await run()
    expect(puts.toSorted()).toEqual([`product:${id}`, 'publication', `variant:${id}-M`])
    expect(await rows()).toEqual(before)
    expect(await shown(`${id}-M`)).toBe('out_of_stock')
  })

  it('of a draft or a withdrawn variant tells nobody anything', async () => {
    const id = `var-inv-${fresh()}`
    const variants = [{ id, price: '1.00', stock: 50 }]
    await importText(ndjson([{ handle: id, status: 'draft', title: 'Draft', variants }]))
    await publishAll()
    const { ctx, puts, tags, run } = await publisher()
    await adjustBy(ctx, line(id, -50))
    await run()
    expect([puts, [...tags]]).toEqual([[], []])
  })

  it('is told with hysteresis, sold out and back at once', async () => {
    const id = await published(20)
    const { ctx, puts, run } = await publisher()
    const steps: [delta: number, expected: Availability, isTold: boolean][] = [
      [-14, 'in_stock', false],
      [-1, 'low_stock', true],
      [1, 'low_stock', false],
      [-1, 'low_stock', false],
      [3, 'low_stock', false],
      [1, 'in_stock', true],
      [-3, 'in_stock', false],
      [-6, 'out_of_stock', true],
      [1, 'low_stock', true],
      [5, 'low_stock', false],
      [-6, 'out_of_stock', true],
      [6, 'in_stock', true],
    ]
    for (const [delta, expected, isTold] of steps) {
      await tenSecondsLater()
      puts.length = 0
      await holdLease(ctx, ctx.requestId)
      await adjustBy(ctx, line(id, delta))
      await run()
      expect([delta, (await told(id)).us, puts.length > 0]).toEqual([delta, expected, isTold])
    }
  })
})

describe('a change within ten seconds of the last', () => {
  it('waits, wakes the publisher when it is due, and is then told like any other', async () => {
    const id = await published(20)
    const { ctx, puts, tags, wakes, run } = await publisher()
    await adjustBy(ctx, line(id, -15))
    await run()
    puts.length = 0
    tags.clear()
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(id, -5))
    await run()
    expect([puts, [...tags]]).toEqual([[], []])
    expect((await told(id)).us).toBe('low_stock')
    const [mark, ...others] = await marks()
    expect([mark?.product_id, mark?.stock_only, others]).toEqual([`prd-${id}`, 1, []])
    const waiting = (mark?.not_before ?? 0) - Date.now()
    expect(waiting).toBeGreaterThan(0)
    expect(waiting).toBeLessThanOrEqual(10_000)
    expect(wakes).toHaveLength(1)
    expect(wakes[0]).toBeGreaterThanOrEqual(1)
    expect(wakes[0]).toBeLessThanOrEqual(10)

    // Too early: nothing happens, and nothing is lost.
    await run()
    expect([puts, await marks()]).toEqual([[], [mark]])

    await tenSecondsLater()
    await holdLease(ctx, ctx.requestId)
    await run()
    expect(puts.toSorted()).toEqual([`product:${id}`, 'publication', `variant:${id}`])
    expect([...tags].toSorted()).toEqual(['availability:de', 'availability:jp', 'availability:us'])
    expect([await marks(), await shown(id)]).toEqual([[], 'out_of_stock'])
  })

  it('that is taken back in time is told to nobody', async () => {
    const id = await published(20)
    const { ctx, puts, run } = await publisher()
    await adjustBy(ctx, line(id, -20))
    await run()
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(id, 20))
    await run()
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(id, -20))
    await run()
    puts.length = 0
    await tenSecondsLater()
    await holdLease(ctx, ctx.requestId)
    await run()
    expect([puts, await marks(), (await told(id)).us]).toEqual([[], [], 'out_of_stock'])
  })

  it("does not show in the product before its time because another variant's is told", async () => {
    const id = `var-inv-${fresh()}`
    const variants = ['a', 'b'].map((name) => ({
      id: `${id}-${name}`,
      price: '1.00',
      stock: 50,
      options: { Size: name },
    }))
    await importText(ndjson([{ handle: id, title: 'Two', options: ['Size'], variants }]))
    await publishAll()
    await tenSecondsLater()
    const { ctx, puts, run } = await publisher()
    await adjustBy(ctx, line(`${id}-a`, -45))
    await run()
    puts.length = 0
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(`${id}-a`, -5), line(`${id}-b`, -50))
    await run()
    expect(puts.toSorted()).toEqual([`product:${id}`, 'publication', `variant:${id}-b`])
    const product = await put<ProductSnapshot>(`product:${id}`)
    if (product?.state !== 'live') throw new Error('the product is not live')
    expect(product.variants.map(({ availability }) => availability.us)).toEqual(['low_stock', 'out_of_stock'])
    await tenSecondsLater()
    await holdLease(ctx, ctx.requestId)
    await run()
    expect(await shown(`${id}-a`)).toBe('out_of_stock')
  })

  it('goes out at once with a snapshot that is made for another reason', async () => {
    const id = await published(20)
    const { ctx, run } = await publisher()
    await adjustBy(ctx, line(id, -15))
    await run()
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(id, -5))
    await run()
    await importText(ndjson([{ id: `prd-${id}`, handle: id, title: 'Renamed' }]))
    await publishAll()
    expect((await told(id)).us).toBe('out_of_stock')
  })

  it('stays marked for all when it was, and is done whole', async () => {
    const id = await published(20)
    const { ctx, puts, tags, run } = await publisher()
    await adjustBy(ctx, line(id, -15))
    await run()
    await holdLease(ctx, ctx.requestId)
    await adjustBy(ctx, line(id, -5))
    await run()
    await ctx.db.batch(markStale(ctx, [`prd-${id}`]))
    expect(await marks()).toEqual([{ product_id: `prd-${id}`, stock_only: 0, not_before: 0 }])
    puts.length = 0
    await holdLease(ctx, ctx.requestId)
    await run()
    expect(puts).toContain(`product:${id}`)
    expect([...tags]).toContain(`product:prd-${id}`)
    expect([await marks(), (await told(id)).us]).toEqual([[], 'out_of_stock'])
  })
})

describe('what was told is remembered', () => {
  it('by snapshots that are made for other reasons: they tell the same', async () => {
    const id = await published(20)
    const { ctx, puts, run } = await publisher()
    await adjustBy(ctx, line(id, -15))
    await run()
    await holdLease(ctx, ctx.requestId)
    // Above the threshold of 5, and not clearly so.
    await adjustBy(ctx, line(id, 2))
    await run()
    await ctx.db.batch([markAllStale(ctx)])
    await publishAll()
    expect(await told(id)).toEqual({ us: 'low_stock', de: 'low_stock', jp: 'low_stock' })
    await tenSecondsLater()
    await holdLease(ctx, ctx.requestId)
    puts.length = 0
    await adjustBy(ctx, line(id, 1))
    await run()
    expect(puts).toEqual([])
    // Nor does a reader who finds no snapshot tell anything else.
    context().memory.clear()
    await env.KV.delete(`variant:${id}`)
    expect(await shown(id)).toBe('low_stock')
  })

  it('by a publisher that takes over from one that was killed before it had put the snapshot', async () => {
    for (const killedAt of ['product:', 'variant:', 'publication']) {
      const id = await published(20)
      const killed = await publisher((key) => key.startsWith(killedAt))
      await adjustBy(killed.ctx, line(id, -20))
      await expect(killed.run()).rejects.toThrow('killed')
      const next = await publisher()
      await next.run()
      expect([killedAt, (await told(id)).us, await shown(id)]).toEqual([
        killedAt,
        'out_of_stock',
        'out_of_stock',
      ])
      expect([...next.tags]).toContain('availability:us')
    }
  })

  it('of a hundred variants that cross at once, each is told', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `var-many-${fresh()}-${at}`)
    const products = names.map((id) => ({
      id: `prd-${id}`,
      handle: id,
      title: 'Many',
      variants: [{ id, price: '1.00', stock: 9 }],
    }))
    await importText(ndjson(products))
    await publishAll()
    await tenSecondsLater()
    const { ctx, puts, run } = await publisher()
    await adjustBy(ctx, ...names.map((id) => line(id, -9)))
    await run()
    expect(puts.filter((key) => key !== 'publication')).toHaveLength(200)
    for (const id of names) expect((await told(id)).de).toBe('out_of_stock')
  })
})
