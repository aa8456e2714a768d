import { join } from 'node:path'
import { buildWorker, startLocalShop } from '../local-shop.ts'
import { until } from '../proof/buying/desk.ts'
import { sum } from '../proof/buying/reckon.ts'
import type { Counted, D1Rows } from './counted/index.ts'
import { LINES, prepareOrderShop } from './order-shop.ts'

/** What completing a checkout costs until it is answered, and what its capture adds: counts, the same on every machine. */
export type OrderCost = {
  readonly name: string
  readonly objectCalls: number
  readonly kv: number
  readonly d1: number
  readonly statements: number
  readonly rowsRead: number
  readonly rowsWritten: number
  /** In the checkout and the cart, until it is captured. */
  readonly objectRows: number
  /** Behind the answer. */
  readonly captureD1: number
  readonly captureRowsRead: number
  readonly captureRowsWritten: number
}

/** Counts by Server-Timing, and by what the database says of every call that a checkout makes. */
export async function orderCosts(work: string): Promise<OrderCost[]> {
  const buildDir = join(work, 'build-counted')
  await buildWorker(buildDir, join(import.meta.dirname, 'counted/index.ts'))
  const shop = await startLocalShop({
    stateDir: join(work, 'orders-counted'),
    port: 0,
    buildDir,
    counted: false,
  })
  const { desk, enter } = await prepareOrderShop(shop)
  const counted = async () => (await (await fetch(`${shop.url}/counted`)).json()) as Counted
  /** What it costs the buyer who comes second: the first one has brought what is kept in memory. */
  const cost = async (name: string, lines: number, script: string): Promise<OrderCost> => {
    const [first, buyer] = await enter(2, lines)
    await first?.complete(first.newKey(), script)
    await until(async () => (await desk.orders(0)).every(({ paymentStatus }) => paymentStatus === 'paid'))
    if (buyer === undefined) throw new Error('two have come')
    await counted()
    const { timing, status, code } = await buyer.complete(buyer.newKey(), script)
    if (status !== 200 && status !== 402) throw new Error(`${name}: ${status} ${code ?? ''}`)
    await until(async () => (await desk.orders(0)).every(({ paymentStatus }) => paymentStatus === 'paid'))
    const { d1, objectRows } = await counted()
    const crossings = (tier: string): number =>
      Number(new RegExp(`${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(timing)?.[1] ?? 0)
    const before = crossings('d1')
    const answered = added(d1.slice(0, before))
    const captured = added(d1.slice(before))
    return {
      name,
      objectCalls: crossings('do'),
      kv: crossings('kv'),
      d1: before,
      statements: answered.statements,
      rowsRead: answered.read,
      rowsWritten: answered.written,
      objectRows,
      captureD1: d1.length - before,
      captureRowsRead: captured.read,
      captureRowsWritten: captured.written,
    }
  }
  const costs = [
    await cost('one line', 1, 'webhook_never'),
    await cost(`${LINES} lines`, LINES, 'webhook_never'),
    await cost('declined', 1, 'decline'),
  ]
  await shop.stop()
  return costs
}

const added = (calls: readonly D1Rows[]): D1Rows => ({
  statements: sum(calls.map(({ statements }) => statements)),
  read: sum(calls.map(({ read }) => read)),
  written: sum(calls.map(({ written }) => written)),
})
