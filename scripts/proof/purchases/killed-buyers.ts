import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '../../../test/e2e/server.ts'
import { isUnheard } from './ask.ts'
import { Buyer, insist } from './buyer.ts'
import { type Due, faultsOf, isAtRest } from './faults-of.ts'
import { ShopBooks } from './shop-books.ts'

const GOODS = ['var-ket-1l', 'var-mug-sage', 'var-brk-125g']
const SCRIPTS = [
  'approve',
  'approve',
  'webhook_first',
  'webhook_twice',
  'time_out_charged',
  'approve_after_ms:200',
]
const CROWD = 8
/** Of load before each kill. */
const LOAD_MS = [300, 1_500] as const
const POLL_MS = 200

/** Buyers buy, one after the other in each of some lanes, and ask again whatever becomes of the server, which is killed. */
export async function killedBuyers(
  server: Server,
  draw: (below: number) => number,
  kills: number,
  say: (line: string) => void,
) {
  const shop = new ShopBooks(server.url, (scope) => server.token(scope))
  await shop.receive(GOODS, 100_000, 'killed buyers')
  const due: Due[] = []
  const state = { isOver: false }
  let [number, retried, unacknowledged] = [0, 0, 0]

  async function buy(): Promise<void> {
    const items = [{ variantId: GOODS[draw(GOODS.length)] ?? '', quantity: 1 + draw(3) }]
    const email = `crowd-${(number += 1)}@example.com`
    const buyer = await heard(() => Buyer.enter(server.url, email, items))
    const each: Due = { email, items, placed: 1 }
    due.push(each)
    const script = SCRIPTS[draw(SCRIPTS.length)] ?? ''
    let tries = 0
    const { status, body } = await insist(
      () => {
        tries += 1
        return buyer.complete(script, email)
      },
      (told) => told.status === 202,
    )
    if (tries > 1) retried += 1
    if (status !== 200) {
      unacknowledged += 1
      say(`VIOLATION: ${email} was answered ${status}: ${JSON.stringify(body)}`)
    }
  }
  async function lane(): Promise<void> {
    while (!state.isOver) await buy()
  }

  const lanes = Promise.all(Array.from({ length: CROWD }, lane))
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(LOAD_MS[0] + draw(LOAD_MS[1] - LOAD_MS[0]))
    await server.kill()
    await server.restart()
    say(`killed ${kill} of ${kills}: ${due.length} buyers so far`)
  }
  state.isOver = true
  await lanes
  for (const { email } of due) while (!isAtRest(await shop.ordersOf(email))) await sleep(POLL_MS)
  const faults = await faultsOf(shop, due)
  for (const fault of faults) say(`VIOLATION: ${fault}`)
  return {
    'random kills': kills,
    'buyers under load': due.length,
    'buyers who had to ask again': retried,
    lost: unacknowledged,
    'violations under load': faults.length,
  }
}

/** As often as it takes: what has no key may leave a cart behind that nobody wants. */
async function heard<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isUnheard(error)) throw error
      await sleep(POLL_MS)
    }
  }
}
