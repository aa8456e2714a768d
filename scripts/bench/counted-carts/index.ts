import shop, { Cart as ShopCart } from '../../../src/index.ts'
import type { Bindings } from '../../../src/env.ts'

// The Worker as it is, around which the rows are counted that its objects write: `/rows-written` tells them, and begins
// anew. Only the bench builds it (cart-costs.ts).

let rowsWritten = 0

export * from '../../../src/index.ts'

export class Cart extends ShopCart {
  constructor(state: DurableObjectState, env: Bindings) {
    const { sql } = state.storage
    const exec = sql.exec.bind(sql)
    sql.exec = (...given) => {
      const cursor = exec(...given)
      rowsWritten += cursor.rowsWritten
      return cursor as never
    }
    super(state, env)
  }
}

export default {
  ...shop,
  fetch(request: Parameters<typeof shop.fetch>[0], env: Bindings, execution: ExecutionContext) {
    if (!request.url.endsWith('/rows-written')) return shop.fetch(request, env, execution)
    const answer = new Response(String(rowsWritten))
    rowsWritten = 0
    return answer
  },
}
