// In place of what drizzle has for relational queries, for Postgres, for another casing, for foreign keys (migrations have them)
// and for other columns than whole numbers and text (wrangler.toml, [alias]), which every database, table and piece of SQL holds
// on to: 3 kB gzipped. Queries here are select, insert, update and delete, over SQLite.
const leftOut = () => {
  throw new Error('the bundle leaves out this part of drizzle (bundle/drizzle.js)')
}

export class ForeignKeyBuilder {}
export class Many {}
export class One {}
export class RelationalQueryBuilder {}
// Columns are called as the tables say: no database here is opened with a casing of its own.
export class CasingCache {
  getColumnCasing(column) {
    return column.name
  }
  clearCache() {}
}
export const isPgEnum = () => false
export {
  leftOut as blob,
  leftOut as createTableRelationsHelpers,
  leftOut as customType,
  leftOut as extractTablesRelationalConfig,
  leftOut as getOperators,
  leftOut as getOrderByOperators,
  leftOut as normalizeRelation,
  leftOut as numeric,
  leftOut as real,
}
