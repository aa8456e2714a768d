import { env } from 'cloudflare:workers'
import { beforeAll, expect, it, test } from 'vitest'
import { productKey, variantKey } from '../../src/catalog/shelves.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { consumePublish } from '../../src/publication/consume.ts'
import { holdLease, releaseLease } from '../../src/publication/lease.ts'
import { publish } from '../../src/publication/publish.ts'
import { markStale } from '../../src/publication/stale-products.ts'
import { commit } from '../../src/platform/d1.ts'
import { firstPageKey } from '../../src/search/first-page.ts'
import { coalesce, purgeTwice } from '../../src/publication/purge.ts'
import { context, getJson, importFile, ndjson, publishAll, send, token } from './shop.ts'

type Card = { handle: string; price: { min: { amount: number } } }
type List = { data: Card[] }
type Product = { revision: number; variants: { price: { amount: number } }[] }
type Publication = { live: boolean; head: number; published: number; staleProducts: number }

const lamp = (price: string) => ({
  id: 'prd-lamp',
  handle: 'desk-lamp',
  title: 'Desk Lamp',
  price,
  categories: [['Light']],
  stock: 3,
})

beforeAll(async () => {
  await importFile(
    ndjson([
      lamp('20.00'),
      { id: 'prd-bulb', handle: 'bulb', title: 'Light Bulb', price: '2.00', stock: 100 },
    ]),
    'ndjson',
  )
  await publishAll()
})

async function publication(): Promise<Publication> {
  const answer = await send('/v1/admin/publication', {
    headers: { Authorization: `Bearer ${await token('catalog:read')}` },
  })
  return answer.json<Publication>()
}

const shown = async () => {
  const product = await getJson<Product>('/v1/markets/us/products/desk-lamp')
  const list = await getJson<List>('/v1/markets/us/products?category=light')
  const search = await getJson<List>('/v1/markets/us/products?q=desk%20lamp')
  return [product.variants[0]?.price.amount, list.data[0]?.price.min.amount, search.data[0]?.price.min.amount]
}

it('shows a changed price on product, list and search, though all were read just before', async () => {
  expect(await shown()).toEqual([2000, 2000, 2000])
  await importFile(ndjson([{ id: 'prd-lamp', price: '25.50' }]), 'ndjson')
  expect(await publication()).toMatchObject({ live: false })
  await publishAll()
  expect(await shown()).toEqual([2550, 2550, 2550])
  expect(await publication()).toMatchObject({ live: true })
  await importFile(ndjson([lamp('20.00')]), 'ndjson')
  await publishAll()
})

it('says nothing when an import changes nothing', async () => {
  const before = await publication()
  const { revision } = await getJson<Product>('/v1/markets/us/products/desk-lamp')
  await importFile(ndjson([lamp('20.00')]), 'ndjson')
  await publishAll()
  expect((await publication()).head).toBe(before.head)
  expect((await getJson<Product>('/v1/markets/us/products/desk-lamp')).revision).toBe(revision)
})

it('redirects a renamed handle, buries a withdrawn product, and forgets neither', async () => {
  await importFile(
    ndjson([
      {
        id: 'prd-mug',
        handle: 'mug',
        title: 'Mug',
        variants: [{ id: 'var-mug', price: '9.00', stock: 1 }],
      },
    ]),
    'ndjson',
  )
  await publishAll()
  await importFile(ndjson([{ id: 'prd-mug', handle: 'big-mug' }]), 'ndjson')
  await publishAll()
  const moved = await send('/v1/markets/us/products/mug?locale=en', { redirect: 'manual' })
  expect([moved.status, moved.headers.get('Location')]).toEqual([
    308,
    '/v1/markets/us/products/big-mug?locale=en',
  ])
  expect((await send('/v1/markets/us/products/big-mug')).status).toBe(200)

  await importFile(ndjson([{ id: 'prd-mug', status: 'archived' }]), 'ndjson')
  await publishAll()
  for (const handle of ['mug', 'big-mug']) {
    expect((await send(`/v1/markets/us/products/${handle}`, { redirect: 'manual' })).status).toBe(404)
    expect(await env.KV.get(productKey(handle), 'json')).toEqual({ state: 'gone' })
  }
  expect(await env.KV.get(variantKey('var-mug'), 'json')).toEqual({ state: 'gone' })
  const list = await getJson<List>('/v1/markets/us/products?limit=100')
  expect(list.data.map((card) => card.handle)).not.toContain('big-mug')
})

it('lets one publisher work at a time', async () => {
  expect(await holdLease(context(), 'someone else')).toBe(true)
  expect(await publish(context())).toBe('busy')
  await releaseLease(context(), 'someone else')
  await publishAll()
})

/** A context whose KV dies at the n-th put, as a killed publisher's would. */
function dying(at: number): Ctx {
  const ctx = context()
  const { kv: own } = ctx
  let puts = 0
  const kv = {
    ...own,
    put: (key: string, value: string) =>
      (puts += 1) >= at ? Promise.reject(new Error('killed')) : own.put(key, value),
  }
  return Object.defineProperty(ctx, 'kv', { value: kv })
}

test.each([1, 2, 3])('a publisher killed at KV put %i is finished by the next one', async (at) => {
  await importFile(ndjson([lamp(`${30 + at}.00`)]), 'ndjson')
  await publish(dying(at)).catch(() => undefined)
  await publishAll()
  expect(await shown()).toEqual([3000 + at * 100, 3000 + at * 100, 3000 + at * 100])
})

it('never leaves an older snapshot over a newer change (the revision is read again after the put)', async () => {
  const ctx = context()
  const { kv: own } = ctx
  let raced = false
  const kv = {
    ...own,
    put: async (key: string, value: string) => {
      if (key === productKey('desk-lamp') && !raced) {
        raced = true
        // Somebody commits between our read and our put; their event waits in the log, we must not need it.
        await env.DB.batch([
          env.DB.prepare(
            `UPDATE prices SET amount = 7700 WHERE market = 'us' AND variant_id = (SELECT id FROM variants WHERE product_id = 'prd-lamp')`,
          ),
          env.DB.prepare(`UPDATE products SET revision = revision + 1 WHERE id = 'prd-lamp'`),
        ])
      }
      return own.put(key, value)
    },
  }
  await importFile(ndjson([lamp('40.00')]), 'ndjson')
  // The queue's own consumer may be quicker than this context: then the race is run on the next change.
  for (let attempt = 0; attempt < 5 && !raced; attempt += 1) {
    if (attempt > 0) await importFile(ndjson([lamp(`4${attempt}.00`)]), 'ndjson')
    await publish(Object.defineProperty(ctx, 'kv', { value: kv }))
  }
  expect(raced).toBe(true)
  await publishAll()
  expect((await getJson<Product>('/v1/markets/us/products/desk-lamp')).variants[0]?.price.amount).toBe(7700)
})

it('rebuilds every projection from the database', async () => {
  await env.KV.delete(productKey('bulb'))
  await env.SEARCH.prepare(`DELETE FROM listings WHERE product_id = 'prd-bulb'`).run()
  await env.SEARCH.prepare(`UPDATE listing_cards SET card = '{}'`).run()
  const answer = await send('/v1/admin/publication/rebuild', {
    method: 'POST',
    headers: { Authorization: `Bearer ${await token('catalog:write')}` },
  })
  expect(answer.status).toBe(202)
  await publishAll()
  expect(await publication()).toMatchObject({ staleProducts: 0, live: true })
  expect(await env.KV.get(productKey('bulb'), 'json')).toMatchObject({ state: 'live' })
  const handles = (await getJson<List>('/v1/markets/us/products?limit=100')).data.map((card) => card.handle)
  expect(handles.toSorted()).toEqual(['bulb', 'desk-lamp'])
  const counts = ['listings', 'listing_cards', 'listing_texts', 'listing_words'].map((table) =>
    env.SEARCH.prepare(`SELECT count(*) AS count FROM ${table}`).first('count'),
  )
  expect(new Set(await Promise.all(counts)).size).toBe(1)
})

it('stays within what KV takes: 1,000 operations a run, one write a second for a key', async () => {
  const variants = (at: number, count: number) =>
    Array.from({ length: count }, (_, each) => ({
      id: `wide-${at}-${each}`,
      options: { Size: String(each) },
      price: '1.00',
    }))
  const product = (at: number, count: number) => ({
    id: `wide-${at}`,
    handle: `wide-${at}`,
    title: `Wide ${at}`,
    categories: ['wide'],
    options: ['Size'],
    variants: variants(at, count),
  })
  const category = (title: string) => ({ type: 'category', handle: 'wide', title })
  const more = Array.from({ length: 120 }, (_, at) => ({
    type: 'category',
    handle: `more-${at}`,
    title: `More ${at}`,
  }))
  await importFile(
    ndjson([
      category('Wide'),
      ...more,
      product(0, 480),
      ...Array.from({ length: 60 }, (_, at) => product(at + 1, 20)),
    ]),
    'ndjson',
  )
  const lastPuts = new Map<string, number>()
  await publishAll(lastPuts)
  expect((await publication()).live).toBe(true)
  // Every product below carries the category's title.
  await importFile(ndjson([category('Wider')]), 'ndjson')
  await publishAll(lastPuts)
  const shown = await getJson<{ categories: { title: string }[] }>('/v1/markets/us/products/wide-60')
  expect(shown.categories[0]?.title).toBe('Wider')
})

it('keeps the marks of a run that dies before its purges: the next one purges for it', async () => {
  await importFile(ndjson([{ id: 'prd-purged', handle: 'purged', title: 'Purged', price: '3.00' }]), 'ndjson')
  await publishAll()
  let died = false
  // The queue's own consumer may be quicker than this context: then it is another mark's run that dies.
  for (let attempt = 0; attempt < 5 && !died; attempt += 1) {
    const dying = context()
    dying.memory.clear()
    Object.defineProperty(dying, 'purge', { value: () => Promise.reject(new Error('killed')) })
    // As a boundary, a rebuild or a market's new rate marks it: no event will be read again for it.
    await commit(dying.db, markStale(dying, ['prd-purged']))
    died = await publish(dying).then(
      () => false,
      (error: Error) => error.message === 'killed',
    )
  }
  expect(died).toBe(true)
  const tags: string[] = []
  const next = context()
  next.memory.clear()
  const purge = (some: readonly string[]) => Promise.resolve(tags.push(...some) > 0)
  Object.defineProperty(next, 'purge', { value: purge })
  expect(await publish(next)).toBe('done')
  expect(tags).toContain('product:prd-purged')
  expect((await publication()).staleProducts).toBe(0)
})

it('takes a withdrawn product off the first pages of the categories it was in', async () => {
  await importFile(
    ndjson([
      { id: 'prd-gone', handle: 'soon-gone', title: 'Soon gone', price: '3.00', categories: [['Leaving']] },
    ]),
    'ndjson',
  )
  await publishAll()
  const firstPage = async () => JSON.stringify(await env.KV.get(firstPageKey('leaving'), 'json'))
  expect(await firstPage()).toContain('soon-gone')
  await importFile(ndjson([{ id: 'prd-gone', status: 'archived' }]), 'ndjson')
  await publishAll()
  expect(await firstPage()).not.toContain('soon-gone')
})

it('asks for the scope of each route', async () => {
  const rebuild = async (authorization?: string) =>
    (
      await send('/v1/admin/publication/rebuild', {
        method: 'POST',
        ...(authorization && { headers: { Authorization: authorization } }),
      })
    ).status
  expect(await rebuild()).toBe(401)
  expect(await rebuild('Bearer nonsense')).toBe(401)
  expect(await rebuild(`Bearer ${await token('catalog:read imports:write')}`)).toBe(403)
})

test('purges are made twice, coalesced, and tried again when refused', async () => {
  const purged: (readonly string[])[] = []
  const sent: { body: unknown; delaySeconds: number | undefined }[] = []
  const calls = (refuse: boolean): Ctx => {
    const ctx = context()
    ctx.memory.forget('purge:last call')
    return Object.defineProperties(ctx, {
      purge: { value: (tags: readonly string[]) => (purged.push(tags), Promise.resolve(!refuse)) },
      publishQueue: {
        value: {
          send: (body: unknown, options?: { delaySeconds: number }) => (
            sent.push({ body, delaySeconds: options?.delaySeconds }),
            Promise.resolve()
          ),
        },
      },
    })
  }
  await purgeTwice(calls(false), new Set(['b', 'a']))
  expect(purged).toEqual([['a', 'b']])
  expect(sent).toEqual([{ body: { kind: 'purge', tags: ['a', 'b'] }, delaySeconds: 90 }])

  sent.length = 0
  await purgeTwice(calls(true), new Set(['c']))
  expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([12, 90])
  expect(coalesce(new Set(Array.from({ length: 101 }, (_, at) => `t${at}`)))).toEqual(['catalog'])

  // Several purge messages in one batch are one call.
  purged.length = 0
  const message = (tags: string[]) => ({ body: { kind: 'purge', tags } })
  await consumePublish(calls(false), {
    messages: [message(['x']), message(['y', 'x'])],
    ackAll: () => undefined,
  } as never)
  expect(purged).toEqual([['x', 'y']])
})

it('moves list rows when a price begins', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString()
  await importFile(
    ndjson([
      {
        id: 'prd-sale',
        handle: 'sale',
        title: 'On sale soon',
        variants: [{ id: 'var-sale', prices: { us: { price: '10.00', endsAt: soon } } }],
      },
    ]),
    'ndjson',
  )
  await publishAll()
  const answer = await send('/v1/markets/us/products/sale')
  // No copy may outlive the price.
  expect(answer.headers.get('Cache-Control')).toMatch(/max-age=[01]$/)
  expect(answer.headers.get('Cloudflare-CDN-Cache-Control')).toMatch(
    /max-age=[01], stale-while-revalidate=0, stale-if-error=0/,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_600))
  expect((await send('/v1/markets/us/products/sale')).status).toBe(404)
  await publishAll()
  const handles = (await getJson<List>('/v1/markets/us/products?limit=100')).data.map((card) => card.handle)
  expect(handles).not.toContain('sale')
})
