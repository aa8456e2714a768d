import { createHash } from 'node:crypto'
import { env } from 'cloudflare:workers'

// What the Worker of release 8f8b534 writes into the shop's database: its statements as they stood in its source
// (catalog/save-products.ts, catalog/save-categories.ts, inventory/save-levels.ts, events/append.ts, imports/*.ts,
// platform/idempotency.ts). It knows migration 0001 alone.

/** Who its tokens spoke for. */
export const PRINCIPAL = 'staff:https://issuer.test#tester'

type Row = Record<string, unknown>
const over = (sql: string, rows: readonly Row[], ...rest: unknown[]) =>
  env.DB.prepare(sql).bind(JSON.stringify(rows), ...rest)

export type OldProduct = {
  id: string
  handle: string
  title: string
  variantId: string
  sku: string
  stock: number
  amount: number
  categoryId: string
}

export const oldCategory = (id: string, handle: string, now: number) =>
  over(
    `INSERT INTO categories (id, handle, parent_id, position, title, description, revision, created_at, updated_at)
     SELECT value->>'id', value->>'handle', value->>'parentId', value->>'position', value->>'title',
       value->>'description', value->>'steps', ?2, ?2
     FROM json_each(?1) WHERE true ORDER BY key
     ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, position = excluded.position,
       title = excluded.title, description = excluded.description, revision = revision + excluded.revision,
       updated_at = excluded.updated_at`,
    [{ id, handle, parentId: null, position: 0, title: 'Kettles', description: '', steps: 1 }],
    now,
  )

/** The batch of one chunk of an import, as far as products go. */
export const oldProducts = (products: readonly OldProduct[], now: number) => [
  over(
    `INSERT INTO products (id, handle, status, title, description, vendor, product_type, tags, seo_title,
       seo_description, popularity, revision, created_at, updated_at)
     SELECT value->>'id', value->>'handle', value->>'status', value->>'title', value->>'description',
       value->>'vendor', value->>'productType', value->'tags', value->>'seoTitle', value->>'seoDescription',
       value->>'popularity', 1, ?2, ?2
     FROM json_each(?1) WHERE true ORDER BY key
     ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, status = excluded.status, title = excluded.title,
       description = excluded.description, vendor = excluded.vendor, product_type = excluded.product_type,
       tags = excluded.tags, seo_title = excluded.seo_title, seo_description = excluded.seo_description,
       popularity = excluded.popularity, revision = revision + 1, updated_at = excluded.updated_at`,
    products.map(({ id, handle, title }) => ({
      id,
      handle,
      title,
      status: 'active',
      description: '<p>Boils.</p>',
      vendor: 'Hearth & Hollow',
      productType: 'Kettle',
      tags: ['copper'],
      seoTitle: '',
      seoDescription: '',
      popularity: 7,
    })),
    now,
  ),
  over(
    `UPDATE variants SET withdrawn_at = ?2, updated_at = ?2
     WHERE withdrawn_at IS NULL AND id IN (SELECT value->>'variantId' FROM json_each(?1))`,
    products,
    now,
  ),
  over(
    `INSERT INTO variants (id, product_id, position, sku, option_values, barcode, weight_grams, tax_class, image_url,
       tracked, backorder, low_stock_threshold, withdrawn_at, created_at, updated_at)
     SELECT value->>'id', value->>'productId', value->>'position', value->>'sku', value->'optionValues',
       value->>'barcode', value->>'weightGrams', value->>'taxClass', value->>'imageUrl', value->>'tracked',
       value->>'backorder', value->>'lowStockThreshold', NULL, ?2, ?2
     FROM json_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku,
       option_values = excluded.option_values, barcode = excluded.barcode, weight_grams = excluded.weight_grams,
       tax_class = excluded.tax_class, image_url = excluded.image_url, tracked = excluded.tracked,
       backorder = excluded.backorder, low_stock_threshold = excluded.low_stock_threshold, withdrawn_at = NULL,
       updated_at = excluded.updated_at`,
    products.map(({ id, variantId, sku }) => ({
      id: variantId,
      productId: id,
      position: 0,
      sku,
      optionValues: [],
      barcode: '',
      weightGrams: 900,
      taxClass: 'standard',
      imageUrl: null,
      tracked: 1,
      backorder: 0,
      lowStockThreshold: 5,
    })),
    now,
  ),
  over(
    `DELETE FROM prices WHERE (variant_id, market) IN
       (SELECT value->>'variantId', 'us' FROM json_each(?1))`,
    products,
  ),
  over(
    `INSERT INTO prices (variant_id, market, min_quantity, starts_at, ends_at, amount, compare_at)
     SELECT value->>'id', value->>'market', value->>'minQuantity', value->>'startsAt', value->>'endsAt',
       value->>'amount', value->>'compareAt'
     FROM json_each(?1)`,
    products.map(({ variantId, amount }) => ({
      id: variantId,
      market: 'us',
      minQuantity: 1,
      startsAt: 0,
      amount,
    })),
  ),
  over(
    `INSERT INTO stock_levels (variant_id, location_id, on_hand, held, updated_at)
     SELECT value->>'variantId', value->>'locationId', value->>'onHand', 0, ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, updated_at = excluded.updated_at`,
    products.map(({ variantId, stock }) => ({ variantId, locationId: 'loc_main', onHand: stock })),
    now,
  ),
  over("DELETE FROM media WHERE product_id IN (SELECT value->>'id' FROM json_each(?1))", products),
  over(
    `INSERT INTO media (product_id, position, url, alt, width, height)
     SELECT value->>'id', value->>'position', value->>'url', value->>'alt', value->>'width', value->>'height'
     FROM json_each(?1)`,
    products.map(({ id }) => ({ id, position: 0, url: `https://img.example/${id}.jpg`, alt: 'A kettle' })),
  ),
  over(
    "DELETE FROM product_categories WHERE product_id IN (SELECT value->>'id' FROM json_each(?1))",
    products,
  ),
  over(
    `INSERT INTO product_categories (product_id, category_id)
     SELECT value->>'id', value->>'categoryId' FROM json_each(?1)`,
    products,
  ),
  over(
    "DELETE FROM product_translations WHERE product_id IN (SELECT value->>'id' FROM json_each(?1))",
    products,
  ),
  over(
    `INSERT INTO product_translations (product_id, locale, title, description, seo_title, seo_description)
     SELECT value->>'id', value->>'locale', value->>'title', value->>'description', value->>'seoTitle',
       value->>'seoDescription'
     FROM json_each(?1)`,
    products.map(({ id }) => ({ id, locale: 'de', title: `Kessel ${id}` })),
  ),
]

let events = 0
export const oldEvents = (given: readonly { type: string; subject: string }[], now: number) =>
  over(
    `INSERT INTO events (id, type, subject, subject_sequence, lane, actor, data, created_at)
     SELECT value->>'id', value->>'type', value->>'subject',
            coalesce((SELECT max(subject_sequence) FROM events WHERE subject = value->>'subject'), 0)
              + row_number() OVER (PARTITION BY value->>'subject' ORDER BY key),
            ?2, ?3, value->'data', ?4
     FROM json_each(?1) ORDER BY key`,
    given.map((event) => ({
      id: `evt_old${(events += 1)}`,
      data: { changed: ['title', 'stock', 'prices'] },
      ...event,
    })),
    'import',
    PRINCIPAL,
    now,
  )

/** An upload as it is when the answer has been stored: the job is queued, the key settled. */
export function oldUpload(id: string, bytes: number, key: string, body: string, now: number) {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const name = sha256([PRINCIPAL, 'POST', '/v1/admin/imports', key].join('\n'))
  const print = sha256(`?format=ndjson&market=us\n${sha256(body)}`)
  const answer = { headers: { Location: `/v1/admin/imports/${id}` }, body: { id, status: 'queued' } }
  return [
    env.DB.prepare(
      `INSERT INTO idempotency_keys (key, locked_until, created_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (key) DO UPDATE SET body_hash = NULL, status = NULL, response = NULL,
         locked_until = excluded.locked_until, created_at = excluded.created_at
       WHERE (status IS NULL AND locked_until <= ?3) OR created_at <= ?4
       RETURNING key`,
    ).bind(name, now + 180_000, now, now - 48 * 3_600_000),
    env.DB.prepare(
      `INSERT INTO imports (id, status, format, market, dry_run, bytes, actor, cursor, chunk, rows, rows_failed,
         products_created, products_updated, products_unchanged, products_failed, categories_created,
         categories_updated, variants_unpriced, failure, attempts, cleaned, created_at, updated_at, finished_at)
       VALUES (?, 'uploading', 'ndjson', 'us', 0, ?, ?, '{}', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, ?, ?, NULL)`,
    ).bind(id, bytes, PRINCIPAL, now, now),
    env.DB.prepare(
      `UPDATE imports SET status = 'queued', updated_at = ?2 WHERE id = ?1 AND status = 'uploading'`,
    ).bind(id, now),
    env.DB.prepare('INSERT INTO guard (ok) SELECT changes()'),
    env.DB.prepare('DELETE FROM guard'),
    env.DB.prepare(
      `UPDATE idempotency_keys SET body_hash = ?1, status = ?2, response = ?3
       WHERE key = ?4 AND locked_until = ?5 AND status IS NULL`,
    ).bind(print, 202, JSON.stringify(answer), name, now + 180_000),
  ]
}

/** A chunk of the job is done: its progress, its reports, its changes, its claims. */
export const oldChunk = (id: string, now: number) => [
  env.DB.prepare(
    `UPDATE imports SET status = ?1, failure = ?2, cursor = ?3, chunk = chunk + 1, rows = rows + ?4,
       rows_failed = rows_failed + ?5, products_created = products_created + ?6,
       products_updated = products_updated + ?7, products_unchanged = products_unchanged + ?8,
       products_failed = products_failed + ?9, categories_created = categories_created + ?10,
       categories_updated = categories_updated + ?11, variants_unpriced = variants_unpriced + ?12,
       attempts = 0, updated_at = ?13, finished_at = ?14
     WHERE id = ?15 AND chunk = ?16 AND status IN ('queued', 'running')`,
  ).bind('completed', null, '{"byte":10,"line":1}', 1, 0, 1, 0, 0, 0, 0, 0, 0, now, now, id, 0),
  env.DB.prepare('INSERT INTO guard (ok) SELECT changes()'),
  env.DB.prepare('DELETE FROM guard'),
  over(
    `INSERT INTO import_reports (import_id, line, column_name, code, severity)
     SELECT ?2, value->>'line', value->>'column', value->>'code', value->>'severity' FROM json_each(?1) WHERE true
     ON CONFLICT DO NOTHING`,
    [{ line: 1, column: 'description', code: 'html_removed', severity: 'note' }],
    id,
  ),
  over(
    `INSERT INTO import_changes (import_id, line, action, kind, handle, members)
     SELECT ?2, value->>'line', value->>'action', value->>'kind', value->>'handle', value->'members'
     FROM json_each(?1)`,
    [{ line: 1, action: 'create', kind: 'product', handle: 'old', members: ['title'] }],
    id,
  ),
  over(
    `INSERT INTO import_claims (import_id, claim, line, value)
     SELECT ?2, value->>'name', value->>'line', value->'value' FROM json_each(?1) WHERE true
     ON CONFLICT (import_id, claim) DO UPDATE SET line = excluded.line, value = excluded.value`,
    [{ name: 'handle:old', line: 1 }],
    id,
  ),
]
