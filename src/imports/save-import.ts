import type { ImportId } from '../domain/ids.ts'
import { type Db, type Statement, guardOneRow, statement } from '../platform/d1.ts'
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

/** Takes back an upload that was not queued; `changes` says whether there was one. */
export const deleteImport = (db: Db, id: ImportId): Statement[] => [
  db.prepare(`DELETE FROM imports WHERE id = ?1 AND status = 'uploading'`).bind(id),
]

/** Writes a change of status; breaks the batch unless the import still stands where it was read. */
export const steerImport = (db: Db, from: ImportRow, to: ImportRow): Statement[] => [
  db
    .prepare(
      `UPDATE imports SET status = ?1, failure = ?2, attempts = ?3, updated_at = ?4, finished_at = ?5
       WHERE id = ?6 AND status = ?7 AND chunk = ?8 AND cleaned = ?9`,
    )
    .bind(
      to.status,
      to.failure,
      to.attempts,
      to.updatedAt,
      to.finishedAt,
      from.id,
      from.status,
      from.chunk,
      from.cleaned ? 1 : 0,
    ),
  ...guardOneRow(db),
]
