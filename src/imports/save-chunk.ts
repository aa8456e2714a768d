import { type CatalogPlan } from '../catalog/plan-products.ts'
import { REPORTS, type Report, isError } from '../catalog/plan-reports.ts'
import { bulk, guardOneRow, type Db, type Statement } from '../platform/d1.ts'
import type { Reading } from './reading.ts'
import type { ImportRow } from './tables.ts'

/** A file with more bad rows than this is not the file somebody meant to send. */
export const ROWS_FAILED_MAX = 100_000

/**
 * Moves the import on by one chunk. First in the batch, and the batch breaks unless the import still stands where the
 * chunk began: two deliveries of one message, or a cancellation in between, store nothing twice.
 */
export function moveOn(
  db: Db,
  job: ImportRow,
  reading: Reading,
  plan: CatalogPlan,
  now: number,
): Statement[] {
  const reports = [...reading.reports, ...plan.reports]
  const rowsFailed = new Set(reports.filter(isError).map(({ line }) => line)).size
  const tooMany = job.rowsFailed + rowsFailed > ROWS_FAILED_MAX
  const finished = reading.cursor.byte >= job.bytes
  const status = tooMany ? 'failed' : finished ? 'completed' : 'running'
  return [
    db
      .prepare(
        `UPDATE imports SET status = ?1, failure = ?2, cursor = ?3, chunk = chunk + 1, rows = rows + ?4,
           rows_failed = rows_failed + ?5, products_created = products_created + ?6,
           products_updated = products_updated + ?7, products_unchanged = products_unchanged + ?8,
           products_failed = products_failed + ?9, categories_created = categories_created + ?10,
           categories_updated = categories_updated + ?11, variants_unpriced = variants_unpriced + ?12,
           attempts = 0, updated_at = ?13, finished_at = ?14
         WHERE id = ?15 AND chunk = ?16 AND status IN ('queued', 'running')`,
      )
      .bind(
        status,
        tooMany ? 'too_many_errors' : null,
        JSON.stringify(reading.cursor),
        reading.rows,
        rowsFailed,
        count('create', plan.products),
        count('update', plan.products),
        plan.unchanged,
        reading.productsFailed + plan.failed,
        count('create', plan.categories),
        count('update', plan.categories),
        plan.unpriced,
        now,
        status === 'running' ? null : now,
        job.id,
        job.chunk,
      ),
    ...guardOneRow(db),
    ...saveReports(db, job, reports),
    ...saveChanges(db, job, plan),
    ...saveClaims(db, job, plan),
  ]
}

const count = (action: 'create' | 'update', plans: readonly { action: string }[]): number =>
  plans.filter((one) => one.action === action).length

const saveReports = (db: Db, job: ImportRow, reports: readonly Report[]): Statement[] =>
  bulk(
    db,
    `INSERT INTO import_reports (import_id, line, column_name, code, severity)
     SELECT ?2, value->>'line', value->>'column', value->>'code', value->>'severity' FROM json_each(?1) WHERE true
     ON CONFLICT DO NOTHING`,
    reports.map((report) => ({ ...report, severity: REPORTS[report.code][0] })),
    job.id,
  )

function saveChanges(db: Db, job: ImportRow, plan: CatalogPlan): Statement[] {
  const products = plan.products.map(({ line, action, changed, fields }) => ({
    line,
    action,
    kind: 'product',
    handle: fields.handle,
    members: changed,
  }))
  const categories = plan.categories.map(({ line, action, changed, category }) => ({
    line,
    action,
    kind: 'category',
    handle: category.handle,
    members: changed,
  }))
  return bulk(
    db,
    `INSERT INTO import_changes (import_id, line, action, kind, handle, members)
     SELECT ?2, value->>'line', value->>'action', value->>'kind', value->>'handle', value->'members'
     FROM json_each(?1)`,
    [...products, ...categories],
    job.id,
  )
}

/** What later chunks have to know. A dry run also keeps what the shop would have told them. */
function saveClaims(db: Db, job: ImportRow, plan: CatalogPlan): Statement[] {
  const made = plan.categoryRows.map(({ translations, steps: _steps, ...category }) => ({
    name: `made-category:${category.handle}`,
    line: 0,
    value: { ...category, translations: [...translations] },
  }))
  return bulk(
    db,
    `INSERT INTO import_claims (import_id, claim, line, value)
     SELECT ?2, value->>'name', value->>'line', value->'value' FROM json_each(?1) WHERE true
     ON CONFLICT (import_id, claim) DO UPDATE SET line = excluded.line, value = excluded.value`,
    [...plan.claims, ...(job.dryRun ? [...plan.freed, ...made] : [])],
    job.id,
  )
}
