import { is } from 'drizzle-orm'
import { integer, primaryKey, SQLiteTable, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { brokenMigrations, driftingTables, migratedSchema } from './law-migrations.ts'
import { filesUnder, ROOT } from './repository.ts'

const migrations = filesUnder(['migrations'], ['.sql'])
const tableFiles = [...filesUnder(['src'], ['/tables.ts']).keys()]

test('migrations only add, with STRICT tables and named checks', () => {
  expect(brokenMigrations(migrations)).toEqual([])
})

test.each(tableFiles)('%s describes the migrated tables', async (path) => {
  const module = (await import(/* @vite-ignore */ ROOT + path)) as Record<string, unknown>
  const tables = Object.values(module).filter((value) => is(value, SQLiteTable))
  expect(tables).not.toEqual([])
  expect(driftingTables(path, tables, migratedSchema(migrations))).toEqual([])
})

test.each([
  ['a dropped table', 'DROP TABLE carts;'],
  ['a dropped column', 'ALTER TABLE carts DROP COLUMN note;'],
  ['a renamed column', 'ALTER TABLE carts RENAME COLUMN note TO remark;'],
  ['keys switched off', 'PRAGMA foreign_keys = off;'],
  ['keys put off', 'PRAGMA defer_foreign_keys = on;'],
  ['a cascade', 'CREATE TABLE a (b TEXT REFERENCES c (d) ON DELETE CASCADE) STRICT;'],
  ['a loose table', "CREATE TABLE a (b TEXT DEFAULT ')'); -- STRICT"],
  ['a loose table without rowid', 'CREATE TABLE IF NOT EXISTS a (b TEXT PRIMARY KEY) WITHOUT ROWID;'],
  ['a loose table before a strict one', 'CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT) STRICT;'],
  ['a check without a name', 'CREATE TABLE a (b INTEGER CONSTRAINT ok CHECK (b > 0), CHECK (b < 9)) STRICT;'],
  ['an added check without a name', 'ALTER TABLE a ADD COLUMN c INTEGER CHECK (c > 0);'],
])('reported: %s', (_what, sql) => {
  const files = new Map([
    ['migrations/shop/0001_shop.sql', 'CREATE TABLE carts (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;'],
    ['migrations/shop/0002_more.sql', sql],
  ])
  expect(brokenMigrations(files)).toEqual([expect.stringContaining('migrations/shop/0002_more.sql:1')])
})

test.each([
  ['a hole', ['migrations/shop/0001_shop.sql', 'migrations/shop/0003_more.sql']],
  ['a number twice', ['migrations/shop/0001_a.sql', 'migrations/shop/0001_b.sql']],
  ['a wrong beginning', ['migrations/shop/0000_shop.sql']],
  ['no number', ['migrations/shop/0001_shop.sql', 'migrations/shop/more.sql']],
])('reported: %s in the numbers', (_what, paths) => {
  const files = new Map([
    ['migrations/search/0001_search.sql', ''],
    ...paths.map((path) => [path, ''] as const),
  ])
  expect(brokenMigrations(files)).toEqual([expect.stringContaining(paths.at(-1) ?? '')])
})

const SHELF = migratedSchema(
  new Map([
    ['b.sql', 'ALTER TABLE shelf ADD COLUMN height INTEGER NOT NULL DEFAULT 1;'],
    [
      'a.sql',
      'CREATE TABLE shelf (room TEXT, at INTEGER, label TEXT, PRIMARY KEY (room, at)) STRICT, WITHOUT ROWID;',
    ],
  ]),
)
const shelf = { room: text().notNull(), at: integer().notNull(), label: text(), height: integer().notNull() }
const rows: [string, SQLiteTable, string[]][] = [
  [
    'nothing differs',
    sqliteTable('shelf', shelf, (table) => [primaryKey({ columns: [table.room, table.at] })]),
    [],
  ],
  ['no such table', sqliteTable('shelves', shelf), ['shelves is in no migration']],
  [
    'a column too many, another type, another null, no key',
    sqliteTable('shelf', { ...shelf, at: text().notNull(), height: integer(), width: integer() }),
    [
      'shelf.at is TEXT here and INTEGER there',
      'shelf.height is NOT NULL in the migration',
      'shelf.width is in no migration',
      'shelf has the key () here and (room, at) there',
    ],
  ],
  [
    'a column too few, a stricter one, the key in another order',
    sqliteTable('shelf', { room: shelf.room, at: shelf.at, label: text().notNull() }, (table) => [
      primaryKey({ columns: [table.at, table.room] }),
    ]),
    [
      'shelf.height is in the migration only',
      'shelf.label is nullable in the migration',
      'shelf has the key (at, room) here and (room, at) there',
    ],
  ],
]
test.each(rows)('drift: %s', (_what, table, messages) => {
  const expected = messages.map((message) => `src/x/tables.ts: ${message}`)
  expect(driftingTables('src/x/tables.ts', [table], SHELF)).toEqual(expected)
})
