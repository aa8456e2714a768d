import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Server } from './server.ts'

// A stranger's journey against the real server: seeded, browsed in three markets, changed, killed, started again.
let stateDir: string
let server: Server

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-e2e-'))
  server = await Server.open(stateDir)
})
afterAll(async () => {
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})

type Card = {
  id: string
  handle: string
  image?: { url: string }
  price: { min: { amount: number; currency: string } }
}
type List = { data: Card[]; page: { nextCursor: string | null } }
type Job = { status: string; rows: number; rowsFailed: number; productsCreated: number }

async function walk(market: string, query = ''): Promise<Card[]> {
  const cards: Card[] = []
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`
    const page: List = await server.json<List>(`/v1/markets/${market}/products?limit=100${query}${at}`)
    cards.push(...page.data)
    cursor = page.page.nextCursor
  } while (cursor !== null)
  return cards
}

async function until<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read()
    if (done(value)) return value
    await sleep(100)
  }
}

test.each([
  ['us', 'USD'],
  ['de', 'EUR'],
  ['jp', 'JPY'],
])('the sample catalog is sold in %s for whole %s', async (market, currency) => {
  const cards = await walk(market)
  expect(cards.length).toBeGreaterThan(90)
  expect(new Set(cards.map((card) => card.id)).size).toBe(cards.length)
  for (const { price } of cards) {
    expect(price.min.currency).toBe(currency)
    expect(Number.isSafeInteger(price.min.amount)).toBe(true)
  }
  const picture = await fetch(cards[0]?.image?.url ?? '')
  expect([picture.status, picture.headers.get('Content-Type')]).toEqual([200, 'image/svg+xml'])
})

test.each([
  ['us', 'kettle'],
  ['de', 'Teekanne'],
  ['jp', 'やかん'],
])('search in %s finds %s', async (market, q) => {
  const { data } = await server.json<List>(`/v1/markets/${market}/products?q=${encodeURIComponent(q)}`)
  expect(data.length).toBeGreaterThan(0)
})

test('a changed price becomes visible on product, list and search without a restart', async () => {
  const [card] = await walk('us', '&sort=title')
  const { handle, id } = card ?? { handle: '', id: '' }
  const product = await server.json<{ title: string; variants: { id: string; options: object }[] }>(
    `/v1/markets/us/products/${handle}`,
  )
  const shown = async (): Promise<(number | undefined)[]> => {
    const now = await server.json<{ variants: { price: { amount: number } }[] }>(
      `/v1/markets/us/products/${handle}`,
    )
    const list = await walk('us', '&sort=title')
    const search = await server.json<List>(`/v1/markets/us/products?q=${encodeURIComponent(product.title)}`)
    return [
      now.variants[0]?.price.amount,
      list.find((each) => each.id === id)?.price.min.amount,
      search.data.find((each) => each.id === id)?.price.min.amount,
    ]
  }
  await shown()
  const variants = product.variants.map((variant) => ({
    id: variant.id,
    options: variant.options,
    price: '123.45',
  }))
  const start = Date.now()
  await server.upload(JSON.stringify({ id, variants }), 'price')
  await until(shown, (prices) => prices.every((price) => price === 12_345))
  console.log(`visible on product, list and search after ${((Date.now() - start) / 1_000).toFixed(1)} s`)
})

test('an import killed in the middle, again and again, ends with nothing lost or doubled', async () => {
  const count = 8_000
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      id: `kill-${at}`,
      handle: `kill-${at}`,
      title: `Killed ${at}`,
      sku: `KILL-${at}`,
      price: '1.00',
    }),
  )
  const file = lines.join('\n')
  const found: (string | undefined)[] = []
  // The client loses its answer, too, and sends the same file under the same key until it has one.
  for (const milliseconds of [150, 400, 800, 1_200]) {
    const lost = server.upload(file, 'kill').catch(() => undefined)
    await sleep(milliseconds)
    await server.kill()
    await lost
    found.push(server.storedStatus())
    await server.start()
  }
  console.log(`killed with the import ${found.join(', ')}`)
  // Otherwise the kills came too early or too late to show anything.
  expect(found).toContain('running')
  const { id } = await server.upload(file, 'kill')
  const authorization = { Authorization: `Bearer ${await server.token('imports:write catalog:read')}` }
  const job = () => server.json<Job>(`/v1/admin/imports/${id}`, { headers: authorization })
  const ended = await until(job, ({ status }) => status !== 'running' && status !== 'queued')
  expect(ended).toMatchObject({ status: 'completed', rows: count, rowsFailed: 0, productsCreated: count })
  await until(
    () => server.json<{ live: boolean }>('/v1/admin/publication', { headers: authorization }),
    ({ live }) => live,
  )
  const all = (await walk('us')).filter((card) => card.id.startsWith('kill-'))
  expect(all.length).toBe(count)
  expect(new Set(all.map((card) => card.id)).size).toBe(count)

  // The same file under the same key is the same import; under another key it changes nothing.
  expect((await server.upload(file, 'kill')).id).toBe(id)
  const again = await server.upload(file, 'again')
  const second = await until(
    () =>
      server.json<Job & { productsUnchanged: number }>(`/v1/admin/imports/${again.id}`, {
        headers: authorization,
      }),
    ({ status }) => status === 'completed',
  )
  expect(second).toMatchObject({ productsCreated: 0, productsUnchanged: count })
})
