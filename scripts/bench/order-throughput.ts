import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LocalShop, startLocalShop } from '../local-shop.ts'
import { atOnce } from '../proof/buying/at-once.ts'
import { until } from '../proof/buying/desk.ts'
import { emptyObjects } from './empty-objects.ts'
import type { OrderCost } from './order-costs.ts'
import { type OrderShop, prepareOrderShop } from './order-shop.ts'
import { workerdCpuSeconds } from './workerd.ts'

const ROUNDS = 7
const ORDERS = 100
const AT_ONCE = 20

type Rate = { readonly perSecond: number; readonly processorMs: number }
type Compared = { readonly own: number; readonly bare: number; readonly ratio: number }

/**
 * Orders of one line a second against one D1, from many buyers at once; and the same from a Worker without any code that
 * makes as many calls to objects and to D1 as the completion, of as many statements, and writes as many rows. The same server, in turns, the
 * median of each. The processor time of an order has its capture in it and the webhooks; that of the bare Worker has not.
 */
export async function orderThroughput(
  work: string,
  buildDir: string,
  cost: OrderCost,
): Promise<Compared & { readonly byProcessor: Compared }> {
  const shop = await startLocalShop({ stateDir: join(work, 'orders'), port: 0, buildDir, counted: false })
  const orders = await prepareOrderShop(shop)
  const bare = await bareOrders(work, cost)
  const rounds: { readonly own: Rate; readonly bare: Rate }[] = []
  for (let round = 0; round <= ROUNDS; round += 1)
    rounds.push(
      round % 2 === 0
        ? { own: await ownRate(orders), bare: await bareRate(bare) }
        : { bare: await bareRate(bare), own: await ownRate(orders) },
    )
  await bare.stop()
  await shop.stop()
  // The first one warmed up.
  const [, ...measured] = rounds
  const compared = (of: (rate: Rate) => number, better: 'more' | 'less'): Compared => ({
    own: median(measured.map(({ own }) => of(own))),
    bare: median(measured.map((round) => of(round.bare))),
    ratio: median(
      measured.map((round) =>
        better === 'more' ? of(round.own) / of(round.bare) : of(round.bare) / of(round.own),
      ),
    ),
  })
  return {
    ...compared(({ perSecond }) => perSecond, 'more'),
    byProcessor: compared(({ processorMs }) => processorMs, 'less'),
  }
}

const median = (list: readonly number[]): number =>
  list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? NaN

async function ownRate({ desk, enter }: OrderShop): Promise<Rate> {
  const buyers = await enter(ORDERS, 1)
  const since = Date.now()
  return rateOf(
    () =>
      atOnce(buyers, AT_ONCE, async (buyer) => {
        const { status, code } = await buyer.complete(buyer.newKey(), 'approve')
        if (status !== 200) throw new Error(`complete: ${status} ${code ?? ''}`)
      }),
    () =>
      until(async () => (await desk.orders(since)).every(({ paymentStatus }) => paymentStatus === 'paid')),
  )
}

let made = 0

const bareRate = ({ url }: LocalShop): Promise<Rate> =>
  rateOf(() =>
    atOnce(Array.from({ length: ORDERS }), AT_ONCE, async () => {
      made += 1
      const answer = await fetch(`${url}/${made}`, { method: 'POST', body: '{}' })
      if (!answer.ok) throw new Error(`bare: ${answer.status} ${await answer.text()}`)
      await answer.text()
    }),
  )

async function rateOf(
  work: () => Promise<unknown>,
  behind: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Rate> {
  const cpu = workerdCpuSeconds()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1_000
  await behind()
  return { perSecond: ORDERS / seconds, processorMs: (1_000 * (workerdCpuSeconds() - cpu)) / ORDERS }
}

const ORDER_CHARACTERS = 2_500

/**
 * One object asks another twice, and the database thrice: with as many statements as a completion, a third of them in each
 * call, of which the first only reads, and the others write all the rows of an order.
 */
async function bareOrders(
  work: string,
  { statements, rowsWritten, objectRows }: OrderCost,
): Promise<LocalShop> {
  const directory = await mkdtemp(join(work, 'bare-'))
  const inCall = Math.ceil(statements / 3)
  const script = `${emptyObjects('Cart', 'Checkout')}
    const TEXT = 'x'.repeat(${ORDER_CHARACTERS})
    const ROWS = JSON.stringify(Array.from({ length: ${Math.ceil(rowsWritten / inCall / 2)} }, (_, at) => at))
    class Rows extends DurableObject {
      constructor(state, env) {
        super(state, env)
        this.sql = state.storage.sql
        this.sql.exec('CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT')
      }
      write(rows) {
        for (let row = 0; row < rows; row += 1)
          this.sql.exec('INSERT INTO rows VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', row, TEXT)
        return TEXT
      }
    }
    export class Cart extends Rows {}
    export class Checkout extends Rows {
      async order(name) {
        const cart = this.env.CART.getByName(name)
        const batch = (sql, ...values) =>
          this.env.DB.batch(Array.from({ length: ${inCall} }, () => this.env.DB.prepare(sql).bind(...values)))
        const insert = () => batch('INSERT INTO written (text) SELECT value FROM json_each(?)', ROWS)
        await cart.write(1)
        await batch('SELECT * FROM written WHERE id < ?', 20)
        await insert()
        await insert()
        await cart.write(1)
        return this.write(${Math.max(1, objectRows - 2)})
      }
    }
    export default {
      async fetch({ url }, env) {
        const name = new URL(url).pathname
        if (name === '/table') {
          await env.DB.prepare('CREATE TABLE written (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT').run()
          return new Response()
        }
        return new Response(await env.CHECKOUT.getByName(name).order(name), { headers: { 'Cache-Control': 'private, no-store' } })
      },
      queue() {}, scheduled() {},
    }`
  await writeFile(join(directory, 'index.js'), script)
  const shop = await startLocalShop({ stateDir: directory, port: 0, buildDir: directory, migrated: false })
  const answer = await fetch(`${shop.url}/table`)
  if (!answer.ok) throw new Error(`the bare database has no table: ${answer.status}`)
  return { ...shop, stop: () => shop.stop().then(() => rm(directory, { recursive: true, force: true })) }
}
