import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../../test/e2e/server.ts'
import { numbers } from './numbers.ts'
import { randomOrders } from './purchases/random-orders.ts'
import { ShopBooks } from './purchases/shop-books.ts'

// Issue 5, I-11: random carts bought over HTTP in three markets; every order reckoned again from what was answered.

type Figures = Readonly<Record<string, number>>

/** What must be nothing, by its name in the figures. */
const NOTHING = ['orders whose parts do not sum', 'laws of the shop broken']

type Options = {
  readonly seed: number
  readonly count: number
  readonly stateDir: string
  readonly say?: (line: string) => void
}

export async function proveOrders({
  seed,
  count,
  stateDir,
  say = () => undefined,
}: Options): Promise<Figures> {
  const server = await Server.open(stateDir)
  try {
    const shop = new ShopBooks(server.url, (scope) => server.token(scope))
    return { seed, ...(await randomOrders(server.url, shop, numbers(seed), count, say)) }
  } finally {
    await server.kill()
  }
}

/** Those figures that should be nothing and are not. */
export const violations = (figures: Figures): string[] => NOTHING.filter((name) => figures[name] !== 0)

/** `npm run proof -- orders`: SEED, ORDERS and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { SEED, ORDERS, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const figures = await proveOrders({
      seed: Number(SEED ?? 5),
      count: Number(ORDERS ?? 2_000),
      stateDir,
      say: (line) => console.error(line),
    })
    console.log(JSON.stringify(figures, null, 2))
    const violated = violations(figures)
    if (violated.length > 0) console.error(`should be 0: ${violated.join(', ')}`)
    process.exitCode = violated.length === 0 ? 0 : 1
  } finally {
    if (STATE_DIR === undefined) await rm(stateDir, { recursive: true, force: true })
  }
}
