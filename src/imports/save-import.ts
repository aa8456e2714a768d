import type { ImportId } from '../domain/ids.ts'
import { type Db, type Statement, statement } from '../platform/d1.ts'
import { type ImportRow, imports } from './tables.ts'

export const insertImport = (db: Db, row: ImportRow): Statement[] => [
  statement(db, db.orm.insert(imports).values(row)),
]

/** The file is there: from now on the import is worked on. */
export const queueImport = (db: Db, id: ImportId, now: number): Statement[] => [
  db
    .prepare(`UPDATE imports SET status = 'queued', updated_at = ?2 WHERE id = ?1 AND status = 'uploading'`)
    .bind(id, now),
]

export const deleteImport = (db: Db, id: ImportId): Statement[] => [
  db.prepare(`DELETE FROM imports WHERE id = ?1 AND status = 'uploading'`).bind(id),
]

export const cancelImport = (db: Db, id: ImportId, now: number): Statement[] => [
  db
    .prepare(
      `UPDATE imports SET status = 'cancelled', updated_at = ?2, finished_at = ?2
       WHERE id = ?1 AND status IN ('queued', 'running')`,
    )
    .bind(id, now),
]

/** Goes on where the import stood. Once its file has been deleted there is nothing to go on with. */
export const resumeImport = (db: Db, id: ImportId, now: number): Statement[] => [
  db
    .prepare(
      `UPDATE imports SET status = 'queued', failure = NULL, attempts = 0, updated_at = ?2, finished_at = NULL
       WHERE id = ?1 AND status IN ('cancelled', 'failed') AND cleaned = 0`,
    )
    .bind(id, now),
]
