// In place of what drizzle has for relational queries and for Postgres (wrangler.toml, [alias]), which every database and every
// piece of SQL holds on to: 2 kB gzipped. Queries here are select, insert, update and delete, over SQLite.
const leftOut = () => {
  throw new Error('the bundle leaves out relational queries (bundle/drizzle.js)')
}

export class Many {}
export class One {}
export class RelationalQueryBuilder {}
export const isPgEnum = () => false
export {
  leftOut as createTableRelationsHelpers,
  leftOut as extractTablesRelationalConfig,
  leftOut as getOperators,
  leftOut as getOrderByOperators,
  leftOut as normalizeRelation,
}
