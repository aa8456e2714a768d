import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { consumeImports } from '../../src/imports/consume.ts'
import { CHUNK, objectKey } from '../../src/imports/read-piece.ts'
import { workOnImport } from '../../src/imports/work.ts'
import { wakeImports } from '../../src/imports/wake.ts'
import type { Ctx, ImportMessage } from '../../src/platform/context.ts'
import type { Db, Statement } from '../../src/platform/d1.ts'
import {
  catalog,
  changesOf,
  count,
  emptyShop,
  errorsOf,
  importText,
  jobOf,
  lines,
  queueImport,
  reportsOf,
  work,
} from './imports/support.ts'
import { context } from './shop.ts'

beforeEach(emptyShop)

const SMALL = { bytes: 400, products: 3 }
const product = (at: number, more: object = {}) => ({
  handle: `p-${at}`,
  title: `Product ${at}`,
  sku: `S${at}`,
  price: `${at}.00`,
  categories: [[`Group ${at % 3}`]],
  stock: at,
  ...more,
})
// Two bad lines, so that errors are told once too.
const FILE = lines(
  ...Array.from({ length: 12 }, (_, at) => product(at)),
  product(3),
  product(99, { price: 'x' }),
)

async function result(id: string) {
  const { status, chunk: _chunk, ...job } = await jobOf(id)
  const { rows, rows_failed, products_created, products_failed, categories_created } = job
  return {
    status,
    rows,
    rows_failed,
    products_created,
    products_failed,
    categories_created,
    reports: await reportsOf(id),
    changes: await changesOf(id),
    catalog: await catalog(),
    events: await count('events'),
  }
}

/** Which call is the one at which the process dies: before it is made, or after it was, unheard. */
type Kill = { call: number; heard: boolean }

function dyingContext({ call, heard }: Kill): Ctx {
  const ctx = context()
  let calls = 0
  async function dyingAt<T>(act: () => Promise<T>): Promise<T> {
    calls += 1
    if (calls !== call) return act()
    if (!heard) await act()
    throw new Error('killed')
  }
  const { db, uploads } = ctx
  const dying: Db = {
    ...db,
    batch: <T>(statements: Statement[]) => dyingAt(() => db.batch<T>(statements)),
  }
  return {
    ...ctx,
    db: dying,
    uploads: {
      get: (key: string, options: R2GetOptions) => dyingAt(() => uploads.get(key, options)),
    } as never,
  }
}

describe('killed at any step, an import ends as if nothing had happened', () => {
  // A chunk makes about six calls; the seventh belongs to the next one.
  const kills = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((call) => [
    { call, heard: true },
    { call, heard: false },
  ])

  test.each(kills)('at call $call, before it is made: $heard', async (kill) => {
    const expected = await result((await importText(FILE, { size: SMALL })).id)
    await emptyShop()
    const id = await queueImport(FILE)
    for (let run = 0; run < 100; run += 1) {
      // Every process dies at that call, but each chunk gets one that lives, or nothing would ever move.
      const ctx = run % 2 === 0 ? dyingContext(kill) : context()
      const outcome = await workOnImport(ctx, id, SMALL).catch(() => 'killed')
      if (outcome === 'done' && (await jobOf(id)).finished_at !== null) break
    }
    expect(await result(id)).toEqual(expected)
  })
})

test('two deliveries of one message at a time store nothing twice', async () => {
  const expected = await result((await importText(FILE, { size: SMALL })).id)
  await emptyShop()
  const id = await queueImport(FILE)
  const deliver = async (): Promise<void> => {
    while ((await workOnImport(context(), id, SMALL)) === 'more');
  }
  await Promise.all([deliver(), deliver(), deliver()])
  expect(await result(id)).toEqual(expected)
})

test('what another writer changes in between is not lost: the chunk is planned again', async () => {
  await importText(lines(product(1)))
  const id = await queueImport(lines({ handle: 'p-1', title: 'From the file' }))
  const ctx = context()
  const db: Db = {
    ...ctx.db,
    batch: async <T>(statements: Statement[]) => {
      // Once, just before the chunk is committed, an admin changes the vendor.
      if (statements.length > 8) {
        await env.DB.prepare(
          `UPDATE products SET vendor = 'Admin', revision = revision + 1 WHERE vendor = ''`,
        ).run()
      }
      return ctx.db.batch<T>(statements)
    },
  }
  await work(id, undefined, { ...ctx, db })
  expect((await catalog()).products).toMatchObject([{ title: 'From the file', vendor: 'Admin', revision: 3 }])
})

test('an import that fails for reasons of ours again and again ends, and can be resumed', async () => {
  const id = await queueImport(FILE)
  const broken = { ...context(), uploads: { get: () => Promise.reject(new Error('R2 is away')) } as never }
  let failures = 0
  for (; (await jobOf(id)).status !== 'failed' && failures < 50; failures += 1) {
    await workOnImport(broken, id).catch(() => undefined)
  }
  expect(await jobOf(id)).toMatchObject({ status: 'failed', failure: 'internal' })
  expect(failures).toBe(20)
})

test('a file that is gone ends its import', async () => {
  const id = await queueImport(FILE)
  await env.UPLOADS.delete(objectKey(id))
  expect(await work(id)).toMatchObject({ status: 'failed', failure: 'file_missing' })
})

test('a delivery stops before it has asked too much of D1, and the rest goes on with other messages', async () => {
  const bad = Array.from({ length: 1_000 }, () => 'x').join('\n')
  const ids = await Promise.all([queueImport(bad), queueImport(bad)])
  const woken: string[] = []
  const deliver = async (importIds: readonly string[], statements: number): Promise<number> => {
    let acknowledged = 0
    const messages = importIds.map((importId) => ({ body: { importId }, ack: () => (acknowledged += 1) }))
    const ctx: Ctx = {
      ...context(),
      wakeConsumers: () => undefined,
      wakeImport: (importId) => void woken.push(importId),
    }
    ctx.meter.statements = statements
    await consumeImports(ctx, { messages } as unknown as MessageBatch<ImportMessage>)
    return acknowledged
  }
  expect(await deliver(ids, 499)).toBe(2)
  expect(woken).toEqual(ids)
  expect(await Promise.all(ids.map(async (id) => (await jobOf(id)).rows))).toEqual([CHUNK.products, 0])
  woken.length = 0
  expect(await deliver(ids, 0)).toBe(2)
  expect(woken).toEqual([])
  expect(await Promise.all(ids.map(async (id) => (await jobOf(id)).rows))).toEqual([1_000, 1_000])
})

const set = (id: string, status: string, at: number) =>
  env.DB.prepare('UPDATE imports SET status = ?, updated_at = ? WHERE id = ?').bind(status, at, id).run()

describe('cron', () => {
  test('wakes idle imports, ends stuck uploads, and clears up behind finished ones', async () => {
    const now = Date.now()
    const sent: string[] = []
    const ctx: Ctx = {
      ...context(),
      now,
      wakeImport: (importId) => void sent.push(importId),
    }
    const [idle, busy, stuck] = await Promise.all([queueImport(FILE), queueImport(FILE), queueImport(FILE)])
    await set(idle, 'running', now - 20_000)
    await set(busy, 'running', now - 1_000)
    await set(stuck, 'uploading', now - 7_200_000)
    const finished = await importText(FILE)
    expect(await count('import_claims')).toBeGreaterThan(0)

    await wakeImports(ctx)
    expect(sent).toEqual([idle])
    expect(await jobOf(stuck)).toMatchObject({ status: 'failed', failure: 'upload_aborted', cleaned: 1 })
    expect(await jobOf(finished.id)).toMatchObject({ status: 'completed', cleaned: 1 })
    expect(await count('import_claims')).toBe(0)
    expect(await env.UPLOADS.head(objectKey(finished.id))).toBeNull()
    expect(await env.UPLOADS.head(objectKey(stuck))).toBeNull()
    expect(await env.UPLOADS.head(objectKey(busy))).not.toBeNull()
  })
})

/** The shop after two files, the second read in chunks of a size. */
async function after(first: string, second: string, products: number) {
  await emptyShop()
  await importText(first)
  const job = await importText(second, { size: { bytes: 1_000_000, products } })
  return { catalog: await catalog(), errors: errorsOf(job), changes: await changesOf(job.id), id: job.id }
}

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const variant = fc.record(
    {
      id: fc.constantFrom('v1', 'v2', 'v3'),
      sku: fc.constantFrom('S1', 'S2', 'S3', 'S4'),
      options: fc.record({ Size: fc.constantFrom('S', 'M', 'L') }),
      price: fc.constantFrom('1.00', '2.50', 'x', null),
      stock: fc.constantFrom(0, 3, -1),
    },
    { requiredKeys: [] },
  )
  const line = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record(
        {
          id: name.map((text) => `id-${text}`),
          handle: name,
          title: fc.constantFrom('One', 'Two', '三', ''),
          tags: fc.subarray(['red', 'blue']),
          categories: fc.array(
            fc.oneof(fc.constantFrom('x', 'y'), fc.constantFrom(['X'], ['X', 'Y'], ['Y'])),
            { maxLength: 2 },
          ),
          variants: fc.array(variant, { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        sku: fc.constantFrom('S1', 'S2', 'S3'),
        price: fc.constantFrom('3.00', '4.00'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          type: fc.constant('category'),
          handle: fc.constantFrom('x', 'y'),
          title: fc.constantFrom('X', 'Y'),
          parent: fc.constantFrom('x', 'y', null),
        },
        { requiredKeys: ['type', 'handle'] },
      ),
    },
  )
  const file = fc.array(line, { minLength: 1, maxLength: 12 })
  const RUNS = { seed: 2026, numRuns: 25 }

  test('law: the chunks a file is read in make no difference', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, fc.integer({ min: 1, max: 4 }), async (first, second, products) => {
        const whole = await after(lines(...first), lines(...second), 400)
        const parts = await after(lines(...first), lines(...second), products)
        expect({ ...parts, id: '' }).toEqual({ ...whole, id: '' })
      }),
      RUNS,
    )
  })

  test('law: a dry run, in any chunks, says exactly what the import then does', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, fc.integer({ min: 1, max: 4 }), async (first, second, products) => {
        await emptyShop()
        await importText(lines(...first))
        const [before, events] = [await catalog(), await count('events')]
        const dry = await importText(lines(...second), { dryRun: true, size: { bytes: 1_000_000, products } })
        expect(await catalog()).toEqual(before)
        expect(await count('events')).toBe(events)
        const real = await importText(lines(...second))
        expect(dry.reports).toEqual(real.reports)
        expect(await changesOf(dry.id)).toEqual(await changesOf(real.id))
      }),
      RUNS,
    )
  })

  test('law: rows are stored or named, and what is stored twice is stored once', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (items) => {
        await emptyShop()
        const text = lines(...items)
        const first = await importText(text)
        expect(first.rows).toBe(items.length)
        expect(first.rows_failed).toBe(new Set(errorsOf(first).map((error) => error.split(' ')[0])).size)
        if (first.rows_failed !== 0) return
        const shop = await catalog()
        const second = await importText(text)
        expect(second).toMatchObject({
          rows_failed: 0,
          products_created: 0,
          products_updated: 0,
          categories_updated: 0,
        })
        expect(await catalog()).toEqual(shop)
      }),
      RUNS,
    )
  })
})
