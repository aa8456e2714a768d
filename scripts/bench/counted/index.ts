import shop, { Cart as ShopCart, Checkout as ShopCheckout } from '../../../src/index.ts'
import type { Bindings } from '../../../src/env.ts'

// The Worker as it is, around which is counted what its carts and checkouts write into their own rows, and what each call
// of a checkout to the shop's database reads and writes. `/counted` tells it, and begins anew. Only the bench builds it.

export type Counted = { readonly objectRows: number; readonly d1: readonly D1Rows[] }
/** Of one call. */
export type D1Rows = { readonly statements: number; readonly read: number; readonly written: number }

let objectRows = 0
let d1: D1Rows[] = []

export * from '../../../src/index.ts'

export class Cart extends ShopCart {
  constructor(state: DurableObjectState, env: Bindings) {
    countRows(state)
    super(state, env)
  }
}

export class Checkout extends ShopCheckout {
  constructor(state: DurableObjectState, env: Bindings) {
    countRows(state)
    super(state, { ...env, DB: countedDatabase(env.DB) })
  }
}

function countRows({ storage: { sql } }: DurableObjectState): void {
  const exec = sql.exec.bind(sql)
  sql.exec = (...given) => {
    const cursor = exec(...given)
    objectRows += cursor.rowsWritten
    return cursor as never
  }
}

function countedDatabase(database: D1Database): D1Database {
  const plain = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  const wrapped = (statement: D1PreparedStatement): D1PreparedStatement => {
    const counted = {
      bind: (...values: unknown[]) => wrapped(statement.bind(...values)),
      first: (...given: []) => noting(statement.first(...given)),
      raw: () => noting(statement.raw()),
      run: () => statement.run().then((result) => noted([result])[0]),
      all: () => statement.all().then((result) => noted([result])[0]),
    } as unknown as D1PreparedStatement
    plain.set(counted, statement)
    return counted
  }
  return {
    prepare: (sql: string) => wrapped(database.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) =>
      database.batch(statements.map((each) => plain.get(each) ?? each)).then(noted),
  } as unknown as D1Database
}

function noted<Result extends D1Result>(results: Result[]): Result[] {
  const sum = (of: (meta: D1Meta) => number) => results.reduce((total, { meta }) => total + of(meta), 0)
  d1.push({
    statements: results.length,
    read: sum(({ rows_read }) => rows_read),
    written: sum(({ rows_written }) => rows_written),
  })
  return results
}

/** Of a call that does not say which rows it read. */
function noting<T>(answer: Promise<T>): Promise<T> {
  d1.push({ statements: 1, read: 0, written: 0 })
  return answer
}

export default {
  ...shop,
  fetch(request: Parameters<typeof shop.fetch>[0], env: Bindings, execution: ExecutionContext) {
    if (!request.url.endsWith('/counted')) return shop.fetch(request, env, execution)
    const answer = Response.json({ objectRows, d1 } satisfies Counted)
    objectRows = 0
    d1 = []
    return answer
  },
}
