import { Buyer, type MarketName } from '../../scripts/proof/purchases/buyer.ts'
import { ShopBooks } from '../../scripts/proof/purchases/shop-books.ts'
import type { Server } from '../e2e/server.ts'

const DAY_MS = 86_400_000
const MARKETS: readonly MarketName[] = ['us', 'de', 'us', 'jp', 'de', 'us', 'jp', 'us', 'de', 'us']

/** A shop that has sold for some weeks: orders of all markets, paid by the test provider, and where they lie in time. */
export async function sellForWeeks(server: Server): Promise<string[]> {
  const books = new ShopBooks(server.url, (scope) => server.token(scope))
  const goods = await books.goods(12)
  const sold: string[] = []
  for (const [at, market] of MARKETS.entries()) {
    const items = [
      { variantId: goods[at % 4] ?? '', quantity: 1 + (at % 3) },
      { variantId: goods[4 + (at % 7)] ?? '', quantity: 1 },
    ]
    const buyer = await Buyer.enter(server.url, `ada${at}@example.com`, items, market)
    const { body } = await buyer.persist('approve', crypto.randomUUID())
    if (body.order !== undefined) sold.push(body.order.id)
  }
  // Orders stay as they were bought: no use case moves them, so this is done behind the server's back.
  const moves = sold.map(
    (id, at) =>
      `UPDATE orders SET created_at = created_at - ${Math.floor(at * 2.7) * DAY_MS} WHERE id = '${id}' AND ${at} > 1;`,
  )
  server.alter(`BEGIN; DROP TRIGGER orders_stay; ${moves.join(' ')} ${STAY} COMMIT;`)
  return sold
}

const STAY = `CREATE TRIGGER orders_stay BEFORE UPDATE OF id, number, checkout_id, cart_id, cart_since, market, currency, bill, total, provider, created_at
ON orders BEGIN SELECT RAISE(ABORT, 'what was bought does not change'); END;`
