import { env } from 'cloudflare:workers'
import { type ChunkSize, CHUNK, objectKey } from '../../../src/imports/read-piece.ts'
import { workOnImport } from '../../../src/imports/work.ts'
import type { Ctx } from '../../../src/platform/context.ts'
import { context } from '../shop.ts'

export type Job = Record<string, number | string | null> & {
  id: string
  status: string
  failure: string | null
}

/** Puts a file in place as an upload leaves it: the object in R2, the row queued. */
export async function queueImport(
  body: string | Uint8Array,
  options: { format?: 'ndjson' | 'shopify-csv'; market?: string; dryRun?: boolean; actor?: string } = {},
): Promise<string> {
  const ctx = context()
  const id = ctx.newId('import')
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  await env.UPLOADS.put(objectKey(id), bytes)
  await env.DB.prepare(
    `INSERT INTO imports (id, status, format, market, dry_run, bytes, actor, created_at, updated_at)
     VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?)`,
  )
    .bind(
      id,
      options.format ?? 'ndjson',
      options.market ?? 'us',
      options.dryRun ? 1 : 0,
      bytes.length,
      options.actor ?? 'staff:test',
      1,
      1,
    )
    .run()
  return id
}

/** Works an import to its end. */
export async function work(id: string, size: ChunkSize = CHUNK, ctx: Ctx = context()): Promise<Job> {
  for (;;) {
    const outcome = await workOnImport(ctx, id, size)
    const job = await jobOf(id)
    // The queue of the tests may be at it too, and have the chunk that this one has lost.
    if (outcome === 'done' && job.status !== 'queued' && job.status !== 'running') return job
  }
}

export const jobOf = async (id: string): Promise<Job> =>
  (await env.DB.prepare('SELECT * FROM imports WHERE id = ?').bind(id).first<Job>()) as Job

export async function importText(
  body: string | Uint8Array,
  options: Parameters<typeof queueImport>[1] & { size?: ChunkSize } = {},
): Promise<Job & { reports: ReportRow[] }> {
  const id = await queueImport(body, options)
  const job = await work(id, options.size)
  return { ...job, reports: await reportsOf(id) } as never
}

export type ReportRow = { line: number; column: string; code: string; severity: string }

export async function reportsOf(id: string): Promise<ReportRow[]> {
  const { results } = await env.DB.prepare(
    `SELECT line, column_name AS "column", code, severity FROM import_reports WHERE import_id = ?
     ORDER BY line, column_name, code`,
  )
    .bind(id)
    .all<ReportRow>()
  return results
}

export const errorsOf = (job: { reports: ReportRow[] }): string[] =>
  job.reports
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, code }) => `${line} ${column} ${code}`)

const rows = async (sql: string) => (await env.DB.prepare(sql).all()).results

/** The files that lie in R2. */
export const files = async (): Promise<string[]> => (await env.UPLOADS.list()).objects.map(({ key }) => key)

/** Everything the catalog holds, without what differs from run to run (ids of our own, times). */
export async function catalog(): Promise<Record<string, unknown[]>> {
  return {
    products: await rows(
      `SELECT handle, status, title, description, vendor, product_type, tags, seo_title, seo_description, popularity,
         revision FROM products ORDER BY handle`,
    ),
    options: await rows(
      'SELECT p.handle, o.position, o.name FROM product_options o JOIN products p ON p.id = o.product_id ORDER BY 1, 2',
    ),
    variants: await rows(
      `SELECT p.handle, v.position, v.sku, v.option_values, v.barcode, v.weight_grams, v.tax_class, v.image_url, v.tracked,
         v.backorder, v.low_stock_threshold, v.withdrawn_at IS NULL AS live
       FROM variants v JOIN products p ON p.id = v.product_id ORDER BY 1, live, 2, 3, 4`,
    ),
    prices: await rows(
      `SELECT p.handle, v.sku, v.option_values, r.market, r.min_quantity, r.starts_at, r.ends_at, r.amount, r.compare_at
       FROM prices r JOIN variants v ON v.id = r.variant_id JOIN products p ON p.id = v.product_id ORDER BY 1, 2, 3, 4, 5, 6`,
    ),
    levels: await rows(
      `SELECT p.handle, v.sku, v.option_values, l.location_id, l.on_hand, l.held
       FROM stock_levels l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id ORDER BY 1, 2, 3, 4`,
    ),
    media: await rows(
      `SELECT p.handle, m.position, m.url, m.alt, m.width, m.height FROM media m JOIN products p ON p.id = m.product_id
       ORDER BY 1, 2`,
    ),
    categories: await rows(
      `SELECT c.handle, c.title, c.description, c.position, c.revision, parent.handle AS parent
       FROM categories c LEFT JOIN categories parent ON parent.id = c.parent_id ORDER BY 1`,
    ),
    links: await rows(
      `SELECT p.handle, c.handle AS category FROM product_categories l JOIN products p ON p.id = l.product_id
       JOIN categories c ON c.id = l.category_id ORDER BY 1, 2`,
    ),
    translations: await rows(
      `SELECT p.handle, t.locale, t.title, t.description, t.seo_title, t.seo_description
       FROM product_translations t JOIN products p ON p.id = t.product_id ORDER BY 1, 2`,
    ),
    redirects: await rows(
      'SELECT r.handle, p.handle AS target FROM product_redirects r JOIN products p ON p.id = r.product_id ORDER BY 1',
    ),
  }
}

/** Takes everything away that imports have stored. */
export async function emptyShop(): Promise<void> {
  const tables = [
    'import_reports',
    'import_changes',
    'import_claims',
    'imports',
    'idempotency_keys',
    'product_redirects',
    'product_options',
    'price_history',
    'prices',
    'stock_ledger',
    'published_availability',
    'stock_levels',
    'media',
    'product_categories',
    'product_translations',
    'variants',
    'products',
    'category_translations',
    'events',
  ]
  await env.DB.batch([
    ...tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare('UPDATE categories SET parent_id = NULL'),
    env.DB.prepare('DELETE FROM categories'),
  ])
  const { objects } = await env.UPLOADS.list()
  await env.UPLOADS.delete(objects.map(({ key }) => key))
}

export const count = async (table: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n ?? 0

export const lines = (...items: unknown[]): string =>
  items.map((item) => JSON.stringify(item)).join('\n') + '\n'

export const notesOf = (job: { reports: ReportRow[] }): string[] =>
  job.reports
    .filter(({ severity }) => severity === 'note')
    .map(({ line, column, code }) => `${line} ${column} ${code}`)

export const changesOf = async (id: string): Promise<unknown[]> =>
  (
    await env.DB.prepare(
      'SELECT line, action, kind, handle, members FROM import_changes WHERE import_id = ? ORDER BY line, kind, handle',
    )
      .bind(id)
      .all()
  ).results
