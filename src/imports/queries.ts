import { and, desc, eq, gt, lt, or, sql, type SQL } from 'drizzle-orm'
import type { StoredCategory } from '../catalog/product-input.ts'
import type { ImportId } from '../domain/ids.ts'
import { locations } from '../inventory/tables.ts'
import { selectMarketLocations, selectMarkets, toMarkets } from '../markets/queries.ts'
import type { Db } from '../platform/d1.ts'
import { type ImportRow, importChanges, importReports, imports } from './tables.ts'

/** An import that is to be worked on, with what its rows are read against. */
export async function loadWork(db: Db, id: string) {
  const [rows, marketRows, places, shelves] = await db.orm.batch([
    db.orm
      .select()
      .from(imports)
      .where(eq(imports.id, id as ImportId)),
    selectMarkets(db),
    selectMarketLocations(db),
    db.orm.select({ id: locations.id }).from(locations),
  ])
  return {
    job: rows[0],
    markets: toMarkets(marketRows, places),
    locations: new Set(shelves.map((row) => row.id)),
  }
}

/** Whose imports: those of one actor, or (undefined) everybody's. */
export type Reader = { readonly actor: string | undefined }

const visible = ({ actor }: Reader): SQL | undefined =>
  actor === undefined ? undefined : eq(imports.actor, actor)

export const importById = (db: Db, id: string, reader: Reader): Promise<ImportRow | undefined> =>
  db.orm
    .select()
    .from(imports)
    .where(and(eq(imports.id, id as ImportId), visible(reader)))
    .get()

/** One page of imports, newest first. */
export const importsAfter = (
  db: Db,
  reader: Reader,
  after: { createdAt: number; id: string } | undefined,
  limit: number,
): Promise<ImportRow[]> =>
  db.orm
    .select()
    .from(imports)
    .where(
      and(
        visible(reader),
        after &&
          or(
            lt(imports.createdAt, after.createdAt),
            and(eq(imports.createdAt, after.createdAt), gt(imports.id, after.id as ImportId)),
          ),
      ),
    )
    .orderBy(desc(imports.createdAt), imports.id)
    .limit(limit)

/** One page of reports in the order of the file. */
export const reportsAfter = (
  db: Db,
  id: ImportId,
  after: readonly [number, string, string] | undefined,
  severity: 'error' | 'note' | undefined,
  limit: number,
) =>
  db.orm
    .select({
      line: importReports.line,
      column: importReports.column,
      code: importReports.code,
      severity: importReports.severity,
    })
    .from(importReports)
    .where(
      and(
        eq(importReports.importId, id),
        severity && eq(importReports.severity, severity),
        after && sql`(line, column_name, code) > (${after[0]}, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(importReports.line, importReports.column, importReports.code)
    .limit(limit)

/** One page of changes in the order of the file. */
export const changesAfter = (
  db: Db,
  id: ImportId,
  after: readonly [number, string, string] | undefined,
  limit: number,
) =>
  db.orm
    .select({
      line: importChanges.line,
      action: importChanges.action,
      kind: importChanges.kind,
      handle: importChanges.handle,
      members: importChanges.members,
    })
    .from(importChanges)
    .where(
      and(
        eq(importChanges.importId, id),
        after && sql`(line, kind, handle) > (${after[0]}, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(importChanges.line, importChanges.kind, importChanges.handle)
    .limit(limit)

/** Which of these names the import has claimed, and the categories that its dry run has made. */
export async function loadClaims(db: Db, job: ImportRow, names: readonly string[]) {
  const claims = db
    .prepare(
      'SELECT claim FROM import_claims WHERE import_id = ?1 AND claim IN (SELECT value FROM json_each(?2))',
    )
    .bind(job.id, JSON.stringify(names))
  const made = db
    .prepare(
      `SELECT value FROM import_claims
       WHERE import_id = ?1 AND claim >= 'made-category:' AND claim < 'made-category;' ORDER BY claim`,
    )
    .bind(job.id)
  const [found, overlay] = await db.batch<{ claim: string; value: string }>(
    job.dryRun ? [claims, made] : [claims],
  )
  return {
    claims: new Set((found?.results ?? []).map(({ claim }) => claim)),
    madeCategories: (overlay?.results ?? []).map(({ value }) => toCategory(value)),
  }
}

function toCategory(value: string): StoredCategory {
  const { translations, ...category } = JSON.parse(value) as Omit<StoredCategory, 'translations'> & {
    translations: [never, never][]
  }
  return { ...category, translations: new Map(translations) }
}
