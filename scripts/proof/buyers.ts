import { atOnce } from './buying/at-once.ts'
import { type Buyer, type Item, type Plan } from './buying/buyer.ts'
import { type CrowdFigures, sellTo } from './buying/crowd.ts'
import { type Figures, LAWS_BROKEN, lawsBroken, proveOnServer, type Stage } from './buying/proof-server.ts'
import type { Attempt } from './buying/history.ts'
import { numbers } from './numbers.ts'

// Issue 5, "Figures to report", and reliability.md I-01 to I-06: more buyers than units, who send twice, hang up, are
// declined, and take longer than their hold lasts.

type Draw = (below: number) => number

/** What must be nothing. */
export const NOTHING = [
  LAWS_BROKEN,
  'units oversold',
  'duplicate orders',
  'partial orders',
  'unsold while wanted',
  'units unaccounted for',
  'negative counters',
  'units held in the end',
  'acknowledged orders missing',
  'orders that nobody was told of',
  'keys with two orders',
  'keys with differing orders',
  'orders not paid',
  'charges that are not the total of one order',
  'unexpected answers',
  'retries after a restart that do not tell of the same order',
]

type Size = {
  readonly seed: number
  readonly rounds: number
  readonly buyers: number
  readonly units: number
}

const PERCENT_DOUBLED = 30
const PERCENT_HUNG_UP = 20
const PERCENT_DECLINED = 30
const PERCENT_SLOW = 3
const HANG_UP_MS = 41
export const HOLD_SECONDS = 3
const SLOWER_THAN_HOLD = 'approve_after_ms:4000'
const ASKING_AGAIN = 20

/** Rounds of three crowds each: on one thing, on two at once in either order, and on one thing in two lines. */
export async function proveBuyers(
  { server, desk, history }: Stage,
  { seed, rounds, buyers, units }: Size,
  say: (line: string) => void = () => undefined,
): Promise<Figures> {
  const draw = numbers(seed)
  const all: CrowdFigures[] = []
  const everybody: Buyer[] = []
  for (let round = 0; round < rounds; round += 1) {
    const name = `round-${seed}-${round}`
    const [one = ''] = await desk.stock(`${name}-one`, [units])
    // Odd numbers: whoever takes half of something leaves it behind.
    const pair = await desk.stock(`${name}-pair`, [units | 1, units | 1])
    const [lone = ''] = await desk.stock(`${name}-lines`, [units | 1])
    const crowds: [string, readonly string[], number, () => readonly Item[]][] = [
      ['one thing', [one], units, () => [{ variantId: one, quantity: 1 }]],
      ['two things', pair, units | 1, () => eitherOrder(pair, draw)],
      ['two lines', [lone], units | 1, () => linesOf(lone, 1 + draw(2))],
    ]
    for (const [what, variantIds, received, wish] of crowds) {
      const plans = Array.from({ length: buyers }, () => planOf(wish(), draw))
      const sale = { received: new Map(variantIds.map((id) => [id, received])), plans }
      const { figures, buyers: came } = await sellTo(server.url, desk, history, sale)
      say(`round ${round + 1}, ${what}: ${JSON.stringify(figures)}`)
      all.push(figures)
      everybody.push(...came)
    }
  }
  const restarted = await afterRestart({ server, desk, history }, everybody)
  const slowest = (name: 'secondsHeld' | 'slowestSeconds') => Math.max(...all.map((each) => each[name]))
  return {
    ...added(all),
    ...(await lawsBroken(desk)),
    ...restarted,
    secondsHeld: slowest('secondsHeld'),
    slowestSeconds: slowest('slowestSeconds'),
  }
}

function planOf(items: readonly Item[], draw: Draw): Plan {
  const isDoubled = draw(100) < PERCENT_DOUBLED
  const hangsUpAfter = draw(100) < PERCENT_HUNG_UP ? draw(HANG_UP_MS) : undefined
  const declined = draw(100) < PERCENT_DECLINED ? ['decline'] : []
  const slow = draw(100) < PERCENT_SLOW ? [SLOWER_THAN_HOLD] : []
  return { items, isDoubled, hangsUpAfter, scripts: [...declined, ...slow] }
}

function eitherOrder(variantIds: readonly string[], draw: Draw): Item[] {
  const items = variantIds.map((variantId) => ({ variantId, quantity: 1 }))
  return draw(2) === 0 ? items : items.toReversed()
}

const linesOf = (variantId: string, lines: number): Item[] =>
  Array.from({ length: lines }, () => ({ variantId, quantity: 1 }))

function added(all: readonly CrowdFigures[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const figures of all)
    for (const [name, figure] of Object.entries(figures)) total[name] = (total[name] ?? 0) + figure
  return total
}

/** Whoever was told of an order asks again by its key, twice at once, of a server that was killed and started again. */
async function afterRestart({ server, history }: Stage, buyers: readonly Buyer[]): Promise<Figures> {
  await server.kill()
  await server.restart()
  const byName = new Map(buyers.map((buyer) => [buyer.name, buyer]))
  const told = new Map(
    history.attempts.filter(({ orderId }) => orderId !== undefined).map((attempt) => [attempt.key, attempt]),
  )
  const again = await atOnce([...told.values()], ASKING_AGAIN, async ({ buyer, key, script, order }) => {
    // 503 says that nobody has looked: more at once than have a place (src/platform/room.ts). They come again.
    const ask = async (): Promise<Attempt | undefined> => {
      const answer = await byName.get(buyer)?.complete(key, script)
      return answer?.status === 503 ? ask() : answer
    }
    const answers = await Promise.all([ask(), ask()])
    return answers.every((answer) => answer?.replayed === true && answer.order === order)
  })
  return {
    'asked again after a restart': 2 * told.size,
    'retries after a restart that do not tell of the same order': again.filter((isSame) => !isSame).length,
  }
}

export const main = (): Promise<void> => {
  const { ROUNDS, BUYERS, UNITS } = process.env
  const size = { rounds: Number(ROUNDS ?? 3), buyers: Number(BUYERS ?? 300), units: Number(UNITS ?? 50) }
  return proveOnServer({ HOLD_SECONDS: String(HOLD_SECONDS) }, NOTHING, (stage, seed, say) =>
    proveBuyers(stage, { seed, ...size }, say),
  )
}
