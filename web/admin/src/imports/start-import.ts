import { admin, read, upload } from '../api.ts'
import type { Import } from '../pages/imports.tsx'

const TYPES = { 'shopify-csv': 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Sends a file; its ending says its format. */
export function startImport(
  file: File,
  market: string,
  dryRun: boolean,
  headers: Record<string, string>,
): Promise<Import> {
  const format = /\.csv$/i.test(file.name) ? 'shopify-csv' : 'ndjson'
  const url = admin.imports.$url({ query: { format, market, dryRun: dryRun ? 'true' : 'false' } })
  return read(upload<Import>(url, file, { ...headers, 'Content-Type': TYPES[format] }))
}
