import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Miniflare, convertV4MiniflareOptions } from 'miniflare'
import { Memory } from '../../src/platform/memory.ts'
import { Meter } from '../../src/platform/meter.ts'
import { type Db, commit, openDatabase } from '../../src/platform/d1.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { type ProductListings, replaceListings } from '../../src/search/save-listings.ts'

/** The SEARCH database in memory, in the same SQLite that Workers run, with the shop's own code around it. */
export type LocalSearch = { readonly ctx: Ctx; readonly meter: Meter; close(): Promise<void> }

const MIGRATION = fileURLToPath(new URL('../../migrations/search/0001_search.sql', import.meta.url).href)

export async function openLocalSearch(): Promise<LocalSearch> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: 'export default { fetch: () => new Response() }',
      compatibilityDate: '2026-11-01',
      d1Databases: { SEARCH: 'search' },
    }),
  )
  const database = await miniflare.getD1Database('SEARCH')
  await database.batch(statementsOf(readFileSync(MIGRATION, 'utf8')).map((sql) => database.prepare(sql)))
  const meter = new Meter()
  const search: Db = openDatabase(database, meter)
  const ctx = {
    requestId: 'local',
    now: Date.now(),
    config: { stage: 'development', publicUrl: '', corsOrigins: [], issuers: [], tokenSecrets: ['local'] },
    search,
    memory: new Memory(1_000_000),
    answers: new Memory(1_000_000),
    meter,
  } as unknown as Ctx
  return { ctx, meter, close: () => miniflare.dispose() }
}

const statementsOf = (sql: string): string[] =>
  sql
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')

/** Products whose rows are written in one batch: as the publisher does it. */
const BATCH = 50

export async function fill({ ctx }: LocalSearch, products: readonly ProductListings[]): Promise<void> {
  for (let from = 0; from < products.length; from += BATCH) {
    await commit(ctx.search, await replaceListings(ctx, products.slice(from, from + BATCH)))
  }
}
