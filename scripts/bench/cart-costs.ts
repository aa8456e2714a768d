import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildWorker, startLocalShop } from '../local-shop.ts'
import { CART_OPERATIONS } from './cart-operations.ts'
import type { Counted } from './counted/index.ts'
import { MEMORY_MS, openCarts, prepareCartShop } from './cart-shop.ts'

/** What one thing that shoppers do to carts costs: counts, which are the same on every machine. */
export type CartCost = {
  readonly name: string
  readonly objectCalls: number
  /** Reads of KV with what is needed in the isolate's memory, and without. */
  readonly kvWarm: number
  readonly kvCold: number
  readonly d1: number
  readonly bytes: number
  /** In the cart's object. */
  readonly rowsWritten: number
}

const CARTS = 2

/** Counts by Server-Timing, and by what the statements of the objects themselves say of the rows they wrote. */
export async function cartCosts(work: string): Promise<CartCost[]> {
  const buildDir = join(work, 'build-counted')
  await buildWorker(buildDir, join(import.meta.dirname, 'counted/index.ts'))
  const shop = await startLocalShop({
    stateDir: join(work, 'carts-counted'),
    port: 0,
    buildDir,
    counted: false,
  })
  await prepareCartShop(shop, false)
  const carts = await openCarts(shop.url, CARTS)
  let turn = 0
  const counted = async (name: string) => {
    turn += 1
    const { path, ...init } = CART_OPERATIONS[name]?.(carts, turn) ?? { path: '' }
    const answer = await fetch(shop.url + path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
    const crossings = (tier: string): number =>
      Number(
        new RegExp(`${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(answer.headers.get('Server-Timing') ?? '')?.[1],
      )
    return {
      objectCalls: crossings('do'),
      kv: crossings('kv'),
      d1: crossings('d1'),
      bytes: Buffer.byteLength(text),
      rowsWritten: ((await (await fetch(`${shop.url}/counted`)).json()) as Counted).objectRows,
    }
  }
  const costs: CartCost[] = []
  for (const name of Object.keys(CART_OPERATIONS)) {
    await counted(name)
    const warm = await counted(name)
    await sleep(MEMORY_MS)
    const cold = await counted(name)
    const { objectCalls, bytes, rowsWritten } = warm
    const d1 = Math.max(warm.d1, cold.d1)
    costs.push({ name, objectCalls, kvWarm: warm.kv, kvCold: cold.kv, d1, bytes, rowsWritten })
  }
  await shop.stop()
  return costs
}
