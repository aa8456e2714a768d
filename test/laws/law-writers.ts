import { nameOf, lineOf, withoutComments, type Files } from './repository.ts'

export type Write = { readonly path: string; readonly line: number; readonly table: string }
export type Ownership = {
  /** Table to the one feature that writes it. */
  readonly owners: ReadonlyMap<string, string>
  /** Tables that nobody writes yet, and why. */
  readonly unwritten: ReadonlyMap<string, string>
  /** Files that compute a table's name, and why that is harmless. */
  readonly computed: ReadonlyMap<string, string>
}

const COMPUTED = '(computed)'
const NAME = /["[]?(\w+)|\$\{(\w+)?|['"`]/.source
const SQL = new RegExp(
  `\\b(?:(?:INSERT\\s+(?:OR\\s+\\w+\\s+)?INTO|REPLACE\\s+INTO|DELETE\\s+FROM)\\s+(?:${NAME})` +
    `|UPDATE\\s+(?:OR\\s+\\w+\\s+)?(?:${NAME})\\}?(?:\\s+(?:AS\\s+)?\\w+)?\\s+SET\\b)`,
  'gi',
)
const DRIZZLE_TABLE = /\bconst\s+(\w+)\s*=\s*sqliteTable\(\s*['"](\w+)['"]/g
const DRIZZLE_WRITE = /\.(?:insert|update|delete)\(\s*(?:\w+\.)?(\w+)\s*\)/g

/** Every place that writes a table: SQL by the table's name, drizzle by the table's variable. */
export function writesOf(files: Files): Write[] {
  const variables = new Map<string, string>()
  for (const source of files.values())
    for (const [, variable = '', table = ''] of source.matchAll(DRIZZLE_TABLE)) variables.set(variable, table)
  return [...files].flatMap(([path, source]) => {
    const code = withoutComments(source)
    const known = new Map(variables)
    for (const [, from = '', to = ''] of code.matchAll(/\b(\w+) as (\w+)\b/g)) {
      const table = variables.get(from)
      if (table !== undefined) known.set(to, table)
    }
    const write = (index: number, table: string): Write => ({ path, line: lineOf(code, index), table })
    const inSql = [...code.matchAll(SQL)].map((match) => {
      const variable = match[2] ?? match[4] ?? ''
      return write(match.index, match[1] ?? match[3] ?? known.get(variable) ?? COMPUTED)
    })
    const inDrizzle = [...code.matchAll(DRIZZLE_WRITE)].flatMap((match) => {
      const table = known.get(match[1] ?? '')
      return table === undefined ? [] : [write(match.index, table)]
    })
    return [...inSql, ...inDrizzle]
  })
}

/** Tables that Durable Objects make for themselves, each with the feature that makes it and so owns it. */
export const objectTables = (files: Files): Map<string, string> =>
  new Map(
    [...files].flatMap(([path, source]) =>
      [...withoutComments(source).matchAll(/\bCREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(
        ([, table = '']) => [table, nameOf(path)] as const,
      ),
    ),
  )

/** Writes by another feature than the owner, and tables whose ownership is not told or not true. */
export function strayWrites(files: Files, tables: readonly string[], ownership: Ownership): string[] {
  const { owners, unwritten, computed } = ownership
  const writes = writesOf(files)
  const strays = writes.flatMap(({ path, line, table }) => {
    if (table === COMPUTED)
      return computed.has(path) ? [] : [`${path}:${line}: writes a table whose name is computed`]
    const owner = owners.get(table)
    if (owner === undefined) return [`${path}:${line}: writes ${table}, which no migration makes`]
    return owner === nameOf(path) ? [] : [`${path}:${line}: writes ${table}, which is ${owner}'s`]
  })
  const written = new Set(writes.map((write) => write.table))
  return [
    ...strays,
    ...tables.filter((table) => !owners.has(table)).map((table) => `${table}: has no owner`),
    ...[...owners.keys()].filter((table) => !tables.includes(table)).map((table) => `${table}: is no table`),
    ...tables
      .filter((table) => !written.has(table) && !unwritten.has(table))
      .map((table) => `${table}: nobody writes it, and it is not listed as not yet written`),
    ...[...computed.keys()]
      .filter((path) => !writes.some((write) => write.path === path && write.table === COMPUTED))
      .map((path) => `${path}: may compute names of tables, and does not`),
    ...[...unwritten.keys()]
      .filter((table) => written.has(table) || !tables.includes(table))
      .map((table) => `${table}: is listed as not yet written, and is written or gone`),
  ]
}
