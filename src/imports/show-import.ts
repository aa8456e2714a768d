import { formatInstant } from '../domain/time.ts'
import { cursorOf } from './read-piece.ts'
import type { ImportRow } from './tables.ts'

/** Why a job ended early, in words. */
export const FAILURES: Readonly<Record<string, string>> = {
  too_many_errors: 'More than 100,000 rows have errors: is this the file you meant?',
  upload_aborted: 'The upload ended before the whole file had arrived.',
  file_missing: 'The uploaded file is no longer there: send it again.',
  unknown_market: 'The market is no longer there.',
  internal: 'Something failed on our side, again and again. Resume the import later.',
}

/** An import as the API shows it. */
export const showImport = (row: ImportRow) => ({
  id: row.id,
  status: row.status,
  format: row.format,
  market: row.market,
  dryRun: row.dryRun,
  bytes: row.bytes,
  bytesRead: cursorOf(row).byte,
  rows: row.rows,
  rowsFailed: row.rowsFailed,
  productsCreated: row.productsCreated,
  productsUpdated: row.productsUpdated,
  productsUnchanged: row.productsUnchanged,
  productsFailed: row.productsFailed,
  categoriesCreated: row.categoriesCreated,
  categoriesUpdated: row.categoriesUpdated,
  variantsUnpriced: row.variantsUnpriced,
  failure:
    row.failure === null
      ? null
      : { code: row.failure, message: FAILURES[row.failure] ?? 'The file could not be read.' },
  createdAt: formatInstant(row.createdAt),
  updatedAt: formatInstant(row.updatedAt),
  finishedAt: row.finishedAt === null ? null : formatInstant(row.finishedAt),
})

// Every chunk and every change of status moves one of these.
export const etagOf = (row: ImportRow): string => `"${row.chunk}.${row.status}.${row.updatedAt}"`

export type Shown = ReturnType<typeof showImport>
