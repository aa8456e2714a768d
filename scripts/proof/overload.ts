import { atOnce } from './buying/at-once.ts'
import { Buyer } from './buying/buyer.ts'
import { until } from './buying/desk.ts'
import type { Attempt } from './buying/history.ts'
import { type Figures, LAWS_BROKEN, lawsBroken, proveOnServer, type Stage } from './buying/proof-server.ts'
import { reckon } from './buying/reckon.ts'
import { numbers } from './numbers.ts'

// Issue 5, "Figures to report", and reliability.md I-42: far more at once than the shop can serve, all on one thing.
// Everybody asks again as soon as they are answered, whatever Retry-After says.

/** What must be nothing. */
export const NOTHING = [
  LAWS_BROKEN,
  '5xx other than 503',
  'no answer',
  '429 and 503 without Retry-After',
  'refusals that are no problem document',
  'units oversold',
  'units unaccounted for',
  'duplicate orders',
  'keys with two orders',
  'acknowledged orders missing',
]

type Size = {
  readonly seed: number
  readonly clients: number
  readonly units: number
  readonly seconds: number
}

const ENTRIES_AT_ONCE = 20
const PERCENT_DECLINED = 10

export async function proveOverload(
  { server, desk, history }: Stage,
  { seed, clients, units, seconds }: Size,
): Promise<Figures> {
  const draw = numbers(seed)
  const [variantId = ''] = await desk.stock(`overload-${seed}`, [units])
  const since = Date.now()
  const plans = Array.from({ length: clients }, () => ({ items: [{ variantId, quantity: 1 }] }))
  const buyers = await atOnce(plans, ENTRIES_AT_ONCE, (plan) => Buyer.enter(server.url, history, plan))
  const mark = history.mark()
  const end = Date.now() + seconds * 1_000
  await Promise.all(
    buyers.map(async (buyer) => {
      while (Date.now() < end)
        await buyer.complete(buyer.newKey(), draw(100) < PERCENT_DECLINED ? 'decline' : 'approve')
    }),
  )
  const attempts = history.since(mark)
  // What was cut short goes on behind the answers.
  await until(async () => (await desk.stockOf(variantId)).held === 0)
  await until(async () =>
    (await desk.orders(since)).every(
      ({ status, paymentStatus }) => status !== 'pending' && paymentStatus === 'paid',
    ),
  )
  const orders = await desk.orders(since)
  const ids = new Set(orders.map(({ id }) => id))
  const booked = (await desk.booked()).filter(({ orderId }) => ids.has(orderId))
  const wrong = reckon({
    wishes: new Map(buyers.map(({ checkoutId, plan }) => [checkoutId, plan.items])),
    attempts,
    orders,
    booked,
    stock: [{ ...(await desk.stockOf(variantId)), received: units }],
  })
  return {
    clients,
    seconds,
    ...answersOf(attempts),
    'answers per second': Math.round(attempts.length / seconds),
    'units sold': orders.length,
    ...(await lawsBroken(desk)),
    ...wrong,
  }
}

function answersOf(attempts: readonly Attempt[]): Record<string, number | string> {
  const by = (isOne: (attempt: Attempt) => boolean) => attempts.filter(isOne)
  const refusals = by(({ status }) => status === 409 || status === 429 || status === 503)
  const told = Object.fromEntries(
    [...Map.groupBy(attempts, ({ status, code }) => `${status} ${code ?? ''}`.trim())].map(
      ([answer, list]) => [`answered ${answer}`, list.length],
    ),
  )
  return {
    answers: attempts.length,
    ...told,
    '5xx other than 503': by(({ status }) => Number(status) >= 500 && status !== 503).length,
    'no answer': by(({ status }) => status === 'unknown').length,
    '429 and 503 without Retry-After': by(
      ({ status, retryAfter }) => (status === 429 || status === 503) && !((retryAfter ?? 0) > 0),
    ).length,
    'refusals that are no problem document': by(({ code }) => code?.startsWith('no ') === true).length,
    'refusals, ms': times(refusals),
    'refusals in the Worker, ms': times(refusals, ({ workerMs = NaN }) => workerMs),
    '409, ms': times(by(({ status }) => status === 409)),
    '429, ms': times(by(({ status }) => status === 429)),
    '503, ms': times(by(({ status }) => status === 503)),
    'orders, ms': times(by(({ status, replayed }) => status === 200 && !replayed)),
  }
}

function times(list: readonly Attempt[], of = ({ ms }: Attempt): number => ms): string {
  const sorted = list.map(of).toSorted((one, other) => one - other)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} (${sorted.length})`
}

export const main = (): Promise<void> => {
  const { CLIENTS, UNITS, SECONDS } = process.env
  const size = {
    clients: Number(CLIENTS ?? 500),
    units: Number(UNITS ?? 50),
    seconds: Number(SECONDS ?? 30),
  }
  return proveOnServer({ HOLD_SECONDS: '3' }, NOTHING, (stage, seed) =>
    proveOverload(stage, { seed, ...size }),
  )
}
