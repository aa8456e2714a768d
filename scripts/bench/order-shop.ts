import { atOnce } from '../proof/buying/at-once.ts'
import { Buyer } from '../proof/buying/buyer.ts'
import { Desk } from '../proof/buying/desk.ts'
import { History } from '../proof/buying/history.ts'
import type { LocalShop } from '../local-shop.ts'
import { seedIfEmpty } from '../seed.ts'

// So many that none of it is ever short.
const PIECES = 100_000
const ENTRIES_AT_ONCE = 20
export const LINES = 5

/** A shop to order in, with goods that do not run out. */
export type OrderShop = {
  readonly desk: Desk
  readonly goods: readonly string[]
  /** So many buyers who are about to pay for so many lines. */
  readonly enter: (buyers: number, lines: number) => Promise<Buyer[]>
}

export async function prepareOrderShop(shop: LocalShop): Promise<OrderShop> {
  await shop.tick()
  await seedIfEmpty(shop)
  const desk = new Desk(shop.url, (scope) => shop.issuer.sign({ scope, subject: 'bench' }))
  const goods = await desk.stock('bench', Array<number>(LINES).fill(PIECES))
  const history = new History()
  return {
    desk,
    goods,
    enter: (buyers, lines) => {
      const items = goods.slice(0, lines).map((variantId) => ({ variantId, quantity: 1 }))
      const plans = Array.from({ length: buyers }, () => ({ items }))
      return atOnce(plans, ENTRIES_AT_ONCE, (plan) => Buyer.enter(shop.url, history, plan))
    },
  }
}
