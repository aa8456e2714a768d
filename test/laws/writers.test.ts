import { expect, test } from 'vitest'
import { migratedSchema } from './law-migrations.ts'
import { objectTables, strayWrites, writesOf, type Ownership } from './law-writers.ts'
import { filesUnder } from './repository.ts'

const SHOP: Record<string, readonly string[]> = {
  platform: ['guard', 'idempotency_keys'],
  audit: ['audit_entries', 'audit_seals'],
  events: ['events'],
  markets: ['markets', 'market_locations', 'tax_rates', 'shipping_options'],
  auth: ['revoked_tokens'],
  inventory: ['locations', 'published_availability', 'stock_holds', 'stock_ledger', 'stock_levels'],
  promotions: ['promotion_codes', 'promotion_redemptions', 'promotions'],
  orders: ['fulfillments', 'order_events', 'order_lines', 'orders', 'refunds'],
  catalog: [
    'categories',
    'category_redirects',
    'category_translations',
    'media',
    'price_history',
    'prices',
    'product_categories',
    'product_options',
    'product_redirects',
    'product_translations',
    'products',
    'variants',
  ],
  customers: ['customer_addresses'],
  payments: ['payment_operations', 'provider_events'],
  imports: ['import_changes', 'import_claims', 'import_reports', 'imports'],
  publication: ['leases', 'publication_cursors', 'stale_first_pages', 'stale_rules', 'stale_products'],
  webhooks: ['webhook_deliveries', 'webhook_endpoints'],
}

const shopTables = [...migratedSchema(filesUnder(['migrations/shop'], ['.sql'])).keys()]
const searchTables = [...migratedSchema(filesUnder(['migrations/search'], ['.sql'])).keys()]

test('each table is written by one feature', () => {
  const shop = Object.entries(SHOP).flatMap(([feature, tables]) =>
    tables.map((table) => [table, feature] as const),
  )
  const files = filesUnder(['src'], ['.ts'])
  const objects = objectTables(files)
  const ownership: Ownership = {
    // The SEARCH database is the search feature's as a whole.
    owners: new Map([...shop, ...searchTables.map((table) => [table, 'search'] as const), ...objects]),
    unwritten: new Map([]),
    computed: new Map([['src/search/save-listings.ts', 'empties the tables of SEARCH, all of them its own']]),
  }
  expect([...objects.keys()].filter((table) => [...shopTables, ...searchTables].includes(table))).toEqual([])
  expect(strayWrites(files, [...shopTables, ...searchTables, ...objects.keys()], ownership)).toEqual([])
})

test("a table that an object makes is its feature's own", () => {
  const files = new Map([['src/cart/store.ts', 'this.#sql.exec(`CREATE TABLE seats (id TEXT) STRICT`)']])
  expect([...objectTables(files)]).toEqual([['seats', 'cart']])
})

const house = {
  owners: new Map([
    ['products', 'catalog'],
    ['carts', 'cart'],
  ]),
  unwritten: new Map([['carts', 'carts come later']]),
  computed: new Map<string, string>(),
}
const catalog: [string, string] = [
  'src/catalog/save.ts',
  "db.prepare('INSERT INTO products (id) VALUES (?1)')",
]
const tablesFile: [string, string] = [
  'src/catalog/tables.ts',
  "export const products = sqliteTable(\n  'products', {})",
]

test.each([
  ['INSERT', 'db.prepare(`INSERT INTO products (id)\n SELECT 1`)'],
  ['INSERT OR', "db.prepare('insert or ignore into products DEFAULT VALUES')"],
  ['UPDATE', 'db.prepare(`UPDATE products AS p SET title = 1`)'],
  ['DELETE', "db.prepare('DELETE FROM products')"],
  ['REPLACE', "db.prepare('REPLACE INTO products VALUES (1)')"],
  ['drizzle insert', 'db.orm.insert(products).values(row)'],
  ['drizzle update', 'db.orm\n.update(tables.products)'],
  ['drizzle delete', "import { products as p } from '../catalog/tables.ts'\ndb.orm.delete(p)"],
  ['drizzle in SQL', 'sql`DELETE FROM ${products}`'],
])("reported: %s into another feature's table", (_what, source) => {
  const files = new Map([catalog, tablesFile, ['src/imports/run.ts', source]])
  expect(strayWrites(files, ['products', 'carts'], house)).toEqual([
    expect.stringMatching(/^src\/imports\/run\.ts:\d: writes products, which is catalog's$/),
  ])
})

test.each([
  ['a computed name', ['src/catalog/all.ts', 'db.prepare(`DELETE FROM ${name}`)'], 'src/catalog/all.ts:1'],
  [
    'a name put together',
    ['src/catalog/all.ts', "db.prepare('INSERT INTO ' + name)"],
    'src/catalog/all.ts:1',
  ],
  ['a table that is not there', ['src/catalog/all.ts', "'DELETE FROM product'"], 'src/catalog/all.ts:1'],
  ['a table no longer unwritten', ['src/cart/save.ts', "'UPDATE carts SET id = 1'"], 'carts: is listed'],
] as const)('reported: %s', (_what, [path, source], message) => {
  const files = new Map([catalog, [path, source]])
  expect(strayWrites(files, ['products', 'carts'], house)).toEqual([expect.stringContaining(message)])
})

test('reported: a table without an owner, one nobody writes, an owner of nothing', () => {
  expect(strayWrites(new Map(), ['products', 'orders'], house)).toEqual([
    'orders: has no owner',
    'carts: is no table',
    'products: nobody writes it, and it is not listed as not yet written',
    'orders: nobody writes it, and it is not listed as not yet written',
    'carts: is listed as not yet written, and is written or gone',
  ])
})

test('a file may compute names if it is listed, and is listed only if it does', () => {
  const listed = { ...house, computed: new Map([['src/catalog/all.ts', 'all its own']]) }
  const files = new Map([catalog, ['src/catalog/all.ts', 'db.prepare(`DELETE FROM ${name}`)']])
  expect(strayWrites(files, ['products', 'carts'], listed)).toEqual([])
  expect(strayWrites(new Map([catalog]), ['products', 'carts'], listed)).toEqual([
    'src/catalog/all.ts: may compute names of tables, and does not',
  ])
})

test('reading, upserts, maps and comments are no writes', () => {
  const source = `
    // DELETE FROM products
    map.delete(key); hash.update(text); db.select().from(products)
    db.prepare('SELECT * FROM products'); on('CONFLICT (id) DO UPDATE SET title = excluded.title')
    const summary = 'Update products'
  `
  expect(writesOf(new Map([tablesFile, ['src/search/read.ts', source]]))).toEqual([])
})
