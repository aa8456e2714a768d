import { atOnce } from './at-once.ts'
import { Buyer, type Item, type Plan } from './buyer.ts'
import { type Desk, until } from './desk.ts'
import type { History } from './history.ts'
import { reckon, sum, wouldServe, type Wrong } from './reckon.ts'

/** What a crowd is after: the goods with their stock, and what each of them wants. */
export type Sale = {
  readonly received: ReadonlyMap<string, number>
  readonly plans: readonly Plan[]
}

export type CrowdFigures = Wrong & {
  readonly 'unsold while wanted': number
  readonly 'unexpected answers': number
  readonly buyers: number
  readonly 'units sold': number
  readonly attempts: number
  readonly 'hung up': number
  readonly declined: number
  readonly replayed: number
  /** Times that those who had been refused came again. */
  readonly passes: number
  /** Until nothing was held any more after all had been answered, at most. */
  readonly secondsHeld: number
  readonly slowestSeconds: number
}

const ENTRIES_AT_ONCE = 20

/**
 * All of them come at once. Those who were refused for stock come again when nothing is held any more, until nobody is
 * served: so stock that is left by then has been lost.
 */
export async function sellTo(
  url: string,
  desk: Desk,
  history: History,
  { received, plans }: Sale,
): Promise<{ readonly figures: CrowdFigures; readonly buyers: readonly Buyer[] }> {
  const since = Date.now()
  const mark = history.mark()
  const variantIds = [...received.keys()]
  const buyers = await atOnce(plans, ENTRIES_AT_ONCE, (plan) => Buyer.enter(url, history, plan))
  let secondsHeld = 0
  let passes = 0
  for (let coming = buyers; coming.length > 0; passes += 1) {
    const results = await Promise.all(coming.map((buyer) => buyer.buy()))
    const start = Date.now()
    await until(async () => (await stockOf(desk, variantIds)).every(({ held }) => held === 0))
    secondsHeld = Math.max(secondsHeld, (Date.now() - start) / 1_000)
    const served = results.filter(({ kind }) => kind === 'bought').length
    coming = served === 0 ? [] : buyers.filter(({ result }) => isShort(result))
  }
  await until(async () =>
    (await desk.orders(since)).every(
      ({ status, paymentStatus }) => status !== 'pending' && paymentStatus === 'paid',
    ),
  )
  const [orders, booked, stock] = await Promise.all([
    desk.orders(since),
    desk.booked(),
    stockOf(desk, variantIds),
  ])
  const attempts = history.since(mark)
  const mine = new Set(orders.map(({ id }) => id))
  const heard = new Set(attempts.flatMap(({ orderId }) => orderId ?? []))
  const left = new Map(stock.map(({ variantId, available }) => [variantId, available]))
  const refused = buyers.filter(({ result }) => isShort(result))
  const figures = {
    ...reckon({
      wishes: new Map(buyers.map(({ checkoutId, plan }) => [checkoutId, plan.items])),
      attempts,
      orders,
      booked: booked.filter(({ orderId }) => mine.has(orderId) || heard.has(orderId)),
      stock: stock.map((each) => ({ ...each, received: received.get(each.variantId) ?? 0 })),
    }),
    'unsold while wanted': Math.max(0, ...refused.map(({ plan }) => unitsLeftFor(plan.items, left))),
    'unexpected answers':
      attempts.filter(({ status, code }) => !isForeseen(status, code)).length +
      buyers.filter(({ result }) => result?.kind !== 'bought' && !isShort(result)).length,
    buyers: buyers.length,
    'units sold': sum(orders.flatMap(({ items }) => items.map(({ quantity }) => quantity))),
    attempts: attempts.length,
    'hung up': attempts.filter(({ status }) => status === 'unknown').length,
    declined: attempts.filter(({ status, replayed }) => status === 402 && !replayed).length,
    replayed: attempts.filter(({ replayed }) => replayed).length,
    passes,
    secondsHeld,
    slowestSeconds: Math.max(...attempts.map(({ ms }) => ms)) / 1_000,
  }
  return { figures, buyers }
}

const stockOf = (desk: Desk, variantIds: readonly string[]) =>
  Promise.all(variantIds.map((id) => desk.stockOf(id)))

const isShort = (result: Buyer['result']): boolean =>
  result?.kind === 'refused' && result.code === 'out_of_stock'

const unitsLeftFor = (items: readonly Item[], left: ReadonlyMap<string, number>): number =>
  wouldServe(items, left) * sum(items.map(({ quantity }) => quantity))

const CONFLICTS = new Set(['out_of_stock', 'idempotency_in_flight', 'payment_in_progress'])
const FORESEEN = new Set<number | 'unknown'>(['unknown', 200, 202, 402, 429, 503])
const isForeseen = (status: number | 'unknown', code = ''): boolean =>
  FORESEEN.has(status) || (status === 409 && CONFLICTS.has(code))
