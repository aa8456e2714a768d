import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownAdminOrder } from '../../src/orders/order-schemas.ts'
import { atOnce } from './buying/at-once.ts'
import { Buyer, type Plan } from './buying/buyer.ts'
import { until } from './buying/desk.ts'
import { type Figures, LAWS_BROKEN, lawsBroken, proveOnServer, type Stage } from './buying/proof-server.ts'
import { numbers } from './numbers.ts'

// Issue 5, "Figures to report", and reliability.md I-30: a code with a limit, wanted by more buyers than it is for, some of
// whom are declined and give it back; and a code that each customer may use once, used in parallel checkouts of one.

/** What must be nothing. */
export const NOTHING = [
  LAWS_BROKEN,
  'redemptions beyond the limit',
  'redemptions lost',
  'redeemed when it was used up',
  'orders at another price',
  'times too often by one customer',
  'times too often by one guest',
  'customers who did not get theirs',
  'unexpected answers',
]

type Size = {
  readonly seed: number
  readonly limit: number
  readonly buyers: number
  /** Checkouts that one customer has at once. */
  readonly parallel: number
}

const ENTRIES_AT_ONCE = 20
const PERCENT_DECLINED = 60
const PIECES = 1_000
// What carts know of a code is ten seconds old at most, and a publication; then the code is lost.
const REST_MS = 1_000
const RESTS = 40
/** What somebody hears whose code is used up, and what may go wrong with their card. */
const FORESEEN = new Set<number | 'unknown'>(['unknown', 200, 202, 402, 429, 503])
// price_changed: they had been shown already that the code is used up.
const LOST_CODES = new Set(['discount_not_applicable', 'price_changed'])

type Draw = (below: number) => number

export async function proveCode(stage: Stage, size: Size): Promise<Figures> {
  const { desk } = stage
  const { seed, limit, parallel } = size
  const draw = numbers(seed)
  const name = `code-${seed}`
  const [variantId = ''] = await desk.stock(name, [PIECES])
  const shared = await withLimit(stage, draw, { ...size, variantId, code: `LIMITED-${seed}` })
  const code = `ONCE-${seed}`
  await desk.promotion({
    name: 'Once for everybody',
    codes: [code],
    customerLimit: 1,
    rule: { effect: { kind: 'percent', percent: '10' } },
  })
  const items = [{ variantId, quantity: 1 }]
  const token = await stage.server.customerToken(name)
  const customer = await oneBuyer(stage, draw, parallel, { items, codes: [code] }, token)
  const email = `${name}@example.com`
  const guest = await oneBuyer(stage, draw, parallel, { items, codes: [code], email })
  return {
    ...(await lawsBroken(desk)),
    'code limited to': limit,
    buyers: size.buyers,
    ...shared,
    'checkouts of one customer at once': parallel,
    'times too often by one customer': Math.max(0, customer - 1),
    'times too often by one guest': Math.max(0, guest - 1),
    'customers who did not get theirs': [customer, guest].filter((times) => times < 1).length,
    'unexpected answers': stage.history.attempts.filter(
      ({ status, code: told }) => !FORESEEN.has(status) && !(status === 409 && LOST_CODES.has(told ?? '')),
    ).length,
    declined: stage.history.attempts.filter(({ status, replayed }) => status === 402 && !replayed).length,
  }
}

type Limited = Size & { readonly variantId: string; readonly code: string }

async function withLimit(
  stage: Stage,
  draw: Draw,
  { limit, buyers: count, variantId, code }: Limited,
): Promise<Figures> {
  const { desk } = stage
  const since = Date.now()
  await desk.promotion({
    name: 'For the first',
    codes: [code],
    usageLimit: limit,
    rule: { effect: { kind: 'percent', percent: '10' } },
  })
  const plan = { items: [{ variantId, quantity: 1 }], codes: [code] }
  const buyers = await enter(stage, draw, count, plan)
  const total = buyers[0]?.total
  const passes = await untilUsedUp(buyers, limit)
  // Whoever comes now comes too late, at the very price.
  const late = await enter(stage, draw, 1, plan)
  for (const buyer of [...buyers.filter(stillWants), ...late]) await buyer.buy(total)
  const orders = await settledOrders(stage, since)
  const withIt = orders.filter(({ codes }) => codes.includes(code))
  return {
    redemptions: withIt.length,
    'redemptions beyond the limit': Math.max(0, withIt.length - limit),
    'redemptions lost': Math.max(0, limit - withIt.length),
    'redeemed when it was used up': late.filter(hasBought).length,
    'orders at another price': orders.filter((order) => order.total.amount !== total?.amount).length,
    passes,
  }
}

/** Many checkouts of one and the same buyer; answers how many of them got the price with the code. */
async function oneBuyer(
  stage: Stage,
  draw: Draw,
  parallel: number,
  plan: Plan,
  token?: string,
): Promise<number> {
  const buyers = await enter(stage, draw, parallel, plan, token)
  await untilUsedUp(buyers, 1)
  return buyers.filter(hasBought).length
}

const enter = (stage: Stage, draw: Draw, count: number, plan: Plan, token?: string): Promise<Buyer[]> => {
  const plans = Array.from({ length: count }, () => ({
    ...plan,
    scripts: draw(100) < PERCENT_DECLINED ? ['decline'] : [],
    givesUp: draw(2) === 0,
  }))
  return atOnce(plans, ENTRIES_AT_ONCE, (each) => Buyer.enter(stage.server.url, stage.history, each, token))
}

const hasBought = ({ result }: Buyer): boolean => result?.kind === 'bought'
const stillWants = ({ result }: Buyer): boolean => result === undefined || result.kind === 'refused'

/**
 * All at once at the price with the code, and nobody at another one. Whoever was refused enters the code again and comes
 * back, until it is used up, and then once more; what has been given back is to be had in the end. Answers how often they
 * came.
 */
async function untilUsedUp(buyers: readonly Buyer[], limit: number): Promise<number> {
  const prices = new Map(buyers.map((buyer) => [buyer, buyer.total]))
  let passes = 0
  const come = async (): Promise<void> => {
    passes += 1
    const coming = buyers.filter(stillWants)
    await atOnce(coming, ENTRIES_AT_ONCE, (buyer) => buyer.change({ codes: buyer.plan.codes ?? [] }))
    await Promise.all(coming.map((buyer) => buyer.buy(prices.get(buyer))))
  }
  const isUsedUp = (): boolean => buyers.filter(hasBought).length >= limit
  for (let rests = 0; rests < RESTS && !isUsedUp(); rests += 1) {
    if (rests > 0) await sleep(REST_MS)
    await come()
  }
  await come()
  return passes
}

async function settledOrders({ desk }: Stage, since: number): Promise<ShownAdminOrder[]> {
  await until(async () => (await desk.orders(since)).every(({ status }) => status !== 'pending'))
  return desk.orders(since)
}

export const main = (): Promise<void> => {
  const { LIMIT, BUYERS, PARALLEL } = process.env
  const size = { limit: Number(LIMIT ?? 5), buyers: Number(BUYERS ?? 100), parallel: Number(PARALLEL ?? 10) }
  return proveOnServer({}, NOTHING, (stage, seed) => proveCode(stage, { seed, ...size }))
}
