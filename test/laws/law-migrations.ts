import { DatabaseSync } from 'node:sqlite'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { lineOf, type Files } from './repository.ts'

type Column = { readonly name: string; readonly type: string; readonly notnull: number; readonly pk: number }
export type Schema = ReadonlyMap<string, readonly Column[]>

const withoutSqlComments = (sql: string): string =>
  sql.replace(/--[^\n]*|\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))

// D1 cannot switch foreign keys off, so a table is never rebuilt and never dropped (platform.md §3).
const FORBIDDEN: readonly [RegExp, string][] = [
  [/\bDROP\s+(?:TABLE|COLUMN)\b/gi, 'takes away; migrations only add'],
  [/\bRENAME\b/gi, 'renames; old code still runs while new code is rolled out'],
  [/\b(?:defer_)?foreign_keys\b|\bwritable_schema\b/gi, 'switches a guard off'],
  [/\bON\s+(?:DELETE|UPDATE)\s+(?:CASCADE|SET)\b/gi, 'writes rows that no statement names'],
  [
    /(?<!\bCONSTRAINT\s+\w+\s+)\bCHECK\s*\(/gi,
    'needs a CONSTRAINT name: it is all that D1 tells when it fails',
  ],
  [/\bCREATE\s+TABLE\b(?![^;]*\)[\w\s,]*\bSTRICT\b[\w\s,]*;)/gi, 'is not STRICT'],
]

/** What the SQL of migrations says that it may not, and holes in the numbers of their files. */
export function brokenMigrations(files: Files): string[] {
  const said = [...files].flatMap(([path, source]) => {
    const sql = withoutSqlComments(source)
    return FORBIDDEN.flatMap(([pattern, why]) =>
      [...sql.matchAll(pattern)].map((match) => `${path}:${lineOf(sql, match.index)}: ${match[0]} ${why}`),
    )
  })
  const counts = new Map<string, number>()
  const numbers = [...files.keys()].toSorted().flatMap((path) => {
    const folder = path.slice(0, path.lastIndexOf('/'))
    const number = (counts.get(folder) ?? 0) + 1
    counts.set(folder, number)
    const due = String(number).padStart(4, '0')
    return new RegExp(`/${due}_[a-z0-9_]+\\.sql$`).test(path) ? [] : [`${path}: number ${due} is due`]
  })
  return [...said, ...numbers]
}

/** The tables that migrations make, by running them. The tables behind a full-text table are SQLite's own. */
export function migratedSchema(files: Files): Schema {
  const db = new DatabaseSync(':memory:')
  for (const [, sql] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) db.exec(sql)
  const tables = db.prepare(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'`,
  )
  const columns = db.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
  const schema = new Map(
    tables.all().map(({ name }) => [String(name), columns.all(String(name)) as unknown as Column[]]),
  )
  db.close()
  return schema
}

/** Where a drizzle table and the migrated table of its name differ, as `file: table…`. */
export function driftingTables(path: string, tables: readonly SQLiteTable[], schema: Schema): string[] {
  return tables.flatMap((table) => {
    const { name, columns, primaryKeys } = getTableConfig(table)
    const migrated = schema.get(name)
    if (migrated === undefined) return [`${path}: ${name} is in no migration`]
    const missing = migrated
      .filter((column) => columns.every((each) => each.name !== column.name))
      .map((column) => `${path}: ${name}.${column.name} is in the migration only`)
    const differing = columns.flatMap((column) => {
      const is = migrated.find((each) => each.name === column.name)
      const where = `${path}: ${name}.${column.name}`
      if (is === undefined) return [`${where} is in no migration`]
      const type = column.getSQLType().toUpperCase()
      const notNull = is.notnull === 1 || is.pk > 0
      return [
        ...(type === is.type ? [] : [`${where} is ${type} here and ${is.type} there`]),
        ...(column.notNull === notNull
          ? []
          : [`${where} is ${notNull ? 'NOT NULL' : 'nullable'} in the migration`]),
      ]
    })
    const key = columns.filter((column) => column.primary).concat(primaryKeys.flatMap((each) => each.columns))
    const here = key.map((column) => column.name).join(', ')
    const there = migrated.filter((column) => column.pk > 0).toSorted((a, b) => a.pk - b.pk)
    const names = there.map((column) => column.name).join(', ')
    return [
      ...missing,
      ...differing,
      ...(here === names ? [] : [`${path}: ${name} has the key (${here}) here and (${names}) there`]),
    ]
  })
}
