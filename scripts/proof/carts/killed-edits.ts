import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '../../../test/e2e/server.ts'
import { adding, CartShopper, type Edit, GOODS, unitsOf } from './cart-shopper.ts'

type Draw = (below: number) => number

const CARTS = 12
const HANDS = 2
/** Of load before each kill. */
const LOAD_MS = [500, 2_500] as const

/** One edit of one cart: so many units, under a key of its own. */
type Sent = { readonly edit: Edit; readonly quantity: number; acknowledged: boolean }
type Loaded = { readonly shopper: CartShopper; readonly sent: Sent[] }

/**
 * Shoppers add to their carts while the server is killed, and goes on from its state folder. What was acknowledged is
 * there afterwards; and when every edit is sent again under its key, each counts once.
 */
export async function killedEdits(server: Server, draw: Draw, kills: number, say: (line: string) => void) {
  const loaded: Loaded[] = []
  for (let each = 0; each < CARTS; each += 1)
    loaded.push({ shopper: await CartShopper.open(server.url, 'us'), sent: [] })
  let [missing, retried, replayed] = [0, 0, 0]

  for (let kill = 1; kill <= kills; kill += 1) {
    const state = { stopped: false }
    const load = Promise.all(
      loaded.flatMap((cart) => Array.from({ length: HANDS }, () => edits(cart, state, draw))),
    )
    await sleep(LOAD_MS[0] + draw(LOAD_MS[1] - LOAD_MS[0]))
    await server.kill()
    state.stopped = true
    await load
    await server.restart()
    for (const { shopper, sent } of loaded) {
      const acknowledged = units(sent.filter((each) => each.acknowledged))
      missing += Math.max(0, acknowledged - unitsOf(await shopper.read()))
    }
    // What every client does whose answer got lost.
    for (const { shopper, sent } of loaded)
      for (const each of sent.filter(({ acknowledged }) => !acknowledged)) {
        const answer = await shopper.edit(each.edit)
        if (answer.status !== 200) throw new Error(`a retry was refused: ${answer.status}`)
        retried += 1
        if (answer.replayed) replayed += 1
        each.acknowledged = true
      }
    say(`killed ${kill} of ${kills}: ${loaded.reduce((sum, { sent }) => sum + sent.length, 0)} edits so far`)
  }

  let [doubled, lost, wronglyDone] = [0, 0, 0]
  for (const { shopper, sent } of loaded) {
    for (const { edit } of sent) if (!(await shopper.edit(edit)).replayed) wronglyDone += 1
    const found = unitsOf(await shopper.read())
    doubled += Math.max(0, found - units(sent))
    lost += Math.max(0, units(sent) - found)
  }
  return {
    kills,
    'edits under load': loaded.reduce((sum, { sent }) => sum + sent.length, 0),
    'units acknowledged and missing after a kill': missing,
    'edits in flight when killed': retried,
    'of those done already': replayed,
    'edits retried at the end and not replayed': wronglyDone,
    'units doubled': doubled,
    'units lost in the end': lost,
  }
}

const units = (sent: readonly Sent[]): number => sent.reduce((sum, { quantity }) => sum + quantity, 0)

/** One edit after the other, until the server dies. */
async function edits({ shopper, sent }: Loaded, state: { stopped: boolean }, draw: Draw): Promise<void> {
  while (!state.stopped) {
    const quantity = 1 + draw(2)
    const edit = adding(GOODS[draw(GOODS.length)] ?? GOODS[0], quantity, crypto.randomUUID())
    const each: Sent = { edit, quantity, acknowledged: false }
    sent.push(each)
    try {
      const { status } = await shopper.edit(edit)
      if (status !== 200) throw new Error(`an edit was refused: ${status}`)
      each.acknowledged = true
    } catch (error) {
      // The connection broke: nobody knows whether it was done.
      if (error instanceof TypeError) return
      throw error
    }
  }
}
