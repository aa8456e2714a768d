import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownAdminOrder } from '../../../src/orders/order-schemas.ts'
import type { BookedPayment } from '../../../src/payments/test-book-store.ts'
import { Buyer, insist } from './buyer.ts'
import { isAtRest } from './faults-of.ts'
import type { ShopBooks } from './shop-books.ts'

type Draw = (below: number) => number

/** What the provider does, and for `require_action` what the buyer does then; with how many in so many of them. */
const SCRIPTS = [
  ['approve', 3],
  ['decline', 2],
  ['require_action approve', 2],
  ['require_action approve_late', 1],
  ['require_action decline', 1],
  ['require_action cancel', 1],
  ['time_out_charged', 2],
  ['time_out_not_charged', 2],
  ['webhook_first', 2],
  ['webhook_late', 2],
  ['webhook_twice', 2],
  ['webhook_never', 1],
  ['capture_time_out', 1],
  ['capture_decline', 1],
  ['approve_after_ms:300', 1],
  ['approve_after_ms:4000', 1],
  ['approve_after_ms:11000', 1],
] as const
type Script = (typeof SCRIPTS)[number][0]
const DECK: readonly Script[] = SCRIPTS.flatMap(([script, times]) => Array<Script>(times).fill(script))
/** Those after which nothing has been bought. */
const IN_VAIN = new Set<Script>([
  'decline',
  'require_action decline',
  'require_action cancel',
  'time_out_not_charged',
])

const GOODS = ['var-ket-1l', 'var-mug-sage', 'var-brk-125g', 'var-ski-20cm', 'var-jar-05l']
const LANES = 12
const HANG_UP_PERCENT = 10
const HANG_UP_MS = 40
const LATE_MS = 3_000
const POLL_MS = 250

/** Somebody who pays, by a script that they do not know of. */
type Payer = {
  readonly email: string
  readonly script: Script
  readonly buyer: Buyer
  /** What they were told last, and how long after they began. */
  told: 'completed' | 'failed'
  toldAfter: number
  /** How long it took until nothing was under way at the provider any more. */
  doneAfter: number
}

/** So many checkouts with a random script each; afterwards the provider's book is held against the orders. */
export async function scriptedPayments(
  url: string,
  shop: ShopBooks,
  draw: Draw,
  count: number,
  say: (line: string) => void,
) {
  await shop.receive(GOODS, 10_000, 'scripted payments')
  const payers: Payer[] = []
  let hangUps = 0

  async function pay(at: number): Promise<void> {
    const script = DECK[draw(DECK.length)] ?? 'approve'
    const items = [
      { variantId: GOODS[at % GOODS.length] ?? '', quantity: 1 + draw(3) },
      ...(draw(2) === 0 ? [] : [{ variantId: GOODS[(at + 1) % GOODS.length] ?? '', quantity: 1 }]),
    ]
    const hangsUpAfter = draw(100) < HANG_UP_PERCENT ? draw(HANG_UP_MS) : undefined
    const email = `payer-${at}@example.com`
    const buyer = await Buyer.enter(url, email, items)
    const payer: Payer = { email, script, buyer, told: 'failed', toldAfter: NaN, doneAfter: NaN }
    payers.push(payer)
    const [name = '', then] = script.split(' ')
    const start = Date.now()
    if (hangsUpAfter !== undefined) {
      hangUps += 1
      await hangUp(buyer, name, email, hangsUpAfter)
    }
    payer.told = await end(shop, buyer, name, email, then)
    payer.toldAfter = Date.now() - start
    await atRest(shop, email)
    payer.doneAfter = Date.now() - start
    if (payers.length % 100 === 0) say(`${payers.length} of ${count} pay`)
  }

  const waiting = Array.from({ length: count }, (_, at) => at)
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) await pay(at)
    }),
  )

  const orders = new Map<string, readonly ShownAdminOrder[]>()
  for (const { email } of payers) orders.set(email, await atRest(shop, email))
  const found = compare(payers, orders, await shop.payments(), say)
  return {
    checkouts: payers.length,
    scripts: new Set(payers.map(({ script }) => script)).size,
    'hung up and asked again': hangUps,
    ...found,
    'laws of the shop broken': (await shop.brokenLaws()).length,
  }
}

async function hangUp(buyer: Buyer, script: string, key: string, after: number): Promise<void> {
  const hangUp = new AbortController()
  const answer = buyer.complete(script, key, hangUp.signal).catch(() => undefined)
  await sleep(after)
  hangUp.abort()
  await answer
}

/** Until the buyer knows what came of it. */
async function end(
  shop: ShopBooks,
  buyer: Buyer,
  script: string,
  key: string,
  then: string | undefined,
): Promise<Payer['told']> {
  for (let isAnswered = false; ;) {
    const { status, body } = await buyer.persist(script, key)
    if (status === 200) return 'completed'
    if (status === 402) return 'failed'
    const { reference } = body.action ?? {}
    if (status !== 202 || reference === undefined)
      throw new Error(`${buyer.email} (${script}) is answered ${status}: ${JSON.stringify(body)}`)
    if (then === 'cancel') {
      const { body: canceled } = await insist(() => buyer.cancel())
      return canceled.status === 'canceled' ? 'failed' : 'completed'
    }
    if (!isAnswered) {
      if (then === 'approve_late') await sleep(LATE_MS)
      await shop.decide(reference, then === 'decline' ? 'decline' : 'approve')
      isAnswered = true
    }
    await sleep(POLL_MS)
  }
}

async function atRest(shop: ShopBooks, email: string): Promise<readonly ShownAdminOrder[]> {
  for (;;) {
    const orders = await shop.ordersOf(email)
    if (isAtRest(orders)) return orders
    await sleep(POLL_MS)
  }
}

function compare(
  payers: readonly Payer[],
  ordersOf: ReadonlyMap<string, readonly ShownAdminOrder[]>,
  book: ReadonlyMap<string, readonly BookedPayment[]>,
  say: (line: string) => void,
) {
  const found = {
    'captures without order': 0,
    'paid orders without capture': 0,
    'double charges': 0,
    'orders shown failed but charged': 0,
    'authorizations left lying': 0,
    'bought, and should not be; or the other way round': 0,
  }
  const count = (what: keyof typeof found, isSo: boolean, where: string): void => {
    if (!isSo) return
    found[what] += 1
    say(`VIOLATION: ${what}: ${where}`)
  }
  const known = new Map([...ordersOf.values()].flat().map((order) => [order.id, order]))
  for (const payment of [...book.values()].flat()) {
    const order = known.get(payment.orderId)
    const isKept = payment.captured > payment.refunded
    const isSold = order?.status === 'placed' || order?.status === 'completed'
    count('captures without order', isKept && !isSold, payment.reference)
    count(
      'authorizations left lying',
      !isSold && payment.captured === 0 && ['authorized', 'waiting'].includes(payment.status),
      payment.reference,
    )
  }
  for (const { email, script, told } of payers) {
    const orders = ordersOf.get(email) ?? []
    const payments = orders.flatMap(({ id }) => book.get(id) ?? [])
    const charges = payments.filter(({ captured, refunded }) => captured > refunded)
    for (const order of orders) {
      const taken = (book.get(order.id) ?? []).reduce((sum, { captured }) => sum + captured, 0)
      count(
        'paid orders without capture',
        order.paymentStatus === 'paid' && taken !== order.total.amount,
        order.id,
      )
    }
    count('double charges', charges.length > 1, email)
    const failed = orders.filter(({ status }) => status === 'failed' || status === 'canceled')
    const isChargedInVain = failed.some(({ id }) => charges.some(({ orderId }) => orderId === id))
    count(
      'orders shown failed but charged',
      isChargedInVain || (told === 'failed' && charges.length > 0),
      `${email} (${script})`,
    )
    const placed = orders.filter(({ status }) => status === 'placed' || status === 'completed').length
    const due = IN_VAIN.has(script) ? 0 : 1
    count(
      'bought, and should not be; or the other way round',
      placed !== due || (told === 'completed') !== (due === 1),
      `${email} (${script}): ${placed} placed, told ${told}`,
    )
  }
  return {
    ...found,
    'longest in s until a buyer knew': longest(payers, ({ toldAfter }) => toldAfter),
    'longest gap in s until orders and book agreed': longest(payers, ({ doneAfter }) => doneAfter),
  }
}

/** Without those who let the bank wait. */
const longest = (payers: readonly Payer[], of: (payer: Payer) => number): number =>
  Math.max(...payers.filter(({ script }) => !script.startsWith('require_action')).map(of)) / 1_000
