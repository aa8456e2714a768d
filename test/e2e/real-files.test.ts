import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { mappedLines } from '../../scripts/map-catalog.ts'
import { Server } from './server.ts'

// The real catalogs, whole, through the real server: every row is stored or named, sold in three markets, and a second
// time changes nothing.
const DATA = join(import.meta.dirname, '../../../shared/data')
const missing = !existsSync(DATA)
const note = missing ? ' (SKIPPED: ../shared/data is not at hand)' : ''
const CATALOG = join(DATA, 'catalog/products.jsonl.gz')
const CSVS = ['packt-home-garden', 'gatsby-example', 'shopify-template', 'luma-tops']

let stateDir: string
let server: Server
let headers: { Authorization: string }

beforeAll(async () => {
  if (missing) return
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-real-'))
  server = await Server.open(stateDir)
  headers = { Authorization: `Bearer ${await server.token('imports:write catalog:read inventory:read')}` }
})
afterAll(async () => {
  if (missing) return
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})

type Job = {
  id: string
  status: string
  rows: number
  rowsFailed: number
  productsCreated: number
  productsUpdated: number
  productsUnchanged: number
  variantsUnpriced: number
}
type List<T> = { data: T[]; page: { nextCursor: string | null } }

async function imported(body: string, format: 'ndjson' | 'shopify-csv', key: string): Promise<Job> {
  let job = await server.json<Job>(`/v1/admin/imports?format=${format}&market=us`, {
    method: 'POST',
    headers: {
      ...headers,
      'Content-Type': format === 'ndjson' ? 'application/x-ndjson' : 'text/csv',
      'Idempotency-Key': key,
    },
    body,
  })
  while (job.status === 'queued' || job.status === 'running') {
    await sleep(100)
    job = await server.json<Job>(`/v1/admin/imports/${job.id}`, { headers })
  }
  return job
}

async function live(): Promise<void> {
  while (!(await server.json<{ live: boolean }>('/v1/admin/publication', { headers })).live) await sleep(200)
}

async function all<T>(path: string, init?: RequestInit): Promise<T[]> {
  const entries: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: List<T> = await server.json<List<T>>(
      `${path}&limit=100${cursor && `&cursor=${cursor}`}`,
      init,
    )
    entries.push(...page.data)
    cursor = page.page.nextCursor
  }
  return entries
}

const errorsOf = (job: Job) =>
  all<{ line: number; code: string }>(`/v1/admin/imports/${job.id}/errors?severity=error`, { headers })

type Card = { id: string; vendor: string; price: { min: { amount: number; currency: string } } }

describe.skipIf(missing)(`the four Shopify CSVs${note}`, () => {
  test.each([
    ['packt-home-garden', 21, 20, 0],
    ['gatsby-example', 300, 99, 3],
    ['shopify-template', 3, 1, 0],
    ['luma-tops', 1_364, 98, 0],
  ])('%s: %i rows make %i products, %i rows are named', async (name, rows, products, failed) => {
    const job = await imported(
      readFileSync(join(DATA, `shopify-csv/${name}.csv`), 'utf8'),
      'shopify-csv',
      name,
    )
    expect(job).toMatchObject({ status: 'completed', rows, rowsFailed: failed, productsCreated: products })
    expect(new Set((await errorsOf(job)).map(({ line }) => line)).size).toBe(failed)
  })

  test.each([
    ['us', 'USD'],
    ['de', 'EUR'],
    ['jp', 'JPY'],
  ])('are sold in %s, in whole %s', async (market, currency) => {
    await live()
    const tops = await all<Card>(`/v1/markets/${market}/products?vendor=Luma`)
    expect(tops.length).toBe(98)
    for (const { price } of tops) {
      expect(price.min.currency).toBe(currency)
      expect(Number.isSafeInteger(price.min.amount) && price.min.amount > 0).toBe(true)
    }
  })

  it('change nothing a second time', async () => {
    for (const name of CSVS) {
      const job = await imported(
        readFileSync(join(DATA, `shopify-csv/${name}.csv`), 'utf8'),
        'shopify-csv',
        `${name} again`,
      )
      expect(job).toMatchObject({ status: 'completed', productsCreated: 0, productsUpdated: 0 })
    }
  })
})

describe.skipIf(missing)(`the catalog of 4,907 products${note}`, () => {
  let body = ''
  beforeAll(async () => {
    for await (const line of mappedLines(CATALOG)) body += line
  })

  it('is stored row by row, or the row is named with its reason', async () => {
    const job = await imported(body, 'ndjson', 'catalog')
    expect(job).toMatchObject({ status: 'completed', rows: 4_907, rowsFailed: 10, productsCreated: 4_897 })
    // Rows without a price are stored and reported as unpriced; three decimals in dollars are a row error.
    expect(job.variantsUnpriced).toBe(1_399)
    const errors = await errorsOf(job)
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['too_many_decimals']))
    expect(new Set(errors.map(({ line }) => line)).size).toBe(10)
  })

  it('is listed in three markets once it is live: all that has a price', async () => {
    await live()
    for (const [market, currency] of [
      ['us', 'USD'],
      ['de', 'EUR'],
      ['jp', 'JPY'],
    ] as const) {
      const cards = (await all<Card>(`/v1/markets/${market}/products?sort=newest`)).filter(({ id }) =>
        /^(?:bb|aws|aw|esci)-/.test(id),
      )
      expect(cards.length).toBe(4_897 - 1_399)
      expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length)
      expect(
        cards.every(({ price }) => price.min.currency === currency && Number.isSafeInteger(price.min.amount)),
      ).toBe(true)
    }
  })

  it('changes nothing a second time', async () => {
    const before = await server.json<{ head: number }>('/v1/admin/publication', { headers })
    const job = await imported(body, 'ndjson', 'catalog again')
    expect(job).toMatchObject({ productsCreated: 0, productsUpdated: 0, productsUnchanged: 4_897 })
    expect((await server.json<{ head: number }>('/v1/admin/publication', { headers })).head).toBe(before.head)
  })
})

describe.skipIf(missing)(`exports of it all${note}`, () => {
  const exported = async (file: string): Promise<string> => {
    const answer = await fetch(`${server.url}/v1/admin/exports/${file}`, { headers })
    if (!answer.ok) throw new Error(`${file}: ${answer.status} ${await answer.text()}`)
    return answer.text()
  }

  test.each([
    ['products?format=ndjson', 'ndjson'],
    ['prices?format=ndjson', 'ndjson'],
    ['products?format=shopify-csv&market=us', 'shopify-csv'],
    ['prices?format=shopify-csv&market=us', 'shopify-csv'],
    ['stock?format=shopify-csv&market=us', 'shopify-csv'],
  ] as const)('%s: imported again it changes nothing', async (file, format) => {
    const job = await imported(await exported(file), format, `again ${file}`)
    expect(await errorsOf(job)).toEqual([])
    expect(job).toMatchObject({ status: 'completed', productsCreated: 0, productsUpdated: 0, rowsFailed: 0 })
    expect(job.productsUnchanged).toBeGreaterThan(4_897)
  })

  it('breaks the connection when the database fails in the middle: no file that looks whole', async () => {
    const answer = await fetch(`${server.url}/v1/admin/exports/products?format=ndjson`, { headers })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).done).toBe(false)
    server.alter('ALTER TABLE media RENAME TO media_away')
    try {
      const rest = async () => {
        while (!(await reader.read()).done);
      }
      await expect(rest()).rejects.toThrow()
    } finally {
      server.alter('ALTER TABLE media_away RENAME TO media')
    }
  })
})
